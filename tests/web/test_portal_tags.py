"""The words that templates ask for: terms, days, moments, days left, published texts."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError

from huiyin.rules.terms import State
from huiyin.web.templatetags.huiyin_tags import days_left, groups, paragraphs, term, zh

TODAY = date(2026, 2, 13)


def test_a_stored_value_is_said_in_words() -> None:
    assert term(State.ACCEPTED) == zh(State.ACCEPTED) == "办理中"
    assert term("accepted", "State") == "办理中"
    assert term(None) == term("") == ""
    with pytest.raises(TemplateSyntaxError):
        term("accepted")


def test_days_are_written_as_people_write_them() -> None:
    page = Template("{% load huiyin_tags %}{% day on %}|{% moment at %}|{% day nothing %}")
    values = {
        "today": TODAY,
        "on": date(2026, 2, 7),
        "at": datetime(2025, 2, 7, 8, tzinfo=UTC),
        "nothing": None,
    }
    assert page.render(Context(values)) == "2月7日 周六|2025年2月7日 周五 16:00|"


@pytest.mark.parametrize(
    ("days", "colour", "words"),
    [
        (11, "in-time", "还有 11 天"),
        (3, "soon", "还有 3 天"),
        (0, "soon", "今天到期"),
        (-2, "late", "已超 2 天"),
    ],
)
def test_days_left_speak_in_word_and_colour(days: int, colour: str, words: str) -> None:
    assert days_left(days) == f'<span class="clock clock-{colour}">{words}</span>'
    assert days_left(None) == ""


def test_a_code_is_shown_in_groups() -> None:
    assert groups("123456789012") == "1234 5678 9012"


def test_a_published_text_keeps_its_lists_and_no_markup() -> None:
    assert paragraphs("- 一\n- <b>二</b>\n\n三") == (
        '<ul><li>一</li><li>&lt;b&gt;二&lt;/b&gt;</li></ul><p class="words">三</p>'
    )
