"""huiyin webhook: where an office has its events sent; sending again from a number on."""

from uuid import UUID

import click
from django.utils import timezone

from huiyin.commands.home import Trouble
from huiyin.commands.token import office_named
from huiyin.notifications import webhooks
from huiyin.notifications.endpoints import Webhook
from huiyin.notifications.webhooks import Refused
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import job_viewer

VIEWER = job_viewer("webhook")


@click.group()
def command() -> None:
    """事件推送：把信访件的步骤告诉其他系统。Tell other systems which step was taken.

    \b
    NAME
        huiyin webhook — register endpoints, see how they are, send again

    \b
    DESCRIPTION
        What is sent holds number, step, state and moment, never a name or a word,
        and nothing of an accusation. HUIYIN_WEBHOOK_HOSTS names the hosts that may
        be called, HUIYIN_WEBHOOK_NETWORKS the networks that are not public.

    \b
    EXAMPLES
        huiyin webhook new --office 市信访局 --name 政务平台 --url https://hooks.example/in
        huiyin webhook list
        huiyin webhook replay 01a200f2-5847-7638-b693-1be1c4e45c01 --from 120
    """


@command.command("new")
@click.option("--office", required=True, help="机构的名称、简称或编号。Name or number.")
@click.option("--name", required=True, help="哪个系统。Which system it is for.")
@click.option("--url", required=True, help="https 地址。Its https address.")
def new(*, office: str, name: str, url: str) -> None:
    """登记推送地址，密钥只显示一次。Register an endpoint; its secret is shown this once."""
    with viewing(VIEWER):
        try:
            hook, secret = webhooks.register(
                office=office_named(office), name=name, url=url, at=timezone.now()
            )
        except Refused as refusal:
            raise Trouble(refusal.sentence, "The endpoint was refused.") from refusal
    click.echo(secret)
    click.echo(f"{hook.pk}。密钥只显示这一次。Shown this once only.", err=True)


@command.command("list")
def list_all() -> None:
    """列出推送地址和进度。List the endpoints and how far each is."""
    with viewing(VIEWER):
        for hook in Webhook.objects.filter(ended_at=None).select_related("office"):
            state = "已停止 stopped" if hook.stopped_at else hook.failure or "ok"
            click.echo(
                f"{hook.pk}  {hook.place}/{hook.last}  {state}"
                f"  {hook.office.short_name}  {hook.name}  {hook.url}"
            )


@command.command("replay")
@click.argument("hook_id", type=click.UUID)
@click.option("--from", "first", required=True, type=int, help="从哪个序号起。From which number.")
def replay(*, hook_id: UUID, first: int) -> None:
    """从某个序号起重新推送。Send again from a number on."""
    with viewing(VIEWER):
        try:
            count = webhooks.replay(hook_id, first=first, at=timezone.now())
        except Refused as refusal:
            raise Trouble(refusal.sentence, "There is no such number.") from refusal
        except Webhook.DoesNotExist:
            raise Trouble("没有这个推送地址。", "There is no such endpoint.") from None
    click.echo(f"将重新推送 {count} 个事件。{count} events will be sent.")


@command.command("end")
@click.argument("hook_id", type=click.UUID)
def end(*, hook_id: UUID) -> None:
    """停用推送地址，立即生效。End an endpoint, at once."""
    with viewing(VIEWER):
        webhooks.end(hook_id, at=timezone.now())
    click.echo("已停用。Ended.")
