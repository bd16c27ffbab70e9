"""The petition and what belongs to it. Personal words are sealed under the petition's own key."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from huiyin.accounts.models import User
from huiyin.documents.models import Letter
from huiyin.organisations.models import Category, Office
from huiyin.petitions.arrivals import Arrivals  # noqa: F401 (a table of this app)
from huiyin.petitions.bulk_rows import Bulk, BulkRow  # noqa: F401 (tables of this app)
from huiyin.petitions.disputes import Dispute  # noqa: F401 (a table of this app)
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.emergency_marks import EmergencyMark, Screened  # noqa: F401 (likewise)
from huiyin.petitions.exports import Export  # noqa: F401 (a table of this app)
from huiyin.petitions.legs import PARTING, Leg
from huiyin.petitions.masked_copies import MaskedCopy  # noqa: F401 (a table of this app)
from huiyin.petitions.numbers_given import (  # noqa: F401 (tables of this app)
    OfficialCounter,
    WrongGuess,
)
from huiyin.petitions.searchable import Search  # noqa: F401 (a table of this app)
from huiyin.petitions.simulation import ShiftedClock  # noqa: F401 (a table of this app)
from huiyin.petitions.spent import SpentProof  # noqa: F401 (a table of this app)
from huiyin.petitions.staff_tokens import KeyUsed, StaffToken  # noqa: F401 (tables of this app)
from huiyin.petitions.tokens import IntakeToken  # noqa: F401 (a table of this app)
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Channel, Door, Matter, Naming, Procedure, Service, State
from huiyin.rules.workflow import OPEN

OPEN_STATES = sorted(OPEN)


class Petition(models.Model):
    """信访事项. One matter that somebody brought; state, holder and dates copy its main leg."""

    id = models.UUIDField(primary_key=True, default=new_id)
    receipt = models.TextField()
    official = models.TextField(null=True)
    key = models.BinaryField()
    code_index = models.BinaryField()
    code = models.BinaryField()
    lead = models.BinaryField()

    channel = models.TextField(choices=Channel.choices())
    door = models.TextField(choices=Door.choices(), default="")
    naming = models.TextField(choices=Naming.choices())
    wish = models.TextField(choices=Matter.choices(), null=True)
    matter = models.TextField(choices=Matter.choices(), null=True)
    procedure = models.TextField(choices=Procedure.choices(), null=True)
    category = models.ForeignKey(Category, null=True, db_index=False, on_delete=models.PROTECT)
    division = models.TextField()
    people_count = models.IntegerField(default=1)
    urgent = models.BooleanField(default=False)
    is_sealed = models.BooleanField(default=False)
    consents_electronic = models.BooleanField(default=False)
    has_phone = models.BooleanField(default=False)
    name_disclosure = models.TextField(default="")
    correction_asked = models.BooleanField(default=False)
    rule_set = models.TextField()
    drill = models.UUIDField(null=True)  # whose practice it is (演练信访件); null: in earnest
    # Somebody was or is walled or recused: no sum holds it, it is counted as one who asks may know.
    counts_alone = models.BooleanField(default=False)

    # What it came out of, what it was attached to, and the earlier one that it repeats.
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="parts", db_index=False
    )
    attached_to = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="repeats", db_index=False
    )
    repeat_of = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    registering = models.ForeignKey(
        Office, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    holder = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    state = models.TextField()

    arrived_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    registered_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    next_due = models.DateField(null=True)
    next_legal_due = models.DateField(null=True)
    next_is_duty = models.BooleanField(default=True)

    version = models.IntegerField(default=1)
    event_count = models.IntegerField(default=0)
    chain_head = models.BinaryField()

    objects = PetitionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-urgent", "next_due", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["receipt"], name="one_petition_a_receipt"),
            models.UniqueConstraint(fields=["official"], name="one_petition_an_official_number"),
            models.CheckConstraint(
                condition=Q(people_count__gte=1) & Q(people_count__lte=9999), name="people_counted"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN_STATES) | Q(next_due__isnull=False),
                name="open_petition_has_a_next_date",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="parts_of_petition"
            ),
            models.Index(
                fields=["attached_to"],
                condition=Q(attached_to__isnull=False),
                name="repeats_of_petition",
            ),
            models.Index(
                "holder",
                "state",
                F("urgent").desc(),
                "next_due",
                "id",
                name="work_of_holder",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                "registering",
                "state",
                F("urgent").desc(),
                "next_due",
                "id",
                name="work_of_registering",
                condition=Q(state__in=OPEN_STATES),
            ),
            # The same work in the order of arrival.
            models.Index(
                fields=["holder", "state", "arrived_at", "id"],
                name="arrivals_of_holder",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["registering", "arrived_at", "id"],
                name="arrivals_of_registering",
                condition=Q(state=State.SERVED),
            ),
            # What came in today or this week; finds what an office registered, too.
            models.Index(fields=["registering", "arrived_at"], name="arrivals_of_office"),
            # What is due soon or late, whoever holds it.
            models.Index(
                fields=["next_due"], condition=Q(next_due__isnull=False), name="due_of_petition"
            ),
            models.Index(
                fields=["registering"],
                condition=Q(correction_asked=True),
                name="petition_to_correct",
            ),
            # Empty at intake, which then writes nothing to them.
            models.Index(
                fields=["drill"], condition=Q(drill__isnull=False), name="practice_of_drill"
            ),
            models.Index(
                fields=["registering"],
                condition=Q(counts_alone=True),
                name="petition_counting_alone",
            ),
            models.Index(
                fields=["category"],
                condition=Q(category__isnull=False),
                name="petition_of_category",
            ),
            models.Index(
                fields=["person"], condition=Q(person__isnull=False), name="petition_of_person"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The official number once registered, before that the receipt number."""
        return self.official or self.receipt


class Clock(models.Model):
    """期限. One running or ended limit with its three dates and the reason for each."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition = models.ForeignKey(
        Petition, db_index=False, on_delete=models.PROTECT, related_name="clocks"
    )
    leg = models.ForeignKey(Leg, null=True, db_index=False, on_delete=models.PROTECT)
    office = models.ForeignKey(
        Office, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    limit = models.TextField()
    is_right = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    target_on = models.DateField()
    legal_on = models.DateField()
    assessed_on = models.DateField()
    due_at = models.DateTimeField(null=True)  # the last second of a limit in hours
    explanation = models.JSONField()
    calendar = models.TextField()
    rule_set = models.TextField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["started_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition", "limit"],
                condition=Q(ended_at=None),
                name="one_running_clock_a_limit",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["target_on"],
                condition=Q(ended_at=None, is_right=False),
                name="clock_running",
            ),
            models.Index(fields=["petition"], name="clock_of_petition"),
        ]

    @property
    def is_petitioners(self) -> bool:
        """Whether it is the petitioner's own period, and no office's."""
        return self.is_right and self.office_id is None


class Event(models.Model):
    """经过. One thing that happened: ids, codes, moments, digests; chained per petition."""

    pk = models.CompositePrimaryKey("recorded_at", "id")
    id = models.UUIDField(default=new_id)
    recorded_at = models.DateTimeField()
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="events")
    seq = models.IntegerField()
    step = models.TextField()
    stage = models.TextField(null=True)
    at = models.DateTimeField()
    actor = models.TextField()
    actor_post = models.TextField()
    office = models.TextField()
    leg_id = models.UUIDField(null=True)
    before = models.TextField(null=True)
    after = models.TextField(null=True)
    codes = models.JSONField()
    words_digest = models.BinaryField(null=True)
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["petition", "seq"]
        indexes: ClassVar = [
            models.Index(fields=["petition", "seq"], name="story_of_petition"),
            models.Index(
                fields=["office", "at", "petition"],
                condition=Q(step__in=PARTING),
                name="done_by_office",
            ),
        ]


class Words(models.Model):
    """言词. What was said or written at an event, sealed under the petition's key."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition = models.ForeignKey(
        Petition, db_index=False, on_delete=models.PROTECT, related_name="words"
    )
    seq = models.IntegerField()
    body = models.BinaryField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "seq"], name="one_words_an_event"),
        ]


class Petitioner(models.Model):
    """信访人. A person behind the petition; every field sealed, found only by exact keyed index."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition = models.ForeignKey(
        Petition, db_index=False, on_delete=models.PROTECT, related_name="petitioners"
    )
    is_main = models.BooleanField(default=True)
    # Taken off the list: no longer found or written to, and still hidden in every text (G4).
    removed_at = models.DateTimeField(null=True)
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    identity = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    email = models.BinaryField(null=True)
    # What stood here before it was corrected: texts are still kept clear of it (G4).
    former = models.BinaryField(null=True)
    name_index = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    identity_index = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["petition"], name="petitioner_of_petition"),
            models.Index(
                fields=["phone_index"],
                condition=Q(phone_index__isnull=False),
                name="petitioner_by_phone",
            ),
            models.Index(
                fields=["name_index"],
                condition=Q(name_index__isnull=False),
                name="petitioner_by_name",
            ),
            models.Index(
                fields=["identity_index"],
                condition=Q(identity_index__isnull=False),
                name="petitioner_by_identity",
            ),
        ]


class PetitionLetter(models.Model):
    """A letter that belongs to a petition, whom it goes to, and how it was served."""

    id = models.UUIDField(primary_key=True, default=new_id)
    petition = models.ForeignKey(
        Petition, db_index=False, on_delete=models.PROTECT, related_name="letters"
    )
    leg = models.ForeignKey(Leg, null=True, on_delete=models.PROTECT)
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="link")
    to_office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    server = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    is_answer = models.BooleanField(default=False)
    is_current = models.BooleanField(default=True)
    needs_service = models.BooleanField(default=True)
    only_for = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    served_at = models.DateTimeField(null=True)
    service = models.TextField(choices=Service.choices(), null=True)
    served_to = models.BinaryField(null=True)
    evidence = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["petition"], name="letter_of_petition"),
            models.Index(
                fields=["server", "petition"],
                condition=Q(served_at=None, to_office=None, is_current=True, needs_service=True),
                name="letter_to_serve",
            ),
        ]


class IntakeKey(models.Model):
    """防重复键. An idempotency key that made a petition, with a keyed digest of its body (D6)."""

    key = models.BinaryField(primary_key=True)
    body_digest = models.BinaryField()
    petition = models.ForeignKey(Petition, db_index=False, on_delete=models.PROTECT)
    created_at = models.DateTimeField()


class Draft(models.Model):
    """草稿. A filled form waiting for its check page, sealed, for 24 hours; no petition yet."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.BinaryField()
    form = models.BinaryField()
    expires_at = models.DateTimeField()
