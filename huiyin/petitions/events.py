"""Making the events of a petition: each one carries the hash of the one before (design.md § 4)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from huiyin.audit.chain import GENESIS, link
from huiyin.petitions.models import Event, Petition, Words
from huiyin.petitions.vault import Vault
from huiyin.rules.actor import Actor
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Stage, State, Step

Codes = Mapping[str, Any]


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def chained(event: Event) -> dict[str, Any]:
    """What of an event the chain covers: everything that is stored of it."""
    return {
        "id": str(event.id),
        "petition": str(event.petition_id),
        "seq": event.seq,
        "step": str(event.step),
        "stage": str(event.stage) if event.stage else None,
        "at": _written(event.at),
        "recorded_at": _written(event.recorded_at),
        "actor": event.actor,
        "actor_post": event.actor_post,
        "office": event.office,
        "leg": str(event.leg_id) if event.leg_id else None,
        "before": str(event.before) if event.before else None,
        "after": str(event.after) if event.after else None,
        "codes": event.codes,
        "words": bytes(event.words_digest).hex() if event.words_digest else None,
    }


def next_event(
    petition: Petition,
    step: Step,
    *,
    by: Actor,
    at: datetime,
    recorded_at: datetime,
    vault: Vault,
    codes: Codes | None = None,
    words: Codes | None = None,
    stage: Stage | None = None,
    leg_id: UUID | None = None,
    before: State | None = None,
    after: State | None = None,
) -> tuple[Event, Words | None]:
    """The next link of a petition's chain, not yet saved; the petition's head moves with it."""
    petition.event_count += 1
    event = Event(
        id=new_id(),
        recorded_at=recorded_at,
        petition=petition,
        seq=petition.event_count,
        step=step,
        stage=stage,
        at=at,
        actor=by.id,
        actor_post=by.post,
        office=by.office,
        leg_id=leg_id,
        before=before,
        after=after,
        codes=dict(codes or {}),
        words_digest=vault.digest(words) if words else None,
        prev_hash=bytes(petition.chain_head) if petition.chain_head else GENESIS,
    )
    event.hash = link(bytes(event.prev_hash), chained(event))
    petition.chain_head = event.hash
    if not words:
        return event, None
    row_id = new_id()
    sealed = vault.seal_words(words, row_id)
    return event, Words(id=row_id, petition=petition, seq=event.seq, body=sealed)
