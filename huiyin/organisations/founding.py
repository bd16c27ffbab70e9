"""Founding in an empty database: the categories, the first government and its petition bureau."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.organisations.actions import note
from huiyin.organisations.categories import CATEGORIES
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Category, Office
from huiyin.organisations.tree import Particulars, add_office, alone
from huiyin.rules.permissions import Viewer


@transaction.atomic
def found(line: Mapping[str, Particulars], *, by: Viewer, at: datetime) -> list[Office]:
    """Make the first offices, each below the one before, and every category; only once.

    A refusal's `field` begins with the name under which its office was given.
    """
    alone()
    if is_founded():
        raise Refused(_("这个数据库里已经有机构，不能再次建立。"))
    offices: list[Office] = []
    for called, given in line.items():
        parent = offices[-1] if offices else None
        try:
            office = add_office(parent, given, by=by, at=at)
        except Refused as refused:
            raise Refused(refused.sentence, field=f"{called}.{refused.field}") from None
        offices.append(office)
    load_categories()
    note("found", offices[-1].number_code, by=by, at=at, details=offices[-1].name)
    return offices


def is_founded() -> bool:
    """Whether there is any office."""
    return Office.objects.exists()


def load_categories() -> None:
    """The categories as they are known; a parent stands before its children."""
    Category.objects.bulk_create(
        Category(code=code, name=name, parent_id=code[:-2] or None) for code, name in CATEGORIES
    )
