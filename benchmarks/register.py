"""What is done with the whole register: importing, figures, the sweep of clocks, a new calendar."""

import json
from datetime import UTC, datetime

from benchmarks import ground, load
from benchmarks.pages import Desk
from benchmarks.table import Line

CLOCKS, MINUTE = 100_000, 60


def _inside(*words: str, role: str = "app", module: str = "inside") -> dict[str, float]:
    found: dict[str, float] = json.loads(ground.in_django(*words, module=module, role=role))
    return found


def bulk(first: int, rows: int) -> Line:
    """What `huiyin import` takes in."""
    rate = _inside("bulk", str(first))["rate"]
    return Line(
        f"bulk import at {rows:,} 导入",
        f"{rate:,.0f}/s",
        "",
        "",
        "≥ 15,000/s",
        rate >= 15_000,
        "one process seals seven values, chains one event and writes eight rows for each petition:"
        " that Python takes longer than a fifteen-thousandth of a second",
    )


def figures(desk: Desk, leader: str, rows: int) -> list[Line]:
    """Figures by unit and month, against a scan of the whole table and against a recount."""
    found = _inside("statistics")
    ratio = found["summed"] / found["scanned"]
    return [
        Line(
            f"statistics unit × status × month at {rows:,} 统计",
            f"{found['summed'] * 1000:.1f} ms",
            f"{found['scanned'] * 1000:.0f} ms full scan",
            f"{ratio:.1%}",
            "≤ 1 %",
            ratio <= 0.01,
            "in a small stock few petitions share a unit, a state and a month: there are nearly as"
            " many sums as petitions, and a scan costs no more than asking",
        ),
        Line(
            f"what a leader's bureau received, by month, at {rows:,}",
            f"{found['counted'] * 1000:.1f} ms",
            f"{found['scanned'] * 1000:.0f} ms full scan",
            f"{found['counted'] / found['scanned']:.1%}",
        ),
        Line(
            f"the same against a recount at {rows:,}",
            "equal" if found["equal"] else "differs",
            f"{found['months']} months",
            "",
            "equal",
            bool(found["equal"]),
            "a number differs from its recount: a fault",
        ),
        *_pages(desk, leader, rows),
        _noting(rows),
    ]


def _pages(desk: Desk, leader: str, rows: int) -> list[Line]:
    """The whole page of both views, of a year; and its figures against counting each petition."""
    found = _inside("figures", module="summing")
    today = datetime.now(UTC)
    lines = []
    for view in (each for each in found if f"{each}_counted" in found):
        path = f"/figures/?view={view}&by=month&from={today.year - 1}-{today.month:02d}"
        asked = load.request("GET", path, headers={"Cookie": leader})
        page = load.run(desk.port, iter([asked] * 3), clients=1, seconds=120, most=3)
        status = "" if set(page.statuses) == {200} else f", {dict(page.statuses)}"
        lines.append(
            Line(
                f"figures page of a year, {view}, at {rows:,}",
                f"p50 {page.percentile(0.5):.0f} ms{status}",
                f"its figures {found[view] * 1000:.0f} ms; petition by petition"
                f" {found[f'{view}_counted'] * 1000:.0f} ms",
                f"{found[view] / found[f'{view}_counted']:.1%}",
            )
        )
    lines.append(
        Line(
            f"every figure of the page against a recount at {rows:,}",
            "equal" if found["equal"] else "differs",
            "",
            "",
            "equal",
            bool(found["equal"]),
            "a figure differs from its recount: a fault",
        )
    )
    return lines


def _noting(rows: int) -> Line:
    """What the sums cost whoever hands in a petition: the triggers beside none."""
    found = _inside("triggers", module="summing", role="owner")
    more = found["with"] - found["without"]
    return Line(
        f"what sums cost at intake, at {rows:,} 汇总",
        f"{more / found['written'] * 1e6:.0f} µs of PostgreSQL's CPU a petition",
        f"{found['with']:.2f} s with, {found['without']:.2f} s without, for {found['written']:,}",
        f"{more / found['without']:.0%}",
    )


def sweep(rows: int) -> list[Line]:
    """The reminders of a morning, twice, and by two sweepers at the same time."""
    _inside("forget_reminders", role="owner")
    found = _inside("sweep", role="worker")
    _inside("forget_reminders", role="owner")
    together = [
        ground.begin_in_django("sweep_once", module="inside", role="worker") for _ in range(2)
    ]
    told = [json.loads(each.communicate()[0] or "{}").get("told") for each in together]
    whole = None not in told and sum(told) == found["told"]
    examined = found["open"] / found["examining"]
    events = found["told"] / found["telling"]
    return [
        Line(
            f"sweep: find what is due at {rows:,} 催办",
            f"{found['find'] * 1000:.1f} ms",
            f"{found['due']:,.0f} of {found['open']:,.0f} open",
            "",
            "≤ 5 ms",
            found["find"] <= 0.005,
            "the index over running clocks is not used",
        ),
        Line(
            f"sweep: open petitions examined at {rows:,}",
            f"{examined:,.0f}/s",
            f"{found['examining']:.2f} s in all",
            "",
            "≥ 20,000/s",
            examined >= 20_000,
            "what is due or late is looked at again each morning, and there are few others in a"
            " small stock",
        ),
        Line(
            f"sweep: offices told at {rows:,}",
            f"{events:,.0f}/s",
            f"{found['told']:,.0f} told, {found['again']:.0f} again",
            "",
            "≥ 1,000/s, none twice",
            events >= 1000 and not found["again"],
            "each is a message of its own, written once under its key; where few are due, the time"
            " goes into beginning",
        ),
        Line(
            f"two sweepers at once at {rows:,}",
            " + ".join(str(each) for each in told),
            f"{found['told']:,.0f} by one",
            "",
            "the same, once each",
            whole,
            "one of them failed, or something was told twice: a fault",
        ),
    ]


def calendar(rows: int) -> Line:
    """Every running clock counted again after a break was announced."""
    found = _inside("calendar", role="worker")
    each = found["seconds"] / max(found["done"], 1)
    in_time = found["done"] >= found["moved"] and found["seconds"] <= MINUTE
    return Line(
        f"calendar: {found['running']:,.0f} running clocks at {rows:,} 放假通知",
        f"{found['done']:,.0f} petitions counted again in {found['seconds']:.1f} s",
        f"{found['moved']:,.0f} concerned, found in {found['examining']:.1f} s",
        f"{each * 1000:.1f} ms each",
        f"{CLOCKS:,} in ≤ {MINUTE} s",
        in_time if found["running"] >= CLOCKS else None,  # fewer say nothing of so many
        "each petition is a step of its own: locked, chained, written with both explanations; after"
        f" {MINUTE} s the rest is left undone here",
    )
