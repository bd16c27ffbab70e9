"""成批办理. The same step for many petitions: tried beforehand, then each in its own transaction.

A row is taken at the version that was previewed, by the person who asked. A bulk is asked once
for a token, however often it is sent; few rows are done at once, many by the worker.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from huiyin.accounts.models import User
from huiyin.notifications.actions import leave
from huiyin.organisations.models import Office
from huiyin.petitions.actions.reminding import Wording, remind
from huiyin.petitions.actions.routing import forward
from huiyin.petitions.bulk_rows import Bulk, BulkRow
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.viewing import viewing
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer, job_viewer
from huiyin.rules.rule import SENDING
from huiyin.rules.terms import Role, Step

JOB = job_viewer("bulk")
MOST = 200
AT_ONCE = 50
# When the worker looks for rows that were to be done at once and, after a crash, were not.
GRACE = timedelta(minutes=1)
CHANGED = gettext_noop("预览以后其他人办理了该事项，请看过最新情况再决定。")
GONE = gettext_noop("该事项已经不由您的机构办理。")
NO_OFFICE = gettext_noop("权责清单里没有对应的机关，请逐件转送，或者选定一个机关。")
LEFT = gettext_noop("提出的人已经没有办理的岗位。")


@dataclass(frozen=True)
class Asked:
    """One petition of a bulk: the version that was seen, and where it goes."""

    petition_id: UUID
    version: int
    to: Office | None = None


@dataclass(frozen=True)
class Tried:
    """What came of trying: the event as it would be, or the sentence that refuses it."""

    event: Event | None = None
    sentence: str = ""


def _forward(row: Asked, _arguments: dict[str, Any], by: Viewer, at: datetime) -> Event:
    if row.to is None:
        raise Refused(NO_OFFICE)
    return forward(row.petition_id, to=row.to, by=by, at=at, version=row.version)


def _remind(row: Asked, arguments: dict[str, Any], by: Viewer, at: datetime) -> Event:
    wording = Wording(arguments["wording"])
    return remind(row.petition_id, wording=wording, by=by, at=at, version=row.version)


STEPS: dict[Step, Callable[[Asked, dict[str, Any], Viewer, datetime], Event]] = {
    Step.FORWARD: _forward,
    Step.REMIND: _remind,
}


# Who is offered which step; whether it is open is asked of the table, petition by petition.
OFFERED: dict[Step, frozenset[Role]] = {
    Step.FORWARD: SENDING,
    Step.REMIND: frozenset({Role.DISPATCHER, Role.SUPERVISOR}),
}


def offered(viewer: Viewer) -> list[Step]:
    """The steps that a list offers to this viewer for many rows at once."""
    return [step for step, by in OFFERED.items() if by & viewer.roles]


def tried(step: Step, row: Asked, arguments: dict[str, Any], *, by: Viewer, at: datetime) -> Tried:
    """What the step would do to one petition, found by taking it and undoing it."""
    with transaction.atomic():
        outcome = _taken(step, row, arguments, by, at)
        transaction.set_rollback(True)
    return outcome


def _taken(step: Step, row: Asked, arguments: dict[str, Any], by: Viewer, at: datetime) -> Tried:
    try:
        with transaction.atomic():
            return Tried(event=STEPS[step](row, arguments, by, at))
    except Outdated:
        return Tried(sentence=CHANGED)
    except Refused as refusal:
        return Tried(sentence=refusal.sentence)
    except Petition.DoesNotExist:
        return Tried(sentence=GONE)


def ask(
    token: UUID,
    step: Step,
    rows: Sequence[Asked],
    arguments: dict[str, Any],
    *,
    by: Viewer,
    at: datetime,
) -> Bulk:
    """成批办理. Ask for a step of many petitions; the same token again is the same bulk.

    Raises Bulk.DoesNotExist for a token that somebody else has used.
    """
    if len(rows) > MOST:
        raise Refused("一次最多办理200件。")
    bulk, is_new = Bulk.objects.get_or_create(
        pk=token,
        defaults={
            "step": step,
            "arguments": arguments,
            "person_id": UUID(by.id),
            "asked_at": at,
        },
    )
    if str(bulk.person_id) != by.id:
        raise Bulk.DoesNotExist
    if not is_new:
        return bulk
    seen = Petition.objects.visible_to(by, today=localdate(at))
    known = set(seen.filter(pk__in=[row.petition_id for row in rows]).values_list("pk", flat=True))
    made = BulkRow.objects.bulk_create(
        BulkRow(bulk=bulk, petition_id=row.petition_id, version=row.version, to=row.to)
        for row in {row.petition_id: row for row in rows}.values()
        if row.petition_id in known
    )
    at_once = len(made) <= AT_ONCE
    for row in made:
        leave("bulk", subject=row.pk, at=at, not_before=at + GRACE if at_once else at)
    if at_once:
        transaction.on_commit(partial(_do_all, [row.pk for row in made], at=at, by=by))
    return bulk


def _do_all(rows: Sequence[UUID], *, at: datetime, by: Viewer) -> None:
    for row in rows:
        do_row(row, at=at, by=by)


def do_row(row_id: UUID, *, at: datetime, by: Viewer | None = None) -> None:
    """Take the step for one row, in a transaction of its own; a row that is done stays as it is.

    What is kept from the person since it was asked stays to the worker, which refuses it.
    """
    with viewing(by or JOB):
        waiting = BulkRow.objects.select_for_update(of=("self",)).filter(outcome=BulkRow.WAITING)
        row = waiting.select_related("bulk__person", "to").filter(pk=row_id).first()
        if row is None:
            return
        viewer = by or _viewer(row.bulk.person, at)
        asked = Asked(row.petition_id, row.version, row.to)
        with viewing(viewer):
            outcome = (
                _taken(Step(row.bulk.step), asked, row.bulk.arguments, viewer, at)
                if viewer.holdings
                else Tried(sentence=LEFT)
            )
        ended = BulkRow.DONE if outcome.event else BulkRow.REFUSED
        BulkRow.objects.filter(pk=row.pk).update(outcome=ended, sentence=outcome.sentence)


def _viewer(person: User, at: datetime) -> Viewer:
    """The person with the posts held now: who has left meanwhile does nothing any more."""
    today = localdate(at)
    return person.viewer(today, posts=None if person.is_active else ())
