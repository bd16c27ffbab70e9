"""发热界限. From which temperature on an office sees to somebody: set with the day it begins.

The reports of staff and the log at the door are held against it. What is set begins today at the
earliest, so that a past day keeps the threshold under which it was read.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.accounts.actions import territory
from huiyin.emergency.health import OFFICER
from huiyin.emergency.health_models import FeverLimit
from huiyin.emergency.sites_rows import EntryLimit
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.health import (
    HIGHEST_LIMIT,
    LOWEST_LIMIT,
    Threshold,
    degrees_in,
    threshold_on,
    thresholds,
)
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import OfficeKind, Role

FARTHEST = timedelta(days=366)
SETTING = OFFICER | {Role.SYSTEM_ADMIN}


def settable(viewer: Viewer) -> list[Office]:
    """The bureaus whose threshold somebody sets: the own one, or those one administers."""
    mine = Q(pk__in=viewer.office_ids(OFFICER)) | territory(viewer, Role.SYSTEM_ADMIN)
    found = Office.objects.filter(mine, kind=OfficeKind.BUREAU, is_open=True)
    return list(found.order_by("path"))


def thresholds_of(office: Office) -> list[Threshold]:
    """Which threshold of an office holds from when to when."""
    return thresholds(as_set(FeverLimit.objects.filter(office=office)))


def fever_from(office: Office, on: date) -> Decimal:
    """The threshold of an office on a day."""
    return threshold_on(on, as_set(FeverLimit.objects.filter(office=office)))


def as_set(rows: Iterable[FeverLimit | EntryLimit]) -> list[tuple[date, Decimal]]:
    """Rows of thresholds as the rules read them."""
    return [(each.from_on, Decimal(each.tenths) / 10) for each in rows]


@transaction.atomic
def set_fever_limit(
    office: Office, *, degrees: str, from_on: date, by: Viewer, at: datetime
) -> FeverLimit:
    """设定发热界限. From a day on; the same day again replaces what has not begun to count."""
    if office not in settable(by):
        raise Refused(_("由本机构的健康专员或者系统管理员设定。"))
    made = FeverLimit(office=office, by=by.id, at=at, from_on=from_on)
    made.tenths = tenths_typed(degrees)
    refuse_day(from_on, localdate(at))
    last = FeverLimit.objects.filter(office=office, from_on=from_on).last()
    if last is not None and last.tenths == made.tenths:
        return last
    made.save(force_insert=True)
    details = f"{made.tenths / 10} {from_on.isoformat()}"
    note("set_fever_limit", office.number_code, by=by, at=at, details=details)
    return made


def tenths_typed(degrees: str) -> int:
    """A threshold as it was typed; Refused for what is none."""
    measured = degrees_in(degrees)
    if measured is None or not LOWEST_LIMIT <= measured <= HIGHEST_LIMIT:
        raise Refused(_("体温上限应在 36.0 到 40.0 度之间，写成 37.3 的样子。"), field="degrees")
    return int(measured * 10)


def refuse_day(from_on: date, today: date) -> None:
    """A threshold begins today or within a year: no past day is ever read anew."""
    if from_on < today:
        raise Refused(_("从今天或者以后起执行，过去的日子不变。"), field="from_on")
    if from_on > today + FARTHEST:
        raise Refused(_("最晚从一年以内的日子起执行。"), field="from_on")
