"""Changing the categories: adding, renaming, retiring. None is deleted; petitions keep theirs."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Category
from huiyin.organisations.tree import alone
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer

LONGEST_NAME = 30
ONE_DAY = timedelta(days=1)
LAST_CODE = 98
"""99 is 其他 in every group."""


@transaction.atomic
def add_category(parent: Category | None, *, name: str, by: Viewer, at: datetime) -> Category:
    """Add a category to a group, or a group; it takes a code that was never used."""
    alone()
    name = _name(name)
    if parent is not None and parent.parent_id is not None:
        raise Refused(_("分类只有两级。"))
    if parent is not None and _is_over(parent, localdate(at)):
        raise Refused(_("这一组已经停用，请先恢复使用。"))
    beside = Category.objects.filter(parent=parent)
    _refuse_known(name, parent)
    used = [int(each.code[-2:]) for each in beside]
    number = max([each for each in used if each <= LAST_CODE], default=0) + 1
    if number > LAST_CODE:
        raise Refused(_("这一组的代码已经用完。"))
    code = f"{parent.code if parent else ''}{number:02}"
    made = Category.objects.create(code=code, parent=parent, name=name)
    note("add_category", code, by=by, at=at, details=name)
    return made


@transaction.atomic
def rename_category(category: Category, *, name: str, by: Viewer, at: datetime) -> None:
    """Give a category another name for the same meaning."""
    alone()
    name = _name(name)
    if name == category.name:
        return
    _refuse_known(name, category.parent)
    said = f"{category.name} → {name}"
    category.name = name
    category.save(update_fields=["name"])
    note("rename_category", category.code, by=by, at=at, details=said)


@transaction.atomic
def retire_category(category: Category, *, last_on: date, by: Viewer, at: datetime) -> None:
    """Stop giving a category to petitions after a day; a group takes its categories with it."""
    alone()
    if last_on < localdate(at) - ONE_DAY:
        raise Refused(_("最后一天不能早于昨天。"), field="last_on")
    for each in [category, *category.children.in_use(last_on + ONE_DAY)]:
        each.ends_on = last_on
        each.save(update_fields=["ends_on"])
        note("retire_category", each.code, by=by, at=at, details=last_on.isoformat())


@transaction.atomic
def restore_category(category: Category, *, by: Viewer, at: datetime) -> None:
    """Give a retired category to petitions again."""
    alone()
    parent = category.parent
    if parent is not None and _is_over(parent, localdate(at)):
        raise Refused(_("这一组已经停用，请先恢复使用。"))
    category.ends_on = None
    category.save(update_fields=["ends_on"])
    note("restore_category", category.code, by=by, at=at, details=category.name)


def _is_over(category: Category, today: date) -> bool:
    return category.ends_on is not None and category.ends_on < today


def _name(typed: str) -> str:
    try:
        name = one_line(typed, limit=LONGEST_NAME)
    except Unclean as problem:
        raise Refused(problem.sentence(_), field="name") from None
    if not name:
        raise Refused(_("请填写分类名称。"), field="name")
    return name


def _refuse_known(name: str, parent: Category | None) -> None:
    if Category.objects.filter(parent=parent, name=name).exists():
        raise Refused(_("这一组里已经有同名的分类，停用的也算。"), field="name")
