"""What the regulation has every organ publish, and what of it is missing (R18.1)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from huiyin.organisations.models import Office
from huiyin.publishing.models import Guide, WayIn
from huiyin.rules.terms import Channel, OfficeKind

SILENT = (OfficeKind.GOVERNMENT, OfficeKind.DIVISION)
"""A government publishes through its petition bureau, a division through its office."""


@dataclass(frozen=True)
class Published:
    """An office, its ways in, and in plain words what is missing."""

    office: Office
    ways: list[WayIn]
    missing: list[str]


def missing_of(ways: Iterable[WayIn]) -> list[str]:
    """What an office with these ways in has still to publish."""
    rows = list(ways)
    channels = {row.channel for row in rows if row.place}
    wanted = {
        Channel.WEB: _("网上渠道（网址）"),
        Channel.LETTER: _("通信地址"),
        Channel.CALL: _("电话"),
        Channel.VISIT: _("接待地点"),
    }
    missing = [words for channel, words in wanted.items() if channel not in channels]
    if Channel.VISIT in channels and not any(
        row.hours for row in rows if row.channel == Channel.VISIT
    ):
        missing.append(_("接待时间"))
    return missing


def published(offices: Iterable[Office]) -> list[Published]:
    """Each office that has to publish, with what is missing; bureaus first, then as they came."""
    rows = [each for each in offices if each.kind not in SILENT and each.is_open]
    ways: dict[object, list[WayIn]] = {}
    for way in WayIn.objects.filter(office__in=rows):
        ways.setdefault(way.office_id, []).append(way)
    found = [Published(each, own := ways.get(each.pk, []), missing_of(own)) for each in rows]
    return sorted(found, key=lambda each: each.office.kind != OfficeKind.BUREAU)


def has_guide() -> bool:
    """Whether the rules and the procedure stand on the site."""
    return Guide.objects.filter(language="zh-hans").exists()
