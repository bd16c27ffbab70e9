"""登录中的地方. Where a person is signed in: in a few places at once, the oldest gives way (D8).

They stand in the person's own row, which every request reads anyway: an end costs no query and
holds in every process from the next click on.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from huiyin.accounts.models import User


@dataclass(frozen=True)
class Place:
    """One browser in which a person is signed in: what it calls itself, and since when."""

    ticket: str
    label: str
    since: datetime


def places(person: User) -> list[Place]:
    """Where the person is signed in, the newest first."""
    return [Place(row[0], row[1], datetime.fromisoformat(row[2])) for row in person.signed_in]


def is_open(person: User, ticket: str) -> bool:
    """Whether the session with this ticket has not given way to newer ones."""
    return any(row[0] == ticket for row in person.signed_in)


@transaction.atomic
def enter(person: User, *, label: str, at: datetime, instead_of: str = "") -> str:
    """Sign in at one more place: its ticket. Where there are too many, the oldest end."""
    ticket = secrets.token_urlsafe(16)
    others = _held(person, but=instead_of)
    _keep(person, [[ticket, label, at.isoformat()], *others][: settings.HUIYIN_SESSIONS_AT_ONCE])
    return ticket


@transaction.atomic
def leave(person: User, ticket: str) -> None:
    """Sign out at one place."""
    _keep(person, _held(person, but=ticket))


@transaction.atomic
def end_all_but(person: User, ticket: str = "") -> None:
    """End every session, of the one with this ticket only the key: it must be confirmed anew."""
    kept = [row for row in _held(person) if row[0] == ticket]
    person.sessions_seed = secrets.token_hex(8)
    _keep(person, kept, "sessions_seed")


def _held(person: User, *, but: str = "") -> list[list[str]]:
    """The places as they are now, kept from changing meanwhile."""
    row = User.objects.select_for_update(no_key=True).only("signed_in").get(pk=person.pk)
    return [each for each in row.signed_in if each[0] != but]


def _keep(person: User, rows: list[list[str]], *also: str) -> None:
    person.signed_in = rows
    person.save(update_fields=["signed_in", *also])
