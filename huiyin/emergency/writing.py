"""What is typed about plans, meetings and papers: tidied once, refused with its field."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line, tidy
from huiyin.organisations.errors import Refused

MOST_LINES = 60
LONGEST_LINE = 120
_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d|24:00"
_ONE_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_HOURS = re.compile(rf"({_HOUR})-({_HOUR})")


def text_typed(
    form: Mapping[str, str], name: str, limit: int, *, many_lines: bool = False, missing: str = ""
) -> str:
    """A text that must be there; `missing` says so."""
    clean = optional_text(form, name, limit, many_lines=many_lines)
    if not clean:
        raise Refused(missing or _("这里不能空着。"), field=name)
    return clean


def optional_text(
    form: Mapping[str, str], name: str, limit: int, *, many_lines: bool = False
) -> str:
    """A text, or nothing."""
    typed = form.get(name, "")
    try:
        if many_lines:
            return tidy(typed, limit=limit).strip()
        return one_line(typed, limit=limit)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=name) from None


def lines(typed: str, field: str) -> tuple[str, ...]:
    """A text of lines as a list, without what is empty."""
    try:
        whole = tidy(typed, limit=MOST_LINES * LONGEST_LINE)
        found = tuple(one_line(line, limit=LONGEST_LINE) for line in whole.splitlines())
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=field) from None
    kept = tuple(line for line in found if line)
    if len(kept) > MOST_LINES:
        raise Refused(_("最多%(most)s行。") % {"most": MOST_LINES}, field=field)
    return kept


def number_typed(typed: str, least: int, most: int, field: str) -> int:
    """A whole number within its bounds."""
    text = typed.strip()
    number = int(text) if re.fullmatch(r"[0-9]{1,6}", text) else -1
    if not least <= number <= most:
        raise Refused(
            _("请填写%(least)s到%(most)s之间的整数。") % {"least": least, "most": most}, field=field
        )
    return number


def hours_typed(typed: str, field: str) -> str:
    """From an hour to an hour: 08:30-17:30; a night may pass midnight."""
    text = typed.strip().replace("—", "-").replace("–", "-").replace("：", ":")
    found = _HOURS.fullmatch(text)
    if found is None or found[1] == found[2]:
        raise Refused(_("时间请写成 08:30-17:30 的样子，全天写 00:00-24:00。"), field=field)
    return text


def hour_typed(typed: str, field: str) -> str:
    """An hour of the day: 16:00."""
    text = typed.strip().replace("：", ":")
    if _ONE_HOUR.fullmatch(text) is None:
        raise Refused(_("钟点请写成 16:00 的样子。"), field=field)
    return text
