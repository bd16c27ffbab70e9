"""每日情况报告. Compiled at a set hour, edited around its numbers, issued, corrected by a new one.

A draft may be counted again until it is issued; what was issued is frozen with its digest.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from huiyin.documents.actions import next_serial
from huiyin.emergency.current import planned_hour
from huiyin.emergency.ending import DECIDING
from huiyin.emergency.health import last_day
from huiyin.emergency.meetings import may_write
from huiyin.emergency.members import members
from huiyin.emergency.models import Emergency, Group
from huiyin.emergency.writing import optional_text, text_typed
from huiyin.notifications.actions import tell
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.moments import ZONE, end_of_day, localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.practice import SERIES
from huiyin.rules.terms_emergency import GroupKind, ReportKind
from huiyin.rules.terms_situation import SituationPart
from huiyin.statistics.situation_counting import JOB, counted
from huiyin.statistics.situation_models import (
    Situation,
    SituationHour,
    SituationIssue,
    SituationReceipt,
)
from huiyin.statistics.situation_numbers import Part, behind

OPENING, NEXT = "opening", "next_steps"
LONGEST_REASON = 300
LONGEST = {OPENING: 2000, NEXT: 2000} | {each.value: 1000 for each in SituationPart}
ONE_DAY = timedelta(days=1)


def hour_of(emergency: Emergency, at: datetime) -> time | None:
    """The hour at which the report is compiled: the one that was set, else the plan's.

    None where the plan asks for none: then it is compiled by hand only.
    """
    row = SituationHour.objects.filter(emergency=emergency, set_at__lte=at).first()
    if row is not None:
        return row.hour
    return planned_hour(emergency, ReportKind.SITUATION)


@transaction.atomic
def set_hour(emergency: Emergency, typed: str, *, by: Viewer, at: datetime) -> SituationHour:
    """设定钟点. From now on; a report that was compiled today stays."""
    _refuse_others(emergency.office, by)
    try:
        hour = time.fromisoformat(typed.strip())
    except ValueError:
        raise Refused(_("钟点请写成 17:00 的样子。"), field="hour") from None
    if hour.tzinfo is not None or hour.second or hour.microsecond:
        raise Refused(_("钟点请写成 17:00 的样子。"), field="hour")
    last = SituationHour.objects.filter(emergency=emergency).first()
    if last is not None and last.hour == hour:
        return last
    note("set_situation_hour", str(emergency.pk), by=by, at=at, details=f"{hour:%H:%M}")
    return SituationHour.objects.create(emergency=emergency, hour=hour, set_by=by.id, set_at=at)


def compile_what_is_due(at: datetime) -> int:
    """到点汇总. The report of every emergency whose hour has come and that has none; how many.

    A worker that slept makes up yesterday, not more: what stood last week nobody can count now.
    Late is said, not hidden: a report names the moment at which it was counted.
    """
    made = 0
    for emergency in Emergency.objects.select_related("office", "plan").filter(
        starts_at__lte=at, expected_end_on__gte=localdate(at) - ONE_DAY
    ):
        for day in (localdate(at) - ONE_DAY, localdate(at)):
            due = _due(emergency, day, at)
            if due is None or due > at or not _ran(emergency, due) or _is_made(emergency, day):
                continue
            with transaction.atomic():
                found, is_new = _compiled(emergency.office, emergency, day, by=JOB, at=at)
                made += is_new
            if is_new:
                _tell(found, emergency.office, "situation_ready", at)
    return made


@transaction.atomic
def compile_now(
    office: Office, emergency: Emergency, day: date, *, by: Viewer, at: datetime
) -> Situation:
    """现在汇总. By hand, before the hour or for a past day; one that is there is what one gets."""
    _refuse_others(office, by)
    if not localdate(emergency.starts_at) <= day <= min(localdate(at), last_day(emergency)):
        raise Refused(_("请选择应急期间、今天以前的一天。"), field="day")
    return _compiled(office, emergency, day, by=by, at=at)[0]


@transaction.atomic
def write(
    situation: Situation,
    typed: Mapping[str, str],
    *,
    edition: int,
    recounts: bool = False,
    by: Viewer,
    at: datetime,
) -> Situation:
    """编辑. Keep what was typed around the numbers; `edition` is the one that was read.

    With `recounts` the numbers are those of now.
    """
    row = _draft(situation, edition, by)
    words = {
        name: optional_text(typed, name, most, many_lines=True) for name, most in LONGEST.items()
    }
    row.words = {name: text for name, text in words.items() if text}
    if recounts:
        _take(row, counted(row.office, row.emergency, row.day, at=at), at)
    row.edition += 1
    row.written_by, row.written_at = by.id, at
    row.save()
    return row


@transaction.atomic
def issue(situation: Situation, *, edition: int, by: Viewer, at: datetime) -> SituationIssue:
    """签发. Freeze numbers and words with their digest under the next number; tell the group."""
    if by.may_act(DECIDING, str(situation.office_id)) is None:
        raise Refused(_("由信访部门负责人签发。"))
    row = _draft(situation, edition, by)
    body = body_of(row)
    made = SituationIssue.objects.create(
        situation=row,
        number=_number(row.office, localdate(at), is_drill=row.emergency.is_drill),
        body=body,
        digest=digest_of(body),
        issued_by=by.id,
        issued_at=at,
    )
    _send(made, at)
    note("issue_situation", made.number, by=by, at=at)
    return made


@transaction.atomic
def correct(situation: Situation, reason: str, *, by: Viewer, at: datetime) -> Situation:
    """更正. A new draft of the day with the same words, counted anew; what was issued stays."""
    office = Office.objects.select_for_update().get(pk=situation.office_id)
    _refuse_others(office, by)
    rows = Situation.objects.filter(
        office=office, emergency=situation.emergency_id, day=situation.day
    ).select_related("issue", "emergency", "office")
    last = rows[0]
    if last.issued is None:
        return last
    why = text_typed({"reason": reason}, "reason", LONGEST_REASON, missing=_("请写明为什么更正。"))
    row = Situation(
        office=office,
        emergency=last.emergency,
        day=last.day,
        version=last.version + 1,
        reason=why,
        words=last.words,
        compiled_by=by.id,
        compiled_at=at,
    )
    _take(row, counted(office, last.emergency, last.day, at=at), at)
    row.save(force_insert=True)
    return row


@transaction.atomic
def acknowledge(made: SituationIssue, *, by: Viewer, at: datetime) -> bool:
    """阅知. Say that one has read it; the first time counts. False for who was not sent it."""
    rows = SituationReceipt.objects.select_for_update().filter(issue=made, user=UUID(by.id))
    row = rows.first()
    if row is not None and row.read_at is None:
        row.read_at = at
        row.save(update_fields=["read_at"])
    return row is not None


def body_of(situation: Situation) -> dict[str, Any]:
    """Everything that a report says, as it is frozen."""
    return {
        "office": situation.office.name,
        "emergency": situation.emergency.name,
        "is_drill": situation.emergency.is_drill,
        "number_of_day": situation.emergency.day_number(situation.day),
        "day": situation.day.isoformat(),
        "version": situation.version,
        "corrects": _corrected(situation),
        "reason": situation.reason,
        "counted_at": situation.counted_at.isoformat(),
        "words": situation.words,
        "parts": situation.parts,
    }


def _corrected(situation: Situation) -> str:
    """The number of the report that this version takes the place of."""
    earlier = SituationIssue.objects.filter(
        situation__office=situation.office_id,
        situation__emergency=situation.emergency_id,
        situation__day=situation.day,
        situation__version__lt=situation.version,
    )
    return earlier.order_by("-situation__version").values_list("number", flat=True).first() or ""


def digest_of(body: Mapping[str, Any]) -> bytes:
    """What shows that a frozen report is the one that was issued."""
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).digest()


def missing_today(emergency: Emergency, at: datetime) -> bool:
    """Whether the hour has come and the report of today is not issued."""
    day = localdate(at)
    due = _due(emergency, day, at)
    if due is None or due > at or not _ran(emergency, due):
        return False
    issued = Situation.objects.filter(emergency=emergency, day=day, issue__isnull=False)
    return not issued.filter(office=emergency.office_id).exists()


def _ran(emergency: Emergency, due: datetime) -> bool:
    """Whether the emergency was in force at the hour; looked at afterwards too."""
    end = emergency.ended_at or end_of_day(emergency.expected_end_on)
    return emergency.starts_at <= due <= end


def _due(emergency: Emergency, day: date, at: datetime) -> datetime | None:
    hour = hour_of(emergency, at)
    return datetime.combine(day, hour, tzinfo=ZONE) if hour else None


def _is_made(emergency: Emergency, day: date) -> bool:
    rows = Situation.objects.filter(emergency=emergency, day=day)
    return rows.filter(office=emergency.office_id).exists()


def _compiled(
    office: Office, emergency: Emergency, day: date, *, by: Viewer, at: datetime
) -> tuple[Situation, bool]:
    """The first report of a day, made once whoever comes first: worker, button, both at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"situation:{office.pk}:{emergency.pk}:{day}"],
        )
    rows = Situation.objects.filter(office=office, emergency=emergency, day=day)
    there = rows.order_by("version").last()
    if there is not None:
        return there, False
    row = Situation(
        office=office, emergency=emergency, day=day, compiled_by=by.tag(), compiled_at=at
    )
    _take(row, counted(office, emergency, day, at=at), at)
    row.save(force_insert=True)
    return row, True


def _take(row: Situation, parts: list[Part], at: datetime) -> None:
    row.parts = [each.as_json() for each in parts]
    row.behind = behind(parts)
    row.counted_at = at


def _draft(situation: Situation, edition: int, by: Viewer) -> Situation:
    """The draft, kept from changing meanwhile; Refused where somebody was quicker."""
    Situation.objects.select_for_update().get(pk=situation.pk)
    # Read anew: who waited for one that issued it would not find the issue with the lock.
    rows = Situation.objects.select_related("office", "emergency", "issue")
    row = rows.get(pk=situation.pk)
    _refuse_others(row.office, by)
    if row.issued is not None:
        raise Refused(_("这份报告已经签发，不能再改。要改的，请写明原因另发更正。"))
    if row.edition != edition:
        raise Refused(
            _("别人刚刚改过这份报告。您填写的内容还在，请和现在保存的对照以后，再保存一次。")
        )
    return row


def _refuse_others(office: Office, by: Viewer) -> None:
    if not may_write(office, by):
        raise Refused(_("由信访部门负责人或者转办员办理。"))


def _number(office: Office, on: date, *, is_drill: bool) -> str:
    """文号. A drill takes no number of the real series."""
    serial = next_serial(office, "situation_drill" if is_drill else "situation", on.year)
    series = f"{office.letter_code}情" + (SERIES if is_drill else "")
    return f"{series}〔{on.year}〕{serial}号"


def _send(made: SituationIssue, at: datetime) -> None:
    """To the members of the leadership group, of whom each says that it was read."""
    groups = Group.objects.filter(
        emergency=made.situation.emergency, kind=GroupKind.LEADING
    ).select_related("office")
    today = localdate(at)
    posts = [each for each in members(groups, today) if each.is_held(today)]
    SituationReceipt.objects.bulk_create(
        SituationReceipt(
            issue=made, user_id=user, read_at=at if str(user) == made.issued_by else None
        )
        for user in {each.user_id for each in posts}
    )
    for group in groups:
        _tell(made.situation, group.office, "situation_issued", at)


def _tell(situation: Situation, to: Office, code: str, at: datetime) -> None:
    tell(
        key=f"{code}:{situation.pk}:{to.pk}",
        way="desk",
        code=code,
        arguments={"name": situation.emergency.name, "day": situation.day.isoformat()},
        to_office=to.pk,
        since=at,
    )
