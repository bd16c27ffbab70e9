"""What the log of places says: what is left for today, and which day lacks which place (T10)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from huiyin.emergency.sites import Ground
from huiyin.emergency.sites_rows import Disinfection, Entry, LetterBatch, Site
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.sites import Lack, lacks
from huiyin.rules.terms_sites import Band

MOST_SHOWN = 500
"""Of the log at the door of one day; the counts are whole."""


@dataclass(frozen=True)
class Today:
    """A place today: how often it was done, when last, with what."""

    site: Site
    done: int
    last: Disinfection | None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do today."""
        return self.done >= self.site.times


def today_of(ground: Ground, today: date) -> list[Today]:
    """Every place of the plan, with what was done today."""
    places = [each for each in _sites(ground) if each.to_on is None or each.to_on >= today]
    log = _log(places, today, today)
    rows = []
    for each in places:
        own = [one for one in log if one.site_id == each.pk]
        rows.append(Today(each, len(own), own[-1] if own else None))
    return rows


def missing(ground: Ground, first: date, last: date) -> list[tuple[Lack, str]]:
    """Which place lacks what on which day of a span, with its name."""
    places = _sites(ground)
    begun = max(first, localdate(ground.emergency.starts_at))
    done = Counter((each.site_id, localdate(each.at)) for each in _log(places, begun, last))
    names = {each.pk: each.name for each in places}
    plan = (each.planned() for each in places)
    return [(each, names[each.place]) for each in lacks(plan, done, first=begun, last=last)]


def log_of(ground: Ground, first: date, last: date) -> list[Disinfection]:
    """What was done in a span of days, the latest first."""
    return list(reversed(_log(_sites(ground), first, last)))


def entries(ground: Ground, on: date) -> tuple[int, int]:
    """How many came in by the door on a day, and how many of them reached the threshold."""
    bands = Counter(_entries(ground, on, on).values_list("band", flat=True))
    return bands.total(), bands[Band.REACHED]


def entries_by_day(ground: Ground, first: date, last: date) -> list[tuple[date, int, int]]:
    """Each day of a span on which somebody came, how many, and how many reached the threshold."""
    came: Counter[date] = Counter()
    reached: Counter[date] = Counter()
    for at, band in _entries(ground, first, last).values_list("at", "band"):
        came[localdate(at)] += 1
        reached[localdate(at)] += band == Band.REACHED
    return [(on, came[on], reached[on]) for on in sorted(came, reverse=True)]


def door_of(ground: Ground, on: date) -> list[Entry]:
    """The log at the door of a day, the latest first."""
    return list(_entries(ground, on, on).order_by("-at", "-pk")[:MOST_SHOWN])


def _entries(ground: Ground, first: date, last: date) -> QuerySet[Entry]:
    return Entry.objects.filter(
        limit__emergency=ground.emergency,
        limit__office=ground.office,
        at__gte=start_of_day(first),
        at__lt=start_of_day(last + timedelta(days=1)),
    )


def batches(ground: Ground, at: datetime) -> list[tuple[LetterBatch, bool]]:
    """The latest batches of letters, and whether each still rests."""
    rows = LetterBatch.objects.filter(emergency=ground.emergency, office=ground.office)
    counted = rows.annotate(
        taken=Count("opened"), early=Count("opened", filter=Q(opened__is_early=True))
    )
    return [(each, at < each.hold_until) for each in counted.order_by("-number")[:10]]


def _sites(ground: Ground) -> list[Site]:
    return list(Site.objects.filter(emergency=ground.emergency, office=ground.office))


def _log(places: list[Site], first: date, last: date) -> list[Disinfection]:
    ids: list[UUID] = [each.pk for each in places]
    span = (start_of_day(first), start_of_day(last + timedelta(days=1)))
    rows = Disinfection.objects.filter(site__in=ids, at__gte=span[0], at__lt=span[1])
    return list(rows.select_related("site").order_by("at", "pk"))
