"""Figures by sums, beside counting each petition: `python -m benchmarks.summing STEP`."""

import json
import sys
from collections.abc import Callable
from statistics import median
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 (the models exist only now)

from benchmarks.inside import _median, _timed, _today, _viewer  # noqa: E402
from benchmarks.machine import cpu_seconds  # noqa: E402
from benchmarks.stock import LEADER  # noqa: E402
from huiyin.petitions.viewing import viewing  # noqa: E402
from huiyin.rules.permissions import job_viewer  # noqa: E402
from huiyin.statistics.counting import Counting, Table, count, count_each  # noqa: E402
from huiyin.statistics.definitions import By, View, sources_of  # noqa: E402
from huiyin.statistics.periods import Month  # noqa: E402
from huiyin.statistics.summing import add_up  # noqa: E402

AT_ONCE = 50_000
AT_MOST = 10_000  # petitions; a small stock has fewer
TURNS = 4
SUMMING = (
    ("petitions_petition", "counts_what_came"),
    ("petitions_petition", "notes_what_came"),
    ("petitions_leg", "notes_what_came"),
    ("petitions_clock", "notes_what_came"),
    ("petitions_event", "notes_what_came"),
)
# Copies of what intake writes, under new numbers in their order; nothing of it is ever committed.
_COPIES = """
    CREATE TEMP TABLE p ON COMMIT DROP AS SELECT * FROM petitions_petition
        WHERE drill IS NULL AND NOT counts_alone ORDER BY id DESC LIMIT %s;
    CREATE TEMP TABLE n ON COMMIT DROP AS
        SELECT id, ('ffff' || lpad(to_hex(row_number() OVER (ORDER BY id)), 28, '0'))::uuid AS new
        FROM p;
    CREATE TEMP TABLE l ON COMMIT DROP AS
        SELECT * FROM petitions_leg WHERE is_main AND petition_id IN (SELECT id FROM p);
    CREATE TEMP TABLE c ON COMMIT DROP AS
        SELECT * FROM petitions_clock WHERE "limit" = 'L1' AND petition_id IN (SELECT id FROM p);
    CREATE TEMP TABLE e ON COMMIT DROP AS
        SELECT * FROM petitions_event WHERE seq = 1 AND petition_id IN (SELECT id FROM p);
    UPDATE p SET id = new, receipt = new::text, code_index = new::text::bytea, official = NULL,
        parent_id = NULL, repeat_of_id = NULL, attached_to_id = NULL FROM n WHERE n.id = p.id;
    UPDATE l SET id = new, petition_id = new FROM n WHERE n.id = petition_id;
    UPDATE c SET id = new, petition_id = new, leg_id = NULL FROM n WHERE n.id = petition_id;
    UPDATE e SET id = new, petition_id = new FROM n WHERE n.id = petition_id"""
# Each statement one row, as they come in, though without what the web does besides.
_WRITES = """
    DO $$
    DECLARE
      petition petitions_petition; leg petitions_leg;
      clock petitions_clock; event petitions_event;
    BEGIN
      FOR petition IN SELECT * FROM p LOOP
        INSERT INTO petitions_petition SELECT petition.*;
      END LOOP;
      FOR leg IN SELECT * FROM l LOOP INSERT INTO petitions_leg SELECT leg.*; END LOOP;
      FOR clock IN SELECT * FROM c LOOP INSERT INTO petitions_clock SELECT clock.*; END LOOP;
      FOR event IN SELECT * FROM e LOOP INSERT INTO petitions_event SELECT event.*; END LOOP;
    END $$"""


def figures() -> dict[str, Any]:
    """The figures of a leader's page, of a year: by sums, and petition by petition."""
    viewer, today = _viewer(LEADER), _today()
    month = Month.of(today)
    year = Counting(viewer=viewer, first=month.back(11).first, last=month.last, as_of=today)
    found: dict[str, Any] = {"equal": True}
    for view in View:

        def summed(view: View = view) -> Table:
            return count(year, sources_of(view), By.MONTH)

        def counted(view: View = view) -> Table:
            return count_each(year, sources_of(view), By.MONTH)

        with viewing(viewer):
            table, found[view.value] = _median(summed)
            found[f"{view.value}_counted"], each = _timed(counted)
        found["equal"] &= table == each
    return found


def add_up_all() -> dict[str, Any]:
    """What the worker does every few minutes, until nothing is left."""
    done, is_full = 0, True
    while is_full:
        with viewing(job_viewer("sums")), connection.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '64MB'")
            added = add_up(_today(), most=AT_ONCE)
        done, is_full = done + added, added == AT_ONCE
    return {"done": done}


def triggers() -> dict[str, Any]:
    """PostgreSQL's seconds for so many petitions as intake writes them, with and without sums."""
    times: dict[bool, list[float]] = {True: [], False: []}
    written = 0
    for turn in range(TURNS):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_COPIES % AT_MOST)
            for table, name in SUMMING if turn % 2 else ():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
            cursor.execute("SELECT pg_backend_pid()")
            process = cursor.fetchone()[0]
            before = cpu_seconds(process)
            cursor.execute(_WRITES)
            times[not turn % 2].append(cpu_seconds(process) - before)
            cursor.execute("SELECT count(*) FROM p")
            written = cursor.fetchone()[0]
            transaction.set_rollback(True)
    return {"with": median(times[True]), "without": median(times[False]), "written": written}


STEPS: dict[str, Callable[[], dict[str, Any]]] = {
    "figures": figures,
    "add_up": add_up_all,
    "triggers": triggers,
}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(STEPS[sys.argv[1]]()))
