"""What a step leaves in the outbox to be done once it is committed: every topic, on one page."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.db.models import F, Q

from huiyin.documents.actions import NotKept, derive
from huiyin.documents.letters import make
from huiyin.documents.models import FileState, Letter, StoredFile
from huiyin.documents.scanner import Away
from huiyin.duty.alerts import (
    raise_alert,
)
from huiyin.emergency.proposals_paper import draw as draw_proposal
from huiyin.notifications.actions import leave, tell
from huiyin.notifications.models import Outbox
from huiyin.notifications.sayings import SAYINGS
from huiyin.organisations.models import Office
from huiyin.petitions.actions.leaving import hand_over_work
from huiyin.petitions.actions.masking import make_masked
from huiyin.petitions.actions.succeeding import close_empty, succeed
from huiyin.petitions.bulk import do_row
from huiyin.petitions.emergency_marks import mark_of
from huiyin.petitions.emergency_waking import watches
from huiyin.petitions.models import Petition
from huiyin.petitions.reaching import way_to_reach
from huiyin.petitions.recounting import leave_recounts, recount
from huiyin.petitions.standing import marks
from huiyin.petitions.tracking import send_asked_code
from huiyin.petitions.upkeep import (
    end_split,
    issue_receipt,
    petition_of_letter,
    record_rendering,
)
from huiyin.petitions.vault import Vault
from huiyin.petitions.viewing import viewing
from huiyin.petitions.wall import is_walled
from huiyin.publishing.notice_paper import draw
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import job_viewer
from huiyin.rules.rule import OPEN
from huiyin.rules.terms import State
from huiyin.rules.terms_duty import AlertCode

log = logging.getLogger("huiyin.jobs")

SCANNER_BACKOFF = 30  # seconds
BACKOFF = (5, 30, 120, 600, 1800, 3600)  # seconds; the last for ever, so that nothing is dropped


class OfANewerVersion(KeyError):
    """A topic or a saying that this version does not know, and one that is put in does."""


# Not the row's fault: a full disk, a database that went away, a version that is being put in. It is
# mended for all at once, and what waited for that must not then wait for hours.
OF_THE_MACHINE = (OperationalError, InterfaceError, NotKept, OfANewerVersion)
SOON = 30  # seconds

Work = Callable[[UUID, dict[str, Any], datetime], None]


def _render(letter_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    found = petition_of_letter(letter_id)
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    if found is None or letter.rendered_at is not None:
        return
    petition_id, key = found
    made = make(letter, key=key, at=at)
    hashes = {
        name: bytes(stored.digest).hex()
        for name, stored in (("pdf", made.pdf), ("docx", made.docx))
        if stored is not None
    }
    record_rendering(petition_id, letter_id=letter_id, hashes=hashes, at=at)


def _derive(file_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    stored = StoredFile.objects.get(pk=file_id)
    petition = Petition.objects.get(pk=stored.owner_id)
    was_held = stored.state == FileState.HELD
    derive(stored, key=Vault(petition.id, petition.key).key, at=at)
    stored.refresh_from_db(fields=["state"])
    if was_held and stored.state == FileState.HARMFUL:
        told = {"office": str(petition.holder_id), "about": "harmful"}
        leave("tell_office", subject=petition.pk, at=at, arguments=told)


def _mask(copy_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    make_masked(copy_id, at=at)


def _received(petition_id: UUID, arguments: dict[str, Any], at: datetime) -> None:
    issue_receipt(petition_id, at=at)
    petition = Petition.objects.get(pk=petition_id)
    text = f"您反映的事项已收到，编号 {petition.number}。请凭编号和查询码登录门户查询。"
    if way := way_to_reach(petition):
        since = arguments["since"]
        tell(key=f"received:{petition_id}", way=way, text=text, subject=petition_id, since=since)
    if petition.state == State.RECEIVED:
        tell(
            key=f"arrived:{petition_id}",
            way="desk",
            code="arrived",
            arguments={"number": petition.number},
            subject=petition_id,
            to_office=petition.registering_id,
            since=arguments["since"],
        )


def _tell(petition_id: UUID, arguments: dict[str, Any], _at: datetime) -> None:
    petition = Petition.objects.get(pk=petition_id)
    text = f"您的信访事项（编号 {petition.number}）有新进展，请凭编号和查询码登录门户查看。"
    if way := way_to_reach(petition):
        since = arguments["since"]
        tell(key=f"tell:{arguments['row']}", way=way, text=text, subject=petition_id, since=since)


def _tell_office(petition_id: UUID, arguments: dict[str, Any], at: datetime) -> None:
    petition = Petition.objects.get(pk=petition_id)
    office = Office.objects.get(pk=arguments["office"])
    if is_walled(office, marks(petition), localdate(at)):
        return  # accused since the row was left
    tell(
        key=f"office:{arguments['row']}",
        way="desk",
        code=_known(arguments["about"]),
        arguments={"number": petition.number},
        subject=petition_id,
        to_office=office.pk,
    )


def _alert(petition_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    petition = Petition.objects.select_related("registering").get(pk=petition_id)
    mark = mark_of(petition)
    # What was told or has ended before the worker came to it wakes nobody.
    if mark is not None and mark.told_at is None and petition.state in OPEN:
        for office in watches(mark, at):
            raise_alert(office, AlertCode.ARRIVED, petition_id, at)


def _calendar(after: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    leave_recounts(at=at, after=after)


def _recount(petition_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    recount(petition_id, at=at)


def _known(code: str) -> str:
    if code not in SAYINGS:
        raise OfANewerVersion(code)
    return code


def _parts(parent_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    end_split(parent_id, at=at)


def _succeed(petition_id: UUID, arguments: dict[str, Any], at: datetime) -> None:
    succeed(petition_id, office_id=UUID(arguments["office"]), at=at)
    close_empty(localdate(at))


def _reallot(petition_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    hand_over_work(petition_id, at=at)


def _new_code(asked_for: UUID, arguments: dict[str, Any], at: datetime) -> None:
    send_asked_code(asked_for, asked_at=arguments["since"], at=at)


TOPICS: dict[str, Work] = {
    "received": _received,
    "render": _render,
    "derive": _derive,
    "mask": _mask,
    "tell": _tell,
    "tell_office": _tell_office,
    "alert": _alert,
    "parts": _parts,
    "new_code": _new_code,
    "succeed": _succeed,
    "reallot": _reallot,
    "calendar": _calendar,
    "recount": _recount,
    "notice_paper": lambda notice_id, _arguments, _at: draw(notice_id),
    "proposal_paper": lambda proposal_id, _arguments, _at: draw_proposal(proposal_id),
    "bulk": lambda row_id, _arguments, at: do_row(row_id, at=at),
}


# What draws or opens files takes longest, and nobody is to be told later because of it.
PAPERS = frozenset({"render", "derive", "mask", "notice_paper", "proposal_paper"})


def work_off(at: datetime, *, papers: bool | None = None) -> bool:
    """Take one row out of the outbox and do it; False when nothing waits.

    Only `papers`, or all but those, or by default whatever waits longest. The row and its work
    commit together; a failure is noted and tried again later.
    """
    with viewing(job_viewer("outbox")):
        rows = Outbox.objects.select_for_update(skip_locked=True)
        rows = rows.filter(done_at=None, not_before__lte=at)
        if papers is not None:
            of_papers = Q(topic__in=PAPERS)
            rows = rows.filter(of_papers if papers else ~of_papers)
        row = rows.order_by("not_before", "created_at").first()
        if row is None:
            return False
        seen = Outbox.objects.filter(created_at=row.created_at, id=row.id)
        try:
            _do(row, at)
        except Away as away:
            log.warning("no safety check: %s", away)
            _hold_back(row.topic, at)
        except Exception as trouble:
            log.exception("outbox %s %s", row.topic, row.id)
            wait = BACKOFF[min(row.tries, len(BACKOFF) - 1)]
            if isinstance(trouble, OF_THE_MACHINE):
                wait = min(wait, SOON)
            seen.update(
                tries=row.tries + 1,
                not_before=at + timedelta(seconds=wait),
                failure=type(trouble).__name__,
            )
        else:
            seen.update(done_at=at, tries=row.tries + 1, failure="")
    return True


def _hold_back(topic: str, at: datetime) -> None:
    """Try no file before the scanner had time to come back: others need the worker meanwhile."""
    waiting = Outbox.objects.select_for_update(skip_locked=True).filter(
        topic=topic, done_at=None, not_before__lte=at
    )
    Outbox.objects.filter(pk__in=list(waiting.values_list("pk", flat=True))).update(
        not_before=at + timedelta(seconds=SCANNER_BACKOFF),
        tries=F("tries") + 1,
        failure=Away.__name__,
    )


def _do(row: Outbox, at: datetime) -> None:
    if row.subject is None:
        raise ValueError("work without a subject")
    if row.topic not in TOPICS:
        raise OfANewerVersion(row.topic)
    with viewing(job_viewer(row.topic)):
        told = {**row.arguments, "row": str(row.id), "since": row.created_at}
        TOPICS[row.topic](row.subject, told, at)
