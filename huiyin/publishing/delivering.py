"""签收和反馈. An internal notice at the offices it is for: read, answered, reminded (A5, B7)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, tidy
from huiyin.notifications.actions import tell
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing.models import Delivery, Notice
from huiyin.rules.permissions import Viewer

LONGEST_FEEDBACK = 4_000
SELDOM = timedelta(hours=1)
"""An office is reminded at most this often."""


@dataclass(frozen=True)
class Standing:
    """How many offices have read and answered a notice, of how many; and those that have not."""

    all: int
    read: int
    answered: int
    unread: list[Delivery]
    unanswered: list[Delivery]
    reports: list[Delivery]


def deliver(notice: Notice, offices: Iterable[Office], *, at: datetime) -> None:
    """Put an issued notice before the offices it is for."""
    rows = [Delivery(notice=notice, office=each) for each in offices]
    if not rows:
        raise Refused(_("没有可以收到这份通知的机构。"))
    Delivery.objects.bulk_create(rows)
    for row in rows:
        _tell(row, "notice_arrived", f"notice:{row.pk}", at)


def received(offices: Iterable[UUID]) -> QuerySet[Delivery]:
    """What offices have been sent, the newest version of each notice, unread first."""
    newest = Notice.objects.filter(issue__isnull=False).order_by("root", "-version")
    rows = Delivery.objects.filter(
        office__in=list(offices), notice__in=newest.distinct("root").values("pk")
    )
    return rows.select_related("notice__office", "notice__withdrawal", "office").order_by(
        "-notice__issue__issued_at"
    )


@transaction.atomic
def sign(delivery: Delivery, *, by: Viewer, at: datetime) -> None:
    """签收. Say for the office that the notice was read; the first reader counts."""
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.read_at is None:
        row.read_by, row.read_at = by.id, at
        row.save(update_fields=["read_by", "read_at"])


@transaction.atomic
def answer(delivery: Delivery, text: str, *, by: Viewer, at: datetime) -> None:
    """反馈. Report for the office what was done; it may be written anew until it is closed."""
    try:
        clean = tidy(text, limit=LONGEST_FEEDBACK).strip()
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="feedback") from None
    if not clean:
        raise Refused(_("请填写反馈的内容。"), field="feedback")
    sign(delivery, by=by, at=at)
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    row.feedback, row.feedback_by, row.feedback_at = clean, by.id, at
    row.save(update_fields=["feedback", "feedback_by", "feedback_at"])


@transaction.atomic
def remind(notice: Notice, *, at: datetime) -> int:
    """催办. Tell the offices that have not read, or not answered in time; returns how many."""
    late = [
        each
        for each in _outstanding(notice).select_for_update(of=("self",))
        if each.reminded_at is None or at - each.reminded_at >= SELDOM
    ]
    for row in late:
        _tell(row, "notice_reminded", f"notice:{row.pk}:{at:%Y%m%dT%H}", at)
        row.reminded_at = at
        row.save(update_fields=["reminded_at"])
    return len(late)


def standing(notice: Notice) -> Standing:
    """Who has read and answered."""
    rows = list(notice.deliveries.select_related("office"))
    wants_answer = notice.reply_by is not None
    return Standing(
        all=len(rows),
        read=sum(each.read_at is not None for each in rows),
        answered=sum(each.feedback_at is not None for each in rows),
        unread=[each for each in rows if each.read_at is None],
        unanswered=[each for each in rows if wants_answer and each.feedback_at is None],
        reports=[each for each in rows if each.feedback_at is not None],
    )


def unsigned(offices: Collection[UUID]) -> tuple[int, int]:
    """How many notices wait for these offices to sign, and how many others for theirs."""
    newest = Notice.objects.filter(issue__isnull=False).order_by("root", "-version")
    rows = Delivery.objects.filter(
        notice__in=newest.distinct("root").values("pk"), notice__withdrawal=None, read_at=None
    )
    by_us = Count("pk", filter=Q(office__in=offices))
    by_others = Count("pk", filter=Q(notice__office__in=offices))
    found = rows.aggregate(by_us=by_us, by_others=by_others)
    return found["by_us"], found["by_others"]


def is_late(delivery: Delivery, today: date) -> bool:
    """Whether the feedback is overdue."""
    by = delivery.notice.reply_by
    return by is not None and delivery.feedback_at is None and by < today


def _outstanding(notice: Notice) -> QuerySet[Delivery]:
    rows = notice.deliveries.select_related("office", "notice__office")
    if notice.reply_by is None:
        return rows.filter(read_at=None)
    return rows.filter(feedback_at=None)


def _tell(row: Delivery, code: str, key: str, at: datetime) -> None:
    arguments = {"title": row.notice.title, "office": row.notice.office.short_name}
    tell(key=key, way="desk", code=code, arguments=arguments, to_office=row.office_id, since=at)
