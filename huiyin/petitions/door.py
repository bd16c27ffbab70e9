"""The one door: which petitions a viewer may see, and how much of each.

Lists, search, counts, files, jobs and the API all begin at `Petition.objects.visible_to`.
The relations are the table of docs/law.md#door; the wall is wall.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models import BooleanField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from huiyin.organisations.places import path_above
from huiyin.petitions.disputes import Dispute
from huiyin.petitions.emergency_marks import seen_by_groups, works_on
from huiyin.petitions.legs import Leg
from huiyin.petitions.requests import Request
from huiyin.petitions.wall import Recusal, shut_out
from huiyin.rules.permissions import GROUPED, HANDLING, HEADS, REGISTERING, Viewer, ViewerKind
from huiyin.rules.rule import CONFIRMING, OPEN
from huiyin.rules.terms import Matter, Naming, OfficeKind, Role, State

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition

WHOLE_OFFICE = REGISTERING | {Role.HEAD}
HOLDING = WHOLE_OFFICE | {Role.HANDLER}
KEEPERS = REGISTERING | HANDLING  # who keeps the register: a bureau, or who received directly
GIVEN_BACK = (State.RETURNED, State.TAKEN_BACK)


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
        untouched = type(self)(self.model, using=self.db)
        if vars(self.query) == vars(untouched.query):
            return _door(type(self), self.model, self.db, viewer, today).all()
        return self._known_to(viewer, today)

    def _known_to(self, viewer: Viewer, today: date) -> PetitionQuerySet:
        """The condition of the door for somebody of the staff."""
        whole = viewer.office_ids(WHOLE_OFFICE)
        handled = viewer.office_ids([Role.HANDLER])
        known = (
            Q(holder__in=whole)
            | (Q(holder__in=handled) & (Q(person=None) | Q(person=viewer.id)))
            | _in_line_below(viewer)
        )
        for rows in _reaching(viewer):
            known |= Q(Exists(rows.filter(petition=OuterRef("pk"))))
        if groups := viewer.office_ids(GROUPED):
            known |= _of_groups(groups)
        recused = Recusal.objects.filter(petition=OuterRef("pk"), user=UUID(viewer.id))
        return self.filter(known).exclude(shut_out(viewer, today)).exclude(Exists(recused))

    def read_by(self, viewer: Viewer) -> PetitionQuerySet:
        """Of the visible ones those whose words stand open to staff: `opening` says FILE."""
        mine = self.beyond_own_acts(viewer)
        return mine.exclude(state=State.HANDED_OVER).exclude(accusation())

    def beyond_own_acts(self, viewer: Viewer) -> PetitionQuerySet:
        """Of the visible ones those of which a viewer knows more than what its office did once."""
        sent = _sent_by(viewer.office_ids(WHOLE_OFFICE)).filter(petition=OuterRef("pk"))
        # A value for each row in turn: as a condition it would be gathered from all years first.
        one = Subquery(sent.values(is_theirs=Value(True))[:1], output_field=BooleanField())
        return self.filter(
            Q(holder__in=viewer.office_ids(HOLDING))
            | Q(registering__in=viewer.office_ids(REGISTERING))
            | Q(Coalesce(one, Value(False)))
        )

    def few(self, viewer: Viewer, *, most: int) -> models.QuerySet[Petition, UUID]:
        """Of what `read_by` gave the ids, one more than `most` at most of each way to it.

        Where they are few they are named: that spares looking through the whole table, in order,
        for what belongs to one small office.
        """
        sent = _sent_by(viewer.office_ids(WHOLE_OFFICE))
        held, registered, left = (
            self.filter(part).order_by().values_list("pk", flat=True)[: most + 1]
            for part in (
                Q(holder__in=viewer.office_ids(HOLDING)),
                Q(registering__in=viewer.office_ids(REGISTERING)),
                Q(pk__in=sent.values("petition")),
            )
        )
        return held.union(registered, left)

    def in_earnest(self) -> PetitionQuerySet:
        """All but the practice petitions of drills: what is counted, listed, found, told on."""
        return self.of_drill(None)

    def of_drill(self, drill: UUID | None) -> PetitionQuerySet:
        """The practice petitions of one drill; of none, those in earnest. Never both."""
        return self.filter(drill=drill)

    def open(self) -> PetitionQuerySet:
        """Petitions that have not ended."""
        return self.filter(state__in=sorted(OPEN))

    def late(self, today: date) -> PetitionQuerySet:
        """Petitions whose office is past the target day of a duty."""
        return self.waiting_for_office().filter(next_due__lt=today)

    def waiting_for_office(self) -> PetitionQuerySet:
        """Petitions on which an office, not the petitioner, has the next duty."""
        return self.open().filter(next_is_duty=True)


@lru_cache(maxsize=128)  # of a hundred KiB each
def _door(
    kind: type[PetitionQuerySet],
    model: type[Petition],
    database: str,
    viewer: Viewer,
    today: date,
) -> PetitionQuerySet:
    """The same query for a viewer all day, never asked itself: to compose it is dear."""
    return kind(model, using=database)._known_to(viewer, today)


def _reaching(viewer: Viewer) -> Iterator[models.QuerySet[Any]]:
    """What hangs on a petition and opens it to the viewer; nothing is asked of posts not held."""
    whole = viewer.office_ids(WHOLE_OFFICE)
    working = viewer.office_ids(HOLDING)
    if whole:
        yield _sent_by(whole)
    if working:
        yield Leg.objects.filter(kind=Leg.CO, ended_at=None, holder__in=working)
        yield _held_once(viewer)
    if confirming := viewer.office_ids(CONFIRMING):
        yield Request.objects.filter(decided_at=None, office__in=confirming)
    if heading := viewer.office_ids(HEADS):
        yield Dispute.objects.filter(decided_at=None, office__in=heading)


def _of_groups(groups: frozenset[UUID]) -> Q:
    """What an emergency mark lays before these groups; it opens no accusation (R30.3, B24)."""
    marked = Exists(seen_by_groups(groups).filter(petition=OuterRef("pk")))
    return Q(urgent=True) & marked & ~accusation() & ~Q(state=State.HANDED_OVER)


def _in_line_below(viewer: Viewer) -> Q:
    """What is registered below the government that a bureau viewer serves, at the bureau too."""
    condition = Q(pk__in=[])
    for government in _governed(viewer):
        condition |= Q(registering__path__startswith=government)
    return condition


def of_registers(viewer: Viewer) -> Q:
    """The registers of which a viewer knows everything but what the wall or a recusal keeps."""
    return _in_line_below(viewer)


def _governed(viewer: Viewer) -> list[str]:
    """The paths of the governments whose bureaus the viewer serves."""
    return [
        path_above(holding.path)
        for holding in viewer.holdings
        if holding.kind is OfficeKind.BUREAU and holding.role in REGISTERING
    ]


def _sent_by(offices: frozenset[UUID]) -> models.QuerySet[Leg]:
    """The legs by which these offices sent a petition on; to ask another for help is not that."""
    return Leg.objects.filter(sender__in=offices).exclude(kind=Leg.CO)


def _has_sent(petition: Petition, viewer: Viewer) -> bool:
    """Whether the viewer's office sent the petition on: the same of one whose legs are read."""
    mine = viewer.office_ids(WHOLE_OFFICE)
    return any(leg.sender_id in mine and leg.kind != Leg.CO for leg in petition.legs.all())


def _held_once(viewer: Viewer) -> models.QuerySet[Leg]:
    """The legs that the viewer's office held and gave back: what it did itself stays its own."""
    whole, handled = viewer.office_ids(WHOLE_OFFICE), viewer.office_ids([Role.HANDLER])
    theirs = Q(holder__in=whole) | (Q(holder__in=handled) & (Q(person=None) | Q(person=viewer.id)))
    return Leg.objects.filter(theirs, state__in=GIVEN_BACK)


class Opening(IntEnum):
    """How much of a petition a viewer may read."""

    OWN_ACTS = 0  # the number, what the own office did and the letters it issued
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
    holds = petition.holder_id in viewer.office_ids(HOLDING)
    mine = holds or petition.registering_id in viewer.office_ids(REGISTERING)
    # Legs are asked last: for most rows of a list it is the office's own.
    if not mine and held_by(petition, viewer) and not _is_known_otherwise(petition, viewer):
        return Opening.OWN_ACTS
    if petition.state == State.HANDED_OVER:
        return Opening.FILE_WITH_REASON if holds else Opening.ROW
    if petition.is_sealed:
        return Opening.FILE_WITH_REASON if mine else Opening.ROW
    if mine:
        return Opening.FILE
    if _has_sent(petition, viewer) or helps(petition, viewer) or arbitrates(petition, viewer):
        return Opening.FILE
    if works_on(petition, viewer):
        return Opening.FILE
    return Opening.FILE_WITH_REASON


def hides_name_from(petition: Petition, viewer: Viewer) -> bool:
    """Whether the name is kept from this viewer: only the registering bureau knows it (G4).

    A petitioner who agrees tells the unit that handles the matter, and nobody above or beside it.
    """
    keeps = petition.registering_id in viewer.office_ids(KEEPERS)
    if petition.naming != Naming.WITHHELD or keeps:
        return False
    holds = petition.holder_id in viewer.office_ids(HOLDING)
    return petition.name_disclosure != "granted" or not holds


def named_to(viewer: Viewer) -> Q:
    """The same as a condition on rows: those whose name is not kept from this viewer."""
    keeps = Q(registering__in=viewer.office_ids(KEEPERS))
    told = Q(name_disclosure="granted", holder__in=viewer.office_ids(HOLDING))
    return ~Q(naming=Naming.WITHHELD) | told | keeps


def is_accusation(petition: Petition) -> bool:
    """Whether lists and headings say no more than that it is an accusation (R30.1)."""
    wished = petition.matter is None and petition.wish == Matter.ACCUSATION
    return bool(petition.is_sealed or wished or petition.matter == Matter.ACCUSATION)


def accusation() -> Q:
    """The same as a condition on rows."""
    wished = Q(matter=None, wish=Matter.ACCUSATION)
    return Q(is_sealed=True) | wished | Q(matter=Matter.ACCUSATION)


def shows_ratings(petition: Petition, viewer: Viewer) -> bool:
    """Ratings are kept from the office that is rated until the petition is closed (G8)."""
    if petition.state == State.CLOSED:
        return True
    keeps = petition.registering_id in viewer.office_ids(REGISTERING)
    return keeps and petition.registering_id != petition.holder_id


def with_ratings_shown(viewer: Viewer) -> Q:
    """The petitions of which `shows_ratings` holds; a job counts for nobody in particular."""
    if viewer.kind is ViewerKind.JOB:
        return Q()
    keeps = Q(registering__in=viewer.office_ids(REGISTERING)) & ~Q(holder=F("registering"))
    return Q(state=State.CLOSED) | keeps


def held_by(petition: Petition, viewer: Viewer) -> frozenset[UUID]:
    """The viewer's offices that held the petition once and gave it back."""
    mine = viewer.office_ids(HOLDING)
    return frozenset(
        leg.holder_id
        for leg in petition.legs.all()
        if leg.state in GIVEN_BACK and leg.holder_id in mine
    )


def _is_known_otherwise(petition: Petition, viewer: Viewer) -> bool:
    """Whether a former holder sees the petition by another relation of the table too."""
    mine = viewer.office_ids(HOLDING)
    if petition.holder_id in mine or _has_sent(petition, viewer):
        return True
    if petition.registering_id in viewer.office_ids(REGISTERING) or helps(petition, viewer):
        return True
    decides = viewer.office_ids(CONFIRMING)
    if any(r.decided_at is None and r.office_id in decides for r in petition.requests.all()):
        return True
    if arbitrates(petition, viewer) or works_on(petition, viewer):
        return True
    above = _governed(viewer)
    return any(petition.registering.path.startswith(path) for path in above)


def arbitrates(petition: Petition, viewer: Viewer) -> bool:
    """Whether the viewer decides on who handles it (指定管辖)."""
    if petition.state != State.DISPUTED:
        return False
    waiting = petition.disputes.filter(decided_at=None)
    return waiting.filter(office__in=viewer.office_ids(HEADS)).exists()


def helps(petition: Petition, viewer: Viewer) -> bool:
    """Whether the viewer's office takes part in a side leg that is still open (会办)."""
    offices = viewer.office_ids(HOLDING)
    return any(
        leg.kind == Leg.CO and leg.ended_at is None and leg.holder_id in offices
        for leg in petition.legs.all()
    )
