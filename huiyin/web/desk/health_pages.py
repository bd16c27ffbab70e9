"""What the pages of staff health share: which of them one is offered, what was typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huiyin.emergency.health import OFFICER, WATCHING, asking_on
from huiyin.emergency.health_ledger import DECIDING_RELEASE, decides
from huiyin.emergency.models import Emergency, Group
from huiyin.organisations.errors import Refused
from huiyin.rules.ids import new_id
from huiyin.rules.moments import ZONE
from huiyin.rules.terms_emergency import GroupKind
from huiyin.web.desk import frame
from huiyin.web.desk.days import day_from
from huiyin.web.desk.gate import StaffRequest


def page(
    request: StaffRequest, template: str, *, problem: Refused | None = None, **context: Any
) -> HttpResponse:
    """A page of staff health, which no browser keeps; one with something to mend is 422."""
    viewer = request.viewer
    answer = frame.page(
        request,
        f"desk/health/{template}.html",
        status=422 if problem and problem.sentence else 200,
        here="health",
        problem=problem or Refused(""),
        done=request.GET.get("done", ""),
        zone=ZONE,
        once=new_id(),
        me=viewer.id,
        watches=bool(viewer.roles & (WATCHING | OFFICER)),
        is_officer=bool(viewer.roles & OFFICER),
        decides=bool(viewer.roles & DECIDING_RELEASE),
        **context,
    )
    answer["Cache-Control"] = "no-store"
    return answer


def back(name: str, **said: str) -> HttpResponse:
    """Go to a page after something was done."""
    answer = redirect(f"desk:{name}")
    answer["Location"] += f"?{urlencode(said)}"
    return answer


def all_kept_by(request: StaffRequest) -> list[Emergency]:
    """The emergencies whose ledgers this officer keeps: those that run, real ones before drills,
    then those over whose rows are not yet destroyed, the newest first."""
    mine = request.viewer.office_ids(OFFICER)
    running = [each for each in asking_on(request.today) if each.office_id in mine]
    with_rows = Emergency.objects.filter(office__in=mine, health_keys__isnull=False).distinct()
    kept = with_rows.select_related("office__parent").order_by("-starts_at")
    return [*running, *(each for each in kept if each not in running)]


def kept_by(request: StaffRequest) -> Emergency:
    """The emergency in the address if this officer keeps its ledger, else the first; or none."""
    wanted = request.GET.get("at") or request.POST.get("at") or ""
    for each in all_kept_by(request):
        if wanted in ("", str(each.pk)):
            return each
    raise Http404


def decided_by(request: StaffRequest) -> list[Emergency]:
    """The emergencies whose releases this head of leadership groups decides; else not found."""
    mine = request.viewer.office_ids(DECIDING_RELEASE)
    groups = Group.objects.filter(office__in=mine, kind=GroupKind.LEADING)
    found = groups.select_related("emergency").order_by("-emergency__starts_at")
    decided = [each.emergency for each in found if decides(each.emergency, request.viewer)]
    if not decided:
        raise Http404
    return decided


def day_in(given: Mapping[str, str], name: str, usual: date | None = None) -> date:
    """A day that was typed; the usual one for none, Refused with the field for nonsense."""
    text = given.get(name, "").strip()
    if not text and usual is not None:
        return usual
    try:
        return day_from(text)
    except ValueError:
        raise Refused(_("日期请写成 2020-02-07 的样子。"), field=name) from None


def typed(given: Mapping[str, str], *names: str) -> dict[str, str]:
    """What stands in the fields of a form: what was typed, so that nothing is lost."""
    return {name: given.get(name, "") for name in names}


def once_in(given: Mapping[str, str]) -> UUID:
    """What the page gave the form so that sending it twice is sending it once."""
    try:
        return UUID(given.get("once", ""))
    except ValueError:
        return new_id()
