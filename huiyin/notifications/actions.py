"""Leaving work and messages for the worker in the transaction of a step; sending the messages."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from huiyin.notifications.gateways import Message, Refused, Unreachable, gateway
from huiyin.notifications.models import Notice, Outbox
from huiyin.notifications.standing import standing

log = logging.getLogger("huiyin.notifications")

# What goes out by a gateway; the rest is read on the desk.
SENT = frozenset({"sms", "email"})
# Minutes between the tries of a message: 72 hours in all, then it is somebody's work.
WAITS = (1, 5, 15, 30, 60, 120, 240, 480, 720, 720, 720, 720, 489)
# A gateway that did not take something is asked again so often, beside the tries of each message.
ASK_AGAIN = timedelta(seconds=30)
_asked_at: dict[str, datetime] = {}


@dataclass(frozen=True)
class Sent:
    """A message after a try."""

    notice: Notice
    is_given_up: bool


def leave(
    topic: str,
    *,
    subject: UUID | None,
    at: datetime,
    arguments: dict[str, Any] | None = None,
    not_before: datetime | None = None,
) -> Outbox:
    """Leave work for the worker under a topic of jobs.py; it may run twice or late."""
    row = Outbox(
        created_at=at,
        topic=topic,
        subject=subject,
        arguments=arguments or {},
        not_before=not_before or at,
    )
    row.save(force_insert=True)
    return row


def tell(
    *,
    key: str,
    way: str,
    text: str = "",
    code: str = "",
    arguments: dict[str, str] | None = None,
    subject: UUID | None = None,
    to_office: UUID | None = None,
    to_person: UUID | None = None,
    secret: bytes | None = None,
    since: datetime | None = None,
) -> Notice | None:
    """Record a message once for a key; a second telling under the same key is nothing (D10).

    To an office it is a `code` of sayings.py with `arguments`, to a person a `text`. `since` is
    the moment of the step it tells of, else now. What only the receiver may read, such as a new
    query code, stands sealed in `secret` and as `{secret}` in the text.
    """
    defaults: dict[str, Any] = {
        "way": way,
        "text": text,
        "code": code,
        "arguments": arguments or {},
        "subject": subject,
        "to_office": to_office,
        "to_person": to_person,
        "secret": secret,
    }
    if since is not None:
        defaults["created_at"] = since
    if way in SENT:
        defaults["next_at"] = since or Now()
    notice, is_new = Notice.objects.get_or_create(key=key, defaults=defaults)
    return notice if is_new else None


def tell_together(messages: Sequence[Notice]) -> int:
    """Record many messages that are read at the desk, each once for its key; how many are new.

    Whoever tells the same at the same time names them in the same order, so that neither waits
    for the other in a circle.
    """
    keys = [each.key for each in messages]
    known = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [each for each in messages if each.key not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return Notice.objects.filter(pk__in=[each.pk for each in fresh]).count() if fresh else 0


def can_send_messages() -> bool:
    """Whether a message to a telephone goes anywhere: to a gateway, or the demo's inbox."""
    return bool(settings.HUIYIN_DEMO) or settings.HUIYIN_GATEWAYS["sms"] != "inbox"


def send_next(
    at: datetime, *, receiver: Callable[[Notice], str], text: Callable[[Notice], str]
) -> Sent | None:
    """Try the message that waits longest, once; None where none waits.

    To be called in a transaction, which keeps the row until the gateway has answered. A process
    that dies in between sends it again under the same key.

    Where none is due yet, one of those that a gateway did not take is tried all the same, now and
    then, and such a try does not count: it asks whether the gateway is back. If so, what waited
    for it is due at once, and need not wait for hours after an outage of hours.
    """
    waiting = Notice.objects.select_for_update(skip_locked=True)
    notice = waiting.filter(next_at__lte=at).order_by("next_at").first()
    is_asking = notice is None
    notice = notice or _to_ask_with(waiting, at)
    if notice is None:
        return None
    wait = WAITS[notice.tries] if notice.tries < len(WAITS) else None
    notice.tries += 1
    try:
        message = Message(key=str(notice.pk), to=receiver(notice), text=text(notice))
        with standing.trying(notice.way):
            notice.receipt = gateway(notice.way).send(message)
    except Refused as problem:
        notice.failure, notice.next_at = str(problem), None
    except Exception as problem:  # whatever it is, the messages behind it must go out
        log.warning("message %s: %s", notice.pk, type(problem).__name__)
        _asked_at[notice.way] = at
        if is_asking:
            return None
        notice.failure = (
            str(problem) if isinstance(problem, Unreachable) else type(problem).__name__
        )
        notice.next_at = at + timedelta(minutes=wait) if wait else None
    else:
        notice.sent_at, notice.next_at, notice.failure = at, None, ""
        if is_asking:
            _not_taken(notice.way).filter(next_at__gt=at).update(next_at=at)
    notice.save(update_fields=["tries", "receipt", "failure", "next_at", "sent_at"])
    return Sent(notice, is_given_up=notice.next_at is None and notice.sent_at is None)


def _to_ask_with(waiting: QuerySet[Notice], at: datetime) -> Notice | None:
    """Any message that a gateway did not take, where that gateway was not asked just now."""
    for way in sorted(SENT):
        if way in _asked_at and abs(at - _asked_at[way]) < ASK_AGAIN:
            continue
        _asked_at[way] = at
        chosen = _not_taken(way).order_by("?").values("pk")[:1]
        if found := waiting.filter(pk__in=chosen).first():
            return found
    return None


def _not_taken(way: str) -> QuerySet[Notice]:
    return Notice.objects.filter(way=way, next_at__isnull=False).exclude(failure="")


def fall_to(notice: Notice, *, office: UUID, at: datetime) -> None:
    """Let an office tell what no message told."""
    notice.falls_to, notice.fell_at, notice.told_at = office, at, None
    notice.save(update_fields=["falls_to", "fell_at", "told_at"])


def untold(subject: UUID, offices: Collection[UUID]) -> QuerySet[Notice]:
    """待补告知. The messages about a petition that one of these offices has to tell itself."""
    waiting = Notice.objects.filter(subject=subject, falls_to__in=offices, told_at=None)
    return waiting.order_by("created_at", "id")


def send_again(notice: Notice, at: datetime) -> None:
    """Try a message anew, for another 72 hours; nobody need tell it meanwhile."""
    notice.falls_to, notice.fell_at = None, None
    notice.tries, notice.failure, notice.next_at = 0, "", at
    notice.save(update_fields=["falls_to", "fell_at", "tries", "failure", "next_at"])
