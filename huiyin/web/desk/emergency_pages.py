"""应急. What the pages of emergency work share: whose area it is, what was typed, who is named."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.accounts.models import User
from huiyin.emergency.ending import DECIDING
from huiyin.emergency.models import Emergency, Group
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office, bureaus_above
from huiyin.organisations.places import path_above
from huiyin.rules.moments import ZONE, localtime
from huiyin.rules.permissions import READERS
from huiyin.rules.terms import OfficeKind
from huiyin.web.desk.days import day_from
from huiyin.web.desk.frame import own_offices
from huiyin.web.desk.gate import StaffRequest

ROLES = READERS
"""Who may read plans, groups and tasks: everybody who works on petitions in the area."""


def emergencies_of(request: StaffRequest) -> list[Emergency]:
    """Every emergency whose area one works in, the newest first, over ones too.

    Who works at a bureau sees those of the bureaus below it as well.
    """
    offices = own_offices(request.viewer).values()
    above = [path_above(each.path) for each in offices if each.kind == OfficeKind.BUREAU]
    found = Emergency.objects.select_related("office__parent", "plan", "parent")
    return [
        each
        for each in found
        if any(each.reaches(office) for office in offices)
        or any(each.office.path.startswith(path) for path in above)
    ]


def emergency_or_404(request: StaffRequest, emergency_id: UUID) -> Emergency:
    """An emergency of one's own area; any other is not there."""
    for each in emergencies_of(request):
        if each.pk == emergency_id:
            return each
    raise Http404


def group_or_404(request: StaffRequest, office_id: UUID) -> Group:
    """A group of an emergency of one's own area."""
    group = Group.objects.select_related("office").filter(office=office_id).first()
    if group is None:
        raise Http404
    group.emergency = emergency_or_404(request, group.emergency_id)
    return group


def bureaus_of(request: StaffRequest) -> list[Office]:
    """The nearest petition bureau of each office at which one works: whose plans one reads."""
    found = {}
    for office in own_offices(request.viewer).values():
        for bureau in bureaus_above(office)[:1]:
            found[bureau.pk] = bureau
    return sorted(found.values(), key=lambda each: each.path)


def inner_bureaus(request: StaffRequest) -> list[Office]:
    """The bureaus at which, or in whose groups, one works: whose minutes one reads."""
    mine = [each.path for each in request.viewer.holdings]
    return [
        each for each in bureaus_of(request) if any(path.startswith(each.path) for path in mine)
    ]


def led_bureaus(request: StaffRequest) -> list[Office]:
    """The bureaus that one leads: where one declares, and changes plans."""
    led = request.viewer.office_ids(DECIDING)
    return list(Office.objects.bureaus().filter(pk__in=led, is_open=True))


def led_bureau_or_404(request: StaffRequest) -> Office:
    """The bureau one leads; of several the one that the address or the form names."""
    led = led_bureaus(request)
    if not led:
        raise Http404
    wish = request.POST.get("bureau") or request.GET.get("bureau") or ""
    return next((each for each in led if str(each.pk) == wish), led[0])


def names(ids: Iterable[str]) -> dict[str, str]:
    """The names of people by the ids that rows keep; a job is the system."""
    wanted = {each for each in ids if each and ":" not in each}
    people = User.objects.in_bulk([UUID(each) for each in wanted])
    return {str(pk): person.name for pk, person in people.items()}


def day_of(request: StaffRequest, name: str, missing: str) -> date:
    """A day that must be typed; `missing` says so where it is not."""
    typed = request.POST.get(name, "").strip()
    if not typed:
        raise Refused(missing, field=name)
    try:
        return day_from(typed)
    except ValueError:
        raise Refused(_("日期请写成 2020-02-07 的样子。"), field=name) from None


def optional_moment(request: StaffRequest, name: str) -> datetime | None:
    """A day and hour by the clock of the office, or nothing."""
    typed = request.POST.get(name, "").strip()
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
        day_from(moment.isoformat()[:10])
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None:
        raise Refused(_("日期和钟点请写成 2020-02-07 16:00 的样子。"), field=name)
    return moment.replace(tzinfo=ZONE)


def moment_of(request: StaffRequest, name: str, missing: str) -> datetime:
    """A day and hour that must be typed."""
    moment = optional_moment(request, name)
    if moment is None:
        raise Refused(missing, field=name)
    return moment


def typed_moment(at: datetime | None) -> str:
    """A moment as an input of the form shows it."""
    return localtime(at).strftime("%Y-%m-%dT%H:%M") if at else ""


def one_of(request: StaffRequest, name: str) -> UUID | None:
    """An id that was chosen in a form; what is none is as nothing chosen."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


def back(address: str, *arguments: object, done: str) -> HttpResponse:
    """To a page that says what was done."""
    return redirect(f"{reverse(f'desk:{address}', args=arguments)}?done={done}")
