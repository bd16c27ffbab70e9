"""B9, B14: what somebody says of themselves stands nowhere in clear, in none of five encodings."""

import base64
import io
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone
from psycopg import sql

from huiyin.jobs.outbox import work_off
from huiyin.notifications.models import Notice, Outbox
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Draft
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Naming, State
from tests.make import a_petition, later
from tests.people import CLERK, HANDLER
from tests.verification.sending import DESK, PORTAL
from tests.web.desk import desk_of, page_of, text
from tests.web.portal import a_portal, open_petition
from verify.plugin import size

pytestmark = [pytest.mark.campaign("C12"), pytest.mark.django_db]

Tally = Callable[[str, int], None]
DRAFTS = Draft._meta.db_table
STEMS = ("鑫龘犇骉", "kqzvjx", "1990713")  # in words and names, in addresses, in numbers


# Among so many hashes seven figures in a row come about by chance; a number is never one of them.
_HASH = re.compile(rb"(?=[0-9]*[a-f])[0-9a-f]{24,}")
_BINARY = re.compile(rb"\\\\x((?:[0-9a-f]{2})+)")


@dataclass(frozen=True)
class Canary:
    """What one invented petitioner says: every value holds one of the stems."""

    number: int

    def given(self) -> dict[str, Any]:
        """The fields of a submission."""
        word, serial = STEMS[0], f"{self.number:04}"
        return {
            "name": f"{word}{serial}",
            "phone": f"{STEMS[2]}{serial}",
            "address": f"云岭市{word}街{serial}号",
            "email": f"{STEMS[1]}{serial}@example.org",
            "identity": f"护照{STEMS[1].upper()}{serial}",
            "request": f"请求{word}{serial}。",
            "facts": f"事实{word}{serial}。",
            "reasons": f"理由{word}{serial}。",
            "complained_about": f"{word}公司{serial}",
            "place_detail": f"{word}巷{serial}号",
            "files": (IncomingFile(f"{word}{serial}.txt", f"附件{word}{serial}".encode()),),
        }


def encodings(stem: str) -> dict[str, list[bytes]]:
    """How a stem may stand among bytes: five encodings, base64 in its three places."""
    plain = {
        "UTF-8": stem.encode(),
        "GBK": stem.encode("gb18030"),
        "UTF-16": stem.encode("utf-16-le"),
    }
    whole = plain["UTF-8"]
    return {name: [each] for name, each in plain.items()} | {
        "base64": [_inner_base64(whole, before) for before in range(3)],
        "hex": [whole.hex().encode(), whole.hex().upper().encode()],
        "escaped": [stem.encode("unicode_escape")],
    }


def _inner_base64(content: bytes, before: int) -> bytes:
    """What of the base64 of these bytes does not depend on their neighbours."""
    coded = base64.b64encode(bytes(before) + content)
    return coded[-(-before * 8 // 6) : (before + len(content)) * 8 // 6]


def found_in(content: bytes) -> set[str]:
    """The encodings in which one of the stems stands there."""
    beside_hashes = _HASH.sub(b" ", content)
    return {
        name
        for stem in STEMS
        for name, written in encodings(stem).items()
        if any(each in (content if name == "hex" else beside_hashes) for each in written)
    }


def the_dump(*only: str) -> bytes:
    """Every row of every table, or of these, as a dump has it, and what its binary columns hold."""
    taken = io.BytesIO()
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables"
            " where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 100, "so that the search looks at something"
        for table in only or tables:
            asked = sql.SQL("COPY (SELECT * FROM {}) TO STDOUT").format(sql.Identifier(table))
            with cursor.copy(asked) as rows:
                for row in rows:
                    taken.write(row)
    whole = taken.getvalue()
    inside = (bytes.fromhex(each.decode()) for each in _BINARY.findall(whole))
    return whole + b"\n".join(inside)


@pytest.fixture(autouse=True)
def _ground(tmp_path: Path) -> Iterator[None]:
    with override_settings(HUIYIN_FILES=tmp_path / "files"):
        a_portal()
        yield


def a_life(number: int) -> Iterator[tuple[str, Any]]:
    """A petition from the hand of its petitioner to its end, looked at on the way: the answers."""
    naming = Naming.WITHHELD if number % 3 == 0 else Naming.NAMED
    given = Canary(number).given()
    petition = a_petition(State.CLOSED if number % 2 else State.ACCEPTED, naming=naming, **given)
    index_waiting()
    Outbox.objects.filter(topic="render").update(done_at=later(petition))
    while work_off(later(petition)):
        pass
    with override_settings(ROOT_URLCONF=DESK):
        for person in (CLERK, HANDLER):
            client = desk_of(person)
            for address in ("/", page_of(petition), f"{page_of(petition)}limits/", "/inbox/"):
                yield address, client.get(address)
        yield "/metrics", Client().get("/metrics")
    with override_settings(ROOT_URLCONF=PORTAL):
        client = open_petition(Client(), petition, tail=given["phone"][-4:])
        for address in ("/petition", "/petition/own", "/petition/supplement"):
            yield address, client.get(address)


def faults_of(address: str, answer: Any) -> list[str]:  # noqa: ANN401
    """Where an answer says too much beside its page: title, links, headers, cookies."""
    page = text(answer) if answer.get("Content-Type", "").startswith("text/") else ""
    beside = {
        "title": " ".join(re.findall(r"<title>(.*?)</title>", page, re.DOTALL)),
        "link": " ".join(re.findall(r'(?:href|action|src)="([^"]*)"', page)),
        "header": " ".join(f"{name} {value}" for name, value in answer.headers.items()),
        "cookie": answer.cookies.output(),
        "metric": page if address == "/metrics" else "",
    }
    found = [f"{address} {place}" for place, said in beside.items() if found_in(said.encode())]
    if answer.headers.get("Cache-Control") != "no-store":
        found.append(f"{address} may be kept by a browser")
    return found


def test_a_number_in_clear_is_told_from_figures_of_a_hash() -> None:
    number = f"{STEMS[2]}0042"
    assert not found_in(f"\\\\x{'ab' * 12}{number}{'cd' * 12}".encode())
    for clear in (number, f"86{number}", f"{number}{'7' * 20}", f"{'ab' * 12} {number}"):
        assert found_in(clear.encode()) >= {"UTF-8", "GBK"}, clear


def test_what_was_said_stands_nowhere_in_clear(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], tally: Tally
) -> None:
    """In no row, file, log, address, title, header, metric or message"""
    lives, more = size(3, 60), size(3, 860)
    faults: list[str] = []
    with caplog.at_level(logging.INFO):
        for number in range(lives, lives + more):
            a_petition(State.RECEIVED, **Canary(number).given())
        for number in range(lives):
            for address, answer in a_life(number):
                assert answer.status_code == 200, address
                faults += faults_of(address, answer)
    assert faults == []
    assert found_in(the_dump()) == set()
    kept = list(Path(settings.HUIYIN_FILES).rglob("*"))
    assert len(kept) > lives + more
    assert [each for each in kept if each.is_file() and found_in(each.read_bytes())] == []
    said = capfd.readouterr()
    assert found_in("\n".join([caplog.text, said.out, said.err]).encode()) == set()
    told = Notice.objects.values_list("text", flat=True)
    assert found_in("\n".join(told).encode()) == set()
    tally("values planted", (lives + more) * len(Canary(0).given()))
    tally("tables searched in five encodings", 1)


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "UTF-16", "base64", "hex"])
def test_each_encoding_of_each_is_noticed_in_the_dump(encoding: str, stem: str) -> None:
    [written, *_more] = encodings(stem)[encoding]
    assert found_in(the_dump(DRAFTS)) == set()
    Draft.objects.create(id=new_id(), key=b"", form=b"before " + written, expires_at=timezone.now())
    assert found_in(the_dump(DRAFTS))


@pytest.mark.control
def test_a_log_that_says_too_much_is_noticed(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("huiyin.jobs").info("receipt for %s", Canary(1).given()["name"])
    assert found_in(caplog.text.encode()) == {"UTF-8"}
