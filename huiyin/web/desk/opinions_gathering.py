"""归入. Where a person chooses petitions for a theme: from a list, by number, from a petition."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.emergency import opinions
from huiyin.emergency.opinions_rows import Theme
from huiyin.emergency.opinions_seen import Wanted, candidates, themes_of
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Category
from huiyin.petitions.models import Petition
from huiyin.petitions.sorting import BY_ARRIVAL
from huiyin.rules.terms import Channel, Matter
from huiyin.web.desk.emergency_pages import back
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.keyset import page_of
from huiyin.web.desk.lists import rows_of
from huiyin.web.desk.opinions_home import last_months
from huiyin.web.desk.opinions_pages import ROLES, day_in, ids_of, own_bureaus, page, theme_or_404
from huiyin.web.desk.reading import composed

CLASSES = (Matter.SUGGESTION, Matter.CLAIM, Matter.ENQUIRY)
ANY = "any"
USUAL_MONTHS = 3
FILTERS = ("from", "to", "matter", "channel", "category", "elsewhere")


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def gather(request: StaffRequest, theme_id: UUID) -> HttpResponse:
    """Suggestions of a period that are in no theme yet; what is ticked or named joins this one."""
    theme = theme_or_404(request, theme_id)
    problem, asked = Refused(""), QueryDict(request.POST.get("query", ""))
    if request.method == "POST":
        try:
            joined = _joined(request, theme)
        except Refused as refused:
            problem = refused
        else:
            kept = {name: asked[name] for name in FILTERS if name in asked}
            said = {"done": "gathered", "added": str(joined.added)}
            if joined.unknown:
                said["unknown"] = "、".join(joined.unknown[:20])
            return redirect(f"{reverse('desk:gather', args=[theme.pk])}?{urlencode(kept | said)}")
    else:
        asked = request.GET
    return _listed(request, theme, asked, problem)


def _joined(request: StaffRequest, theme: Theme) -> opinions.Joined:
    by, at = request.viewer, request.now
    if "numbers" in request.POST:
        return opinions.gather_numbers(theme, request.POST["numbers"], by=by, at=at)
    added = opinions.gather(theme, ids_of(request.POST.getlist("row")), by=by, at=at)
    return opinions.Joined(added)


def _listed(
    request: StaffRequest, theme: Theme, asked: Mapping[str, str], problem: Refused
) -> HttpResponse:
    wanted = Wanted(first=last_months(request.today, many=USUAL_MONTHS)[0], last=request.today)
    try:
        wanted = _wanted(request, wanted, asked)
    except Refused as refused:
        problem = refused
    found = candidates(theme, wanted, request.viewer, today=request.today)
    part = page_of(
        found.select_related("holder", "person"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        sort=BY_ARRIVAL,
    )
    rows, _own, [categories] = rows_of(
        request, part.rows, composed(Category.objects.filter(parent=None))
    )
    kept = {name: asked[name] for name in FILTERS if asked.get(name)}
    return page(
        request,
        "gather",
        problem=problem,
        theme=theme,
        rows=rows,
        next=part.next,
        previous=part.previous,
        query=urlencode(kept),
        span=wanted,
        classes=[(each.value, _(each.zh)) for each in CLASSES],
        channels=[(each.value, _(each.zh)) for each in Channel],
        categories=categories,
        any_class=ANY,
        numbers=request.POST.get("numbers", ""),
        added=_number(request.GET.get("added", "")),
        unknown=request.GET.get("unknown", "")[:400],
    )


def _wanted(request: StaffRequest, usual: Wanted, asked: Mapping[str, str]) -> Wanted:
    first, last = day_in(asked, "from") or usual.first, day_in(asked, "to") or usual.last
    if first > last:
        raise Refused(_("结束的日子不能早于开始的日子。"), field="to")
    matter = asked.get("matter", Matter.SUGGESTION)
    channel, category = asked.get("channel", ""), asked.get("category", "")
    return replace(
        usual,
        first=first,
        last=last,
        matter=matter if matter in set(CLASSES) else "" if matter == ANY else Matter.SUGGESTION,
        channel=channel if channel in set(Channel) else "",
        category=category if category.isascii() and category.isdigit() else "",
        also_elsewhere=asked.get("elsewhere") == "1",
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def join(request: StaffRequest) -> HttpResponse:
    """Choose the theme for petitions that were ticked in a list, or for the one that is open."""
    offices = [each.pk for each in own_bureaus(request)]
    given = request.POST if request.method == "POST" else request.GET
    wanted = ids_of(given.getlist("row"))[: opinions.MOST_AT_ONCE]
    seen = Petition.objects.visible_to(request.viewer, today=request.today).filter(pk__in=wanted)
    rows = list(seen.read_by(request.viewer).order_by(*BY_ARRIVAL.order))
    barred = seen.count() - len(rows)
    if wanted and not rows and not barred:
        raise Http404
    problem = Refused("")
    if "join" in request.POST:
        chosen = Theme.objects.filter(pk__in=ids_of([given.get("theme", "")]), office__in=offices)
        theme = chosen.select_related("office").first()
        if theme is None:
            problem = Refused(_("请选择主题。"), field="theme")
        else:
            ids = [each.pk for each in rows]
            try:
                added = opinions.gather(theme, ids, by=request.viewer, at=request.now)
            except Refused as refused:
                problem = refused
            else:
                return back("theme", theme.pk, done="joined" if added else "there")
    return page(
        request,
        "join",
        problem=problem,
        rows=rows,
        barred=barred,
        themes=Theme.objects.filter(office__in=offices, to_on=None).order_by("-begun_at"),
        there=themes_of(rows[0].pk, offices) if len(rows) == 1 else [],
    )


def _number(typed: str) -> int | None:
    """How many were added, as the address says after adding."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None
