"""A process that stands ready; asked on a line, it splits off another that hands in one petition.

A line is `WAY KEY OFFICE FAILPOINT`, or ends before the last. The answer is how that other process
ended, and what it said.
"""

import os
import sys
import traceback
from datetime import UTC, datetime
from typing import NoReturn
from uuid import UUID

import django
from django.test import Client
from django.urls import get_resolver

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


def hand_in(way: str, key: str, office: str) -> str:
    """Hand in; the number."""
    if way == "api":
        return by_api(key)
    return by_page(key, UUID(office), with_file=way == "page-with-file")


def split_off(way: str, key: str, office: str, failpoint: str = "") -> tuple[int, str]:
    """Hand in from a process of its own: how it ended, and the number that it said."""
    ear, mouth = os.pipe()
    child = os.fork()
    if not child:
        os.close(ear)
        _hand_in_and_end(mouth, way, key, office, failpoint)
    os.close(mouth)
    with os.fdopen(ear) as said:
        number = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), number


def _hand_in_and_end(mouth: int, way: str, key: str, office: str, failpoint: str) -> NoReturn:
    from huiyin.petitions import failpoints

    try:
        failpoints._chosen = failpoints.Failpoint(failpoint) if failpoint else None
        os.write(mouth, hand_in(way, key, office).encode())
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Be ready, then answer each line."""
    django.setup()
    get_resolver().url_patterns  # noqa: B018 (so that nobody who is split off has to import them)
    for line in sys.stdin:
        status, number = split_off(*line.split())
        sys.stdout.write(f"{status} {number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
