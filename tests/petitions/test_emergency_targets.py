"""What the plan of an emergency says how soon: frozen in the mark, counted on the board."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from huiyin.duty.models import Alert, DutyPost, Shift
from huiyin.emergency.current import current_for
from huiyin.emergency.planning import change_plan, plan_for
from huiyin.jobs.outbox import work_off
from huiyin.notifications.models import Notice, Outbox
from huiyin.petitions.actions import closing, emergency_leading
from huiyin.petitions.emergency_board import Course, courses, told_in_events
from huiyin.petitions.emergency_waking import PASS, warn, watches
from huiyin.petitions.models import Petition
from huiyin.rules.stages import MINUTES, Pace
from huiyin.rules.terms import Stage, State
from huiyin.rules.terms_emergency import EmergencyKind, GroupKind, Milestone
from tests.duty.cast import a_post, a_shift
from tests.emergency.declared import AT, an_emergency
from tests.make import ARRIVAL, HOUR, a_petition, an_office, later
from tests.people import CLERK, COUNTY_CLERK, LEADER
from tests.petitions.marked import a_marked_petition, group_of, mark_row, marked
from tests.petitions.test_emergency import tell

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def strict(*, hours: int, **minutes: int) -> None:
    """Let the bureau's plan ask for more than the shipped one."""
    bureau = an_office("yunling-bureau")
    plan = plan_for(bureau, EmergencyKind.EPIDEMIC)
    own = {**plan.minutes, **{Milestone(name): count for name, count in minutes.items()}}
    change_plan(
        bureau, replace(plan, hours=hours, minutes=own), read_version=0, by=LEADER.viewer, at=AT
    )


def course(petition: Petition) -> Course:
    """How far it has come."""
    return courses([petition], [mark_row(petition)], told_in_events([petition.pk]))[0]


def test_the_plans_targets_are_frozen_in_the_mark() -> None:
    strict(hours=12, assign=20, contact=15)
    one = an_emergency()
    petition = a_petition(State.RECEIVED)
    marked(petition, ARRIVAL + 5 * MINUTE)
    row = mark_row(petition)
    assert row.due_at == ARRIVAL + 12 * HOUR
    usual = {each.value: count for each, count in MINUTES.items()}
    assert row.minutes == usual | {"assign": 20, "contact": 15}
    assert row.clockwork.contact() == ARRIVAL + 15 * MINUTE
    targets = {each.stage: each.target for each in course(petition).dots(ARRIVAL)}
    assert targets[Stage.ASSIGN] == ARRIVAL + 20 * MINUTE
    assert targets[Stage.REPORT] == ARRIVAL + 35 * MINUTE
    assert one.stages["assign"] == 20


def test_a_stricter_clock_warns_whoever_is_on_duty_at_its_own_moments() -> None:
    strict(hours=12)
    an_emergency()
    petition = a_marked_petition()
    begun, woken = mark_row(petition).counted_from, list[str]()
    for minutes in range(0, 12 * 60, 6):
        warn(begun + minutes * MINUTE, lambda _petition, code, at: woken.append(f"{at} {code}"))
    moments = [begun + part * HOUR for part in (6, 9, 10.8)]
    assert woken == [f"{at} {PASS}" for at in moments]
    told = Notice.objects.filter(subject=petition.pk, code=PASS)
    assert set(told.values_list("arguments__hours", "arguments__left")) == {
        ("6", "6"),
        ("9", "3"),
        ("10.8", "1.2"),
    }


def test_received_is_what_is_registered_and_tracking_ends_when_it_is_confirmed() -> None:
    an_emergency()
    petition = a_petition(State.RECEIVED)
    marked(petition, ARRIVAL + 5 * MINUTE)
    stands = {each.stage: each.pace for each in course(petition).dots(ARRIVAL + HOUR)}
    assert stands[Stage.RECEIVE] is Pace.MISSING
    found = a_marked_petition()
    tell(found, later(found, HOUR))
    for is_confirmed, pace in ((False, Pace.WAITING), (True, Pace.DONE)):
        emergency_leading.track(
            found.pk,
            is_confirmed=is_confirmed,
            words="补货已经到店。",
            by=CLERK.viewer,
            at=later(found, HOUR),
        )
        dots = {each.stage: each for each in course(found).dots(later(found))}
        assert (dots[Stage.RECEIVE].pace, dots[Stage.RECEIVE].took) == (Pace.DONE, None)
        assert dots[Stage.TRACK].pace is pace


def test_who_was_not_reached_has_not_been_spoken_to() -> None:
    an_emergency()
    petition = a_marked_petition()
    for result, is_spoken_to in (("无人接听", False), ("号码有误", False), ("已联系上", True)):
        at = later(petition, HOUR)
        closing.contact(petition.pk, way="电话", result=result, words="", by=CLERK.viewer, at=at)
        assert course(petition).contacted_at == (at if is_spoken_to else None)


def test_nobody_is_called_for_what_was_told_before_or_after_the_alert() -> None:
    an_emergency()
    late, early = a_marked_petition(), a_marked_petition()
    tell(early, later(early, HOUR))
    Outbox.objects.exclude(topic="alert").update(done_at=AT)
    now = timezone.now()
    while work_off(now):
        pass
    alert = Alert.objects.get()
    assert (alert.subject, alert.acknowledged_at) == (late.pk, None)
    told_at = later(late, HOUR)
    tell(late, told_at)
    alert.refresh_from_db()
    assert (alert.acknowledged_at, alert.acknowledged_by, alert.next_at) == (told_at, None, None)


def test_who_is_on_duty_for_it_is_woken_and_a_drill_wakes_its_own_groups_only() -> None:
    one = an_emergency()
    row, night = mark_row(a_marked_petition()), AT + 18 * HOUR
    city, county = row.petition.registering, an_office("qinghe-bureau")
    a_shift(a_post(), CLERK, "2026-03-02 20:00", "2026-03-03 08:00")
    assert watches(row, night) == [city]
    row.petition.registering = county
    assert watches(row, night) == [county, city], "nobody holds a watch in the county"
    post = DutyPost.objects.create(office=county, name="夜间值班")
    Shift.objects.create(
        post=post,
        user=COUNTY_CLERK.user,
        begins_at=night,
        ends_at=night + HOUR,
        entered_by=COUNTY_CLERK.id,
        entered_at=AT,
    )
    assert watches(row, night) == [county]
    group = group_of(one, GroupKind.SUPERVISION).office
    DutyPost.objects.create(office=group, name="督导值班")
    assert watches(row, night) == [county, group]
    row.petition.drill = one.pk
    assert watches(row, night) == [group]


def test_a_drill_comes_after_what_is_real() -> None:
    drill = an_emergency(is_drill=True)
    real = an_emergency(starts_at=AT + MINUTE, at=AT + MINUTE)
    assert current_for(an_office("yunling-bureau"), AT + HOUR) == [real, drill]
    assert mark_row(a_marked_petition(emergency=real)).emergency == real.pk
