"""huiyin token: let another system hand in petitions in the name of an office, or no longer."""

from uuid import UUID

import click
from django.db.models import Q
from django.utils import timezone

from huiyin.commands.home import Trouble
from huiyin.organisations.models import Office
from huiyin.petitions.tokens import IntakeToken, new_token, revoke
from huiyin.petitions.viewing import viewing
from huiyin.rules.moments import localtime
from huiyin.rules.permissions import job_viewer

VIEWER = job_viewer("token")


@click.group()
def command() -> None:
    """接入令牌：其他系统凭它提交信访事项。Tokens with which other systems hand in petitions.

    \b
    NAME
        huiyin token — make, list and revoke intake tokens

    \b
    EXAMPLES
        huiyin token new --office 市信访局 --name 12345热线
        huiyin token list
        huiyin token revoke 01a200f2-5847-7638-b693-1be1c4e45c01
    """


@command.command("new")
@click.option("--office", required=True, help="机构的名称、简称或编号。Name or number.")
@click.option("--name", required=True, help="哪个系统。Which system it is for.")
def new(*, office: str, name: str) -> None:
    """发放令牌，只显示一次。Make a token; it is shown this once."""
    with viewing(VIEWER):
        row, text = new_token(name, office=_office(office), at=timezone.now())
    click.echo(text)
    click.echo(
        f"{row.office.name}，{name}，{row.pk}。令牌只显示这一次，请妥善保存。\n"
        "Shown this once only; keep it safe.",
        err=True,
    )


@command.command("list")
def list_all() -> None:
    """列出令牌，不含令牌本身。List the tokens, never their text."""
    with viewing(VIEWER):
        for row in IntakeToken.objects.select_related("office"):
            state = f"已停用 {localtime(row.revoked_at):%Y-%m-%d}" if row.revoked_at else "有效"
            made = f"{localtime(row.created_at):%Y-%m-%d}"
            click.echo(f"{row.pk}  {made}  {state}  {row.office.short_name}  {row.name}")


@command.command("revoke")
@click.argument("token_id", type=click.UUID)
def end(*, token_id: UUID) -> None:
    """停用令牌，立即生效。Revoke a token, at once."""
    with viewing(VIEWER):
        row = IntakeToken.objects.filter(pk=token_id, revoked_at=None).first()
        if row is None:
            raise Trouble("没有这个有效的令牌。", "There is no such token in force.")
        revoke(row, at=timezone.now())
    click.echo(f"{row.name} 已停用。Revoked.")


def _office(text: str) -> Office:
    found = list(Office.objects.filter(Q(name=text) | Q(short_name=text) | Q(number_code=text))[:2])
    match found:
        case [office]:
            return office
        case []:
            raise Trouble(f"没有名为 {text} 的机构。", f"There is no office named {text}.")
        case _:
            raise Trouble(f"有多个机构叫 {text}，请用全称。", f"Several offices are named {text}.")
