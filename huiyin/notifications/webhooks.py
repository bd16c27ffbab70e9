"""事件推送. Endpoints of other systems that are told which petition took which step, in order.

What is told holds no name and no words. Each endpoint has one queue with one place in it: sent is
what stands before the place, so replaying is going back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from huiyin.language.clean import one_line
from huiyin.notifications.actions import tell
from huiyin.notifications.endpoints import HookEvent, Webhook, cell
from huiyin.notifications.reaching_out import NotAllowed, Resolve, looked_up, place_of, post
from huiyin.organisations.models import Office
from huiyin.privacy.sealing import new_key, unwrap, wrap

log = logging.getLogger("huiyin.webhooks")

SECRET_PREFIX = "whsec_"  # noqa: S105 (the beginning of every secret)
LONGEST_URL = 400
LONGEST_NAME = 60
# Seconds between the tries; the last for ever, until it is stopped.
WAITS = (5, 30, 120, 600, 1800, 3600)
STOPPED_AFTER = timedelta(days=7)
KEPT = timedelta(days=30)


class Refused(Exception):
    """What an endpoint cannot be, in a sentence; `field` names what to mend."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


def register(*, office: Office, name: str, url: str, at: datetime) -> tuple[Webhook, str]:
    """Register an endpoint; the secret beside it signs what is sent, and is told only now."""
    called = one_line(name, limit=LONGEST_NAME)
    if not called:
        raise Refused("请写明推送给哪个系统。", field="name")
    address = one_line(url, limit=LONGEST_URL)
    try:
        place_of(address)
    except NotAllowed as flaw:
        if str(flaw) == "host":
            raise Refused("这个主机不在允许推送的名单里，请联系运维人员。", field="url") from flaw
        raise Refused("请填写 https 开头的完整地址，不含用户名和密码。", field="url") from flaw
    key = new_key()
    hook = Webhook(office=office, name=called, url=address, created_at=at)
    hook.read_at = hook.next_at = at
    hook.secret = wrap(key, aad=cell(hook))
    hook.save(force_insert=True)
    return hook, SECRET_PREFIX + base64.b64encode(key).decode()


def queue(
    hook: Webhook, told: Sequence[tuple[UUID, UUID, int, dict[str, Any]]], at: datetime
) -> None:
    """Append events (event, petition, seq, body) to a queue whose row the caller has locked."""
    rows = [
        HookEvent(
            webhook=hook,
            sequence=number,
            event_id=event,
            petition_id=petition,
            seq=seq,
            body={"id": str(event), "sequence": number, **body},
            queued_at=at,
        )
        for number, (event, petition, seq, body) in enumerate(told, start=hook.last + 1)
    ]
    HookEvent.objects.bulk_create(rows)
    hook.last += len(rows)
    hook.save(update_fields=["last"])


def signed(key: bytes, event: str, moment: int, body: bytes) -> str:
    """What proves who sent a body, and when: HMAC-SHA256 over id, moment and body."""
    written = f"{event}.{moment}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, written, hashlib.sha256)).decode()


def send_next_event(at: datetime, *, resolve: Resolve = looked_up) -> bool:
    """Try the next event of the endpoint that waits longest, once; False where none waits.

    To be called in a transaction, which keeps the row until the endpoint has answered: events of
    one endpoint go one after the other. A process that dies in between sends it again.
    """
    hook = (
        Webhook.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(next_at__lte=at, stopped_at=None, ended_at=None, place__lt=F("last"))
        .order_by("next_at")
        .first()
    )
    if hook is None:
        return False
    event = hook.events.filter(sequence__gt=hook.place).order_by("sequence").first()
    if event is None:
        hook.place = hook.last
    else:
        failure = _try(hook, event, at, resolve)
        _note(hook, event, failure, at)
    hook.save(update_fields=["place", "next_at", "tries", "failing_since", "failure", "stopped_at"])
    return True


def _try(hook: Webhook, event: HookEvent, at: datetime, resolve: Resolve) -> str:
    """Send one event; what went wrong, or nothing."""
    body = json.dumps(event.body, ensure_ascii=False, separators=(",", ":")).encode()
    name, moment = str(event.event_id), int(at.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Huiyin",
        "webhook-id": name,
        "webhook-timestamp": str(moment),
        "webhook-signature": signed(unwrap(hook.secret, aad=cell(hook)), name, moment, body),
    }
    try:
        status = post(hook.url, body, headers, resolve=resolve)
    except NotAllowed as flaw:
        return f"not allowed: {flaw}"
    except (OSError, http.client.HTTPException, ValueError) as problem:
        return type(problem).__name__
    return "" if 200 <= status < 300 else f"HTTP {status}"


def _note(hook: Webhook, event: HookEvent, failure: str, at: datetime) -> None:
    hook.failure = failure
    if not failure:
        hook.place, hook.tries, hook.failing_since, hook.next_at = event.sequence, 0, None, at
        return
    hook.next_at = at + timedelta(seconds=WAITS[min(hook.tries, len(WAITS) - 1)])
    hook.tries += 1
    hook.failing_since = hook.failing_since or at
    if at - hook.failing_since >= STOPPED_AFTER:
        hook.stopped_at = at
        log.error("webhook %s stopped: %s", hook.pk, failure)
        tell(
            key=f"webhook:{hook.pk}:{at.isoformat()}",
            way="desk",
            code="webhook_stopped",
            arguments={"name": hook.name},
            to_office=hook.office_id,
            since=at,
        )


@transaction.atomic
def replay(hook_id: UUID, *, first: int, at: datetime) -> int:
    """Send again from this number on, stopped or not; returns how many will be sent."""
    hook = Webhook.objects.select_for_update(of=("self",)).get(pk=hook_id, ended_at=None)
    oldest = hook.events.order_by("sequence").values_list("sequence", flat=True).first()
    if oldest is None or not oldest <= first <= hook.last:
        raise Refused("没有这个序号的事件：已经发送的事件保留三十天。", field="first")
    hook.place, hook.next_at, hook.tries = first - 1, at, 0
    hook.stopped_at = hook.failing_since = None
    hook.failure = ""
    hook.save()
    return hook.waiting


@transaction.atomic
def start_again(hook_id: UUID, *, at: datetime) -> None:
    """Go on sending after a stop, from where it stopped."""
    Webhook.objects.filter(pk=hook_id, ended_at=None).update(
        stopped_at=None, failing_since=None, failure="", tries=0, next_at=at
    )


def end(hook_id: UUID, *, at: datetime) -> None:
    """Send nothing more, ever."""
    Webhook.objects.filter(pk=hook_id, ended_at=None).update(ended_at=at)


def forget_sent(at: datetime) -> None:
    """Forget events that were sent long ago, but the last of each petition: it says what is new."""
    newer = HookEvent.objects.filter(
        webhook=OuterRef("webhook"), petition_id=OuterRef("petition_id"), seq__gt=OuterRef("seq")
    )
    sent = Q(sequence__lte=F("webhook__place")) & Exists(newer)
    ended = Q(webhook__ended_at__isnull=False)
    HookEvent.objects.filter(sent | ended, queued_at__lt=at - KEPT).delete()
