"""催反馈. Which organs have not answered a proposal in writing, and who is told of it (L13)."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from huiyin.emergency.opinions_rows import Submission
from huiyin.notifications.actions import tell
from huiyin.rules.clock import SOON_DAYS


def waiting(offices: Iterable[UUID] | None = None) -> list[Submission]:
    """What was handed over and not answered, the earliest due first; of these bureaus or of all."""
    rows = Submission.objects.filter(feedback=None)
    if offices is not None:
        rows = rows.filter(addressed__issue__proposal__theme__office__in=list(offices))
    known = rows.select_related("addressed__issue__proposal__theme")
    return list(known.prefetch_related("feedback").order_by("target_on", "pk"))


def remind_of_feedback(today: date) -> int:
    """Tell a bureau once when an answer is due within three days, and once when it is late."""
    told = 0
    for sent in waiting():
        if today < sent.target_on - timedelta(days=SOON_DAYS):
            continue
        issue = sent.addressed.issue
        code = "feedback_late" if sent.is_late(today) else "feedback_soon"
        arguments = {
            "number": issue.number,
            "organ": sent.addressed.name,
            "day": sent.target_on.isoformat(),
            "legal": sent.legal_on.isoformat(),
        }
        notice = tell(
            key=f"feedback:{sent.pk}:{code}",
            way="desk",
            code=code,
            arguments=arguments,
            to_office=issue.proposal.theme.office_id,
        )
        told += notice is not None
    return told
