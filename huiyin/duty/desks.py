"""力量调配. Moving people between the desks of channels, from a day to a day (A14, B26)."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huiyin.accounts.models import User
from huiyin.duty.actions import LONGEST_WHY, clean_line, plans
from huiyin.duty.errors import Refused
from huiyin.duty.models import Assignment, people_of
from huiyin.organisations.actions import note
from huiyin.organisations.models import Office
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import ONE_DAY
from huiyin.rules.terms import Channel


@transaction.atomic
def move(
    office: Office,
    person: User,
    *,
    channel: str,
    from_on: date,
    to_on: date | None,
    reason: str,
    by: Viewer,
    at: datetime,
) -> Assignment:
    """Let somebody work at a desk from a day on; the desk before ends on the day before."""
    if not plans(by, office.pk):
        raise Refused(_("力量调配由本机构的转办员或者负责人安排。"))
    if person not in people_of(office.pk, localdate(at)):
        raise Refused(_("请在本机构的人里选择。"), field="person")
    if channel not in set(Channel):
        raise Refused(_("请选择到哪个岗。"), field="channel")
    if to_on is not None and to_on < from_on:
        raise Refused(_("最后一天不能早于第一天。"), field="to_on")
    why = clean_line(reason, limit=LONGEST_WHY, field="reason")
    if not why:
        raise Refused(_("请写明为什么调配。"), field="reason")
    User.objects.select_for_update().get(pk=person.pk)
    before = Assignment.objects.filter(user=person, from_on__lt=from_on)
    before.filter(Q(to_on=None) | Q(to_on__gte=from_on)).update(to_on=from_on - ONE_DAY)
    made = Assignment(
        user=person,
        office=office,
        channel=channel,
        from_on=from_on,
        to_on=to_on,
        reason=why,
        entered_by=by.id,
        entered_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(_("这几天已经安排在另一个岗。"), field="from_on") from None
    details = f"{person.username} {channel} {from_on} {to_on or ''}"
    note("move_staff", office.number_code, by=by, at=at, details=details)
    return made


@transaction.atomic
def end(assignment: Assignment, *, last_on: date, by: Viewer, at: datetime) -> None:
    """End it after a day; only earlier than it was to end, and not in the past."""
    if not plans(by, assignment.office_id):
        raise Refused(_("力量调配由本机构的转办员或者负责人安排。"))
    earliest = max(assignment.from_on, localdate(at) - ONE_DAY)
    if last_on < earliest or (assignment.to_on is not None and last_on > assignment.to_on):
        raise Refused(_("最后一天不能早于昨天，也不能晚于原定的日子。"), field="last_on")
    assignment.to_on = last_on
    assignment.save(update_fields=["to_on"])
    details = f"{assignment.user.username} {assignment.channel} {last_on}"
    note("end_move", assignment.office.number_code, by=by, at=at, details=details)


def desks_of(office: UUID, first: date, last: date) -> dict[Channel, list[Assignment]]:
    """Who works at which desk on some day of a span, by name."""
    rows = Assignment.objects.filter(office=office).touching(first, last).select_related("user")
    found: dict[Channel, list[Assignment]] = {channel: [] for channel in Channel}
    for each in sorted(rows, key=lambda one: (one.user.name, one.from_on)):
        found[Channel(each.channel)].append(each)
    return found
