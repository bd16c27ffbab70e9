"""反映渠道. The ways to reach an office in the language of the page, and which of them are closed.

Portal and desk tell the same: from when, why, and what one can do instead (6.2-13).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from huiyin.organisations.models import Office
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.publishing.closures import announced
from huiyin.publishing.models import Closure, Guide, WayIn
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel

BY_TELEPHONE = (Channel.CALL, Channel.FAX)
NUMBER = re.compile(r"[0-9+() -]{3,}")


@dataclass(frozen=True)
class GuideLink:
    """A page of the guide about one way in."""

    slug: str
    title: str


@dataclass(frozen=True)
class Way:
    """One way to reach an office; `closed` says since when it is not open, and why."""

    title: str
    number: str
    dial: str
    address: str
    hours: str
    channel: str
    closed: str = ""
    is_closed: bool = False
    guides: Sequence[GuideLink] = ()


@dataclass(frozen=True)
class OfficeWays:
    """An office and its ways in."""

    name: str
    ways: list[Way]


@dataclass(frozen=True)
class Closed:
    """What is told where a way in is closed or will be: which, since when, what else is open."""

    title: str
    channel: str
    sentence: str
    instead: list[Way]
    has_web: bool

    @property
    def offer(self) -> str:
        """The open ways as a line of a receipt."""
        ways = [_("网上提交")] if self.has_web else []
        ways += [f"{each.title} {each.number or each.address}".strip() for each in self.instead]
        return _("现在可以：%(ways)s。") % {"ways": _("；").join(ways)}


def ways_of(office: Office | None, at: datetime) -> list[Way]:
    """Every published way to reach an office but this portal itself (R18.1)."""
    return ways_by_office([office], at)[0].ways if office else []


def ways_by_office(offices: Iterable[Office], at: datetime) -> list[OfficeWays]:
    """The same of many offices, in the order given."""
    listed = list(offices)
    rows: dict[UUID, list[WayIn]] = {}
    for row in WayIn.objects.filter(office__in=listed):
        rows.setdefault(row.office_id, []).append(row)
    closed = announced([each for found in rows.values() for each in found], at)
    guides = guides_by_channel()
    return [
        OfficeWays(
            each.name,
            [
                _way(row, closed.get(row.pk), at, guides.get(row.channel, ()))
                for row in rows.get(each.pk, [])
                if row.channel != Channel.WEB
            ],
        )
        for each in listed
    ]


def guides_by_channel() -> dict[str, list[GuideLink]]:
    """The pages of the guide about each way in; in Chinese where one is not translated (A10)."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    rows = Guide.objects.filter(language__in=[settings.LANGUAGE_CODE, language]).exclude(channel="")
    chosen = {
        each.slug: each
        for each in sorted(rows.defer("body"), key=lambda each: each.language == language)
    }
    found: dict[str, list[GuideLink]] = {}
    for each in sorted(chosen.values(), key=lambda each: each.order):
        found.setdefault(each.channel, []).append(GuideLink(each.slug, each.title))
    return found


def closed_at(office: Office | None, at: datetime) -> list[Closed]:
    """Every way in of an office that is closed or will be, with what is open in its place."""
    if office is None:
        return []
    rows = list(office.ways_in.all())
    closings = announced(rows, at)
    if not closings:
        return []
    instead = [_way(row, None, at) for row in rows if row.pk not in closings]
    return [
        Closed(
            title=titled(row),
            channel=row.channel,
            sentence=closing_words(closings[row.pk], at),
            instead=[each for each in instead if each.channel != Channel.WEB],
            has_web=any(each.channel == Channel.WEB for each in instead),
        )
        for row in rows
        if row.pk in closings
    ]


def closing_words(closing: Closure, at: datetime) -> str:
    """「自1月30日 周四起暂停。原因：…」, and when it opens again, as far as that is known."""
    today = localdate(at)
    english = translation.get_language() == "en"
    values = {
        "day": people_date(closing.from_on, today),
        "reason": ((closing.reason_en if english else "") or closing.reason).rstrip("。."),
    }
    if closing.reopened:
        values["opens"] = people_moment(closing.reopened.opens_at, today)
        return _("自%(day)s起暂停，%(opens)s 恢复。原因：%(reason)s。") % values
    if closing.has_begun(today):
        return _("自%(day)s起暂停。原因：%(reason)s。什么时候恢复，以公告为准。") % values
    return _("将从%(day)s起暂停。原因：%(reason)s。什么时候恢复，以公告为准。") % values


def hall_words(closing: Closure, office: Office, at: datetime) -> str:
    """What is said to a visitor whose hall is closed: since when, and every way that is open."""
    rows = list(office.ways_in.all())
    closed = announced(rows, at)
    open_ways = [f"{titled(row)} {row.place}".strip() for row in rows if row.pk not in closed]
    return _(
        "%(hall)s自%(day)s起暂停接待，请来访人改用：%(ways)s。不能改用的，在这里写明原因，照常登记。"
    ) % {
        "hall": titled(closing.way),
        "day": people_date(closing.from_on, localdate(at)),
        "ways": _("；").join(open_ways),
    }


def dial(number: str) -> str:
    """A telephone number as a link dials it."""
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")


def titled(row: WayIn) -> str:
    """A way in by its name in the language of the page."""
    return (row.title_en if translation.get_language() == "en" else "") or row.title


def placed(row: WayIn) -> str:
    """Where it is, or its number, in the language of the page."""
    return (row.place_en if translation.get_language() == "en" else "") or row.place


def _way(
    row: WayIn, closing: Closure | None, at: datetime, guides: Sequence[GuideLink] = ()
) -> Way:
    english = translation.get_language() == "en"
    place = placed(row)
    number = NUMBER.match(place) if row.channel in BY_TELEPHONE else None
    return Way(
        title=titled(row),
        number=number[0].strip() if number else "",
        dial=dial(number[0]) if number else "",
        address=place[number.end() :].lstrip("；;，, ") if number else place,
        hours=(row.hours_en if english else "") or row.hours,
        channel=row.channel,
        closed=closing_words(closing, at) if closing else "",
        is_closed=closing is not None and closing.has_begun(localdate(at)),
        guides=guides,
    )
