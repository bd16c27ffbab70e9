"""huiyin password: let a security administrator back in who can no longer sign in."""

import click
from django.utils import timezone

from huiyin.accounts.errors import Refused
from huiyin.accounts.founding import let_back_in
from huiyin.commands.home import Trouble
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import job_viewer

VIEWER = job_viewer("password")


@click.command()
@click.argument("username")
def command(*, username: str) -> None:
    """找回安全管理员：一次性密码，并清除动态口令。Let a security administrator back in.

    \b
    NAME
        huiyin password — give a security administrator a new password for one time

    \b
    DESCRIPTION
        For when no security administrator can sign in any more: the password is
        forgotten, the telephone lost, the first password expired. Ends every
        session of the account, forgets its second factor and devices, and prints a
        password that holds for 72 hours. The audit administrator finds it among
        the accesses. Everybody else is let back in by the security administrator,
        on the desk.

    \b
    EXAMPLES
        huiyin password wang.fang

    \b
    EXIT STATUS
        0 done, 1 there is no such security administrator
    """
    with viewing(VIEWER):
        try:
            renewed = let_back_in(username, by=VIEWER, at=timezone.now())
        except Refused as refused:
            raise Trouble(
                refused.sentence, "No security administrator in post has this username."
            ) from None
    click.echo(renewed.password)
    whose = f"{renewed.person.name}（{renewed.person.username}）"
    click.echo(
        f"{whose}的一次性密码，只显示这一次，72 小时内有效。\n"
        "Shown this once only; it holds for 72 hours.",
        err=True,
    )
