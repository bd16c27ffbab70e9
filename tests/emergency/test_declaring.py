"""Declaring: all of the plan in one go, once, for an area, to a day; and what reaches whom."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from huiyin.audit.models import Access
from huiyin.commands.city.loading import load_texts
from huiyin.duty.models import DutyPost
from huiyin.emergency import planning
from huiyin.emergency.current import (
    current_for,
    group_for,
    leading,
    report_hour,
    stages_of,
    supervisors,
)
from huiyin.emergency.declaring import considered, declare, outlook
from huiyin.emergency.errors import AlreadyDeclared
from huiyin.emergency.models import Emergency, Group, PlanVersion, Task, Turn
from huiyin.emergency.plans import body_of, plan_of
from huiyin.emergency.sites_rows import Site
from huiyin.emergency.supplies_rows import Supply
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing.models import Closure, Notice
from huiyin.publishing.notices import why_not_issue
from huiyin.rules.ids import new_id
from huiyin.rules.moments import end_of_day
from huiyin.rules.terms import Channel, OfficeKind
from huiyin.rules.terms_emergency import (
    TAGS,
    WORKING,
    EmergencyKind,
    GroupKind,
    Milestone,
    ReportKind,
    TaskKind,
)
from huiyin.rules.terms_sites import SitePlace
from tests.city import a_city
from tests.emergency.declared import AT, GIVEN, an_emergency
from tests.make import DAY, an_office
from tests.people import COUNTY_LEADER, DISPATCHER, LEADER, PROVINCE_LEADER, Person

pytestmark = pytest.mark.django_db


def kind_of(office: Office) -> str:
    return Group.objects.get(office=office).kind


@pytest.mark.parametrize("kind", EmergencyKind)
def test_a_shipped_plan_is_whole_and_survives_being_stored(kind: EmergencyKind) -> None:
    plan = planning.SHIPPED[kind]
    assert plan_of(kind, plan.name, body_of(plan)) == plan
    kinds = [each.kind for each in plan.groups]
    assert GroupKind.LEADING in kinds
    assert len(kinds) == len(set(kinds))
    assert set(plan.tags) <= set(TAGS[kind])
    assert plan.hours == 24
    assert all((plan.notices, plan.words, plan.rosters, plan.reports, plan.stand_down))


def test_what_was_shown_beforehand_is_what_is_done() -> None:
    bureau = an_office("yunling-bureau")
    shown = outlook(bureau, considered(bureau, GIVEN, at=AT), at=AT)
    assert Group.objects.count() == 0
    emergency = an_emergency()
    made = Group.objects.filter(emergency=emergency).select_related("office")
    assert [(each.kind, each.office.name) for each in made] == [
        (planned.kind, name) for planned, name in shown.groups
    ]
    assert all(each.office.kind == OfficeKind.GROUP for each in made)
    assert {each.office.parent_id for each in made} == {bureau.pk}
    tasks = Task.objects.filter(emergency=emergency).order_by("made_at", "id")
    assert [(each.kind, each.what) for each in tasks] == [
        (each.kind, each.what) for each in shown.tasks
    ]
    assert tasks.filter(kind=TaskKind.NOTICE).count() == len(shown.plan.notices)
    appeal = {planned.code: words for planned, words in shown.notices}["closing"]
    assert "云岭市信访局" in appeal
    assert "2026年3月2日" in appeal
    assert "【" not in appeal
    assert Turn.objects.get().kind == "declared"
    noted = Access.objects.filter(subject=f"declare_emergency:{emergency.pk}")
    assert noted.get().viewer == LEADER.id


def test_the_notices_are_drafted_and_the_hall_is_closed_from_the_chosen_day() -> None:
    bureau = an_office("yunling-bureau")
    load_texts(a_city().offices)
    emergency = an_emergency(closes_on=date(2026, 3, 5))
    drafts = Notice.objects.filter(office=bureau)
    assert drafts.count() == 3
    assert {each.written_by for each in drafts} == {LEADER.id}
    assert all(each.state(date(2026, 3, 5)) == "draft" for each in drafts)
    assert {(each.way.channel, each.from_on) for each in Closure.objects.all()} == {
        (Channel.VISIT, date(2026, 3, 5))
    }
    assert not Task.objects.filter(emergency=emergency, kind=TaskKind.CLOSURE).exists()


def test_declaring_makes_what_the_plan_lists_and_each_task_leads_there() -> None:
    bureau = an_office("yunling-bureau")
    Supply.objects.create(office=bureau, name="消毒液", unit="桶", need=50)
    emergency = an_emergency()
    made = {each.pk: each for each in Task.objects.filter(emergency=emergency)}
    subjects = {kind: [t.subject for t in made.values() if t.kind == kind] for kind in TaskKind}
    posts = DutyPost.objects.filter(emergency=emergency.pk, office=bureau)
    assert {(each.name, each.opens, each.people, each.wake_minutes) for each in posts} == {
        ("应急值班岗", None, 2, 10),
        ("带班领导", None, 1, 10),
        ("接待场所值守岗", time(8, 30), 1, 10),
    }
    assert set(subjects[TaskKind.ROSTER]) == {each.pk for each in posts}
    assert set(subjects[TaskKind.NOTICE]) == set(Notice.objects.values_list("root", flat=True))
    needs = {each.name: each.need for each in Supply.objects.filter(office=bureau)}
    assert needs == {"医用口罩": 1000, "消毒液": 50, "体温计": 10}
    assert set(subjects[TaskKind.SUPPLY]) == set(Supply.objects.values_list("pk", flat=True))
    assert {each.name for each in Site.objects.filter(emergency=emergency, office=bureau)} == {
        each.zh for each in SitePlace
    }
    flood = an_emergency(kind=EmergencyKind.FLOOD, name="三月洪水")
    again = Task.objects.get(emergency=flood, kind=TaskKind.ROSTER)
    assert again.subject == posts.get(name="应急值班岗").pk, "one post for both"


def test_a_drill_does_the_same_and_nothing_of_it_counts() -> None:
    bureau = an_office("yunling-bureau")
    load_texts(a_city().offices)
    drill = an_emergency(is_drill=True, closes_on=date(2026, 3, 6))
    assert not DutyPost.objects.filter(office=bureau).exists()
    posts = DutyPost.objects.filter(emergency=drill.pk)
    assert {(each.office.kind, each.name[:4]) for each in posts} == {(OfficeKind.GROUP, "（演练）")}
    assert not Closure.objects.exists()
    assert not Supply.objects.exists()
    notices = Notice.objects.filter(office=bureau)
    assert {(each.is_drill, each.title[:4]) for each in notices} == {(True, "（演练）")}
    shown = next(each for each in notices if each.is_public)
    other = replace(LEADER.viewer, id=str(new_id()))
    assert "演练" in why_not_issue(shown, by=other, today=date(2026, 3, 3))
    assert Site.objects.filter(emergency=drill).count() == 4


def test_one_head_four_working_groups_and_each_way_in_has_its_group() -> None:
    """T11."""
    emergency = an_emergency()
    kinds = set(Group.objects.filter(emergency=emergency).values_list("kind", flat=True))
    assert kinds == {GroupKind.LEADING, GroupKind.OFFICE, *WORKING}
    reached = {channel: kind_of(group_for(emergency, channel)) for channel in Channel}
    assert reached == {
        Channel.WEB: GroupKind.NET,
        Channel.LETTER: GroupKind.MAIL,
        Channel.CALL: GroupKind.MAIL,
        Channel.VISIT: GroupKind.OFFICE,
        Channel.FAX: GroupKind.OFFICE,
        Channel.OTHER: GroupKind.OFFICE,
    }
    assert kind_of(supervisors(emergency)) == GroupKind.SUPERVISION
    assert kind_of(leading(emergency)) == GroupKind.LEADING


def test_where_a_short_plan_has_no_such_group_the_next_one_above_stands_in() -> None:
    accident = an_emergency(kind=EmergencyKind.ACCIDENT, name="厂房事故善后")
    assert kind_of(group_for(accident, Channel.WEB)) == GroupKind.OFFICE
    assert kind_of(supervisors(accident)) == GroupKind.OFFICE


def test_it_reaches_the_area_and_nothing_else_from_its_start_to_the_end_of_its_last_day() -> None:
    city = an_emergency(starts_at=AT + timedelta(hours=1))
    begins, ends = AT + timedelta(hours=1), end_of_day(date(2026, 3, 25))
    inside = ["yunling-bureau", "yunling-water", "qinghe-bureau", "yunling-gov"]
    for slug in inside:
        assert current_for(an_office(slug), begins) == [city], slug
    for slug in ("nanjiang-bureau", "nanjiang-gov"):
        assert current_for(an_office(slug), begins) == []
    there = an_office("qinghe-bureau")
    assert current_for(there, begins - timedelta(seconds=1)) == []
    assert current_for(there, ends) == [city]
    assert current_for(there, ends + timedelta(seconds=1)) == []
    assert current_for(leading(city), begins) == [city]


def test_one_county_only() -> None:
    county = an_emergency(division="990121")
    assert current_for(an_office("qinghe-bureau"), AT) == [county]
    assert current_for(an_office("yunling-bureau"), AT) == [county]
    assert current_for(an_office("yunling-water"), AT) == []


def test_two_overlap_and_an_area_below_may_be_stricter() -> None:
    epidemic = an_emergency()
    flood = an_emergency(kind=EmergencyKind.FLOOD, name="三月洪水")
    county = Office.objects.get(pk=an_office("qinghe-bureau").pk)
    own = an_emergency(
        office="qinghe-bureau", by=COUNTY_LEADER, name="青禾疫情防控", division="990121"
    )
    assert own.parent == epidemic
    assert current_for(county, AT) == [own, epidemic, flood]
    assert group_for(own, Channel.WEB).parent_id == county.pk
    assert epidemic.parent is None


def test_its_hours_and_stages_are_frozen_and_never_looser_than_those_above() -> None:
    city = an_emergency()
    assert (city.hours, stages_of(city)[Milestone.CONTACT]) == (24, timedelta(hours=2))
    bureau = an_office("qinghe-bureau")
    plan = planning.plan_for(bureau, EmergencyKind.EPIDEMIC)
    minutes = {**plan.minutes, Milestone.ASSIGN: 300, Milestone.CONTACT: 30}
    changed = replace(plan, minutes=minutes, reports=())
    planning.change_plan(bureau, changed, read_version=0, by=COUNTY_LEADER.viewer, at=AT)
    below: dict[str, Any] = {"office": "qinghe-bureau", "by": COUNTY_LEADER}
    below["division"] = "990121"
    own = an_emergency(**below, name="青禾疫情防控", hours=12)
    assert own.hours == 12
    assert stages_of(own) == stages_of(city) | {Milestone.CONTACT: timedelta(minutes=30)}
    drill = an_emergency(**below, name="青禾演练", is_drill=True)
    assert (drill.hours, drill.parent) == (24, None)
    assert stages_of(drill)[Milestone.ASSIGN] == timedelta(minutes=300)
    assert report_hour(city, ReportKind.SITUATION, AT) == time(17)
    assert report_hour(own, ReportKind.SITUATION, AT) is None
    after = end_of_day(city.expected_end_on) + timedelta(seconds=1)
    assert report_hour(city, ReportKind.SITUATION, after) is None


def test_a_plan_switched_twice_is_the_same_emergency() -> None:
    first = an_emergency()
    with pytest.raises(AlreadyDeclared, match="不用再次启动") as again:
        an_emergency(name="又按了一次")
    assert again.value.emergency == first
    drill = an_emergency(is_drill=True)
    assert drill.is_drill
    assert "（演练）" in leading(drill).name
    assert Emergency.objects.count() == 2
    assert PlanVersion.objects.count() == 1


def test_the_database_keeps_one_running_emergency_of_a_kind_for_an_area() -> None:
    first = an_emergency()
    first.pk = new_id()
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


def test_one_that_is_over_gives_way_to_the_next() -> None:
    first = an_emergency(expected_end_on=date(2026, 3, 3))
    after = AT + 3 * DAY
    second = an_emergency(
        name="再次启动", at=after, starts_at=after, expected_end_on=date(2026, 3, 9)
    )
    first.refresh_from_db()
    assert first.ended_at == end_of_day(date(2026, 3, 3))
    assert current_for(second.office, after) == [second]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kind", {"kind": "war"}),
        ("name", {"name": " "}),
        ("name", {"name": "长" * 25}),
        ("name", {"name": "\x00"}),
        ("reason", {"reason": ""}),
        ("division", {"division": "990000"}),
        ("division", {"division": ""}),
        ("closes_on", {"closes_on": date(2026, 3, 1)}),
        ("hours", {"hours": 25}),
        ("starts_at", {"starts_at": AT + 8 * DAY}),
        ("starts_at", {"starts_at": AT - 8 * DAY}),
        ("expected_end_on", {"expected_end_on": date(2026, 3, 1)}),
        ("expected_end_on", {"expected_end_on": date(2027, 3, 1)}),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        an_emergency(**wrong)
    assert refused.value.field == field
    assert not Emergency.objects.exists()
    assert not Office.objects.filter(kind=OfficeKind.GROUP).exists()


def test_an_emergency_may_cross_the_end_of_a_year() -> None:
    at = AT.replace(year=2026, month=12, day=28)
    emergency = an_emergency(at=at, starts_at=at, expected_end_on=date(2027, 1, 20))
    assert emergency.day_number(date(2027, 1, 2)) == 6
    assert current_for(emergency.office, at + 10 * DAY) == [emergency]


@pytest.mark.parametrize("who", [DISPATCHER, COUNTY_LEADER, PROVINCE_LEADER])
def test_only_the_leader_of_the_bureau_declares(who: Person) -> None:
    with pytest.raises(Refused, match="负责人"):
        declare(an_office("yunling-bureau"), GIVEN, by=who.viewer, at=AT)


def test_a_plan_is_changed_by_new_versions_and_a_running_emergency_keeps_its_own() -> None:
    emergency = an_emergency()
    bureau, plan = emergency.office, planning.read(emergency.plan)
    by: dict[str, Any] = {"by": LEADER.viewer, "at": AT}
    stricter = replace(plan, hours=12)
    second = planning.change_plan(bureau, stricter, read_version=1, **by)
    assert planning.change_plan(bureau, stricter, read_version=2, **by) == second
    assert planning.plan_for(bureau, plan.kind).hours == 12
    emergency.refresh_from_db()
    assert planning.read(emergency.plan).hours == 24
    with pytest.raises(Refused, match="刚刚改过"):
        planning.change_plan(bureau, plan, read_version=1, **by)


@pytest.mark.parametrize(
    "change",
    [
        "update emergency_turn set reason = ''",
        "update emergency_planversion set name = ''",
        "update emergency_meeting set title = ''",
        "delete from emergency_emergency",
        "delete from emergency_task",
    ],
)
def test_the_database_keeps_what_was_written(change: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE huiyin_app")
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(change)
