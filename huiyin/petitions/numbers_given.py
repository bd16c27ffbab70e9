"""Numbers given out, and guessed: the last official one of each series, and wrong codes."""

from typing import ClassVar

from django.db import models

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id


class WrongGuess(models.Model):
    """A wrong code for a number from a source; both only as keyed digests."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number_digest = models.BinaryField()
    source_digest = models.BinaryField()
    at = models.DateTimeField()
    waited = models.BooleanField(default=False)  # paid for by waiting, not by work

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["number_digest", "at"], name="guess_of_number"),
            models.Index(fields=["source_digest", "at"], name="guess_from_source"),
        ]


class OfficialCounter(models.Model):
    """The last official number of an office, a channel and a year; gapless, under a row lock."""

    id = models.UUIDField(primary_key=True, default=new_id)
    office = models.ForeignKey(Office, on_delete=models.PROTECT)
    channel = models.TextField()
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "channel", "year"], name="one_counter_an_office_year"
            ),
        ]
