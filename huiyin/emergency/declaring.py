"""启动. Declaring an emergency: what a leader fills in, what will follow of it, and doing it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.emergency.announcing import close_ways, draft_notices
from huiyin.emergency.current import current_for, forget_now, stages_of
from huiyin.emergency.ending import DECIDING, lapse
from huiyin.emergency.errors import AlreadyDeclared
from huiyin.emergency.models import Emergency, Group, Turn
from huiyin.emergency.planning import kept, plan_for
from huiyin.emergency.plans import Plan, PlannedGroup, PlannedNotice
from huiyin.emergency.practising import begin
from huiyin.emergency.rows import PlannedTask, carry_out, rows_of
from huiyin.emergency.sites import lay_out
from huiyin.language.clean import Unclean, one_line, tidy
from huiyin.notifications.actions import tell
from huiyin.organisations import tree
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.organisations.replies import filled
from huiyin.rules.hours import MOST
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import OfficeKind
from huiyin.rules.terms_emergency import (
    EmergencyKind,
    EmergencyTurn,
    GroupKind,
    Milestone,
)

LONGEST_NAME = 24
LONGEST_REASON = 500
LONGEST_DAYS = 92
"""At once; it can be prolonged again and again, each time with a reason."""

DECLARED_LATE = timedelta(days=7)
DECLARED_EARLY = timedelta(days=7)
ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Declaration:
    """An emergency as a leader fills it in."""

    kind: str
    name: str
    division: str
    reason: str
    starts_at: datetime
    expected_end_on: date
    is_drill: bool = False
    closes_on: date | None = None
    hours: int | None = None
    """Stricter than the plan; None: as the plan says."""


@dataclass(frozen=True)
class Outlook:
    """What declaring will do, in full: the page shows it before, the action does it after."""

    declaration: Declaration
    plan: Plan
    groups: tuple[tuple[PlannedGroup, str], ...]
    notices: tuple[tuple[PlannedNotice, str], ...]
    tasks: tuple[PlannedTask, ...]
    practice: int
    parent: Emergency | None
    hours: int
    stages: dict[Milestone, int]


def areas(bureau: Office) -> list[Office]:
    """The offices whose divisions an emergency of this bureau may be declared for, widest first."""
    if bureau.parent is None:
        return [bureau]
    wanted = (OfficeKind.GOVERNMENT, OfficeKind.TOWNSHIP)
    below = Office.objects.under(bureau.parent.path).filter(kind__in=wanted, is_open=True)
    return list(below.order_by("path"))


def considered(bureau: Office, given: Declaration, *, at: datetime) -> Declaration:
    """A declaration as it would be made; Refused, with the field, for what cannot be."""
    if given.kind not in set(EmergencyKind):
        raise Refused(_("请选择应急种类。"), field="kind")
    try:
        name = one_line(given.name, limit=LONGEST_NAME)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="name") from None
    if not name:
        raise Refused(_("请填写应急名称，例如“春季疫情防控”。"), field="name")
    try:
        reason = tidy(given.reason, limit=LONGEST_REASON).strip()
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="reason") from None
    if not reason:
        raise Refused(_("请写明启动的依据和理由。"), field="reason")
    if given.division not in {each.division for each in areas(bureau)}:
        raise Refused(_("请选择本地区以内的区域。"), field="division")
    _refuse_times(given.starts_at, given.expected_end_on, at)
    if given.hours is not None and not 1 <= given.hours <= MOST:
        raise Refused(_("应急时限是 1 到 %(most)s 小时。") % {"most": MOST}, field="hours")
    if given.closes_on and given.closes_on < localdate(at):
        raise Refused(_("暂停现场接待的日期不能早于今天。"), field="closes_on")
    return replace(given, name=name, reason=reason)


def outlook(bureau: Office, declaration: Declaration, *, at: datetime) -> Outlook:
    """What a considered declaration will do, by the plan in force."""
    plan = plan_for(bureau, EmergencyKind(declaration.kind))
    places = _places(bureau, declaration)
    parent = _above(bureau, declaration, at)
    return Outlook(
        declaration,
        plan,
        tuple((each, group_name(bureau, declaration, each.kind)) for each in plan.groups),
        tuple((each, filled(each.words, places)) for each in plan.notices),
        tuple(rows_of(plan, closes_on=declaration.closes_on)),
        len(plan.practice) if declaration.is_drill else 0,
        parent,
        min(plan.hours, declaration.hours or MOST, parent.hours if parent else MOST),
        _strictest(plan.minutes, stages_of(parent) if parent else {}),
    )


def _above(bureau: Office, given: Declaration, at: datetime) -> Emergency | None:
    """The emergency of an area above which this one makes stricter."""
    above = [each for each in current_for(bureau, at) if each.office_id != bureau.pk]
    same = (each for each in above if (each.kind, each.is_drill) == (given.kind, given.is_drill))
    return next(same, None)


def _strictest(
    own: Mapping[Milestone, int], above: Mapping[Milestone, timedelta]
) -> dict[Milestone, int]:
    """An area below is never slower than one above it."""
    allowed = {stage: count // ONE_MINUTE for stage, count in above.items()}
    return {stage: min(count, allowed.get(stage, count)) for stage, count in own.items()}


@transaction.atomic
def declare(bureau: Office, given: Declaration, *, by: Viewer, at: datetime) -> Emergency:
    """启动应急状态. All of it or nothing; the same plan twice is refused with the first one."""
    if by.may_act(DECIDING, str(bureau.pk)) is None:
        raise Refused(_("启动应急状态由信访部门负责人办理。"))
    tree.alone()
    declaration = considered(bureau, given, at=at)
    _refuse_twice(bureau, declaration, at)
    follows = outlook(bureau, declaration, at=at)
    emergency = Emergency.objects.create(
        name=declaration.name,
        kind=declaration.kind,
        office=bureau,
        division=declaration.division,
        reason=declaration.reason,
        plan=kept(bureau, EmergencyKind(declaration.kind), by=by, at=at),
        starts_at=declaration.starts_at,
        declared_at=at,
        declared_by=by.id,
        expected_end_on=declaration.expected_end_on,
        is_drill=declaration.is_drill,
        parent=follows.parent,
        hours=follows.hours,
        stages=follows.stages,
    )
    Turn.objects.create(
        emergency=emergency,
        kind=EmergencyTurn.DECLARED,
        reason=declaration.reason,
        end_on=emergency.expected_end_on,
        by=by.id,
        at=at,
    )
    groups = _set_up(emergency, follows, by=by, at=at)
    if declaration.closes_on and not emergency.is_drill:
        close_ways(emergency, follows.plan.closes, declaration.closes_on, by=by, at=at)
    drafts = draft_notices(emergency, follows.notices, by=by, at=at)
    lay_out(emergency, follows.plan.places, by=by, at=at)
    carry_out(emergency, follows.tasks, groups, drafts, by=by, at=at)
    begin(emergency, by=by.actor(str(bureau.pk), DECIDING), at=at)
    _tell_the_area(emergency)
    forget_now()
    note("declare_emergency", str(emergency.pk), by=by, at=at, details=emergency.name)
    return emergency


def group_name(bureau: Office, declaration: Declaration, kind: GroupKind) -> str:
    """What a group is called as an office: no two open offices have the same name."""
    rest = f"{declaration.name}{kind.zh}{'（演练）' if declaration.is_drill else ''}"
    is_long = len(bureau.name) + len(rest) > tree.LONGEST["name"]
    return f"{bureau.short_name if is_long else bureau.name}{rest}"


def _tell_the_area(emergency: Emergency) -> None:
    """Tell every bureau of the area that it began, or that it is a drill."""
    code = "drill_declared" if emergency.is_drill else "emergency_declared"
    for bureau in Office.objects.bureaus().filter(is_open=True):
        if emergency.reaches(bureau):
            tell(
                key=f"emergency:{emergency.pk}:{bureau.pk}",
                way="desk",
                code=code,
                arguments={"name": emergency.name, "office": emergency.office.name},
                to_office=bureau.pk,
            )


def _set_up(
    emergency: Emergency, follows: Outlook, *, by: Viewer, at: datetime
) -> dict[GroupKind, Group]:
    bureau, made = emergency.office, {}
    drill = "演练" if emergency.is_drill else ""
    for order, (planned, name) in enumerate(follows.groups):
        office = tree.add_office(
            bureau,
            tree.Particulars(
                name=name,
                short_name=f"{drill}{EmergencyKind(emergency.kind).zh}{planned.kind.zh}",
                kind=OfficeKind.GROUP,
                level=bureau.level,
                number_code=tree.next_number(bureau),
                letter_code="",
                division=bureau.division,
            ),
            by=by,
            at=at,
        )
        made[planned.kind] = Group.objects.create(
            office=office,
            emergency=emergency,
            kind=planned.kind,
            purpose=planned.purpose,
            duties=list(planned.duties),
            order=order,
            from_on=localdate(max(at, emergency.starts_at)),
        )
    return made


def _places(bureau: Office, declaration: Declaration) -> dict[str, str]:
    area = next(each for each in areas(bureau) if each.division == declaration.division)
    return {
        "机构": bureau.name,
        "区域": area.name,
        "应急名称": declaration.name,
        "开始日期": _written_day(localdate(declaration.starts_at)),
        "结束日期": _written_day(declaration.expected_end_on),
        "电话": bureau.phone,
        "地址": bureau.address,
    }


def _written_day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _refuse_times(starts_at: datetime, end_on: date, at: datetime) -> None:
    if not at - DECLARED_LATE <= starts_at <= at + DECLARED_EARLY:
        raise Refused(_("开始时间应在前后七日以内。"), field="starts_at")
    first = max(localdate(starts_at), localdate(at))
    if end_on < first:
        raise Refused(_("预计结束日期不能早于开始日期，也不能早于今天。"), field="expected_end_on")
    if (end_on - first).days > LONGEST_DAYS:
        raise Refused(
            _("一次最长%(days)s天，到期前可以延长。") % {"days": LONGEST_DAYS},
            field="expected_end_on",
        )


def _refuse_twice(bureau: Office, given: Declaration, at: datetime) -> None:
    """Refuse what runs already; one that is over and was not yet written down gives way."""
    first = Emergency.objects.filter(
        office=bureau,
        kind=given.kind,
        division=given.division,
        is_drill=given.is_drill,
        ended_at=None,
    ).first()
    if first is None:
        return
    if first.is_over(at):
        lapse(first, at=at)
        return
    since = localtime(first.starts_at)
    raise AlreadyDeclared(
        _("同一区域的“%(name)s”已经在%(month)s月%(day)s日启动，不用再次启动。")
        % {"name": first.name, "month": since.month, "day": since.day},
        first,
    )
