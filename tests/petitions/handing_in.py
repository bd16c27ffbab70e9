"""A process that stands ready; asked on a line, it splits off another that hands in one petition.

A line is `WAY KEY OFFICE FAILPOINT`, or ends before the last; `WRONG!WAY` goes it as the product
must not, see `WRONG`. The answer is how that other process ended, and what it said.
"""

import json
import os
import re
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, NoReturn
from uuid import UUID

import django
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

API, FORM = "/api/v1/petitions", "/submit"
WORDS: dict[str, Any] = {
    "request": "请修路灯",
    "facts": "柳荫街的路灯坏了三个月。",
    "name": "郑小满",
    "phone": "19900001206",
    "address": "云岭市柳荫街44号",
}
FILE = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
_NUMBER = re.compile(r'data-number="([^"]+)"')


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("证据.pdf", FILE)


def by_api(key: str, *, with_file: bool) -> str:
    """The number from the API, as JSON or, with a file, in parts."""
    words = WORDS | {"division": "990100"}
    send = partial(Client().post, API, headers={"Idempotency-Key": key})
    if with_file:
        answer = send({"petition": json.dumps(words), "files": _file()})
    else:
        answer = send(words, content_type="application/json")
    return str(answer.json()["number"])


def by_form(key: str, *, with_file: bool) -> str:
    """The number from the receipt that the form of the portal leads to."""
    filled = {"naming": "named", "place": "990100", "people_count": "1", "declares": "on"}
    file = {"attachments": _file()} if with_file else {}
    page = Client(headers={"host": "localhost"}).post(
        FORM, WORDS | filled | {"key": key} | file, follow=True
    )
    found = _NUMBER.search(page.content.decode())
    assert found is not None, page.status_code
    return found.group(1)


def by_desk(key: str, office: UUID) -> str:
    """The number as a page of the desk gets it: in the transaction of its request."""
    from django.db import transaction

    from huiyin.petitions.intake import Submission, receive
    from huiyin.rules.actor import CITIZEN
    from huiyin.rules.terms import Channel, Naming

    now = datetime.now(UTC)
    submission = Submission(
        office_id=office,
        channel=Channel.WEB,
        naming=Naming.NAMED,
        division="990100",
        arrived_at=now,
        **WORDS,
    )
    with transaction.atomic():
        return receive(submission, key=key, by=CITIZEN, at=now).number


def send_message() -> str:
    """Nothing; the message that waits longest was given to its gateway."""
    from huiyin.jobs import waiting

    assert waiting.send_message(datetime.now(UTC))
    return ""


def hand_in(way: str, key: str, office: str) -> str:
    """Hand in, or let the worker tell of it; the number."""
    how, _with, file = way.partition("-with-")
    if how == "message":
        return send_message()
    if how == "desk":
        return by_desk(key, UUID(office))
    return (by_api if how == "api" else by_form)(key, with_file=bool(file))


def answer_first(mouth: int) -> None:
    """Wrong: the number is said before anything is written."""
    from huiyin.petitions import intake

    prepare = intake.prepare

    def prepare_and_answer(*given: Any, **named: Any) -> intake.Incoming:
        incoming = prepare(*given, **named)
        os.write(mouth, incoming.receipt.number.encode())
        return incoming

    intake.prepare = prepare_and_answer


def write_files_last(_mouth: int) -> None:
    """Wrong: files are written when the answer is out, to which none of these ever comes."""
    from huiyin.documents import actions

    actions._write = lambda *_: None


WRONG: dict[str, Callable[[int], None]] = {"early": answer_first, "late": write_files_last}


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
        wrong, is_wrong, way = way.rpartition("!")
        if is_wrong:
            WRONG[wrong](mouth)
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
