"""预案怎么说. What plans, groups and tasks say, in the language of the page.

They are kept in Chinese, as a bureau writes them. What came with the program and was not rewritten
has its English; what people wrote stays as they wrote it.
"""

import re
from collections.abc import Mapping

from django.utils.translation import get_language, gettext, gettext_noop

from huiyin.rules.terms_emergency import TaskKind

TASKS: Mapping[TaskKind, str] = {
    TaskKind.MEMBERS: gettext_noop("确定%(group)s的组长和组员"),
    TaskKind.NOTICE: gettext_noop("审定并发出：%(title)s"),
    TaskKind.CLOSURE: gettext_noop("暂停%(way)s接待并公告"),
    TaskKind.ROSTER: gettext_noop("排班：%(name)s，%(hours)s，每班%(people)s人"),
    TaskKind.REPORT: gettext_noop("安排每日%(hour)s前报告：%(name)s"),
    TaskKind.SUPPLY: gettext_noop("清点%(name)s：两周需要%(need)s%(unit)s"),
    TaskKind.SITE: gettext_noop("安排每天消毒：%(places)s"),
}
"""How the tasks are worded that a plan leaves."""

_COUNTS = {"need": r"\d+", "people": r"\d+"}
_PLACE = re.compile(r"%\((\w+)\)s")


def _pattern(words: str) -> re.Pattern[str]:
    """The words with a hole for each place."""
    parts = _PLACE.split(words)
    made = [
        f"(?P<{part}>{_COUNTS.get(part, '.+?')})" if n % 2 else re.escape(part)
        for n, part in enumerate(parts)
    ]
    return re.compile("".join(made))


_PATTERNS = {words: _pattern(words) for words in TASKS.values()}


def worded(kind: TaskKind, **parts: object) -> str:
    """A task of a plan, as it is kept."""
    return TASKS[kind] % parts


def said(text: str) -> str:
    """What a plan, a group or a task says, for the reader."""
    if not text or (get_language() or "").startswith("zh"):
        return text
    for words, pattern in _PATTERNS.items():
        found = pattern.fullmatch(text)
        if found:
            parts = {name: _listed(part) for name, part in found.groupdict().items()}
            return gettext(words) % parts
    return gettext(text)


def _listed(part: str) -> str:
    """The parts of a list one by one, each with its own English."""
    return ", ".join(gettext(each) for each in part.split("、") if each)
