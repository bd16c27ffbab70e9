"""每日报告、排查和人员动态. What people say of themselves; sealed before it is stored (B13–B16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.accounts.models import User
from huiyin.emergency.health import asks
from huiyin.emergency.health_keys import HealthVault
from huiyin.emergency.health_ledger import enter, ledger, refuse_stranger
from huiyin.emergency.health_models import DailyReport, HealthEntry
from huiyin.emergency.models import Emergency
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.rules.health import COLDEST, HOTTEST, degrees_in, filled_within, reportable
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate, localtime, start_of_day
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms_health import HealthEntryKind, Movement, Whereabouts

OLDEST_MOVEMENT = timedelta(days=30)


@dataclass(frozen=True)
class Condition:
    """身体状况和活动情况. What is asked once a day, and no more than that.

    An empty temperature is "not above the threshold": who is well need not write a number.
    """

    temperature: str = ""
    has_symptoms: bool = False
    whereabouts: str = Whereabouts.HERE


@transaction.atomic
def report(
    person: User,
    given: Condition,
    *,
    on: date | None,
    once: UUID,
    at: datetime,
    waited: timedelta = timedelta(0),
) -> DailyReport:
    """报告健康情况. The same form twice is one report; another of the same day corrects it.

    Without a day it is the report of the day on which it was filled in, whenever a phone without
    a network brings it.
    """
    on = on or localdate(at - waited)
    filled = filled_within(on, waited=waited, now=at)
    emergency = emergency_of(person, on, at=at, is_brought=filled is not None)
    known = _held(person, once)
    return known or _write(emergency, person, given, on=on, once=once, at=at, filled=filled)


@transaction.atomic
def report_for(
    emergency: Emergency,
    person: User,
    given: Condition,
    *,
    on: date,
    told_at: datetime,
    once: UUID,
    by: Viewer,
    at: datetime,
) -> DailyReport:
    """代填健康报告. By the health officer, of somebody who is ill or has no phone.

    It counts as said when it was told and as received now; that the officer entered it, and when
    it was told, is sealed with the rest.
    """
    refuse_stranger(emergency, by)
    if by.id == str(person.pk):
        raise Refused(_("自己的情况请在自己的报告页填写。"), field="person")
    if on not in reportable(at) or asks(person, on) != emergency:
        raise Refused(_("只能替这一天在岗的人填写今天的，或者补填昨天的。"), field="person")
    if not start_of_day(on) <= told_at <= at:
        raise Refused(_("告知的时间应在那一天开始以后，不能晚于现在。"), field="told_at")
    known = _held(person, once)
    if known is not None:
        return known
    told = {"by": by.id, "told_at": f"{localtime(told_at):%Y-%m-%d %H:%M}"}
    filled = filled_within(on, waited=at - told_at, now=at)
    made = _write(emergency, person, given, on=on, once=once, at=at, filled=filled, told=told)
    note("enter_health_report", str(made.pk), by=by, at=at)
    return made


def _held(person: User, once: UUID) -> DailyReport | None:
    """What this form has reported already; the person is held, so that a retry waits for it."""
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    return DailyReport.objects.filter(user=person, once=once).first()


def _write(
    emergency: Emergency,
    person: User,
    given: Condition,
    *,
    on: date,
    once: UUID,
    at: datetime,
    filled: datetime | None,
    told: Mapping[str, str] | None = None,
) -> DailyReport:
    """One report more, sealed under the key of the person."""
    values = _checked(given) | dict(told or {})
    if not values["temperature"] and is_isolated(emergency, person):
        raise Refused(_("隔离期间每天都要填写体温。"), field="temperature")
    vault = HealthVault(emergency)
    row = DailyReport(id=new_id(), user=person, on=on, once=once, filled_at=filled, received_at=at)
    row.key = vault.key_of(person, at=at)
    row.body = vault.seal(row, values)
    row.save(force_insert=True)
    return row


def emergency_of(person: User, on: date, *, at: datetime, is_brought: bool = False) -> Emergency:
    """The emergency that a report of a day belongs to; Refused, kindly, for who is not asked.

    The day decides: who has left since still reports the last days of work, and no later one.
    What a phone brings counts for the two days that it may have waited.
    """
    if on not in reportable(at) and not is_brought:
        raise Refused(_("只能报告今天的，或者补报昨天的。"), field="on")
    emergency = asks(person, on)
    if emergency is not None:
        return emergency
    if asks(person, localdate(at)) is None:
        raise Refused(_("您现在不在应急状态的地区任职，不用再报告健康情况。谢谢。"))
    raise Refused(_("这一天还不用报告。"), field="on")


def is_isolated(emergency: Emergency, person: User) -> bool:
    """Whether this person is in isolation: then a temperature is measured every day (B21)."""
    return any(each.released_at is None for each in ledger(emergency, people=[person]).stays())


def screen(
    person: User, *, own_contact: bool, family_contact: bool, once: UUID, at: datetime
) -> HealthEntry:
    """接触情况排查. Two answers, yes or no; of a family nothing else is ever asked (6.2-11)."""
    values = {"own": own_contact, "family": family_contact}
    return _of_own(person, HealthEntryKind.SCREENING, values, once=once, at=at)


def move(
    person: User, *, movement: str, on: date, is_other_province: bool, once: UUID, at: datetime
) -> HealthEntry:
    """人员动态. That somebody left or came back, on which day, and whether from elsewhere."""
    if movement not in set(Movement):
        raise Refused(_("请选择离开还是返回。"), field="movement")
    today = localdate(at)
    if not today - OLDEST_MOVEMENT <= on <= today + OLDEST_MOVEMENT:
        raise Refused(_("日期应在前后三十天以内。"), field="moved_on")
    values = {"movement": movement, "on": on.isoformat(), "province": is_other_province}
    return _of_own(person, HealthEntryKind.MOVEMENT, values, once=once, at=at)


@transaction.atomic
def _of_own(
    person: User, kind: HealthEntryKind, values: Mapping[str, Any], *, once: UUID, at: datetime
) -> HealthEntry:
    emergency = emergency_of(person, localdate(at), at=at)
    vault = HealthVault(emergency)
    return enter(vault, person, kind, values, by=str(person.pk), once=once, at=at)


def _checked(given: Condition) -> dict[str, Any]:
    if given.whereabouts not in set(Whereabouts):
        raise Refused(_("请选择活动范围。"), field="whereabouts")
    return {
        "temperature": _temperature(given.temperature),
        "symptoms": given.has_symptoms,
        "whereabouts": given.whereabouts,
    }


def _temperature(typed: str) -> str:
    if not typed.strip():
        return ""
    measured = degrees_in(typed)
    if measured is None or not COLDEST <= measured <= HOTTEST:
        raise Refused(_("体温请写成 36.5 的样子。"), field="temperature")
    return str(measured)
