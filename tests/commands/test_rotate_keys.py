"""`huiyin rotate-keys`: every key wrapped anew, whatever happens on the way."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import override_settings

from huiyin.accounts import second_factor, telephones
from huiyin.accounts.models import User
from huiyin.commands import keys, rotate_keys
from huiyin.petitions.drafts import stage, staged
from huiyin.petitions.models import Draft, Petition
from huiyin.petitions.vault import Vault
from huiyin.privacy.keyring import add_kek, keyring
from huiyin.privacy.sealing import key_id
from huiyin.rules.moments import localdate
from tests.make import ARRIVAL, a_receipt, a_user

pytestmark = pytest.mark.django_db(transaction=True)

COUNT = 5


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The keys of an installation with petitions, a draft and a second factor."""
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path))
    monkeypatch.setattr(rotate_keys, "BATCH", 2)
    (tmp_path / "keys").mkdir(mode=0o700)
    keys.make(tmp_path / "keys")
    with override_settings(HUIYIN_KEYS=tmp_path / "keys"):
        for _ in range(COUNT):
            a_receipt()
        stage({"request": "供水"}, [], at=ARRIVAL)
        person = a_user()
        person.totp_secret = second_factor.new_secret(person)
        person.save()
        telephones.set_own_phone(
            person, "19900001206", by=person.viewer(localdate(ARRIVAL)), at=ARRIVAL
        )
        yield tmp_path / "keys"


def rotate() -> str:
    done = CliRunner().invoke(rotate_keys.command, ["--settle", "0"], catch_exceptions=False)
    assert done.exit_code == 0
    return done.output


def assert_all_open() -> None:
    """Every sealed thing opens with the keys that lie there now."""
    for petition in Petition.objects.all():
        code = Vault(petition.pk, petition.key).open(
            petition.code, "petitions_petition.code", petition.pk
        )
        assert len(code) == 12
    for draft in Draft.objects.all():
        found = staged(draft.pk, at=ARRIVAL)
        assert found is not None
        assert found[1] == {"request": "供水"}
    for person in User.objects.exclude(totp_secret=None):
        assert len(second_factor.written(person, bytes(person.totp_secret or b""))) == 32
        assert telephones.phone_of(person) == "19900001206"


def wrapped_by() -> set[str]:
    rows: list[Any] = [*Petition.objects.values_list("key", flat=True)]
    rows += Draft.objects.values_list("key", flat=True)
    rows += User.objects.exclude(totp_secret=None).values_list("totp_secret", flat=True)
    rows += User.objects.exclude(phone_key=None).values_list("phone_key", flat=True)
    assert len(rows) >= COUNT + 3
    return {key_id(row) for row in rows}


def test_every_key_is_wrapped_anew_and_the_old_one_put_away(folder: Path) -> None:
    index = (folder / "index-0001").read_bytes()
    secrets = [second_factor.written(p, bytes(p.totp_secret or b"")) for p in _factored()]
    rotate()
    assert wrapped_by() == {"0002"}
    assert_all_open()
    assert secrets == [second_factor.written(p, bytes(p.totp_secret or b"")) for p in _factored()]
    kept = ["checkpoint-0001", "index-0001", "kek-0002", "signing"]
    assert sorted(path.name for path in folder.iterdir()) == kept
    aside = folder.parent / "keys-put-away"
    assert [path.name for path in aside.iterdir()] == ["kek-0001"]
    assert aside.stat().st_mode & 0o077 == 0
    assert (folder / "index-0001").read_bytes() == index, "blind indexes keep their key"
    rotate()
    assert wrapped_by() == {"0003"}
    assert_all_open()


def test_ended_at_any_batch_everything_opens_and_the_next_run_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, old = rotate_keys.rewrap_batch, keyring()
    for batches in range(6):
        left = batches

        def until_ended(*given: Any, **more: Any) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise KeyboardInterrupt
            return whole(*given, **more)

        monkeypatch.setattr(rotate_keys, "rewrap_batch", until_ended)
        with pytest.raises(KeyboardInterrupt):
            rotate_keys.command.callback(settle=0)  # type: ignore[misc]
        assert_all_open()
        assert ("0002" in wrapped_by()) is bool(batches), "a batch that is done stays done"
        if batches == 0:
            with monkeypatch.context() as patched:
                patched.setattr("huiyin.privacy.sealing.keyring", lambda: old)
                a_receipt()
        assert sorted(keyring().keks) == ["0001", "0002"], "one rotation, however often ended"
    monkeypatch.setattr(rotate_keys, "rewrap_batch", whole)
    assert "继续上次：kek-0002" in rotate()
    assert wrapped_by() == {"0002"}
    assert_all_open()


def test_killed_outright_while_it_waits_nothing_is_lost(folder: Path) -> None:
    words = [sys.executable, "-m", "huiyin.commands.main", "rotate-keys", "--settle"]
    environment = os.environ | {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONUNBUFFERED": "1",
    }
    with subprocess.Popen([*words, "300"], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        heard = b""
        while "等待".encode() not in heard:
            heard = process.stdout.readline()
            assert heard, "it ended by itself"
        process.send_signal(signal.SIGKILL)
    assert_all_open()
    assert sorted(keyring().keks) == ["0001", "0002"], "the old key is not put away yet"
    done = subprocess.run([*words, "0"], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert wrapped_by() == {"0002"}
    assert_all_open()


def test_a_petition_taken_in_under_the_old_key_meanwhile_is_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = keyring()

    def a_late_one(_seconds: float) -> None:
        if not late:
            with monkeypatch.context() as patched:
                for place in ("huiyin.privacy.sealing", "huiyin.petitions.intake"):
                    patched.setattr(f"{place}.keyring", lambda: old)
                late.append(a_receipt())
            assert "0001" in wrapped_by()

    late: list[Any] = []
    monkeypatch.setattr("huiyin.commands.rotate_keys.time.sleep", a_late_one)
    rotate()
    assert late
    assert wrapped_by() == {"0002"}
    assert_all_open()


def test_a_running_process_takes_a_new_key_by_itself(folder: Path) -> None:
    assert keyring().current == "0001"
    add_kek(folder)
    assert keyring().current == "0002"


def _factored() -> list[User]:
    return list(User.objects.exclude(totp_secret=None).order_by("pk"))
