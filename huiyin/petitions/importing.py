"""导入. Petitions of another system, taken in once each by their number there (F105)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from huiyin.organisations.models import Office
from huiyin.petitions import intake
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import IntakeKey
from huiyin.petitions.numbering import reserve_receipts
from huiyin.petitions.submissions import Submission, checked, flaw_of_arrival
from huiyin.petitions.writing import insert_many, insert_together, sending_ahead
from huiyin.rules.actor import Actor

AHEAD = 100  # so many are prepared while the server writes as many


class Fate(StrEnum):
    """What became of a row."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"
    REFUSED = "refused"


@dataclass(frozen=True)
class Result:
    """What became of a submission: its number here, or what is wrong, or what differs."""

    fate: Fate
    receipt: str = ""
    reason: str = ""
    fields: tuple[str, ...] = ()


def take_in(
    submissions: Sequence[Submission], *, office: Office, at: datetime, writes: bool
) -> list[Result]:
    """Take these in, or only say what would become of each; in one transaction.

    What came in before is never changed: that it differs now is said, and people decide.
    """
    clean = [_checked(each, at) for each in submissions]
    keys = [key_of(each, office) if isinstance(each, Submission) else "" for each in clean]
    digests = [hashlib.sha256(key.encode()).digest() for key in keys]
    known = _known(digests)
    fresh: dict[int, tuple[Submission, str]] = {}
    for place, (each, key, digest) in enumerate(zip(clean, keys, digests, strict=True)):
        if isinstance(each, Submission) and digest not in known:
            fresh[place] = each, key
            known.add(digest)
    with transaction.atomic():
        new = (
            _written(list(fresh.values()), office, at)
            if writes
            else [Result(Fate.NEW)] * len(fresh)
        )
        results = dict(zip(fresh, new, strict=True))
        for place, (each, key) in enumerate(zip(clean, keys, strict=True)):
            if place not in results:
                results[place] = each if isinstance(each, Result) else _earlier(each, key)
    return [results[place] for place in range(len(clean))]


def key_of(submission: Submission, office: Office) -> str:
    """The same petition has the same key for ever: by its number there, else by its words."""
    what = submission.foreign or repr(sorted(submission.whole().items()))
    return f"import-{hashlib.sha256(f'{office.number_code} {what}'.encode()).hexdigest()[:48]}"


def _checked(submission: Submission, at: datetime) -> Submission | Result:
    flaw = flaw_of_arrival(submission.arrived_at, at=at)
    if flaw:
        return Result(Fate.REFUSED, reason=flaw, fields=("arrived_at",))
    try:
        return checked(submission)
    except Refused as refusal:
        return Result(Fate.REFUSED, reason=refusal.sentence, fields=(refusal.field,))


def _known(digests: Sequence[bytes]) -> set[bytes]:
    """Which of these keys brought a petition in before."""
    used = IntakeKey.objects.filter(pk__in=digests).values_list("pk", flat=True)
    return {bytes(each) for each in used}


def _written(fresh: Sequence[tuple[Submission, str]], office: Office, at: datetime) -> list[Result]:
    """All of them at once; one by one where somebody else imports some of them just now."""
    by = Actor("import", "导入", "import", str(office.pk))

    def prepared(each: tuple[Submission, str]) -> intake.Incoming:
        return intake.prepare(each[0], office=office, key=each[1], by=by, at=at)

    receipts: list[str] = []
    reserve_receipts(len(fresh))
    try:
        with transaction.atomic(), sending_ahead():
            for start in range(0, len(fresh), AHEAD):
                incoming = [prepared(each) for each in fresh[start : start + AHEAD]]
                insert_many(row for each in incoming for row in each.rows)
                receipts += [each.receipt.number for each in incoming]
    except IntegrityError:
        return [_written_alone(prepared(each), *each) for each in fresh]
    return [Result(Fate.NEW, number) for number in receipts]


def _written_alone(incoming: intake.Incoming, submission: Submission, key: str) -> Result:
    try:
        with transaction.atomic():
            insert_together(incoming.rows)
    except IntegrityError:
        return _earlier(submission, key)
    return Result(Fate.NEW, incoming.receipt.number)


def _earlier(submission: Submission, key: str) -> Result:
    try:
        first = intake.earlier(submission, key)
    except Refused as refusal:
        return Result(Fate.SAME, reason=refusal.sentence)
    if first is None:
        return Result(Fate.SAME)  # a row of this very file that a dry run did not write
    fate = Fate.DIFFERS if first.changed else Fate.SAME
    return Result(fate, first.number, fields=first.changed)
