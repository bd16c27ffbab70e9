"""Filling the database, in a process that has the models: `python -m benchmarks.stock STEP`."""

import sys
from datetime import UTC, datetime, timedelta

import django
from django.db import transaction

django.setup()

from benchmarks.texts import petition  # noqa: E402 (the models exist only now)
from huiyin.commands.city.loading import load_offices, load_people  # noqa: E402
from huiyin.organisations.models import Office  # noqa: E402
from huiyin.petitions.intake import Submission, prepare  # noqa: E402
from huiyin.petitions.writing import insert_together  # noqa: E402
from huiyin.rules.actor import CITIZEN  # noqa: E402
from huiyin.rules.terms import Channel, Naming  # noqa: E402

AT_ONCE = 20


def city() -> None:
    """The offices and people of the demo city, without its petitions."""
    with transaction.atomic():
        load_people(load_offices())


def petitions(first: int, count: int) -> None:
    """Received petitions, their arrivals spread over the last days, written as intake writes."""
    bureau = Office.objects.bureaus().get(division="990100")
    now = datetime.now(UTC)
    for start in range(first, first + count, AT_ONCE):
        rows = []
        for number in range(start, min(start + AT_ONCE, first + count)):
            fields = petition(number)
            submission = Submission(
                office_id=bureau.pk,
                channel=Channel.WEB,
                naming=Naming.NAMED,
                arrived_at=now - timedelta(minutes=number % 10_000),
                **fields,
            )
            key = f"stock-{number:08d}"
            rows += prepare(submission, office=bureau, key=key, by=CITIZEN, at=now).rows
        insert_together(rows)


def main() -> None:
    """Take the step that is named."""
    step, *arguments = sys.argv[1:]
    match step:
        case "city":
            city()
        case "petitions":
            petitions(*map(int, arguments))
        case "bureau":
            sys.stdout.write(str(Office.objects.bureaus().get(division="990100").pk))


if __name__ == "__main__":
    main()
