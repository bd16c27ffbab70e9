"""One transaction that first tells the database who looks (docs/law.md#door)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Func, TextField, Value

from huiyin.rules.permissions import Viewer


@contextmanager
def viewing(viewer: Viewer) -> Iterator[None]:
    """A transaction in which `huiyin.viewer` is set, so that row security can stand behind."""
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


def tell_database(viewer: Viewer) -> None:
    """Set the viewer for the rest of the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('huiyin.viewer', %s, true)", [viewer.tag()])


def telling(viewer: Viewer) -> Func:
    """The same as a column of a query that is asked anyway: each row it returns tells."""
    name, tag, until_the_end = Value("huiyin.viewer"), Value(viewer.tag()), Value(True)
    return Func(name, tag, until_the_end, function="set_config", output_field=TextField())
