"""The demo city's offices and people, founded once in a process and put into each test's database.

Ids stay the same from test to test, so that viewers and offices may be named at any time.
"""

import sys
from copy import copy
from dataclasses import dataclass
from types import ModuleType

from django.db import models, transaction

from huiyin.accounts.models import Post, User
from huiyin.commands.city.loading import load_offices, load_people
from huiyin.commands.city.people import PEOPLE, PersonRow
from huiyin.organisations.models import Category, Duty, Office
from tests import cluster


@dataclass(frozen=True)
class City:
    """What was founded: read it, change only rows that you fetched yourself."""

    offices: dict[str, Office]
    people: dict[str, User]
    posts: tuple[Post, ...]
    staff: tuple[PersonRow, ...]
    rows: tuple[list[models.Model], ...]


_founded: list[City] = []


def a_city() -> City:
    """The city, standing in the database of the test."""
    # Asked for at every turn: what stands already costs no savepoint.
    return _founded[0] if _founded and cluster.has_city() else _put_up()


@transaction.atomic
def _put_up() -> City:
    if not _founded:
        _founded.append(_found())
    city = _founded[0]
    if cluster.has_city():
        return city
    if not Office.objects.filter(pk=city.offices["yunling-bureau"].pk).exists():
        for rows in city.rows:
            type(rows[0])._default_manager.bulk_create([copy(row) for row in rows])
    return city


def is_named_in(module: ModuleType) -> bool:
    """Whether tests of a file work in the city, by what the file and its folder import."""
    beside = sys.modules.get(f"{module.__package__}.conftest")
    seen: set[str] = set()
    return any(_leads_here(each, seen) for each in (module, beside) if each is not None)


def _leads_here(module: ModuleType, seen: set[str]) -> bool:
    if module.__name__ == __name__:
        return True
    seen.add(module.__name__)
    names = {str(getattr(value, "__module__", "")) for value in vars(module).values()} - seen
    return any(_leads_here(sys.modules[name], seen) for name in names if name[:6] == "tests.")


def _found() -> City:
    offices = load_offices()
    people = load_people(offices)
    people["wu.zhi"] = User.objects.create(username="wu.zhi", name="吴芷")
    tables: tuple[type[models.Model], ...] = (Category, Office, Duty, User, Post)
    return City(
        offices=offices,
        people=people,
        posts=tuple(Post.objects.select_related("office")),
        staff=PEOPLE,
        rows=tuple(list(table._default_manager.all()) for table in tables),
    )
