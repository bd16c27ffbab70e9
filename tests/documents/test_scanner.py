"""The talk with a virus scanner: a small one of the tests, and ClamAV's own where it is there."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from hashlib import md5
from pathlib import Path

import pytest

from huiyin.documents import scanner as talk
from huiyin.documents.files import MOST_BYTES
from huiyin.documents.scanner import Away, Scanner, scanner
from tests.documents.clamd import VIRUS, scanning
from tests.documents.hostile import EICAR, docx_with, picture

PATIENCE = 30
# Not of the one that is skipped where there is no ClamAV: a campaign skips nothing.
OF_QUARANTINE = pytest.mark.campaign("C6")


def at(address: str) -> Scanner:
    found = scanner(address)
    assert found is not None
    return found


@OF_QUARANTINE
@pytest.mark.parametrize("by_path", [True, False])
def test_it_tells_the_virus_and_lets_the_rest_pass(tmp_path: Path, by_path: bool) -> None:
    with scanning(tmp_path / "clamd.ctl" if by_path else None) as clamd:
        asked = at(clamd.address)
        assert asked.ask().startswith("ClamAV")
        assert asked.look_at(EICAR) == VIRUS
        assert asked.look_at(picture()) == ""
        assert asked.look_at(bytes(MOST_BYTES)) == ""
        assert not asked.is_far


@OF_QUARANTINE
@pytest.mark.parametrize(
    "said",
    [
        b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"", b"\0", b"OK\0",
        b"stream: OK FOUND OK\0", b"stream: FOUND\0", b"x" * 9000, b"\xff\xfe\0",
    ],
)  # fmt: skip
def test_what_is_no_verdict_lets_nothing_pass(said: bytes) -> None:
    with scanning() as clamd:
        clamd.says = said or b"\0"
        with pytest.raises(Away):
            at(clamd.address).look_at(b"a")


@OF_QUARANTINE
def test_nobody_there_is_no_verdict(tmp_path: Path) -> None:
    with scanning() as clamd:
        gone = clamd.address
    for address in (gone, f"unix:{tmp_path}/none.ctl"):
        with pytest.raises(Away):
            at(address).look_at(b"a")


@OF_QUARANTINE
def test_one_that_hangs_is_given_up_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talk, "QUICK_SECONDS", 0.2)
    with scanning() as clamd:
        clamd.is_silent = True
        began = time.monotonic()
        with pytest.raises(Away):
            at(clamd.address).look_at(b"a")
        assert time.monotonic() - began < 2


@OF_QUARANTINE
def test_where_it_is_told_to_be() -> None:
    assert scanner("") is None
    assert at("tcp:[::1]:3310").address == ("::1", 3310)
    assert at("tcp:av.example:3310").is_far
    for wrong in ("clamd", "unix:relative", "tcp:host", "tcp:host:0", "tcp:host:99999", "http://x"):
        with pytest.raises(ValueError, match="HUIYIN_SCANNER"):
            scanner(wrong)


@pytest.fixture
def clamd_itself(tmp_path: Path) -> Iterator[str]:
    """ClamAV with one signature of our own; it ships none."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("no ClamAV on this machine: apt-get install clamav-daemon")
    known = tmp_path / "known"
    known.mkdir()
    digest = md5(EICAR, usedforsecurity=False).hexdigest()
    (known / "own.hdb").write_text(f"{digest}:{len(EICAR)}:Huiyin.Own\n")
    (known / "own.ndb").write_text(f"Huiyin.Inside:0:*:{EICAR[:40].hex()}\n")
    place = tmp_path / "clamd.ctl"
    told = {"LocalSocket": place, "DatabaseDirectory": known, "TemporaryDirectory": tmp_path}
    config = tmp_path / "clamd.conf"
    config.write_text("Foreground yes\n" + "".join(f"{key} {told[key]}\n" for key in told))
    server = subprocess.Popen([program, f"--config-file={config}"], stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + PATIENCE
        while not place.exists() and time.monotonic() < until:
            time.sleep(0.05)
        yield f"unix:{place}"
    finally:
        server.terminate()
        server.wait(20)


def test_clamav_itself_is_understood(clamd_itself: str) -> None:
    asked = at(clamd_itself)
    assert asked.ask().startswith("ClamAV")
    assert asked.look_at(EICAR).startswith("Huiyin.")
    assert asked.look_at(docx_with("word/media/a.com", EICAR)).startswith("Huiyin.Inside")
    assert asked.look_at(picture()) == ""
