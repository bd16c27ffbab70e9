"""Making the events of a petition: each one carries the hash of the one before."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from huiyin.audit.chain import GENESIS, link
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.vault import Vault, as_json
from huiyin.rules.actor import Actor
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Stage, State, Step

Codes = Mapping[str, Any]
SET_BACK = timedelta(days=31)  # by how much a clock may have been set back since


def story_begins(petition: Petition) -> datetime:
    """No event of a petition was recorded before this: the months before need no look."""
    return petition.recorded_at - SET_BACK


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def chained(event: Event) -> dict[str, Any]:
    """What of an event the chain covers: everything that is stored of it."""
    return _covered(event.__dict__)


def _covered(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(values["id"]),
        "petition": str(values["petition_id"]),
        "seq": values["seq"],
        "step": str(values["step"]),
        "stage": str(values["stage"]) if values["stage"] else None,
        "at": _written(values["at"]),
        "recorded_at": _written(values["recorded_at"]),
        "actor": values["actor"],
        "actor_post": values["actor_post"],
        "office": values["office"],
        "leg": str(values["leg_id"]) if values["leg_id"] else None,
        "before": str(values["before"]) if values["before"] else None,
        "after": str(values["after"]) if values["after"] else None,
        "codes": values["codes"],
        "words": bytes(values["words_digest"]).hex() if values["words_digest"] else None,
    }


def event_values(
    petition_id: UUID,
    step: Step,
    *,
    seq: int,
    previous: bytes,
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
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The columns of an event, linked to the hash before it, and those of its words if any."""
    written = as_json(words) if words else ""
    event: dict[str, Any] = {
        "id": new_id(),
        "recorded_at": recorded_at,
        "petition_id": petition_id,
        "seq": seq,
        "step": step,
        "stage": stage,
        "at": at,
        "actor": by.id,
        "actor_post": by.post,
        "office": by.office,
        "leg_id": leg_id,
        "before": before,
        "after": after,
        "codes": dict(codes or {}),
        "words_digest": vault.digest_written(written) if words else None,
        "prev_hash": previous,
    }
    event["hash"] = link(previous, _covered(event))
    if not words:
        return event, None
    row_id = new_id()
    sealed = vault.seal_words(written, row_id)
    return event, {"id": row_id, "petition_id": petition_id, "seq": seq, "body": sealed}


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
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The next link of a petition's chain, as `event_values`; the petition's head moves with it."""
    petition.event_count += 1
    event, its_words = event_values(
        petition.id,
        step,
        seq=petition.event_count,
        previous=bytes(petition.chain_head) if petition.chain_head else GENESIS,
        by=by,
        at=at,
        recorded_at=recorded_at,
        vault=vault,
        codes=codes,
        words=words,
        stage=stage,
        leg_id=leg_id,
        before=before,
        after=after,
    )
    petition.chain_head = event["hash"]
    return event, its_words
