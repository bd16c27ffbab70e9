"""管辖争议: who should handle a petition, laid before the common superior (R24.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q

from huiyin.accounts.models import Post
from huiyin.organisations.models import Office
from huiyin.petitions.wall import Accused, is_walled
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import HEADS
from huiyin.rules.terms import OfficeKind

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition


class Dispute(models.Model):
    """管辖争议. Between whom, who decides, since when, and how it ended.

    What each side says stands with the events: the objection, its dismissal, the submission.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    petition: models.ForeignKey[Petition, Petition] = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="disputes"
    )
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    parties = models.ManyToManyField(Office, related_name="+")
    submitted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_for = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition"], condition=Q(decided_at=None), name="one_dispute_at_a_time"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["office", "petition"],
                condition=Q(decided_at=None),
                name="dispute_to_decide",
            ),
        ]


def open_dispute(petition: Petition) -> Dispute | None:
    """The dispute that waits for its decision."""
    waiting = petition.disputes.filter(decided_at=None)
    return waiting.select_related("office", "submitted_by").first()


def lapse(petition: Petition, at: datetime) -> None:
    """End a dispute without a decision: the petition went another way."""
    petition.disputes.filter(decided_at=None).update(decided_at=at)


def common_superior(
    parties: Sequence[Office],
    marks: list[Accused],
    today: date,
    *,
    submitter: Office | None = None,
) -> Office | None:
    """共同上级. The nearest office above all of them that no mark walls and that can decide.

    Where nobody at a government decides, its petition bureau does as the office of the joint
    meeting, unless it is a party itself. Nobody decides what they submitted.
    """
    among = {each.pk for each in (*parties, submitter) if each}
    for office in _above_all(parties):
        decides = Post.objects.held(today).filter(office=office, role__in=HEADS)
        if office.pk not in among and not is_walled(office, marks, today) and decides.exists():
            return office
    return None


def _above_all(parties: Sequence[Office]) -> Iterator[Office]:
    """Every open office above all parties, nearest first, each government with its bureau."""
    first, *others = parties
    line = Office.objects.filter(path__in=first.line()[1:], is_open=True).order_by("-path")
    for office in line:
        if all(each.path.startswith(office.path) for each in others):
            yield office
            if office.kind == OfficeKind.GOVERNMENT:
                yield from office.children.bureaus().filter(is_open=True)
