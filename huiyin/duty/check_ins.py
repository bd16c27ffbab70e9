"""签到. Saying that one is there: in one tap, or afterwards with the reason why no tap was made."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.accounts.models import User
from huiyin.duty.actions import LONGEST_WHY, clean_line
from huiyin.duty.errors import Refused
from huiyin.duty.models import CheckIn, Shift
from huiyin.rules.permissions import Viewer

TWICE = timedelta(minutes=1)  # a second tap within it is the first one
EARLY = timedelta(minutes=30)  # one may check in so long before the watch begins
LATEST = timedelta(days=3)  # so long after it a check-in may still be entered


@transaction.atomic
def check_in(person: User, *, at: datetime) -> CheckIn:
    """Say that one is there; a second tap within a minute is the first one."""
    running = Shift.objects.standing().filter(
        user=person, begins_at__lte=at + EARLY, ends_at__gt=at
    )
    shift = running.select_for_update().order_by("begins_at").first()
    if shift is None:
        raise Refused(_("您现在没有班，不用签到。"))
    seen = max(at, shift.begins_at)
    return _before(shift, seen) or CheckIn.objects.create(shift=shift, at=seen)


@transaction.atomic
def enter_late(shift: Shift, *, seen: datetime, why: str, by: Viewer, at: datetime) -> CheckIn:
    """补签. Enter afterwards that one was there, with the reason; it stays marked as such."""
    Shift.objects.select_for_update().get(pk=shift.pk)
    if str(shift.user_id) != by.id:
        raise Refused(_("只能补自己的签到。"))
    if not shift.begins_at <= seen < min(shift.ends_at, at):
        raise Refused(_("补签的时间要在这个班里，并且已经过去。"), field="seen_time")
    if at - seen > LATEST:
        raise Refused(_("超过三天的签到不能再补。"), field="seen_time")
    reason = clean_line(why, limit=LONGEST_WHY, field="why")
    if not reason:
        raise Refused(_("请写明当时为什么没有签到。"), field="why")
    return _before(shift, seen) or CheckIn.objects.create(shift=shift, at=seen, why=reason)


def _before(shift: Shift, seen: datetime) -> CheckIn | None:
    return shift.check_ins.filter(at__gt=seen - TWICE, at__lte=seen).first()
