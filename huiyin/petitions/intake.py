"""接收. How a petition comes in: one statement, acknowledged only after COMMIT (D6, R22.1).

`receive` must run in a transaction of its own; a used idempotency key ends that transaction
and `earlier` then answers from what it made the first time.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from huiyin.documents.actions import store
from huiyin.documents.models import StoredFile
from huiyin.language.clean import tidy
from huiyin.notifications.models import Outbox
from huiyin.organisations.models import Office
from huiyin.petitions.errors import Refused
from huiyin.petitions.events import next_event
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Draft, IntakeKey, Petition, Petitioner, Words
from huiyin.petitions.numbering import next_receipt
from huiyin.petitions.vault import Vault
from huiyin.petitions.writing import insert_together
from huiyin.privacy.codes import new_code
from huiyin.privacy.indexes import blind
from huiyin.rules.actor import Actor
from huiyin.rules.calendars import in_force
from huiyin.rules.clock import Due, due
from huiyin.rules.ids import new_id
from huiyin.rules.limits import rules_of
from huiyin.rules.moments import localdate
from huiyin.rules.terms import (
    Channel,
    Matter,
    Naming,
    OfficeKind,
    Stage,
    State,
    Step,
    TimeLimit,
)

LONGEST = 20_000
LEAD = 80
PERSONAL = ("name", "phone", "identity", "address", "email")
INDEXED = ("name", "phone", "identity")


@dataclass(frozen=True)
class IncomingFile:
    """A file as it arrives: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a petitioner hands in, by whatever way (R19.1)."""

    office_id: UUID
    channel: Channel
    naming: Naming
    request: str
    division: str
    arrived_at: datetime
    wish: Matter | None = None
    facts: str = ""
    reasons: str = ""
    complained_about: str = ""
    place_detail: str = ""
    name: str = ""
    phone: str = ""
    identity: str = ""
    address: str = ""
    email: str = ""
    people_count: int = 1
    consents_electronic: bool = False
    files: tuple[IncomingFile, ...] = field(default=())

    def body(self) -> dict[str, str]:
        """The words of the matter."""
        return {
            "request": self.request,
            "facts": self.facts,
            "reasons": self.reasons,
            "complained_about": self.complained_about,
            "place_detail": self.place_detail,
        }

    def whole(self) -> dict[str, Any]:
        """Everything that makes two submissions the same."""
        return {
            **self.body(),
            **{name: getattr(self, name) for name in PERSONAL},
            "office": str(self.office_id),
            "naming": self.naming.value,
            "wish": self.wish.value if self.wish else "",
            "division": self.division,
            "people_count": self.people_count,
            "consents_electronic": self.consents_electronic,
            "files": [[each.name, hashlib.sha256(each.content).hexdigest()] for each in self.files],
        }


@dataclass(frozen=True)
class Receipt:
    """信访凭证. What the petitioner takes away: number, code, and by when what happens."""

    petition_id: UUID
    number: str
    code: str
    due: Due
    is_new: bool = True
    changed: tuple[str, ...] = ()


def checked(submission: Submission) -> Submission:
    """The submission with tidy text; Refused or Unclean where it cannot be taken."""
    lengths = {
        "request": LONGEST,
        "facts": LONGEST,
        "reasons": LONGEST,
        "complained_about": 200,
        "place_detail": 300,
        "name": 100,
        "phone": 40,
        "identity": 40,
        "address": 300,
        "email": 200,
    }
    texts = {
        name: tidy(getattr(submission, name), limit=limit, many_lines=limit == LONGEST)
        for name, limit in lengths.items()
    }
    result = Submission(**{**_shallow(submission), **texts})
    if not result.request:
        raise Refused("请写明您的请求：希望解决什么问题。", field="request")
    if sum(len(texts[name]) for name in ("request", "facts", "reasons")) > LONGEST:
        raise Refused("请求、事实和理由合计不能超过20000字。", field="facts")
    if result.naming is not Naming.ANONYMOUS and not result.name:
        raise Refused("请填写姓名；不愿留名的，请选择匿名。", field="name")
    if not 1 <= result.people_count <= 9999:
        raise Refused("人数应在1至9999之间。", field="people_count")
    if result.naming is Naming.ANONYMOUS:
        result = Submission(
            **{**_shallow(result), "name": "", "identity": "", "address": "", "email": ""}
        )
    return result


def _shallow(submission: Submission) -> dict[str, Any]:
    return {name: getattr(submission, name) for name in submission.__dataclass_fields__}


@lru_cache(maxsize=512)
def _first_due(limit: TimeLimit, start: date, known_on: date) -> Due:
    return due(limit, start, in_force(known_on), registered_on=start)


@dataclass
class Incoming:
    """The rows of one petition about to come in."""

    petition: Petition
    vault: Vault
    rows: list[models.Model]
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
    vault = Vault(petition_id, staged.key if staged else None)
    arrived_on = localdate(submission.arrived_at)
    limit = TimeLimit.L1 if office.kind == OfficeKind.BUREAU else TimeLimit.L2
    dates = _first_due(limit, arrived_on, localdate(at))
    code = new_code()
    receipt = next_receipt(arrived_on.year)
    petition = Petition(
        id=petition_id,
        receipt=receipt,
        key=vault.wrapped(),
        code_index=blind("code", code),
        code=vault.seal(code, "petitions_petition.code", petition_id),
        lead=vault.seal(submission.request[:LEAD], "petitions_petition.lead", petition_id),
        channel=submission.channel,
        naming=submission.naming,
        wish=submission.wish,
        division=submission.division,
        people_count=submission.people_count,
        is_sealed=submission.wish is Matter.ACCUSATION,
        consents_electronic=submission.consents_electronic,
        has_phone=bool(submission.phone),
        rule_set=rules_of(arrived_on).name,
        registering=office,
        holder=office,
        state=State.RECEIVED,
        arrived_at=submission.arrived_at,
        recorded_at=at,
        next_due=dates.target,
        next_legal_due=dates.legal,
        chain_head=b"",
    )
    leg = Leg(
        petition=petition,
        holder=office,
        kind=Leg.INTAKE,
        state=State.RECEIVED,
        delivered_at=submission.arrived_at,
    )
    clock = Clock(
        petition=petition,
        leg=leg,
        office=office,
        limit=limit,
        started_at=submission.arrived_at,
        target_on=dates.target,
        legal_on=dates.legal,
        assessed_on=dates.assessed,
        explanation=dates.explanation.as_json(),
        calendar=dates.calendar_version,
        rule_set=dates.rule_set,
    )
    event, words = next_event(
        petition,
        Step.RECEIVE,
        by=by,
        at=submission.arrived_at,
        recorded_at=at,
        vault=vault,
        codes={
            "receipt": receipt,
            "channel": str(submission.channel),
            "clocks": {str(limit): [dates.target.isoformat(), dates.legal.isoformat()]},
            "files": list(file_digests),
        },
        words=submission.body(),
        stage=Stage.RECEIVE,
        leg_id=leg.id,
        after=State.RECEIVED,
    )
    used = IntakeKey(
        key=_key_digest(key),
        body_digest=vault.digest(submission.whole()),
        petition=petition,
        created_at=at,
    )
    note = Outbox(created_at=at, topic="received", subject=petition_id, arguments={}, not_before=at)
    rows: list[models.Model] = [petition, leg, clock, event, used, note]
    if words:
        rows.append(words)
    person = _petitioner(submission, petition, vault)
    if person:
        rows.append(person)
    return Incoming(petition, vault, rows, Receipt(petition_id, receipt, code, dates))


def _petitioner(submission: Submission, petition: Petition, vault: Vault) -> Petitioner | None:
    given = {name: getattr(submission, name) for name in PERSONAL if getattr(submission, name)}
    if not given:
        return None
    person = Petitioner(petition=petition)
    for name, value in given.items():
        setattr(person, name, vault.seal(value, f"petitions_petitioner.{name}", person.id))
        if name in INDEXED:
            setattr(person, f"{name}_index", blind(name, value))
    return person


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

    Raises Refused or language.clean.Unclean for what cannot be taken. The caller acknowledges
    only after its transaction has committed.
    """
    clean = checked(submission)
    if not 8 <= len(key) <= 200:
        raise Refused("防重复提交的标识应为8至200个字符。", field="key")
    place = office or Office.objects.get(pk=clean.office_id)
    if not clean.files and staged is None:
        incoming = prepare(clean, office=place, key=key, by=by, at=at)
        try:
            with transaction.atomic(savepoint=not _fresh()):
                insert_together(incoming.rows)
        except IntegrityError:
            return _earlier_or_raise(clean, key)
        return incoming.receipt
    first = earlier(clean, key)
    if first:
        return first
    return _receive_with_files(clean, place, key=key, by=by, at=at, staged=staged)


def _fresh() -> bool:
    return False


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
    digests = [bytes(each.digest).hex() for each in stored]
    incoming = prepare(
        submission, office=office, key=key, by=by, at=at, staged=draft, file_digests=digests
    )
    incoming.rows.extend(
        Outbox(created_at=at, topic="derive", subject=each.id, arguments={}, not_before=at)
        for each in stored
    )
    try:
        with transaction.atomic():
            insert_together(incoming.rows)
            if staged:
                staged.delete()
    except IntegrityError:
        return _earlier_or_raise(submission, key)
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
    vault = Vault(petition.id, petition.key)
    code = vault.open(petition.code, "petitions_petition.code", petition.id)
    arrived_on = localdate(petition.arrived_at)
    clock = petition.clocks.order_by("started_at", "id")[0]
    dates = _first_due(TimeLimit(clock.limit), arrived_on, localdate(petition.recorded_at))
    changed: tuple[str, ...] = ()
    if vault.digest(submission.whole()) != bytes(used.body_digest):
        changed = _changed(submission, petition, vault)
    return Receipt(petition.id, petition.number, code, dates, is_new=False, changed=changed)


def _changed(submission: Submission, petition: Petition, vault: Vault) -> tuple[str, ...]:
    words = Words.objects.get(petition=petition, seq=1)
    before = vault.open_words(words.body, words.id)
    now = submission.body()
    names = [name for name in now if now[name] != before.get(name, "")]
    return tuple(names) or ("other",)


def _earlier_or_raise(submission: Submission, key: str) -> Receipt:
    first = earlier(submission, key)
    if first is None:
        raise Refused("暂时无法提交，您填写的内容还在，请稍后再试，不会重复登记。")
    return first
