"""Proofs of work that have paid for a guess, each only once; kept as digests."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import models


class SpentProof(models.Model):
    """A proof that was used, until it would have ended by itself."""

    digest = models.BinaryField(primary_key=True)
    expires_at = models.DateTimeField()


def spend(proof: str, *, expires_at: datetime) -> bool:
    """Use a proof up; False when it was used before."""
    digest = hashlib.sha256(proof.encode()).digest()
    _row, is_new = SpentProof.objects.get_or_create(
        digest=digest, defaults={"expires_at": expires_at}
    )
    return is_new


def forget_spent(before: datetime) -> None:
    """Delete proofs that are too old to be shown again."""
    SpentProof.objects.filter(expires_at__lt=before).delete()
