"""公开统计: the months that are over, by organ, for anybody to read (G13)."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from huiyin.statistics.freezing import PUBLIC
from huiyin.statistics.public import PublicMonth, Shown, monthly, years
from huiyin.web.portal.pages import page

NOT_THEIRS, HIDDEN = "—", "※"
WORDS = {
    "received": (
        gettext_noop("收到件"),
        gettext_noop("当月收到的信访事项。一件事分成几件办的，只算一件。"),
    ),
    "routed": (
        gettext_noop("转出"),
        gettext_noop("当月第一次转送、交办给有权处理的机关的。"),
    ),
    "answered_in_time": (
        gettext_noop("按期答复"),
        gettext_noop("答复期限在当月、处理意见书在期限以内送到信访人的。"),
    ),
    "late": (
        gettext_noop("超期"),
        gettext_noop("答复期限在当月、过了期限才答复或者还没有答复的。"),
    ),
    "kept": (
        gettext_noop("存件"),
        gettext_noop("经两人批准存查、不再转出的，例如内容不清又无法联系。"),
    ),
    "voided": (gettext_noop("作废件"), gettext_noop("经两人批准作废的误登记。")),
    "refused": (
        gettext_noop("不予受理"),
        gettext_noop("不按信访程序办理，书面告知应走哪种程序、找哪个机关的。"),
    ),
}


@dataclass(frozen=True)
class Line:
    """An organ, or all of them, with a sign where a number is not published."""

    name: str
    cells: list[str]


@dataclass(frozen=True)
class MonthShown:
    """A month as the page has it."""

    month: date
    as_of: date
    whole: Line
    lines: list[Line]


@require_safe
def statistics(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The months of a year, newest first; the newest year unless another is asked for."""
    known = years()
    if year is not None and year not in known:
        raise Http404
    chosen = year or next(iter(known), None)
    return page(
        request,
        "portal/statistics.html",
        years=known,
        year=chosen,
        months=[_shown(each) for each in monthly(chosen)] if chosen else [],
        columns=[_(WORDS[each.name][0]) for each in PUBLIC],
        means=[(_(name), _(means)) for name, means in WORDS.values()],
    )


def _shown(month: PublicMonth) -> MonthShown:
    return MonthShown(
        month=month.month,
        as_of=month.as_of,
        whole=Line(_("合计"), _cells(month.whole)),
        lines=[Line(each.name, _cells(each.counts)) for each in month.offices],
    )


def _cells(counts: Shown) -> list[str]:
    return [_cell(counts, each.name) for each in PUBLIC]


def _cell(counts: Shown, name: str) -> str:
    if name not in counts:
        return NOT_THEIRS
    return HIDDEN if counts[name] is None else str(counts[name])
