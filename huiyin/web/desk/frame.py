"""What every page of the desk is rendered with: the work-lists with counts, who looks, the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from huiyin.accounts.saved_views import SavedView
from huiyin.accounts.viewpoints import views_of
from huiyin.duty.on_duty import Call, called, on_duty
from huiyin.emergency.current import report_hour, shown_to
from huiyin.emergency.health_models import DailyReport
from huiyin.emergency.models import Emergency
from huiyin.emergency.opinions import gathering
from huiyin.emergency.supplies import keeps
from huiyin.organisations.models import Office
from huiyin.petitions.models import Petition
from huiyin.petitions.worklists import MOST, WorkList, counting, counts, lists_of
from huiyin.rules.health import REMINDED_FIRST, is_in_time
from huiyin.rules.moments import localtime
from huiyin.rules.permissions import GROUPED, HEADS, REGISTERING, Holding, Viewer
from huiyin.rules.rule import CONFIRMING, KEEPING
from huiyin.rules.terms import OfficeKind, Role
from huiyin.rules.terms_duty import OF_PETITIONS
from huiyin.rules.terms_emergency import ReportKind
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.reading import Parts, composed, read_beside

Offices = Mapping[UUID, Office]
FIGURES_ROLES = HEADS | {Role.SUPERVISOR}
PERIOD_ROLES = frozenset({Role.LEADER, Role.SUPERVISOR, Role.DISPATCHER})
PLANNING = (REGISTERING | GROUPED) - {Role.REGISTRAR}
"""Who finds the plans for an emergency in the menu on an ordinary day, too."""

# The first letters of the sounds of each label, as one types them to find a list.
INITIALS = {
    "to-decide": "dsp", "to-register": "ddj", "to-forward": "dzb", "to-sign": "dqs",
    "objected": "ddfyy", "disputed": "ddgx", "to-do": "db", "to-contribute": "dhb",
    "handed-over": "yjlj", "to-serve": "dsd", "to-tell": "dbgz", "to-report": "dbj",
    "to-correct": "dgz", "to-follow-up": "dhf", "to-close": "dbj", "soon": "jjcq",
    "late": "ycq", "done": "yb",
}  # fmt: skip


@dataclass(frozen=True)
class MenuEntry:
    """A work-list in the menu, with how much waits in it."""

    name: str
    label: str
    key: str
    count: int
    is_here: bool
    views: Sequence[SavedView] = ()
    initials: str = ""

    @property
    def shown(self) -> str:
        """The count, exact to 999."""
        return f"{MOST}+" if self.count > MOST else str(self.count)


def page(
    request: StaffRequest,
    template: str,
    *,
    status: int = 200,
    here: str = "",
    offices: Offices | None = None,
    **context: object,
) -> HttpResponse:
    """A page of the desk. `here` names the work-list that is open; `offices` saves a query."""
    entries, own = menu(request, here)
    known = offices if offices is not None else own
    here_now = shown_to(known.values(), request.now)
    return render(
        request,
        template,
        {
            "demo": settings.HUIYIN_DEMO,
            "english": translation.get_language() == "en",
            "today": request.today,
            "person_name": request.viewer.name,
            "posts": posts_in_words(request.viewer, known),
            "menu": entries,
            "sees_figures": bool(request.viewer.roles & FIGURES_ROLES),
            "sees_period": bool(request.viewer.roles & PERIOD_ROLES),
            "keeps_replies": bool(request.viewer.roles & CONFIRMING),
            "keeps_supplies": keeps(request.viewer),
            "gathers": bool(gathering(request.viewer)),
            "on_duty": on_duty(request.viewer, request.now),
            "bands": [(each, each.day_number(request.today)) for each in here_now],
            "health": health_of(request, here_now),
            "sees_emergency": bool(here_now) or bool(request.viewer.roles & PLANNING),
            "alert_count": len(alerts_seen(request)),
            "takes_in": any(takes_in(each) for each in request.viewer.holdings),
            "here": here,
            "wanted": "",
            "view": None,
            "address": request.get_full_path(),
            **context,
        },
        status=status,
    )


def health_of(request: StaffRequest, here_now: Iterable[Emergency]) -> str:
    """Whether my health report of today is "due", "missing" or "sent"; nothing in ordinary times.

    From 15:30 on it is "urged": the reminder to each person, of which no row is kept.
    """
    if not any(report_hour(each, ReportKind.HEALTH, request.now) for each in here_now):
        return ""
    if DailyReport.objects.filter(user=request.person, on=request.today).exists():
        return "sent"
    if not is_in_time(request.today, request.now):
        return "missing"
    return "urged" if localtime(request.now).time() >= REMINDED_FIRST else "due"


def alerts_seen(request: StaffRequest) -> list[Call]:
    """The alerts that wait for who looks; one about a petition only if it may be seen (R30.3)."""
    waiting = called(request.viewer)
    about = {each.subject for each in waiting if each.subject and each.code in OF_PETITIONS}
    if not about:
        return waiting
    seen = Petition.objects.visible_to(request.viewer, today=request.today)
    known = set(seen.filter(pk__in=about).values_list("pk", flat=True))
    return [each for each in waiting if each.subject in known or each.code not in OF_PETITIONS]


def menu(request: StaffRequest, here: str) -> tuple[list[MenuEntry], Offices]:
    """The work-lists that make sense for who looks, counted, and the offices of their posts.

    Both and the views of the lists are one query.
    """
    viewer = request.viewer
    lists = lists_of(viewer)
    columns, values = counting(tuple(lists), viewer, request.today) if lists else ((), ())
    numbers, [views, offices] = read_beside(columns, values, _of_viewer(viewer))
    entries = [
        MenuEntry(
            each.name,
            _(each.zh),
            each.key,
            number,
            each.name == here,
            [view for view in views if view.worklist == each.name],
            INITIALS.get(each.name, ""),
        )
        for each, number in zip(lists, numbers, strict=True)
    ]
    return entries, {each.pk: each for each in offices}


@lru_cache(maxsize=512)
def _of_viewer(viewer: Viewer) -> Parts:
    own = Office.objects.filter(pk__in=own_office_ids(viewer))
    return composed(views_of(viewer), own)


def takes_in(holding: Holding) -> bool:
    """Whether this post takes in petitions on behalf of citizens (R22.1, R23.1)."""
    routes_only = holding.kind in (OfficeKind.GOVERNMENT, OfficeKind.DIVISION)
    return holding.role in KEEPING and not routes_only


def first_list(request: StaffRequest) -> WorkList | None:
    """The first list that holds something, else the first; None for who has no lists."""
    lists = lists_of(request.viewer)
    numbers = counts(lists, request.viewer, request.today)
    filled = [each for each, number in zip(lists, numbers, strict=True) if number]
    return next(iter(filled + lists), None)


def own_offices(viewer: Viewer) -> dict[UUID, Office]:
    """The offices at which the viewer holds a post."""
    return Office.objects.in_bulk(own_office_ids(viewer))


def own_office_ids(viewer: Viewer) -> list[UUID]:
    """The ids of the offices at which the viewer holds a post."""
    return [UUID(each.office) for each in viewer.holdings]


def posts_in_words(viewer: Viewer, offices: Offices) -> str:
    """「市信访局 登记员、转办员」: who one is, for the head of the page."""
    held: dict[UUID, list[str]] = {}
    for each in viewer.holdings:
        held.setdefault(UUID(each.office), []).append(_(each.role.zh))
    return _("；").join(
        f"{offices[office].short_name} {listed(roles)}" if office in offices else listed(roles)
        for office, roles in held.items()
    )


def listed(words: Iterable[str]) -> str:
    """Words in a row, as people write them."""
    return _("、").join(words)
