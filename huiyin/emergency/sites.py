"""场所. What is done at places while an emergency runs: each tap of a phone counts once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huiyin.duty.models import DutyPost
from huiyin.emergency.current import current_for
from huiyin.emergency.health_limits import fever_from, refuse_day, tenths_typed
from huiyin.emergency.models import Emergency
from huiyin.emergency.planning import read
from huiyin.emergency.plans import PlannedPlace
from huiyin.emergency.sites_rows import (
    Disinfection,
    Entry,
    EntryLimit,
    Hall,
    HallStep,
    LetterBatch,
    LetterOpened,
    Site,
)
from huiyin.emergency.supplies import keeping
from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms_sites import Band, EntryDeed, SitePlace

LONGEST_NAME, LONGEST_AGENT = 20, 30
MOST_TIMES, MOST_INSIDE, MOST_LETTERS, MOST_HOURS = 12, 999, 9999, 240
ENTERED_LATE = timedelta(days=7)
USUAL = ""
"""Who set a threshold of the door that nobody set: it is that of the office."""


@dataclass(frozen=True)
class Ground:
    """A bureau in one of the emergencies that reach it."""

    emergency: Emergency
    office: Office


def grounds(viewer: Viewer, at: datetime) -> list[Ground]:
    """Where somebody looks after places now: nowhere, unless an emergency or a drill runs."""
    return [
        Ground(emergency, office)
        for office in keeping(viewer)
        for emergency in current_for(office, at)
    ]


@transaction.atomic
def plan(ground: Ground, *, name: str, times: int, by: Viewer, at: datetime) -> Site:
    """Have a place disinfected so often a day; again with another number, from today on."""
    _refuse_stranger(ground, by, at)
    name = _line(name, LONGEST_NAME, "name", _("请填写区域名称，例如“电梯”。"))
    _within(times, 1, MOST_TIMES, "times")
    today = localdate(at)
    places = Site.objects.filter(emergency=ground.emergency, office=ground.office)
    standing = places.select_for_update().filter(name=name, to_on=None).first()
    if standing is not None:
        if standing.times == times:
            return standing
        if standing.from_on == today:
            standing.times = times
            standing.save(update_fields=["times"])
            return standing
        standing.to_on = today - timedelta(days=1)
        standing.save(update_fields=["to_on"])
    try:
        with transaction.atomic():
            made = Site.objects.create(
                emergency=ground.emergency, office=ground.office, name=name, times=times,
                from_on=today,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(_("这个区域已经在计划里。"), field="name") from None
    note("plan_site", ground.office.number_code, by=by, at=at, details=f"{name} {times}")
    return made


def lay_out(
    emergency: Emergency, places: Iterable[PlannedPlace], *, by: Viewer, at: datetime
) -> None:
    """What the plan has disinfected, from the day on which the emergency begins."""
    first, code = localdate(max(at, emergency.starts_at)), emergency.office.number_code
    times = {each.name: each.times for each in places}
    for name, count in times.items():
        Site.objects.create(
            emergency=emergency, office=emergency.office, name=name, times=count, from_on=first
        )
        note("plan_site", code, by=by, at=at, details=f"{name} {count}")


def plan_usual(ground: Ground, *, by: Viewer, at: datetime) -> None:
    """The four kinds of place, once a day each (B17)."""
    for each in SitePlace:
        plan(ground, name=each.zh, times=1, by=by, at=at)


@transaction.atomic
def leave_out(site: Site, *, by: Viewer, at: datetime) -> None:
    """Disinfect a place no longer; today is its last day in the plan."""
    _refuse_stranger(Ground(site.emergency, site.office), by, at)
    site.to_on = localdate(at)
    site.save(update_fields=["to_on"])
    note("leave_out_site", site.office.number_code, by=by, at=at, details=site.name)


@transaction.atomic
def disinfect(
    site: Site, *, entry: UUID, agent: str, when: datetime | None = None, by: Viewer, at: datetime
) -> Disinfection:
    """消毒. In one tap for now; an earlier one is entered within seven days."""
    _refuse_stranger(Ground(site.emergency, site.office), by, at)
    when = _in_time(Ground(site.emergency, site.office), when, at)
    words = _line(agent, LONGEST_AGENT, "agent", _("请写明用什么消毒。"))
    made, _is_new = Disinfection.objects.get_or_create(
        entry=entry,
        defaults={"site": site, "at": when, "entered_at": at, "agent": words, "by": by.id},
    )
    return made


@transaction.atomic
def set_limit(
    ground: Ground, *, degrees: str, from_on: date, by: Viewer, at: datetime
) -> EntryLimit:
    """From which temperature on somebody is looked after apart at this door, from a day on."""
    _refuse_stranger(ground, by, at)
    tenths = tenths_typed(degrees)
    refuse_day(from_on, localdate(at))
    last = [each for each in limits_of(ground) if each.from_on == from_on][-1:]
    if last and last[0].tenths == tenths:
        return last[0]
    return _limit(ground, tenths, from_on, by=by.id, at=at)


def limits_of(ground: Ground) -> list[EntryLimit]:
    """The thresholds that were set for this door, in the order in which they begin."""
    rows = EntryLimit.objects.filter(emergency=ground.emergency, office=ground.office)
    return list(rows.exclude(by=USUAL))


def degrees_on(ground: Ground, on: date) -> Decimal:
    """The threshold of this door on a day: its own, else that of the office of the emergency."""
    own = [each for each in limits_of(ground) if each.from_on <= on]
    return Decimal(own[-1].tenths) / 10 if own else fever_from(ground.emergency.office, on)


def _limit(ground: Ground, tenths: int, from_on: date, *, by: str, at: datetime) -> EntryLimit:
    return EntryLimit.objects.create(
        emergency=ground.emergency, office=ground.office, tenths=tenths, from_on=from_on,
        by=by, at=at,
    )  # fmt: skip


def _limit_on(ground: Ground, on: date, at: datetime) -> EntryLimit:
    """The row of the threshold of a day, to which an entry at the door refers."""
    tenths = int(degrees_on(ground, on) * 10)
    rows = EntryLimit.objects.filter(emergency=ground.emergency, office=ground.office)
    there = rows.filter(tenths=tenths, from_on__lte=on).last()
    return there or _limit(ground, tenths, on, by=USUAL, at=at)


@transaction.atomic
def enter(
    ground: Ground,
    *,
    entry: UUID,
    band: str,
    deed: str,
    when: datetime | None = None,
    by: Viewer,
    at: datetime,
) -> Entry:
    """出入. Who reaches the threshold is not simply let in, and never just sent away (6.2-13).

    An earlier one is entered within seven days, by the threshold of its own day.
    """
    _refuse_stranger(ground, by, at)
    when = _in_time(ground, when, at)
    if band not in set(Band) or deed not in set(EntryDeed):
        raise Refused(_("请选择体温和处置。"), field="deed")
    if (band == Band.BELOW) != (deed == EntryDeed.LET_IN):
        raise Refused(
            _("体温正常的放行；达到上限的单独接待、改用其他方式或者建议就医。"), field="deed"
        )
    known = Entry.objects.filter(entry=entry).first()
    if known is not None:
        return known
    limit = _limit_on(ground, localdate(when), at)
    made, _is_new = Entry.objects.get_or_create(
        entry=entry,
        defaults={
            "limit": limit, "at": when, "entered_at": at, "band": band, "deed": deed, "by": by.id,
        },
    )  # fmt: skip
    return made


@transaction.atomic
def set_hall(
    ground: Ground, *, limit: int, post: DutyPost | None, by: Viewer, at: datetime
) -> Hall:
    """How many should be inside at most, and which duty post guards the hall."""
    _refuse_stranger(ground, by, at)
    _within(limit, 1, MOST_INSIDE, "limit")
    if post is not None and post.office_id != ground.office.pk:
        raise Refused(_("请选择本机构的值班岗。"), field="post")
    hall, _is_new = Hall.objects.update_or_create(
        emergency=ground.emergency,
        office=ground.office,
        defaults={"limit": limit, "post": post},
    )
    note("set_hall", ground.office.number_code, by=by, at=at, details=str(limit))
    return hall


@transaction.atomic
def step(hall: Hall, *, entry: UUID, change: int, by: Viewer, at: datetime) -> Hall:
    """One more or one fewer inside, never below nobody; the limit warns and never bars."""
    _refuse_stranger(Ground(hall.emergency, hall.office), by, at)
    hall = Hall.objects.select_for_update().get(pk=hall.pk)
    if change not in (-1, 1) or HallStep.objects.filter(entry=entry).exists():
        return hall
    if 0 <= hall.inside + change <= MOST_INSIDE:
        hall.inside += change
        hall.save(update_fields=["inside"])
        HallStep.objects.create(
            entry=entry, hall=hall, change=change, inside=hall.inside, at=at, by=by.id
        )
    return hall


@transaction.atomic
def hold(
    ground: Ground, *, entry: UUID, letters: int, hours: int, by: Viewer, at: datetime
) -> LetterBatch:
    """来信消毒. So many letters were disinfected now and rest for so many hours."""
    _refuse_stranger(ground, by, at)
    _within(letters, 1, MOST_LETTERS, "letters")
    _within(hours, 0, MOST_HOURS, "hours")
    Emergency.objects.select_for_update().get(pk=ground.emergency.pk)
    before = LetterBatch.objects.filter(emergency=ground.emergency, office=ground.office)
    made, _is_new = LetterBatch.objects.get_or_create(
        entry=entry,
        defaults={
            "emergency": ground.emergency,
            "office": ground.office,
            "number": before.count() + 1,
            "letters": letters,
            "disinfected_at": at,
            "hold_until": at + timedelta(hours=hours),
            "by": by.id,
        },
    )
    return made


def batches_asked(offices: Sequence[Office], at: datetime) -> dict[UUID, list[LetterBatch]]:
    """Of which batch a letter can be, for each office where the emergency asks for it."""
    asked = {}
    for office in offices:
        running = [each for each in current_for(office, at) if not each.is_drill]
        real = [each for each in running if read(each.plan).rest_hours is not None]
        if real:
            rows = LetterBatch.objects.filter(emergency__in=real, office=office)
            asked[office.pk] = list(rows.order_by("-disinfected_at")[:30])
    return asked


def opened(batch: LetterBatch, petition_id: UUID, *, at: datetime) -> LetterOpened:
    """拆阅. Which batch the letter of a petition came from; too early is said, not barred."""
    made, _is_new = LetterOpened.objects.get_or_create(
        petition_id=petition_id,
        defaults={"batch": batch, "at": at, "is_early": at < batch.hold_until},
    )
    return made


def _in_time(ground: Ground, when: datetime | None, at: datetime) -> datetime:
    """When something was done; what is entered late stays within seven days and the emergency."""
    when = when or at
    if not max(at - ENTERED_LATE, ground.emergency.starts_at) <= when <= at:
        raise Refused(_("只能记现在的，或者补记七天以内、启动以后的。"), field="on")
    return when


def _refuse_stranger(ground: Ground, by: Viewer, at: datetime) -> None:
    if ground.office not in keeping(by):
        raise Refused(_("场所由本部门的人管理。"))
    if not ground.emergency.is_running(at):
        raise Refused(_("应急状态已经结束，不再记录。"))


def _line(text: str, limit: int, field: str, missing: str) -> str:
    try:
        clean = one_line(text, limit=limit)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=field) from None
    if not clean:
        raise Refused(missing, field=field)
    return clean


def _within(number: int, least: int, most: int, field: str) -> None:
    if not least <= number <= most:
        raise Refused(
            _("请填写 %(least)s 到 %(most)s 之间的整数。") % {"least": least, "most": most},
            field=field,
        )
