"""意见建议. What a director asks: which themes grow, how far each proposal is, what is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from huiyin.emergency import proposals
from huiyin.emergency.opinions_rows import Proposal, Theme
from huiyin.emergency.opinions_seen import by_month
from huiyin.emergency.proposals_due import waiting
from huiyin.rules.terms_opinions import ProposalState
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.opinions_pages import ROLES, own_bureaus, page

MONTHS = 6
HEIGHT, WIDTH, GAP = 32, 14, 4
OPEN = (ProposalState.RETURNED, ProposalState.DRAFT, ProposalState.ISSUED, ProposalState.WAITING)


@dataclass(frozen=True)
class Bar:
    """One month of a theme: where its bar stands, and how high."""

    month: date
    number: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class ThemeShown:
    """A theme as a line: how many petitions, and how many arrived in each of the last months."""

    theme: Theme
    total: int
    bars: list[Bar]
    width: int = MONTHS * (WIDTH + GAP)
    height: int = HEIGHT


@require_GET
@staff_page(roles=ROLES)
def home(request: StaffRequest) -> HttpResponse:
    """Themes with their petitions over months, proposals by how far they are, and what is late."""
    offices = own_bureaus(request)
    themes = Theme.objects.filter(office__in=offices).select_related("gatherer", "emergency")
    listed = list(themes.order_by("-begun_at"))
    counted = by_month(listed, request.viewer, today=request.today)
    papers = [(each.state(), each) for each in proposals.newest([each.pk for each in offices])]
    today, sent = request.today, waiting([each.pk for each in offices])
    return page(
        request,
        "home",
        office=offices[0],
        themes=[_shown(each, counted.get(each.pk, {}), request.today) for each in listed],
        groups=_grouped(papers),
        answered=[each for state, each in papers if state is ProposalState.ANSWERED],
        late=[
            (each, each.days_late(request.today)) for each in sent if each.is_late(request.today)
        ],
        waiting=[each for each in sent if not each.is_late(today)],
        to_sign=sum(state is ProposalState.DRAFT for state, _each in papers),
        may_write=any(proposals.may_write(each, request.viewer) for each in offices),
    )


def _grouped(
    papers: list[tuple[ProposalState, Proposal]],
) -> list[tuple[ProposalState, list[Proposal]]]:
    groups = [(state, [each for at, each in papers if at is state]) for state in OPEN]
    return [(state, rows) for state, rows in groups if rows]


def _shown(theme: Theme, counted: Mapping[date, int], today: date) -> ThemeShown:
    months = last_months(today)
    most = max((counted.get(each, 0) for each in months), default=0) or 1
    bars = []
    for place, month in enumerate(months):
        number = counted.get(month, 0)
        height = max(round(HEIGHT * number / most), 2) if number else 0
        bars.append(Bar(month, number, place * (WIDTH + GAP), HEIGHT - height, height))
    return ThemeShown(theme, sum(counted.values()), bars)


def last_months(today: date, *, many: int = MONTHS) -> list[date]:
    """The first days of the last months, the earliest first, this one the last."""
    last = today.year * 12 + today.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(last - many + 1, last + 1)]
