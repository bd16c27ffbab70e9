"""The words of the pages: gathered from code, tables and templates into the English catalogue.

Chinese is the message itself. Without an option: gather, keeping translations. `--check`: fail
where one is missing. `--compile`: make the .mo that Django reads.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import template as templates

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "huiyin"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Commands speak both languages themselves.
LEFT_OUT = ("commands/", "config/")
# Rows of tables in rules/ whose Chinese sentences are shown to people.
ROWS = {"Check", "Refused", "IntakeRefused"}
# Rows of the plans that come with the program; their notices are papers and stay Chinese, their
# words are looked for in Chinese texts.
PLANS = {"Plan", "PlannedGroup", "PlannedRoster", "PlannedSupply"}
_CHINESE = re.compile(r"[\u3400-\u9fff]")

Found = tuple[str, str | tuple[str, ...], str | None]


def main() -> None:
    """Gather, check or compile."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    if "--compile" in sys.argv:
        compile_catalogue()
    elif "--check" in sys.argv:
        check()
    else:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        CATALOGUE.write_bytes(written(gathered()))


def gathered() -> Catalog:
    """Every message in use, with the translations it already has."""
    known = catalogue()
    fresh = _empty()
    for place, message, context in sorted(_found(), key=lambda row: (row[0], str(row[1]))):
        key = message if isinstance(message, str) else message[0]
        before = known.get(key, context=context)
        translation = before.string if before and not before.fuzzy else None
        if isinstance(message, tuple) and not isinstance(translation, (tuple, list)):
            translation = ("", "")
        fresh.add(message, translation, locations=[(place, 0)], context=context)
    return fresh


def check() -> None:
    """Fail, naming each message that is missing, untranslated or has other placeholders."""
    fresh = gathered()
    wrong = []
    for message in fresh:
        if not message.id:
            continue
        strings = [message.string] if isinstance(message.string, str) else message.string
        if not strings or not all(strings):
            wrong.append(f"no English for {message.id!r} ({message.locations[0][0]})")
        wrong += [f"{message.id!r}: {error}" for error in message.check(fresh)]
    if wrong:
        sys.exit("\n".join(wrong))
    if not CATALOGUE.exists() or CATALOGUE.read_bytes() != written(fresh):
        sys.exit(f"{CATALOGUE.relative_to(ROOT)} does not list the words in use: run `make fix`")


def compile_catalogue() -> None:
    """Make the .mo beside each .po."""
    for source in PACKAGE.glob("locale/*/LC_MESSAGES/django.po"):
        with source.open("rb") as file:
            read = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, read)


def catalogue() -> Catalog:
    """The catalogue as it is committed."""
    if not CATALOGUE.exists():
        return _empty()
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def written(what: Catalog) -> bytes:
    """The catalogue as a file that is the same for the same words: no dates, no line numbers."""
    file = io.BytesIO()
    write_po(file, what, width=100, omit_header=True, include_lineno=False)
    head = 'msgid ""\nmsgstr ""\n' + "".join(
        f'"{line}\\n"\n'
        for line in (
            "Language: en",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "Plural-Forms: nplurals=2; plural=(n != 1);",
        )
    )
    return (head + "\n").encode() + file.getvalue()


def _empty() -> Catalog:
    return Catalog(locale="en", fuzzy=False)


def _found() -> Iterator[Found]:
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if place.startswith(LEFT_OUT) or "/migrations/" in place:
            continue
        source = path.read_text()
        yield from _called(place, source)
        yield from _in_tables(place, source)
    for pattern in ("*.html", "*.txt"):
        for path in sorted(PACKAGE.rglob(f"templates/**/{pattern}")):
            place = path.relative_to(PACKAGE).as_posix()
            code = templates.templatize(path.read_text(), origin=place)
            # It keeps the template's indentation, which is none of Python's.
            yield from _called(place, "\n".join(line.strip() for line in code.splitlines()))


def _called(place: str, source: str) -> Iterator[Found]:
    """What is given to gettext and its kin."""
    stream = io.BytesIO(source.encode())
    for _line, message, _comments, context in extract("python", stream, KEYWORDS):
        yield place, message, context


def _in_tables(place: str, source: str) -> Iterator[Found]:
    """The labels of enumerations (`NAME = "value", "中文"`) and the sentences of listed rows."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.Assign) and isinstance(part.value, ast.Tuple):
                    yield from _chinese(place, part.value.elts[1:])
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ROWS
        ):
            yield from _chinese(place, [*node.args, *(word.value for word in node.keywords)])
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLANS
        ):
            said = [*node.args, *(word.value for word in node.keywords if word.arg != "words")]
            lists = [each.elts for each in said if isinstance(each, ast.Tuple)]
            yield from _chinese(place, [*said, *(one for each in lists for one in each)])


def _chinese(place: str, values: list[ast.expr]) -> Iterator[Found]:
    for value in values:
        if (
            isinstance(value, ast.Constant)
            and isinstance(value.value, str)
            and _CHINESE.search(value.value)
        ):
            yield place, value.value, None


if __name__ == "__main__":
    main()
