"""What supplies there are, in which lots, who asked for more, and every move of the stock."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Now

from huiyin.organisations.models import Office
from huiyin.rules import stock
from huiyin.rules.ids import new_id
from huiyin.rules.terms_supplies import MoveKind, SupplyRequestState


class Supply(models.Model):
    """物资. One kind of thing that a bureau keeps, and how much of it two weeks need."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="supplies")
    name = models.TextField()
    unit = models.TextField()
    need = models.IntegerField(default=0)  # for fourteen days; nought: nobody has said

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "name"], name="one_supply_a_name"),
            models.CheckConstraint(condition=Q(need__gte=0), name="supply_need_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name


class SupplyLot(models.Model):
    """批次. What came with one number and one last day; `balance` follows its moves.

    The database lets no balance fall below nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    supply = models.ForeignKey(Supply, on_delete=models.PROTECT, related_name="lots")
    number = models.TextField(blank=True)
    expires_on = models.DateField(null=True)
    balance = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["expires_on", "number", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supply", "number", "expires_on"],
                nulls_distinct=False,
                name="one_lot_a_number",
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="lot_not_negative"),
        ]

    def as_stock(self) -> stock.Lot:
        """The same for the rules."""
        return stock.Lot(self.pk, self.balance, self.expires_on)


class SupplyRequest(models.Model):
    """物资申请. Who asks for how much, what two weeks need and what was there; who decided (B5)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    supply = models.ForeignKey(Supply, on_delete=models.PROTECT, related_name="requests")
    amount = models.IntegerField()
    need = models.IntegerField()
    stock = models.IntegerField()
    reason = models.TextField()
    state = models.TextField(choices=SupplyRequestState.choices(), default=SupplyRequestState.ASKED)
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    decided_by = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-asked_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="supply_request_asks_for_some"),
        ]


class SupplyMoveQuerySet(models.QuerySet["SupplyMove"]):
    """Questions about moves."""

    def balance(self, on: date) -> int:
        """The stock at the end of a day, whatever was entered later."""
        return self.filter(on__lte=on).aggregate(whole=Sum("amount"))["whole"] or 0


class SupplyMove(models.Model):
    """物资流水. So much more or less of a lot on a day; only added to.

    `entry` holds the rows of one form together: a phone that sends it twice has moved it once.
    `mends` is the row that a return or a correction is about.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    entry = models.UUIDField()
    lot = models.ForeignKey(SupplyLot, on_delete=models.PROTECT, related_name="moves")
    kind = models.TextField(choices=MoveKind.choices())
    amount = models.IntegerField()
    on = models.DateField()
    purpose = models.TextField()
    receiver = models.TextField(blank=True)
    request = models.ForeignKey(
        SupplyRequest, null=True, on_delete=models.PROTECT, related_name="moves"
    )
    mends = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="mended")
    by = models.TextField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now())

    objects = SupplyMoveQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["on", "at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "lot"], name="one_move_of_a_lot_an_entry"),
            models.CheckConstraint(condition=~Q(amount=0), name="move_moves_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["lot", "on"], name="move_of_lot")]

    def still(self) -> int:
        """What the row stands for once its returns and corrections are counted."""
        return self.amount + sum(each.amount for each in self.mended.all())
