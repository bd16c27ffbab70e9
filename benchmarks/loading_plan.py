"""Who loads which part of the stock: as many processes as there are processors."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from benchmarks import ground
from huiyin.commands import databases, postgres

INDEXED_AFTER = 50_000
"""From so many new petitions on, it is quicker to make the indexes anew."""
BYTES_EACH = 12_000
"""What a petition of the stock takes on the disk, indexes and log included."""
MONTHS = 60
STORIES = 8

# Whose rows a stock consists of.
TABLES = (
    "petitions_petition",
    "petitions_leg",
    "petitions_clock",
    "petitions_event",
    "petitions_words",
    "petitions_petitioner",
    "petitions_petitionletter",
    "petitions_intakekey",
    "petitions_search",
    "documents_letter",
)

_PAST_MONTHS = """
do $$
declare
  first date;
begin
  for step in 1..%s loop
    first := date_trunc('month', now() at time zone 'UTC')::date - make_interval(months => step);
    if to_regclass('petitions_event' || to_char(first, '_YYYYMM')) is null then
      execute format(
        'create table %%I partition of petitions_event for values from (%%L) to (%%L)',
        'petitions_event' || to_char(first, '_YYYYMM'), first::timestamp at time zone 'UTC',
        (first + interval '1 month')::timestamp at time zone 'UTC');
    end if;
  end loop;
end $$
"""
# Those that nothing rests on: a key or a partition's own share goes with its table.
_INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
from pg_index i
where i.indrelid = any(%s::regclass[]) and not i.indisunique
  and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
"""

# Loaded with triggers off, the rows are in no sum yet.
_SUMS = """
delete from statistics_monthlycount;
insert into statistics_monthlycount
    (month, registering_id, state, channel, door, matter, is_accusation, is_part, number)
select month, registering_id, state, channel, door, matter, is_accusation, is_part, number
from statistics_counted_afresh;
insert into statistics_changed (petition_id)
select id from petitions_petition p
where not exists (select from statistics_insums s where s.petition_id = p.id)
"""


def load(first: int, last: int, *, story: int) -> None:
    """The petitions from `first` up to `last`; the last few have so many remarks besides."""
    told = STORIES if story else 0
    with prepared(last - first):
        waiting = [
            ground.begin_in_django("load", *map(str, (begin, end, first, last, 0)))
            for begin, end in slices(first, last - told, os.cpu_count() or 1)
        ]
        ended = [each.wait() for each in waiting]
        if any(ended):
            raise RuntimeError("a loader failed; see above")
        if story:
            # In the middle of their way, as if the stock went on a little behind them.
            places = (last - told, last, last - 200, last + 10, story)
            ground.in_django("load", *map(str, places))
    ground.in_django("add_up", module="summing", role="worker")
    with postgres.embedded().as_administrator("huiyin") as connection:
        connection.execute("vacuum (analyze) statistics_changed, statistics_figuresum")


@contextmanager
def prepared(count: int) -> Iterator[None]:
    """The database made ready for many rows, and its indexes and statistics whole afterwards."""
    with databases.connect("owner") as connection:
        connection.execute((_PAST_MONTHS % MONTHS).encode())
        made: list[tuple[str, str]] = []
        if count >= INDEXED_AFTER:
            made = connection.execute(_INDEXES, [list(TABLES)]).fetchall()
        for name, _definition in made:
            connection.execute(f"drop index {name}".encode())
    yield
    with databases.connect("owner") as connection:
        connection.execute("set maintenance_work_mem = '512MB'")
        for _name, definition in made:
            # Of a partitioned table PostgreSQL tells the index without those of its partitions.
            connection.execute(definition.replace(" ON ONLY ", " ON ").encode())
        connection.execute(_SUMS)
    with postgres.embedded().as_administrator("huiyin") as connection:
        connection.execute("vacuum (analyze, parallel 0)")


def size_of_database() -> int:
    """How many bytes it takes."""
    with databases.connect("owner") as connection:
        row = connection.execute("select pg_database_size(current_database())").fetchone()
    return int(row[0]) if row else 0


def slices(first: int, last: int, parts: int) -> Sequence[tuple[int, int]]:
    """A stretch of numbers in parts, for as many processes."""
    size = max(1, -(-(last - first) // parts))
    return [(start, min(start + size, last)) for start in range(first, last, size)]
