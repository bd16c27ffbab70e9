"""Every figure of a small register by hand, and every table petition by petition."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huiyin.petitions.actions import joining
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, Rating, State, Step
from huiyin.statistics.counting import count, petitions
from huiyin.statistics.definitions import (
    COLUMNS,
    FORMULAS,
    MEASURES,
    RATES,
    By,
    Share,
    View,
    sources_of,
)
from huiyin.statistics.sources import SOURCES
from tests import detours
from tests.make import a_petition, an_office, later
from tests.people import (
    CLERK,
    COUNTY_CLERK,
    DISCIPLINE_HEAD,
    DISPATCHER,
    HEAD,
    NOBODY,
    PROVINCE_CLERK,
)
from tests.statistics.recount import recount, recounts
from tests.statistics.register import AS_OF, a_register, counting, kept, rated, taken_up_again

pytestmark = pytest.mark.django_db

BY_HAND = {
    "received": 11,
    "registered": 9,
    "repeated": 0,
    "by_web": 7,
    "routed": 7,
    "kept": 1,
    "voided": 0,
    "bureau_due": 10,
    "bureau_in_time": 8,
    "bureau_late": 0,
    "bureau_overdue": 2,
    "bureau_content": 1,
    "bureau_rated": 2,
    "bureau_ratable": 4,
    "delivered": 7,
    "refused": 0,
    "unit_due": 6,
    "unit_in_time": 4,
    "unit_late": 0,
    "unit_overdue": 2,
    "answer_due": 4,
    "answered_in_time": 3,
    "answered_late": 0,
    "answer_overdue": 0,
    "unit_content": 1,
    "unit_rated": 2,
    "unit_ratable": 4,
}


def test_a_small_register_comes_to_what_one_works_out_by_hand() -> None:
    a_register()
    whole = count(counting(), SOURCES, By.UNIT).whole
    assert {name: each.count(whole) for name, each in MEASURES.items()} == BY_HAND
    shares = {name: each.of(whole) for name, each in RATES.items()}
    assert shares["bureau_timeliness"] == Share(8, 10)
    assert shares["answer_timeliness"].value == Decimal("0.7500")
    assert shares["bureau_satisfaction"].value == Decimal("0.5000")
    assert shares["bureau_participation"].value == Decimal("0.5000"), "silence is not content"
    assert shares["repetition"].value == Decimal("0.0000")


def test_silence_counts_as_content_only_where_the_name_says_so() -> None:
    a_register()
    whole = count(counting(), sources_of(View.BUREAU), By.UNIT).whole
    worked = {each.name: each.of(View.BUREAU, whole) for each in FORMULAS}
    assert worked == {"with_silence": Decimal("0.3750"), "weighed": Decimal("0.5000")}
    assert not {each.name for each in FORMULAS} & {name for row in COLUMNS.values() for name in row}


def test_one_unrated_of_thirteen_is_in_the_rate_of_who_took_part_alone() -> None:
    tally = {("bureau_rated", "0"): 12, ("bureau_rated", "silent"): 1}
    assert RATES["bureau_satisfaction"].of(tally).value == Decimal("1.0000")
    share = RATES["bureau_participation"].of(tally)
    assert (share, share.value) == (Share(12, 13), Decimal("0.9231"))
    assert RATES["bureau_participation"].of({("bureau_rated", "0"): 12}) == Share(12, 12)


@pytest.mark.parametrize(
    ("share", "value", "few"),
    [
        (Share(0, 0), None, False),
        (Share(0, 3), Decimal("0.0000"), True),
        (Share(1, 32), Decimal("0.0313"), False),  # 0.03125: halves up
        (Share(9, 9), Decimal("1.0000"), True),
        (Share(10, 10), Decimal("1.0000"), False),
    ],
)
def test_a_rate_has_four_places_and_none_without_a_denominator(
    share: Share, value: Decimal | None, few: bool
) -> None:
    assert (share.value, share.is_of_few) == (value, few)


def test_a_table_equals_its_petitions_counted_again() -> None:
    a_register()
    for turn in (detours.objected, detours.assigned_and_served, detours.repeated):
        turn()
    parted = a_petition()
    joining.split(
        parted.pk, parts=["停水", "道路"], reason="", by=DISPATCHER.viewer, at=later(parted)
    )
    for who in (CLERK, HEAD, COUNTY_CLERK, PROVINCE_CLERK, DISCIPLINE_HEAD):
        asked = counting(who.viewer)
        for by, (whole, lines) in recounts(asked, By).items():
            table = count(asked, SOURCES, by)
            assert dict(table.whole) == dict(whole), (who, by)
            assert {key: dict(line) for key, line in table.lines.items()} == {
                key: dict(line) for key, line in lines.items()
            }, (who, by)


def test_behind_every_number_stand_as_many_petitions() -> None:
    a_register()
    offices = count(counting(), SOURCES, By.UNIT)
    channels = count(counting(), SOURCES, By.CHANNEL)
    for name, measure in MEASURES.items():
        assert petitions(counting(), measure).count() == BY_HAND[name], name
        for office, line in offices.lines.items():
            found = petitions(counting(), measure, office=UUID(office))
            assert found.count() == measure.count(line), (name, office)
        letters = petitions(counting(), measure, channel=Channel.LETTER)
        assert letters.count() == measure.count(channels.lines["letter"]), name


def test_an_earlier_day_knows_nothing_of_what_came_later() -> None:
    a_register()
    early = counting(as_of=AS_OF.replace(month=3, day=4))
    whole = count(early, SOURCES, By.MONTH).whole
    assert MEASURES["answered_in_time"].count(whole) == 0, "served on the 5th"
    assert MEASURES["bureau_overdue"].count(whole) == 0
    assert MEASURES["bureau_rated"].count(whole) == 0
    assert dict(whole) == dict(recount(early, By.MONTH)[0])


def test_what_was_kept_by_mistake_and_taken_up_again_was_not_kept() -> None:
    petition = taken_up_again(kept(a_petition()))
    day = localdate(petition.events.get(step=Step.KEEP).at)
    live, then = counting(), counting(as_of=day)
    assert MEASURES["kept"].count(count(live, SOURCES, By.UNIT).whole) == 0
    assert not petitions(live, MEASURES["kept"]).exists()
    assert dict(count(live, SOURCES, By.UNIT).whole) == dict(recount(live, By.UNIT)[0])
    assert MEASURES["kept"].count(count(then, SOURCES, By.UNIT).whole) == 1, "as it was that day"
    again = kept(petition)
    assert again.state == State.KEPT
    assert MEASURES["kept"].count(count(live, SOURCES, By.UNIT).whole) == 1


def test_what_one_may_not_see_does_not_count() -> None:
    a_register()
    assert count(counting(NOBODY.viewer), SOURCES, By.UNIT).whole == {}
    assert not petitions(counting(NOBODY.viewer), MEASURES["received"]).exists()
    head = count(counting(HEAD.viewer), SOURCES, By.UNIT)
    assert set(head.lines) <= {
        str(an_office(each).pk) for each in ("yunling-water", "yunling-bureau")
    }
    discipline = str(an_office("yunling-discipline").pk)
    public = counting(with_accusations=False)
    assert discipline in count(counting(), SOURCES, By.UNIT).lines
    assert discipline not in count(public, SOURCES, By.UNIT).lines


def test_a_rating_counts_for_the_office_that_is_rated_once_the_petition_is_closed() -> None:
    rated(a_petition(State.SERVED), Rating.SATISFIED, Rating.DISSATISFIED)
    unit = counting(HEAD.viewer)
    assert MEASURES["unit_rated"].count(count(unit, SOURCES, By.UNIT).whole) == 0
    assert not petitions(unit, MEASURES["unit_rated"]).exists()
    assert MEASURES["unit_rated"].count(count(counting(), SOURCES, By.UNIT).whole) == 1
    rated(a_petition(State.CLOSED), Rating.SATISFIED, Rating.FAIR)
    assert MEASURES["unit_rated"].count(count(unit, SOURCES, By.UNIT).whole) == 1


def test_a_table_is_one_query_however_much_it_counts() -> None:
    a_register()
    asked = counting()
    with CaptureQueriesContext(connection) as queries:
        count(asked, SOURCES, By.UNIT)
    assert len(queries) == 1


def test_every_measure_has_a_source_and_every_column_a_definition() -> None:
    assert {each.source for each in MEASURES.values()} == set(SOURCES)
    for view, names in COLUMNS.items():
        for name in names:
            assert (MEASURES.get(name) or RATES[name]).view == view
    for rate in RATES.values():
        assert {rate.over, rate.under} <= set(MEASURES)
