"""Receipt numbers from a sequence block at intake; gapless official numbers at registration.

A practice petition of a drill takes none of them: both of its numbers come from series of their
own and begin with YL.
"""

import math
import threading
from datetime import date

from django.db import connection, transaction

from huiyin.organisations.models import Office
from huiyin.petitions.numbers_given import OfficialCounter
from huiyin.privacy.codes import check_digit
from huiyin.rules.practice import PREFIX
from huiyin.rules.terms import Channel

BLOCK = 100
PREFIXES = {
    Channel.WEB: "WX",
    Channel.LETTER: "LX",
    Channel.VISIT: "LF",
    Channel.CALL: "DH",
    Channel.FAX: "CZ",
    Channel.OTHER: "QT",
}


class _Block(threading.local):
    """The receipt numbers that this thread may still give out; gaps are allowed."""

    next = 0
    end = 0
    waiting: tuple[int, ...] = ()  # where further blocks begin


_block = _Block()


def next_receipt(year: int, *, is_practice: bool = False) -> str:
    """A receipt number nobody else has: H, two digits of the year, eight of serial, a check."""
    if is_practice:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('petition_receipt_practice')")
            (serial,) = cursor.fetchone()
        return f"{PREFIX}{_receipt(year, serial)}"
    reserve_receipts(1)
    if _block.next >= _block.end:
        first, *rest = _block.waiting
        _block.next, _block.end, _block.waiting = first, first + BLOCK, tuple(rest)
    serial = _block.next
    _block.next += 1
    return _receipt(year, serial)


def reserve_receipts(number: int) -> None:
    """Have so many receipt numbers at hand: whoever takes them asks the database no more."""
    lacking = number - (_block.end - _block.next) - BLOCK * len(_block.waiting)
    if lacking > 0:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval('petition_receipt') FROM generate_series(1, %s)",
                [math.ceil(lacking / BLOCK)],
            )
            _block.waiting += tuple(first for (first,) in cursor.fetchall())


def _receipt(year: int, serial: int) -> str:
    digits = f"{year % 100:02d}{serial:08d}"
    return f"H{digits}{check_digit(digits)}"


@transaction.atomic
def next_official(office: Office, channel: Channel, on: date, *, is_practice: bool = False) -> str:
    """The next official number of an office, channel and year: prefix, year, office, serial."""
    before = PREFIX if is_practice else ""
    series = f"{before}{channel.value}"
    OfficialCounter.objects.bulk_create(
        [OfficialCounter(office=office, channel=series, year=on.year)], ignore_conflicts=True
    )
    counter = OfficialCounter.objects.select_for_update().get(
        office=office, channel=series, year=on.year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{before}{PREFIXES[channel]}{on.year}{office.number_code}{counter.last:07d}"


def tidy_number(text: str) -> str:
    """A typed number without spaces and dashes, in capitals."""
    return "".join(each for each in text.upper() if each.isalnum())
