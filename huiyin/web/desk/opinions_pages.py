"""意见建议. What the pages of themes and proposals share: whose they are, and what was typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from huiyin.emergency.opinions import GATHERING, gathering
from huiyin.emergency.opinions_rows import Theme
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.calendars import ONE_DAY
from huiyin.web.desk import frame
from huiyin.web.desk.gate import StaffRequest

ROLES = GATHERING
EARLIEST, LATEST = date(2005, 5, 1), date(2100, 12, 31)


def page(
    request: StaffRequest, template: str, *, problem: Refused | None = None, **context: Any
) -> HttpResponse:
    """A page of opinions; one with something to mend is answered 422."""
    return frame.page(
        request,
        f"desk/opinions/{template}.html",
        status=422 if problem and problem.sentence else 200,
        here="opinions",
        problem=problem or Refused(""),
        done=request.GET.get("done", ""),
        **context,
    )


def own_bureaus(request: StaffRequest) -> list[Office]:
    """The bureaus at which one gathers; nobody else finds these pages."""
    mine = list(Office.objects.filter(pk__in=gathering(request.viewer)).order_by("path"))
    if not mine:
        raise Http404
    return mine


def theme_or_404(request: StaffRequest, theme_id: UUID) -> Theme:
    """A theme of one's own bureau."""
    mine = Theme.objects.filter(pk=theme_id, office__in=gathering(request.viewer))
    found = mine.select_related("office", "gatherer", "emergency").first()
    if found is None:
        raise Http404
    return found


def day_in(given: Mapping[str, str], name: str) -> date | None:
    """A day that was typed, in a form or an address, or nothing."""
    typed = given.get(name, "").strip()
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST - ONE_DAY:
        raise Refused(_("日期请写成 2020-02-07 的样子。"), field=name)
    return day


def ids_of(given: list[str]) -> list[UUID]:
    """The ids that were ticked; what is none is as nothing ticked."""
    found = []
    for each in given:
        try:
            found.append(UUID(each))
        except ValueError:
            continue
    return found
