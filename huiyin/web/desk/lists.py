"""The work-lists as pages, and where a day begins."""

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.accounts.saved_views import ListColumns, SavedView
from huiyin.accounts.viewpoints import views_of
from huiyin.emergency.current import shown_to
from huiyin.organisations.models import Category, Office
from huiyin.organisations.places import PLACES, place_names
from huiyin.petitions.bulk import offered
from huiyin.petitions.composed import Composed, Value
from huiyin.petitions.door import PetitionQuerySet, is_accusation
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.explaining import short_date
from huiyin.petitions.exports_asking import to_decide
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.vault import Vault
from huiyin.petitions.worklists import BY_NAME, DONE, MOST, WorkList
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rule import CONFIRMING
from huiyin.rules.terms import Channel, Naming, State
from huiyin.web.desk.columns import COLUMNS, columns_shown
from huiyin.web.desk.dues import DueShown, due_of
from huiyin.web.desk.filtering import Asked, asked_of, bar_of, offices_to_choose
from huiyin.web.desk.frame import first_list, own_office_ids, page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, landing, staff_page
from huiyin.web.desk.keyset import Fixed, Page, Turn
from huiyin.web.desk.reading import NOTHING, Parts, Reading, attach_each, composed
from huiyin.web.desk.seeing import flags_of, lead_for

NOBODYS = UUID(int=0)
MOST_PRACTICE = 50
MOST_REMEMBERED = 512


@dataclass(frozen=True)
class Row:
    """A petition as one line of a list."""

    id: UUID
    address: str
    number: str
    channel: str
    text: str
    category: str
    flags: list[tuple[str, str]]
    place: str
    holder: str
    person: str
    state: str
    arrived: str
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
def go(request: StaffRequest) -> HttpResponse:
    """Every list, view and page as plain links: what Ctrl+K finds, without script."""
    return page(request, "desk/go.html", here="go")


@require_GET
@staff_page(roles=PETITION_ROLES)
def worklist(request: StaffRequest, name: str) -> HttpResponse:
    """One page of a work-list, narrowed and sorted as its address says."""
    chosen = list_for(request, name)
    asked = asked_of(chosen, request.GET.dict(), request.today)
    part = asked_page(chosen, asked, request)
    is_narrowed = bool(asked.filters or asked.month)
    is_first = not is_narrowed and part.previous == ""
    view = _view(request, name)
    rows, own, (kept, categories, offices) = rows_of(
        request, part.rows, _of_bar(request.viewer, name)
    )
    return page(
        request,
        "desk/list.html",
        here=name,
        offices=own,
        title=_(chosen.zh),
        holds=_(chosen.holds),
        rows=rows,
        practice=_practice(request, chosen, own) if is_first else [],
        next=part.next,
        previous=part.previous,
        columns=columns_shown(kept, view),
        all_columns=[(each.name, _(each.zh)) for each in COLUMNS],
        bar=bar_of(asked, chosen, categories=categories, offices=offices, today=request.today),
        query=asked.query(),
        keep=_kept(asked, view),
        is_narrowed=is_narrowed,
        found=_count(asked_rows(chosen, asked, request)) if is_narrowed else None,
        most=MOST,
        view=view,
        bulk_steps=[(e.value, _(e.zh)) for e in offered(request.viewer) if name != DONE],
        offices_to_keep_for=[own[pk] for pk in request.viewer.office_ids(CONFIRMING) if pk in own],
        exports=to_decide(request.viewer).count() if name == "to-decide" else 0,
    )


def list_for(request: StaffRequest, name: str) -> WorkList:
    """The list of this name, if a post of who asks makes sense of it; else nothing is there."""
    chosen = BY_NAME.get(name)
    if chosen is None or not chosen.is_for(request.viewer):
        raise Http404
    return chosen


def asked_rows(chosen: WorkList, asked: Asked, request: StaffRequest) -> PetitionQuerySet:
    """The petitions of a list that fit what is asked, in the order that is asked."""
    viewer, today = request.viewer, request.today
    return asked.filters.apply(chosen.rows(viewer, today, asked.sort, asked.span), today)


def asked_page(chosen: WorkList, asked: Asked, request: StaffRequest) -> Page:
    """The page of a list that its address asks for."""
    turn = Turn.to(
        request.GET.get("after", ""),
        request.GET.get("before", ""),
        is_dated=chosen.is_dated,
        sort=asked.sort,
    )
    fixed, values = turn.parted()
    return turn.page(_PAGE(chosen, asked, request.viewer, request.today, fixed, **values))


def _page_rows(
    chosen: WorkList, asked: Asked, viewer: Viewer, today: date, fixed: Fixed, **place: Value
) -> PetitionQuerySet:
    rows = asked.filters.apply(chosen.rows(viewer, today, asked.sort, asked.span), today)
    return Turn.joined(fixed, place).narrowed(rows.select_related("holder", "person"))


_PAGE = Composed(_page_rows)


def _count(found: PetitionQuerySet) -> int:
    return min(found.order_by()[: MOST + 1].count(), MOST + 1)


def _practice(request: StaffRequest, chosen: WorkList, own: dict[UUID, Office]) -> list[Row]:
    """What the list holds of drills that run: behind everything real, and in no number."""
    drills = [each.pk for each in shown_to(own.values(), request.now) if each.is_drill]
    if not drills or chosen.name == DONE:
        return []
    rows = chosen.practice(request.viewer, request.today, drills)
    return rows_of(request, list(rows.select_related("holder", "person")[:MOST_PRACTICE]))[0]


def _kept(asked: Asked, view: SavedView | None) -> str:
    """What the next page and the one before keep of the address."""
    return "&".join(part for part in (asked.query(), f"view={view.pk.hex}" if view else "") if part)


def _view(request: StaffRequest, name: str) -> SavedView | None:
    """The view that the address names, if it is one of the reader's; its columns are shown."""
    try:
        wanted = UUID(hex=request.GET.get("view", ""))
    except ValueError:
        return None
    return views_of(request.viewer).filter(worklist=name, pk=wanted).first()


def rows_of(
    request: StaffRequest, petitions: list[Petition], beside: Parts = NOTHING
) -> tuple[list[Row], dict[UUID, Office], list[list[Any]]]:
    """Petitions as lines of a list, the viewer's own offices, and what else a page needs.

    One query for everything.
    """
    own = own_office_ids(request.viewer)
    legs, people, emergencies, offices, *rest = _BESIDE(
        ids=[each.pk for each in petitions], own=own, beside=beside
    )
    attach_each(petitions, "legs", legs, by="petition_id")
    attach_each(petitions, "petitioners", people, by="petition_id")
    attach_each(petitions, "emergency_marks", emergencies, by="petition_id")
    places = place_names(offices)
    names = {each.pk: each.name for read in rest for each in read if isinstance(each, Category)}
    rows = [_row(request, petition, places, names) for petition in petitions]
    return rows, {each.pk: each for each in offices if each.pk in own}, rest


def _beside(*, ids: list[UUID], own: list[UUID]) -> list[QuerySet[Any]]:
    """What lines of a list tell besides the petitions' own rows."""
    shown = Petition.objects.filter(pk__in=ids)
    return [
        Leg.objects.filter(petition__in=ids),
        Petitioner.objects.filter(petition__in=ids, petition__naming=Naming.WITHHELD),
        EmergencyMark.objects.filter(petition__in=ids),
        Office.objects.filter(
            Q(pk__in=own) | Q(division__in=shown.values("division"), kind__in=PLACES)
        ),
    ]


_BESIDE = Reading(_beside)


@lru_cache(maxsize=MOST_REMEMBERED)
def _of_bar(viewer: Viewer, name: str) -> Parts:
    """What the bar above a list offers to a viewer, and the columns chosen for it."""
    return composed(
        ListColumns.objects.filter(person=UUID(viewer.id), worklist=name),
        Category.objects.only("code", "name", "parent"),
        offices_to_choose(viewer).only("short_name"),
    )


def _row(
    request: StaffRequest, petition: Petition, places: dict[str, str], categories: dict[str, str]
) -> Row:
    vault = Vault(petition.id, petition.key)
    people = list(petition.petitioners.all()) if petition.naming == Naming.WITHHELD else []
    category = "" if is_accusation(petition) else petition.category_id or ""
    return Row(
        id=petition.id,
        address=address_of(petition.id),
        number=petition.number,
        channel=_(Channel(petition.channel).zh),
        text=lead_for(petition, request.viewer, vault, people),
        category=categories.get(category, ""),
        flags=flags_of(petition),
        place=places.get(petition.division, petition.division),
        holder=petition.holder.short_name,
        person=petition.person.name if petition.person else "",
        state=_(State(petition.state).zh),
        arrived=short_date(localdate(petition.arrived_at), request.today),
        due=due_of(petition, request.today),
    )


def address_of(petition_id: UUID) -> str:
    """Where the page of a petition stands; a list has fifty of them."""
    return _address().replace(str(NOBODYS), str(petition_id))


@cache
def _address() -> str:
    return reverse("desk:petition", args=[NOBODYS])
