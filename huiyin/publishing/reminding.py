"""催办和复核. Each morning: notices not signed, feedback due, and what is to be looked at again."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from huiyin.notifications.actions import tell
from huiyin.publishing.answers import to_review
from huiyin.publishing.models import Answer, Delivery, Notice
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.terms_publishing import NoticeKind

AHEAD = timedelta(days=1)
"""How long before its day feedback is asked for."""
ENDS_IN = timedelta(days=3)


def remind_of_notices(at: datetime) -> int:
    """Tell offices once a day what they have not signed or reported, and writers once what is to
    be looked at again; returns how many were told."""
    today = localdate(at)
    return _ask_readers(today, at) + _ask_writers(today, at) + _ask_of_answers(today, at)


@transaction.atomic
def _ask_readers(today: date, at: datetime) -> int:
    notices = _newest(today).filter(kind=NoticeKind.INTERNAL)
    due = Q(feedback_at=None, notice__reply_by__lte=today + AHEAD)
    # What was issued this morning has its own message.
    unread = Q(read_at=None, notice__issue__issued_at__lt=start_of_day(today))
    rows = Delivery.objects.filter(due | unread, notice__in=notices.values("pk"))
    told = 0
    for row in rows.select_related("notice__office").select_for_update(of=("self",)):
        by = row.notice.reply_by
        code, day = "notice_unsigned", today
        if by is not None and row.feedback_at is None and by <= today + AHEAD:
            code, day = ("notice_reply_late" if by < today else "notice_reply_due"), by
        if _tell(f"{row.pk}:{today}", code, row.notice.title, day, row, at):
            row.reminded_at = at
            row.save(update_fields=["reminded_at"])
            told += 1
    return told


def _ask_writers(today: date, at: datetime) -> int:
    told = 0
    for each in _newest(today).select_related("office"):
        ends, again = each.until_on, each.review_on
        if again is not None and again <= today:
            told += _tell(f"{each.pk}:{again}", "notice_review", each.title, again, each, at)
        if ends is not None and ends <= today + ENDS_IN:
            told += _tell(f"{each.pk}:{ends}", "notice_ends", each.title, ends, each, at)
    return told


def _ask_of_answers(today: date, at: datetime) -> int:
    return sum(
        _tell(f"{each.pk}", "answer_ended", each.question, each.valid_until or today, each, at)
        for each in to_review(today)
    )


def _newest(today: date) -> QuerySet[Notice]:
    """The newest issued version of each notice that is neither withdrawn nor over."""
    issued = Notice.objects.filter(issue__isnull=False).order_by("root", "-version")
    rows = Notice.objects.filter(pk__in=issued.distinct("root").values("pk"), withdrawal=None)
    return rows.filter(Q(until_on=None) | Q(until_on__gte=today))


def _tell(
    about: str, code: str, title: str, day: date, to: Delivery | Notice | Answer, at: datetime
) -> bool:
    office = to.notice.office if isinstance(to, Delivery) else to.office
    arguments = {"title": title, "office": office.short_name, "day": day.isoformat()}
    key = f"{code}:{about}"
    told = tell(
        key=key, way="desk", code=code, arguments=arguments, to_office=to.office_id, since=at
    )
    return told is not None
