"""The legs a petition walks: who holds it, from whom, in which state."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huiyin.accounts.models import User
from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Step

if TYPE_CHECKING:
    from huiyin.petitions.models import Petition

# By these steps an office is done with a petition: passed on, served, reported or ended.
PARTING = sorted(
    {
        Step.FORWARD,
        Step.ASSIGN,
        Step.HAND_ON,
        Step.HAND_OVER,
        Step.AGREE_RETURN,
        Step.SERVE,
        Step.REPORT_RESULT,
        Step.CLOSE,
        Step.KEEP,
        Step.VOID,
        Step.SPLIT,
        Step.ATTACH,
    }
)


class Leg(models.Model):
    """一程. One stretch of the way: an office holds the petition, from a sender, in a state."""

    INTAKE, FORWARD, HAND_OVER, MOVE = "intake", "forward", "hand_over", "move"
    ASSIGN, HAND_ON, RETURN, CO = "assign", "hand_on", "return", "co"

    id = models.UUIDField(primary_key=True, default=new_id)
    petition: models.ForeignKey[Petition, Petition] = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, related_name="legs"
    )
    sender = models.ForeignKey(
        Office, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    holder = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        User, null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.TextField()
    state = models.TextField()
    is_main = models.BooleanField(default=True)
    # A common superior named the holder: it is not given back, nor taken back (R24.1).
    is_appointed = models.BooleanField(default=False)
    delivered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())
    version = models.IntegerField(default=1)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["sender", "petition"],
                condition=Q(sender__isnull=False),
                name="leg_of_sender",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition"], condition=Q(is_main=True), name="one_main_leg"
            ),
        ]
