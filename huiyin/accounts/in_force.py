"""Whether the posts somebody came with are still his when what he does is written down."""

from datetime import date
from uuid import UUID

from django.db import connection

from huiyin.accounts.models import Post, User
from huiyin.rules.permissions import Viewer

# The weakest lock that whoever ends a post or stops an account must wait for (`somebody_else`),
# and that neither hinders the same person's other steps nor any row that refers to the person.
_HOLD = f"SELECT 1 FROM {User._meta.db_table} WHERE id = %s AND is_active FOR KEY SHARE"  # noqa: S608


def still_held(viewer: Viewer, today: date) -> bool:
    """Hold the posts of one of the staff until this transaction ends; False if any is gone.

    The posts are asked for after the lock, in a query of its own: a query sees what was written
    down when it began, not what it waited for.
    """
    person = UUID(viewer.id)
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [person])
        if cursor.fetchone() is None:
            return False
    held = set(Post.objects.held(today).filter(user=person).values_list("role", "office"))
    return all((str(each.role), UUID(each.office)) in held for each in viewer.holdings)
