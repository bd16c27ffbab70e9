"""Where a day begins: a page for each role, with the numbers that call for something.

What stands on it for whom is `HOMES`; every number opens its list.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from huiyin.petitions.models import Petition
from huiyin.petitions.sorting import BY_DUE
from huiyin.petitions.worklists import BY_NAME, MOST, counts
from huiyin.rules.rule import DESK
from huiyin.rules.terms import Role
from huiyin.statistics.lists import HOME_LIST, on_own_desk
from huiyin.statistics.open_work import arrivals_today, by_person
from huiyin.statistics.periods import week_begin
from huiyin.web.desk import home_bureau, lists
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.home_parts import (
    BarsBlock,
    Block,
    Group,
    LoadBlock,
    LoadLine,
    Number,
    Parts,
    RowsBlock,
)
from huiyin.web.desk.keyset import page_of

SHOWN = 40
NOBODY = "nobody"
LISTS = BY_NAME | HOME_LIST
TONES = {"late": "late", "urgent": "late", "due-by-tomorrow": "soon", "due-this-week": "soon"}


@dataclass(frozen=True, kw_only=True)
class Home:
    """What the page of a role holds."""

    zh: str
    roles: frozenset[Role]
    numbers: tuple[str, ...]  # names of lists
    parts: Callable[[StaffRequest], Parts]


def _clerk(request: StaffRequest) -> Parts:
    found = [(_(each.zh), n) for each, n in arrivals_today(request.viewer, request.today)]
    return Parts(
        [
            BarsBlock(
                title=_("今天收到，按信访形式"),
                who=_("信访形式"),
                bars=found,
                none=_("今天还没有收到信访件。"),
            )
        ]
    )


def _handler(request: StaffRequest) -> Parts:
    """What is mine or nobody's, by its day: late, today, the rest of this week."""
    viewer, today = request.viewer, request.today
    until = week_begin(today) + timedelta(days=6)
    seen = Petition.objects.visible_to(viewer, today=today).in_earnest().waiting_for_office()
    due = seen.filter(on_own_desk(viewer), next_due__lte=until).order_by(*BY_DUE.order)
    found = list(due.select_related("holder", "person")[:SHOWN])
    shown, _offices, _beside = lists.rows_of(request, found)
    rows = list(zip(found, shown, strict=True))
    parts = (
        (_("已过目标日"), "late", [row for each, row in rows if _day(each) < today]),
        (_("今天到期"), "soon", [row for each, row in rows if _day(each) == today]),
        (_("本周到期"), "", [row for each, row in rows if _day(each) > today]),
    )
    blocks: list[Block] = [
        RowsBlock(title=title, rows=part, tone=tone) for title, tone, part in parts if part
    ]
    return Parts(blocks or [RowsBlock(title=_("本周没有到期的信访件"), rows=[])])


def _day(petition: Petition) -> date:
    if petition.next_due is None:
        raise ValueError("what waits for an office has a next day")
    return petition.next_due


def _head(request: StaffRequest) -> Parts:
    return Parts(
        [
            LoadBlock(
                title=_("在办情况，按承办人"),
                about=_("供安排工作之用，不是排名。没有分办的单列一行。"),
                who=_("承办人"),
                lines=[
                    LoadLine(each, whose=f"person={each.id or NOBODY}")
                    for each in by_person(request.viewer, request.today)
                ],
            )
        ]
    )


HOMES: tuple[Home, ...] = (
    Home(
        zh=gettext_noop("全局"),
        roles=frozenset({Role.LEADER}),
        numbers=("late", "due-this-week", "urgent"),
        parts=home_bureau.leader,
    ),
    Home(
        zh=gettext_noop("督查"),
        roles=frozenset({Role.SUPERVISOR}),
        numbers=("late", "reports-due", "objections", "returned-often", "recorded-late"),
        parts=home_bureau.supervisor,
    ),
    Home(
        zh=gettext_noop("接收和转办"),
        roles=DESK,
        numbers=("arrived-today", "to-register", "to-forward", "due-by-tomorrow", "to-serve"),
        parts=_clerk,
    ),
    Home(
        zh=gettext_noop("本单位"),
        roles=frozenset({Role.HEAD}),
        numbers=("unassigned", "to-decide", "due-this-week", "late"),
        parts=_head,
    ),
    Home(
        zh=gettext_noop("我的工作"),
        roles=frozenset({Role.HANDLER}),
        numbers=("to-do", "reworked", "added", "due-by-tomorrow"),
        parts=_handler,
    ),
)


@require_GET
@staff_page
def home(request: StaffRequest) -> HttpResponse:
    """The page of who looks; for who has none, what `lists.home` finds."""
    mine = [each for each in HOMES if each.roles & request.viewer.roles]
    if not mine:
        return lists.home(request)
    numbers = _numbers(request, mine)
    groups = []
    for each in mine:
        parts = each.parts(request)
        listed = [numbers[name] for name in each.numbers]
        groups.append(Group(_(each.zh), [*parts.first, *listed, *parts.last], parts.blocks))
    return page(request, "desk/home.html", here="home", groups=groups)


def _numbers(request: StaffRequest, homes: list[Home]) -> dict[str, Number]:
    """Every list of these homes with how much it holds, in one query."""
    names = sorted({name for each in homes for name in each.numbers})
    found = counts([LISTS[name] for name in names], request.viewer, request.today)
    return {
        name: Number(
            label=_(LISTS[name].zh),
            shown=f"{MOST}+" if number > MOST else str(number),
            address=reverse("desk:list" if name in BY_NAME else "desk:waiting", args=[name]),
            tone=TONES.get(name, "") if number else "",
        )
        for name, number in zip(names, found, strict=True)
    }


@require_GET
@staff_page(roles=PETITION_ROLES)
def waiting(request: StaffRequest, name: str) -> HttpResponse:
    """One page of a list that a home page opens."""
    chosen = LISTS.get(name)
    if chosen is None or not chosen.is_for(request.viewer):
        raise Http404
    whose, kept = _whose(request)
    rows = chosen.rows(request.viewer, request.today).filter(**whose)
    part = page_of(
        rows.select_related("holder", "person"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        is_dated=chosen.is_dated,
    )
    shown, offices, _beside = lists.rows_of(request, part.rows)
    return page(
        request,
        "desk/figures_list.html",
        here="home",
        offices=offices,
        title=_(chosen.zh),
        about=_(chosen.holds),
        rows=shown,
        next=part.next,
        previous=part.previous,
        asked=kept,
        back=reverse("desk:home"),
    )


def _whose(request: StaffRequest) -> tuple[dict[str, UUID | None], str]:
    """Of which office or person only, and the same for the address of the next page."""
    whose: dict[str, UUID | None] = {}
    kept: dict[str, str] = {}
    for name, column in (("office", "holder"), ("person", "person")):
        given = request.GET.get(name)
        if given is None:
            continue
        try:
            whose[column] = UUID(given) if given != NOBODY else None
        except ValueError as unknown:
            raise Http404 from unknown
        kept[name] = given
    return whose, f"{urlencode(kept)}&" if kept else ""
