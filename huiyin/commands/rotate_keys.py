"""huiyin rotate-keys: a new key-encrypting key, and every record's key wrapped by it.

What is left to do is read from the key folder and the rows themselves: killed at any point, the
next run goes on where this one stopped.
"""

import time
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

import click
from django.db import connection, models
from django.db.models import F, Func, Value

from huiyin.accounts import second_factor, telephones
from huiyin.accounts.models import User
from huiyin.commands.home import Trouble, home
from huiyin.notifications import endpoints
from huiyin.notifications.endpoints import Webhook
from huiyin.petitions.exports import Export
from huiyin.petitions.models import Draft, Petition
from huiyin.petitions.vault import key_cell
from huiyin.petitions.viewing import viewing
from huiyin.privacy.keyring import add_kek, keyring, put_away
from huiyin.privacy.sealing import key_id, rewrap
from huiyin.publishing import appointments
from huiyin.publishing.models import Booking
from huiyin.rules.permissions import job_viewer

BATCH = 500
# Longer than a request takes: one that began under the old key has ended by then.
SETTLING = 60.0
_LOCK = 0x4855594A  # any number; keeps two rotations from running at once
_NIL = UUID(int=0)


class Wrapped(NamedTuple):
    """A column of keys, and the cell that each is bound to."""

    model: type[models.Model]
    column: str
    cell: Callable[[Any], str]


COLUMNS = (
    Wrapped(Petition, "key", lambda row: key_cell(row.pk)),
    Wrapped(Draft, "key", lambda row: key_cell(row.pk)),
    Wrapped(Export, "key", lambda row: key_cell(row.pk)),
    Wrapped(Booking, "key", appointments.cell),
    Wrapped(User, "totp_secret", second_factor.cell),
    Wrapped(User, "phone_key", telephones.cell),
    Wrapped(Webhook, "secret", endpoints.cell),
)


@click.command()
@click.option(
    "--settle",
    default=SETTLING,
    show_default=True,
    help="收起旧密钥前等待的秒数。Seconds to wait before the old key is put away.",
)
def command(*, settle: float) -> None:
    """更换密钥：新的主密钥，逐件重新封装。A new key-encrypting key for every record.

    \b
    NAME
        huiyin rotate-keys — make a new key and wrap each record's key by it

    \b
    DESCRIPTION
        Every petition, draft, second factor, telephone of staff and webhook has a key of
        its own, wrapped by the key-encrypting key in $HUIYIN_HOME/keys. This makes a new
        one, wraps them all again in batches of 500, and puts the old one away, into
        $HUIYIN_HOME/keys-put-away. People may go on working: running processes
        take the new key by themselves. Safe to kill at any moment: the old key stays
        readable until no row needs it, and the next run goes on.

    \b
        The sealed texts themselves and the index key do not change: the blind
        indexes, by which a telephone number is found, keep theirs.

    \b
        Backups made before need the old key: keep it with them, and remove it from
        keys-put-away only with the last of them. Make a new copy of the keys now:
        huiyin backup FILE --keys FILE. Where several machines share the keys, put the
        new file on each before --settle has passed.

    \b
    EXIT STATUS
        0 rotated, 1 stopped; run it again
    """
    folder = home() / "keys"
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_LOCK])
        if cursor.fetchone() != (True,):
            raise Trouble("另一处正在更换密钥。", "Keys are being rotated elsewhere.")
    try:
        if len(keyring().keks) == 1:
            add_kek(folder)
            click.echo(f"新密钥 kek-{keyring().current}。New key.")
        else:
            click.echo(f"继续上次：kek-{keyring().current}。Going on where it stopped.")
        _rewrap_all(settle)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])
    old = put_away(folder, home() / "keys-put-away")
    click.echo(
        f"完成。旧密钥 {'、'.join(old)} 已收到 {home() / 'keys-put-away'}，旧备份仍需要它。\n"
        "请用 huiyin backup FILE --keys FILE 另存新的密钥副本。\n"
        "Done. The old key is put away; backups made before need it. Copy the new keys now."
    )


def _rewrap_all(settle: float) -> None:
    """Go over all rows until a pass that began after the last request under the old key is dry."""
    done = _pass()
    while True:
        click.echo(f"已重新封装 {done} 件，等待进行中的请求 {settle:.0f} 秒…… waiting")
        time.sleep(settle)
        late = _pass()
        if late == 0:
            return
        done += late


def _pass() -> int:
    done = 0
    for column in COLUMNS:
        last: UUID | None = _NIL
        while last is not None:
            count, last = rewrap_batch(column, after=last)
            done += count
            if count and last is not None:
                click.echo(f"{done}…")
    return done


def rewrap_batch(column: Wrapped, *, after: UUID) -> tuple[int, UUID | None]:
    """Wrap the next keys that an old key wraps; how many, and the last row, None at the end."""
    with viewing(job_viewer("rotate-keys")):
        current = keyring().current
        kid = Func(F(column.column), Value(2), Value(4), function="substr")
        kid.output_field = models.BinaryField()
        rows = list(
            column.model._default_manager.select_for_update()
            .annotate(kid=kid)
            .filter(pk__gt=after, kid__isnull=False)
            .exclude(kid=current.encode())
            .order_by("pk")[:BATCH]
        )
        for row in rows:
            wrapped = getattr(row, column.column)
            setattr(row, column.column, rewrap(wrapped, aad=column.cell(row)))
            if key_id(getattr(row, column.column)) != current:
                raise Trouble("换到一半时密钥又变了，请再执行一次。", "Keys changed; run it again.")
        column.model._default_manager.bulk_update(rows, [column.column])
    return len(rows), rows[-1].pk if len(rows) == BATCH else None
