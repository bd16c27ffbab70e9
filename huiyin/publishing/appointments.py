"""来访预约. Slots of a hall, and booking one with a code and no account (B20, B27).

Other ways in are always offered first, and who comes without an appointment is received all the
same. The matter is not asked for: only who comes and how many, sealed, and for thirty days.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.calendars import in_force
from huiyin.organisations.errors import Refused
from huiyin.privacy.codes import is_code, new_code, tidy_code
from huiyin.privacy.indexes import blind
from huiyin.privacy.masks import mask_name
from huiyin.privacy.sealing import new_key, seal, unseal, unwrap, wrap
from huiyin.publishing.closures import met_by
from huiyin.publishing.models import Booking, VisitSlot, WayIn
from huiyin.rules.ids import new_id
from huiyin.rules.moments import ZONE, end_of_day, localdate, localtime, start_of_day
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel

MOST_PEOPLE = 5  # who come about one matter (R20)
MOST_IN_SLOT = 500
MOST_SLOTS = 2000
LONGEST = {"name": 40, "phone": 40}
KEPT_FOR = timedelta(days=30)
AHEAD = timedelta(days=14)
"""How far ahead the public may book."""
TELLING = "接待暂停，告知预约人"
MINUTES = (15, 20, 30, 60, 120)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Slots as they are asked for: the days, the hours of a day, how long each, how many people."""

    first_on: date
    last_on: date
    begins: time
    ends: time
    minutes: int
    limit: int


@dataclass(frozen=True)
class Booked:
    """An appointment with the code that shows it."""

    booking: Booking
    code: str


@dataclass(frozen=True)
class Expected:
    """Somebody who is to come, as a clerk at the door needs it."""

    booking: Booking
    name: str
    code_end: str


@transaction.atomic
def offer(way: WayIn, given: Offer, *, by: Viewer, at: datetime) -> int:
    """Offer slots of a hall on working days; those already offered stay; returns how many."""
    _check(way, given, today=localdate(at))
    calendar, length = in_force(localdate(at)), timedelta(minutes=given.minutes)
    rows = []
    day = given.first_on
    while day <= given.last_on:
        start = datetime.combine(day, given.begins, tzinfo=ZONE)
        end = datetime.combine(day, given.ends, tzinfo=ZONE)
        while calendar.is_working(day) and start + length <= end:
            rows.append(
                VisitSlot(way=way, starts_at=start, ends_at=start + length, limit=given.limit)
            )
            start += length
        day += timedelta(days=1)
    if not rows:
        raise Refused(
            _("这些日子里没有工作日，或者时段太短，没有可以预约的时间。"), field="last_on"
        )
    if len(rows) > MOST_SLOTS:
        raise Refused(_("一次开放的时段太多，请分几次。"), field="last_on")
    _refuse_overlap(way, rows)
    before = way.slots.count()
    VisitSlot.objects.bulk_create(rows, ignore_conflicts=True)
    made = way.slots.count() - before
    details = f"{way.title}：{given.first_on.isoformat()}—{given.last_on.isoformat()}，{made}"
    note("offer_slots", way.office.number_code, by=by, at=at, details=details)
    return made


@transaction.atomic
def take_back(way: WayIn, day: date, *, by: Viewer, at: datetime) -> int:
    """Offer the slots of a day no longer for which nobody has booked; returns how many."""
    free = of_day([way], day).filter(taken=0).select_for_update().values_list("pk", flat=True)
    slots = list(free)
    Booking.objects.filter(slot__in=slots).delete()  # cancelled ones: nothing is left in them
    VisitSlot.objects.filter(pk__in=slots).delete()
    count = len(slots)
    details = f"{way.title}：{day.isoformat()}，{count}"
    note("take_back_slots", way.office.number_code, by=by, at=at, details=details)
    return count


def open_slots(halls: Iterable[WayIn], at: datetime) -> list[VisitSlot]:
    """The slots that can still be booked: to come, not full, of a hall that is not closed then."""
    listed = [each for each in halls if each.channel == Channel.VISIT]
    slots = VisitSlot.objects.filter(way__in=listed, starts_at__gt=at, starts_at__lte=at + AHEAD)
    closed = met_by(listed)
    rows = [each for each in slots.select_related("way") if each.left > 0]
    return [each for each in rows if closed(each.way_id, each.starts_at) is None]


@transaction.atomic
def book(
    slot_id: UUID,
    *,
    name: str,
    phone: str,
    people: int,
    key: str,
    at: datetime,
    by: Viewer | None = None,
) -> Booked:
    """预约. Book a slot once for each key; Refused where it is full, over or closed.

    `by` is the clerk who books for a caller; nobody where people book themselves.
    """
    slot = VisitSlot.objects.select_for_update().filter(pk=slot_id).first()
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    earlier = Booking.objects.filter(request_key=digest).first()
    if earlier is not None:
        if earlier.cancelled_at is not None:
            raise Refused(_("这个预约已经取消。"))
        return Booked(earlier, _opened(earlier, "code"))
    if slot is None or slot.starts_at <= at:
        raise Refused(_("这个时段已经过了，请另选一个。"), field="slot")
    given = _fitting(slot, name=name, phone=phone, people=people, at=at)
    slot.taken += people
    slot.save(update_fields=["taken"])
    if by is not None:
        _note("book_visit", slot, by=by, at=at)
    return _booked(slot, given, people=people, digest=digest, at=at, by=by)


def found(code: str) -> Booking | None:
    """The appointment that a code shows, unless it was cancelled."""
    if not is_code(code):
        return None
    rows = Booking.objects.filter(code_index=blind("code", tidy_code(code)), cancelled_at=None)
    return rows.select_related("slot__way__office").first()


@transaction.atomic
def cancel(booking: Booking, *, at: datetime, by: Viewer | None = None) -> None:
    """取消预约. Give the places back; what was known of the person is destroyed with its key."""
    slot = VisitSlot.objects.select_for_update().get(pk=booking.slot_id)
    row = Booking.objects.select_for_update().get(pk=booking.pk)
    if row.cancelled_at is not None:
        return
    if row.arrived_at is not None or slot.starts_at <= at:
        raise Refused(_("已经到了预约的时间，不用再取消。"))
    slot.taken -= row.people
    slot.save(update_fields=["taken"])
    row.cancelled_at = at
    row.key = row.code = row.name = row.phone = None
    row.save(update_fields=["cancelled_at", "key", "code", "name", "phone"])
    if by is not None:
        _note("cancel_visit", slot, by=by, at=at)


@transaction.atomic
def mark_arrived(booking: Booking, *, arrived: bool, at: datetime) -> None:
    """到场. Note that they came, or that the note was a mistake."""
    row = Booking.objects.select_for_update().get(pk=booking.pk)
    if row.cancelled_at is not None:
        raise Refused(_("这个预约已经取消。"))
    if arrived and row.arrived_at is not None:
        return
    row.arrived_at = at if arrived else None
    row.save(update_fields=["arrived_at"])


def of_day(ways: Iterable[WayIn], day: date) -> QuerySet[VisitSlot]:
    """The slots of halls on a day."""
    span = (start_of_day(day), end_of_day(day))
    return VisitSlot.objects.filter(way__in=list(ways), starts_at__range=span)


def expected(slots: Iterable[VisitSlot]) -> dict[UUID, list[Expected]]:
    """Who comes in each slot, as a clerk at the door needs it: the name masked, the code's end."""
    told: dict[UUID, list[Expected]] = {}
    rows = Booking.objects.filter(slot__in=list(slots), cancelled_at=None)
    for each in rows:
        told.setdefault(each.slot_id, []).append(_expected(each))
    return told


def to_tell(halls: Iterable[WayIn], at: datetime) -> list[Expected]:
    """要告知的. Who is to come to a hall that will be closed then, and has not been told of it."""
    listed = list(halls)
    rows = Booking.objects.filter(
        slot__way__in=listed, slot__starts_at__gt=at, cancelled_at=None, told_at=None
    )
    closed = met_by(listed)
    found = rows.select_related("slot__way").order_by("slot__starts_at", "booked_at")
    return [_expected(each) for each in found if closed(each.slot.way_id, each.slot.starts_at)]


def number_of(booking: Booking, *, by: Viewer, at: datetime) -> str:
    """The telephone of who is to be told; that it was looked at is logged."""
    note_access(Access.REVEAL, viewer=by, at=at, subject=f"booking:{booking.pk}", reason=TELLING)
    return _opened(booking, "phone")


@transaction.atomic
def mark_told(booking: Booking, *, told: bool, by: Viewer, at: datetime) -> None:
    """已告知. Note who told them that the hall is closed, or that the note was a mistake."""
    row = Booking.objects.select_for_update().get(pk=booking.pk)
    if row.cancelled_at is not None or told == (row.told_at is not None):
        return
    row.told_by, row.told_at = (by.id, at) if told else ("", None)
    row.save(update_fields=["told_by", "told_at"])


def forget(at: datetime) -> int:
    """Destroy the appointments whose slot was over thirty days ago; returns how many."""
    count, _each = Booking.objects.filter(slot__ends_at__lte=at - KEPT_FOR).delete()
    return count


def cell(booking: Booking) -> str:
    """The cell that the key of an appointment is bound to."""
    return f"publishing_booking.key:{booking.pk}"


def _fitting(
    slot: VisitSlot, *, name: str, phone: str, people: int, at: datetime
) -> dict[str, str]:
    """The words as they are kept; Refused, with the field, where they or the slot are not fit."""
    if slot.starts_at > at + AHEAD:
        raise Refused(_("最多提前两周预约，请选近一些的时段。"), field="slot")
    if met_by([slot.way])(slot.way_id, slot.starts_at):
        raise Refused(_("这个时段接待大厅暂停接待，请看首页还开着的方式。"), field="slot")
    given = {"name": name, "phone": phone}
    for field, text in given.items():
        try:
            given[field] = one_line(text, limit=LONGEST[field])
        except Unclean as problem:
            raise Refused(problem.sentence(_), field=field) from None
    if not given["name"]:
        raise Refused(_("请填写怎么称呼您，例如“陈女士”。"), field="name")
    if not 1 <= people <= MOST_PEOPLE:
        raise Refused(_("同一件事来访的不超过5人，请推选代表。"), field="people")
    if people > slot.left:
        raise Refused(
            _("这个时段只剩%(left)s个名额，请另选一个。") % {"left": slot.left}, field="slot"
        )
    return given


def _expected(row: Booking) -> Expected:
    name, code = mask_name(_opened(row, "name")), _opened(row, "code")
    return Expected(row, name, code[-4:])


def _note(deed: str, slot: VisitSlot, *, by: Viewer, at: datetime) -> None:
    details = f"{slot.way.title}：{localtime(slot.starts_at):%Y-%m-%d %H:%M}"
    note(deed, slot.way.office.number_code, by=by, at=at, details=details)


def _booked(
    slot: VisitSlot,
    given: dict[str, str],
    *,
    people: int,
    digest: bytes,
    at: datetime,
    by: Viewer | None,
) -> Booked:
    row = Booking(id=new_id(), slot=slot, people=people, booked_at=at)
    row.booked_by = by.id if by else ""
    code, key = new_code(), new_key()
    row.request_key, row.key = digest, wrap(key, aad=cell(row))
    row.code_index = blind("code", code)
    row.code = _sealed(row, "code", code, key)
    row.name = _sealed(row, "name", given["name"], key)
    row.phone = _sealed(row, "phone", given["phone"], key) if given["phone"] else None
    row.save(force_insert=True)
    return Booked(row, code)


def _sealed(row: Booking, column: str, text: str, key: bytes) -> bytes:
    return seal(text, key, aad=f"publishing_booking.{column}:{row.pk}")


def _opened(row: Booking, column: str) -> str:
    sealed = getattr(row, column)
    if not sealed or row.key is None:
        return ""
    key = unwrap(row.key, aad=cell(row))
    return unseal(sealed, key, aad=f"publishing_booking.{column}:{row.pk}")


def _refuse_overlap(way: WayIn, rows: list[VisitSlot]) -> None:
    """One slot after the other: a hall receives nobody in two slots of the same minutes."""
    WayIn.objects.select_for_update().get(pk=way.pk)
    there = way.slots.filter(starts_at__lt=rows[-1].ends_at, ends_at__gt=rows[0].starts_at)
    known = [(each.starts_at, each.ends_at) for each in there]
    stays = set(known)
    for row in rows:
        span = (row.starts_at, row.ends_at)
        if span in stays:
            continue
        if any(begins < span[1] and span[0] < ends for begins, ends in known):
            raise Refused(
                _("%(start)s 已经开放了别的时段，不能重叠。请先收回那天的时段，或者避开这段时间。")
                % {"start": f"{localtime(row.starts_at):%Y-%m-%d %H:%M}"},
                field="minutes",
            )


def _check(way: WayIn, given: Offer, *, today: date) -> None:
    if way.channel != Channel.VISIT:
        raise Refused(_("只有接待场所可以预约。"))
    if given.first_on < today:
        raise Refused(_("不能早于今天。"), field="first_on")
    if not given.first_on <= given.last_on <= given.first_on + timedelta(days=62):
        raise Refused(_("一次最多开放两个月。"), field="last_on")
    if given.ends <= given.begins:
        raise Refused(_("结束要晚于开始。"), field="ends")
    if given.minutes not in MINUTES:
        raise Refused(_("请选择每段多长。"), field="minutes")
    if not 1 <= given.limit <= MOST_IN_SLOT:
        raise Refused(_("每段的人数应在1至500之间。"), field="limit")
