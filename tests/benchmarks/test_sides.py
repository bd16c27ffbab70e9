"""What is compared at intake: round against round, each miss with its cause in figures."""

import time
from collections import Counter
from collections.abc import Sequence

import pytest

from benchmarks import beside, crowd, ground, intake, load, texts
from benchmarks.peer import Rival
from benchmarks.sides import Side
from benchmarks.waiting import told
from huiyin.commands import postgres
from tests import cluster


def a_side(name: str, *rates: int, app: float = 0.5) -> Side:
    """A side with rounds of a second each."""
    side = Side(name, 0, texts.rows, 1)
    for rate in rates:
        side.rounds.append(load.Result(1.0, [1.0] * rate, Counter({201: rate})))
        side.app_seconds.append(app)
        side.database_seconds.append(0.3)
        side.beside_seconds.append(1.0)
    return side


def test_round_is_held_against_round_so_that_a_slow_minute_slows_both() -> None:
    one, many = a_side("one", 100, 10, 95), a_side("many", 100, 10, 100)
    assert one.against(many) == 1.0
    assert one.rate / many.rate == 0.95
    assert one.shown() == "95/s (100 10 95)"


def test_what_only_warmed_up_is_forgotten() -> None:
    side = a_side("one", 100)
    side.waits["Lock/tuple"] += 1
    side.forget()
    assert not side.rounds
    assert not side.app_seconds
    assert not side.database_seconds
    assert not side.beside_seconds
    assert not side.waits


def test_one_office_that_falls_behind_twenty_says_what_it_waited_for() -> None:
    one, many = a_side("one", 80, 80, 80), a_side("many", 100, 100, 100)
    one.waits.update({"Lock/transactionid": 3, "LWLock/WALWrite": 1})
    line = crowd._fair(one, many)
    assert line.is_met is False
    assert line.ratio == "80%"
    assert "75% of busy connections waited for a lock" in line.cause
    assert "Lock/transactionid 75%, LWLock/WALWrite 25%" in line.cause
    assert crowd._fair(many, one).is_met is True
    assert "20" in line.what


def test_of_what_is_waited_for_the_most_frequent_is_told() -> None:
    assert told(Counter({"a": 6, "b": 3, "c": 1}), most=2) == "a 60%, b 30%"
    assert told(Counter()) == ""


def test_all_cpu_is_that_of_application_database_and_worker() -> None:
    line = beside._costs(a_side("API", 100, app=0.3), "2 drawn meanwhile")
    assert line.figure == "1.60 = 0.30 + 0.30 + 1.00"
    assert line.is_met is True
    assert beside._costs(a_side("API", 100, app=0.5), "2 drawn meanwhile").is_met is False


def test_a_peer_that_fails_costs_its_own_line_only() -> None:
    peer = Rival("Roundup", 0, 1, texts.rows, "by its form", 18)
    api, theirs = a_side("API", 900), a_side("Roundup", 30)
    reached = intake._against(peer, api, theirs, lambda _sides: None)
    assert (reached.ratio, reached.is_met) == ("30.0 ×", True)

    def falls(_sides: Sequence[Side]) -> None:
        raise RuntimeError("Roundup answered {500: 3}")

    missed = intake._against(peer, api, theirs, falls)
    assert (missed.figure, missed.is_met) == ("not measured", False)
    assert missed.cause == "Roundup answered {500: 3}"


@pytest.mark.usefixtures("django_db_setup")
def test_a_setting_holds_inside_and_is_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "embedded", cluster.server)
    before = _shown("commit_delay")
    with ground.setting("commit_delay", "4321"):
        _wait_until_shown("commit_delay", "4321")
    _wait_until_shown("commit_delay", before)


def _shown(name: str) -> str:
    with cluster.server().as_administrator() as connection:
        found = connection.execute(f"show {name}".encode()).fetchone()
    return str(found[0]) if found else ""


def _wait_until_shown(name: str, value: str) -> None:
    until = time.monotonic() + 20
    while _shown(name) != value:
        assert time.monotonic() < until
        time.sleep(0.05)
