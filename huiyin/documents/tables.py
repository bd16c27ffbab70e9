"""A table as a spreadsheet (xlsx): texts as texts, days as days, nothing that calculates.

Heavy: for the worker, or for a page that writes a few thousand short rows at most.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

Value = str | int | date | None
WIDEST = 48
LONGEST = 32_000  # a cell holds 32,767 characters
# What a spreadsheet would take for a formula, also behind blanks that it strips.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A sheet to be written: what stands above, the columns with their widths, the rows."""

    name: str
    head: Sequence[str]
    columns: Sequence[tuple[str, float]]
    rows: Iterable[Sequence[Value]]


def write(table: Table) -> bytes:
    """The workbook."""
    made = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    # Only who writes a table pays for the library: a web process starts without it.
    with import_module("xlsxwriter").Workbook(made, options) as book:
        sheet = book.add_worksheet(table.name)
        plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        number = book.add_format({"align": "right", "indent": 1, "valign": "top"})
        strong = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        title = book.add_format({"bold": True, "font_size": 14})
        for line, text in enumerate(table.head):
            sheet.write_string(line, 0, harmless(text), None if line else title)
        first = len(table.head)
        for column, (name, width) in enumerate(table.columns):
            sheet.set_column(column, column, min(width, WIDEST))
            sheet.write_string(first, column, name, strong)
        sheet.freeze_panes(first + 1, 1)
        row = first
        for row, values in enumerate(table.rows, start=first + 1):
            for column, value in enumerate(values):
                _put(sheet, row, column, value, (plain, day, number))
        sheet.autofilter(first, 0, max(row, first), len(table.columns) - 1)
        sheet.repeat_rows(first)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C第 &P 页 共 &N 页")
    return made.getvalue()


def harmless(text: str) -> str:
    """A text that no program takes for a formula: what begins like one gets an apostrophe."""
    text = text[:LONGEST]
    return f"'{text}" if text.lstrip(" 　\n").startswith(DANGEROUS) else text


def _put(sheet: Any, row: int, column: int, value: Value, formats: tuple[Any, Any, Any]) -> None:  # noqa: ANN401
    plain, day, number = formats
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, number)
    elif value:
        sheet.write_string(row, column, harmless(value), plain)
