"""Places in an emergency: the missing lift (T10), the door, the hall, letters that rest."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from huiyin.emergency import sites, sites_told
from huiyin.emergency.sites import Ground
from huiyin.emergency.sites_rows import Disinfection, Entry, Hall, HallStep, LetterBatch, Site
from huiyin.organisations.errors import Refused
from huiyin.rules.ids import new_id
from huiyin.rules.moments import end_of_day, localdate
from huiyin.rules.terms_emergency import EmergencyKind
from huiyin.rules.terms_sites import Band, EntryDeed, SitePlace
from tests.emergency.declared import AT, an_emergency
from tests.make import DAY, HOUR, an_office
from tests.people import CLERK, COUNTY_LEADER, HANDLER, LEADER

pytestmark = pytest.mark.django_db
FIRST = localdate(AT)


def by() -> dict[str, Any]:
    return {"by": CLERK.viewer, "at": AT}


def a_ground(**given: Any) -> Ground:
    return Ground(an_emergency(**given), an_office("yunling-bureau"))


def test_t10_a_lift_that_was_left_out_one_day_is_listed_with_its_day() -> None:
    """T10, B17."""
    ground = a_ground()
    sites.plan_usual(ground, **by())
    sites.plan_usual(ground, **by())
    places = list(Site.objects.all())
    assert [each.name for each in places] == [each.zh for each in SitePlace]
    for day in range(3):
        for place in places:
            if (day, place.name) != (1, "电梯"):
                sites.disinfect(
                    place, entry=new_id(), agent="消毒液", by=CLERK.viewer,
                    at=AT + day * DAY + HOUR,
                )  # fmt: skip
    lacking = sites_told.missing(ground, FIRST - 9 * DAY, FIRST + 2 * DAY)
    assert [(each.on, name, each.done, each.times) for each, name in lacking] == [
        (FIRST + DAY, "电梯", 0, 1)
    ]
    lift = next(each for each in places if each.name == "电梯")
    sites.disinfect(
        lift, entry=new_id(), agent="消毒液", when=AT + DAY, by=CLERK.viewer, at=AT + 2 * DAY
    )
    assert sites_told.missing(ground, FIRST, FIRST + 2 * DAY) == []
    late = {each.at: each.is_late for each in sites_told.log_of(ground, FIRST, FIRST + 2 * DAY)}
    assert [when for when, is_late in late.items() if is_late] == [AT + DAY], "marked as late"


def test_a_tap_that_is_sent_twice_is_one_and_late_entries_stay_within_the_emergency() -> None:
    ground = a_ground(kind=EmergencyKind.FLOOD)  # whose plan has no places
    lift = sites.plan(ground, name="电梯", times=2, **by())
    tap = new_id()
    for _time in range(2):
        sites.disinfect(lift, entry=tap, agent="消毒液", **by())
    [row] = sites_told.today_of(ground, FIRST)
    assert (row.done, row.is_done) == (1, False)
    for when in (AT - HOUR, AT + HOUR):
        with pytest.raises(Refused):
            sites.disinfect(lift, entry=new_id(), agent="消毒液", when=when, **by())
    sites.plan(ground, name="电梯", times=1, by=CLERK.viewer, at=AT + DAY)
    assert [each.times for each in Site.objects.order_by("from_on")] == [2, 1]
    assert [each.times for each, _name in sites_told.missing(ground, FIRST, FIRST + DAY)] == [2, 1]
    with pytest.raises(ProgrammingError), transaction.atomic():
        Disinfection.objects.update(agent="")


def test_the_door_keeps_a_band_and_a_deed_by_the_threshold_of_the_day_and_no_name() -> None:
    """B18."""
    ground = a_ground()

    def comes(band: Band, deed: EntryDeed, when: datetime, at: datetime | None = None) -> Entry:
        return sites.enter(ground, entry=new_id(), band=band, deed=deed, when=when,
                           by=CLERK.viewer, at=at or when)  # fmt: skip

    def degrees(entry: Entry) -> int:
        return entry.limit.tenths

    assert degrees(comes(Band.BELOW, EntryDeed.LET_IN, AT)) == 373, "nobody has set one"
    sites.set_limit(ground, degrees="37.0", from_on=FIRST + DAY, **by())
    before = end_of_day(FIRST)
    apart = (Band.REACHED, EntryDeed.RECEIVED_APART)
    last, first = comes(*apart, before), comes(*apart, before + timedelta(seconds=1))
    assert (degrees(last), degrees(first)) == (373, 370), "across midnight"
    late = comes(*apart, AT + HOUR, AT + 2 * DAY)
    assert (degrees(late), late.is_late, first.is_late) == (373, True, False)
    assert sites_told.entries(ground, FIRST) == (3, 2)
    assert sites_told.entries_by_day(ground, FIRST, FIRST + DAY) == [
        (FIRST + DAY, 1, 1), (FIRST, 3, 2),
    ]  # fmt: skip
    assert sites_told.door_of(ground, FIRST) == [last, late, Entry.objects.order_by("at")[0]]
    for when, at in ((AT - HOUR, AT), (AT + HOUR, AT), (AT, AT + 8 * DAY)):
        with pytest.raises(Refused, match="补记七天以内"):
            comes(*apart, when, at)
    with pytest.raises(Refused, match="放行"):
        comes(Band.REACHED, EntryDeed.LET_IN, AT)
    kept = {each.attname for each in Entry._meta.concrete_fields}
    assert kept == {"id", "entry", "limit_id", "at", "entered_at", "band", "deed", "by"}


def test_a_threshold_of_the_door_is_one_and_begins_no_earlier_than_today() -> None:
    ground = a_ground()
    for typed in ("35.9", "40.1", "37,3", "", "9" * 400):
        with pytest.raises(Refused, match="体温上限"):
            sites.set_limit(ground, degrees=typed, from_on=FIRST, **by())
    for on in (FIRST - DAY, FIRST + 400 * DAY):
        with pytest.raises(Refused, match="起执行"):
            sites.set_limit(ground, degrees="37.3", from_on=on, **by())
    assert sites.limits_of(ground) == []


def test_the_hall_is_never_below_nobody_and_its_limit_bars_nobody() -> None:
    """B20."""
    ground = a_ground()
    hall = sites.set_hall(ground, limit=1, post=None, **by())
    tap = new_id()
    for entry in (tap, tap, new_id()):
        sites.step(hall, entry=entry, change=1, **by())
    assert Hall.objects.get().inside == 2
    for _time in range(4):
        sites.step(hall, entry=new_id(), change=-1, **by())
    assert Hall.objects.get().inside == 0
    assert HallStep.objects.count() == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        Hall.objects.update(inside=-1)


def test_letters_rest_in_batches_that_are_counted_once() -> None:
    """B19."""
    ground, tap = a_ground(), new_id()
    for entry in (tap, tap, new_id()):
        batch = sites.hold(ground, entry=entry, letters=12, hours=24, **by())
    assert [each.number for each in LetterBatch.objects.all()] == [2, 1]
    assert batch.hold_until == AT + timedelta(hours=24)
    asked = sites.batches_asked([ground.office, an_office()], AT)
    assert set(asked) == {ground.office.pk, an_office().pk}


def test_places_exist_only_in_an_emergency_and_for_who_keeps_them() -> None:
    bureau = an_office("yunling-bureau")
    assert sites.grounds(LEADER.viewer, AT) == []
    assert sites.batches_asked([bureau], AT) == {}
    ground = a_ground()
    assert sites.grounds(LEADER.viewer, AT) == [ground]
    assert [each.office.short_name for each in sites.grounds(COUNTY_LEADER.viewer, AT)]
    with pytest.raises(Refused, match="本部门"):
        sites.plan(ground, name="电梯", times=1, by=HANDLER.viewer, at=AT)
    over = AT + 40 * DAY
    with pytest.raises(Refused, match="已经结束"):
        sites.plan(ground, name="电梯", times=1, by=CLERK.viewer, at=over)
    assert sites.grounds(LEADER.viewer, over) == []
