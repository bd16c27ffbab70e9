"""`make verify`: run the campaigns one after the other, each in its own time box."""

import argparse
import json
import os
import platform
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from verify.campaigns import BY_ID, CAMPAIGNS, MINUTES, MINUTES_IN_ALL, Campaign
from verify.report import held, merge, too_few

ROOT = Path(__file__).parent.parent
PATIENCE = 30  # seconds for the tests to stop what they started
OUT_OF_TIME = 124


def main() -> None:
    """Run what was asked for; 1 if anything did not hold."""
    asked = argparse.ArgumentParser(prog="verify", description=__doc__)
    asked.add_argument("--only", default="", help="campaigns, as in C3,C5")
    asked.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked.add_argument("--minutes", type=float, default=MINUTES, help="of each campaign")
    asked.add_argument("--short", action="store_true", help="at the size of `make test`; not kept")
    chosen = asked.parse_args()
    wanted = _wanted(chosen.only)
    began = time.monotonic()
    bad = [
        each.id
        for each in wanted
        if not _run(each, seed=chosen.seed, minutes=chosen.minutes, short=chosen.short)
    ]
    minutes = (time.monotonic() - began) / 60
    if planned := [each.id for each in CAMPAIGNS if each.is_planned]:
        sys.stdout.write(f"planned, without a test yet: {', '.join(planned)}\n")
    sys.stdout.write(f"{len(wanted)} campaigns in {minutes:.1f} min\n")
    wrong = [f"did not hold: {', '.join(bad)}"] if bad else []
    if minutes > MINUTES_IN_ALL:
        wrong.append(f"longer than the {MINUTES_IN_ALL} minutes that were promised")
    if wrong:
        sys.exit("\n".join(wrong))


def _wanted(words: str) -> list[Campaign]:
    ids = [word.strip().upper() for word in words.split(",") if word.strip()]
    if unknown := [each for each in ids if each not in BY_ID]:
        sys.exit(f"no such campaign: {', '.join(unknown)}; there are {', '.join(BY_ID)}")
    return [each for each in CAMPAIGNS if each.id in ids or not (ids or each.is_planned)]


def _run(campaign: Campaign, *, seed: int, minutes: float, short: bool) -> bool:
    """Whether one campaign held."""
    sys.stdout.write(f"{campaign.id} {campaign.name}: seed {seed}\n")
    sys.stdout.flush()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="huiyin-verify-") as folder:
        record = Path(folder) / "record.json"
        words = _words(campaign, record, seed=seed, short=short)
        code = _within(words, minutes * 60)
        made: dict[str, Any] = {"exit": code, "rows": []}
        if record.exists():
            made = json.loads(record.read_text())
    seconds = time.monotonic() - began
    few = "" if short else too_few(made["rows"], campaign.at_least)
    good = code == 0 and held(made) and not few
    if not short:
        why = _why(code, made) or (f"Too little was tried: {few}." if few else "")
        merge(campaign.id, _entry(made, seed=seed, seconds=seconds, held=good, why=why))
    sys.stdout.write(
        f"{campaign.id} {'held' if good else 'DID NOT HOLD'}: {seconds / 60:.1f} min\n"
    )
    return good


def _words(campaign: Campaign, record: Path, *, seed: int, short: bool) -> Sequence[str]:
    many: list[str] = []
    if campaign.processes > 1:
        dealt = "loadfile" if campaign.is_dealt_by_file else "worksteal"
        many = ["--numprocesses", str(campaign.processes), "--dist", dealt]
    return [
        *(sys.executable, "-m", "pytest", "--campaign", campaign.id, "--record", str(record)),
        *("--seed", str(seed), f"--hypothesis-seed={seed}", "-p", "no:cacheprovider"),
        *([] if short else ["--full"]),
        *many,
    ]


def _within(words: Sequence[str], seconds: float) -> int:
    """Run the tests in a group of their own and stop the group when the time is over."""
    # Whoever starts this in the background has it ignore the signal that it sends on.
    heeded = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(words, cwd=ROOT, start_new_session=True)
    signal.signal(signal.SIGINT, heeded)
    try:
        return process.wait(seconds)
    except (subprocess.TimeoutExpired, KeyboardInterrupt) as interruption:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        if isinstance(interruption, KeyboardInterrupt):
            raise
        return OUT_OF_TIME


def _why(code: int, made: dict[str, Any]) -> str:
    if code == OUT_OF_TIME:
        return "The time box was over before it was done."
    return "" if made["rows"] else "No test carries its mark, or none could begin."


def _entry(
    made: dict[str, Any], *, seed: int, seconds: float, held: bool, why: str
) -> dict[str, Any]:
    rows = [{name: row[name] for name in row if name != "campaigns"} for row in made["rows"]]
    return {
        "held": held,
        "why": why,
        "on": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "seed": seed,
        "seconds": round(seconds),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "rows": sorted(rows, key=lambda row: row["test"]),
    }


def _commit() -> str:
    """The commit that was tried, with a plus where files had been changed since."""
    head = _git("rev-parse", "--short", "HEAD")
    changed = [line for line in _git("status", "--short").splitlines() if "report.json" not in line]
    return head + ("+" if changed else "")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


if __name__ == "__main__":
    main()
