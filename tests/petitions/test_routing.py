"""转送 and 移交: which clocks end and begin, which letters go, what the receiver is told."""

from datetime import date

import pytest

from huiyin.organisations.models import Office
from huiyin.petitions.actions import routing
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.terms import LetterKind, Matter, Naming, State
from tests.make import a_petition, an_office, at, fresh, letter, simulated, story
from tests.people import DISPATCHER, LEADER
from tests.petitions.reading import clocks, dates, ended, facts, topics

pytestmark = pytest.mark.django_db

FRIDAY = at("2026-03-06 16:00")


def forward(petition: Petition, to: str = "yunling-water") -> Petition:
    """Send it on Friday afternoon."""
    routing.forward(petition.pk, to=an_office(to), by=DISPATCHER.viewer, at=FRIDAY)
    return fresh(petition)


def test_forwarding_ends_the_bureaus_clock_and_begins_the_receivers() -> None:
    petition = forward(a_petition())
    assert ended(petition) == {"L1": "met"}
    # 15 natural days from 6 March: Saturday the 21st, in law Monday the 23rd; assessed from
    # the registration on the 2nd plus 30 days
    # the right to object: five working days
    assert dates(petition) == {
        "L3": (date(2026, 3, 21), date(2026, 3, 23), date(2026, 4, 1)),
        "L4": (date(2026, 3, 13), date(2026, 3, 13), date(2026, 3, 13)),
    }
    assert (petition.next_due, petition.next_legal_due) == (date(2026, 3, 21), date(2026, 3, 23))
    clock = petition.clocks.get(limit="L3")
    assert (clock.office, clock.rule_set) == (an_office("yunling-water"), "2022")
    assert clock.calendar
    assert clock.explanation[0] == ["day_zero", "2026-03-06", "received"]


def test_forwarding_opens_a_leg_at_the_receiver() -> None:
    petition = forward(a_petition())
    first, second = petition.legs.order_by("delivered_at")
    assert (first.state, first.is_main, first.ended_at) == ("forwarded", False, FRIDAY)
    assert (second.state, second.is_main, second.delivered_at) == ("delivered", True, FRIDAY)
    assert (second.sender, second.holder) == (first.holder, an_office("yunling-water"))
    assert (petition.state, petition.holder) == (State.DELIVERED, second.holder)


def test_forwarding_issues_the_letter_and_the_notice_and_leaves_work() -> None:
    with simulated():
        petition = forward(a_petition())
    paper, notice = (
        letter(petition, LetterKind.FORWARDING),
        letter(petition, LetterKind.FORWARDING_NOTICE),
    )
    assert paper.to_office == an_office("yunling-water")
    assert notice.to_office is None
    assert notice.server == an_office("yunling-bureau")
    assert paper.letter.number == "云信转〔2026〕1号"
    assert notice.letter.number == "云信转告〔2026〕1号"
    told = facts(paper)
    assert told["notify_by"] == "2026-03-23"
    assert told["object_by"] == "2026-03-13", "five working days"
    assert told["petitioner"] == "郑小满"
    assert facts(notice)["destination"] == an_office("yunling-water").name
    hashed = {each["kind"]: each["facts"] for each in story(petition)[-1].codes["letters"]}
    assert hashed["forwarding"] == bytes(paper.letter.facts_digest).hex()
    assert topics(petition)[-2:] == ["tell letter", "tell_office delivered"]


def test_letter_numbers_have_no_gaps() -> None:
    for _ in range(2):
        forward(a_petition())
    with pytest.raises(Refused):
        forward(a_petition(), "yunling-gov")
    last = forward(a_petition())
    assert letter(last, LetterKind.FORWARDING).letter.number == "云信转〔2026〕3号"


@pytest.mark.parametrize("to", ["yunling-bureau", "nanjiang-bureau", "yunling-gov"])
def test_a_claim_goes_to_an_organ_that_answers_for_it(to: str) -> None:
    with pytest.raises(Refused, match=r"有权处理|下级信访部门") as told:
        forward(a_petition(), to)
    assert told.value.field == "to"


def test_an_office_that_has_closed_receives_nothing() -> None:
    Office.objects.filter(pk=an_office().pk).update(is_open=False)
    with pytest.raises(Refused, match="有权处理"):
        forward(a_petition())


def test_a_hidden_name_stands_in_no_letter_of_the_forwarding() -> None:
    petition = a_petition(naming=Naming.WITHHELD, request="我是郑小满，请恢复供水。")
    petition = forward(petition)
    paper = facts(letter(petition, LetterKind.FORWARDING))
    assert paper["petitioner"] == f"信访人（编号{petition.number}）"
    assert "郑小满" not in str(paper)


# -- handing over sealed ---------------------------------------------------------------------------


def hand_over(petition: Petition, to: str = "yunling-discipline") -> Petition:
    """Hand an accusation over."""
    routing.hand_over(petition.pk, to=an_office(to), by=LEADER.viewer, at=FRIDAY)
    return fresh(petition)


def test_handing_over_ends_every_clock_of_the_bureau_and_starts_none() -> None:
    petition = hand_over(a_petition(matter=Matter.ACCUSATION))
    assert petition.state == State.HANDED_OVER
    assert clocks(petition) == set()
    assert ended(petition) == {"L1": "met"}
    assert petition.next_due is None


def test_the_letters_of_the_hand_over_say_nothing_of_what_it_says() -> None:
    petition = a_petition(matter=Matter.ACCUSATION, request="举报某局长收受礼金")
    petition = hand_over(petition)
    for kind in (LetterKind.HANDING_OVER, LetterKind.FORWARDING_NOTICE):
        link = letter(petition, kind)
        assert "礼金" not in str(facts(link))
    notice = facts(letter(petition, LetterKind.FORWARDING_NOTICE))
    assert "notify_by" not in notice, "the organ tells by rules of its own (R23.4)"
    assert notice["own_rules"]
    assert facts(letter(petition, LetterKind.HANDING_OVER))["file_count"] == 0


@pytest.mark.parametrize("to", ["yunling-water", "yunling-bureau", "liuquan"])
def test_an_accusation_goes_only_to_discipline_or_justice(to: str) -> None:
    with pytest.raises(Refused, match="纪检监察"):
        hand_over(a_petition(matter=Matter.ACCUSATION), to)


def test_an_accusation_cannot_be_forwarded_nor_a_claim_handed_over() -> None:
    with pytest.raises(Refused, match="不适用"):
        forward(a_petition(matter=Matter.ACCUSATION))
    with pytest.raises(Refused, match="不适用"):
        hand_over(a_petition())
