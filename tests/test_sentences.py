"""Whatever a person is told in a sentence can be told in English.

scripts/messages.py asks for the English of what it gathers; here is asked whether it gathers all.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from scripts.messages import catalogue

PACKAGE = Path(__file__).parent.parent / "huiyin"
CHINESE = re.compile(r"[\u3400-\u9fff]")
SENTENCE = re.compile(r"[\u3400-\u9fff].*[。！？]$", re.DOTALL)
REFUSALS = {"Refused", "RefusedEnd", "ValidationError", "add_error"}

IN_CHINESE_ONLY = {
    "api/": "descriptions of the OpenAPI page, which stand in both languages",
    "commands/": "commands speak both languages themselves; the demo city is Chinese",
    "config/": "as the commands do",
    "documents/": "letters and printed sheets are in Chinese",
    "emergency/plans_": "the plans as shipped, in the words of their papers",
    "emergency/health_reminding.py": "a text message to the staff's telephones",
    "emergency/proposals_paper.py": "a printed proposal",
    "notifications/waking.py": "a text message to the staff's telephones",
    "statistics/closing_paper.py": "the printed report at the end",
    "statistics/period_paper.py": "the printed report",
    "statistics/situation_paper.py": "the printed report of a day",
    "publishing/notice_words": "notices as first drafted: Chinese papers that people then edit",
    "jobs/outbox.py": "messages to the petitioner's telephone",
    "petitions/actions/closing.py": "the message with a new query code",
    "petitions/dossiers.py": "the printed file",
    "petitions/exports_making.py": "the printed register",
    "publishing/guides": "the guides as shipped; their English stands beside them",
    "petitions/letters": "texts that go into a letter",
    "rules/drawing.py": "the drawn page of the table",
    "rules/limits.py": "the drawn page of the limits",
    "rules/fitness.py": "what a letter lacks is named in the letter's own language",
    "supervision/": "messages to the petitioner's telephone",
    "web/desk/forms_handling.py": "a text that goes into a letter",
    "web/desk/printing_": "printed sheets",
}


english = cache(catalogue)


def has_english(text: str) -> bool:
    message = english().get(text)
    return message is not None and bool(message.string and all(message.string))


@cache
def parsed() -> tuple[tuple[str, ast.Module], ...]:
    """The modules, each with its place in the package."""
    paths = sorted(PACKAGE.rglob("*.py"))
    places = [(path, path.relative_to(PACKAGE).as_posix()) for path in paths]
    return tuple(
        (place, ast.parse(path.read_text()))
        for path, place in places
        if "/migrations/" not in place
    )


def only_chinese(place: str) -> bool:
    return place.startswith(tuple(IN_CHINESE_ONLY))


def refused(tree: ast.Module) -> Iterator[ast.expr]:
    """What each refusal is given as its sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in REFUSALS:
                yield node.args[1 if name == "add_error" else 0]


def literals(node: ast.AST) -> list[str]:
    """The Chinese texts of an expression or a module, without its docstrings."""
    spoken = {
        id(each.value)
        for each in ast.walk(node)
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
    }
    return [
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant)
        and isinstance(each.value, str)
        and id(each) not in spoken
        and CHINESE.search(each.value)
    ]


def test_every_refusal_has_its_english() -> None:
    given = [
        (place, node)
        for place, tree in parsed()
        if not place.startswith(("commands/", "config/"))
        for node in refused(tree)
    ]
    assert len(given) > 300, "the refusals were found"
    pieced = [place for place, node in given if isinstance(node, ast.JoinedStr) and literals(node)]
    assert pieced == [], "a sentence that is pieced together is in no catalogue"
    texts = [(place, text) for place, node in given for text in literals(node)]
    assert len(texts) > 250
    assert [each for each in texts if not has_english(each[1])] == []


def test_every_sentence_that_reaches_a_page_has_its_english() -> None:
    """Also those that come to a refusal by a name: of a table, a constant, a function."""
    missing = [
        (place, text)
        for place, tree in parsed()
        if not only_chinese(place)
        for text in literals(tree)
        if SENTENCE.search(text) and not has_english(text)
    ]
    assert not missing, missing


@pytest.mark.parametrize("start", IN_CHINESE_ONLY)
def test_what_is_left_out_still_has_to_be(start: str) -> None:
    texts = [t for place, tree in parsed() if place.startswith(start) for t in literals(tree)]
    assert any(not has_english(text) for text in texts)
