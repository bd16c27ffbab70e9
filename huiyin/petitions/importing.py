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
from huiyin.petitions.submissions import Submission, checked, flaw_of_arrival
from huiyin.petitions.writing import insert_together
from huiyin.rules.actor import Actor


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
    used = set(IntakeKey.objects.filter(pk__in=digests).values_list("pk", flat=True))
    known = {bytes(each) for each in used}
    results = []
    with transaction.atomic():
        for each, key, digest in zip(clean, keys, digests, strict=True):
            if isinstance(each, Result):
                results.append(each)
            elif digest in known:
                results.append(_earlier(each, key))
            elif not writes:
                results.append(Result(Fate.NEW))
            else:
                results.append(_written(each, key, office, at))
            known.add(digest)
    return results


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


def _written(submission: Submission, key: str, office: Office, at: datetime) -> Result:
    by = Actor("import", "导入", "import", str(office.pk))
    try:
        with transaction.atomic():
            incoming = intake.prepare(submission, office=office, key=key, by=by, at=at)
            insert_together(incoming.rows)
    except IntegrityError:
        return _earlier(submission, key)  # somebody else imports the same just now
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
