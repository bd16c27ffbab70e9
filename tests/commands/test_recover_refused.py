"""`huiyin base` and `recover`: what they refuse before anything is touched."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from huiyin.commands import base_backup, postgres, recover, rolling
from huiyin.commands.home import Trouble
from huiyin.commands.postgres import WAL, Server

BEGINS = "START WAL LOCATION: 0/3000028 (file 000000010000000000000003)\n"


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An installation with an embedded database that was never started."""
    for name in ("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_WORKER"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path / "home"))
    for name in ("base/database/pg_wal", "wal", "files"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "base/database/backup_label").write_text(BEGINS)
    (tmp_path / "base" / base_backup.NEEDED).write_text(
        json.dumps({"version": "0", "made_at": "", "keys": {}, "migrations": []})
    )
    return tmp_path


def recovered(place: Path, *words: str) -> None:
    CliRunner().invoke(
        recover.command,
        [
            *(str(place / "base"), "--wal", str(place / "wal"), "--files", str(place / "files")),
            *words,
        ],
        catch_exceptions=False,
    )


def put(folder: Path, *numbers: int) -> None:
    for number in numbers:
        (folder / f"0000000100000000000000{number:02X}.gz").touch()


def test_the_server_of_somebody_else_is_left_to_its_administrator(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="外部数据库"):
        CliRunner().invoke(base_backup.command, [str(tmp_path / "b")], catch_exceptions=False)
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("words", ["tomorrow", "2026-13-01", "2026-03-02 25:00"])
def test_words_that_are_no_moment_are_refused(own: Path, words: str) -> None:
    with pytest.raises(Trouble, match="看不懂时刻"):
        recovered(own, "--until", words)


def test_a_moment_without_a_zone_is_one_of_the_office() -> None:
    said = {recover._moment(f"2026-03-02 {each}") for each in ("10:15", "10:15+08:00", "02:15Z")}
    assert len(said) == 1


def test_what_is_no_base_is_refused(own: Path) -> None:
    (own / "base" / base_backup.NEEDED).write_text("[]")
    with pytest.raises(Trouble, match="不是基础备份"):
        recovered(own)
    assert not (own / "home").exists()


def test_the_log_that_is_still_written_to_is_not_read(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WAL, str(own / "wal"))
    with pytest.raises(Trouble, match="另用一个新目录"):
        recovered(own)


def test_the_first_piece_that_lacks_is_known_across_the_two_folders(own: Path) -> None:
    base, log = own / "base/database", own / "wal"
    assert rolling.first_missing(base, log) == "000000010000000000000003"
    put(base / "pg_wal", 3)
    assert rolling.first_missing(base, log) is None
    put(log, 1, 4, 5, 7)
    (log / "00000002.history.gz").touch()
    assert rolling.first_missing(base, log) == "000000010000000000000006"
    put(log, 6)
    assert rolling.first_missing(base, log) is None
    (log / "0000000100000000000000FF.gz").touch()
    (log / "000000010000000100000000.gz").touch()
    put(log, *range(8, 0xFF))
    assert rolling.first_missing(base, log) is None


def test_a_piece_of_the_log_is_put_away_whole_and_never_replaced(tmp_path: Path) -> None:
    folder, piece = tmp_path / "it's 100% $HOME", tmp_path / "piece"
    folder.mkdir()
    piece.write_bytes(b"first" * 1000)

    def put_away() -> int:
        # As PostgreSQL fills it in.
        filled = {"%%": "%", "%p": str(piece), "%f": "0003"}
        words = re.sub("%[%pf]", lambda each: filled[each[0]], postgres._keeping(folder))
        return subprocess.run(["sh", "-c", words], check=False).returncode

    assert [put_away(), put_away()] == [0, 0], "asked once more after a crash"
    piece.write_bytes(b"other" * 1000)
    assert put_away() != 0
    assert gzip.decompress((folder / "0003.gz").read_bytes()) == b"first" * 1000
    assert [each.name for each in folder.iterdir()] == ["0003.gz"]


def test_a_server_for_tests_keeps_no_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(WAL, str(tmp_path))
    assert "archive_mode = 'on'" in Server(tmp_path)._settings()
    assert "archive" not in Server(tmp_path, throwaway=True)._settings()
