"""huiyin verify: recompute every chain and name the first row that does not follow."""

import sys
from pathlib import Path

import click

from huiyin.audit.actions import first_bad_seal, sealed_days
from huiyin.petitions.checkpoints import Line, first_bad, folders, missing_of, read
from huiyin.petitions.models import Petition
from huiyin.petitions.upkeep import first_bad_event, lost_files, wrongly_findable
from huiyin.petitions.viewing import viewing_one_moment
from huiyin.rules.permissions import job_viewer
from huiyin.statistics import monthly, summing

NAMED = 20


@click.command()
@click.option("--files", "opening", is_flag=True, help="逐份打开材料。Open every file as well.")
def command(*, opening: bool) -> None:
    """核验：逐条核对事件链和访问记录链。Recompute every chain.

    \b
    NAME
        huiyin verify — prove that no event and no access was changed

    \b
    DESCRIPTION
        Recomputes the chain of each petition's events and of each day's sealed
        accesses. Names the first bad row of each chain that does not hold.
        Accesses of the last minute are not sealed yet and are not covered. No
        accusation may have words in the search index; one that has is named.
        Every file of a petition must be on the disk, and with --files be opened
        and be what came in. The sums of what came in each month must be what
        counting every petition again comes to.

    \b
        Also compares the database with every folder of checkpoints (HUIYIN_HOME
        and HUIYIN_CHECKPOINTS): what was signed there and is no longer in the
        database tells of an older database or of a cut. After a restore that lost
        something, `huiyin checkpoint --restored WHY` says so for ever.

    \b
    EXIT STATUS
        0 every chain holds, 1 at least one does not
    """
    # Read before the database: what is signed later may be newer than what is looked at.
    signed = {folder: _signed(folder) for folder in folders()}
    with viewing_one_moment(job_viewer("verify")):
        bad = 0
        petitions = Petition.objects.order_by("id")
        for petition in petitions.iterator(chunk_size=500):
            seq = first_bad_event(petition)
            if seq is not None:
                bad += 1
                click.echo(
                    f"信访件 {petition.number}（{petition.pk}）第 {seq} 条事件不符", err=True
                )
        for petition in wrongly_findable():
            bad += 1
            click.echo(f"信访件 {petition.number}（{petition.pk}）的正文不该在检索词表里", err=True)
        for stored in lost_files(opening=opening):
            bad += 1
            click.echo(f"信访件 {stored.owner_id} 的材料 {stored.pk} 不在或已损坏", err=True)
        for month in monthly.differing():
            bad += 1
            click.echo(f"{month} 的收件合计与逐件重数不符", err=True)
        for month in summing.differing():
            bad += 1
            click.echo(f"{month} 的指标合计与逐件重数不符", err=True)
        days = sealed_days()
        for day in days:
            place = first_bad_seal(day)
            if place is not None:
                bad += 1
                click.echo(f"{day} 的访问记录第 {place} 个封签不符", err=True)
        count = petitions.count()
        bad += sum(_against(folder, lines) for folder, lines in signed.items())
    found = f"{bad} 处不符" if bad else "全部相符"
    click.echo(f"核对 {count} 条事件链、{len(days)} 天访问记录：{found}")
    sys.exit(1 if bad else 0)


def _signed(folder: Path) -> list[Line] | None:
    """The checkpoints of a folder; None where they cannot be read as such."""
    try:
        return read(folder)
    except (OSError, ValueError):
        return None


def _against(folder: Path, lines: list[Line] | None) -> int:
    """How much does not agree with the checkpoints of a folder; the first few are named."""
    if lines is None:
        click.echo(f"{folder} 的检查点无法读取。Not readable as checkpoints.", err=True)
        return 1
    counter, missing = first_bad(folder, lines), missing_of(lines)
    if counter is not None:
        click.echo(f"{folder} 第 {counter} 个检查点不符", err=True)
    for number, place in missing[:NAMED]:
        click.echo(f"{folder} 第 {number} 个检查点见过的记录 {place} 已不在或已改变", err=True)
    if len(missing) > NAMED:
        click.echo(f"……共 {len(missing)} 条，数据库可能是旧的", err=True)
    return len(missing) + (counter is not None)
