"""The words of the procedure and the days of the law, as templates show them.

Days and moments are worded by web/explaining.py; a page gives `today` in its context.
"""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from huiyin.emergency.saying import said
from huiyin.petitions.explaining import days_left_words, people_date, people_moment, short_date
from huiyin.privacy.codes import in_groups
from huiyin.rules.moments import localtime
from huiyin.rules.terms import Term

register = template.Library()

SOON = 3


@register.filter
def term(value: str | Term | None, kind: str = "") -> str:
    """The word that people say for a stored value: `{{ petition.state|term:"State" }}`."""
    if value is None or value == "":
        return ""
    if isinstance(value, Term):
        return _(value.zh)
    if not kind:
        raise template.TemplateSyntaxError(f"|term needs the kind of {value!r}, e.g. term:'State'")
    named = next(each for each in Term.__subclasses__() if each.__name__ == kind)
    return _(named(value).zh)


@register.filter
def zh(value: Term) -> str:
    """The word that people say for a term, in the language of the page."""
    return _(value.zh)


@register.filter(name="said")
def said_in(text: str) -> str:
    """What a plan says, in the language of the page, unless a bureau wrote it itself."""
    return said(text)


@register.filter
def groups(code: str) -> str:
    """A query code in groups of four."""
    return in_groups(code)


@register.filter
def paragraphs(text: str) -> SafeString:
    """A published text: paragraphs parted by empty lines, lines that begin with "- " a list."""
    return format_html_join("", "{}", ((_block(part),) for part in text.split("\n\n") if part))


def _block(part: str) -> SafeString:
    lines = part.strip().split("\n")
    if all(line.startswith("- ") for line in lines):
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line[2:],) for line in lines))
        )
    return format_html('<p class="words">{}</p>', part.strip())


@register.simple_tag(takes_context=True)
def day(context: dict[str, Any], on: date | None) -> str:
    """「2月7日 周五」."""
    return people_date(on, context["today"]) if on else ""


@register.simple_tag(takes_context=True)
def short_day(context: dict[str, Any], on: date) -> str:
    """「2月7日 周五」 for a narrow column, in English "Fri 7 Feb"."""
    return short_date(on, context["today"])


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], at: datetime | None) -> str:
    """「2月7日 周五 16:00」."""
    return people_moment(at, context["today"]) if at else ""


@register.simple_tag
def hour(at: datetime) -> str:
    """「16:00」, by the clock of the office."""
    return f"{localtime(at):%H:%M}"


@register.simple_tag
def days_left(days: int | None) -> SafeString | str:
    """The days left as a clock: word, sign and colour together."""
    if days is None:
        return ""
    colour = "late" if days < 0 else "soon" if days <= SOON else "in-time"
    return format_html('<span class="clock clock-{}">{}</span>', colour, days_left_words(days))
