"""huiyin verify: recompute every chain and name the first row that does not follow."""

import sys

import click

from huiyin.audit.actions import first_bad_seal, sealed_days
from huiyin.petitions.models import Petition
from huiyin.petitions.upkeep import first_bad_event, wrongly_findable
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import job_viewer


@click.command()
def command() -> None:
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

    \b
    EXIT STATUS
        0 every chain holds, 1 at least one does not
    """
    with viewing(job_viewer("verify")):
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
        days = sealed_days()
        for day in days:
            place = first_bad_seal(day)
            if place is not None:
                bad += 1
                click.echo(f"{day} 的访问记录第 {place} 个封签不符", err=True)
        count = petitions.count()
    found = f"{bad} 处不符" if bad else "全部相符"
    click.echo(f"核对 {count} 条事件链、{len(days)} 天访问记录：{found}")
    sys.exit(1 if bad else 0)
