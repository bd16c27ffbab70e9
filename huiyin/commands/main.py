"""The `huiyin` command. A new command is a module with `command` in it and one line here."""

import importlib
import os
import signal
import sys
from dataclasses import dataclass

import click
import django

from huiyin.commands import databases, keys
from huiyin.commands.home import Trouble, make_home


@dataclass(frozen=True)
class Entry:
    """A command: its module, one line of help, and whether it works with the petitions.

    Such a module may import models: Django is set up and the database runs before it is imported.
    """

    module: str
    help: str
    works_with_petitions: bool = False


COMMANDS: dict[str, Entry] = {
    "demo": Entry("huiyin.commands.demo", "演示：一条命令看到全部。See everything at once."),
    "found": Entry(
        "huiyin.commands.found", "建立真实安装。Make the first offices and administrators."
    ),
    "serve": Entry("huiyin.commands.serve", "启动服务。Start portal, desk and worker."),
    "migrate": Entry("huiyin.commands.migrate", "更新数据库结构。Bring the tables up to date."),
    "doctor": Entry("huiyin.commands.doctor", "检查安装是否可靠。Say what is wrong and mend it."),
    "backup": Entry("huiyin.commands.backup", "备份数据库和文件。Keep a copy of everything."),
    "restore": Entry("huiyin.commands.restore", "从备份恢复。Bring back what a backup holds."),
    "base": Entry(
        "huiyin.commands.base_backup", "基础备份。Copy the database, to roll it forward later."
    ),
    "recover": Entry(
        "huiyin.commands.recover", "恢复到某一时刻。Bring back everything up to a moment."
    ),
    "rotate-keys": Entry(
        "huiyin.commands.rotate_keys",
        "更换密钥。Wrap every record's key by a new one.",
        works_with_petitions=True,
    ),
    "verify": Entry(
        "huiyin.commands.verify",
        "核对事件链和访问记录链。Prove that no record was changed.",
        works_with_petitions=True,
    ),
    "checkpoint": Entry(
        "huiyin.commands.checkpoint",
        "签名检查点。Sign what happened, outside the database.",
        works_with_petitions=True,
    ),
    "audit-export": Entry(
        "huiyin.commands.audit_export",
        "导出供审计核验。Write the chains for an auditor to check alone.",
        works_with_petitions=True,
    ),
    "password": Entry(
        "huiyin.commands.password",
        "找回安全管理员。Let a security administrator back in.",
        works_with_petitions=True,
    ),
    "token": Entry(
        "huiyin.commands.token",
        "接入令牌、个人令牌。Let other systems hand in petitions, or act for a person.",
        works_with_petitions=True,
    ),
    "webhook": Entry(
        "huiyin.commands.webhook",
        "事件推送。Tell other systems which step was taken.",
        works_with_petitions=True,
    ),
    "import": Entry(
        "huiyin.commands.import_petitions",
        "导入信访件表格。Take in a sheet of petitions, each once.",
        works_with_petitions=True,
    ),
    "feed": Entry("huiyin.commands.feed", "导入留言。Send a CSV of messages and find each again."),
}


class Commands(click.Group):
    """The commands of COMMANDS, each imported only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if entry.works_with_petitions:
            _set_up(ctx)
        found: click.Command = importlib.import_module(entry.module).command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `huiyin --help`, without importing anything."""
        with formatter.section("COMMANDS"):
            formatter.write_dl([(name, entry.help) for name, entry in COMMANDS.items()])


@click.group(cls=Commands)
@click.version_option(package_name="huiyin", prog_name="huiyin")
def group() -> None:
    """回音：件件有着落，事事有回音。Petitions handled in time, by law, with an answer to each.

    \b
    NAME
        huiyin — start, look after and check an installation of Huiyin

    \b
    DESCRIPTION
        Begin with `huiyin demo`: an invented city, ready to click through. For real
        work `huiyin found` once, then `huiyin serve`; `huiyin doctor` says whether
        this machine can be trusted with it. `huiyin COMMAND --help` is the manual
        page of each.

    \b
    FILES
        HUIYIN_HOME   keys, files and the embedded database of this installation:
                      ~/.local/share/huiyin, or /var/lib/huiyin for root
    """


def main() -> None:
    """Run a command; trouble is a sentence, never a stack trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.config.settings")
    # Told to end in the middle of something, leave in order: what was started is stopped.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        group(prog_name="huiyin")
    except Trouble as trouble:
        click.echo(f"{trouble.zh}\n{trouble.en}", err=True)
        sys.exit(1)


def _set_up(ctx: click.Context) -> None:
    keys.make(make_home() / "keys")
    if not {"--help", "-h"} & set(sys.argv):
        ctx.find_root().with_resource(databases.in_use())
    django.setup()


if __name__ == "__main__":
    main()
