"""The replay of the epidemic: 98 petitions in 24 days, 13 of them urgent, every figure exact."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from huiyin.accounts.models import User
from huiyin.commands.epidemic.days import FIRST, LAST, MORNING
from huiyin.commands.epidemic.loading import load, stories
from huiyin.commands.epidemic.setting_up import CLOSED_ON
from huiyin.duty.models import DutyPost
from huiyin.emergency.members import members
from huiyin.emergency.models import Emergency, Group
from huiyin.organisations.models import Office
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.petitions.simulation import ShiftedClock
from huiyin.petitions.upkeep import broken_invariants, first_bad_event
from huiyin.publishing.closures import hall_closed
from huiyin.publishing.models import Delivery
from huiyin.publishing.notices import public_now
from huiyin.rules.moments import localdate
from huiyin.rules.rosters import gaps
from huiyin.rules.terms import Channel, Rating, Role, State, Step, TimeLimit
from huiyin.rules.terms_emergency import Found, GroupKind
from huiyin.statistics.counting import Counting
from huiyin.statistics.definitions import Share
from huiyin.statistics.period import CLOSING, ON_TIME, RATINGS, WITHIN_HOURS, reported

REAL = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
ONE_DAY = timedelta(days=1)


def test_nobody_writes_what_another_wrote() -> None:
    told = stories()
    assert len(told) == 98
    assert len({each.request + each.facts for each in told}) == 98
    assert len({each.name for each in told}) == 98


@pytest.mark.django_db
def test_the_epidemic_is_replayed() -> None:
    with override_settings(HUIYIN_DEMO=True):
        load(REAL)
    assert (LAST - FIRST).days + 1 == 24
    _ninety_eight_in_time()
    _thirteen_within_the_hours()
    _as_the_report_says()
    _alive_in_the_morning()
    _set_up_as_the_plan_says(Emergency.objects.get())
    assert broken_invariants(LAST) == []
    bad = [each.number for each in Petition.objects.all() if first_bad_event(each) is not None]
    assert bad == []
    assert max(Event.objects.values_list("at", flat=True)) < MORNING
    assert ShiftedClock.objects.get().seconds == (MORNING - REAL).total_seconds()


def _ninety_eight_in_time() -> None:
    """T1: net, letter and call; what fell due or ended in the period was in time."""
    petitions = list(Petition.objects.all())
    channels = Counter(each.channel for each in petitions)
    assert channels.total() == 98
    assert channels.keys() == {Channel.WEB, Channel.LETTER, Channel.CALL}
    assert {each.rule_set for each in petitions} == {"2005"}
    assert {each.matter for each in petitions} == {None}
    assert all(FIRST <= localdate(each.arrived_at) <= LAST for each in petitions)
    clocks = Clock.objects.exclude(limit__in=[TimeLimit.L7, TimeLimit.G8])
    assert not [each for each in clocks if _is_late(each)]
    assert clocks.filter(ended_at__isnull=False).count() > 98
    assert not clocks.filter(limit=TimeLimit.L4).exists()


def _is_late(clock: Clock) -> bool:
    done_on = localdate(clock.ended_at) if clock.ended_at else LAST
    return clock.target_on < done_on


def _thirteen_within_the_hours() -> None:
    """T2 and T11: found, told, served, judged and closed; by the group of the channel."""
    marks = list(EmergencyMark.objects.select_related("petition", "group", "leading"))
    assert len(marks) == 13
    told = [each.told_at - each.counted_from for each in marks if each.told_at is not None]
    assert len(told) == 13
    assert max(told) < timedelta(hours=24)
    assert {each.petition.state for each in marks} == {State.CLOSED}
    assert Counter(each.found for each in marks) == {Found.REGISTRATION: 12, Found.SCREENING: 1}
    groups = {each.office_id: each.kind for each in Group.objects.all()}
    by_channel = {(each.petition.channel, groups[each.group_id]) for each in marks}
    assert by_channel == {
        (Channel.WEB, GroupKind.NET),
        (Channel.CALL, GroupKind.MAIL),
        (Channel.LETTER, GroupKind.MAIL),
    }
    steps = Counter(_steps(each.petition_id for each in marks))
    for step in (Step.REPORT_UP, Step.FORWARD, Step.CONTACT, Step.TELL_RESULT, Step.RATE):
        assert steps[step] == 13, step
    assert steps[Step.ACKNOWLEDGE] == 37, "two by everybody, the third not yet in the night"
    assert steps[Step.LEAD] == steps[Step.LEAD_RESULT] == 3
    judged = Event.objects.filter(step=Step.RATE, petition__in=[m.petition_id for m in marks])
    assert {each.codes["bureau"] for each in judged} == {Rating.SATISFIED}
    assert {each.codes["organ"] for each in judged} == {Rating.SATISFIED}


def _steps(petitions: Iterable[object]) -> list[str]:
    return list(Event.objects.filter(petition__in=list(petitions)).values_list("step", flat=True))


def _as_the_report_says() -> None:
    """The leader's report of the period comes to the same figures by its own way."""
    leader = User.objects.get(username="gu.mingche").viewer(LAST)
    report = reported(Counting(viewer=leader, first=FIRST, last=LAST, as_of=LAST))
    assert (report.first, report.last) == (FIRST, LAST)
    assert report.number("received") == 98
    assert Channel.VISIT not in report.channels
    on_time = ON_TIME.of(report.whole)
    assert on_time.value == 1
    assert CLOSING.of(report.whole) == WITHIN_HOURS.of(report.whole) == Share(13, 13)
    assert report.number("found_breached") == 0
    satisfied = {zh: rate.of(report.whole) for zh, rate, _part in RATINGS}
    assert satisfied["应急件，对信访部门"] == satisfied["应急件，对责任单位"] == Share(13, 13)


def _alive_in_the_morning() -> None:
    """Three are still followed, two not yet asked about; four of the night wait at the desk."""
    marks = EmergencyMark.objects.filter(tracked_at=None)
    assert marks.count() == 3
    assert marks.filter(petition__followed_up_at=None).count() == 2
    assert Petition.objects.filter(state=State.RECEIVED).count() == 4
    assert Petition.objects.open().count() > 40


def _set_up_as_the_plan_says(emergency: Emergency) -> None:
    groups = list(emergency.groups.all())
    assert {each.kind for each in groups} == set(GroupKind)
    heads = Counter(
        each.office_id for each in members(groups, LAST) if each.role == Role.GROUP_HEAD
    )
    assert heads == {each.office_id: 1 for each in groups}
    assert emergency.is_running(MORNING)
    bureau = Office.objects.get(number_code="2002")
    assert hall_closed(bureau, MORNING) is not None
    assert hall_closed(bureau, MORNING - (LAST - CLOSED_ON + ONE_DAY)) is None
    assert len(public_now(LAST)) == 2
    assert "2020年1月30日起暂停现场接待" in public_now(LAST)[0].text + public_now(LAST)[1].text
    assert Delivery.objects.filter(feedback__gt="").count() == 2
    for post in DutyPost.objects.filter(office=bureau):
        watches = [each.watch() for each in post.shifts.all()]
        begin = MORNING - (LAST - FIRST)
        assert list(gaps(post.need(), watches, begin, MORNING + ONE_DAY)) == []
    assert (
        User.objects.get(username="gu.mingche")
        .viewer(LAST)
        .may_act(
            frozenset({Role.GROUP_HEAD}),
            str(next(g.office_id for g in groups if g.kind == "leading")),
        )
    )
