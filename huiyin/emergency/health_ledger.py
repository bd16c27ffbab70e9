"""健康台账. What the health officer reads, with a reason that is logged; isolation and its end.

A release is proposed by the officer and decided by the head of the leadership group, who is shown
days and gaps and no value. Neither is logged with one (B21, T7).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.accounts.models import User
from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.emergency.current import leading
from huiyin.emergency.health import OFFICER, asked
from huiyin.emergency.health_keys import HealthVault
from huiyin.emergency.health_models import DailyReport, HealthEntry
from huiyin.emergency.models import Emergency
from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.rules.health import Isolation
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role
from huiyin.rules.terms_health import HealthEntryKind, IsolationReason

LONGEST_REASON = 200
OLDEST_RETURN = timedelta(days=30)
DECIDING_RELEASE = frozenset({Role.GROUP_HEAD})


@dataclass(frozen=True)
class Stay:
    """Somebody's isolation: since when, which days have an entry, and how its end stands."""

    id: UUID
    person: User
    reason: IsolationReason
    isolation: Isolation
    reported: frozenset[date] = frozenset()
    proposal: UUID | None = None
    proposed_by: str = ""
    released_at: datetime | None = None

    def gaps(self, today: date) -> list[date]:
        """The due days without an entry; the day of the release is the last."""
        until = localdate(self.released_at) if self.released_at else today
        return self.isolation.gaps(self.reported, until)

    def is_releasable(self, today: date) -> bool:
        """Whether a release may be proposed: day 14 has come, and nothing waits."""
        waits = self.proposal is not None or self.released_at is not None
        return not waits and today >= self.isolation.last


@dataclass
class Ledger:
    """The opened ledger of an emergency; what no key opens any more is counted in `closed`.

    Reports stand in the order in which they were said, so that the last of a day is the newest.
    """

    reports: list[tuple[DailyReport, dict[str, Any]]] = field(default_factory=list)
    entries: list[tuple[HealthEntry, dict[str, Any]]] = field(default_factory=list)
    closed: int = 0

    def of_kind(self, kind: HealthEntryKind) -> list[tuple[HealthEntry, dict[str, Any]]]:
        """The entries of one kind, the oldest first."""
        return [each for each in self.entries if each[1]["kind"] == kind]

    def stays(self) -> list[Stay]:
        """Every isolation, the earliest first, with what was decided on it."""
        days: dict[UUID, set[date]] = {}
        for row, values in self.reports:
            if values["temperature"]:  # who is isolated measures every day (B21)
                days.setdefault(row.user_id, set()).add(row.on)
        found: dict[UUID, Stay] = {}
        for entry, values in self.entries:
            if values["kind"] == HealthEntryKind.ISOLATION:
                found[entry.pk] = Stay(
                    entry.pk,
                    entry.key.user,
                    IsolationReason(values["reason"]),
                    Isolation(date.fromisoformat(values["since"])),
                    frozenset(days.get(entry.key.user_id, set())),
                )
            elif values["kind"] in _TURNS:
                stay = UUID(values["isolation"])
                found[stay] = _turned(found[stay], entry, values)
        return list(found.values())


_TURNS = {HealthEntryKind.PROPOSED, HealthEntryKind.RELEASED, HealthEntryKind.KEPT}


def _turned(stay: Stay, entry: HealthEntry, values: Mapping[str, Any]) -> Stay:
    if values["kind"] == HealthEntryKind.PROPOSED:
        return replace(stay, proposal=entry.pk, proposed_by=values["by"])
    if values["kind"] == HealthEntryKind.RELEASED:
        return replace(stay, proposal=None, released_at=entry.entered_at)
    return replace(stay, proposal=None)


def ledger(emergency: Emergency, *, people: Iterable[User] | None = None) -> Ledger:
    """Open the rows of an emergency, or of some people in it. Who looks was asked before."""
    vault, opened = HealthVault(emergency), Ledger()
    reports = DailyReport.objects.filter(key__emergency=emergency).select_related("key", "user")
    entries = HealthEntry.objects.filter(key__emergency=emergency).select_related("key__user")
    if people is not None:
        chosen = list(people)
        reports, entries = reports.filter(user__in=chosen), entries.filter(key__user__in=chosen)
    for report in reports:
        if (values := vault.open(report)) is not None:
            opened.reports.append((report, values))
        else:
            opened.closed += 1
    opened.reports.sort(key=lambda each: (each[0].said_at, each[0].received_at))
    for entry in entries:
        if (values := vault.open(entry)) is not None:
            opened.entries.append((entry, values))
        else:
            opened.closed += 1
    return opened


def enter(
    vault: HealthVault,
    person: User,
    kind: HealthEntryKind,
    values: Mapping[str, Any],
    *,
    by: str,
    once: UUID,
    at: datetime,
) -> HealthEntry:
    """Put an entry in somebody's ledger; the same form twice is one entry."""
    key = vault.key_of(person, at=at)
    row = HealthEntry(id=new_id(), key=key, once=once, entered_at=at)
    row.body = vault.seal(row, {**values, "kind": kind, "by": by})
    made, _is_new = HealthEntry.objects.get_or_create(
        key=key, once=once, defaults={"id": row.pk, "body": row.body, "entered_at": at}
    )
    return made


def read(emergency: Emergency, *, reason: str, by: Viewer, at: datetime) -> Ledger:
    """查看健康台账. For the health officer only, for a reason; that it was read is logged."""
    refuse_stranger(emergency, by)
    why = reason_given(reason)
    subject = f"health:{emergency.pk}"
    note_access(Access.REVEAL, viewer=by, at=at, subject=subject, reason=why)
    return ledger(emergency)


def reason_given(typed: str) -> str:
    """The reason for looking, as it is logged; Refused where there is none."""
    try:
        why = one_line(typed, limit=LONGEST_REASON)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="reason") from None
    if not why:
        raise Refused(_("请写明查看的理由，会记入查看记录。"), field="reason")
    return why


@transaction.atomic
def isolate(
    emergency: Emergency,
    person_id: UUID,
    *,
    reason: str,
    since: date,
    once: UUID,
    by: Viewer,
    at: datetime,
) -> HealthEntry:
    """登记隔离. From the day somebody came back or was in contact; day 1 is the next one."""
    refuse_stranger(emergency, by)
    today = localdate(at)
    there = {each.person.pk: each.person for each in asked(emergency, today, now=at)}
    if person_id not in there:
        raise Refused(_("请选择本地区在岗的人员。"), field="person")
    if reason not in set(IsolationReason):
        raise Refused(_("请选择隔离原因。"), field="isolation_reason")
    if not today - OLDEST_RETURN <= since <= today:
        raise Refused(_("日期应在最近三十天以内，不能晚于今天。"), field="since")
    person = User.objects.select_for_update(of=("self",)).get(pk=person_id)
    stays = ledger(emergency, people=[person]).stays()
    if any(each.released_at is None for each in stays) and not _is_known(person, once):
        raise Refused(_("这个人正在隔离，不用再登记。"), field="person")
    values = {"reason": reason, "since": since.isoformat()}
    vault, kind = HealthVault(emergency), HealthEntryKind.ISOLATION
    made = enter(vault, person, kind, values, by=by.id, once=once, at=at)
    note("enter_health_ledger", str(made.pk), by=by, at=at)
    return made


@transaction.atomic
def propose_release(
    emergency: Emergency, stay_id: UUID, *, once: UUID, by: Viewer, at: datetime
) -> HealthEntry:
    """提请解除隔离. From day 14 on; gaps do not forbid it, they are shown to who decides."""
    refuse_stranger(emergency, by)
    stay = _stay(emergency, stay_id)
    if not stay.is_releasable(localdate(at)):
        raise Refused(_("还没有满十四天，或者已经提请、已经解除。"))
    return _turn(emergency, stay, HealthEntryKind.PROPOSED, once=once, by=by, at=at)


@transaction.atomic
def decide_release(
    emergency: Emergency, stay_id: UUID, *, agrees: bool, once: UUID, by: Viewer, at: datetime
) -> HealthEntry:
    """审批解除隔离. By the head of the leadership group, never of oneself or on one's own word.

    What is agreed on day 14 holds from its end: fourteen whole days, at least.
    """
    if not decides(emergency, by):
        raise Refused(_("由领导小组组长审批。"))
    stay = _stay(emergency, stay_id)
    if stay.proposal is None:
        raise Refused(_("没有等待审批的提请。"))
    if by.id in (stay.proposed_by, str(stay.person.pk)):
        raise Refused(_("自己提请的、关于自己的，请由别人审批。"))
    kind = HealthEntryKind.RELEASED if agrees else HealthEntryKind.KEPT
    return _turn(emergency, stay, kind, once=once, by=by, at=at)


def decides(emergency: Emergency, viewer: Viewer) -> bool:
    """Whether this viewer heads the leadership group."""
    mine = viewer.office_ids(DECIDING_RELEASE)
    return bool(mine) and leading(emergency).pk in mine


def _turn(
    emergency: Emergency,
    stay: Stay,
    kind: HealthEntryKind,
    *,
    once: UUID,
    by: Viewer,
    at: datetime,
) -> HealthEntry:
    values = {"isolation": str(stay.id)}
    made = enter(HealthVault(emergency), stay.person, kind, values, by=by.id, once=once, at=at)
    # The same deed whichever way it was decided: which one would tell how somebody is.
    deed = "propose" if kind == HealthEntryKind.PROPOSED else "decide"
    note(f"{deed}_health_release", str(made.pk), by=by, at=at)
    return made


def _stay(emergency: Emergency, stay_id: UUID) -> Stay:
    row = HealthEntry.objects.filter(pk=stay_id, key__emergency=emergency)
    entry = row.select_related("key__user").first()
    if entry is None:
        raise Refused(_("没有这一条隔离登记。"))
    person = User.objects.select_for_update(of=("self",)).get(pk=entry.key.user_id)
    stays = ledger(emergency, people=[person]).stays()
    found = next((each for each in stays if each.id == stay_id), None)
    if found is None:
        raise Refused(_("没有这一条隔离登记。"))
    return found


def refuse_stranger(emergency: Emergency, by: Viewer) -> None:
    """Refused for whoever is not the health officer of this emergency."""
    if by.may_act(OFFICER, str(emergency.office_id)) is None:
        raise Refused(_("健康情况只有健康专员可以查看和登记。"))


def _is_known(person: User, once: UUID) -> bool:
    return HealthEntry.objects.filter(key__user=person, once=once).exists()
