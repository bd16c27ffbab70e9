"""What became of a petition on the way, for its petitioner: 延长, 复查申请, 分拆, 并入."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from huiyin.petitions.letters import reviewing
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.rules.terms import LetterKind, State, Step, TimeLimit

Said = Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True)
class Extended:
    """延长. Until when it was, until when it is now, and why; without a new day it is void.

    Before its notice has been served it waits: the old day stands (L6).
    """

    days: int
    old_day: date
    new_day: date | None
    reason: str
    is_void: bool


@dataclass(frozen=True)
class ReviewAsked:
    """复查申请. The day on which it was handed in, to whom it goes, and whether in time (L7)."""

    asked_on: date
    in_time: bool
    organ: str


@dataclass(frozen=True)
class Related:
    """A petition that this one was split into or joined: number, state and dates.

    `about` is what was split off, as it stands in this petition's own record.
    """

    id: UUID
    number: str
    state: State
    label: str
    arrived_at: datetime
    closed_at: datetime | None
    opens: bool  # the code that opened this petition opens that one too
    about: str = ""


def extended(petition: Petition, events: Sequence[Event], said: Said) -> Extended | None:
    """The last extension, if one was ever approved."""
    asked = next((each for each in reversed(events) if each.step == Step.EXTEND), None)
    sixty = [each for each in petition.clocks.all() if each.limit == TimeLimit.L5]
    if asked is None or not sixty:
        return None
    served = next((each for each in events if _serves_extension(each, asked)), None)
    in_force = bool(served and served.codes.get("extended"))
    old = _before_extension(sixty) if in_force else sixty[-1]
    return Extended(
        days=asked.codes["days"],
        old_day=old.legal_on,
        new_day=sixty[-1].legal_on if in_force else None,
        reason=said.get(asked.seq, {}).get("reason", ""),
        is_void=bool(served and served.codes.get("void")),
    )


def _serves_extension(event: Event, asked: Event) -> bool:
    return (
        event.seq > asked.seq
        and event.step == Step.SERVE_NOTICE
        and event.codes.get("kind") == LetterKind.EXTENSION
    )


def _before_extension(sixty: Sequence[Clock]) -> Clock:
    return next(each for each in sixty if each.outcome == "replaced")


def review_asked(petition: Petition, events: Sequence[Event]) -> ReviewAsked | None:
    """The request for a review that was recorded last."""
    noted = next((each for each in reversed(events) if each.step == Step.NOTE_REVIEW), None)
    if noted is None:
        return None
    organ = reviewing(petition.holder)
    return ReviewAsked(
        asked_on=date.fromisoformat(noted.codes["asked_on"]),
        in_time=bool(noted.codes["in_time"]),
        organ=organ.name if organ else "",
    )


def parts(petition: Petition, events: Sequence[Event], said: Said) -> tuple[Related, ...]:
    """分拆. What the petition was split into, in the order of the parts."""
    event = next((each for each in events if each.step == Step.SPLIT), None)
    if event is None:
        return ()
    requests: Sequence[str] = said.get(event.seq, {}).get("parts", ())
    abouts = dict(zip(event.codes["parts"], requests, strict=False))
    rows = Petition.objects.filter(parent=petition).order_by("receipt")
    return tuple(_related(each, petition, abouts.get(str(each.pk), "")) for each in rows)


def joined(petition: Petition) -> Related | None:
    """并入. The earlier petition that this one joined."""
    return _related(petition.attached_to, petition) if petition.attached_to else None


def _related(other: Petition, petition: Petition, about: str = "") -> Related:
    return Related(
        id=other.pk,
        number=other.number,
        state=State(other.state),
        label=_(State(other.state).zh),
        arrived_at=other.arrived_at,
        closed_at=other.closed_at,
        opens=bytes(other.code_index) == bytes(petition.code_index),
        about=about,
    )
