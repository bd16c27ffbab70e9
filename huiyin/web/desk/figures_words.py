"""Figures as people read them: percentages with what they are of, and the address behind each."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.rules.terms import Channel
from huiyin.statistics.definitions import Share

NONE = "—"
HUNDRED = Decimal(100)


def percent(share: Share, *, short: bool = False) -> str:
    """「95.24%」, or in whole per cent where there is little room; a dash without a denominator."""
    return in_percent(share.value, short=short)


def in_percent(value: Decimal | None, *, short: bool = False) -> str:
    """The same of a value."""
    if value is None:
        return NONE
    places = Decimal(1) if short else Decimal("0.01")
    return f"{(value * HUNDRED).quantize(places, ROUND_HALF_UP)}%"


def note_of(share: Share) -> str:
    """「20/21」, with a word where the denominator is small; nothing without one."""
    if not share.under:
        return _("没有可计算的件")
    said = f"{share.over}/{share.under}"
    return _("%(of)s，件数少") % {"of": said} if share.is_of_few else said


def address_of_measure(
    name: str,
    first: date,
    last: date,
    *,
    own: bool = False,
    office: UUID | None = None,
    channel: Channel | None = None,
    matter: str | None = None,
    door: str | None = None,
    emergency: UUID | None = None,
) -> str:
    """Where the petitions behind a number are listed."""
    asked = {"measure": name, "from": first.isoformat(), "to": last.isoformat()}
    if own:
        asked["own"] = "1"
    if office is not None:
        asked["office"] = str(office)
    if channel is not None:
        asked["channel"] = channel.value
    if matter is not None:
        asked["matter"] = matter
    if door is not None:
        asked["door"] = door
    if emergency is not None:
        asked["emergency"] = str(emergency)
    return f"{reverse('desk:figures_list')}?{urlencode(asked)}"
