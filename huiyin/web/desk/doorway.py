"""How a page about one petition is reached: through the door, or to the page that says nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import overload
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.language.clean import Unclean, one_line
from huiyin.petitions.composed import Composed
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.permissions import Viewer
from huiyin.web.desk.dossier import LOOK, Dossier
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.signin_proof import Proves, never

LEAST_REASON = 4
MOST_REASON = 200
OPENED = "opened"
OPEN_SECONDS = 15 * 60

PetitionView = Callable[..., HttpResponse]


@overload
def petition_page(view: PetitionView) -> PetitionView: ...
@overload
def petition_page(*, proves: Proves) -> Callable[[PetitionView], PetitionView]: ...
def petition_page(
    view: PetitionView | None = None, *, proves: Proves = never
) -> PetitionView | Callable[[PetitionView], PetitionView]:
    """Gives the view the petition; what is hidden and what is missing answer with the same page.

    Around every page the middleware writes down who was answered so. A proof that the view wants
    is asked for before the door, so that asking tells nothing either.
    """

    def guard(guarded: PetitionView) -> PetitionView:
        @staff_page(roles=PETITION_ROLES, proves=proves)
        @wraps(guarded)
        def admitted(
            request: StaffRequest, petition_id: UUID, *arguments: object, **named: object
        ) -> HttpResponse:
            found = _ASKED(request.viewer, today=request.today, petition=petition_id)
            if not found:
                return not_found(request)
            return guarded(request, found[0], *arguments, **named)

        return admitted

    return guard(view) if view is not None else guard


def _asked(viewer: Viewer, *, today: date, petition: UUID) -> QuerySet[Petition]:
    """One petition, as far as this viewer may know of it."""
    seen = Petition.objects.visible_to(viewer, today=today).filter(pk=petition)
    return seen.select_related("holder", "registering", "category__parent", "person")


_ASKED = Composed(_asked, planned_once=True)


def not_found(request: StaffRequest) -> HttpResponse:
    """What answers for a petition that is not there, or not for this viewer."""
    return page(request, "desk/not_found.html", status=404, address="/")


def gone_on(request: StaffRequest, petition_id: UUID, *, done: str) -> HttpResponse:
    """Back to the petition, or to the lists where this viewer sees it no longer."""
    seen = Petition.objects.visible_to(request.viewer, today=request.today)
    if seen.filter(pk=petition_id).exists():
        there = reverse("desk:petition", args=[petition_id])
        return redirect(f"{there}?done={done}")
    return redirect("desk:home")


def reason_of(typed: str) -> str:
    """The reason as it is logged; `Refused` where it says too little or cannot be stored."""
    try:
        reason = one_line(typed, limit=MOST_REASON)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="reason") from None
    if len(reason.replace(" ", "")) < LEAST_REASON:
        raise Refused(_("请写明理由，至少四个字。理由会记入访问记录。"), field="reason")
    return reason


def open_words(request: StaffRequest, petition: Petition, reason: str) -> None:
    """Remember for a quarter of an hour why this person opened the words of a petition."""
    opened = request.session.get(OPENED, {})
    request.session[OPENED] = opened | {str(petition.pk): [reason, request.now.timestamp()]}


def reason_for_words(request: StaffRequest, one: Dossier) -> str | None:
    """The reason by which the words stand open now: none needed is "", not open is None."""
    if one.sight.reads:
        return ""
    if not one.sight.may_read:
        return None
    reason, opened_at = request.session.get(OPENED, {}).get(str(one.petition.pk), ("", 0.0))
    recent = request.now.timestamp() - opened_at < OPEN_SECONDS
    return reason if reason and recent else None


def note_reading(
    request: StaffRequest, one: Dossier, reason: str | None, *, subject: str = "words"
) -> None:
    """Write the opening to the accesses; only where words are shown was the file opened (G5)."""
    read = reason is not None
    note_access(
        Access.READ if read else LOOK,
        viewer=acting_at(request, one),
        at=request.now,
        petition_id=one.petition.pk,
        subject=subject if read else "row",
        reason=reason or "",
    )


def note_reveal(request: StaffRequest, one: Dossier, subject: str, reason: str) -> None:
    """Write down that a personal field was opened, and why."""
    note_access(
        Access.REVEAL,
        viewer=acting_at(request, one),
        at=request.now,
        petition_id=one.petition.pk,
        subject=subject,
        reason=reason,
    )


def acting_at(request: StaffRequest, one: Dossier) -> Viewer:
    """The viewer, with the post first by which this petition is seen."""
    viewer = request.viewer
    near = (str(one.petition.holder_id), str(one.petition.registering_id))
    if not viewer.offices(viewer.roles) & set(near):
        return viewer
    ordered = sorted(viewer.holdings, key=lambda each: each.office not in near)
    return replace(viewer, holdings=tuple(ordered))
