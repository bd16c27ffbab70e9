"""列. The columns a list can show besides the number, and which of them a reader sees."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from huiyin.accounts.saved_views import ListColumns, SavedView


@dataclass(frozen=True)
class Column:
    """A column by its name in the store, its heading, and whether it is shown unless chosen."""

    name: str
    zh: str
    is_usual: bool = True


COLUMNS = (
    Column("channel", gettext_noop("来源")),
    Column("text", gettext_noop("内容（首句）")),
    Column("category", gettext_noop("内容分类"), is_usual=False),
    Column("place", gettext_noop("属地")),
    Column("holder", gettext_noop("当前单位")),
    Column("person", gettext_noop("承办人")),
    Column("arrived", gettext_noop("收到日期"), is_usual=False),
    Column("day", gettext_noop("目标日")),
    Column("due", gettext_noop("期限")),
)
USUAL = [each.name for each in COLUMNS if each.is_usual]


def known_columns(names: Iterable[str]) -> list[str]:
    """Those of the names that are columns, in the order of the list."""
    given = set(names)
    return [each.name for each in COLUMNS if each.name in given]


def columns_shown(kept: Iterable[ListColumns], view: SavedView | None) -> list[str]:
    """What a reader sees: the columns of the view, else those chosen once, else the usual ones."""
    of_view = known_columns(view.columns) if view else []
    chosen = [known_columns(each.columns) for each in kept]
    return next((each for each in [of_view, *chosen] if each), USUAL)
