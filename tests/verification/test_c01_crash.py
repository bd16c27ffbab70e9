"""C1: parts of the served product die, at random and at each failpoint while many hand in (D6)."""

import time
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from huiyin.commands import postgres
from huiyin.petitions.failpoints import DIED
from tests.notifications.servers import Sms
from tests.verification.citizens import Acknowledged, Crowd, ledger
from tests.verification.dying import WAYS, die_at, how_they_ended, longest_there, workers_dying
from tests.verification.killing import Served, victims
from tests.verification.served import asked, damaged, oracle, until_all_are_told, verified
from verify.plugin import size

pytestmark = pytest.mark.campaign("C1")

Tally = Callable[[str, int], None]
NOTHING: dict[str, list[int]] = {
    "lost": [],
    "differs": [],
    "files": [],
    "events": [],
    "work": [],
    "twice": [],
}


def strike(served: Served, crowd: Crowd, kills: int, draw: Random, met: Counter[str]) -> None:
    """Kill at random while they hand in, evenly over all that they bring; notes whom."""
    for blow in range(kills):
        crowd.wait_for((blow + 1) * crowd.count // (kills + 1))
        time.sleep(draw.uniform(0, 0.05))
        killed = 0
        while not killed:
            kind, who = victims(served, draw, met.total())
            killed = served.kill(who)
        met[kind] += 1


def kill_at_random(served: Served, seed: int) -> tuple[list[Acknowledged], Counter[str]]:
    """What 8 and then 32 of them were told is there, and who was killed meanwhile."""
    draw, acknowledged, met = Random(seed), list[Acknowledged](), Counter[str]()
    count = size(10, 5_000)
    for first, clients, kills in ((0, 8, size(1, 30)), (1_000_000, 32, size(2, 30))):
        with Crowd(port=served.port, clients=clients, first=first, count=count, seed=seed) as crowd:
            strike(served, crowd, kills, draw, met)
        assert_served(crowd)
        assert len(crowd.acknowledged) == count
        acknowledged += crowd.acknowledged
    return acknowledged, met


def die_at_each_failpoint(served: Served, seed: int) -> tuple[list[Acknowledged], Counter[str]]:
    """The same of web processes that die at each failpoint of each way in, many times."""
    draw, acknowledged, met = Random(seed), list[Acknowledged](), Counter[str]()
    victims = longest_there(served)
    for way in WAYS:
        clients = size(4, way.clients)
        with Crowd(
            port=served.port, clients=clients, first=way.first, count=50_000, step=20, seed=seed
        ) as crowd:
            # In short at one of them: test_intake_crashes.py dies at each, of each way in.
            for point in draw.sample(way.points, size(1, len(way.points))):
                for _ in range(size(1, 25)):
                    die_at(served, point, next(victims))
                    met[f"{point} by the {way.name}"] += 1
            crowd.close()
        assert_served(crowd)
        assert crowd.acknowledged
        acknowledged += crowd.acknowledged
    return acknowledged, met


def assert_served(crowd: Crowd) -> None:
    """Nobody was told anything else than success, that the key was used, or to come again."""
    assert crowd.trouble == []
    assert set(crowd.statuses()) <= {0, 200, 201, 302, 422, 503}


def test_what_was_acknowledged_is_there_once_and_whole_whatever_was_killed(
    served: Served, sms: Sms, seed: int, tally: Tally
) -> None:
    deaths = size(1, 50)
    with workers_dying(served, deaths) as dying:
        acknowledged, met = kill_at_random(served, seed)
        more, died = die_at_each_failpoint(served, seed)
        with Crowd(port=served.port, clients=1, first=5_000_000, count=5_000, seed=seed) as crowd:
            assert how_they_ended(dying) == [DIED] * deaths
            crowd.close()
    assert_served(crowd)
    acknowledged += more + crowd.acknowledged
    until_all_are_told(size(60, 540))
    with served.frozen():
        found = oracle(ledger(acknowledged))
        assert {name: found[name] for name in NOTHING} == NOTHING
        assert set(found["half"].values()) == {0}
        assert found["strays"] == 0
        assert "全部相符" in verified()
        assert damaged() == ""
    again = len(sms.given) - assert_told_once(sms)
    assert again >= deaths, "whoever died with a message given has another give it again"
    tally("messages sent, each once", len(sms.given) - again)
    tally("messages given again under the same key", again)
    tally("intakes acknowledged", len(acknowledged))
    tally("files", sum(len(each.files) for each in acknowledged))
    tally("kills", met.total())
    for kind, times in met.items():
        tally(f"kills of {kind}", times)
    tally("deaths of web processes at failpoints", died.total())
    for place, times in died.items():
        tally(f"deaths at {place}", times)
    tally("deaths of workers between gateway and commit", deaths)


def assert_told_once(sms: Sms) -> int:
    """A message went out for each petition, under one key, however often the gateway was given it.

    How many those are.
    """
    query = (
        "select n.id from petitions_petition p left join notifications_notice n"
        " on n.key = 'received:' || p.id and n.sent_at is not null"
    )
    sent = [str(key) for (key,) in asked(query)]
    given: dict[str, set[str]] = {}
    for headers, body in sms.given:
        given.setdefault(headers["Idempotency-Key"], set()).add(str(sorted(body.items())))
    assert Counter(sent) == Counter(given.keys())
    assert {len(said) for said in given.values()} == {1}, "another text or number the second time"
    assert len({body["to"] + body["text"] for _headers, body in sms.given}) == len(given)
    return len(given)


@pytest.mark.campaign("C9")
@pytest.mark.control
def test_a_database_that_does_not_wait_for_its_disk_loses_what_it_said(
    served: Served, seed: int, tally: Tally
) -> None:
    """With `synchronous_commit=off` the log of the last moments dies with the processes."""
    served.ensure()
    changed("alter system set synchronous_commit = off")
    lost = 0
    for round_ in range(20):
        first = 2_000_000 + round_ * 10_000
        with Crowd(port=served.port, clients=32, first=first, count=10_000, seed=seed) as crowd:
            crowd.wait_for(40)
            served.kill(served.database(Random(seed)))
            crowd.stop()
        until_database_is_back()
        lost += len(oracle(crowd.ledger())["lost"])
        if lost:
            break
    changed("alter system reset synchronous_commit")
    assert lost > 0
    tally("acknowledged and lost", lost)


def until_database_is_back() -> None:
    """Wait for `huiyin serve` to have it run again."""
    until = time.monotonic() + 60
    while not postgres.embedded().is_running():
        assert time.monotonic() < until
        time.sleep(0.1)


def changed(command: str) -> None:
    """Change a setting of the running server, as its administrator could."""
    for each in (command, "select pg_reload_conf()"):
        with postgres.embedded().as_administrator() as connection:
            connection.execute(each.encode())


@pytest.mark.control
def test_an_index_that_does_not_tell_of_its_rows_is_noticed(served: Served) -> None:
    served.ensure()
    assert damaged() == ""
    with postgres.embedded().as_administrator("huiyin") as connection:
        for each in (
            "create function turned(int) returns int immutable language sql as 'select $1'",
            "create table spoilt as select x from generate_series(1, 9) x",
            "create index spoilt_turned on spoilt (turned(x))",
            "create or replace function turned(int) returns int immutable language sql"
            " as 'select -$1'",
        ):
            connection.execute(each.encode())
        try:
            assert "spoilt_turned" in damaged()
        finally:
            connection.execute(b"drop table spoilt")
            connection.execute(b"drop function turned")


@pytest.mark.full
@pytest.mark.control
def test_who_comes_without_a_key_is_registered_twice(
    served: Served, seed: int, tally: Tally
) -> None:
    served.ensure()
    draw = Random(seed)
    twice: list[str] = []
    for round_ in range(20):
        first = 3_000_000 + round_ * 10_000
        with Crowd(
            port=served.port, clients=32, first=first, count=80, seed=seed, forgets_keys=True
        ) as crowd:
            for blow in range(3):
                crowd.wait_for((blow + 1) * 16)
                served.kill(served.web_worker(draw))
        twice = oracle(crowd.ledger())["twice"]
        if twice:
            break
    assert twice
    tally("registered twice", len(twice))
