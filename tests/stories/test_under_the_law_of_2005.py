"""A petition of January 2020 lives by the law of its day: no class, no objection, sixty days."""

from datetime import date

import pytest

from huiyin.accounts.models import Post
from huiyin.documents.actions import letter_facts
from huiyin.documents.wording import compose
from huiyin.organisations.models import Category
from huiyin.petitions.actions import closing, handling, registering, returning, routing
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.searchable import may_be_found
from huiyin.petitions.upkeep import wrongly_findable
from huiyin.petitions.vault import Vault
from huiyin.rules.terms import LetterKind, State, TimeLimit
from tests.make import (
    OPINION,
    WAY,
    a_receipt,
    an_office,
    assert_sound,
    at,
    fresh,
    later,
    letter,
    serve,
    simulated,
    the_handler,
    the_head,
    unserved,
)
from tests.people import CLERK, DISPATCHER

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_office_by_then() -> None:
    """Whoever takes the steps held his post already when the law of 2005 was in force."""
    Post.objects.update(from_on=date(2020, 1, 1))


def dates(petition: Petition) -> dict[str, tuple[date, date]]:
    """The running clocks with target and legal day."""
    return {
        clock.limit: (clock.target_on, clock.legal_on)
        for clock in petition.clocks.filter(ended_at=None)
    }


def body(petition: Petition, kind: LetterKind) -> str:
    """What a letter says."""
    facts = letter_facts(letter(petition, kind).letter, key=Vault(petition.pk, petition.key).key)
    paper = compose(kind, facts)
    return "\n".join(block.text for block in paper.blocks)


def test_a_petition_of_2020_from_the_letter_to_the_end() -> None:
    with simulated():
        arrived = at("2020-01-31 10:00")
        petition = Petition.objects.get(pk=a_receipt(arrived_at=arrived).petition_id)
        assert petition.rule_set == "2005"
        registering.register(
            petition.pk,
            matter=None,
            procedure=None,
            category=Category.objects.get(pk="0102"),
            division=petition.division,
            by=CLERK.viewer,
            at=at("2020-01-31 11:00"),
        )
        petition = fresh(petition)
        assert petition.matter is None
        assert may_be_found(petition)
        assert not wrongly_findable().exists()
        routing.forward(
            petition.pk, to=an_office(), by=DISPATCHER.viewer, at=at("2020-02-03 09:00")
        )
        # Fifteen days to decide on acceptance, and nothing to object with: 18 February, a Tuesday.
        assert dates(fresh(petition)) == {TimeLimit.L3: (date(2020, 2, 18), date(2020, 2, 18))}
        petition = fresh(petition)
        handling.sign(petition.pk, by=the_head(petition).viewer, at=at("2020-02-03 10:00"))
        with pytest.raises(Refused):
            returning.object_to(
                petition.pk,
                reason="不属于本单位职权。",
                competent="",
                basis="职责分工",
                by=the_head(petition).viewer,
                at=at("2020-02-04 10:00"),
            )
        by = the_handler(petition).viewer
        handling.accept(petition.pk, way_of_handling=WAY, by=by, at=at("2020-02-04 11:00"))
        # Sixty days from acceptance: 4 April, which is 清明节; legally by 7 April.
        running = dates(fresh(petition))
        assert running[TimeLimit.L5] == (date(2020, 4, 4), date(2020, 4, 7))
        assert "《信访条例》第二十一条、第二十二条" in body(petition, LetterKind.ACCEPTANCE)
        findings = {**OPINION, "laws": ["《城市供水条例》"]}
        handling.answer(petition.pk, findings=findings, by=by, at=at("2020-02-10 09:00"))
        assert "《信访条例》第三十二条" in body(petition, LetterKind.OPINION)
        assert "信访工作条例" not in body(petition, LetterKind.OPINION)
        petition = fresh(petition)
        serve(petition, unserved(petition, is_answer=True), at("2020-02-11 09:00"))
        running = dates(fresh(petition))
        assert running[TimeLimit.L7] == (date(2020, 3, 12), date(2020, 3, 12))
        closing.close(petition.pk, by=CLERK.viewer, at=later(petition))
        petition = fresh(petition)
        assert petition.state == State.CLOSED
        assert_sound(petition)


def test_a_class_is_still_wanted_under_the_law_of_today() -> None:
    petition = Petition.objects.get(pk=a_receipt().petition_id)
    with pytest.raises(Refused, match="请选择类别"):
        registering.register(
            petition.pk,
            matter=None,
            procedure=None,
            category=Category.objects.get(pk="0102"),
            division=petition.division,
            by=CLERK.viewer,
            at=later(petition),
        )
