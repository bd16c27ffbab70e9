"""The one door: which petitions a viewer may see, and how much of each.

Lists, search, counts, files, jobs and the API all begin at `Petition.objects.visible_to`.
The relations are the table of docs/law.md#door; the wall is wall.py.
"""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from huiyin.petitions.legs import Leg
from huiyin.petitions.requests import Request
from huiyin.petitions.wall import Recusal, shut_out
from huiyin.rules.permissions import HANDLING, REGISTERING, Viewer, ViewerKind
from huiyin.rules.rule import CONFIRMING, OPEN
from huiyin.rules.terms import Matter, Naming, OfficeKind, Role, State

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition

WHOLE_OFFICE = REGISTERING | {Role.HEAD}
HOLDING = WHOLE_OFFICE | {Role.HANDLER}
KEEPERS = REGISTERING | HANDLING  # who keeps the register: a bureau, or who received directly


class PetitionQuerySet(models.QuerySet["Petition"]):
    """Questions about petitions; nobody sees one except through `visible_to`."""

    def visible_to(self, viewer: Viewer, *, today: date) -> PetitionQuerySet:
        """The petitions this viewer may know of (docs/law.md#door). Everything else is 404."""
        if viewer.kind is ViewerKind.JOB:
            return self
        if viewer.kind is ViewerKind.HOLDER and viewer.petition:
            return self.filter(pk=viewer.petition)
        if viewer.kind is not ViewerKind.STAFF or not viewer.holdings:
            return self.none()
        whole = viewer.office_ids(WHOLE_OFFICE)
        handled = viewer.office_ids([Role.HANDLER])
        bureaus = viewer.office_ids(REGISTERING)
        known = (
            Q(registering__in=bureaus)
            | Q(holder__in=whole)
            | (Q(holder__in=handled) & (Q(person=None) | Q(person=viewer.id)))
            | Exists(Leg.objects.filter(petition=OuterRef("pk"), sender__in=whole))
            | _in_line_below(viewer)
            | Exists(
                Leg.objects.filter(
                    petition=OuterRef("pk"),
                    kind=Leg.CO,
                    ended_at=None,
                    holder__in=whole | handled,
                )
            )
            | Exists(
                Request.objects.filter(
                    petition=OuterRef("pk"),
                    decided_at=None,
                    office__in=viewer.office_ids(CONFIRMING),
                )
            )
        )
        recused = Recusal.objects.filter(petition=OuterRef("pk"), user=UUID(viewer.id))
        return self.filter(known).exclude(shut_out(viewer, today)).exclude(Exists(recused))

    def read_by(self, viewer: Viewer) -> PetitionQuerySet:
        """Of the visible ones those whose words stand open to staff: `opening` says FILE."""
        mine = (
            Q(holder__in=viewer.office_ids(HOLDING))
            | Q(registering__in=viewer.office_ids(REGISTERING))
            | Exists(
                Leg.objects.filter(
                    petition=OuterRef("pk"), sender__in=viewer.office_ids(WHOLE_OFFICE)
                )
            )
        )
        return self.filter(mine).exclude(state=State.HANDED_OVER).exclude(accusation())

    def narrowed(self, viewer: Viewer, *, most: int) -> PetitionQuerySet:
        """Of what `read_by` gave the same rows, named one by one where they are few.

        Spares looking through the whole table, in order, for what belongs to one small office.
        """
        sent = Leg.objects.filter(sender__in=viewer.office_ids(WHOLE_OFFICE))
        held, registered, left = (
            self.filter(part).order_by().values_list("pk", flat=True)[: most + 1]
            for part in (
                Q(holder__in=viewer.office_ids(HOLDING)),
                Q(registering__in=viewer.office_ids(REGISTERING)),
                Q(pk__in=sent.values("petition")),
            )
        )
        ids = set(held.union(registered, left))
        return self.filter(pk__in=ids) if len(ids) <= most else self

    def open(self) -> PetitionQuerySet:
        """Petitions that have not ended."""
        return self.filter(state__in=sorted(OPEN))

    def late(self, today: date) -> PetitionQuerySet:
        """Petitions whose office is past the target day of a duty."""
        return self.waiting_for_office().filter(next_due__lt=today)

    def waiting_for_office(self) -> PetitionQuerySet:
        """Petitions on which an office, not the petitioner, has the next duty."""
        return self.open().filter(next_is_duty=True)


def _in_line_below(viewer: Viewer) -> Q:
    """What is registered or held below the government that a bureau viewer serves."""
    condition = Q(pk__in=[])
    for holding in viewer.holdings:
        if holding.kind is OfficeKind.BUREAU and holding.role in REGISTERING:
            government = holding.path.rstrip("/").rsplit("/", 1)[0] + "/"
            condition |= Q(registering__path__startswith=government)
    return condition


class Opening(IntEnum):
    """How much of a petition a viewer may read."""

    ROW = 1  # number, dates, clocks
    FILE_WITH_REASON = 2  # the words after a typed reason
    FILE = 3  # the words


def opening(petition: Petition, viewer: Viewer) -> Opening:
    """How far a visible petition stands open to a viewer.

    What was handed over sealed is read only by the organ that holds it (docs/law.md § 1.9);
    an accusation is read by named persons with a reason; a superior bureau gives one too.
    """
    if viewer.kind in (ViewerKind.JOB, ViewerKind.HOLDER):
        return Opening.FILE
    holder, registering = petition.holder_id, petition.registering_id
    holds = holder in viewer.office_ids(HOLDING)
    if petition.state == State.HANDED_OVER:
        return Opening.FILE_WITH_REASON if holds else Opening.ROW
    if petition.is_sealed:
        mine = holds or registering in viewer.office_ids(REGISTERING)
        return Opening.FILE_WITH_REASON if mine else Opening.ROW
    if holds or registering in viewer.office_ids(REGISTERING):
        return Opening.FILE
    senders = {leg.sender_id for leg in petition.legs.all() if leg.sender_id}
    if senders & viewer.office_ids(WHOLE_OFFICE) or _helps(petition, viewer):
        return Opening.FILE
    return Opening.FILE_WITH_REASON


def hides_name_from(petition: Petition, viewer: Viewer) -> bool:
    """Whether the name is kept from this viewer: only the registering bureau knows it (G4)."""
    withheld = petition.naming == Naming.WITHHELD and petition.name_disclosure != "granted"
    return withheld and petition.registering_id not in viewer.office_ids(KEEPERS)


def named_to(viewer: Viewer) -> Q:
    """The same as a condition on rows: those whose name is not kept from this viewer."""
    keeps = Q(registering__in=viewer.office_ids(KEEPERS))
    return ~Q(naming=Naming.WITHHELD) | Q(name_disclosure="granted") | keeps


def is_accusation(petition: Petition) -> bool:
    """Whether lists and headings say no more than that it is an accusation (R30.1)."""
    wished = petition.matter is None and petition.wish == Matter.ACCUSATION
    return bool(petition.is_sealed or wished or petition.matter == Matter.ACCUSATION)


def accusation() -> Q:
    """The same as a condition on rows."""
    wished = Q(matter=None, wish=Matter.ACCUSATION)
    return Q(is_sealed=True) | wished | Q(matter=Matter.ACCUSATION)


def _helps(petition: Petition, viewer: Viewer) -> bool:
    """Whether the viewer's office takes part in a side leg that is still open (会办)."""
    offices = viewer.office_ids(WHOLE_OFFICE | {Role.HANDLER})
    return any(
        leg.kind == Leg.CO and leg.ended_at is None and leg.holder_id in offices
        for leg in petition.legs.all()
    )
