"""应急提醒. After 12, 18 and 22 hours, and at the end: somebody is told, once each (A23)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from huiyin.duty.models import DutyPost, Shift
from huiyin.notifications.actions import tell
from huiyin.organisations.models import Office
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Petition
from huiyin.petitions.standing import marks
from huiyin.petitions.wall import is_walled
from huiyin.rules.hours import in_hours, next_warning, warnings, whole
from huiyin.rules.moments import localdate
from huiyin.rules.workflow import OPEN

MOST = 200
PASS, OVER = "hours_pass", "hours_over"
# Besides the groups that are told here, wakes whoever is on duty: at each of `watches`.
Wake = Callable[[Petition, str, datetime], object]


def warn(at: datetime, wake: Wake) -> int:
    """Tell of every warning that has come due, each once, also those that a worker slept through.

    The group that has it and who supervises are told; at the end the leading group too.
    """
    waiting = (
        EmergencyMark.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(warn_at__lte=at)
        .select_related("petition__registering", "group", "leading", "supervising")
        .order_by("warn_at", "id")[:MOST]
    )
    told = 0
    for mark in waiting:
        if mark.cleared_at is not None or mark.petition.state not in OPEN:
            mark.warn_at = None
        else:
            told += _warn(mark, at, wake)
        mark.save(update_fields=["warned", "warn_at"])
    return told


def _warn(mark: EmergencyMark, at: datetime, wake: Wake) -> int:
    moments = warnings(mark.counted_from, mark.due_at)
    due = [moment for moment in moments[mark.warned :] if moment <= at]
    for moment in due:
        is_over = moment == moments[-1]
        code = OVER if is_over else PASS
        for office in _whom(mark, at, is_over=is_over):
            _tell(mark, office.pk, code, moment)
        wake(mark.petition, code, at)
    mark.warned += len(due)
    mark.warn_at = next_warning(mark.counted_from, mark.due_at, mark.warned)
    return len(due)


def watches(mark: EmergencyMark, at: datetime) -> list[Office]:
    """Where somebody is on duty for it: the bureau that registered it, and groups with a post.

    While nobody holds a watch there, also the bureau that declared, whose watch the head of its
    pages names. A drill calls nobody in earnest: its own groups only.
    """
    groups = [each for each in (mark.group, mark.coordinating, mark.supervising) if each]
    home, above = mark.petition.registering, mark.group.parent
    posts = DutyPost.objects.filter(office__in=[*groups, home], is_open=True)
    held = set(posts.values_list("office", flat=True))
    called = [each for each in groups if each.pk in held]
    if mark.petition.drill is None:
        is_held = Shift.objects.at(at).filter(post__in=posts, post__office=home).exists()
        called = [home, *([above] if above and not is_held else []), *called]
    accused = marks(mark.petition)
    once = {each.pk: each for each in called}
    return [each for each in once.values() if not is_walled(each, accused, localdate(at))]


def _whom(mark: EmergencyMark, at: datetime, *, is_over: bool) -> list[Office]:
    """The groups that are told; never one behind the wall of an accusation."""
    wanted = [mark.group, mark.supervising, mark.leading if is_over else None]
    accused = marks(mark.petition)
    there = {each.pk: each for each in wanted if each is not None}
    return [each for each in there.values() if not is_walled(each, accused, localdate(at))]


def _tell(mark: EmergencyMark, office: UUID, code: str, moment: datetime) -> None:
    hours = in_hours(moment - whole(mark.counted_from))
    arguments = {
        "number": mark.petition.number,
        "hours": hours,
        "left": in_hours(whole(mark.due_at) - moment),
    }
    tell(
        key=f"hours:{mark.pk}:{hours}:{office}",
        way="desk",
        code=code,
        arguments=arguments,
        subject=mark.petition_id,
        to_office=office,
    )
