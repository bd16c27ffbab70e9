"""Looking through everything the product says and keeps, for words that must not be there."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver

import huiyin
from huiyin.config import urls_desk, urls_portal
from huiyin.rules import terms
from huiyin.rules.terms import Term

SOURCES = Path(huiyin.__file__).parent
SHOWN = ("*.html", "*.po", "*.css", "*.js", "*.txt", "*.json", "*.yaml")
INVENTED = SOURCES / "commands" / "city"  # what citizens of the demo write, in their own words


def names_of(tables: Iterable[type[models.Model]]) -> dict[str, str]:
    """Every table and column, as `app.Model.field`, with the values it may take."""
    return {
        f"{model._meta.label}.{field.name}": f"{model.__name__} {field.name} {field.choices or ''}"
        for model in tables
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    }


def own_tables() -> list[type[models.Model]]:
    """The tables of the product itself."""
    return [each for each in apps.get_models() if each.__module__.startswith("huiyin.")]


def addresses() -> dict[str, str]:
    """Every address of the portal, the API and the desk."""
    found = [*_paths(urls_portal.urlpatterns), *_paths(urls_desk.urlpatterns)]
    return {path: path for path in found}


def _paths(patterns: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _paths(each.url_patterns, path)
        else:
            yield f"{path} {each.name or ''}"


def words_of_the_procedure() -> dict[str, str]:
    """Every role, state, step, kind and channel, with its Chinese."""
    kinds = [each for each in vars(terms).values() if isinstance(each, type)]
    return {
        f"{kind.__name__}.{member.name}": f"{member.value} {member.zh}"
        for kind in kinds
        if issubclass(kind, Term) and kind is not Term
        for member in kind
    }


def texts() -> dict[str, str]:
    """Every page, message in both languages, style sheet, script and module of the product."""
    files = [path for pattern in SHOWN for path in SOURCES.rglob(pattern)]
    files += [path for path in SOURCES.rglob("*.py") if INVENTED not in path.parents]
    return {
        str(path.relative_to(SOURCES)): path.read_text(encoding="utf-8")
        for path in files
        if "vendor" not in path.parts and "node_modules" not in path.parts
    }


def everything() -> dict[str, str]:
    """All of it."""
    return {
        **names_of(own_tables()), **addresses(), **words_of_the_procedure(), **texts()
    }  # fmt: skip


def found(words: Iterable[str], places: dict[str, str]) -> list[str]:
    """Where any of the words stands, and which; a word with Latin letters counts as a whole."""
    pattern = re.compile("|".join(_whole(each) for each in words), re.IGNORECASE)
    return sorted(
        f"{place}: {hit.group()}"
        for place, said in places.items()
        for hit in [pattern.search(said.replace("_", " "))]
        if hit
    )


def _whole(word: str) -> str:
    return rf"(?<![a-z]){word}(?![a-z])" if re.search("[a-z]", word) else word
