"""What a step leaves behind: the columns that it changed, and all its new rows in one statement."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from huiyin.notifications.models import Outbox
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event, Words
from huiyin.petitions.writing import Row, insert_together

Columns = dict[str, Any]
Topic = tuple[str, UUID, dict[str, Any]]


def columns(row: models.Model) -> Columns:
    """What stands in a row as it was read or written last."""
    values = vars(row)
    return {field.attname: values[field.attname] for field in row._meta.concrete_fields}


def write_changes(row: models.Model, before: Columns) -> None:
    """Write down the columns that differ from what stood there; nothing where none does."""
    changed = [name for name, value in columns(row).items() if value != before[name]]
    if changed:
        row.save(update_fields=changed)


def write_leg(leg: Leg, before: Columns) -> None:
    """The same of a leg, which counts its own changes."""
    if columns(leg) != before:
        leg.version += 1
        write_changes(leg, before)


def leave_behind(
    event: Mapping[str, Any], words: Mapping[str, Any] | None, topics: Iterable[Topic]
) -> Event:
    """Insert the event of a step, its words and what is left for the worker: one round trip."""
    rows: list[Row] = [(Event, event)]
    if words:
        rows.append((Words, words))
    at = event["recorded_at"]
    rows += [(Outbox, _left(topic, subject, given, at)) for topic, subject, given in topics]
    insert_together(rows)
    return Event(**event)


def _left(topic: str, subject: UUID, arguments: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "created_at": at,
        "topic": topic,
        "subject": subject,
        "arguments": arguments,
        "not_before": at,
    }
