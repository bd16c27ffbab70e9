"""Receipt numbers from a sequence block at intake; gapless official numbers at registration."""

import threading
from datetime import date

from django.db import connection, transaction

from huiyin.organisations.models import Office
from huiyin.petitions.models import OfficialCounter
from huiyin.privacy.codes import check_digit
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


_block = _Block()


def next_receipt(year: int) -> str:
    """A receipt number nobody else has: H, two digits of the year, eight of serial, a check."""
    if _block.next >= _block.end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('petition_receipt')")
            (first,) = cursor.fetchone()
        _block.next, _block.end = first, first + BLOCK
    serial = _block.next
    _block.next += 1
    digits = f"{year % 100:02d}{serial:08d}"
    return f"H{digits}{check_digit(digits)}"


@transaction.atomic
def next_official(office: Office, channel: Channel, on: date) -> str:
    """The next official number of an office, channel and year: prefix, year, office, serial."""
    OfficialCounter.objects.bulk_create(
        [OfficialCounter(office=office, channel=channel, year=on.year)], ignore_conflicts=True
    )
    counter = OfficialCounter.objects.select_for_update().get(
        office=office, channel=channel, year=on.year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{PREFIXES[channel]}{on.year}{office.number_code}{counter.last:07d}"


def tidy_number(text: str) -> str:
    """A typed number without spaces and dashes, in capitals."""
    return "".join(each for each in text.upper() if each.isalnum())
