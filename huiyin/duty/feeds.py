"""日历订阅. One's own watches as iCalendar (RFC 5545), under an address that only oneself knows."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from huiyin.accounts.models import User
from huiyin.duty.models import DutyFeed, Shift

SHOWN_BEFORE, SHOWN_AFTER = timedelta(days=31), timedelta(days=366)
LONGEST_LINE = 75  # octets


@transaction.atomic
def renew(person: User, *, at: datetime) -> str:
    """A new secret for the address, shown once; the one before opens nothing from now on."""
    secret = secrets.token_urlsafe(32)
    DutyFeed.objects.update_or_create(
        user=person, defaults={"digest": _digest(secret), "made_at": at}
    )
    return secret


def stop(person: User) -> None:
    """Let the address open nothing."""
    DutyFeed.objects.filter(user=person).delete()


def reader_of(secret: str, today: date) -> User | None:
    """Whose watches this address shows; nobody's once they hold no post."""
    found = DutyFeed.objects.filter(digest=_digest(secret), user__is_active=True)
    feed = found.select_related("user").first()
    return feed.user if feed and feed.user.posts.held(today).exists() else None


def calendar_of(person: User, at: datetime) -> bytes:
    """The watches of somebody from a month ago on; only what stands, where and when."""
    shifts = Shift.objects.touching(at - SHOWN_BEFORE, at + SHOWN_AFTER).filter(user=person)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Huiyin//duty//ZH", "METHOD:PUBLISH"]
    for shift in shifts.select_related("post__office"):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{shift.pk}@huiyin",
            f"DTSTAMP:{_moment(shift.entered_at)}",
            f"DTSTART:{_moment(shift.begins_at)}",
            f"DTEND:{_moment(shift.ends_at)}",
            f"SUMMARY:{_text(shift.post.name)}",
            f"LOCATION:{_text(shift.post.office.short_name)}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n")


def _folded(line: str) -> Iterable[bytes]:
    """A line in parts of at most 75 octets, no sign cut; all but the first begin with a blank."""
    part = b""
    for sign in line:
        octets = sign.encode()
        if len(part) + len(octets) > LONGEST_LINE:
            yield part
            part = b" "
        part += octets
    yield part
