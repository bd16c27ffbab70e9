"""What the pages of duty share: whose they are, the office that is looked at, days and hours."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huiyin.duty import on_duty
from huiyin.duty.actions import plans
from huiyin.duty.errors import Refused
from huiyin.duty.models import DutyPost, people_of
from huiyin.organisations.models import Office
from huiyin.rules.moments import ZONE
from huiyin.rules.permissions import READERS
from huiyin.rules.rosters import moment
from huiyin.rules.terms import Role
from huiyin.web.desk import frame
from huiyin.web.desk.days import day_from
from huiyin.web.desk.gate import StaffRequest

DUTY_ROLES = READERS | {Role.HEALTH_OFFICER}


def page(
    request: StaffRequest, template: str, *, problem: Refused | None = None, **context: Any
) -> HttpResponse:
    """A page of duty; one with something to mend is answered 422."""
    return frame.page(
        request,
        f"desk/duty/{template}.html",
        status=422 if problem and problem.sentence else 200,
        here="duty",
        problem=problem or Refused(""),
        done=request.GET.get("done", ""),
        number=request.GET.get("n", "0"),
        zone=ZONE,
        **context,
    )


def back(name: str, *arguments: object, **said: Any) -> HttpResponse:
    """Go to a page after something was done; who is on duty is looked up anew."""
    on_duty.forget()
    answer = redirect(f"desk:{name}", *arguments)
    answer["Location"] += f"?{urlencode(said)}"
    return answer


def offices_of(request: StaffRequest) -> list[Office]:
    """The offices where somebody works, in the order of the tree."""
    ids = {UUID(each.office) for each in request.viewer.holdings}
    return list(Office.objects.filter(pk__in=ids).order_by("path"))


def office_asked(request: StaffRequest) -> Office:
    """The office in the address, or the first of one's own; another's is not found."""
    mine = offices_of(request)
    wanted = request.GET.get("office") or request.POST.get("office")
    found = next((each for each in mine if wanted in (None, "", str(each.pk))), None)
    if found is None:
        raise Http404
    return found


def post_of_mine(request: StaffRequest, post_id: UUID, *, to_plan: bool = True) -> DutyPost:
    """A post of one's own office; to plan, only for who may."""
    mine = {UUID(each.office) for each in request.viewer.holdings}
    posts = DutyPost.objects.filter(pk=post_id, office__in=mine, is_open=True)
    post = posts.select_related("office").first()
    if post is None or (to_plan and not plans(request.viewer, post.office_id)):
        raise Http404
    return post


def day_in(given: Mapping[str, str], name: str) -> date:
    """A day that was typed; Refused with the field for what is none."""
    try:
        return day_from(given.get(name, "").strip())
    except ValueError:
        raise Refused(_("日期请写成 2020-02-07 的样子。"), field=name) from None


def time_in(given: Mapping[str, str], name: str) -> time | None:
    """An hour that was typed, None where nothing was; Refused with the field for what is none."""
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise Refused(_("时间请写成 08:00 的样子。"), field=name) from None


def moment_in(given: Mapping[str, str], day: str, hour: str) -> datetime:
    """A day and an hour that were typed, as a moment."""
    found = time_in(given, hour)
    if found is None:
        raise Refused(_("时间请写成 08:00 的样子。"), field=hour)
    return moment(day_in(given, day), found)


def number_in(given: Mapping[str, str], name: str) -> int:
    """A small number that was typed; nought, which nothing allows, for what is none."""
    text = given.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def typed(request: StaffRequest, **usual: object) -> dict[str, object]:
    """What stands in the fields of a form: what was typed, else what is usual."""
    if request.method != "POST":
        return usual
    return {name: request.POST.get(name, "") for name in usual}


def colleagues(request: StaffRequest, office: UUID) -> list[tuple[str, str]]:
    """Who may stand the watches of an office, as (id, name)."""
    return [(str(each.pk), each.name) for each in people_of(office, request.today)]
