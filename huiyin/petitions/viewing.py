"""One transaction that first tells the database who looks (docs/law.md#door, second_wall.py).

What it is told lasts as long as the transaction: who is served next by the same connection is
nobody until named.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Func, TextField, Value

from huiyin.rules.permissions import Viewer


@contextmanager
def viewing(viewer: Viewer) -> Iterator[None]:
    """A transaction in which the database knows who looks, and shows what that one may know of."""
    with transaction.atomic():
        tell_database(viewer)
        yield


@contextmanager
def viewing_one_moment(viewer: Viewer) -> Iterator[None]:
    """The same, reading everything as it stood at one moment, whoever writes meanwhile."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        tell_database(viewer)
        yield


@contextmanager
def viewing_all(job: Viewer) -> Iterator[None]:
    """Within a person's transaction what the office as a whole does or counts, nobody's view.

    Afterwards the person looks again; after a failure PostgreSQL sees to that itself.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('huiyin.viewer', true), current_setting('huiyin.kept', true),"
            " huiyin_look(%s)",
            [job.tag()],
        )
        viewer, kept, _told = cursor.fetchone()
        yield
        cursor.execute(
            "SELECT set_config('huiyin.viewer', %s, true), set_config('huiyin.kept', %s, true)",
            [viewer or "", kept or ""],
        )


def tell_database(viewer: Viewer) -> None:
    """Tell who looks for the rest of the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT huiyin_look(%s)", [viewer.tag()])


def telling(tag: str) -> Func:
    """The same as a column of a query that is asked anyway, told once however many rows it has."""
    return Func(
        Value(tag),
        function="huiyin_look",
        template="(SELECT %(function)s(%(expressions)s))",
        output_field=TextField(),
    )
