"""A period of any days: the figures of the two source reports exactly, and a recount of rows."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.moments import start_of_day
from huiyin.rules.terms import Channel, State
from huiyin.statistics.counting import count, petitions
from huiyin.statistics.definitions import By, Share
from huiyin.statistics.period import (
    CLOSING,
    COUNTED,
    ON_TIME,
    PERIOD_MEASURES,
    RATINGS,
    WITHIN_HOURS,
    PeriodReport,
    reported,
)
from huiyin.statistics.sources_period import PERIOD_SOURCES
from tests.emergency.declared import an_emergency
from tests.make import a_petition
from tests.people import CLERK, COUNTY_CLERK, DISCIPLINE_HEAD, HEAD, LEADER, NOBODY, PROVINCE_CLERK
from tests.petitions.marked import a_marked_petition, marked
from tests.statistics.an_epidemic import FIRST, LAST, an_epidemic, counting
from tests.statistics.recount_period import recount_period
from tests.statistics.register import AS_OF, a_register
from tests.statistics.register import counting as of_spring

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def by_channel(report: PeriodReport) -> dict[str, int]:
    """How many came in each way."""
    return {way: COUNTED["received"].count(tally) for way, tally in report.channels.items()}


def shares(report: PeriodReport) -> dict[str, tuple[Share, Share]]:
    """Satisfaction and participation, by whom of whom."""
    return {zh: (rate.of(report.whole), part.of(report.whole)) for zh, rate, part in RATINGS}


def test_t1_twenty_four_days_98_petitions_no_visit_all_in_time() -> None:
    register = an_epidemic()
    report = reported(counting())
    assert (report.first, report.last, report.days) == (date(2020, 1, 24), date(2020, 2, 16), 24)
    assert report.number("received") == 98
    assert by_channel(report) == {Channel.WEB: 33, Channel.LETTER: 33, Channel.CALL: 32}
    assert ON_TIME.of(report.whole) == Share(98, 98)
    assert ON_TIME.of(report.whole).value == Decimal("1.0000")
    opened = petitions(counting(), COUNTED["received"])
    assert {each.pk for each in opened} == {each.pk for each in register.petitions}
    assert not petitions(counting(), COUNTED["received"], channel=Channel.VISIT).exists()


def test_t2_thirteen_found_closed_told_in_time_and_satisfied() -> None:
    register = an_epidemic()
    report = reported(counting())
    assert CLOSING.of(report.whole) == Share(13, 13)
    assert WITHIN_HOURS.of(report.whole) == Share(13, 13)
    assert report.number("found_breached") == 0
    for satisfied, took_part in (
        shares(report)[f"应急件，对{who}"] for who in ("信访部门", "责任单位")
    ):
        assert (satisfied, satisfied.value) == (Share(13, 13), Decimal("1.0000"))
        assert took_part == Share(13, 13)
    found = petitions(counting(), COUNTED["found"])
    assert {each.pk for each in found} == {each.petition_id for each in register.marks}


@pytest.mark.parametrize(
    ("after", "breaches"), [(timedelta(), 0), (timedelta(milliseconds=999), 0), (SECOND, 1)]
)
def test_t3_at_exactly_24_hours_no_breach_one_second_later_one(
    after: timedelta, breaches: int
) -> None:
    last = an_epidemic(count=3, found=1).marks[0]
    EmergencyMark.objects.filter(pk=last.pk).update(
        told_at=last.counted_from + timedelta(hours=24) + after
    )
    report = reported(counting())
    assert report.number("found_breached") == breaches
    assert WITHIN_HOURS.of(report.whole) == Share(1 - breaches, 1)
    assert petitions(counting(), COUNTED["found_breached"]).count() == breaches


def test_t3_nobody_told_is_a_breach_once_the_last_second_is_over() -> None:
    waiting = an_epidemic(count=3, found=1).marks[0]
    EmergencyMark.objects.filter(pk=waiting.pk).update(told_at=None)
    Petition.objects.filter(pk=waiting.petition_id).update(
        state=State.ACCEPTED, closed_at=None, next_due=LAST
    )

    def breaches(moment: datetime) -> int:
        asked = counting()
        numbers = reported(type(asked)(**{**vars(asked), "at": moment}))
        assert numbers.number("found_waiting") == 1 - numbers.number("found_breached")
        return numbers.number("found_breached")

    assert breaches(waiting.due_at) == 0
    assert breaches(waiting.due_at + SECOND) == 1


def test_t4_one_unrated_is_in_participation_only_once_the_time_to_rate_is_over() -> None:
    an_epidemic(rated=12)
    satisfied, took_part = shares(reported(counting()))["应急件，对信访部门"]
    assert (satisfied, satisfied.value) == (Share(12, 12), Decimal("1.0000"))
    assert took_part == Share(12, 12), "the thirteenth may still rate"
    later = reported(counting(as_of=date(2020, 4, 1)))
    satisfied, took_part = shares(later)["应急件，对信访部门"]
    assert satisfied == Share(12, 12)
    assert (took_part, took_part.value) == (Share(12, 13), Decimal("0.9231"))


def test_both_ends_count_and_the_day_before_and_after_do_not() -> None:
    an_epidemic(count=2, found=0)
    everything = counting()
    inside = type(everything)(
        **{**vars(everything), "first": FIRST + timedelta(days=1), "last": LAST - timedelta(days=1)}
    )
    assert reported(everything).number("received") == 2
    before = reported(inside).number("received")
    assert before == 0, "they came at the first and at the last second"


def test_every_number_equals_a_recount_and_opens_as_many_petitions() -> None:
    a_register()
    real, drill = an_emergency(), an_emergency(is_drill=True, name="演练")
    for state in (State.REGISTERED, State.ACCEPTED):
        a_marked_petition(state, emergency=real)
    a_marked_petition(State.DELIVERED, emergency=drill, drill=drill.pk)
    marked(a_petition(State.SERVED, channel=Channel.CALL))
    until = start_of_day(AS_OF + timedelta(days=1)) - timedelta.resolution
    for who in (CLERK, LEADER, HEAD, COUNTY_CLERK, PROVINCE_CLERK, DISCIPLINE_HEAD, NOBODY):
        for emergency in (None, real.pk, drill.pk, new_id()):
            asked = type(of_spring())(**{**vars(of_spring(who.viewer)), "emergency": emergency})
            keys = {
                By.CHANNEL: lambda each: str(each.channel),
                By.MATTER: lambda each: str(each.matter or ""),
            }
            for by, key in keys.items():
                table = count(asked, PERIOD_SOURCES, by)
                whole, lines = recount_period(asked, until, key)
                assert dict(table.whole) == dict(whole), (who, by)
                assert {k: dict(line) for k, line in table.lines.items()} == {
                    k: dict(line) for k, line in lines.items()
                }, (who, by)
    tally = count(of_spring(), PERIOD_SOURCES, By.CHANNEL).whole
    assert COUNTED["found"].count(tally) == 3, "the drill is not counted"
    for name, measure in PERIOD_MEASURES.items():
        assert petitions(of_spring(), measure).count() == measure.count(tally), name
