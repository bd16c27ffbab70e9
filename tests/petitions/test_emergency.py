"""Emergency petitions: the mark, the hours, the report, and who sees what because of it."""

from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction

from huiyin.emergency.marking import mark
from huiyin.emergency.models import Emergency
from huiyin.notifications.models import Notice, Outbox
from huiyin.organisations.models import Category
from huiyin.petitions.actions import (
    approving,
    citizen,
    closing,
    emergency,
    handling,
    registering,
)
from huiyin.petitions.door import Opening, hides_name_from, opening
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.emergency_waking import OVER, PASS, warn
from huiyin.petitions.errors import Refused
from huiyin.petitions.explaining import explained
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.petitions.telling import told
from huiyin.petitions.tracking import holder_viewer
from huiyin.petitions.upkeep import broken_invariants, holds_open_work
from huiyin.rules.hours import is_late as hours_are_late
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Matter, Naming, Rating, Role, Stage, State, Step, TimeLimit
from huiyin.rules.terms_emergency import Found, GroupKind, Tag
from tests.emergency.declared import an_emergency
from tests.make import (
    ARRIVAL,
    CATEGORIES,
    HOUR,
    REPLY,
    a_petition,
    assert_sound,
    fresh,
    later,
    serve,
    story,
    unserved,
)
from tests.people import CLERK, DISPATCHER, HANDLER, LEADER
from tests.petitions.marked import SECOND, a_marked_petition, a_member, group_of, mark_row, marked

pytestmark = pytest.mark.django_db


def tell(petition: Petition, told_at: datetime, by: Viewer | None = None) -> None:
    """Tell the result, recorded at once."""
    words = "超市已经补货，价格恢复。"
    emergency.tell_result(
        petition.pk, way="电话", told_at=told_at, words=words, by=by or CLERK.viewer, at=told_at
    )


def hours(petition: Petition) -> Clock:
    """The clock of the hours."""
    return petition.clocks.get(limit=TimeLimit.L15)


def test_marked_at_registration_the_hours_count_from_the_receipt() -> None:
    an_emergency()
    petition = a_petition(State.RECEIVED)
    at = ARRIVAL + HOUR
    marked(petition, at)
    row = mark_row(petition)
    assert (row.found, row.counted_from, row.marked_at) == (Found.REGISTRATION, ARRIVAL, at)
    clock = hours(petition)
    assert (clock.started_at, clock.due_at) == (ARRIVAL, ARRIVAL + timedelta(hours=24))
    assert clock.office_id == petition.registering_id
    assert fresh(petition).urgent
    assert_sound(petition)


def test_found_later_they_count_from_the_marking_and_the_ordinary_clocks_run_on() -> None:
    an_emergency()
    petition = a_petition(State.ACCEPTED)
    before = set(petition.clocks.filter(ended_at=None).values_list("limit", "target_on"))
    at = later(petition)
    marked(petition, at)
    assert (mark_row(petition).found, mark_row(petition).counted_from) == (Found.SCREENING, at)
    running = set(petition.clocks.filter(ended_at=None).values_list("limit", "target_on"))
    assert running - before == {("L15", localdate(at + timedelta(hours=24)))}
    assert before <= running


def test_the_page_says_how_the_hours_are_counted() -> None:
    petition = a_marked_petition()
    lines = explained(hours(petition).explanation, localdate(ARRIVAL))
    assert lines == [
        "从3月2日（周一） 11:00:00起按钟点计算，夜间和节假日都计入",
        "满24小时，到3月3日（周二） 11:00:00；在这一秒以前反馈的都按时",
    ]


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        (Channel.WEB, GroupKind.NET),
        (Channel.LETTER, GroupKind.MAIL),
        (Channel.CALL, GroupKind.MAIL),
        (Channel.VISIT, GroupKind.OFFICE),
        (Channel.FAX, GroupKind.OFFICE),
    ],
)
def test_t11_a_petition_reaches_its_group_by_the_way_it_came(
    channel: Channel, kind: GroupKind
) -> None:
    declared = an_emergency()
    petition = a_marked_petition(State.RECEIVED, emergency=declared, channel=channel)
    assert mark_row(petition).group == group_of(declared, kind).office
    _user, member = a_member(declared, kind)
    other = GroupKind.NET if kind is not GroupKind.NET else GroupKind.MAIL
    _user, stranger = a_member(declared, other)
    today = localdate(ARRIVAL)
    assert Petition.objects.visible_to(member, today=today).get() == petition
    assert not Petition.objects.visible_to(stranger, today=today).exists()


def test_it_is_reported_at_once_and_each_member_acknowledges_once() -> None:
    declared = an_emergency()
    petition = a_marked_petition(emergency=declared)
    report = next(each for each in story(petition) if each.step == Step.REPORT_UP)
    assert (report.stage, report.at) == (Stage.REPORT, mark_row(petition).marked_at)
    told_to = Outbox.objects.filter(subject=petition.pk, arguments__about="reported_up")
    assert told_to.get().arguments["office"] == str(mark_row(petition).leading_id)
    _user, member = a_member(declared, GroupKind.LEADING)
    emergency.acknowledge(petition.pk, by=member, at=later(petition, HOUR))
    with pytest.raises(Refused, match="已经阅知"):
        emergency.acknowledge(petition.pk, by=member, at=later(petition, HOUR))
    _user, other = a_member(declared, GroupKind.NET)
    with pytest.raises(Refused, match="岗位"):
        emergency.acknowledge(petition.pk, by=other, at=later(petition, HOUR))


@pytest.mark.parametrize(("after", "is_late"), [(timedelta(0), False), (SECOND, True)])
def test_t3_at_exactly_24_hours_none_is_late_and_one_second_later_it_is(
    after: timedelta, is_late: bool
) -> None:
    petition = a_marked_petition()
    row = mark_row(petition)
    tell(petition, row.due_at + after)
    row.refresh_from_db()
    assert is_late is hours_are_late(row.due_at, row.told_at or row.marked_at)
    assert hours(petition).ended_at == row.told_at
    assert hours(petition).outcome == "met"
    assert row.warn_at is None


def test_telling_the_result_serves_no_letter_and_serving_tells_no_result() -> None:
    an_emergency()
    petition = a_petition(State.ANSWERED)
    marked(petition)
    serve(petition, unserved(petition, is_answer=True))
    assert hours(petition).ended_at is None
    with pytest.raises(Refused, match="反馈结果"):
        closing.close(petition.pk, by=LEADER.viewer, at=later(petition))
    tell(petition, later(petition, HOUR))
    closing.follow_up(petition.pk, reached=True, words="好。", by=CLERK.viewer, at=later(petition))
    closing.close(petition.pk, by=LEADER.viewer, at=later(petition))
    assert_sound(petition)
    assert broken_invariants(localdate(later(petition))) == []


@pytest.mark.parametrize(
    ("shift", "field", "words"),
    [
        (timedelta(hours=1), "told_at", "不能晚于现在"),
        (timedelta(days=-9), "told_at", "不能早于"),
    ],
)
def test_what_was_told_in_the_future_or_before_it_began_is_refused(
    shift: timedelta, field: str, words: str
) -> None:
    petition = a_marked_petition()
    at = later(petition, HOUR)
    with pytest.raises(Refused, match=words) as refused:
        emergency.tell_result(
            petition.pk, way="电话", told_at=at + shift, words="好。", by=CLERK.viewer, at=at
        )
    assert refused.value.field == field
    with pytest.raises(Refused, match="请写明"):
        emergency.tell_result(
            petition.pk, way="电话", told_at=at, words=" ", by=CLERK.viewer, at=at
        )


def test_without_an_emergency_nothing_is_marked_and_a_mark_stands_once() -> None:
    petition = a_petition()
    with pytest.raises(Refused, match="没有应急状态"):
        marked(petition)
    an_emergency()
    marked(petition)
    with pytest.raises(Refused, match="已经有应急标记"):
        marked(petition)
    assert EmergencyMark.objects.count() == 1
    with pytest.raises(Refused, match="标签"):
        mark(a_petition().pk, tags=[Tag.FARMING], by=CLERK.viewer, at=ARRIVAL + 9 * HOUR)


def test_a_wrong_mark_goes_by_two_persons_and_leaves_its_record() -> None:
    petition = a_marked_petition()
    at = later(petition, HOUR)
    asked = approving.ask_approval(
        Step.CLEAR_MARK, petition.pk, reason="与疫情无关。", by=CLERK.viewer, at=at
    )
    assert mark_row(petition).cleared_at is None
    with pytest.raises(Refused, match="申请人本人"):
        approving.decide(asked.pk, agrees=True, by=CLERK.viewer, at=at)
    approving.decide(asked.pk, agrees=True, by=DISPATCHER.viewer, at=at)
    assert hours(petition).outcome == "cleared"
    assert not fresh(petition).urgent
    gone = EmergencyMark.objects.get(petition=petition)
    assert (gone.cleared_at, str(gone.cleared_by)) == (at, DISPATCHER.id)
    assert gone.warn_at is None
    assert_sound(petition)
    marked(petition)
    assert EmergencyMark.objects.filter(petition=petition).count() == 2


def test_a_mark_opens_no_accusation_and_no_hidden_name() -> None:
    declared = an_emergency()
    _user, member = a_member(declared, GroupKind.NET)
    today = localdate(ARRIVAL)
    hidden = a_marked_petition(emergency=declared, naming=Naming.WITHHELD)
    assert opening(hidden, member) is Opening.FILE
    assert hides_name_from(hidden, member)
    Petition.objects.filter(pk=hidden.pk).update(name_disclosure="granted")
    assert hides_name_from(fresh(hidden), member)
    sealed = a_petition(matter=Matter.ACCUSATION)
    with pytest.raises(Refused, match="检举控告"):
        marked(sealed)
    turned = a_marked_petition(emergency=declared)
    assert Petition.objects.visible_to(member, today=today).filter(pk=turned.pk).exists()
    registering.reclassify(
        turned.pk,
        matter=Matter.ACCUSATION,
        procedure=None,
        category=Category.objects.get(pk=CATEGORIES[Matter.ACCUSATION]),
        reason="反映的是干部违纪。",
        by=CLERK.viewer,
        at=later(turned, HOUR),
    )
    assert not Petition.objects.visible_to(member, today=today).filter(pk=turned.pk).exists()
    assert Petition.objects.visible_to(CLERK.viewer, today=today).filter(pk=turned.pk).exists()
    assert hours(turned).ended_at is None


def test_the_petitioner_reads_of_the_result_and_of_nothing_inner() -> None:
    petition = a_marked_petition(State.SIGNED)
    tell(petition, later(petition, HOUR), by=HANDLER.viewer)
    page = told(petition, holder_viewer(petition), today=localdate(later(petition)))
    steps = {each.step for each in page.history}
    assert Step.TELL_RESULT in steps
    assert not steps & {Step.MARK, Step.REPORT_UP}


def test_the_missing_stage_is_chased_but_not_every_minute() -> None:
    declared = an_emergency()
    petition = a_marked_petition(State.SIGNED, emergency=declared)
    _user, overseer = a_member(declared, GroupKind.SUPERVISION, Role.GROUP_HEAD)
    at = later(petition, HOUR)
    emergency.chase(petition.pk, stage=Stage.HANDLE, by=overseer, at=at)
    told_to = Outbox.objects.get(subject=petition.pk, arguments__about="chased_handle")
    assert told_to.arguments["office"] == str(petition.holder_id)
    with pytest.raises(Refused, match="十分钟"):
        emergency.chase(petition.pk, stage=Stage.HANDLE, by=overseer, at=at + 9 * 60 * SECOND)
    emergency.chase(petition.pk, stage=Stage.HANDLE, by=overseer, at=at + 11 * 60 * SECOND)


def woken(at: datetime) -> list[tuple[str, str]]:
    """Who is woken at a moment: number of the petition, and what for."""
    called: list[tuple[str, str]] = []
    warn(at, lambda petition, code, _at: called.append((petition.number, code)))
    return called


def test_somebody_is_woken_after_12_18_22_and_24_hours_once_each() -> None:
    petition = a_marked_petition()
    begun = mark_row(petition).counted_from
    assert woken(begun + 12 * HOUR - SECOND) == []
    for hours, code in ((12, PASS), (18, PASS), (22, PASS), (24, OVER)):
        assert woken(begun + hours * HOUR) == [(petition.number, code)]
        assert woken(begun + hours * HOUR + SECOND) == []
    told_to = Notice.objects.filter(subject=petition.pk, code__in=[PASS, OVER])
    # The group and who supervises each time, at the end the leading group too.
    assert told_to.count() == 4 * 2 + 1
    assert told_to.filter(to_office=mark_row(petition).leading_id).get().code == OVER


def test_a_worker_that_slept_makes_up_each_warning_once() -> None:
    petition = a_marked_petition()
    begun = mark_row(petition).counted_from
    assert woken(begun + 23 * HOUR) == [(petition.number, PASS)] * 3
    assert woken(begun + 23 * HOUR) == []
    assert woken(begun + 50 * HOUR) == [(petition.number, OVER)]
    assert mark_row(petition).warn_at is None


def test_nobody_is_woken_for_what_was_told_or_has_ended() -> None:
    said = a_marked_petition()
    gone = a_marked_petition(emergency=Emergency.objects.get())
    tell(said, later(said, HOUR))
    citizen.withdraw(gone.pk, reason="已经解决。", by=holder_viewer(gone), at=later(gone, HOUR))
    assert hours(gone).outcome == "withdrawn"
    assert woken(later(gone, 30 * HOUR)) == []


def test_t2_thirteen_found_told_within_the_hours_closed_and_content() -> None:
    declared = an_emergency()
    channels = [Channel.WEB] * 6 + [Channel.LETTER] * 4 + [Channel.CALL] * 3
    for channel in channels:
        petition = a_petition(State.RECEIVED, channel=channel)
        marked(petition, ARRIVAL + HOUR)
        tell(petition, ARRIVAL + 20 * HOUR)
        registering.register(
            petition.pk,
            matter=Matter.ENQUIRY,
            procedure=None,
            category=Category.objects.get(pk="0102"),
            division="990100",
            by=CLERK.viewer,
            at=later(petition, HOUR),
        )
        handling.reply(petition.pk, answer=REPLY, by=DISPATCHER.viewer, at=later(petition, HOUR))
        serve(petition, unserved(petition, is_answer=True), later(petition, HOUR))
        citizen.rate(
            petition.pk,
            bureau=Rating.SATISFIED,
            organ=Rating.SATISFIED,
            by=holder_viewer(petition),
            at=later(petition, HOUR),
        )
        closing.close(petition.pk, by=LEADER.viewer, at=later(petition, HOUR))
    rows = EmergencyMark.objects.filter(emergency=declared.pk, cleared_at=None)
    breaches = [row for row in rows if hours_are_late(row.due_at, row.told_at or row.due_at)]
    assert (rows.filter(told_at__isnull=False).count(), breaches) == (13, [])
    assert rows.filter(petition__state=State.CLOSED).count() == 13
    rated = Event.objects.filter(step=Step.RATE, petition__in=rows.values("petition"))
    assert rated.values("petition").distinct().count() == 13


def test_a_group_has_work_until_its_last_petition_has_ended() -> None:
    declared = an_emergency()
    group = group_of(declared, GroupKind.SUPERVISION).office
    today = localdate(ARRIVAL)
    assert not holds_open_work(group, today=today)
    petition = a_marked_petition(emergency=declared)
    assert holds_open_work(group, today=today)
    citizen.withdraw(
        petition.pk, reason="已经解决。", by=holder_viewer(petition), at=later(petition, HOUR)
    )
    assert not holds_open_work(group, today=today)


def test_no_row_of_a_mark_or_a_decision_is_ever_deleted() -> None:
    a_marked_petition()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        EmergencyMark.objects.all().delete()
