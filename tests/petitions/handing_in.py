"""A process that hands in one petition and may die at a failpoint: `… WAY KEY OFFICE`."""

import sys
from datetime import UTC, datetime
from uuid import UUID

import django
from django.test import Client

WAYS = ("api", "page", "page-with-file")
FILE = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def by_api(key: str) -> str:
    """The number from the API."""
    answer = Client().post(
        "/api/v1/petitions",
        {"request": "请修路灯", "division": "990100", "name": "郑小满", "phone": "19900001206"},
        content_type="application/json",
        headers={"Idempotency-Key": key},
    )
    return str(answer.json()["number"])


def by_page(key: str, office: UUID, *, with_file: bool) -> str:
    """The number as a page gets it: in the transaction of its request."""
    from django.db import transaction

    from huiyin.petitions.intake import IncomingFile, Submission, receive
    from huiyin.rules.actor import CITIZEN
    from huiyin.rules.terms import Channel, Naming

    now = datetime.now(UTC)
    submission = Submission(
        office_id=office,
        channel=Channel.WEB,
        naming=Naming.NAMED,
        request="请修路灯",
        division="990100",
        name="郑小满",
        arrived_at=now,
        files=(IncomingFile("证据.pdf", FILE),) if with_file else (),
    )
    with transaction.atomic():
        return receive(submission, key=key, by=CITIZEN, at=now).number


def main() -> None:
    """Hand in and say the number."""
    django.setup()
    way, key, office = sys.argv[1:]
    if way == "api":
        number = by_api(key)
    else:
        number = by_page(key, UUID(office), with_file=way == "page-with-file")
    sys.stdout.write(number)


if __name__ == "__main__":
    main()
