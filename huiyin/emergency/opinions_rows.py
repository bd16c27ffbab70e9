"""意见建议. Themes with their petitions, proposals in versions, and what came back (A11, B25).

A theme is changed and petitions leave it with a note; everything of a proposal is only added to.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huiyin.accounts.models import User
from huiyin.organisations.models import Office
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Adoption
from huiyin.rules.terms_opinions import ProposalKind, ProposalState, SubmissionWay

TABLES = ("class", "channel", "category", "place", "month")
"""The ways in which a theme is counted, in their order: the store keeps none."""


class Theme(models.Model):
    """主题. What a person of a bureau sees again and again; `version` counts its changes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="themes")
    title = models.TextField()
    about = models.TextField(blank=True)
    area = models.TextField(blank=True)
    gatherer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="themes")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    emergency = models.ForeignKey(
        "emergency.Emergency", null=True, on_delete=models.PROTECT, related_name="themes"
    )
    begun_by = models.TextField()
    begun_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-begun_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=models.F("from_on")),
                name="theme_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """归入. A petition in a theme, put there by a person; one that was taken out stays noted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="evidence")
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+")
    added_by = models.TextField()
    added_at = models.DateTimeField()
    removed_by = models.TextField(blank=True, default="")
    removed_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-added_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["theme", "petition"],
                condition=Q(removed_at=None),
                name="one_petition_once_in_a_theme",
            ),
        ]


class Proposal(models.Model):
    """建议书. One version of a proposal; a change is a new row, none is ever changed.

    It speaks from the moment it has a `ProposalIssue`; one sent back has a `ProposalReturn`.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    root = models.UUIDField()
    version = models.SmallIntegerField()
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="proposals")
    kind = models.TextField(choices=ProposalKind.choices())
    title = models.TextField()
    addressees = ArrayField(models.TextField())
    problem = models.TextField()
    advice = models.TextField()
    written_by = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-written_at", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["root", "version"], name="one_proposal_a_version"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def issued(self) -> ProposalIssue | None:
        """By what it was let out; None as long as it is a draft."""
        return getattr(self, "issue", None)

    @property
    def returned(self) -> ProposalReturn | None:
        """Why the leader sent it back, if so."""
        return getattr(self, "sent_back", None)

    def state(self) -> ProposalState:
        """How far this version has come; asks for what was addressed, submitted and answered."""
        if self.issued is None:
            return ProposalState.RETURNED if self.returned else ProposalState.DRAFT
        organs = list(self.issued.addressed.all())
        if not all(each.submitted for each in organs):
            return ProposalState.ISSUED
        answered = all(each.submitted and each.submitted.answer for each in organs)
        return ProposalState.ANSWERED if answered else ProposalState.WAITING


class ProposalReturn(models.Model):
    """退回修改. Why a leader did not sign a version."""

    proposal = models.OneToOneField(
        Proposal, primary_key=True, on_delete=models.PROTECT, related_name="sent_back"
    )
    reason = models.TextField()
    returned_by = models.TextField()
    returned_at = models.DateTimeField()


class ProposalIssue(models.Model):
    """核签. The number a second person gave a version, and the figures as they were then."""

    proposal = models.OneToOneField(
        Proposal, primary_key=True, on_delete=models.PROTECT, related_name="issue"
    )
    number = models.TextField()
    figures = models.JSONField()
    issued_by = models.TextField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="one_proposal_a_number"),
        ]

    @property
    def has_paper(self) -> bool:
        """Whether the worker has drawn it."""
        return getattr(self, "paper", None) is not None


class ProposalPaper(models.Model):
    """建议书的纸质版. The issued proposal as PDF and for a word processor."""

    issue = models.OneToOneField(
        ProposalIssue, primary_key=True, on_delete=models.PROTECT, related_name="paper"
    )
    pdf = models.BinaryField()
    docx = models.BinaryField()


class Addressed(models.Model):
    """主送机关. An organ to which an issued proposal goes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    issue = models.ForeignKey(ProposalIssue, on_delete=models.PROTECT, related_name="addressed")
    name = models.TextField()
    order = models.SmallIntegerField()

    class Meta:
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "name"], name="one_organ_once_addressed"),
        ]

    @property
    def submitted(self) -> Submission | None:
        """When and how it was handed over; None as long as it was not."""
        return getattr(self, "submission", None)


class Submission(models.Model):
    """报送. When an organ received a proposal, by when it answers, and why (L13)."""

    addressed = models.OneToOneField(
        Addressed, primary_key=True, on_delete=models.PROTECT, related_name="submission"
    )
    way = models.TextField(choices=SubmissionWay.choices())
    delivered_on = models.DateField()
    target_on = models.DateField()
    legal_on = models.DateField()
    explanation = models.JSONField()
    calendar = models.TextField()
    rule_set = models.TextField()
    entered_by = models.TextField()
    entered_at = models.DateTimeField()

    @property
    def answer(self) -> Feedback | None:
        """The first answer: it ended the waiting."""
        return next(iter(self.feedback.all()), None)

    def is_late(self, today: date) -> bool:
        """Whether the organ answered, or still has not, after its last day."""
        said = self.answer
        return (said.received_on if said else today) > self.legal_on

    def days_late(self, today: date) -> int:
        """By how many days; nothing where it is not late."""
        said = self.answer
        return max(((said.received_on if said else today) - self.legal_on).days, 0)


class Feedback(models.Model):
    """书面反馈. What an organ wrote back on a day; a second one is added, none is changed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="feedback")
    adoption = models.TextField(choices=Adoption.choices())
    text = models.TextField()
    received_on = models.DateField()
    entered_by = models.TextField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["entered_at", "id"]


def as_figures(stored: dict[str, Any]) -> dict[str, list[tuple[str, str, int]]]:
    """The tables of frozen figures: of each the code, the word and the number of every row."""
    tables = stored["tables"]
    return {name: [(code, word, number) for code, word, number in tables[name]] for name in TABLES}
