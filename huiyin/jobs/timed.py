"""What the clock starts, and when (in UTC; the zone of the offices is eight hours ahead)."""

import logging
from datetime import UTC, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from huiyin.accounts import tries
from huiyin.audit.actions import seal_accesses
from huiyin.documents.actions import sweep_strays
from huiyin.duty.alerts import (
    alert_of_empty_posts,
    go_on,
    raise_alert,
    raised_today,
)
from huiyin.duty.leaving import release, shut_feeds
from huiyin.duty.models import AlertCall
from huiyin.emergency.ending import close_groups, lapse_what_is_over, warn_of_end
from huiyin.emergency.health_ending import destroy_what_is_over
from huiyin.emergency.health_reminding import remind_to_report
from huiyin.emergency.practising import begin_what_starts
from huiyin.emergency.proposals_due import remind_of_feedback
from huiyin.notifications.waking import tell_of_calls
from huiyin.notifications.webhooks import forget_sent
from huiyin.organisations.models import Office
from huiyin.petitions import arrivals, drafts, tracking
from huiyin.petitions.actions.leaving import leave_to_colleagues
from huiyin.petitions.actions.succeeding import close_ended
from huiyin.petitions.checkpoints import checkpoint
from huiyin.petitions.emergency_marks import mark_of
from huiyin.petitions.emergency_waking import OVER, warn, watches
from huiyin.petitions.exports_asking import sweep_exports
from huiyin.petitions.models import Petition
from huiyin.petitions.recounting import leave_recounts
from huiyin.petitions.searchable import mark_missing
from huiyin.petitions.simulation import shift
from huiyin.petitions.staff_tokens import forget_keys
from huiyin.petitions.upkeep import (
    broken_invariants,
)
from huiyin.petitions.viewing import viewing
from huiyin.publishing import appointments
from huiyin.publishing.reminding import remind_of_notices
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms_duty import OF_PETITIONS, AlertCode
from huiyin.statistics.freezing import freeze_what_is_over
from huiyin.statistics.monthly import fold
from huiyin.statistics.situations import compile_what_is_due
from huiyin.statistics.summing import AT_ONCE, add_up
from huiyin.statistics.volume import high_today
from huiyin.supervision.actions import remind, remind_of_rights

log = logging.getLogger("huiyin.jobs")

# When nights and mornings are worked, by the clock on the wall; the crons say it in UTC.
NIGHT, MORNING = timedelta(hours=2), timedelta(hours=6, minutes=30)
FIVE_MINUTES = timedelta(minutes=5)

ONCE_MORE = RetryStrategy(max_attempts=5, exponential_wait=4)


def now() -> datetime:
    """The moment on the wall."""
    return datetime.now(UTC)


def _real(timestamp: int) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


@app.periodic(cron="30 22 * * *")
@app.task(queueing_lock="morning", retry=ONCE_MORE)
def every_morning(timestamp: int) -> None:
    """06:30: remind offices of what is due or late, of notices, of an emergency that nears its end
    and of answers to proposals that are due; petitioners of a right that ends (G3)."""
    if not shift():
        # One that was missed may come after midnight: what is due today is then of another day.
        _morning(max(_real(timestamp), now()))


def _morning(at: datetime) -> None:
    today = localdate(at)
    with viewing(job_viewer("morning")):
        count, rights = remind(today), remind_of_rights(today)
        notices = remind_of_notices(at)
        warn_of_end(today)
        remind_of_feedback(today)
    log.info("reminders %d, of rights %d, of notices %d", count, rights, notices)


@app.periodic(cron="0 18 * * *")
@app.task(queueing_lock="night", retry=ONCE_MORE)
def every_night(timestamp: int) -> None:
    """02:00: end emergencies whose last day has passed, groups with nothing left to do and
    offices, give on what people who left have in hand, prove that no petition is lost, make next
    months' partitions, sweep drafts, exports and old appointments, freeze the figures of months
    that are over, mark petitions of which the search index knows nothing, count again what an
    older calendar has counted, destroy the health rows that have outlived their emergency, shut
    the calendars of who left."""
    if not shift():
        _night(_real(timestamp))


def _night(real: datetime) -> None:
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
        shut_feeds(at)
        Session.objects.filter(expire_date__lt=real).delete()
        with connection.cursor() as cursor:
            cursor.execute("SELECT huiyin_make_partitions(24)")
    for fault in faults:
        log.error("invariant broken: %s %s", fault.number, fault.what)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="shifted", retry=ONCE_MORE)
def shifted_days(timestamp: int) -> None:
    """Where a demo's clock is shifted: its nights at 02:00, its mornings at 06:30 of that clock."""
    if not shift():
        return
    real = _real(timestamp)
    at = real + shift()
    passed = at - start_of_day(localdate(at))
    # The spans of two runs touch and never overlap: each hour comes once a day.
    if NIGHT <= passed < NIGHT + FIVE_MINUTES:
        _night(real)
    if MORNING <= passed < MORNING + FIVE_MINUTES:
        _morning(at)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="seal")
def every_minute(timestamp: int) -> None:
    """Seal the accesses of today, and of yesterday while it has unsealed ones; sign a checkpoint
    of everything that happened; forget from where petitions came more than an hour ago."""
    real = _real(timestamp)
    # Where the law's time is another, pages note by it and signing in by the real one.
    with viewing(job_viewer("seal")):
        for at in {real, real + shift()}:
            for day in (localdate(at - timedelta(days=1)), localdate(at)):
                seal_accesses(day, until=at)
        checkpoint(real + shift())
    arrivals.forget(real + shift())


def _wake_watch(petition: Petition, code: str, at: datetime) -> None:
    """Whoever is on duty for it, else who leads where it is registered."""
    alert = AlertCode.LATE if code == OVER else AlertCode.SOON
    mark = mark_of(petition)
    for office in watches(mark, at) if mark else []:
        raise_alert(office, alert, petition.pk, at)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="wake")
def wake(timestamp: int) -> None:
    """Let the petitions of a drill that begins come in, take who left off the rosters, alert of
    empty posts and of hours that pass, call the next one where nobody answered, tell offices."""
    at = _real(timestamp) + shift()
    with viewing(job_viewer("wake")):
        begin_what_starts(at)
        release(at, by=job_viewer("wake"))
        alert_of_empty_posts(at)
        warn(at, _wake_watch)
        go_on(at)
        tell_of_calls(at, may_know=lambda call: _may_know(call, at))


def _may_know(call: AlertCall, at: datetime) -> bool:
    """Whether the person called sees the petition: to others it is not even said to be there.

    Of practice nothing goes out: who is called in a drill reads it at the desk.
    """
    alert, today = call.alert, localdate(at)
    if alert.code not in OF_PETITIONS or alert.subject is None:
        return True
    seen = Petition.objects.visible_to(call.user.viewer(today), today=today).in_earnest()
    return seen.filter(pk=alert.subject).exists()


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
@app.task(queueing_lock="sums")
def fold_sums(timestamp: int) -> None:
    """Put the sums of what came in together, that they stay few; add up what changed since."""
    with viewing(job_viewer("sums")):
        fold()
    today = localdate(_real(timestamp) + shift())
    is_full = True
    while is_full:
        with viewing(job_viewer("sums")):
            is_full = add_up(today) >= AT_ONCE


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="health")
def health_reports(timestamp: int) -> None:
    """From 15:30 on prompt who has not reported, and tell offices how many are due or missing."""
    with viewing(job_viewer("health")):
        remind_to_report(_real(timestamp) + shift())


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="situation")
def situation_reports(timestamp: int) -> None:
    """At the hour that is set, or as soon after it as a worker runs: compile the day's reports."""
    with viewing(job_viewer("situation")):
        compile_what_is_due(_real(timestamp) + shift())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="sweep", pass_context=True)
async def sweep_stalled(context: JobContext, timestamp: int) -> None:
    """Give jobs whose worker died back to the queue."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=120):
        await manager.retry_job(job)
