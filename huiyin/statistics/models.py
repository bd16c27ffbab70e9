"""What a month came to, frozen: published figures do not change when the register does."""

from typing import ClassVar

from django.db import models

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
