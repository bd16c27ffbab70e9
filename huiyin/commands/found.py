"""huiyin found: the first government, its petition bureau and the three administrators."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import click
import django

from huiyin.commands import databases, keys, serve
from huiyin.commands.home import Trouble, home, is_demo, make_home

Answers = dict[str, str]


@dataclass(frozen=True)
class Question:
    """What has to be known, and what is taken when nothing is said."""

    zh: str
    en: str
    otherwise: Callable[[Answers], str] | None = None


LEVELS = ("city", "county", "province")
QUESTIONS = {
    "level": Question("哪一级：city 市级、county 县级、province 省级", "Level", lambda _: "city"),
    "division": Question("行政区划代码，6 位", "Division code, 6 digits"),
    "government": Question("政府全称", "Full name of the government"),
    "government_short": Question("政府简称", "Its short name", lambda made: made["government"]),
    "bureau": Question("信访局全称", "Full name of the petition bureau"),
    "bureau_short": Question("信访局简称", "Its short name", lambda made: made["bureau"]),
    "letters": Question("信访局文书代字，例如 某信", "Code in the numbers of its letters"),
    "above": Question(
        "上一级政府全称（受理对本级政府的复查，可不填）",
        "Government above, which reviews this one; may be left empty",
        lambda _: "",
    ),
    "government_number": Question(
        "政府的机构代码", "Number code of the government", lambda _: "1001"
    ),
    "bureau_number": Question("信访局的机构代码", "Number code of the bureau", lambda _: "1002"),
    "system_admin": Question("系统管理员，用户名=姓名", "System administrator, username=name"),
    "security_admin": Question("安全管理员，用户名=姓名", "Security administrator"),
    "audit_admin": Question("审计管理员，用户名=姓名", "Audit administrator"),
}


@click.command()
@click.option("--level", type=click.Choice(LEVELS), help="政府的层级。Level of the government.")
@click.option("--division", help="行政区划代码。Division code.")
@click.option("--government", help="政府全称。Name of the government.")
@click.option("--government-short", help="政府简称。Its short name.")
@click.option("--bureau", help="信访局全称。Name of the petition bureau.")
@click.option("--bureau-short", help="信访局简称。Its short name.")
@click.option("--letters", help="信访局文书代字。Code in the numbers of letters.")
@click.option("--above", help="上一级政府全称。The government above, if any.")
@click.option("--government-number", help="政府的机构代码，默认 1001。Number code.")
@click.option("--bureau-number", help="信访局的机构代码，默认 1002。Number code.")
@click.option("--system-admin", metavar="USERNAME=NAME", help="系统管理员。")
@click.option("--security-admin", metavar="USERNAME=NAME", help="安全管理员。")
@click.option("--audit-admin", metavar="USERNAME=NAME", help="审计管理员。")
@click.option("--yes", is_flag=True, help="不提问，直接建立。Ask nothing.")
def command(*, yes: bool, **given: str | None) -> None:
    """建立真实安装：第一个政府、信访局和三位管理员。Begin a real installation.

    \b
    NAME
        huiyin found — make the first offices and administrators, once

    \b
    DESCRIPTION
        On an empty database: makes the government, its petition bureau, the
        categories and the procedure guide to begin with, and the accounts of the
        system, the security and the audit administrator. Asks for what the options
        do not say; with --yes, or without a terminal, it asks nothing and takes the
        defaults. Prints a password for each administrator once; it holds for 72
        hours, at the first sign-in it is replaced by one's own and a second factor
        (a one-time code on the telephone) is set up.

    \b
        The three must be three persons. The other offices, their duties and their
        people are made by them on the desk.

    \b
    EXAMPLES
        huiyin found
        huiyin found --yes --level county --division 990121 \\
            --government 某县人民政府 --bureau 某县信访局 --letters 某信 \\
            --system-admin li.ming=李明 --security-admin wang.fang=王芳 \\
            --audit-admin zhao.lei=赵磊

    \b
    EXIT STATUS
        0 founded, 1 refused: already founded, a demo, or an answer that cannot be
    """
    folder = make_home()
    if is_demo():
        raise Trouble(
            f"{home()} 是演示安装。真实安装请另设 HUIYIN_HOME。",
            f"{home()} is a demo. Set another HUIYIN_HOME for a real installation.",
        )
    with databases.in_use():
        serve.prepare()
        keys.make(folder / "keys")
        os.environ["HUIYIN_SITE"] = "worker"
        django.setup()
        # It knows the tables, which exist only now.
        first = import_module("huiyin.commands.first")
        if first.is_begun():
            raise Trouble(
                "这里已经建立过，不能再次建立。机构和人员由管理员在工作台上增加。",
                "This is founded already. Administrators add offices and people on the desk.",
            )
        _found(first, {name: text for name, text in given.items() if text}, asks=not yes)


def _found(first: Any, answers: Answers, *, asks: bool) -> None:  # noqa: ANN401
    asks = asks and sys.stdin.isatty()
    _complete(answers, asks=asks)
    if asks and not click.confirm(_summary(answers), default=True):
        raise Trouble("没有建立。", "Nothing was made.")
    while True:
        try:
            appointed = first.begin(answers, at=datetime.now(UTC))
        except first.Mistake as mistake:
            option = mistake.question.replace("_", "-")
            if not asks:
                raise Trouble(f"--{option}：{mistake.zh}", f"--{option}: {mistake.en}") from None
            click.echo(f"{mistake.zh}\n{mistake.en}", err=True)
            answers[mistake.question] = _ask(mistake.question, answers)
        else:
            click.echo(_handed_over(appointed))
            serve.warn_of_address()
            return


def _complete(answers: Answers, *, asks: bool) -> None:
    """Have an answer to every question, in their order."""
    lacking = [name for name in QUESTIONS if name not in answers]
    needed = [name for name in lacking if QUESTIONS[name].otherwise is None]
    if needed and not asks:
        options = " ".join(f"--{name.replace('_', '-')}" for name in needed)
        raise Trouble(f"还缺：{options}", f"Missing: {options}")
    for name in lacking:
        otherwise = QUESTIONS[name].otherwise
        if asks:
            answers[name] = _ask(name, answers)
        elif otherwise is not None:
            answers[name] = otherwise(answers)


def _ask(name: str, answers: Answers) -> str:
    question = QUESTIONS[name]
    usual = answers.get(name) or (question.otherwise(answers) if question.otherwise else None)
    answer: str = click.prompt(
        f"{question.zh} {question.en}",
        default=usual,
        show_default=bool(usual),
        type=click.Choice(LEVELS) if name == "level" else str,
        show_choices=False,
    )
    return answer


def _summary(answers: Answers) -> str:
    lines = [f"  {QUESTIONS[name].zh}：{answers[name] or '—'}" for name in QUESTIONS]
    return "\n".join(["", *lines, "", "就这样建立吗？ Found it like this?"])


def _handed_over(appointed: list[Any]) -> str:
    lines = ["", "已建立。下面的密码只显示这一次，72 小时内有效，请分别当面交给本人："]
    lines += ["Founded. These passwords are shown this once and hold for 72 hours:", ""]
    for each in appointed:
        lines.append(f"  {each.role.zh}  {each.person.name}  {each.person.username}")
        lines.append(f"    {each.password}")
    lines += [
        "",
        "接下来：huiyin serve，在工作台登录，改密码，在手机上设置动态口令。",
        "Next: huiyin serve; sign in at the desk, change the password, set up the second factor.",
    ]
    return "\n".join(lines)
