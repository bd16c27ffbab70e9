"""查询. Opening a petition with number, code and the phone's last four digits (G10).

Wrong guesses tell nothing. They are slowed for each source, and for each number by proof of
work; a right code always opens once the proof is given.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from huiyin.notifications.actions import leave
from huiyin.petitions import arrivals
from huiyin.petitions.actions.closing import send_new_code
from huiyin.petitions.codes_sent import may_send_code
from huiyin.petitions.models import Petition
from huiyin.petitions.numbering import tidy_number
from huiyin.petitions.numbers_given import WrongGuess
from huiyin.petitions.spent import forget_spent
from huiyin.petitions.vault import Vault
from huiyin.privacy.codes import is_code, tidy_code
from huiyin.privacy.indexes import blind
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.terms import Step

FREE_GUESSES = 5
FREE_PER_SOURCE = 20
WINDOW = timedelta(minutes=15)
NUMBER_WINDOW = timedelta(hours=24)
BETWEEN_CODES = timedelta(minutes=10)
BETWEEN_WAITS = arrivals.BETWEEN_TURNS


@dataclass(frozen=True)
class Opened:
    """The petition that a right number and code opened."""

    petition: Petition


@dataclass(frozen=True)
class Wrong:
    """Nothing was found; the answer is the same whatever was wrong."""


@dataclass(frozen=True)
class NeedsProof:
    """Too many wrong guesses: a proof of work (or of waiting) must come with the next try."""


def holder_viewer(petition: Petition) -> Viewer:
    """Who holds the code of this petition."""
    return Viewer(ViewerKind.HOLDER, id="petitioner", name="信访人", petition=str(petition.pk))


def must_prove(number: str, *, source: str, at: datetime) -> bool:
    """Whether the next guess of this number, or from this source, needs a proof first."""
    of_number = WrongGuess.objects.filter(
        number_digest=number_digest(number), at__gt=at - NUMBER_WINDOW
    )
    from_source = WrongGuess.objects.filter(source_digest=source_digest(source), at__gt=at - WINDOW)
    return (
        of_number[:FREE_GUESSES].count() >= FREE_GUESSES
        or from_source[:FREE_PER_SOURCE].count() >= FREE_PER_SOURCE
    )


def open_with(
    number: str,
    code: str,
    phone_tail: str,
    *,
    source: str,
    at: datetime,
    proved: bool = False,
    waited: bool = False,
) -> Opened | Wrong | NeedsProof:
    """The petition for a number, its code and the phone's last four digits.

    `proved` by work, or `waited`: who waits takes turns with all others who wait at this number.
    """
    if (
        not proved
        and must_prove(number, source=source, at=at)
        and not (waited and _has_turn(number, at=at))
    ):
        return NeedsProof()
    petition = _matching(number, code, phone_tail)
    if petition is None:
        WrongGuess.objects.create(
            number_digest=number_digest(number),
            source_digest=source_digest(source),
            at=at,
            waited=waited and not proved,
        )
        return Wrong()
    return Opened(petition)


def _has_turn(number: str, *, at: datetime) -> bool:
    """Whether nobody else spent waiting on this number just now: waiting side by side gains none.

    The lock of the number is held until the guess is written, so that two cannot both be first.
    """
    digest = number_digest(number)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], signed=True)]
        )
    waited = WrongGuess.objects.filter(number_digest=digest, waited=True, at__gt=at - BETWEEN_WAITS)
    return not waited.exists()


def part_opened_by(parent: Petition, part_id: UUID) -> Petition | None:
    """A part of an opened petition that its own code opens as well; None once it has another.

    The parts got their parent's code (R28.2), so nobody types a second time what was just right.
    """
    return Petition.objects.filter(
        pk=part_id, parent=parent, code_index=bytes(parent.code_index)
    ).first()


def _matching(number: str, code: str, phone_tail: str) -> Petition | None:
    wanted = tidy_number(number)[:40]
    petition = (
        Petition.objects.select_related("holder", "registering")
        .filter(Q(receipt=wanted) | Q(official=wanted))
        .first()
    )
    given = blind("code", tidy_code(code)[:40]) if is_code(code) else bytes(16)
    known = bytes(petition.code_index) if petition else bytes(len(given))
    if not hmac.compare_digest(given, known) or petition is None or not any(given):
        return None
    return petition if _tail_matches(petition, phone_tail) else None


def _tail_matches(petition: Petition, phone_tail: str) -> bool:
    if not petition.has_phone:
        return True
    person = petition.petitioners.filter(is_main=True).exclude(phone=None).first()
    if person is None:
        return True
    vault = Vault(petition.id, petition.key)
    phone = vault.open(person.phone, "petitions_petitioner.phone", person.id)
    digits = "".join(each for each in phone if each.isdecimal())
    given = "".join(each for each in phone_tail if each.isdecimal())
    return hmac.compare_digest(tidy_code(digits)[-4:].encode(), tidy_code(given)[-4:].encode())


def ask_new_code(
    number: str, phone: str, *, source: str, at: datetime, proved: bool = False
) -> NeedsProof | None:
    """Have a new code sent to the number on file, if number and phone belong together.

    The answer is the same whether they do, and takes as long: the worker sends it, or how long
    it takes would tell whose telephone belongs to a petition. Tries count like wrong guesses.
    """
    if not proved and must_prove(number, source=source, at=at):
        return NeedsProof()
    wanted = tidy_number(number)[:40]
    petition = Petition.objects.filter(Q(receipt=wanted) | Q(official=wanted)).first()
    person = (
        petition.petitioners.filter(is_main=True, phone_index=blind("phone", phone[:40])).first()
        if petition and phone.strip()
        else None
    )
    WrongGuess.objects.create(
        number_digest=number_digest(number), source_digest=source_digest(source), at=at
    )
    leave("new_code", subject=petition.pk if petition and person else new_id(), at=at)
    return None


def send_asked_code(asked_for: UUID, *, asked_at: datetime, at: datetime) -> None:
    """The worker's part of `ask_new_code`, within its transaction.

    Nothing where the number and the telephone did not belong together, and nothing where a code
    was given shortly before it was asked for or since: that one stays good. So it does where
    enough were sent to this telephone, or today to all.
    """
    petition = Petition.objects.select_for_update().filter(pk=asked_for).first()
    if petition is None:
        return
    given = petition.events.filter(step=Step.REISSUE_CODE, recorded_at__gt=asked_at - BETWEEN_CODES)
    if not given.exists() and may_send_code(petition, at=at):
        send_new_code(petition.pk, by=holder_viewer(petition), at=at)


def number_digest(number: str) -> bytes:
    """A number as a keyed digest, however it was typed."""
    return blind("number", tidy_number(number)[:40] or "-")


def source_digest(source: str) -> bytes:
    """Where a request came from, as a keyed digest."""
    return blind("number", hashlib.sha256(f"source:{source}".encode()).hexdigest())


def forget_guesses(before: datetime) -> int:
    """Delete wrong guesses and spent proofs that no longer count."""
    forget_spent(before)
    return WrongGuess.objects.filter(at__lt=before - NUMBER_WINDOW).delete()[0]
