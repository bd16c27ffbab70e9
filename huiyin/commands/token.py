"""huiyin token: let other systems hand in petitions, or programs act for a person, or no longer."""

from datetime import datetime
from uuid import UUID

import click
from django.db.models import Q
from django.utils import timezone

from huiyin.accounts.models import User
from huiyin.commands.home import Trouble
from huiyin.organisations.models import Office
from huiyin.petitions import staff_tokens
from huiyin.petitions.errors import Refused
from huiyin.petitions.staff_tokens import LONGEST_LIFE, Scope, StaffToken, grant
from huiyin.petitions.tokens import IntakeToken, new_token, revoke
from huiyin.petitions.viewing import viewing
from huiyin.rules.moments import ZONE, localdate, localtime
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms import Door

VIEWER = job_viewer("token")
DOORS = [each.value for each in Door if each is not Door.PORTAL]  # its own pages are no system


@click.group()
def command() -> None:
    """接入令牌和个人令牌。Tokens for other systems, and for programs that act for one person.

    \b
    NAME
        huiyin token — make, list and revoke tokens

    \b
    EXAMPLES
        huiyin token new --office 市信访局 --name 12345热线
        huiyin token new --office 市信访局 --name 市局公众号 --door wechat
        huiyin token new --office 市信访局 --name 办公自动化 --person lin.qing \\
            --scopes lists:read,petitions:read --until 2027-03-31
        huiyin token list
        huiyin token revoke 01a200f2-5847-7638-b693-1be1c4e45c01
    """


@command.command("new")
@click.option("--office", required=True, help="机构的名称、简称或编号。Name or number.")
@click.option("--name", required=True, help="哪个系统。Which system it is for.")
@click.option("--door", type=click.Choice(DOORS), help="网上的哪个入口。Which door of the web.")
@click.option("--person", default="", help="代表谁（用户名）。Username of whom it stands for.")
@click.option("--scopes", default="", help="用途，逗号分隔。Scopes of a personal token.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="最后一日。Its last day.")
def new(
    *,
    office: str,
    name: str,
    door: str | None,
    person: str,
    scopes: str,
    until: datetime | None,
) -> None:
    """发放令牌。Make an intake token, shown this once; or permit one that a person collects."""
    with viewing(VIEWER):
        if person:
            _permit(office_named(office), name, person, scopes, until)
            return
        row, text = new_token(
            name,
            office=office_named(office),
            at=timezone.now(),
            door=Door(door) if door else None,
        )
    click.echo(text)
    click.echo(
        f"{row.office.name}，{name}，{row.pk}。令牌只显示这一次，请妥善保存。\n"
        "Shown this once only; keep it safe.",
        err=True,
    )


def _permit(office: Office, name: str, username: str, scopes: str, until: datetime | None) -> None:
    now = timezone.now()
    person = User.objects.filter(username=username).first()
    if person is None:
        raise Trouble(f"没有用户 {username}。", f"There is no user {username}.")
    try:
        row = grant(
            person=person,
            office=office,
            name=name,
            scopes=[each for each in scopes.split(",") if each] or list(Scope),
            ends_on=localdate(now) + LONGEST_LIFE
            if until is None
            else localdate(timezone.make_aware(until, ZONE)),
            by=VIEWER,
            at=now,
        )
    except Refused as refusal:
        raise Trouble(refusal.sentence, "The token was refused.") from refusal
    click.echo(
        f"{row.pk}  已准许，请 {person.name} 登录后在「我的账号」领取。\n"
        "Permitted; the person collects it on the account page of the desk."
    )


@command.command("list")
def list_all() -> None:
    """列出令牌，不含令牌本身。List the tokens, never their text."""
    with viewing(VIEWER):
        for row in IntakeToken.objects.select_related("office"):
            state = f"已停用 {localtime(row.revoked_at):%Y-%m-%d}" if row.revoked_at else "有效"
            made = f"{localtime(row.created_at):%Y-%m-%d}"
            door = f"  {Door(row.door).zh}" if row.door else ""
            click.echo(f"{row.pk}  {made}  {state}  {row.office.short_name}  {row.name}{door}")
        for each in StaffToken.objects.select_related("office", "person"):
            stands = "已停用" if each.revoked_at else f"有效至 {each.ends_on}"
            used = f"最近使用 {each.used_on}" if each.used_on else "未使用"
            click.echo(
                f"{each.pk}  {stands}  {used}  {each.office.short_name} {each.person.name}"
                f"  {each.name}  {','.join(each.scopes)}"
            )


@command.command("revoke")
@click.argument("token_id", type=click.UUID)
def end(*, token_id: UUID) -> None:
    """停用令牌，立即生效。Revoke a token, at once."""
    with viewing(VIEWER):
        now = timezone.now()
        row = IntakeToken.objects.filter(pk=token_id, revoked_at=None).first()
        personal = StaffToken.objects.filter(pk=token_id, revoked_at=None).first()
        if row is not None:
            revoke(row, at=now)
        elif personal is not None:
            staff_tokens.revoke(personal, by=VIEWER, at=now)
        else:
            raise Trouble("没有这个有效的令牌。", "There is no such token in force.")
    click.echo(f"{row or personal} 已停用。Revoked.")


def office_named(text: str) -> Office:
    """The office that is meant by a name, a short name or a number."""
    found = list(Office.objects.filter(Q(name=text) | Q(short_name=text) | Q(number_code=text))[:2])
    match found:
        case [office]:
            return office
        case []:
            raise Trouble(f"没有名为 {text} 的机构。", f"There is no office named {text}.")
        case _:
            raise Trouble(f"有多个机构叫 {text}，请用全称。", f"Several offices are named {text}.")
