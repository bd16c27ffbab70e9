"""huiyin checkpoint: sign now what happened, or say what a restore has lost."""

from pathlib import Path

import click
from django.utils import timezone

from huiyin.petitions.checkpoints import acknowledge_loss, checkpoint, folders, public_keys
from huiyin.petitions.simulation import shift
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import job_viewer


@click.command()
@click.option("--restored", metavar="WHY", help="说明恢复备份造成的缺失。Say what a restore lost.")
def command(*, restored: str | None) -> None:
    """签名检查点。Sign what happened, outside the database.

    \b
    NAME
        huiyin checkpoint — keep signed ends of all chains outside the database

    \b
    DESCRIPTION
        The worker does this every minute; by hand it is done before a backup or a
        handing over. Into $HUIYIN_HOME/checkpoints, and into each folder named by
        HUIYIN_CHECKPOINTS, which should lie on another machine, go the hashes of
        all events and seals since the last time, signed. `huiyin verify` finds by
        them what a chain alone cannot show: an older database, an end cut off.
        Beside them lies key.txt, the public key; give it to your auditor.

    \b
        --restored WHY signs that what the checkpoints saw and the database lacks
        was lost by a restore, and why. It stays visible for ever.

    \b
    ENVIRONMENT
        HUIYIN_CHECKPOINTS   further folders, separated by colons

    \b
    EXIT STATUS
        0 signed, 1 not
    """
    at = timezone.now() + shift()
    with viewing(job_viewer("checkpoint")):
        if restored is not None:
            lost = acknowledge_loss(restored, at)
            click.echo(f"已签名说明缺失 {lost} 条记录。{lost} rows signed as lost.")
        count = checkpoint(at)
    click.echo(f"新签名 {count} 条记录。{count} rows signed.")
    for folder in folders():
        click.echo(f"{folder}: {_fingerprint(folder)}")


def _fingerprint(folder: Path) -> str:
    return " ".join(key.hex() for key in public_keys(folder))
