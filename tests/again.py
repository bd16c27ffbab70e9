"""What was made once by the real steps is put back, instead of being made anew for each test.

A test that begins with the city and has written nothing about it yet finds the very rows that the
same call left the first time, in one statement. Whoever wrote something before, changed a setting
or the calendars, or commits what it writes, has everything made by the steps, as the first had.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, wraps
from typing import ParamSpec, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from psycopg import sql

from huiyin.organisations import calendars
from huiyin.petitions.models import Petition
from huiyin.rules.calendars import with_entered
from tests import cluster

P = ParamSpec("P")
T = TypeVar("T", Petition, dict[str, Petition])

# Every table that rows may be added to, with the columns that are not computed from others.
COLUMNS = """
select c.relname, array_agg(a.attname::text order by a.attnum)
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
  and not c.relispartition and has_table_privilege(c.oid, 'insert')
  and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
group by c.relname order by c.relname
"""
BY_THIS_TEST = sql.SQL("t.xmin::text::bigint >= pg_current_xact_id()::text::bigint")
WRITTEN = sql.SQL("select json_agg(t)::text from {} t where {}")
IS_WRITTEN = sql.SQL("exists (select from {} t where {})")
WRITE = sql.SQL("insert into {0} ({1}) select {1} from json_populate_recordset(null::{0}, {2})")
# Somebody may have signed in before, or public texts may stand: no step reads or writes them.
BESIDE = {"accounts_user", "django_session", "publishing_guide", "publishing_wayin"}
# What the database writes by itself whenever the others are written.
BESIDE |= {"statistics_monthlycount", "statistics_changed"}


@dataclass(frozen=True)
class _Kept:
    made: UUID | dict[str, UUID]
    rows: str


_kept: dict[Hashable, _Kept] = {}
SHIPPED = with_entered(())
_settings = settings._wrapped  # type: ignore[misc]


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Let the petition that `make` makes, or all by their names, be put back when wanted again."""

    @wraps(make)
    def made(*args: P.args, **given: P.kwargs) -> T:
        key = (cluster.copies(), make.__qualname__, args, tuple(sorted(given.items())))
        if not (_is_hashable(key) and _is_untouched()):
            return make(*args, **given)
        if key in _kept:
            with connection.cursor() as cursor:
                cursor.execute(_kept[key].rows)
            return cast(T, _read(_kept[key].made))
        new = make(*args, **given)
        _kept[key] = _Kept(_named(new), _what_was_written())
        return new

    return made


def _named(made: Petition | dict[str, Petition]) -> UUID | dict[str, UUID]:
    if isinstance(made, dict):
        return {name: each.pk for name, each in made.items()}
    return made.pk


def _read(made: UUID | dict[str, UUID]) -> Petition | dict[str, Petition]:
    petitions = Petition.objects.select_related("holder", "registering")
    if isinstance(made, dict):
        return {name: petitions.get(pk=pk) for name, pk in made.items()}
    return petitions.get(pk=made)


def _is_hashable(key: Hashable) -> bool:
    try:
        hash(key)
    except TypeError:
        return False
    return True


def _is_untouched() -> bool:
    """Whether nothing is here but the city, and whatever comes is rolled back after the test."""
    blocks = connection.atomic_blocks
    if not (cluster.has_city() and blocks and getattr(blocks[0], "_from_testcase", False)):
        return False
    if settings._wrapped is not _settings:  # type: ignore[misc]
        return False
    if calendars._remembered[0][1] is not SHIPPED:
        return False
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_xact_id_if_assigned() is null")
        if cursor.fetchone() == (True,):
            return True
        tables = (sql.Identifier(table) for table in _columns())
        written = (IS_WRITTEN.format(table, BY_THIS_TEST) for table in tables)
        cursor.execute(sql.SQL("select not ({})").format(sql.SQL(" or ").join(written)))
        return cast(tuple[bool], cursor.fetchone())[0]


@cache
def _columns() -> dict[str, list[str]]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return {table: names for table, names in cursor.fetchall() if table not in BESIDE}


def _what_was_written() -> str:
    """One statement that writes every row again that this test has written."""
    writes = []
    with connection.cursor() as cursor:
        for table, names in _columns().items():
            cursor.execute(WRITTEN.format(sql.Identifier(table), BY_THIS_TEST))
            (rows,) = cursor.fetchone()
            if rows is not None:
                columns = sql.SQL(", ").join(map(sql.Identifier, names))
                writes.append(WRITE.format(sql.Identifier(table), columns, rows))
        return sql.SQL(";").join(writes).as_string(cursor.connection)
