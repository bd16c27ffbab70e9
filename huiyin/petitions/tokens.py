"""Intake tokens: what another system shows to hand in petitions in the name of an office.

Only a digest is stored; the token itself is told once, by `huiyin token new`.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import ClassVar

from django.db import models

from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.terms import Door

PREFIX = "hyt_"
SUBMIT = "submit"
SCOPES = (SUBMIT,)
LONGEST = 200


class IntakeToken(models.Model):
    """接入令牌. A system that may hand in petitions at an office, until it is revoked."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    door = models.TextField(choices=Door.choices(), default="")  # of what comes in by the web
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()
    scopes = models.JSONField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest"], name="one_token_a_digest"),
        ]

    def __str__(self) -> str:
        return self.name

    def viewer(self) -> Viewer:
        """This system before the door: it sees no petition."""
        return Viewer(
            ViewerKind.TOKEN, id=str(self.id), name=self.name, scopes=frozenset(self.scopes)
        )


def new_token(
    name: str, *, office: Office, at: datetime, door: Door | None = None
) -> tuple[IntakeToken, str]:
    """Make a token that may submit; the text returned beside it is never shown again."""
    text = PREFIX + secrets.token_urlsafe(32)
    row = IntakeToken(
        name=name,
        door=door or "",
        office=office,
        digest=_digest(text),
        scopes=[SUBMIT],
        created_at=at,
    )
    row.save(force_insert=True)
    return row, text


def token_of(text: str) -> IntakeToken | None:
    """The token that stands behind this text, unless it is unknown or revoked."""
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        return None
    return (
        IntakeToken.objects.select_related("office")
        .filter(digest=_digest(text), revoked_at=None)
        .first()
    )


def revoke(token: IntakeToken, *, at: datetime) -> None:
    """End a token; the next request with it is refused."""
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])


def _digest(text: str) -> bytes:
    # 256 random bits need no slow hash.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
