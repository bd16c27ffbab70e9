"""还有其他信访人. Rows for the others who sign, a few at a time, with and without script (F22)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from huiyin.petitions.submissions import LENGTHS, MOST_NAMED, Person
from huiyin.rules.terms import Naming
from huiyin.web.portal.fields import PHONE, Text

ROWS = 5
MORE = "more"
"""The button that shows more rows; everything typed so far stays."""
_ROW = re.compile(r"other_([0-9]{1,3})_(?:name|phone)")


def rows_in(values: Iterable[str]) -> list[str]:
    """The names of the fields of other people among what was posted or kept."""
    return [name for name in values if _ROW.fullmatch(name)]


class PeopleForm(forms.Form):
    """联名人. Name and telephone of each; whoever has only a telephone is asked for the name."""

    first = 2
    """The number of the first row: somebody else is named already."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        known: Mapping[str, Any] = self.data if self.is_bound else self.initial
        rows = {name: int(name.split("_")[1]) for name in rows_in(known)}
        shown = max([ROWS, *(number + 1 for number in rows.values())])
        self.row_count = min(shown + (ROWS if MORE in known else 0), MOST_NAMED)
        # A row left empty has nothing to judge: its fields are made only where it is shown.
        for number in sorted({number for name, number in rows.items() if known.get(name)}):
            if number < self.row_count:
                self._add_row(number)

    def _add_row(self, number: int) -> None:
        values = {"number": number + self.first}
        for part, label, kind in (
            ("name", _("第%(number)s位的姓名") % values, "text"),
            ("phone", _("第%(number)s位的电话") % values, "tel"),
        ):
            self.fields[f"other_{number}_{part}"] = Text(
                label=label,
                limit=LENGTHS[part],
                required=False,
                is_judged_later=True,
                attrs={"autocomplete": "off", "inputmode": kind},
            )

    @property
    def other_rows(self) -> list[list[forms.BoundField]]:
        """Name and telephone of each row, as fields."""
        for number in range(self.row_count):
            if f"other_{number}_name" not in self.fields:
                self._add_row(number)
        return [
            [self[f"other_{number}_{part}"] for part in ("name", "phone")]
            for number in range(self.row_count)
        ]

    @property
    def has_others(self) -> bool:
        """Whether anybody else is named, or more rows were asked for."""
        named = any(field.value() for row in self.other_rows for field in row)
        return named or self.row_count > ROWS

    @property
    def may_add(self) -> bool:
        """Whether there can be more rows."""
        return self.row_count < MOST_NAMED

    @property
    def others(self) -> tuple[Person, ...]:
        """The others who sign, as typed; none with an anonymous petition."""
        typed = self.cleaned_data
        if typed.get("naming") == Naming.ANONYMOUS:
            return ()
        rows = range(self.row_count)
        return tuple(
            Person(name=typed[f"other_{number}_name"], phone=typed.get(f"other_{number}_phone", ""))
            for number in rows
            if typed.get(f"other_{number}_name")
        )

    def clean(self) -> dict[str, Any]:
        """Each has a name; the number of people is not less than the names."""
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(self.row_count):
            name, phone = (f"other_{number}_{part}" for part in ("name", "phone"))
            if typed.get(phone) and not typed.get(name) and name not in self.errors:
                self.add_error(name, _("请填写姓名"))
            if typed.get(phone) and not PHONE.fullmatch(typed[phone]):
                self.add_error(phone, _("电话号码只含数字、空格、+ 和 -，请核对"))
        count = typed.get("people_count")
        if "people_count" not in self.errors and 1 + len(self.others) > (count or 1):
            typed["people_count"] = 1 + len(self.others)
        return typed

    def forget_faults(self) -> None:
        """Say nothing of what is not finished: only more rows were asked for."""
        for name in list(self.errors):
            del self.errors[name]
