"""What the pages of supplies share: whose they are, the thing that is looked at, what is typed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from huiyin.emergency.supplies import APPROVING, Moved, keeping
from huiyin.emergency.supplies_rows import Supply
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import GROUPED, REGISTERING
from huiyin.web.desk import frame
from huiyin.web.desk.days import day_from
from huiyin.web.desk.gate import StaffRequest

KEEPING_ROLES = REGISTERING | GROUPED


def page(
    request: StaffRequest, template: str, *, problem: Refused | None = None, **context: Any
) -> HttpResponse:
    """A page of supplies; one with something to mend is answered 422."""
    return frame.page(
        request,
        f"desk/supplies/{template}.html",
        status=422 if problem and problem.sentence else 200,
        here="supplies",
        problem=problem or Refused(""),
        done=request.GET.get("done", ""),
        **context,
    )


def back(name: str, *arguments: object, **said: Any) -> HttpResponse:
    """Go to a page after something was done."""
    answer = redirect(f"desk:{name}", *arguments)
    answer["Location"] += f"?{urlencode(said)}"
    return answer


def office_asked(request: StaffRequest) -> tuple[Office, list[Office]]:
    """The bureau in the address, or the first whose supplies one keeps, with all of them."""
    mine = keeping(request.viewer)
    wanted = request.GET.get("office") or request.POST.get("office")
    found = next((each for each in mine if wanted in (None, "", str(each.pk))), None)
    if found is None:
        raise Http404
    return found, mine


def supply_of_mine(request: StaffRequest, supply_id: UUID) -> Supply:
    """A thing that one keeps; another bureau's is not found."""
    mine = keeping(request.viewer)
    found = Supply.objects.filter(pk=supply_id, office__in=mine).select_related("office").first()
    if found is None:
        raise Http404
    return found


def approves(request: StaffRequest, office: Office) -> bool:
    """Whether this person decides on requests of a bureau."""
    return request.viewer.may_act(APPROVING, str(office.pk)) is not None


def day_in(given: Mapping[str, str], name: str) -> date | None:
    """A day that was typed, None for none; Refused with the field for what is none."""
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return day_from(text)
    except ValueError:
        raise Refused(_("日期请写成 2020-02-07 的样子。"), field=name) from None


def number_in(given: Mapping[str, str], name: str, *, empty: int = -1) -> int:
    """A number that was typed; -1, which nothing allows, for what is none."""
    text = given.get(name, "").strip()
    if not text:
        return empty
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def entry_in(given: Mapping[str, str]) -> UUID:
    """The id that the form was sent out with, so that it counts once; a new one for none."""
    try:
        return UUID(given.get("entry", ""))
    except ValueError:
        return new_id()


def moved_in(request: StaffRequest) -> Moved:
    """A move as it was typed; without a day it is today's."""
    given = request.POST
    return Moved(
        entry=entry_in(given),
        amount=number_in(given, "amount"),
        on=day_in(given, "on") or request.today,
        purpose=given.get("purpose", ""),
        receiver=given.get("receiver", ""),
    )


def typed(request: StaffRequest, **usual: object) -> dict[str, object]:
    """What stands in the fields of a form: what was typed, else what is usual."""
    if request.method != "POST":
        return usual
    return {name: request.POST.get(name, "") for name in usual}


def moving(request: StaffRequest, **usual: object) -> dict[str, object]:
    """The fields of every form that moves stock."""
    today = request.today.isoformat()
    return typed(request, entry=str(new_id()), amount="", on=today, purpose="", **usual)
