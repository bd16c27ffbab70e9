"""主题. One theme: its petitions as this reader sees them, what they come to, its proposals."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.emergency import opinions, proposals
from huiyin.emergency.opinions import ThemeGiven
from huiyin.emergency.opinions_rows import Evidence, Proposal, Theme
from huiyin.emergency.opinions_seen import evidence_seen, figures
from huiyin.organisations.errors import Refused
from huiyin.petitions.sorting import BY_ARRIVAL
from huiyin.web.desk.emergency_pages import back, emergencies_of, names, one_of
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.keyset import page_of
from huiyin.web.desk.lists import rows_of
from huiyin.web.desk.opinions_figures import tables_shown
from huiyin.web.desk.opinions_pages import ROLES, day_in, ids_of, own_bureaus, page, theme_or_404

FIELDS = ("title", "about", "area", "from_on", "to_on", "gatherer", "emergency")
MOST_REMOVED = 20


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def add(request: StaffRequest) -> HttpResponse:
    """Begin a theme."""
    return _form(request, Theme(office=own_bureaus(request)[0], from_on=request.today))


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def change(request: StaffRequest, theme_id: UUID) -> HttpResponse:
    """Change what a theme is called, from when to when, who gathers."""
    return _form(request, theme_or_404(request, theme_id))


def _form(request: StaffRequest, theme: Theme) -> HttpResponse:
    is_new = theme.begun_at is None
    emergencies = emergencies_of(request)
    problem = Refused("")
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in FIELDS}
        wanted = one_of(request, "emergency")
        try:
            given = ThemeGiven(
                title=typed["title"],
                about=typed["about"],
                area=typed["area"],
                gatherer=one_of(request, "gatherer"),
                from_on=day_in(request.POST, "from_on"),
                to_on=day_in(request.POST, "to_on"),
                emergency=next((each for each in emergencies if each.pk == wanted), None),
            )
            by, at = request.viewer, request.now
            if is_new:
                made = opinions.begin(theme.office, given, by=by, at=at)
            else:
                seen = request.POST.get("version", "")
                known = int(seen) if seen.isascii() and seen.isdigit() else 0
                made = opinions.change(theme, given, seen=known, by=by, at=at)
        except Refused as refused:
            problem = refused
        else:
            return back("theme", made.pk, done="begun" if is_new else "changed")
    else:
        typed = {
            "title": theme.title,
            "about": theme.about,
            "area": theme.area,
            "from_on": theme.from_on.isoformat(),
            "to_on": theme.to_on.isoformat() if theme.to_on else "",
            "gatherer": request.viewer.id if is_new else str(theme.gatherer_id),
            "emergency": str(theme.emergency_id or ""),
        }
    return page(
        request,
        "theme_form",
        problem=problem,
        theme=None if is_new else theme,
        office=theme.office,
        typed=typed,
        gatherers=[(str(e.pk), e.name) for e in opinions.gatherers(theme.office, request.today)],
        emergencies=[(str(each.pk), each) for each in emergencies],
        longest=opinions.LONGEST,
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def theme(request: StaffRequest, theme_id: UUID) -> HttpResponse:
    """Read and print a theme; take a petition out of it again."""
    found = theme_or_404(request, theme_id)
    problem, failed = Refused(""), ""
    if request.method == "POST":
        failed = request.POST.get("petition", "")
        try:
            for each in ids_of([failed]):
                words = request.POST.get("note", "")
                opinions.let_go(found, each, words, by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return back("theme", found.pk, done="removed")
    return page(
        request,
        "theme",
        problem=problem,
        theme=found,
        failed=failed,
        typed_note=request.POST.get("note", ""),
        longest=opinions.LONGEST,
        may_write=proposals.may_write(found.office, request.viewer),
        papers=_papers(found),
        removed=_removed(request, found),
        **_evidence(request, found),
    )


def _evidence(request: StaffRequest, found: Theme) -> dict[str, Any]:
    rows = evidence_seen(found, request.viewer, today=request.today)
    part = page_of(
        rows.select_related("holder", "person").order_by(*BY_ARRIVAL.order),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        sort=BY_ARRIVAL,
    )
    shown, _own, _rest = rows_of(request, part.rows)
    counted = figures(found, request.viewer, today=request.today)
    return {
        "rows": shown,
        "next": part.next,
        "previous": part.previous,
        "total": counted["total"],
        "tables": tables_shown(counted),
    }


def _papers(found: Theme) -> list[Proposal]:
    last = Proposal.objects.filter(theme=found).order_by("root", "-version").distinct("root")
    return list(proposals.whole(Proposal.objects.filter(pk__in=last.values("pk"))))


def _removed(request: StaffRequest, found: Theme) -> list[tuple[Evidence, str]]:
    """What was taken out, of what the reader may see, the last first."""
    seen = opinions.joinable(request.viewer, today=request.today).order_by().values("pk")
    gone = Evidence.objects.filter(theme=found, removed_at__isnull=False, petition__in=seen)
    rows = list(gone.select_related("petition").order_by("-removed_at")[:MOST_REMOVED])
    who = names(each.removed_by for each in rows)
    return [(each, who.get(each.removed_by, _("系统"))) for each in rows]
