"""Keys are made once, never replaced, and refused when others could read them."""

import base64
import threading
from pathlib import Path

import pytest
from django.test import override_settings

from huiyin.privacy.keyring import KeyFlaw, Keyring, UnusableKeys, add_kek, keyring, make_keys


def test_fresh_directory_gets_one_key_of_each_kind_readable_by_the_owner_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new" / "keys"

    assert make_keys(path) == ["kek-0001", "index-0001"]

    assert path.stat().st_mode & 0o777 == 0o700
    assert sorted(entry.name for entry in path.iterdir()) == ["index-0001", "kek-0001"]
    for entry in path.iterdir():
        assert entry.stat().st_mode & 0o777 == 0o400
        assert len(base64.b64decode(entry.read_bytes())) == 32
    assert Keyring.from_directory(path).keks["0001"] != Keyring.from_directory(path).index_key


def test_making_keys_again_replaces_nothing(tmp_path: Path) -> None:
    make_keys(tmp_path)
    before = {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()}

    assert make_keys(tmp_path) == []
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == before

    (tmp_path / "index-0001").unlink()
    assert make_keys(tmp_path) == ["index-0001"]
    assert (tmp_path / "kek-0001").read_bytes() == before["kek-0001"]


def test_several_at_once_make_one_key(tmp_path: Path) -> None:
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.extend(make_keys(tmp_path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(made) == ["index-0001", "kek-0001"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["index-0001", "kek-0001"]


def test_an_added_key_is_current_and_the_old_one_stays(tmp_path: Path) -> None:
    make_keys(tmp_path)
    old = Keyring.from_directory(tmp_path)

    assert add_kek(tmp_path) == "0002"

    ring = Keyring.from_directory(tmp_path)
    assert ring.current == "0002"
    assert ring.keks["0001"] == old.keks["0001"]
    assert ring.index_key == old.index_key


def test_no_key_is_added_to_a_directory_without_keys(tmp_path: Path) -> None:
    with pytest.raises(UnusableKeys) as refusal:
        add_kek(tmp_path)
    assert refusal.value.flaw is KeyFlaw.MISSING


@pytest.mark.parametrize("name", ["kek-0001", "index-0001"])
@pytest.mark.parametrize("mode", [0o440, 0o404, 0o604, 0o420])
def test_keys_that_others_can_touch_are_refused(tmp_path: Path, name: str, mode: int) -> None:
    make_keys(tmp_path)
    (tmp_path / name).chmod(mode)

    with pytest.raises(UnusableKeys) as refusal:
        Keyring.from_directory(tmp_path)
    assert refusal.value.flaw is KeyFlaw.OPEN
    assert refusal.value.path == tmp_path / name


@pytest.mark.parametrize(
    "content", [b"", b"short", base64.b64encode(b"x" * 31), b"\xff" * 44, b"x" * 32]
)
def test_damaged_keys_are_refused(tmp_path: Path, content: bytes) -> None:
    make_keys(tmp_path)
    (tmp_path / "kek-0001").chmod(0o600)
    (tmp_path / "kek-0001").write_bytes(content)

    with pytest.raises(UnusableKeys) as refusal:
        Keyring.from_directory(tmp_path)
    assert refusal.value.flaw is KeyFlaw.SHAPE


@pytest.mark.parametrize("missing", ["kek-0001", "index-0001"])
def test_a_missing_kind_of_key_is_refused(tmp_path: Path, missing: str) -> None:
    make_keys(tmp_path)
    (tmp_path / missing).unlink()

    with pytest.raises(UnusableKeys) as refusal:
        Keyring.from_directory(tmp_path)
    assert refusal.value.flaw is KeyFlaw.MISSING


def test_a_missing_directory_and_a_second_index_key_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableKeys) as refusal:
        Keyring.from_directory(tmp_path / "nowhere")
    assert refusal.value.flaw is KeyFlaw.MISSING

    make_keys(tmp_path)
    (tmp_path / "index-0002").write_bytes((tmp_path / "index-0001").read_bytes())
    (tmp_path / "index-0002").chmod(0o400)
    with pytest.raises(UnusableKeys) as refusal:
        Keyring.from_directory(tmp_path)
    assert refusal.value.flaw is KeyFlaw.DOUBLE


def test_no_key_is_ever_printed(tmp_path: Path) -> None:
    make_keys(tmp_path)
    ring = Keyring.from_directory(tmp_path)

    for shown in (repr(ring), str(ring), f"{ring}"):
        assert repr(ring.index_key) not in shown
        assert repr(ring.keks["0001"]) not in shown
        assert "b'" not in shown


def test_a_process_reads_the_directory_of_the_settings_once(tmp_path: Path) -> None:
    make_keys(tmp_path)
    with override_settings(HUIYIN_KEYS=tmp_path):
        ring = keyring()
        (tmp_path / "kek-0001").unlink()

        assert keyring() is ring
    assert ring.current == "0001"


def test_every_flaw_says_what_to_do() -> None:
    assert all(flaw.zh.endswith("。") and "，" in flaw.zh for flaw in KeyFlaw)
