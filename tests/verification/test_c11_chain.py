"""C11: whoever changes the record in the database, as its master, is found at the place."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from time import sleep
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.utils import timezone

from huiyin.audit import chain
from huiyin.audit.actions import seal_accesses
from huiyin.commands.audit_export import command as export
from huiyin.commands.verify import command as verify
from huiyin.petitions.actions.citizen import supplement
from huiyin.petitions.checkpoints import acknowledge_loss, checkpoint, missing_of, read
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.upkeep import first_bad_event
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from tests import cluster
from tests.make import a_petition, a_receipt, fresh
from tests.people import petitioner
from tests.verification.tampering import KINDS, Tampering, put_back, remember
from verify.plugin import is_full, size

if TYPE_CHECKING:
    import psycopg
    from django.conf import LazySettings
    from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.campaign("C11"), pytest.mark.django_db(transaction=True)]

Tally = Callable[[str, int], None]
PAUSE = 0.2  # seconds between two writings, so that a hundred runs stay a matter of minutes


@pytest.fixture(autouse=True)
def places(settings: LazySettings, tmp_path: Path) -> tuple[Path, Path]:
    """The installation's own checkpoints, and a copy elsewhere."""
    both = tmp_path / "own", tmp_path / "elsewhere"
    settings.HUIYIN_CHECKPOINTS = list(both)
    return both


@pytest.fixture
def master() -> Iterator[psycopg.Connection]:
    """Who may do everything to the database, and whom no trigger stops."""
    with cluster.server().as_administrator(cluster.worker()) as connected:
        connected.execute("set session_replication_role = replica")
        connected.execute("create schema kept")
        yield connected
        connected.execute("drop schema kept cascade")


def some_petitions() -> list[Petition]:
    """Petitions with stories of several lengths."""
    states = (State.RECEIVED, State.DELIVERED, State.ACCEPTED, State.SERVED, State.CLOSED)
    return [a_petition(state) for state in states[-size(3, 5) :]]


def test_every_tampering_is_found_at_the_first_bad_row(
    master: psycopg.Connection, seed: int, tally: Tally
) -> None:
    petitions, chance = some_petitions(), Random(seed)
    remember(master)
    for n in range(size(24, 1_000)):
        kind = KINDS[n % len(KINDS)]
        petition = chance.choice(petitions)
        one = Tampering(master, chance, petition, chance.randint(1, petition.event_count))
        place = kind(one)
        found = first_bad_event(petition)
        assert found == place, (kind.__name__, petition.state, one.seq, seed)
        put_back(master)
        if n % 20 == 0:
            assert {first_bad_event(each) for each in petitions} == {None}
    tally("tamperings", size(24, 1_000))


def test_a_record_of_another_shape_is_found_not_stumbled_over(master: psycopg.Connection) -> None:
    petition = a_petition(State.SERVED)
    remember(master)
    shapes = (
        '{"x": 1}',
        "[]",
        "5",
        '"people"',
        '{"given": 7, "clocks": []}',
        '{"letters": [1]}',
    )
    seqs = range(1, petition.event_count + 1)
    for number, codes in enumerate(shapes):
        for seq in seqs if is_full() else [seqs[number % len(seqs)]]:
            one = Tampering(master, Random(seq), petition, seq)
            one.change(seq, codes=codes)
            assert first_bad_event(petition) == seq, (codes, seq)
            one.rewrite()
            assert first_bad_event(fresh(petition)) in (None, seq), (codes, seq)
            put_back(master)


def test_what_a_chain_cannot_show_a_checkpoint_does(
    master: psycopg.Connection, places: tuple[Path, Path], seed: int, tally: Tally
) -> None:
    """A story cut off or written anew with fitting hashes stands against what was signed."""
    petitions, chance = some_petitions(), Random(seed)
    remember(master)
    checkpoint(timezone.now())
    for n in range(size(6, 200)):
        petition = chance.choice(petitions[1:])
        one = Tampering(master, chance, petition, chance.randint(2, petition.event_count))
        if n % 2:
            one.change(one.seq, office="forged")
            one.rewrite()
        else:
            one.remove(one.seq, 999)
            last = Event.objects.get(petition=petition, seq=one.seq - 1)
            one.head(bytes(last.hash))
        unsuspicious = first_bad_event(fresh(petition))
        assert unsuspicious in (None, one.seq), "at most what stands beside tells"
        for folder in places:
            gone = [place for _counter, place in missing_of(read(folder))]
            assert f"{petition.pk}/{one.seq}" in gone
            assert len(gone) == petition.event_count - one.seq + 1
        put_back(master)
    assert missing_of(read(places[0])) == []
    tally("rewritings", size(6, 200))


def test_a_story_that_many_checkpoints_saw_is_read_once(
    places: tuple[Path, Path], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    petition = a_petition(State.DELIVERED)
    by = petitioner(petition)
    checkpoint(timezone.now())
    for n in range(6):
        supplement(petition.pk, words=f"补充之{n}", by=by, at=timezone.now())
        checkpoint(timezone.now())
    lines = read(places[0])
    assert len(lines) == 7
    with django_assert_max_num_queries(2):
        assert missing_of(lines) == []


def test_an_older_database_is_noticed_until_somebody_signs_for_the_loss(
    master: psycopg.Connection, places: tuple[Path, Path]
) -> None:
    a_receipt()
    remember(master)
    checkpoint(timezone.now())
    newer = a_petition(State.DELIVERED)
    assert checkpoint(timezone.now()) == newer.event_count
    put_back(master)
    told = CliRunner().invoke(verify)
    assert told.exit_code == 1
    assert f"{newer.pk}/1 已不在或已改变" in told.output
    assert acknowledge_loss("restored the backup of the night", timezone.now()) == newer.event_count
    assert acknowledge_loss("again", timezone.now()) == 0
    a_petition(State.ACCEPTED)
    checkpoint(timezone.now())
    whole = CliRunner().invoke(verify)
    assert whole.exit_code == 0, whole.output
    assert [line.get("reason", "") for line in read(places[1])] == [
        "", "", "restored the backup of the night", "",
    ]  # fmt: skip


def test_another_story_at_the_same_place_is_signed_once(
    master: psycopg.Connection, places: tuple[Path, Path]
) -> None:
    """After a restore the same places fill again, with other rows."""
    petition = a_petition(State.DELIVERED)
    checkpoint(timezone.now())
    one = Tampering(master, Random(1), petition, petition.event_count)
    one.change(one.seq, office="another")
    one.rewrite()
    assert [checkpoint(timezone.now()) for _ in range(3)] == [1, 0, 0]
    assert len(read(places[0])) == 2


def test_checkpoints_cannot_be_changed_reordered_or_cut(places: tuple[Path, Path]) -> None:
    for _ in range(4):
        a_receipt()
        checkpoint(timezone.now())
    lines, keys = read(places[0]), [bytes.fromhex((places[1] / chain.KEY).read_text().strip())]
    assert chain.first_bad_checkpoint(lines, keys) is None
    assert chain.first_bad_checkpoint(lines, []) == 1
    for n, line in enumerate(lines):
        # The last signature stands for all before it.
        for name in line if line is lines[-1] else line.keys() - {chain.SIGNATURE}:
            changed = [*lines[:n], line | {name: "x"}, *lines[n + 1 :]]
            assert chain.first_bad_checkpoint(changed, keys) in (n + 1, n + 2)
    assert chain.first_bad_checkpoint([lines[0], lines[2], lines[1], lines[3]], keys) == 2
    assert chain.first_bad_checkpoint(lines[1:], keys) == 1
    other = Ed25519PrivateKey.generate()
    signed = lines[-1] | {"events": []}
    signed["signature"] = other.sign(chain.signed_part(signed)).hex()
    assert chain.first_bad_checkpoint([*lines[:-1], signed], keys) == 4


def test_a_copy_that_is_none_is_left_alone_and_a_new_machine_goes_on_from_it(
    places: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    own, elsewhere = places
    a_receipt()
    checkpoint(timezone.now())
    for place in own.iterdir():
        place.unlink()
    a_receipt()
    checkpoint(timezone.now())
    assert (
        [line["counter"] for line in read(own)]
        == [1, 2]
        == [line["counter"] for line in read(elsewhere)]
    )
    (copy,) = elsewhere.glob(chain.CHECKPOINTS)
    copy.write_text("{}\n")
    a_receipt()
    checkpoint(timezone.now())
    assert copy.read_text() == "{}\n"
    assert "is no copy of" in caplog.text


def test_verifying_while_people_work_raises_no_false_alarm(tally: Tally) -> None:
    a_petition(State.DELIVERED)
    stopped = False

    def write(_which: int) -> None:
        petition = a_petition(State.DELIVERED)
        by = petitioner(petition)
        try:
            for n in count(1):
                if stopped:
                    return
                # Some more stories, then longer ones: each run looks at all of them.
                if n < 20:
                    a_petition(State.DELIVERED)
                else:
                    supplement(petition.pk, words=f"补充之{n}", by=by, at=timezone.now())
                checkpoint(timezone.now())
                sleep(PAUSE)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as writers:
        working = [writers.submit(write, n) for n in range(2)]
        try:
            for _ in range(size(2, 100)):
                told = CliRunner().invoke(verify)
                assert told.exit_code == 0, told.output
        finally:
            stopped = True
        for each in working:
            each.result()
    tally("clean runs", size(2, 100))


def test_an_auditor_needs_one_file_and_the_standard_library(
    master: psycopg.Connection, places: tuple[Path, Path], tmp_path: Path
) -> None:
    petition, now = a_petition(State.ACCEPTED), timezone.now()
    seal_accesses(localdate(now), until=now + timedelta(minutes=1))
    checkpoint(now)
    folder = tmp_path / "export"
    done = CliRunner().invoke(export, [str(folder)])
    assert done.exit_code == 0, done.output
    assert "郑" not in (folder / chain.EVENTS).read_text()

    def audited(*words: Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", str(folder / "chain.py"), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    whole = audited(folder)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    rows = [json.loads(line) for line in (folder / chain.EVENTS).read_text().splitlines()]
    kept = "".join(f"{json.dumps(row)}\n" for row in rows[:-1])
    (folder / chain.EVENTS).write_text(kept)
    cut = audited(folder, places[1])
    assert cut.returncode == 1
    assert f"{petition.pk}/{petition.event_count}" in cut.stdout
    rows[1]["body"]["office"] = "forged"
    (folder / chain.EVENTS).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    assert f"does not hold: {petition.pk}/2\n" in audited(folder).stdout
    assert audited().returncode == 1


def test_signatures_are_read_as_the_library_writes_them(seed: int, tally: Tally) -> None:
    chance = Random(seed)
    for n in range(size(20, 1_000)):
        key, message = Ed25519PrivateKey.generate(), chance.randbytes(n)
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        assert chain.is_signed(message, signature, public)
        bent = bytearray(signature)
        bent[chance.randrange(64)] ^= 1 << chance.randrange(8)
        assert not chain.is_signed(message, bytes(bent), public)
        assert not chain.is_signed(message + b"x", signature, public)
        assert not chain.is_signed(message, signature, chance.randbytes(32))
    tally("signatures", size(20, 1_000))


@pytest.mark.control
def test_without_checkpoints_a_rewritten_story_would_pass(
    master: psycopg.Connection, places: tuple[Path, Path]
) -> None:
    """Without checkpoints a story with fitting hashes, cut off at its end, passes unseen."""
    petition = a_petition(State.DELIVERED)
    last = Event.objects.get(petition=petition, seq=petition.event_count - 1)
    one = Tampering(master, Random(1), petition, petition.event_count)
    one.remove(petition.event_count, 999)
    one.head(bytes(last.hash))
    assert first_bad_event(fresh(petition)) is None
    assert not any(places[0].glob("*.jsonl"))


@pytest.mark.control
def test_a_verifier_that_skips_the_hashes_misses_an_edit(
    master: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verifier that does not compare the hashes misses an edited row."""
    petition = a_petition(State.DELIVERED)
    Tampering(master, Random(1), petition, 2).change(2, office="forged")
    assert first_bad_event(petition) == 2
    monkeypatch.setattr(chain, "_follows", lambda row, **_place: row[0] > 0)
    assert first_bad_event(petition) is None
