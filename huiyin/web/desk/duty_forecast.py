"""预计力量. What the coming weeks may bring and how many people that asks for, by its figures."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.duty.errors import Refused
from huiyin.organisations.calendars import calendars
from huiyin.rules.rosters import days
from huiyin.statistics.forecast import Forecast, WeekAhead, forecasts, whole
from huiyin.statistics.volume import ONE_DAY
from huiyin.web.desk.charts import Chart, Series, columns
from huiyin.web.desk.duty_desks import desks_now
from huiyin.web.desk.duty_pages import DUTY_ROLES, office_asked, offices_of, page
from huiyin.web.desk.gate import StaffRequest, staff_page

MOST_A_DAY = 999


@dataclass(frozen=True)
class Block:
    """A channel: its chart, what one person deals with, who is there, the people for each week."""

    forecast: Forecast
    chart: Chart
    rate: str
    now: int
    weeks: list[tuple[WeekAhead, float | None]]


@dataclass(frozen=True)
class Total:
    """A week of all channels, and as many people as can be reckoned with."""

    week: WeekAhead
    expected: float
    people: int | None


@require_GET
@staff_page(roles=DUTY_ROLES)
def forecast(request: StaffRequest) -> HttpResponse:
    """The coming four weeks of every channel."""
    office, calendar = office_asked(request), calendars().latest()
    problem = Refused("")
    years, found = forecasts(request.viewer, office.pk, request.today, calendar)
    desks = {each.channel: each for each in desks_now(request, office.pk)}
    blocks = []
    for each in found:
        desk, name = desks.get(each.channel), f"rate-{each.channel.value}"
        usual = desk.a_day if desk and _rate(desk.a_day) else ""
        typed = request.GET.get(name, usual).strip()
        rate = _rate(typed)
        if typed and rate is None:
            problem = Refused(_("每人每天办几件，请填 0.1 到 999 之间的数。"), field=name)
        weeks = [(week, week.people(rate) if rate else None) for week in each.weeks]
        blocks.append(Block(each, _chart(each), typed, len(desk.now) if desk else 0, weeks))
    ahead = days(request.today, request.today + 27 * ONE_DAY)
    return page(
        request,
        "forecast",
        problem=problem,
        office=office,
        workplaces=offices_of(request),
        years=years,
        blocks=blocks,
        totals=_totals(blocks),
        unknown=next((day.year for day in ahead if not calendar.is_confirmed(day.year)), None),
    )


def _totals(blocks: list[Block]) -> list[Total]:
    """The channels added up; a person may work at two desks, so people are whole only here."""
    found = []
    for rows in zip(*(block.weeks for block in blocks), strict=True):
        needed = [people for _week, people in rows if people is not None]
        total = sum(week.expected for week, _people in rows)
        found.append(Total(rows[0][0], total, whole(sum(needed)) if needed else None))
    return found


def _rate(typed: str) -> float | None:
    """A number of petitions as it is typed; None for what is none."""
    whole, _point, part = typed.partition(".")
    if not (whole + part).isascii() or not whole.isdigit() or not (part or "0").isdigit():
        return None
    rate = float(f"{whole[:4]}.{part[:2] or 0}")
    return rate if 0 < rate <= MOST_A_DAY else None


def _chart(each: Forecast) -> Chart:
    """The weeks that were and the weeks to come, side by side."""
    series = [Series(_("收到"), f"by-{each.channel.value}"), Series(_("预计"), "waiting")]
    rows = [(n - len(each.came), [came, 0]) for n, came in enumerate(each.came)]
    rows += [(n, [0, round(week.expected)]) for n, week in enumerate(each.weeks, 1)]
    return columns(
        f"ahead-{each.channel.value}",
        title=_(each.channel.zh),
        about=_("每七天一柱：-8 到 -1 是过去八周收到的件数，1 到 4 是今后四周预计的件数。"),
        axis=_("第几周"),
        says=_("件数"),
        series=series,
        lines=[(str(week), str(sum(n)) if sum(n) else "", n) for week, n in rows],
    )
