"""Leaving work and messages for the worker, in the transaction of the step that needs them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from huiyin.notifications.models import Notice, Outbox


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
    text: str,
    subject: UUID | None = None,
    to_office: UUID | None = None,
    secret: bytes | None = None,
    since: datetime | None = None,
) -> Notice | None:
    """Record a message once for a key; a second telling under the same key is nothing (D10).

    `since` is the moment of the step it tells of, else now. What only the receiver may read, such
    as a new query code, stands sealed in `secret` and as `{secret}` in the text.
    """
    defaults: dict[str, Any] = {
        "way": way,
        "text": text,
        "subject": subject,
        "to_office": to_office,
        "secret": secret,
    }
    if since is not None:
        defaults["created_at"] = since
    notice, is_new = Notice.objects.get_or_create(key=key, defaults=defaults)
    return notice if is_new else None


def can_send_messages() -> bool:
    """Whether a message to a telephone goes anywhere: so far only the demo's inbox takes them."""
    return bool(settings.HUIYIN_DEMO)
