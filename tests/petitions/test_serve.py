"""送达: how, when, to whom, with what evidence; duties end and rights begin by it."""

from datetime import date, datetime, timedelta

import pytest

from huiyin.petitions.actions import handling, serving
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition, PetitionLetter
from huiyin.petitions.vault import Vault
from huiyin.rules.terms import LetterKind, Matter, Naming, Procedure, Service, State
from tests.make import (
    DAY,
    OPINION,
    a_petition,
    an_office,
    at,
    fresh,
    later,
    letter,
    serve,
    simulated,
    story,
    unserved,
)
from tests.people import CLERK, HANDLER, OTHER_HANDLER, Person, petitioner
from tests.petitions.reading import clocks, dates, ended, facts

pytestmark = pytest.mark.django_db

TUESDAY = at("2026-03-10 10:00")


def answered(**given: object) -> Petition:
    """An opinion issued on 4 March at noon."""
    return a_petition(State.ANSWERED, **given)  # type: ignore[arg-type]


def serve_by(
    person: Person,
    petition: Petition,
    *,
    how: Service = Service.IN_PERSON,
    served: timedelta = timedelta(),
    evidence: str = "送达回证",
    link: PetitionLetter | None = None,
) -> Petition:
    """Serve the answer on Tuesday; `served` is how long before or after."""
    serving.serve(
        petition.pk,
        letter_id=(link or unserved(petition, is_answer=True)).letter_id,
        how=how,
        served_at=TUESDAY + served,
        to="郑小满",
        evidence=evidence,
        by=person.viewer,
        at=TUESDAY,
    )
    return fresh(petition)


def test_serving_the_opinion_ends_the_duties_and_begins_the_rights() -> None:
    petition = serve_by(HANDLER, answered())
    assert petition.state == State.SERVED
    assert petition.served_at == TUESDAY
    assert ended(petition) == {"L1": "met", "L3": "met", "L4": "unused", "L5": "met"}
    # 30 natural days from 10 March: Thursday 9 April
    thirty = (date(2026, 4, 9),) * 3
    assert dates(petition) == {"L7": thirty, "G8": thirty}
    assert petition.next_due == date(2026, 4, 9)


def test_the_rights_begin_on_the_day_of_service_and_end_on_the_later_date() -> None:
    # served on Thursday 5 March, recorded on Tuesday: Saturday 4 April is in the break
    # of Qingming, whose first working day after it is Tuesday 7 April
    petition = serve_by(HANDLER, answered(), served=-timedelta(days=4, hours=18))
    assert petition.served_at is not None
    assert petition.served_at < TUESDAY
    later_day = date(2026, 4, 7)
    assert dates(petition) == {"L7": (later_day,) * 3, "G8": (later_day,) * 3}
    event = story(petition)[-1]
    assert event.at == TUESDAY, "the event is when it was recorded"
    assert datetime.fromisoformat(event.codes["served_at"]) == petition.served_at


def test_evidence_and_receiver_are_kept_sealed() -> None:
    petition = serve_by(HANDLER, answered(), evidence="挂号信 XA20260310")
    link = letter(petition, LetterKind.OPINION)
    assert (link.service, link.served_at) == (Service.IN_PERSON, TUESDAY)
    assert "挂号信".encode() not in bytes(link.evidence or b"")
    vault = Vault(petition.id, petition.key)
    column = "petitions_petitionletter"
    assert vault.open(link.evidence, f"{column}.evidence", link.id) == "挂号信 XA20260310"
    assert vault.open(link.served_to, f"{column}.served_to", link.id) == "郑小满"


def test_service_is_never_in_the_future() -> None:
    petition = answered()
    with pytest.raises(Refused, match="不能晚于现在"):
        serve_by(HANDLER, petition, served=timedelta(minutes=1))
    assert fresh(petition).state == State.ANSWERED


def test_service_is_never_before_the_letter_was_issued() -> None:
    petition = answered()
    with pytest.raises(Refused, match="不能早于文书制发"):
        serve_by(HANDLER, petition, served=-7 * DAY)
    issued = letter(petition, LetterKind.OPINION).letter.issued_at
    earlier_that_day = issued - TUESDAY - timedelta(hours=1)
    assert serve_by(HANDLER, petition, served=earlier_that_day).served_at == issued


def test_service_needs_evidence() -> None:
    with pytest.raises(Refused, match="凭据") as told:
        serve_by(HANDLER, answered(), evidence="  ")
    assert told.value.field == "evidence"


@pytest.mark.parametrize(("consents", "sentence"), [(True, "第一次打开"), (False, "没有同意")])
def test_nobody_at_a_desk_records_an_electronic_service(consents: bool, sentence: str) -> None:
    petition = answered(consents_electronic=consents)
    with pytest.raises(Refused, match=sentence):
        serve_by(HANDLER, petition, how=Service.ELECTRONIC)


def test_what_has_been_served_or_replaced_is_not_served_again() -> None:
    petition = answered()
    old = letter(petition, LetterKind.OPINION)
    handling.correct_letter(
        petition.pk, findings=OPINION, reason="日期写错。", by=HANDLER.viewer, at=later(petition)
    )
    with pytest.raises(Refused, match="代替"):
        serve_by(HANDLER, petition, link=old)
    new = letter(petition, LetterKind.OPINION)
    petition = serve_by(HANDLER, petition, link=new)
    with pytest.raises(Refused):
        serve_by(HANDLER, petition, link=new)
    assert clocks(petition) == {"L7", "G8"}


def test_a_letter_to_an_office_or_of_another_petition_is_not_served() -> None:
    petition, other = answered(), answered()
    with pytest.raises(Refused, match="不需要"):
        serve_by(CLERK, petition, link=letter(petition, LetterKind.FORWARDING))
    with pytest.raises(Refused, match="没有这份文书"):
        serve_by(CLERK, petition, link=letter(other, LetterKind.FORWARDING_NOTICE))


def test_who_may_not_see_the_petition_learns_nothing_from_serving() -> None:
    petition = answered()
    for link in (unserved(petition, is_answer=True), letter(a_petition(State.DELIVERED))):
        with pytest.raises(Petition.DoesNotExist):
            serve_by(OTHER_HANDLER, petition, link=link, how=Service.ELECTRONIC)


def test_a_corrected_opinion_begins_its_rights_anew_from_its_own_service() -> None:
    petition = serve_by(HANDLER, answered())
    handling.correct_letter(
        petition.pk, findings=OPINION, reason="漏了依据。", by=HANDLER.viewer, at=later(petition)
    )
    petition = fresh(petition)
    served_on = at("2026-03-20 09:00")
    serve(petition, unserved(petition, is_answer=True), served_on)
    thirty = (date(2026, 4, 20),) * 3  # Sunday the 19th, so Monday
    assert dates(petition) == {"L7": thirty, "G8": thirty}
    assert sorted(petition.clocks.filter(outcome="replaced").values_list("limit", flat=True)) == [
        "G8",
        "L7",
    ]


@pytest.mark.parametrize(
    ("matter", "procedure"),
    [(Matter.CLAIM, each) for each in Procedure if each is not Procedure.PETITION]
    + [(Matter.SUGGESTION, None), (Matter.ENQUIRY, None)],
)
def test_only_the_opinion_begins_a_review_period(
    matter: Matter, procedure: Procedure | None
) -> None:
    petition = a_petition(State.SERVED, matter=matter, procedure=procedure)
    assert clocks(petition) == {"G8"}
    assert "L5" not in ended(petition)
    assert ended(petition)["L3"] == "met"


def test_the_duty_to_notify_ends_with_the_service_of_the_notice() -> None:
    petition = a_petition(State.ACCEPTED)
    notice = letter(petition, LetterKind.ACCEPTANCE)
    event = serve(petition, notice, at("2026-03-09 09:00"))
    assert event.step == "serve_notice"
    clock = petition.clocks.get(limit="L3")
    assert (clock.ended_at, clock.outcome) == (at("2026-03-09 09:00"), "met")
    assert fresh(petition).state == State.ACCEPTED
    assert clocks(petition) == {"L5"}


# -- by opening it with the code -------------------------------------------------------------------


def opened(petition: Petition, link: PetitionLetter) -> bytes | None:
    """The petitioner opens a letter on Tuesday."""
    return serving.open_letter(
        fresh(petition), letter_id=link.letter_id, by=petitioner(petition), at=TUESDAY
    )


def test_a_letter_that_is_being_made_is_not_served_by_asking_for_it() -> None:
    petition = answered(consents_electronic=True)
    assert opened(petition, letter(petition, LetterKind.OPINION)) is None
    assert fresh(petition).state == State.ANSWERED


def test_the_first_opening_is_the_service_where_that_was_agreed() -> None:
    with simulated():
        petition = answered(consents_electronic=True)
        link = letter(petition, LetterKind.OPINION)
        event = serving.open_first(
            petition.pk, letter_id=link.letter_id, by=petitioner(petition), at=TUESDAY
        )
    petition = fresh(petition)
    link.refresh_from_db()
    assert (link.service, link.served_at) == (Service.ELECTRONIC, TUESDAY)
    assert (event.actor, event.step) == ("petitioner", "serve")
    assert clocks(petition) == {"L7", "G8"}
    with pytest.raises(Refused):
        serving.open_first(
            petition.pk, letter_id=link.letter_id, by=petitioner(petition), at=TUESDAY + DAY
        )


def test_without_consent_opening_serves_nothing() -> None:
    petition = answered(consents_electronic=False)
    with pytest.raises(Refused, match="没有同意"):
        serving.open_first(
            petition.pk,
            letter_id=letter(petition, LetterKind.OPINION).letter_id,
            by=petitioner(petition),
            at=TUESDAY,
        )


# -- where the name is hidden from the unit --------------------------------------------------------


def test_the_bureau_serves_the_units_letters_where_the_name_is_hidden() -> None:
    petition = answered(naming=Naming.WITHHELD)
    opinion = letter(petition, LetterKind.OPINION)
    assert opinion.server == an_office("yunling-bureau")
    assert facts(opinion)["addressee"] == f"信访人（编号{petition.number}）"
    with pytest.raises(Refused, match="登记的信访部门"):
        serve_by(HANDLER, petition)
    assert serve_by(CLERK, petition).state == State.SERVED


def test_otherwise_the_unit_serves_its_own() -> None:
    petition = answered()
    with pytest.raises(Refused, match="承办机关"):
        serve_by(CLERK, petition)
    with pytest.raises(Refused):
        serve_by(CLERK, petition, link=letter(petition, LetterKind.ACCEPTANCE))
