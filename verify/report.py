"""verify/report.json: what each campaign showed the last time it ran; and its page."""

import json
from pathlib import Path
from typing import Any

from verify.campaigns import CAMPAIGNS

FOLDER = Path(__file__).parent
PLACE = FOLDER / "report.json"


def read(place: Path = PLACE) -> dict[str, Any]:
    """What is known, by campaign."""
    found: dict[str, Any] = json.loads(place.read_text()) if place.exists() else {}
    return found


def merge(campaign: str, entry: dict[str, Any], place: Path = PLACE) -> None:
    """Put one campaign's newest result beside those of the others."""
    known = read(place) | {campaign: entry}
    ordered = {each.id: known[each.id] for each in CAMPAIGNS if each.id in known}
    place.write_text(json.dumps(ordered, ensure_ascii=False, indent=1) + "\n")


def held(made: dict[str, Any]) -> bool:
    """Whether a recording shows that everything held: tests and controls ran, none was skipped."""
    rows = made["rows"]
    is_whole = all(not row["failed"] and not row["skipped"] for row in rows)
    return bool(rows) and made["exit"] == 0 and is_whole


def as_markdown(known: dict[str, Any] | None = None) -> str:
    """docs/verification.md."""
    known = read() if known is None else known
    parts = [
        "# What was tried, and how it went\n\n"
        "Drawn from `verify/report.json`, which `make verify` writes; `make verify ONLY=C5` runs"
        " one campaign. Each is ordinary tests with a mark: `make test` runs a short part of them,"
        " `make verify` the numbers below. A *control* breaks the thing on purpose and passes only"
        " when that is noticed. A campaign that has not run at full size says so."
    ]
    parts += [
        f"## {each.id} {each.name}\n\n*{each.promise}*\n\n{_shown(known.get(each.id))}"
        for each in CAMPAIGNS
    ]
    return "\n\n".join(parts)


def _shown(entry: dict[str, Any] | None) -> str:
    if entry is None:
        return "Not yet run at full size."
    verdict = "Held." if entry["held"] else f"**Did not hold.** {entry['why']}".rstrip()
    head = (
        f"{verdict} {entry['on']}, commit `{entry['commit']}`, seed {entry['seed']},"
        f" {entry['seconds'] / 60:.1f} min on {entry['machine']}."
    )
    lines = ["| | cases | counted | result |", "|---|---:|---|---|"]
    for row in sorted(entry["rows"], key=lambda row: row["control"]):
        control = "control: " if row["control"] else ""
        counted = ", ".join(f"{number:,} {what}" for what, number in row["counts"].items())
        lines.append(
            f"| {control}{_cell(row['sentence'])} | {row['cases']:,} | {counted} | {_result(row)} |"
        )
    return "\n".join([head, "", *lines])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _result(row: dict[str, Any]) -> str:
    if row["failed"]:
        return f"**{row['failed']} failed**"
    if row["skipped"]:
        return f"**{row['skipped']} skipped**"
    return "noticed" if row["control"] else "held"
