"""C10: what the commands of docs/restore.md bring back is what was there; the source is deleted.

That a broken archive and one of other keys are refused is tried in tests/commands/test_backup.py,
which also is the short part of restoring an archive: the one of a busy moment is at full size only.
"""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from unittest.mock import patch
from urllib.parse import urlencode

import psycopg
import pytest
from psycopg import sql

from benchmarks import ground, machine
from huiyin.commands import postgres
from huiyin.commands.postgres import Server
from tests.people import SECURITY_ADMIN
from tests.verification import restoring
from tests.verification.citizens import Acknowledged, Crowd, Stream
from tests.verification.restoring import done, run, serving
from tests.verification.served import (
    a_city_of_its_own,
    asked,
    oracle,
    ready,
    two_ports,
    until_all_are_told,
)
from verify.plugin import is_full, size

pytestmark = pytest.mark.campaign("C10")

Tally = Callable[[str, int], None]
PASSPHRASE = "十二个字以上的一句好口令啊"
AGREED = "全部相符"
SEEN_LATER = "个检查点见过的记录"
FAULTS = ("differs", "files", "events", "work", "twice")
TO_PUT_AWAY = 15  # seconds for a piece of the log on a busy machine
TABLES = "select tablename from pg_tables where schemaname = 'public'"
OF_PETITIONS = (
    "select path from documents_storedfile f join petitions_petition p on p.id = f.owner_id"
)
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Office:
    """An installation with work in it, what is kept of it, and what it acknowledged."""

    folder: Path
    given: dict[str, str]
    seed: int
    password: str = ""
    told: list[Acknowledged] = field(default_factory=list)
    before_archive: set[int] = field(default_factory=set)
    before_moment: set[int] = field(default_factory=set)
    # Of the petitions acknowledged since the log was last put away: how long before the end.
    late: dict[int, float] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    piece: str = ""  # of the log, the one before that of the moment

    def ledger(self) -> str:
        return json.dumps([asdict(each) for each in self.told], ensure_ascii=False)

    def new(self, name: str, **more: str) -> dict[str, str]:
        """The names, with a new empty folder to bring back into and checkpoints for itself."""
        port, seen = two_ports(), self.folder / f"{name}-elsewhere"
        shutil.copytree(self.given["HUIYIN_CHECKPOINTS"], seen, dirs_exist_ok=True)
        places = {"NEW": str(self.folder / name), "HUIYIN_CHECKPOINTS": str(seen)}
        ports = {"PORTAL": f"127.0.0.1:{port}", "DESK": f"127.0.0.1:{port + 1}"}
        return self.given | places | ports | more

    def seen_then(self) -> dict[str, str]:
        """The checkpoints as they were before anybody handed in, in place of the newest."""
        return {"HUIYIN_CHECKPOINTS": str(self.folder / "seen-then")}


def at(given: dict[str, str]) -> dict[str, str]:
    """The names once the new folder is the installation."""
    return given | {"HUIYIN_HOME": given["NEW"]}


@pytest.fixture(scope="module")
def office(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[Office]:
    """The names of the page, set to folders of this test; they are all that the page asks for."""
    with a_city_of_its_own() as folder:
        port = two_ports()
        given = {
            "HUIYIN_HOME": str(folder / "home"),
            "HUIYIN_CHECKPOINTS": str(folder / "elsewhere"),
            "BACKUP": str(folder / "backup"),
            "SAFE": str(folder / "safe"),
            "NEW": str(folder / "new"),
            "PORTAL": f"127.0.0.1:{port}",
            "DESK": f"127.0.0.1:{port + 1}",
        }
        assert set(given) == restoring.names()
        for name in ("BACKUP", "SAFE"):
            Path(given[name]).mkdir(mode=0o711)
        (folder / "safe" / "passphrase").write_text(PASSPHRASE)
        os.environ["HUIYIN_CHECKPOINTS"] = given["HUIYIN_CHECKPOINTS"]
        yield Office(folder, given | {"MOMENT": ""}, seed=request.config.option.seed)
        for data in folder.glob("*/postgres/data"):
            Server(data.parent).stop()


@pytest.fixture(scope="module")
def kept(office: Office) -> Office:
    """What is kept of an office: all that the page tells to keep, while people hand in."""
    postgres.embedded().stop()  # the next start reads HUIYIN_WAL
    with serving("log", office.given) as port:
        if is_full():
            office.password = said_by("password", SECURITY_ADMIN.username).split()[0]
        done("keys", office.given)
        done("base", office.given)
        shutil.copytree(office.given["HUIYIN_CHECKPOINTS"], office.folder / "seen-then")
        first = size(11, 600)
        with Crowd(port=port, clients=8, first=0, count=first, seed=office.seed) as crowd:
            crowd.wait_for(first // 3)
            office.before_archive = {each.number for each in crowd.acknowledged}
            if is_full():
                done("nightly", office.given)
        assert crowd.trouble == []
        office.told += crowd.acknowledged
        until_all_are_told(240)
        office.piece = until_log_is_kept()
        office.before_moment = {each.number for each in office.told}
        office.rows, office.given["MOMENT"] = a_quiet_moment(Path(office.given["HUIYIN_HOME"]))
        with Crowd(port=port, clients=2, first=10_000, count=4, seed=office.seed) as crowd:
            pass
        assert len(crowd.acknowledged) == 4
        office.told += crowd.acknowledged
    done("files", office.given)
    said_by("checkpoint")
    until_log_is_kept()
    if is_full():
        work_until_the_end(office)
    postgres.embedded().stop()
    shutil.rmtree(office.given["HUIYIN_HOME"])
    return office


def work_until_the_end(office: Office) -> None:
    """For some minutes people hand in and files are copied; then the database is killed.

    `huiyin serve` starts it again: what it puts away after its end is not looked at.
    """
    log = Path(office.given["BACKUP"], "wal")
    with (
        serving("log", office.given) as port,
        Stream(port=port, first=50_000, seed=office.seed, every=0.3) as stream,
    ):
        for _ in range(10):
            time.sleep(15)
            done("files", office.given)
        stream.close()
        for each in machine.tree(ground.postmaster()):
            os.kill(each, signal.SIGKILL)
        ended = time.monotonic()
        log.rename(log.with_name("until-the-end"))
        stream.stop()
    shutil.rmtree(log, ignore_errors=True)
    log.with_name("until-the-end").rename(log)
    taken = {
        json.loads(each.text)["number"]: ended - each.asked_at - each.seconds
        for each in stream.answers
        if each.status in (200, 201) and each.text.startswith("{")
    }
    office.told += stream.acknowledged
    office.late = {each.number: taken.get(each.receipt, 0.0) for each in stream.acknowledged}


def a_quiet_moment(home: Path) -> tuple[dict[str, str], str]:
    """All rows, and a moment around which they did not change."""
    after = restoring.rows(home)
    while True:
        before = after
        time.sleep(0.2)
        ((moment,),) = asked("select clock_timestamp()::text")
        time.sleep(0.2)
        after = restoring.rows(home)
        if before == after:
            return after, str(moment)


def until_log_is_kept() -> str:
    """Have the log put away up to now, as it is each minute; the name of that piece."""
    ((piece,),) = asked("select pg_walfile_name(pg_switch_wal())")
    until = time.monotonic() + 60
    while str(asked("select last_archived_wal from pg_stat_archiver")[0][0]) < str(piece):
        assert time.monotonic() < until
        time.sleep(0.1)
    return str(piece)


def said_by(*words: str) -> str:
    """What a command of the installation says that must succeed."""
    command = [sys.executable, "-m", "huiyin.commands.main", *words]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


@contextmanager
def standing(home: str) -> Iterator[Path]:
    """An installation whose database runs, for whoever asks for its own."""
    with patch.dict(os.environ, HUIYIN_HOME=home), postgres.embedded().in_use():
        yield Path(home)


def signs_in(port: int, username: str, password: str) -> bool:
    """Whether the desk takes a name and a password."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/signin/")
    answer = connection.getresponse()
    cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
    token = _TOKEN.findall(answer.read().decode())[0]
    form = {"username": username, "password": password, "csrfmiddlewaretoken": token}
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/signin/", urlencode(form), headers)
    status = connection.getresponse().status
    connection.close()
    assert status in (302, 422)
    return status == 302


@pytest.mark.full
def test_the_archive_of_a_busy_moment_comes_back_whole_and_is_worked_with(
    kept: Office, tally: Tally
) -> None:
    then = kept.seen_then()
    given = kept.new("archive")
    began = time.monotonic()
    assert AGREED in done("restore", given | then)
    taken = time.monotonic() - began
    with standing(given["NEW"]):
        assert AGREED in done("verify", at(given) | then)
        found = oracle(kept.ledger())
        rolled_back = run("verify", at(given))
        assert AGREED in done("lost", at(given))
    assert not kept.before_archive & set(found["lost"])
    assert not any(found[name] for name in FAULTS)
    assert set(found["half"].values()) == {0}
    assert rolled_back.returncode == 1
    assert SEEN_LATER in rolled_back.stderr, "the checkpoints kept elsewhere tell of it"

    with serving("serve", at(given)) as port:
        # What waited to be sent at that moment is sent first; meanwhile its age is shown as late.
        until = time.monotonic() + 600
        while ready(port)[0] != 200 and time.monotonic() < until:
            time.sleep(0.2)
        assert ready(port)[0] == 200
        assert signs_in(port + 1, SECURITY_ADMIN.username, kept.password)
        assert not signs_in(port + 1, SECURITY_ADMIN.username, "another password")
        with Crowd(port=port, clients=2, first=20_000, count=4, seed=kept.seed) as crowd:
            pass
        assert len(crowd.acknowledged) == 4
    in_archive = {each.number for each in kept.told} - set(found["lost"])
    assert kept.before_archive <= in_archive
    tally("petitions in the archive", len(in_archive))
    tally("seconds to restore it", round(taken))


def test_between_two_petitions_every_row_and_file_is_as_it_was(kept: Office, tally: Tally) -> None:
    given = kept.new("moment")
    began = time.monotonic()
    made = run("recover", given)
    taken = time.monotonic() - began
    assert made.returncode == 1, made.stderr
    assert SEEN_LATER in made.stderr, "what came after the moment is named, and nothing else"
    assert "材料" not in made.stderr
    with standing(given["NEW"]) as home:
        assert restoring.rows(home) == kept.rows
        assert restoring.sums(home / "files") == restoring.sums(Path(given["BACKUP"]) / "files")
        found = oracle(kept.ledger())
    assert set(found["lost"]) == {each.number for each in kept.told} - kept.before_moment
    assert not any(found[name] for name in FAULTS)
    assert set(found["half"].values()) == {0}
    tally("tables, each row and right compared", len(kept.rows))
    tally("petitions back at the moment", len(kept.before_moment))
    tally("seconds to recover it", round(taken))


@pytest.mark.full
def test_to_the_end_of_the_log_no_more_than_a_minute_is_lost(kept: Office, tally: Tally) -> None:
    given = kept.new("end", MOMENT="")
    began = time.monotonic()
    made = run("recover", given)
    taken = time.monotonic() - began
    assert made.returncode == 0 or kept.late, made.stderr
    with standing(given["NEW"]):
        found = oracle(kept.ledger())
    lost = set(found["lost"])
    assert lost <= set(kept.late)
    assert set(found["files"]) <= set(kept.late)
    assert not any(found[name] for name in FAULTS if name != "files")
    seconds = max((kept.late[each] for each in lost), default=0.0)
    assert seconds <= postgres.WAL_EVERY + TO_PUT_AWAY
    tally("petitions of the last seconds lost", len(lost))
    tally("seconds before the end that were lost", round(seconds))
    tally("seconds to recover to the end", round(taken))


@pytest.mark.parametrize("moment", ["", pytest.param("the moment", marks=pytest.mark.full)])
def test_a_piece_of_the_log_that_lacks_is_named_and_nothing_is_restored(
    kept: Office, moment: str
) -> None:
    given = kept.new("lacking", MOMENT=kept.given["MOMENT"] if moment else "")
    log = Path(given["BACKUP"]) / "wal"
    lacking = log / f"{kept.piece}.gz"
    lacking.rename(log.parent / "aside")
    try:
        made = run("recover", given)
    finally:
        (log.parent / "aside").rename(lacking)
    assert made.returncode == 1
    assert f"日志缺少 {lacking.stem}" in made.stderr
    assert not (Path(given["NEW"]) / "postgres" / "data").exists()
    assert not list(Path(given["NEW"]).glob("files/*"))


@pytest.mark.control
def test_one_file_less_or_one_byte_of_it_is_noticed(kept: Office, seed: int) -> None:
    given = at(kept.given | {"NEW": str(kept.folder / "moment")}) | kept.seen_then()
    files = sorted(Path(given["HUIYIN_HOME"], "files").glob("??/*"))
    with standing(given["HUIYIN_HOME"]):
        known = {str(path) for (path,) in asked(OF_PETITIONS)}
        one = Random(seed).choice(
            [each for each in files if f"{each.parent.name}/{each.name}" in known]
        )
        whole = one.read_bytes()
        at_byte = Random(seed).randrange(len(whole))
        one.write_bytes(whole[:at_byte] + bytes([whole[at_byte] ^ 1]) + whole[at_byte + 1 :])
        changed = run("verify", given)
        one.unlink()
        lost = run("verify", given)
        one.write_bytes(whole)
    for made in (changed, lost):
        assert made.returncode == 1
        assert "不在或已损坏" in made.stderr
        assert "1 处不符" in made.stdout


@pytest.mark.control
def test_one_row_less_is_noticed_by_the_sums(kept: Office, seed: int, tally: Tally) -> None:
    """A database brought back without one row of any table is told from the whole one."""
    with standing(str(kept.folder / "moment")) as home:
        whole = restoring.rows(home)
        tables = {str(name) for (name,) in asked(TABLES)} & set(whole)
        full = sorted(name for name in tables if whole[name] != restoring.EMPTY)
        noticed = 0
        with psycopg.connect(
            host=str(postgres.embedded().socket), user="postgres", dbname="huiyin", autocommit=True
        ) as connection:
            connection.execute("set session_replication_role = replica")
            for table in Random(seed).sample(full, size(1, 20)):
                if whole[table] == restoring.EMPTY:
                    continue  # its last row went with that of the table it is a part of
                less = sql.SQL("delete from {0} where ctid = (select min(ctid) from {0})")
                gone = connection.execute(less.format(sql.Identifier(table))).rowcount
                now = restoring.rows(home)
                assert gone
                assert now != whole, table
                noticed += gone
                whole = now
    tally("rows taken away and noticed", noticed)
