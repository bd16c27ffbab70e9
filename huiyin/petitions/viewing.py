"""One transaction that first tells the database who looks (docs/law.md#door)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from huiyin.rules.permissions import Viewer


@contextmanager
def viewing(viewer: Viewer) -> Iterator[None]:
    """A transaction in which `huiyin.viewer` is set, so that row security can stand behind."""
    with transaction.atomic():
        tell_database(viewer)
        yield


def tell_database(viewer: Viewer) -> None:
    """Set the viewer for the rest of the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('huiyin.viewer', %s, true)", [viewer.tag()])
