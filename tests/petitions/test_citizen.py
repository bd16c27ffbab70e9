"""补充 撤回 评价, and what follows at the bureau: 回访 办结 补发查询码."""

from datetime import date, timedelta

import pytest

from huiyin.documents.models import StoredFile
from huiyin.petitions.actions import citizen, closing
from huiyin.petitions.errors import Refused
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Petition
from huiyin.petitions.standing import open_steps
from huiyin.petitions.telling import told
from huiyin.petitions.tracking import Opened, Wrong, open_with
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Rating, State, Step
from tests.make import (
    DAY,
    a_petition,
    a_receipt,
    assert_sound,
    at,
    fresh,
    later,
    simulated,
    story,
)
from tests.people import CLERK, DISPATCHER, HANDLER, LEADER, SUPERVISOR, petitioner
from tests.petitions.reading import clocks, ended, topics, words

pytestmark = pytest.mark.django_db

GOOD, FAIR, BAD = Rating.SATISFIED, Rating.FAIR, Rating.DISSATISFIED


# -- supplement ------------------------------------------------------------------------------------


def test_words_and_files_join_the_petition_and_the_holder_is_told() -> None:
    with simulated():
        petition = a_petition(State.SIGNED)
        event = citizen.supplement(
            petition.pk,
            words="昨天又停了一次。",
            files=[IncomingFile("水费单.txt", "三月水费".encode())],
            by=petitioner(petition),
            at=later(petition),
        )
    assert words(event)["supplement"] == "昨天又停了一次。"
    stored = StoredFile.objects.get(owner_id=petition.pk)
    assert event.codes["files"] == [bytes(stored.digest).hex()]
    assert topics(petition)[-1] == "tell_office supplement"
    assert clocks(petition) == {"L3", "L4"}, "more words move no clock"


def test_a_supplement_says_something() -> None:
    petition = a_petition(State.SIGNED)
    with pytest.raises(Refused) as refusal:
        citizen.supplement(petition.pk, words=" \n", by=petitioner(petition), at=later(petition))
    assert refusal.value.field == "words"


def test_a_supplement_that_is_sent_twice_is_one() -> None:
    petition = a_petition(State.SIGNED)
    for said in ("补一张收据。", "又补一句。"):
        citizen.supplement(petition.pk, words=said, by=petitioner(petition), at=later(petition))
    with pytest.raises(Refused, match="已经收到"):
        citizen.supplement(petition.pk, words=said, by=petitioner(petition), at=later(petition))
    assert [each.step for each in story(petition)].count(Step.SUPPLEMENT) == 2


@pytest.mark.parametrize("state", [State.CLOSED, State.WITHDRAWN])
def test_what_has_ended_takes_no_more(state: State) -> None:
    petition = a_petition(state)
    with pytest.raises(Refused):
        citizen.supplement(petition.pk, words="再补充", by=petitioner(petition), at=later(petition))


def test_a_petition_holds_twenty_files_and_no_more() -> None:
    petition = a_petition(State.SIGNED)
    files = [IncomingFile(f"{n}.txt", f"第{n}页".encode()) for n in range(21)]
    with pytest.raises(Refused, match="20") as refusal:
        citizen.supplement(
            petition.pk, words="", files=files, by=petitioner(petition), at=later(petition)
        )
    assert refusal.value.field == "files"
    assert not StoredFile.objects.filter(owner_id=petition.pk).exists()


# -- withdraw --------------------------------------------------------------------------------------


def withdraw(petition: Petition) -> Petition:
    """Withdraw it."""
    citizen.withdraw(petition.pk, reason="已经解决。", by=petitioner(petition), at=later(petition))
    return fresh(petition)


@pytest.mark.parametrize("state", [State.RECEIVED, State.SIGNED, State.ACCEPTED, State.ANSWERED])
def test_withdrawing_ends_the_clocks_and_the_petition_stays(state: State) -> None:
    petition = withdraw(a_petition(state))
    assert petition.state == State.WITHDRAWN
    assert clocks(petition) == set()
    assert "withdrawn" in ended(petition).values()
    assert petition.next_due is None
    assert petition.closed_at is not None
    today = localdate(petition.closed_at)
    seen = Petition.objects.visible_to(petitioner(petition), today=today)
    assert seen.filter(pk=petition.pk).exists()


@pytest.mark.parametrize("state", [State.SERVED, State.CLOSED])
def test_after_the_answer_there_is_nothing_to_withdraw(state: State) -> None:
    with pytest.raises(Refused):
        withdraw(a_petition(state))


@pytest.mark.parametrize("state", [State.RECEIVED, State.REGISTERED, State.HANDED_OVER])
def test_an_accusation_goes_on(state: State) -> None:
    before = a_petition(state, matter=Matter.ACCUSATION)
    petition = withdraw(before)
    assert petition.state == state
    assert clocks(petition) == clocks(before)
    assert petition.closed_at is None
    assert story(petition)[-1].step == Step.WITHDRAW
    assert words(story(petition)[-1])["reason"] == "已经解决。"


# -- rate ------------------------------------------------------------------------------------------


def rate(petition: Petition, bureau: Rating, organ: Rating | None, days: int = 1) -> None:
    """Rate it some days after the last thing that happened."""
    citizen.rate(
        petition.pk,
        bureau=bureau,
        organ=organ,
        reason="说了原因。",
        by=petitioner(petition),
        at=later(petition, timedelta(days=days)),
    )


def test_the_last_rating_counts_and_all_are_kept() -> None:
    petition = a_petition(State.SERVED)
    rate(petition, GOOD, BAD)
    rate(petition, FAIR, None)
    rate(petition, BAD, GOOD)
    ratings = [event.codes for event in story(petition) if event.step == Step.RATE]
    assert [(each["bureau"], each["organ"]) for each in ratings] == [
        ("0", "2"), ("1", ""), ("2", "0"),
    ]  # fmt: skip
    page = told(fresh(petition), petitioner(petition), today=localdate(later(petition)))
    assert (page.rating["bureau"], page.rating["organ"]) == ("2", "0")
    assert_sound(petition)


def test_rating_is_open_thirty_days_from_the_service_also_when_closed() -> None:
    petition = a_petition(State.CLOSED)
    last_day = petition.clocks.get(limit="G8").legal_on
    assert last_day >= localdate(petition.served_at or later(petition)) + 30 * DAY
    viewer = petitioner(petition)
    evening = at(f"{last_day} 23:59")
    assert Step.RATE in open_steps(petition, viewer, last_day)
    citizen.rate(petition.pk, bureau=GOOD, organ=GOOD, by=viewer, at=evening)
    with pytest.raises(Refused, match="评价期限"):
        citizen.rate(
            petition.pk, bureau=BAD, organ=BAD, by=viewer, at=evening + timedelta(minutes=2)
        )


def test_nothing_is_rated_before_the_answer_was_served() -> None:
    with pytest.raises(Refused):
        rate(a_petition(State.ANSWERED), GOOD, GOOD)


def test_nobody_rates_for_the_petitioner() -> None:
    petition = a_petition(State.SERVED)
    for person in (CLERK, LEADER, HANDLER):
        with pytest.raises(Refused):
            citizen.rate(petition.pk, bureau=GOOD, organ=GOOD, by=person.viewer, at=later(petition))


# -- the bureau after the answer -------------------------------------------------------------------


def test_following_up_is_stamped_and_not_reaching_anybody_is_an_outcome() -> None:
    petition = a_petition(State.SERVED)
    when = later(petition)
    event = closing.follow_up(
        petition.pk, reached=False, words="三次无人接听。", by=SUPERVISOR.viewer, at=when
    )
    assert event.codes["reached"] is False
    assert event.stage == "follow_up"
    assert fresh(petition).followed_up_at == when


def test_closing_needs_an_answer_that_was_served_and_the_rights_run_on() -> None:
    petition = a_petition(State.ANSWERED)
    with pytest.raises(Refused):
        closing.close(petition.pk, by=LEADER.viewer, at=later(petition))
    petition = a_petition(State.SERVED)
    when = later(petition)
    closing.close(petition.pk, by=DISPATCHER.viewer, at=when)
    petition = fresh(petition)
    assert (petition.state, petition.closed_at) == (State.CLOSED, when)
    assert clocks(petition) == {"L7", "G8"}


def test_a_note_says_something_and_the_petitioner_never_reads_it() -> None:
    petition = a_petition(State.SIGNED)
    with pytest.raises(Refused):
        closing.note(petition.pk, words=" ", by=HANDLER.viewer, at=later(petition))
    closing.note(petition.pk, words="家里有婴儿，尽快。", by=HANDLER.viewer, at=later(petition))
    page = told(fresh(petition), petitioner(petition), today=date(2026, 3, 5))
    assert "婴儿" not in str(page)
    assert Step.NOTE not in [line.step for line in page.history]


# -- a new code ------------------------------------------------------------------------------------


def opens(number: str, code: str, tail: str = "1206") -> bool:
    """Whether number and code open a petition."""
    found = open_with(number, code, tail, source="here", at=at("2026-03-20 09:00"))
    assert isinstance(found, Opened | Wrong)
    return isinstance(found, Opened)


def test_a_new_code_opens_and_the_old_one_is_dead() -> None:
    receipt = a_receipt()
    assert opens(receipt.number, receipt.code)
    _event, code = closing.reissue_code(
        receipt.petition_id,
        matched=["name", "phone", "address"],
        by=CLERK.viewer,
        at=at("2026-03-03 09:00"),
    )
    assert opens(receipt.number, code)
    assert not opens(receipt.number, receipt.code)
    assert story(Petition.objects.get(pk=receipt.petition_id))[-1].codes["matched"] == [
        "address", "name", "phone",
    ]  # fmt: skip


def test_two_facts_are_not_enough_for_a_new_code() -> None:
    receipt = a_receipt()
    with pytest.raises(Refused, match="三项"):
        closing.reissue_code(
            receipt.petition_id,
            matched=["name", "phone", "name"],
            by=CLERK.viewer,
            at=at("2026-03-03 09:00"),
        )
    assert opens(receipt.number, receipt.code)
