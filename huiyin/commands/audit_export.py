"""huiyin audit-export: the chains, the checkpoints and the program that checks them."""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from huiyin.audit import chain
from huiyin.audit.actions import chained_seals, sealed_days
from huiyin.commands.home import Trouble
from huiyin.petitions.checkpoints import folders
from huiyin.petitions.events import chained
from huiyin.petitions.models import Event
from huiyin.petitions.viewing import viewing_one_moment
from huiyin.rules.permissions import job_viewer

Row = tuple[int, bytes, bytes, Mapping[str, object]]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def command(*, folder: Path) -> None:
    """导出供审计核验。Write the chains for an auditor to check alone.

    \b
    NAME
        huiyin audit-export — what an auditor needs, and nothing of what people wrote

    \b
    DESCRIPTION
        Writes into FOLDER, which must be new: every event (ids, steps, moments,
        digests; nothing of what a petitioner wrote), every sealed access with who
        looked and why, the checkpoints with the public key, and chain.py, which
        needs nothing but Python 3.11 and can be read in an hour. The auditor runs it
        there, and again with the checkpoints that were kept elsewhere:

    \b
    EXAMPLES
        huiyin audit-export /audit/2026-03
        python3 -I /audit/2026-03/chain.py /audit/2026-03
        python3 -I /audit/2026-03/chain.py /audit/2026-03 /elsewhere/checkpoints

    \b
    EXIT STATUS
        0 written, 1 not
    """
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        raise Trouble(f"{folder} 已经存在。", f"{folder} exists already.") from None
    with viewing_one_moment(job_viewer("audit-export")):
        events = _write(folder / chain.EVENTS, _events())
        seals = _write(
            folder / chain.SEALS, (row for day in sealed_days() for row in chained_seals(day))
        )
    own = folders()[0]
    for place in [*own.glob(chain.CHECKPOINTS), own / chain.KEY]:
        if place.exists():
            shutil.copyfile(place, folder / place.name)
    shutil.copyfile(chain.__file__, folder / "chain.py")
    click.echo(f"已导出 {events} 条事件、{seals} 个封签到 {folder}。Written.")


def _events() -> Iterator[Row]:
    for event in Event.objects.order_by("petition", "seq").iterator(chunk_size=2_000):
        yield event.seq, bytes(event.prev_hash), bytes(event.hash), chained(event)


def _write(place: Path, rows: Iterable[Row]) -> int:
    count = 0
    with place.open("w", encoding="utf-8") as file:
        for seq, previous, own, body in rows:
            row: dict[str, Any] = {"seq": seq, "previous": previous.hex(), "hash": own.hex()}
            file.write(json.dumps(row | {"body": body}, ensure_ascii=False) + "\n")
            count += 1
    return count
