"""值班. What is done to a roster: posts, watches one by one or by turns, leave, checking in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from huiyin.accounts.models import User
from huiyin.duty.errors import Refused
from huiyin.duty.models import DutyPost, Leave, Shift, covers, people_of, posts_at, works_through
from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.calendars import calendars
from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.moments import end_of_day, localdate, start_of_day
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import ONE_DAY, Span, gaps, slots, turns
from huiyin.rules.rule import CONFIRMING
from huiyin.rules.terms import Role
from huiyin.rules.terms_duty import LeaveKind

PLANNING = CONFIRMING | {Role.GROUP_HEAD, Role.GROUP_DEPUTY}
"""Who may draw up the roster of an office; everybody there reads it."""

LONGEST_NAME, LONGEST_PHONE, LONGEST_WHY = 30, 40, 200
MOST_PEOPLE, MOST_DAYS = 9, 62
LOOKED_BACK = timedelta(weeks=8)  # whose nights and days off count when turns are made
LONGEST_SHIFT = timedelta(hours=48)


@dataclass(frozen=True)
class PostGiven:
    """A duty post as it is typed; without hours it is held round the clock."""

    name: str
    phone: str = ""
    opens: time | None = None
    closes: time | None = None
    people: int = 1
    check_hours: int = 4
    wake_minutes: int = 10


def plans(viewer: Viewer, office: UUID) -> bool:
    """Whether this person draws up the roster of an office."""
    return office in viewer.office_ids(PLANNING)


def clean_line(text: str, *, limit: int, field: str) -> str:
    """A line as it is kept, or Refused with the field."""
    try:
        return one_line(text, limit=limit)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=field) from None


@transaction.atomic
def add_post(office: Office, given: PostGiven, *, by: Viewer, at: datetime) -> DutyPost:
    """Have something held at an office."""
    _refuse_stranger(by, office.pk)
    return set_up(office, given, by=by, at=at)


def set_up(
    office: Office, given: PostGiven, *, emergency: UUID | None = None, by: Viewer, at: datetime
) -> DutyPost:
    """The same for the plan of an emergency, whose declaring asks who may."""
    made = DutyPost(office=office, emergency=emergency)
    _write(made, given)
    note("add_duty_post", office.number_code, by=by, at=at, details=made.name)
    return made


@transaction.atomic
def change_post(post: DutyPost, given: PostGiven, *, by: Viewer, at: datetime) -> None:
    """Change what a post asks for; watches that stand already stay."""
    _refuse_stranger(by, post.office_id)
    _write(post, given)
    note("change_duty_post", post.office.number_code, by=by, at=at, details=post.name)


@transaction.atomic
def close_post(post: DutyPost, *, by: Viewer, at: datetime) -> int:
    """Hold a post no longer: what has not begun yet is cancelled, how many is returned."""
    _refuse_stranger(by, post.office_id)
    return give_up(post, by=by, at=at)


@transaction.atomic
def give_up(post: DutyPost, *, by: Viewer, at: datetime) -> int:
    """The same at the end of the emergency that set it up."""
    post.is_open = False
    post.save(update_fields=["is_open"])
    ahead = post.shifts.standing().filter(begins_at__gt=at)
    note("close_duty_post", post.office.number_code, by=by, at=at, details=post.name)
    return ahead.update(cancelled_at=at, cancelled_by=by.id)


def _write(post: DutyPost, given: PostGiven) -> None:
    post.name = clean_line(given.name, limit=LONGEST_NAME, field="name")
    post.phone = clean_line(given.phone, limit=LONGEST_PHONE, field="phone")
    if not post.name:
        raise Refused(_("请填写岗位名称，例如“总值班”。"), field="name")
    if (given.opens is None) != (given.closes is None) or (
        given.opens is not None and given.opens == given.closes
    ):
        raise Refused(_("请写明几点到几点；二十四小时值班的，两处都留空。"), field="opens")
    for field, number, most in (
        ("people", given.people, MOST_PEOPLE),
        ("check_hours", given.check_hours, 24),
        ("wake_minutes", given.wake_minutes, 120),
    ):
        if not 1 <= number <= most:
            raise Refused(_("请填写 1 到 %(most)s 之间的数。") % {"most": most}, field=field)
    post.opens, post.closes = given.opens, given.closes
    post.people, post.check_hours = given.people, given.check_hours
    post.wake_minutes = given.wake_minutes
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:
        raise Refused(_("这个机构已经有同名的值班岗。"), field="name") from None


# -- watches --------------------------------------------------------------------------------------


@transaction.atomic
def place(
    post: DutyPost, person: User, *, begin: datetime, end: datetime, by: Viewer, at: datetime
) -> Shift:
    """Put one person on duty from one moment to another."""
    _refuse_stranger(by, post.office_id)
    begin, end = (each.replace(second=0, microsecond=0) for each in (begin, end))
    if not begin < end <= begin + LONGEST_SHIFT:
        raise Refused(_("一个班要有头有尾，最长四十八小时。"), field="end")
    slot = Span(begin, end)
    if not works_through(person, post.office_id, slot):
        raise Refused(_("这段时间里，这个人不在本机构任职。请另选一人。"), field="person")
    standing = Shift.objects.standing().filter(user=person, begins_at=begin, ends_at=end)
    if same := standing.filter(post=post).first():
        return same  # sent twice
    if _is_on_leave(person.pk, slot):
        raise Refused(
            _("%(name)s这几天休假。请另选一人，或者先取消休假。") % {"name": person.name},
            field="person",
        )
    taken = list(post.shifts.touching(begin, end))
    seat = _seat([each for each in taken if each.user_id != person.pk], post.people)
    made = Shift(
        post=post,
        user=person,
        seat=seat or 1,
        begins_at=begin,
        ends_at=end,
        entered_by=by.id,
        entered_at=at,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as problem:
        raise _standing_twice(problem, person) from None
    return made


def _standing_twice(problem: IntegrityError, person: User) -> Refused:
    """Which of the two walls of the database it was, in words."""
    if "nobody_stands_twice" in str(problem):
        return Refused(_("%(name)s在这段时间里已经有班。") % {"name": person.name}, field="person")
    return Refused(_("这个岗位在这段时间里已经排满。"), field="begin")


@dataclass(frozen=True)
class Filled:
    """What filling by turns made, and the spans that nobody could take."""

    batch: UUID
    shifts: list[Shift]
    left: int


def fill(
    post: DutyPost,
    people: Sequence[User],
    *,
    first: date,
    last: date,
    changes: Sequence[time],
    by: Viewer,
    at: datetime,
) -> Filled:
    """按顺序排班. Fill what is open from a day to a day by turns, nights and days off evenly."""
    _refuse_stranger(by, post.office_id)
    known = set(people_of(post.office_id, localdate(at)))
    if not people or len(set(people)) != len(people) or not known >= set(people):
        raise Refused(_("请选择参加轮班的人。"), field="people")
    if not first <= last <= first + timedelta(days=MOST_DAYS - 1):
        raise Refused(
            _("最后一天不能早于第一天，一次最多排 %(most)s 天。") % {"most": MOST_DAYS},
            field="last",
        )
    if post.opens is None and not changes:
        raise Refused(_("请选择几点交接。"), field="changes")
    with transaction.atomic():
        # Two who fill the same post at once: the second sees what the first has made.
        DutyPost.objects.select_for_update().get(pk=post.pk)
        return _filled(post, people, first, last, changes, by, at)


def _filled(
    post: DutyPost,
    people: Sequence[User],
    first: date,
    last: date,
    changes: Sequence[time],
    by: Viewer,
    at: datetime,
) -> Filled:
    begin, end = start_of_day(first), end_of_day(last + 2 * ONE_DAY)
    taken = list(post.shifts.touching(begin, end))
    need, held = post.need(), [each.watch() for each in taken]
    wanted = [
        (Span(gap.begin, gap.end), gap.missing)
        for slot in slots(need, first, last, changes)
        for gap in gaps(need, held, slot.begin, slot.end)
    ]
    around = list(Shift.objects.touching(begin - LOOKED_BACK, end).filter(user__in=people))
    busy = _busy(people, around, begin, end)
    held_by = {str(each.pk): posts_at(each, post.office_id) for each in people}
    made = turns(
        [str(each.pk) for each in people],
        wanted,
        is_away=lambda person, slot: (
            any(slot.begin < each.end and slot.end > each.begin for each in busy[person])
            or not covers(held_by[person], slot)
        ),
        calendar=calendars().latest(),
        before=[each.watch() for each in around],
    )
    batch, by_id = new_id(), {str(each.pk): each for each in people}
    new: list[Shift] = []
    for each in made:
        beside = [s for s in (*taken, *new) if s.begins_at < each.end and s.ends_at > each.begin]
        new.append(
            Shift(
                post=post,
                user=by_id[each.person],
                seat=_seat(beside, post.people) or post.people,
                begins_at=each.begin,
                ends_at=each.end,
                batch=batch,
                entered_by=by.id,
                entered_at=at,
            )
        )
    try:
        with transaction.atomic():
            Shift.objects.bulk_create(new)
    except IntegrityError:
        raise Refused(_("别人刚刚排了其中的班。请看过现在的值班表，再排一次。")) from None
    details = f"{post.name} {first} {last}"
    note("fill_roster", post.office.number_code, by=by, at=at, details=details)
    return Filled(batch, new, sum(missing for _slot, missing in wanted) - len(new))


def _busy(
    people: Sequence[User], shifts: Iterable[Shift], begin: datetime, end: datetime
) -> dict[str, list[Span]]:
    """When each of them stands somewhere or is on leave."""
    found: dict[str, list[Span]] = {str(each.pk): [] for each in people}
    for shift in shifts:
        found[str(shift.user_id)].append(Span(shift.begins_at, shift.ends_at))
    days = Leave.objects.touching(localdate(begin), localdate(end)).filter(user__in=people)
    for leave in days:
        whole = Span(start_of_day(leave.from_on), start_of_day(leave.to_on + ONE_DAY))
        found[str(leave.user_id)].append(whole)
    return found


def _seat(beside: Iterable[Shift], seats: int) -> int | None:
    """The first place that none of these holds."""
    held = {each.seat for each in beside}
    return next((seat for seat in range(1, seats + 1) if seat not in held), None)


@transaction.atomic
def undo_fill(post: DutyPost, batch: UUID, *, by: Viewer, at: datetime) -> int:
    """Take back what was filled in one go, as far as it has not begun; returns how many."""
    _refuse_stranger(by, post.office_id)
    ahead = post.shifts.standing().filter(batch=batch, begins_at__gt=at)
    count = ahead.update(cancelled_at=at, cancelled_by=by.id)
    note("undo_roster", post.office.number_code, by=by, at=at, details=f"{post.name} {count}")
    return count


@transaction.atomic
def cancel_shift(shift: Shift, *, by: Viewer, at: datetime) -> None:
    """Take one watch off the roster; one that is over stays as it was."""
    _refuse_stranger(by, shift.post.office_id)
    if shift.ends_at <= at:
        raise Refused(_("这个班已经结束，不能再删。"))
    shift.cancelled_at, shift.cancelled_by = at, by.id
    shift.save(update_fields=["cancelled_at", "cancelled_by"])
    details = f"{shift.post.name} {shift.begins_at:%Y-%m-%dT%H:%MZ}"
    note("cancel_shift", shift.post.office.number_code, by=by, at=at, details=details)


# -- leave ----------------------------------------------------------------------------------------


@transaction.atomic
def take_leave(
    person: User, *, from_on: date, to_on: date, kind: str, by: Viewer, at: datetime
) -> Leave:
    """登记休假. For oneself, or by who draws up the roster; not over a watch that stands."""
    if by.id != str(person.pk):
        _refuse_planner_of(person, by, localdate(at))
    if kind not in set(LeaveKind):
        raise Refused(_("请选择休假种类。"), field="kind")
    if to_on < from_on or (to_on - from_on).days > 366:
        raise Refused(_("最后一天不能早于第一天，一次不超过一年。"), field="to_on")
    User.objects.select_for_update().get(pk=person.pk)
    days = Leave.objects.touching(from_on, to_on).filter(user=person)
    if same := days.filter(from_on=from_on, to_on=to_on, kind=kind).first():
        return same  # sent twice
    if days.exists():
        raise Refused(_("这几天里已经登记过休假。"), field="from_on")
    begin, end = start_of_day(from_on), start_of_day(to_on + ONE_DAY)
    count = Shift.objects.touching(begin, end).filter(user=person).count()
    if count:
        raise Refused(
            ngettext(
                "这几天里有 %(n)s 个班，请先换班，再登记休假。",
                "这几天里有 %(n)s 个班，请先换班，再登记休假。",
                count,
            )
            % {"n": count},
            field="from_on",
        )
    return Leave.objects.create(
        user=person, from_on=from_on, to_on=to_on, kind=kind, entered_by=by.id, entered_at=at
    )


@transaction.atomic
def cancel_leave(leaves: Sequence[Leave], *, why: str, by: Viewer, at: datetime) -> int:
    """取消休假. Of one person or of all (A12), with the reason; what is over stays as it was."""
    today, reason = localdate(at), clean_line(why, limit=LONGEST_WHY, field="why")
    if not reason:
        raise Refused(_("请写明取消休假的原因。"), field="why")
    count = 0
    for leave in leaves:
        if by.id != str(leave.user_id):
            _refuse_planner_of(leave.user, by, today)
        if leave.cancelled_at is not None or leave.to_on < today:
            continue
        leave.cancelled_at, leave.cancelled_by, leave.cancelled_why = at, by.id, reason
        leave.save(update_fields=["cancelled_at", "cancelled_by", "cancelled_why"])
        note("cancel_leave", leave.user.username, by=by, at=at, details=reason)
        count += 1
    return count


def _is_on_leave(person: UUID, slot: Span) -> bool:
    last = localdate(slot.end - timedelta(minutes=1))
    return Leave.objects.touching(localdate(slot.begin), last).filter(user=person).exists()


def _refuse_stranger(by: Viewer, office: UUID) -> None:
    if not plans(by, office):
        raise Refused(_("值班表由本机构的转办员或者负责人安排。"))


def _refuse_planner_of(person: User, by: Viewer, today: date) -> None:
    offices = {post.office_id for post in person.posts_of(today)}
    if not offices & by.office_ids(PLANNING):
        raise Refused(_("别人的休假由本机构的转办员或者负责人登记和取消。"))
