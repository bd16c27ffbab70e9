"""B9, B14: what somebody says of themselves stands nowhere in clear, in none of five encodings."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from huiyin.accounts import telephones
from huiyin.accounts.models import User
from huiyin.jobs.outbox import work_off
from huiyin.jobs.waiting import send_message
from huiyin.notifications.models import Notice, Outbox
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.models import Draft, Petition
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Naming, State
from tests import cluster
from tests.make import a_petition, later
from tests.notifications.servers import Mail, running
from tests.people import AUDIT_ADMIN, CLERK, HANDLER, LEADER, SECURITY_ADMIN
from tests.verification import planting
from tests.verification.canaries import (
    STAFF,
    STEMS,
    Canary,
    columns_with,
    dump_of,
    encodings,
    found_in,
    tables,
)
from tests.verification.personal_fields import (
    cannot_hold_words,
    digests_of,
    holds_a_canary,
    in_clear,
    named_without,
    personal_fields,
)
from tests.verification.planting import everything, sealing_watched
from tests.verification.sending import DESK, PORTAL
from tests.web.desk import desk_of, page_of, text
from tests.web.portal import a_portal, code_of, open_petition
from tests.web.staff import at_work
from verify.plugin import in_short, size

pytestmark = [
    pytest.mark.campaign("C12"),
    pytest.mark.usefixtures("cheap_hashes"),
    pytest.mark.django_db,
]

Tally = Callable[[str, int], None]
DRAFTS = Draft._meta.db_table
EVERYBODY = (*STEMS, *STAFF)
PATIENCE = 60.0  # seconds
ALL = 9_000  # the number of the canary that has everything


@pytest.fixture(autouse=True)
def _ground(tmp_path: Path) -> Iterator[None]:
    with override_settings(HUIYIN_FILES=tmp_path / "files"):
        a_portal()
        yield


def planted(monkeypatch: pytest.MonkeyPatch) -> tuple[Petition, User, list[str]]:
    """Plant everything once: and the personal fields that have neither a canary nor a reason."""
    of = Canary(ALL)
    with sealing_watched(monkeypatch) as sealed:
        petition, person = everything(of)
    index_waiting()
    digested = digests_of(of)
    missing = [
        name
        for name, form in personal_fields().items()
        if name not in named_without()
        and not cannot_hold_words(name)
        and not holds_a_canary(name, form, sealed=sealed, digested=digested)
    ]
    return petition, person, missing


# -- what the product says while it works ----------------------------------------------------------


@dataclass
class DatabaseLog:
    """What PostgreSQL logs meanwhile, as we ship it."""

    begun: dict[Path, int] = field(default_factory=dict)

    @staticmethod
    def files() -> list[Path]:
        """Its files."""
        return sorted((cluster.server().data / "log").glob("*.log"))

    def begin(self) -> "DatabaseLog":
        """From here on."""
        self.begun = {each: each.stat().st_size for each in self.files()}
        return self

    def said(self) -> bytes:
        """What came since; its writer is a process of its own, so the last word is waited for."""
        last, until = f"last word {new_id()}", time.monotonic() + PATIENCE
        with connection.cursor() as cursor, pytest.raises(DataError), transaction.atomic():
            cursor.execute("select %s::int", [last])
        while last.encode() not in (said := self._read()) and time.monotonic() < until:
            time.sleep(0.05)
        assert last.encode() in said, "the log of the database is not where it is looked for"
        return said

    def _read(self) -> bytes:
        return b"".join(each.read_bytes()[self.begun.get(each, 0) :] for each in self.files())


@contextmanager
def a_mail_server() -> Iterator[Mail]:
    """Mail goes out to this one."""
    server = Mail()
    with running(server) as port:
        smtp = {"host": "127.0.0.1", "port": port, "user": "", "password": "", "tls": "none"}
        smtp["sender"] = "信访局 <office@example.cn>"
        ways = {"sms": "inbox", "email": "smtp"}
        with override_settings(HUIYIN_GATEWAYS=ways, HUIYIN_SMTP=smtp):
            yield server


def letters(server: Mail) -> list[str]:
    """Each mail that was given to it, as its receiver reads it, without the receiver's address."""
    read = []
    for _receivers, content in server.mails:
        mail = message_from_bytes(content)
        del mail["To"]
        body = mail.get_payload(decode=True)
        assert isinstance(body, bytes)
        read.append(str(mail.items()) + mail.as_string() + body.decode())
    return read


def handed_in_twice(of: Canary) -> None:
    """A statement with everything in it that PostgreSQL refuses, and so writes into its log."""
    petition = a_petition(State.RECEIVED, **of.given())
    columns = [each.attname for each in Petition._meta.concrete_fields]
    [row] = Petition.objects.filter(pk=petition.pk).values_list(*columns)
    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.bulk_create([Petition(**dict(zip(columns, row, strict=True)))])


def a_life(number: int) -> Iterator[tuple[str, Any]]:
    """A petition from the hand of its petitioner to its end, looked at on the way: the answers."""
    naming = Naming.WITHHELD if number % 3 == 0 else Naming.NAMED
    given = Canary(number).given() | ({"phone": ""} if number % 3 == 1 else {})
    petition = a_petition(State.CLOSED if number % 2 else State.ACCEPTED, naming=naming, **given)
    index_waiting()
    Outbox.objects.filter(topic="render").update(done_at=later(petition))
    while work_off(later(petition)):
        pass
    while send_message(later(petition)):
        pass
    yield from looked_at(petition, given["phone"][-4:])


def looked_at(petition: Petition, tail: str) -> Iterator[tuple[str, Any]]:
    """The pages of a petition, at the desk and on the portal, and the metrics."""
    with override_settings(ROOT_URLCONF=DESK):
        for person in (CLERK, HANDLER):
            client = desk_of(person)
            for address in ("/", page_of(petition), f"{page_of(petition)}limits/", "/inbox/"):
                yield address, client.get(address)
        yield "/metrics", Client().get("/metrics")
    with override_settings(ROOT_URLCONF=PORTAL):
        client = open_petition(Client(), petition, tail=tail)
        for address in ("/petition", "/petition/own", "/petition/supplement"):
            yield address, client.get(address)


def looked_after(person: User) -> Iterator[tuple[str, Any]]:
    """The pages on which a member of staff stands, and those where what they did is read."""
    with override_settings(ROOT_URLCONF=DESK):
        own = at_work(Client(), person)
        for address in ("/", "/account/", "/exports/", "/appointments/"):
            yield address, own.get(address)
        for who, address in (
            (SECURITY_ADMIN, "/admin/people/"),
            (SECURITY_ADMIN, f"/admin/people/{person.pk}/"),
            (AUDIT_ADMIN, "/admin/accesses/"),
            (LEADER, "/exports/"),
            (LEADER, "/emergency/meetings/"),
        ):
            yield address, desk_of(who).get(address)


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
    found = [f"{address} {place}" for place, said in beside.items() if found_in(said, EVERYBODY)]
    if answer.get("Cache-Control") != "no-store":
        found.append(f"{address} may be kept by a browser")
    return found


def in_the_dump(codes: list[str]) -> tuple[list[str], int]:
    """Where in the database something stands that may not, and how many tables were searched."""
    searched, faults = tables(), list[str]()
    for table in searched:
        content = dump_of(table)
        if found_in(content, (*STEMS, *codes)):
            faults.append(table)
        if found_in(content, STAFF):
            faults += sorted(columns_with(table, STAFF) - in_clear())
    return faults, len(searched)


def test_a_number_in_clear_is_told_from_figures_of_a_hash() -> None:
    number = f"{STEMS[2]}0042"
    assert not found_in(f"\\\\x{'ab' * 12}{number}{'cd' * 12}".encode())
    for clear in (number, f"86{number}", f"{number}{'7' * 20}", f"{'ab' * 12} {number}"):
        assert found_in(clear.encode()) >= {"UTF-8", "GBK"}, clear


def test_no_field_is_both_named_and_gone() -> None:
    """What is named as holding no canary is in the map, and named for a reason that is needed"""
    assert sorted(named_without() - personal_fields().keys()) == []
    assert sorted(each for each in named_without() if cannot_hold_words(each)) == []


def test_what_was_said_stands_nowhere_in_clear(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tally: Tally,
) -> None:
    """Every personal field planted; found in no row, file, log, address, title, metric or mail"""
    lives, more = size(2, 60), size(1, 860)
    database, faults = DatabaseLog().begin(), list[str]()
    with caplog.at_level(logging.INFO), a_mail_server() as mail:
        whole, person, missing = planted(monkeypatch)
        assert missing == [], "plant a canary in each, or say in personal_fields.py why none can be"
        for number in range(lives, lives + more):
            a_petition(State.RECEIVED, **Canary(number).given())
        handed_in_twice(Canary(lives + more))
        pages = [looked_at(whole, f"{ALL}"), looked_after(person), *map(a_life, range(lives))]
        for address, answer in (each for some in pages for each in some):
            assert answer.status_code == 200, address
            faults += faults_of(address, answer)
    assert faults == []
    there, searched = in_the_dump([code_of(whole)])
    assert there == []
    kept = [each for each in Path(settings.HUIYIN_FILES).rglob("*") if each.is_file()]
    assert len(kept) > lives + more
    assert [each for each in kept if found_in(each.read_bytes(), EVERYBODY)] == []
    said = capfd.readouterr()
    assert found_in("\n".join([caplog.text, said.out, said.err]), EVERYBODY) == set()
    logged = database.said()
    assert b"duplicate key" in logged, "so that the search looks at something"
    assert found_in(logged, EVERYBODY) == set()
    told = [*Notice.objects.values_list("text", flat=True), *letters(mail)]
    assert len(mail.mails) > 0
    assert found_in("\n".join(told), EVERYBODY) == set()
    tally("values planted", (1 + lives + more) * len(Canary(0).given()))
    tally("personal fields of the map", len(personal_fields()))
    tally("tables searched in five encodings", searched)
    tally("mails read", len(mail.mails))


def test_the_database_is_shipped_writing_no_statement_that_succeeds() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select name, setting from pg_settings where name in ('log_statement',"
            " 'log_min_duration_statement', 'log_parameter_max_length_on_error')"
        )
        assert dict(cursor.fetchall()) == {
            "log_statement": "none",
            "log_min_duration_statement": "-1",
            "log_parameter_max_length_on_error": "0",
        }


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
@pytest.mark.parametrize("stem", in_short(STEMS, every=len(STEMS)))
@pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "UTF-16", "base64", "hex"])
def test_each_encoding_of_each_is_noticed_in_the_dump(encoding: str, stem: str) -> None:
    [written, *_more] = encodings(stem)[encoding]
    assert found_in(dump_of(DRAFTS)) == set()
    Draft.objects.create(id=new_id(), key=b"", form=b"before " + written, expires_at=timezone.now())
    assert found_in(dump_of(DRAFTS))


@pytest.mark.control
def test_a_log_that_says_too_much_is_noticed(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("huiyin.jobs").info("receipt for %s", Canary(1).given()["name"])
    assert found_in(caplog.text) == {"UTF-8"}


@pytest.mark.control
def test_a_statement_that_the_database_logs_is_noticed() -> None:
    log = DatabaseLog().begin()
    with connection.cursor() as cursor, pytest.raises(DataError), transaction.atomic():
        cursor.execute("select %s::int", [STEMS[0]])
    assert found_in(log.said())


@pytest.mark.full
@pytest.mark.control
def test_a_personal_field_that_nothing_is_planted_in_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planting, "an_appointment", lambda _of: None)
    monkeypatch.setattr(planting, "of_an_office", lambda _person: None)
    _petition, _person, missing = planted(monkeypatch)
    assert set(missing) == {
        "publishing.Booking.name",
        "publishing.Booking.phone",
        "organisations.Office.contact",
        "emergency.Meeting.chair",
        "emergency.Meeting.attendees",
    }


@pytest.mark.control
def test_a_name_where_the_map_says_nothing_of_it_is_noticed() -> None:
    Draft.objects.create(id=new_id(), key=b"", form=STAFF[0].encode(), expires_at=timezone.now())
    assert in_the_dump([])[0] == [f"{DRAFTS}.form"]


@pytest.mark.full
@pytest.mark.control
def test_a_field_left_unsealed_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telephones, "seal", lambda words, _key, *, aad: words.encode())
    planting.somebody_at_work()
    assert in_the_dump([])[0] == ["accounts_user"]
