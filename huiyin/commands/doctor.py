"""huiyin doctor: look at the installation and say how to mend what is wrong."""

import sys

import click

from huiyin.commands import checks, databases
from huiyin.commands.check_log import log_kept
from huiyin.commands.checks import Finding, Verdict


@click.command()
def command() -> None:
    """检查安装是否可靠，并说明如何修复。Look at this installation and say how to mend it.

    \b
    NAME
        huiyin doctor — check keys, database, text, clock, disk, fonts

    \b
    DESCRIPTION
        Looks, and changes nothing. For each thing it says what it found and, where
        it is wrong, how to mend it: ✓ good, ! attend to it soon, ✗ do not work with
        it like this. `huiyin serve` refuses to start on an unsafe database itself.

    \b
    ENVIRONMENT
        DATABASE_URL   an external server instead of the embedded one
        HUIYIN_HOME    the folder of this installation

    \b
    EXIT STATUS
        0 good (perhaps with warnings), 1 something must be mended
    """
    with databases.in_use():
        found = list(checks.findings((*checks.ALL, log_kept)))
    for finding in found:
        say(finding)
    sys.exit(1 if any(finding.verdict is Verdict.REFUSED for finding in found) else 0)


def say(finding: Finding) -> None:
    """Print a finding, Chinese first."""
    click.echo(f"{finding.verdict.value} {finding.zh}。{finding.en}.")
    for mend in (finding.mend_zh, finding.mend_en):
        if mend:
            click.echo(f"    → {mend}")
