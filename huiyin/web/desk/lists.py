"""The work-lists as pages, and where a day begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.organisations.models import Office
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.vault import Vault
from huiyin.petitions.worklists import BY_NAME
from huiyin.rules.terms import Channel, Naming, OfficeKind, State
from huiyin.web.desk.dues import DueShown, due_of
from huiyin.web.desk.frame import first_list, own_office_ids, page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, landing, staff_page
from huiyin.web.desk.keyset import page_of
from huiyin.web.desk.reading import attach_each, read_together
from huiyin.web.desk.seeing import flags_of, lead_for

PLACES = (OfficeKind.GOVERNMENT, OfficeKind.TOWNSHIP)
GOVERNMENT = "人民政府"
NOBODYS = UUID(int=0)


@dataclass(frozen=True)
class Row:
    """A petition as one line of a list."""

    address: str
    number: str
    channel: str
    text: str
    flags: list[tuple[str, str]]
    place: str
    holder: str
    person: str
    state: str
    due: DueShown


@require_GET
@staff_page
def home(request: StaffRequest) -> HttpResponse:
    """The first list that holds something; administrators have a page of their own."""
    if not request.viewer.roles & PETITION_ROLES:
        there = landing(request.viewer)
        return redirect(there) if there != request.path else page(request, "desk/nothing.html")
    first = first_list(request)
    if first is None:
        return page(request, "desk/nothing.html")
    return redirect("desk:list", first.name)


@require_GET
@staff_page(roles=PETITION_ROLES)
def worklist(request: StaffRequest, name: str) -> HttpResponse:
    """One page of a work-list."""
    chosen = BY_NAME.get(name)
    if chosen is None or not chosen.is_for(request.viewer):
        raise Http404
    rows = chosen.rows(request.viewer, request.today).select_related("holder", "person")
    part = page_of(
        rows,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        is_dated=chosen.is_dated,
    )
    shown, offices = rows_of(request, part.rows)
    return page(
        request,
        "desk/list.html",
        here=name,
        offices=offices,
        title=_(chosen.zh),
        holds=_(chosen.holds),
        rows=shown,
        next=part.next,
        previous=part.previous,
    )


def rows_of(
    request: StaffRequest, petitions: list[Petition]
) -> tuple[list[Row], dict[UUID, Office]]:
    """Petitions as lines of a list, and the viewer's own offices: one query for everything."""
    ids = [each.pk for each in petitions]
    hidden = [each.pk for each in petitions if each.naming == Naming.WITHHELD]
    own = own_office_ids(request.viewer)
    divisions = {each.division for each in petitions}
    legs, people, offices = read_together(
        Leg.objects.filter(petition__in=ids),
        Petitioner.objects.filter(petition__in=hidden),
        Office.objects.filter(Q(pk__in=own) | Q(division__in=divisions, kind__in=PLACES)),
    )
    attach_each(petitions, "legs", legs, by="petition_id")
    attach_each(petitions, "petitioners", people, by="petition_id")
    places = place_names(offices)
    rows = [_row(request, petition, places) for petition in petitions]
    return rows, {each.pk: each for each in offices if each.pk in own}


def _row(request: StaffRequest, petition: Petition, places: dict[str, str]) -> Row:
    vault = Vault(petition.id, petition.key)
    people = list(petition.petitioners.all())
    return Row(
        address=address_of(petition.id),
        number=petition.number,
        channel=_(Channel(petition.channel).zh),
        text=lead_for(petition, request.viewer, vault, people),
        flags=flags_of(petition),
        place=places.get(petition.division, petition.division),
        holder=petition.holder.short_name,
        person=petition.person.name if petition.person else "",
        state=_(State(petition.state).zh),
        due=due_of(petition, request.today),
    )


def address_of(petition_id: UUID) -> str:
    """Where the page of a petition stands; a list has fifty of them."""
    return _address().replace(str(NOBODYS), str(petition_id))


@cache
def _address() -> str:
    return reverse("desk:petition", args=[NOBODYS])


def place_names(offices: Iterable[Office]) -> dict[str, str]:
    """The names of divisions, by the office that governs them."""
    return {
        each.division: each.name.removesuffix(GOVERNMENT) for each in offices if each.kind in PLACES
    }
