"""verify/report.json: what each campaign showed the last time it ran; and its page."""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from verify.campaigns import CAMPAIGNS, Campaign

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
    kinds = {row["control"] for row in rows}
    return made["exit"] == 0 and is_whole and kinds == {False, True}


def counted(rows: list[dict[str, Any]]) -> Counter[str]:
    """What the tests of a campaign counted, all together; controls apart, for they break things."""
    found: Counter[str] = Counter()
    for row in rows:
        if not row["control"]:
            found.update(row["counts"])
    return found


def too_few(rows: list[dict[str, Any]], at_least: Mapping[str, int]) -> str:
    """What was counted less often than the campaign wants, in words; nothing if enough was."""
    found = counted(rows)
    return ", ".join(
        f"{found[what]:,} {what} instead of {least:,}"
        for what, least in at_least.items()
        if found[what] < least
    )


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
        f"## {each.id} {each.name}\n\n*{each.promise}*\n\n{_shown(each, known.get(each.id))}"
        for each in CAMPAIGNS
    ]
    return "\n\n".join(parts)


def _shown(campaign: Campaign, entry: dict[str, Any] | None) -> str:
    if campaign.is_planned:
        return "Planned; no test yet."
    if entry is None:
        return "Not yet run at full size."
    verdict = "Held." if entry["held"] else f"**Did not hold.** {entry['why']}".rstrip()
    if entry["held"] and too_few(entry["rows"], campaign.at_least):
        verdict = "Held, before as much was asked for as now."
    head = (
        f"{verdict} {entry['on']}, commit `{entry['commit']}`, seed {entry['seed']},"
        f" {entry['seconds'] / 60:.1f} min on {entry['machine']}."
    )
    found = counted(entry["rows"])
    if campaign.at_least:
        sums = [f"{found[what]:,} {what} (≥ {n:,})" for what, n in campaign.at_least.items()]
        head += f" In all {', '.join(sums)}."
    lines = ["| | cases | counted | result |", "|---|---:|---|---|"]
    for row in sorted(entry["rows"], key=lambda row: row["control"]):
        control = "control: " if row["control"] else ""
        counts = ", ".join(f"{number:,} {what}" for what, number in row["counts"].items())
        lines.append(
            f"| {control}{_cell(row['sentence'])} | {row['cases']:,} | {counts} | {_result(row)} |"
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
