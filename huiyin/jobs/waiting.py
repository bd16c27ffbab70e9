"""What waits beside the outbox: messages, events for other systems, words for the search index."""

import logging
from datetime import datetime

from huiyin.emergency.health_reminding import PROMPTED, number_to_prompt
from huiyin.notifications.actions import fall_to, send_next, tell
from huiyin.notifications.models import Notice
from huiyin.notifications.waking import number_to_wake
from huiyin.notifications.webhooks import send_next_event
from huiyin.petitions.actions.closing import message_text
from huiyin.petitions.failpoints import Failpoint, reach
from huiyin.petitions.hook_events import spread
from huiyin.petitions.indexing import BATCH, index_waiting
from huiyin.petitions.reaching import petition_of, receiver, who_tells_instead
from huiyin.petitions.viewing import viewing
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import job_viewer

log = logging.getLogger("huiyin.jobs")


def send_message(at: datetime) -> bool:
    """Try one message that waits; False when none does. One given up becomes an office's work.

    To tell is a legal duty (R23.3): where no message gets through, a person tells (待补告知). For
    a colleague on duty who is not reached, the next one is called.
    """

    def to_whom(notice: Notice) -> str:
        if notice.to_person is None:
            return receiver(notice)
        number = number_to_prompt if notice.code == PROMPTED else number_to_wake
        return number(notice, at)

    with viewing(job_viewer("send")):
        tried = send_next(at, receiver=to_whom, text=message_text)
        if tried is None:
            return False
        if tried.notice.sent_at is not None:
            reach(Failpoint.AFTER_SENT_BEFORE_COMMIT)
        if tried.is_given_up and tried.notice.to_person is None:
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
