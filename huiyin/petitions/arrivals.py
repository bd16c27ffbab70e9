"""到达. How many petitions one telephone and one address hand in within an hour (C12).

Nobody is refused for it: beyond the usual number the next one comes with a proof of work, or of
having waited in turn. Telephones and addresses stand here as keyed digests, for an hour, in a table
without a log. Counting, asking and noting are one function of the database, which takes no lock
that a neighbour would wait for: those who hand in at the same moment may be one or two more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction

from huiyin.privacy.indexes import blind

if TYPE_CHECKING:
    from huiyin.petitions.writing import Call

WINDOW = timedelta(hours=1)
BETWEEN_TURNS = timedelta(seconds=30)
TOO_MANY = "arrivals_of_an_hour"
"""The name by which the database refuses, as if a constraint were broken."""


class NeedsProof(Exception):
    """So much was handed in within the hour that the next one comes with a proof."""


class Arrivals(models.Model):
    """One petition handed in at the portal: from which telephone, from where."""

    phone_digest = models.BinaryField(null=True)
    source_digest = models.BinaryField()
    at = models.DateTimeField()
    waited = models.BooleanField(default=False)  # paid for by waiting, not by work

    class Meta:
        db_table = "petitions_arrival"
        indexes: ClassVar = [
            models.Index(
                fields=["phone_digest", "at"],
                name="arrival_of_phone",
                condition=models.Q(phone_digest__isnull=False),
            ),
            models.Index(fields=["source_digest", "at"], name="arrival_from_source"),
        ]


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Who is about to hand in, and whether a price was paid for it."""

    phone: str
    source: str
    at: datetime
    proved: bool = False
    waited: bool = False

    def call(self) -> Call:
        """What the database is asked before the petition goes in."""
        return "huiyin_arrive", (
            blind("caller", self.phone) if self.phone.strip() else None,
            blind("source", self.source),
            self.at,
            self.at - WINDOW,
            self.at - BETWEEN_TURNS,
            settings.HUIYIN_INTAKE_OF_A_PHONE,
            settings.HUIYIN_INTAKE_OF_AN_ADDRESS,
            self.proved,
            self.waited,
        )


def arrive(arrival: Arrival) -> None:
    """Note an arrival within the caller's transaction; NeedsProof where it is one too many."""
    function, given = arrival.call()
    places = ", ".join(["%s"] * len(given))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {function}({places})", given)
    except IntegrityError as refused:
        raise_if_too_many(refused)
        raise


def raise_if_too_many(refused: IntegrityError) -> None:
    """NeedsProof where it is this that the database refused."""
    told = getattr(refused.__cause__, "diag", None)
    if told is not None and told.constraint_name == TOO_MANY:
        raise NeedsProof from None


def forget(at: datetime) -> None:
    """Delete what is older than an hour: it counts no more."""
    Arrivals.objects.filter(at__lte=at - WINDOW).delete()
