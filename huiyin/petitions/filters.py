"""筛选. What narrows a list of petitions; all of it can stand in an address.

Change here what one can narrow by. A filter never tells more of a petition than its row shows:
words, names and numbers are searched for, which is logged, and never filtered by.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.organisations.models import Category, Office
from huiyin.petitions.door import PetitionQuerySet, accusation
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.rules.clock import SOON_DAYS
from huiyin.rules.moments import start_of_day
from huiyin.rules.terms import Channel, Door, Naming, Term
from huiyin.rules.terms_emergency import EmergencyKind

SUNDAY = 6
YEARS = range(1949, 2200)
_CODE = re.compile(r"(?:[0-9]{2}){1,3}")


class Waiting(Term):
    """What an office has to do by when."""

    LATE = "late", gettext_noop("已超期")
    TODAY = "today", gettext_noop("今天到期")
    SOON = "soon", gettext_noop("三天内到期")
    WEEK = "week", gettext_noop("本周到期")


class Flag(Term):
    """标记. A mark of the matter as its row bears it, never one of a person."""

    URGENT = "urgent", gettext_noop("紧急")
    EPIDEMIC = "epidemic", gettext_noop("涉疫")
    FLOOD = "flood", gettext_noop("涉汛")
    ACCIDENT = "accident", gettext_noop("涉事故")
    JOINT = "joint", gettext_noop("联名")
    FIRST = "first", gettext_noop("初次")
    REPEAT = "repeat", gettext_noop("重复")
    WITHHELD = "withheld", gettext_noop("隐名")


def _marked(kind: EmergencyKind) -> Q:
    """Marked for an emergency of a kind; of an accusation a row does not say so."""
    marks = EmergencyMark.objects.filter(cleared_at=None, kind=kind)
    return Q(urgent=True, pk__in=marks.values("petition")) & ~accusation()


REPEATED = Q(repeat_of__isnull=False) | Q(attached_to__isnull=False)
FLAGGED: dict[Flag, Q] = {
    Flag.URGENT: Q(urgent=True),
    Flag.EPIDEMIC: _marked(EmergencyKind.EPIDEMIC),
    Flag.FLOOD: _marked(EmergencyKind.FLOOD),
    Flag.ACCIDENT: _marked(EmergencyKind.ACCIDENT),
    Flag.JOINT: Q(people_count__gt=1),
    Flag.FIRST: Q(registered_at__isnull=False) & ~REPEATED & ~accusation(),
    Flag.REPEAT: REPEATED & ~accusation(),
    Flag.WITHHELD: Q(naming=Naming.WITHHELD),
}


def way_of(channel: Channel, door: Door | None) -> str:
    """A way in as an address has it: `web`, `web.wechat`."""
    return f"{channel}.{door}" if door else channel.value


def _way(text: str) -> tuple[Channel, Door | None]:
    channel, dot, door = text.partition(".")
    if dot and channel != Channel.WEB:
        raise ValueError(text)
    return Channel(channel), Door(door) if dot else None


@dataclass(frozen=True)
class Chip:
    """A condition that is on: what it says, and the address part without it."""

    words: str
    without: str


@dataclass(frozen=True, kw_only=True)
class Filters:
    """筛选条件. Empty: everything. `notes` tell which parts of an address were not understood."""

    channel: Channel | None = None
    door: Door | None = None  # of what came in by the web
    category: str = ""  # of the first level: with those below it
    office: UUID | None = None  # that holds the petition now
    since: date | None = None  # arrived on this day or later
    until: date | None = None  # arrived on this day or before
    due: Waiting | None = None
    flags: frozenset[Flag] = frozenset()
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return bool(self._pairs())

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        """What an address asks for. A part that nobody can read is left out, and noted."""
        reader = _Reader(query)
        way = reader.value("channel", _way, gettext_noop("来源"))
        since = reader.value("since", _day, gettext_noop("收到日期"))
        until = reader.value("until", _day, gettext_noop("收到日期"))
        if since and until and since > until:
            since, until = until, since
        return cls(
            channel=way[0] if way else None,
            door=way[1] if way else None,
            category=reader.value("category", _code, gettext_noop("内容分类")) or "",
            office=reader.value("office", lambda text: UUID(hex=text), gettext_noop("当前单位")),
            since=since,
            until=until,
            due=reader.value("due", Waiting, gettext_noop("期限")),
            flags=frozenset(flag for flag in Flag if query.get(flag)),
            notes=tuple(reader.notes),
        )

    def apply(self, rows: PetitionQuerySet, today: date) -> PetitionQuerySet:
        """Those of the rows, which come from the door, that all conditions fit."""
        if self.channel:
            rows = rows.filter(channel=self.channel)
        if self.door:
            rows = rows.filter(door=self.door)
        if self.category:
            # Lists say of an accusation no more than that it is one (R30.1).
            rows = rows.filter(category__code__startswith=self.category).exclude(accusation())
        if self.office:
            rows = rows.filter(holder=self.office)
        if self.since:
            rows = rows.filter(arrived_at__gte=start_of_day(self.since))
        if self.until:
            rows = rows.filter(arrived_at__lt=start_of_day(self.until + timedelta(days=1)))
        if self.due:
            rows = _waiting(rows, self.due, today)
        for flag in self.flags:
            rows = rows.filter(FLAGGED[flag])
        return rows

    def query(self) -> str:
        """The part of an address that asks for the same, always written in the same way."""
        return urlencode(self._pairs())

    def in_words(
        self, offices: Mapping[UUID, Office], categories: Mapping[str, Category]
    ) -> list[str]:
        """The conditions as a reader is told them."""
        return [chip.words for chip in self.chips(offices, categories)]

    def chips(
        self, offices: Mapping[UUID, Office], categories: Mapping[str, Category]
    ) -> list[Chip]:
        """The conditions, each with what is left when it is taken off."""
        return [Chip(words, less.query()) for words, less in self._parts(offices, categories)]

    def _parts(
        self, offices: Mapping[UUID, Office], categories: Mapping[str, Category]
    ) -> Iterator[tuple[str, Filters]]:
        if self.channel:
            shown = _(self.door.zh) if self.door else _(self.channel.zh)
            yield shown, replace(self, channel=None, door=None)
        if self.category:
            known = categories.get(self.category)
            yield known.name if known else self.category, replace(self, category="")
        if self.office:
            holder = offices.get(self.office)
            name = holder.short_name if holder else _("其他单位")
            yield name, replace(self, office=None)
        if self.since or self.until:
            yield _span(self.since, self.until), replace(self, since=None, until=None)
        if self.due:
            yield _(self.due.zh), replace(self, due=None)
        for flag in Flag:
            if flag in self.flags:
                yield _(flag.zh), replace(self, flags=self.flags - {flag})

    def _pairs(self) -> list[tuple[str, str]]:
        pairs = [
            ("channel", way_of(self.channel, self.door) if self.channel else ""),
            ("category", self.category),
            ("office", str(self.office or "")),
            ("since", self.since.isoformat() if self.since else ""),
            ("until", self.until.isoformat() if self.until else ""),
            ("due", self.due or ""),
            *((flag.value, "1") for flag in Flag if flag in self.flags),
        ]
        return [(name, str(value)) for name, value in pairs if value]


class _Reader:
    """Reads the parts of an address one by one, and keeps what is to be said of them."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.query = query
        self.notes: list[str] = []

    def value(self, name: str, made: Callable[[str], Any], label: str) -> Any:  # noqa: ANN401
        """The value of a part; None where there is none that can be read."""
        text = self.query.get(name, "").strip()
        if not text:
            return None
        try:
            return made(text)
        except ValueError:
            note = _("“%(label)s”的条件无法识别，没有使用。") % {"label": _(label)}
            self.notes += [note] if note not in self.notes else []
            return None


def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError(text)
    return day


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise ValueError(text)
    return text


def _span(since: date | None, until: date | None) -> str:
    words = {
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
    }
    if not until:
        return _("%(since)s 以后收到") % words
    if not since:
        return _("%(until)s 以前收到") % words
    return _("%(since)s 至 %(until)s 收到") % words


def _waiting(rows: PetitionQuerySet, due: Waiting, today: date) -> PetitionQuerySet:
    """Those on which an office has to do something by then; a petitioner's own period is none."""
    if due is Waiting.LATE:
        return rows.late(today)
    until = {
        Waiting.TODAY: today,
        Waiting.SOON: today + timedelta(days=SOON_DAYS),
        Waiting.WEEK: today + timedelta(days=SUNDAY - today.weekday()),
    }[due]
    return rows.waiting_for_office().filter(next_due__gte=today, next_due__lte=until)
