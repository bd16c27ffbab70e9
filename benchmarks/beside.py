"""Taking in while the worker works: how much, at what cost in all, and how soon words are found."""

import json
import time
from collections.abc import Mapping
from statistics import median

from benchmarks import ground, machine, sides, texts
from benchmarks.sides import Side, compare, measure
from benchmarks.table import Line
from huiyin.commands import postgres

MOST = 1.7  # CPU seconds of everything for a thousand
_DONE = """
select count(*) filter (where topic = 'received' and done_at is not null),
    count(*) filter (where topic = 'render' and done_at is not null),
    count(*) filter (where done_at is null)
from notifications_outbox
"""
_BEGUN = "select from procrastinate_jobs where status in ('todo', 'doing') limit 1"


def rows(ports: Mapping[str, int], *, clients: int, seconds: float, rounds: int) -> list[Line]:
    """Intake beside the bare view, the worker running; then the lag until words are found."""
    with sides.serving(ports) as served:
        some = Side("API", ports["portal"], texts.submissions, served.portal)
        before = _done()
        measure(some, clients=clients, seconds=1.0)
        with ground.serving_worker() as worker:
            _wait_for_a_letter(before)
            bare = Side("bare", ports["bare"], texts.rows, served.bare)
            api = Side("API", ports["portal"], texts.submissions, served.portal, beside=worker)
            before, used = _done(), machine.cpu_seconds(worker)
            compare([bare, api], clients=clients, seconds=seconds, rounds=rounds)
            meanwhile = _told(before, _done(), machine.cpu_seconds(worker) - used)
            some.forget()
            lag = _lag(some, clients=clients, seconds=2 * seconds)
    return [_rate(api, bare), _costs(api, meanwhile), lag]


def _done() -> list[int]:
    """How many are told that theirs came in, how many letters are drawn, how much work waits."""
    with postgres.embedded().as_administrator("huiyin") as connection:
        return list(connection.execute(_DONE).fetchone() or ())


def _wait_for_a_letter(before: list[int]) -> None:
    """The worker's start is not what taking in costs.

    For its first letter it reads typefaces, and it makes up for a morning and a night without it.
    """
    until = time.monotonic() + ground.PATIENCE
    while (_done()[1] == before[1] or _is_making_up()) and time.monotonic() < until:
        time.sleep(0.1)


def _is_making_up() -> bool:
    with postgres.embedded().as_administrator("huiyin") as connection:
        return connection.execute(_BEGUN).fetchone() is not None


def _told(before: list[int], after: list[int], used: float) -> str:
    issued, drawn, _waits = (now - then for now, then in zip(after, before, strict=True))
    return f"{issued:,} receipts issued, {drawn:,} drawn for {used:.1f} s; {after[2]:,} wait"


def _rate(api: Side, bare: Side) -> Line:
    ratio = api.against(bare)
    return Line(
        "intake API with the worker running",
        api.shown(),
        f"{bare.rate:.0f}/s bare",
        f"{ratio:.0%}",
        "≥ 38 %",
        ratio >= 0.38,
        f"{api.costs()} beside the worker's {median(api.beside_seconds):.2f} s, on the same cores",
    )


def _costs(api: Side, meanwhile: str) -> Line:
    parts = [median(each) for each in (api.app_seconds, api.database_seconds, api.beside_seconds)]
    return Line(
        "all CPU s per 1,000 then: app, PostgreSQL, worker",
        f"{sum(parts):.2f} = {' + '.join(f'{each:.2f}' for each in parts)}",
        meanwhile,
        "",
        f"≤ {MOST}",
        sum(parts) <= MOST,
        f"the worker is never idle while receipts wait to be drawn as PDF: {meanwhile}",
    )


def _lag(api: Side, *, clients: int, seconds: float) -> Line:
    """From the step that lets words be found until they are, while petitions go on coming in."""
    registering = ground.begin_in_django("register", str(seconds), module="lagging")
    if registering.stdout is None or not registering.stdout.readline():
        raise RuntimeError("nothing could be registered; see above")
    measure(api, clients=clients, seconds=seconds)
    printed, _errors = registering.communicate()
    found = json.loads(printed)
    in_time = found["found"] == found["registered"] and found["p95"] <= 1
    return Line(
        "lag from registered until its words are found",
        f"p50 {found['p50']:.2f}, p95 {found['p95']:.2f} s",
        f"{found['found']} of {found['registered']}, while {api.rate:.0f}/s came in",
        "",
        "p95 ≤ 1 s",
        in_time,
        "the index is looked after every quarter of a second, by a thread of the worker that shares"
        f" its interpreter with the one that draws receipts; beside it {api.costs()}",
    )
