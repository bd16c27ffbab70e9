"""He suggests timetables at every stop; the organ adopts it and says so (Art. 29)."""

import pytest

from huiyin.petitions.actions import closing
from huiyin.petitions.upkeep import broken_invariants
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Matter, State
from tests.make import a_petition, assert_sound, at, fresh, later, letter, simulated, story
from tests.people import CLERK, LEADER
from tests.petitions.reading import clocks, ended, facts
from tests.stories.living import let_the_worker_work, page

pytestmark = pytest.mark.django_db


def test_a_suggestion_is_adopted() -> None:
    with simulated():
        petition = a_petition(
            State.SERVED, matter=Matter.SUGGESTION, request="建议在公交站张贴时刻表。"
        )
        let_the_worker_work(later(petition))
        closing.follow_up(
            petition.pk, reached=True, words="他已看到。", by=CLERK.viewer, at=later(petition)
        )
        closing.close(petition.pk, by=LEADER.viewer, at=later(petition))
    petition = fresh(petition)
    assert petition.state == State.CLOSED
    answer = letter(petition, LetterKind.SUGGESTION_REPLY)
    assert answer.letter.pdf is not None
    told = facts(answer)
    assert told["adoption"] == "adopted"
    assert told["suggestion"] == "建议在公交站张贴时刻表。"
    assert "复查" not in str(told)
    assert set(ended(petition)) == {"L1", "L3", "L4"}, "no sixty days for a suggestion"
    assert clocks(petition) == {"G8"}, "and no review"
    assert "accept" not in [event.step for event in story(petition)]
    now = page(petition, at("2026-03-20 09:00"))
    assert now.next_right is None
    assert now.rate_until is not None
    assert broken_invariants(localdate(at("2026-03-20 02:00"))) == []
    assert_sound(petition)
