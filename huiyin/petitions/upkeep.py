"""What jobs do to petitions: rendering letters, and the nightly proof that nothing is lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q

from huiyin.audit.chain import verify
from huiyin.documents.actions import is_there, reread
from huiyin.documents.models import StoredFile
from huiyin.organisations.models import Office
from huiyin.petitions import letters
from huiyin.petitions.beside import first_changed_beside
from huiyin.petitions.door import PetitionQuerySet, accusation
from huiyin.petitions.emergency_marks import seen_by_groups_below
from huiyin.petitions.events import chained
from huiyin.petitions.models import Event, Petition, PetitionLetter
from huiyin.petitions.taking import taking
from huiyin.petitions.vault import Vault
from huiyin.privacy.sealing import Unreadable, digest
from huiyin.rules.permissions import job_viewer
from huiyin.rules.rows.unseen import PARTS_ENDED, RENDERED
from huiyin.rules.terms import LetterKind, State, Step
from huiyin.rules.workflow import FINAL, WAITING


def record_rendering(
    petition_id: UUID, *, letter_id: UUID, hashes: dict[str, str], at: datetime
) -> Event:
    """Add the event with the hashes of a letter that the worker has made."""
    viewer = job_viewer("render")
    with taking(Step.RENDER, petition_id, by=viewer, at=at, choose=lambda _facts: RENDERED) as one:
        one.codes |= {"letter": str(letter_id), **hashes}
    return one.result


def issue_receipt(petition_id: UUID, *, at: datetime) -> Event | None:
    """信访凭证. The slip with number and code as a letter; once, soon after the intake."""
    if PetitionLetter.objects.filter(
        petition=petition_id, letter__kind=LetterKind.RECEIPT
    ).exists():
        return None
    viewer = job_viewer("receipt")
    with taking(Step.RENDER, petition_id, by=viewer, at=at, choose=lambda _facts: RENDERED) as one:
        one.issue(
            LetterKind.RECEIPT,
            letters.receipt(one.petition, one.vault),
            office=one.petition.registering,
            needs_service=False,
        )
    return one.result


def petition_of_letter(letter_id: UUID) -> tuple[UUID, bytes] | None:
    """The petition a letter belongs to, and its opened key."""
    link = PetitionLetter.objects.select_related("petition").filter(letter_id=letter_id).first()
    if link is None:
        return None
    return link.petition_id, Vault(link.petition.id, link.petition.key).key


def first_bad_event(petition: Petition) -> int | None:
    """The first event that does not hold, or None (SECURITY.md).

    It must follow from the one before, and what stands beside it must be what it digests: its
    words, the facts of its letters, the person and the choices of the first one.
    """
    events = list(Event.objects.filter(petition=petition).order_by("seq", "recorded_at"))
    links = (
        (event.seq, bytes(event.prev_hash), bytes(event.hash), chained(event)) for event in events
    )
    broken = verify(links, head=bytes(petition.chain_head))
    beside = first_changed_beside(petition, events)
    return min((seq for seq in (broken, beside) if seq is not None), default=None)


@dataclass(frozen=True)
class Fault:
    """A petition that breaks an invariant, and which."""

    petition_id: UUID
    number: str
    what: str


EXEMPT = (State.WITHDRAWN, State.HANDED_OVER)


def broken_invariants(today: date) -> list[Fault]:
    """件件有着落，事事有回音: every open petition one holder and a next date; every closed one
    an answer served or a recorded exemption (2.8)."""
    faults = [
        Fault(each.pk, each.number, "open without a next date")
        for each in Petition.objects.open().filter(next_due=None)
    ]
    faults += [
        Fault(each.pk, each.number, "not exactly one main leg")
        for each in Petition.objects.annotate(
            mains=Count("legs", filter=Q(legs__is_main=True))
        ).exclude(mains=1)
    ]
    main = Q(legs__is_main=True)
    strays = ~Q(legs__state=F("state")) | ~Q(legs__holder=F("holder"))
    faults += [
        Fault(each.pk, each.number, "shows another state or holder than its main leg")
        for each in Petition.objects.filter(main & strays)
    ]
    answered = Q(letters__is_answer=True, letters__served_at__isnull=False)
    faults += [
        Fault(each.pk, each.number, "closed without an answer served")
        for each in Petition.objects.filter(state=State.CLOSED)
        .annotate(answers=Count("letters", filter=answered))
        .filter(answers=0)
    ]
    faults += [
        Fault(each.pk, each.number, "words in the search index that may not be found")
        for each in wrongly_findable()
    ]
    return faults


def lost_files(*, opening: bool) -> Iterator[StoredFile]:
    """Files of petitions that are not on the disk or, `opening` each, are not what was kept.

    Those of a draft are nobody's yet, and may go at any moment.
    """
    kept = StoredFile.objects.filter(owner_id__in=Petition.objects.values("pk"))
    for stored in kept.order_by("owner_id", "id").iterator(chunk_size=2_000):
        if not is_there(stored) or (opening and not _is_sound(stored)):
            yield stored


def _is_sound(stored: StoredFile) -> bool:
    petition = Petition.objects.get(pk=stored.owner_id)
    key = Vault(petition.pk, petition.key).key
    try:
        return digest(key, reread(stored, key)) == bytes(stored.digest)
    except Unreadable:
        return False


def wrongly_findable() -> PetitionQuerySet:
    """Petitions whose words stand in the index and may not: there must be none (R30.3)."""
    barred = accusation() | Q(registered_at=None) | Q(state=State.HANDED_OVER)
    return Petition.objects.filter(barred, search__isnull=False)


def holds_open_work(office: Office, *, today: date) -> bool:
    """Whether an office or any below it holds or has registered a petition that has not ended,
    or works on one as a group of its emergency.

    The whole answer: what and how much it holds is nothing for an administrator.
    """
    concerned = Q(holder__path__startswith=office.path) | Q(
        registering__path__startswith=office.path
    )
    concerned |= Q(urgent=True, pk__in=seen_by_groups_below(office.path).values("petition"))
    everything = Petition.objects.visible_to(job_viewer("offices"), today=today)
    return everything.open().filter(concerned).exists()


def end_split(petition_id: UUID, *, at: datetime) -> Event | None:
    """办结 of a split petition, once every part of it has ended; by the worker (R28.2)."""
    parts = Petition.objects.filter(parent=petition_id)
    if parts.exclude(state__in=FINAL).exists():
        return None
    parent = Petition.objects.filter(pk=petition_id, state__in=WAITING).first()
    if parent is None:
        return None
    viewer = job_viewer("parts")
    with taking(
        Step.CLOSE, petition_id, by=viewer, at=at, choose=lambda _facts: PARTS_ENDED
    ) as one:
        one.petition.closed_at = at
    return one.result
