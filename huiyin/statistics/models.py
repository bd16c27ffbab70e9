"""What a month came to: as it stands now, and frozen as it was published."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.statistics.situation_models import Situation  # noqa: F401 (a table of this app)


class MonthReport(models.Model):
    """月报. The counts of a month by organ, as of a day; never changed, derivable again.

    Accusations are not in it, so that nobody can count those of an organ (R30.3).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    month = models.DateField(unique=True)  # its first day
    as_of = models.DateField()
    definitions = models.TextField()
    rule_sets = models.JSONField()
    # [{"office": id, "name": …, "path": …, "counts": {column: number}}], in the order of paths
    lines = models.JSONField()
    # For each published column the places of the lines, shuffled: which numbers are hidden with the
    # small ones must not depend on how large they are, and must not change from look to look.
    orders = models.JSONField()
    frozen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["month"]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class MonthlyCount(models.Model):
    """月度件数. How many petitions came in a month, and where they stand: by what alike ones share.

    The database adds a row for each change, in the transaction of the change and whoever makes it;
    `monthly.fold` puts rows of the same kind together. Only sums mean anything. Practice is not in
    it, nor is a petition that somebody is walled or recused from.
    """

    id = models.BigAutoField(primary_key=True)
    month = models.DateField()  # its first day
    registering = models.ForeignKey(
        Office, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    state = models.TextField()
    channel = models.TextField()
    door = models.TextField()
    matter = models.TextField()
    is_accusation = models.BooleanField()
    is_part = models.BooleanField()  # came out of another one, which is counted already
    number = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["month", "registering"], name="counts_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.number:+}"


class _Kind(models.Model):
    """What the petitions of a sum have in common."""

    id = models.BigAutoField(primary_key=True)
    source = models.TextField()
    outcome = models.TextField()
    # The first of the month, but for what may still turn late or silent: of that the very day.
    day = models.DateField()
    since = models.DateField()  # the day before it, of what happened to a petition again
    is_again = models.BooleanField()  # counted already at `since`: taken off where that is asked
    office = models.UUIDField()
    registering = models.ForeignKey(
        Office, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.TextField()
    matter = models.TextField()
    is_accusation = models.BooleanField()
    shown_to = models.TextField()  # of ratings: those who are rated may not read them yet
    number = models.IntegerField()

    class Meta:
        abstract = True


class FigureSum(_Kind):
    """指标合计. How many petitions of a kind a source holds, as the worker last added up."""

    added_up_on = models.DateField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    *("source", "outcome", "day", "since", "is_again", "office", "registering"),
                    *("channel", "matter", "is_accusation", "shown_to"),
                ],
                name="one_sum_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.outcome} {self.day} {self.number:+}"


class InSums(models.Model):
    """计入的合计. The sums that a petition is in, each as often as it counts there."""

    petition_id = models.UUIDField(primary_key=True)
    sums = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{self.petition_id} {self.sums}"


class Changed(models.Model):
    """待汇总. A petition that changed since it was added up; the database notes it itself."""

    id = models.BigAutoField(primary_key=True)
    petition_id = models.UUIDField()

    def __str__(self) -> str:
        return str(self.petition_id)


class Figure(_Kind):
    """指标. The sums without what changed since: rows of both signs, only sums mean anything."""

    class Meta:
        managed = False
        db_table = "statistics_figure"

    def __str__(self) -> str:
        return f"{self.source} {self.outcome} {self.day} {self.number:+}"
