"""Every background job and when it runs, on one page. Each may run twice or late without harm."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from huiyin.accounts import tries
from huiyin.audit.actions import seal_accesses
from huiyin.documents.actions import derive, sweep_strays
from huiyin.documents.letters import make
from huiyin.documents.models import Letter, StoredFile
from huiyin.duty.alerts import (
    alert_of_empty_posts,
    go_on,
    raise_alert,
    raised_today,
)
from huiyin.emergency.ending import close_groups, lapse_what_is_over, warn_of_end
from huiyin.emergency.health_ending import destroy_what_is_over, remind_to_report
from huiyin.notifications.actions import fall_to, send_next, tell
from huiyin.notifications.models import Notice, Outbox
from huiyin.notifications.sayings import SAYINGS
from huiyin.notifications.waking import tell_of_calls
from huiyin.notifications.webhooks import forget_sent, send_next_event
from huiyin.organisations.models import Office
from huiyin.petitions import drafts, tracking
from huiyin.petitions.actions.closing import message_text
from huiyin.petitions.actions.leaving import hand_over_work, leave_to_colleagues
from huiyin.petitions.actions.masking import make_masked
from huiyin.petitions.actions.succeeding import close_empty, close_ended, succeed
from huiyin.petitions.bulk import do_row
from huiyin.petitions.emergency_waking import OVER, warn
from huiyin.petitions.exports_asking import sweep_exports
from huiyin.petitions.hook_events import spread
from huiyin.petitions.indexing import BATCH, index_waiting
from huiyin.petitions.models import Petition
from huiyin.petitions.reaching import petition_of, receiver, way_to_reach, who_tells_instead
from huiyin.petitions.recounting import leave_recounts, recount
from huiyin.petitions.searchable import mark_missing
from huiyin.petitions.simulation import shift
from huiyin.petitions.staff_tokens import forget_keys
from huiyin.petitions.standing import marks
from huiyin.petitions.upkeep import (
    broken_invariants,
    end_split,
    issue_receipt,
    petition_of_letter,
    record_rendering,
)
from huiyin.petitions.vault import Vault
from huiyin.petitions.viewing import viewing
from huiyin.petitions.wall import is_walled
from huiyin.publishing import appointments
from huiyin.publishing.notice_paper import draw
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms import State
from huiyin.rules.terms_duty import AlertCode
from huiyin.statistics.freezing import freeze_what_is_over
from huiyin.statistics.volume import high_today
from huiyin.supervision.actions import remind, remind_of_rights

log = logging.getLogger("huiyin.jobs")

BACKOFF = (5, 30, 120, 600, 1800, 3600)  # seconds; the last for ever, so that nothing is dropped
ONCE_MORE = RetryStrategy(max_attempts=5, exponential_wait=4)

Work = Callable[[UUID, dict[str, Any], datetime], None]


# -- what a step leaves in the outbox ------------------------------------------------------------


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
    derive(stored, key=Vault(petition.id, petition.key).key, at=at)


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
    raise_alert(petition.registering, AlertCode.ARRIVED, petition_id, at)


def _wake_watch(petition: Petition, code: str, at: datetime) -> None:
    """Whoever is on duty where it is registered, else who leads there."""
    alert = AlertCode.LATE if code == OVER else AlertCode.SOON
    raise_alert(petition.registering, alert, petition.pk, at)


def _calendar(after: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    leave_recounts(at=at, after=after)


def _recount(petition_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    recount(petition_id, at=at)


def _known(code: str) -> str:
    if code not in SAYINGS:
        raise KeyError(code)
    return code


def _parts(parent_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    end_split(parent_id, at=at)


def _succeed(petition_id: UUID, arguments: dict[str, Any], at: datetime) -> None:
    succeed(petition_id, office_id=UUID(arguments["office"]), at=at)
    close_empty(localdate(at))


def _reallot(petition_id: UUID, _arguments: dict[str, Any], at: datetime) -> None:
    hand_over_work(petition_id, at=at)


TOPICS: dict[str, Work] = {
    "received": _received,
    "render": _render,
    "derive": _derive,
    "mask": _mask,
    "tell": _tell,
    "tell_office": _tell_office,
    "alert": _alert,
    "parts": _parts,
    "succeed": _succeed,
    "reallot": _reallot,
    "calendar": _calendar,
    "recount": _recount,
    "notice_paper": lambda notice_id, _arguments, _at: draw(notice_id),
    "bulk": lambda row_id, _arguments, at: do_row(row_id, at=at),
}


def work_off(at: datetime) -> bool:
    """Take one row out of the outbox and do it; False when nothing waits.

    The row and its work commit together; a failure is noted and tried again later.
    """
    with viewing(job_viewer("outbox")):
        row = (
            Outbox.objects.select_for_update(skip_locked=True)
            .filter(done_at=None, not_before__lte=at)
            .order_by("not_before", "created_at")
            .first()
        )
        if row is None:
            return False
        seen = Outbox.objects.filter(created_at=row.created_at, id=row.id)
        try:
            _do(row, at)
        except Exception as trouble:
            log.exception("outbox %s %s", row.topic, row.id)
            wait = BACKOFF[min(row.tries, len(BACKOFF) - 1)]
            seen.update(
                tries=row.tries + 1,
                not_before=at + timedelta(seconds=wait),
                failure=type(trouble).__name__,
            )
        else:
            seen.update(done_at=at, tries=row.tries + 1, failure="")
    return True


def _do(row: Outbox, at: datetime) -> None:
    if row.subject is None:
        raise ValueError("work without a subject")
    with viewing(job_viewer(row.topic)):
        told = {**row.arguments, "row": str(row.id), "since": row.created_at}
        TOPICS[row.topic](row.subject, told, at)


def send_message(at: datetime) -> bool:
    """Try one message that waits; False when none does. One given up becomes an office's work.

    To tell is a legal duty (R23.3): where no message gets through, a person tells (待补告知).
    """
    with viewing(job_viewer("send")):
        tried = send_next(at, receiver=receiver, text=message_text)
        if tried is None:
            return False
        if tried.is_given_up:
            _ask_to_tell(tried.notice, at)
    return True


def _ask_to_tell(notice: Notice, at: datetime) -> None:
    petition = petition_of(notice)
    office = who_tells_instead(petition, localdate(at))
    log.error("message %s given up: %s", notice.pk, notice.failure)
    if office is None:
        return
    fall_to(notice, office=office.pk, at=at)
    tell(
        key=f"unsent:{notice.pk}:{at:%Y%m%dT%H%M}",
        way="desk",
        code="unsent",
        arguments={"number": petition.number},
        subject=petition.pk,
        to_office=office.pk,
        since=at,
    )


def queue_events(at: datetime) -> None:
    """Queue what happened for the endpoints of other systems."""
    with viewing(job_viewer("webhooks")):
        spread(at)


def send_event(at: datetime) -> bool:
    """Send one event to one endpoint; False when none waits."""
    with viewing(job_viewer("webhooks")):
        return send_next_event(at)


def index_words() -> bool:
    """Read the words that wait for the search index; False when no more than a batch waited."""
    with viewing(job_viewer("index")):
        return index_waiting(most=BATCH) == BATCH


# -- what the clock starts (times in UTC; the office's zone is eight hours ahead) ----------------


def _real(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


@app.periodic(cron="30 22 * * *")
@app.task(queueing_lock="morning", retry=ONCE_MORE)
def every_morning(timestamp: int) -> None:
    """06:30: remind offices of what is due or late and of an emergency that nears its end,
    petitioners of a right that ends (G3)."""
    today = localdate(_real(timestamp) + shift())
    with viewing(job_viewer("morning")):
        count, rights = remind(today), remind_of_rights(today)
        warn_of_end(today)
    log.info("reminders %d, of rights %d", count, rights)


@app.periodic(cron="0 18 * * *")
@app.task(queueing_lock="night", retry=ONCE_MORE)
def every_night(timestamp: int) -> None:
    """02:00: end emergencies whose last day has passed, groups with nothing left to do and
    offices, give on what people who left have in hand, prove that no petition is lost, make next
    months' partitions, sweep drafts, exports and old appointments, freeze the figures of months
    that are over, mark petitions of which the search index knows nothing, count again what an
    older calendar has counted, destroy the health rows that have outlived their emergency."""
    real = _real(timestamp)
    at = real + shift()
    with viewing(job_viewer("night")):
        lapse_what_is_over(at)
        close_groups(at)
        close_ended(at)
        leave_to_colleagues(at=at)
        faults = broken_invariants(localdate(at))
        leave_recounts(at=at)
        mark_missing()
        drafts.sweep(at=at)
        appointments.forget(at)
        sweep_strays(at)
        sweep_exports(at)
        tracking.forget_guesses(at)
        tries.forget_old(at=real)
        forget_keys(at)
        forget_sent(at)
        freeze_what_is_over(localdate(at), at=at)
        destroy_what_is_over(at)
        Session.objects.filter(expire_date__lt=real).delete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT huiyin_make_partitions(24)")
    for fault in faults:
        log.error("invariant broken: %s %s", fault.number, fault.what)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal")
def every_minute(timestamp: int) -> None:
    """Seal the accesses of today, and of yesterday while it has unsealed ones."""
    at = _real(timestamp)  # accesses keep the real time
    with viewing(job_viewer("seal")):
        for day in (localdate(at - timedelta(days=1)), localdate(at)):
            seal_accesses(day, until=at)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="wake")
def wake(timestamp: int) -> None:
    """Alert of posts that nobody holds and of hours that pass, call the next one where nobody
    answered, tell offices."""
    at = _real(timestamp) + shift()
    with viewing(job_viewer("wake")):
        alert_of_empty_posts(at)
        warn(at, _wake_watch)
        go_on(at)
        tell_of_calls(at)


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="volume")
def watch_volume(timestamp: int) -> None:
    """Each hour: alert a bureau where a channel has clearly more than on such days (A13)."""
    at = _real(timestamp) + shift()
    viewer = job_viewer("volume")
    with viewing(viewer):
        for bureau in Office.objects.bureaus().filter(is_open=True):
            if high_today(viewer, bureau.pk, localdate(at)) and not raised_today(
                bureau, AlertCode.VOLUME, at
            ):
                raise_alert(bureau, AlertCode.VOLUME, None, at)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="health")
def health_reports(timestamp: int) -> None:
    """From 15:30 on tell offices how many health reports are due, after 16:00 how many missing."""
    with viewing(job_viewer("health")):
        remind_to_report(_real(timestamp) + shift())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="sweep", pass_context=True)
async def sweep_stalled(context: JobContext, timestamp: int) -> None:
    """Give jobs whose worker died back to the queue."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=120):
        await manager.retry_job(job)
