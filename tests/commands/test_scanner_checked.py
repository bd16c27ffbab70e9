"""`huiyin doctor` on the virus scanner: none, wrongly told, away, near and far."""

from pathlib import Path

import pytest

from huiyin.commands import checks
from huiyin.commands.checks import Finding, Verdict
from huiyin.documents.scanner import Scanner
from tests.documents.clamd import scanning


@pytest.fixture(autouse=True)
def _no_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "is_demo", lambda: False)


def found(monkeypatch: pytest.MonkeyPatch, told: str) -> Finding:
    """The one line that doctor says of it."""
    monkeypatch.setenv("HUIYIN_SCANNER", told)
    [finding] = checks.scanning()
    return finding


def test_each_state_has_a_line_and_says_how_to_mend_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    none, wrong = found(monkeypatch, ""), found(monkeypatch, "clamd")
    away = found(monkeypatch, f"unix:{tmp_path}/none.ctl")
    assert [none.verdict, wrong.verdict, away.verdict] == [
        Verdict.WARNING,
        Verdict.REFUSED,
        Verdict.WARNING,
    ]
    assert all(each.mend_zh and each.mend_en for each in (none, wrong, away))
    with scanning(tmp_path / "clamd.ctl") as clamd:
        near = found(monkeypatch, clamd.address)
        monkeypatch.setattr(Scanner, "is_far", True)
        far = found(monkeypatch, clamd.address)
    assert (near.verdict, near.mend_zh) == (Verdict.GOOD, "")
    assert "ClamAV" in near.zh
    assert far.verdict == Verdict.WARNING
    assert "明文" in far.mend_zh


def test_a_demo_is_not_told_to_install_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "is_demo", lambda: True)
    assert found(monkeypatch, "").verdict == Verdict.GOOD
