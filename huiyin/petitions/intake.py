"""接收. How a petition comes in: one statement, acknowledged only after COMMIT (D6, R22.1).

Pages call `receive` in the transaction of their request. The API calls `receive_once` outside
any: its one statement is the transaction; a used key then answers from `earlier`.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from huiyin.audit.chain import GENESIS
from huiyin.documents.actions import forget, store
from huiyin.documents.models import StoredFile
from huiyin.notifications.models import Outbox
from huiyin.organisations.calendars import calendars, in_force
from huiyin.organisations.models import Office
from huiyin.petitions.errors import Refused
from huiyin.petitions.events import event_values
from huiyin.petitions.failpoints import Failpoint, reach
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Draft, Event, IntakeKey, Petition, Petitioner, Words
from huiyin.petitions.numbering import next_receipt
from huiyin.petitions.petitioners import digest_of_others, others_of, personal, petitioner_row
from huiyin.petitions.submissions import (
    LONGEST,
    PERSONAL,
    IncomingFile,
    Submission,
    check_key,
    checked,
    written,
)
from huiyin.petitions.vault import Vault
from huiyin.petitions.writing import Call, Row, WrittenJson, insert_together
from huiyin.privacy.codes import new_code
from huiyin.privacy.indexes import blind
from huiyin.privacy.keyring import keyring
from huiyin.rules.actor import Actor
from huiyin.rules.calendars import WorkCalendar
from huiyin.rules.clock import Due, due
from huiyin.rules.ids import new_id
from huiyin.rules.limits import rules_of
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import NOBODY, Viewer
from huiyin.rules.terms import Matter, OfficeKind, Stage, State, Step, TimeLimit

LEAD = 80

__all__ = [
    "LONGEST",
    "IncomingFile",
    "Receipt",
    "Submission",
    "check_key",
    "checked",
    "earlier",
    "first_due",
    "prepare",
    "receive",
    "receive_once",
]


@dataclass(frozen=True)
class Receipt:
    """信访凭证. What the petitioner takes away: number, code, and by when what happens."""

    petition_id: UUID
    number: str
    code: str
    due: Due
    limit: TimeLimit = TimeLimit.L1
    is_new: bool = True
    changed: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def _first_due(limit: TimeLimit, start: date, calendar: WorkCalendar) -> tuple[Due, WrittenJson]:
    """The dates of the first duty and their reasons as stored; alike for all of a day."""
    dates = due(limit, start, calendar, registered_on=start)
    return dates, WrittenJson(json.dumps(dates.explanation.as_json(), ensure_ascii=False))


def first_due(
    office: Office, arrived_on: date, known_on: date
) -> tuple[TimeLimit, Due, WrittenJson]:
    """The first duty: to register and route at a bureau (L1), to tell at another organ (L2)."""
    limit = TimeLimit.L1 if office.kind == OfficeKind.BUREAU else TimeLimit.L2
    return limit, *_first_due(limit, arrived_on, in_force(known_on))


@dataclass
class Incoming:
    """The rows of one petition about to come in, in the order of writing."""

    rows: list[Row]
    receipt: Receipt


def prepare(
    submission: Submission,
    *,
    office: Office,
    key: str,
    by: Actor,
    at: datetime,
    staged: Draft | None = None,
    file_digests: Sequence[str] = (),
) -> Incoming:
    """Make every row of a new petition, first event and first clock included; save nothing."""
    petition_id = staged.id if staged else new_id()
    leg_id = new_id()
    vault = Vault(petition_id, staged.key if staged else None)
    ring, row, personal_of = keyring(), str(petition_id), _personal_of(submission)
    arrived_on = localdate(submission.arrived_at)
    limit, dates, reasons = first_due(office, arrived_on, localdate(at))
    code = new_code()
    receipt = next_receipt(arrived_on.year, is_practice=submission.drill is not None)
    event, words = event_values(
        petition_id,
        Step.RECEIVE,
        seq=1,
        previous=GENESIS,
        by=by,
        at=submission.arrived_at,
        recorded_at=at,
        vault=vault,
        codes={
            "receipt": receipt,
            "channel": submission.channel.value,
            "clocks": {limit.value: [dates.target.isoformat(), dates.legal.isoformat()]},
            "files": list(file_digests),
            **submission.noted(),
            "given": given_codes(
                naming=submission.naming.value,
                wish=submission.wish.value if submission.wish else "",
                division=submission.division,
                people_count=submission.people_count,
                consents_electronic=submission.consents_electronic,
            ),
            "person": vault.digest(personal_of).hex(),
            **digest_of_others(submission.others(), vault),
        },
        words=submission.body(),
        stage=Stage.RECEIVE,
        leg_id=leg_id,
        after=State.RECEIVED,
    )
    petition = {
        "id": petition_id,
        "receipt": receipt,
        "key": vault.wrapped(ring),
        "code_index": blind("code", code, ring=ring),
        "code": vault.seal(code, "petitions_petition.code", row),
        "lead": vault.seal(submission.request[:LEAD], "petitions_petition.lead", row),
        "channel": submission.channel,
        "door": submission.door or "",
        "naming": submission.naming,
        "wish": submission.wish,
        "division": submission.division,
        "people_count": submission.people_count,
        "is_sealed": submission.wish is Matter.ACCUSATION,
        "consents_electronic": submission.consents_electronic,
        "has_phone": bool(submission.phone),
        "rule_set": rules_of(arrived_on).name,
        "drill": submission.drill,
        "registering_id": office.pk,
        "holder_id": office.pk,
        "state": State.RECEIVED,
        "arrived_at": submission.arrived_at,
        "recorded_at": at,
        "next_due": dates.target,
        "next_legal_due": dates.legal,
        "event_count": 1,
        "chain_head": event["hash"],
    }
    leg = {
        "id": leg_id,
        "petition_id": petition_id,
        "holder_id": office.pk,
        "kind": Leg.INTAKE,
        "state": State.RECEIVED,
        "delivered_at": submission.arrived_at,
    }
    clock = {
        "petition_id": petition_id,
        "leg_id": leg_id,
        "office_id": office.pk,
        "limit": limit,
        "started_at": submission.arrived_at,
        "target_on": dates.target,
        "legal_on": dates.legal,
        "assessed_on": dates.assessed,
        "explanation": reasons,
        "calendar": dates.calendar_version,
        "rule_set": dates.rule_set,
    }
    used = {
        "key": _key_digest(key),
        "body_digest": vault.digest(submission.whole()),
        "petition_id": petition_id,
        "created_at": at,
    }
    rows: list[Row] = [
        (Petition, petition),
        (Leg, leg),
        (Clock, clock),
        (Event, event),
        (IntakeKey, used),
        (Outbox, _left("received", petition_id, at)),
    ]
    if words:
        rows.append((Words, words))
    if person := petitioner_row(personal_of, petition_id, vault, ring):
        rows.append((Petitioner, person))
    others = (petitioner_row(each, petition_id, vault, ring) for each in submission.others())
    rows += [(Petitioner, each | {"is_main": False}) for each in others if each]
    return Incoming(rows, Receipt(petition_id, receipt, code, dates, limit))


def given_codes(
    *, naming: str, wish: str, division: str, people_count: int, consents_electronic: bool
) -> list[str | int | bool]:
    """What the petitioner chose, as the first event keeps it; none of it may change unseen."""
    return [naming, wish, division, people_count, consents_electronic]


def _personal_of(submission: Submission) -> dict[str, str]:
    return {name: getattr(submission, name) for name in PERSONAL}


def _left(topic: str, subject: UUID, at: datetime) -> dict[str, Any]:
    """The columns of work left for the worker."""
    return {"created_at": at, "topic": topic, "subject": subject, "not_before": at}


def _key_digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def receive(
    submission: Submission,
    *,
    key: str,
    by: Actor,
    at: datetime,
    office: Office | None = None,
    staged: Draft | None = None,
) -> Receipt:
    """接收. Take a petition in, once for each key, and answer with its number and code.

    Raises Refused for what cannot be taken. The caller acknowledges
    only after its transaction has committed.
    """
    clean = checked(submission)
    check_key(key)
    place = office or Office.objects.get(pk=clean.office_id)
    if clean.files or staged is not None:
        return earlier(clean, key) or _receive_with_files(
            clean, place, key=key, by=by, at=at, staged=staged
        )
    incoming = prepare(clean, office=place, key=key, by=by, at=at)
    try:
        with transaction.atomic():
            insert_together(incoming.rows)
    except IntegrityError:
        return _earlier_or_raise(clean, key)
    reach(Failpoint.AFTER_INSERT_BEFORE_COMMIT)
    return incoming.receipt


def receive_once(
    submission: Submission,
    *,
    key: str,
    by: Actor,
    at: datetime,
    office: Office,
    viewer: Viewer = NOBODY,
    first: Call | None = None,
) -> Receipt:
    """接收. Take in a petition that `checked` has passed, without files, in one round trip.

    To be called outside any transaction: when it returns, the petition is committed. Raises
    IntegrityError for a used key; `earlier` then knows what it made.
    """
    incoming = prepare(submission, office=office, key=key, by=by, at=at)
    # Inside one all the same, what a used key breaks is not more than this.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        insert_together(incoming.rows, viewer=viewer, first=first)
    return incoming.receipt


def _receive_with_files(
    submission: Submission,
    office: Office,
    *,
    key: str,
    by: Actor,
    at: datetime,
    staged: Draft | None,
) -> Receipt:
    draft = staged or _own_draft(at)
    vault = Vault(draft.id, draft.key)
    stored = [
        store(each.content, name=each.name, owner_id=draft.id, key=vault.key, at=at)
        for each in submission.files
    ]
    if staged:
        stored += list(StoredFile.objects.filter(owner_id=draft.id, purpose="original"))
    reach(Failpoint.AFTER_FILE_WRITTEN)
    digests = [bytes(each.digest).hex() for each in stored]
    incoming = prepare(
        submission, office=office, key=key, by=by, at=at, staged=draft, file_digests=digests
    )
    incoming.rows += [(Outbox, _left("derive", each.id, at)) for each in stored]
    try:
        with transaction.atomic():
            insert_together(incoming.rows)
            if staged:
                staged.delete()
    except IntegrityError:
        # Another submission with this key came first: what was just kept belongs to nothing.
        for each in stored if staged is None else ():
            forget(each)
        return _earlier_or_raise(submission, key)
    reach(Failpoint.AFTER_INSERT_BEFORE_COMMIT)
    return incoming.receipt


def _own_draft(at: datetime) -> Draft:
    draft_id = new_id()
    return Draft(id=draft_id, key=Vault(draft_id).wrapped(), form=b"", expires_at=at)


def earlier(submission: Submission, key: str) -> Receipt | None:
    """The receipt that this key has had, with what differs now; None for a key not used."""
    used = IntakeKey.objects.select_related("petition").filter(pk=_key_digest(key)).first()
    if used is None:
        return None
    petition = used.petition
    if petition.events.filter(step=Step.REISSUE_CODE).exists():
        raise Refused("这份已经登记过，查询码已经换发。请凭编号和新的查询码查询。")
    vault = Vault(petition.id, petition.key)
    code = vault.open(petition.code, "petitions_petition.code", petition.id)
    arrived_on = localdate(petition.arrived_at)
    clock = petition.clocks.order_by("started_at", "id")[0]
    limit = TimeLimit(clock.limit)
    dates, _reasons = _first_due(limit, arrived_on, calendars().of(clock.calendar))
    changed: tuple[str, ...] = ()
    if vault.digest(submission.whole()) != bytes(used.body_digest):
        changed = _changed(submission, petition, vault)
    return Receipt(petition.id, petition.receipt, code, dates, limit, is_new=False, changed=changed)


def _changed(submission: Submission, petition: Petition, vault: Vault) -> tuple[str, ...]:
    """Which fields of the submission are not what the key brought in the first time."""
    words = Words.objects.get(petition=petition, seq=1)
    before: dict[str, Any] = {
        **vault.open_words(words.body, words.id),
        **_personal(petition, vault),
        "office": str(petition.registering_id),
        "naming": petition.naming,
        "wish": petition.wish or "",
        "division": petition.division,
        "people_count": petition.people_count,
        "consents_electronic": petition.consents_electronic,
    }
    before["petitioners"] = [personal(each, vault) for each in others_of(petition)] or None
    now = submission.whole()
    if submission.states_arrival:
        before["arrived_at"] = written(petition.arrived_at)
    names = [name for name, value in before.items() if now.get(name) != value]
    return tuple(names) or ("other",)


def _personal(petition: Petition, vault: Vault) -> dict[str, str]:
    person = petition.petitioners.order_by("-is_main", "id").first()
    if person is None:
        return dict.fromkeys(PERSONAL, "")
    return {
        name: vault.open(getattr(person, name), f"petitions_petitioner.{name}", person.id)
        for name in PERSONAL
    }


def _earlier_or_raise(submission: Submission, key: str) -> Receipt:
    first = earlier(submission, key)
    if first is None:
        raise Refused("暂时无法提交，您填写的内容还在，请稍后再试，不会重复登记。")
    return first
