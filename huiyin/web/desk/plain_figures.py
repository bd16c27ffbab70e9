"""Figures for programs: the table of the page with its definitions, numbers as numbers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.statistics.definitions import COLUMNS, MEASURES, RATES, VERSION, View
from huiyin.web.desk.figures_asked import asked_of
from huiyin.web.desk.figures_table import Part, counted, definition_of, parts_of, whole_of
from huiyin.web.desk.frame import FIGURES_ROLES

Plain = dict[str, Any]


def figures(viewer: Viewer, at: datetime, query: Mapping[str, str]) -> Plain | None:
    """A table of figures by the words of its page's address; None for who has no such page."""
    if not viewer.roles & FIGURES_ROLES:
        return None
    today = localdate(at)
    asked = asked_of(query, viewer, today)
    table = counted(viewer, today, asked)
    note_access(Access.EXPORT, viewer=viewer, at=at, subject="figures")
    return {
        "view": asked.view,
        "by": asked.by,
        "first": asked.first,
        "last": asked.last,
        "as_of": today,
        "version": VERSION,
        "lines": [_line(part, asked.view) for part in parts_of(table, asked)],
        "whole": _line(whole_of(table, asked), asked.view),
        "definitions": [_definition(name) for name in COLUMNS[asked.view]],
        "notes": [asked.problem] if asked.problem else [],
    }


def _line(part: Part, view: View) -> Plain:
    rates = {name: RATES[name].of(part.tally) for name in COLUMNS[view] if name in RATES}
    return {
        "label": part.label,
        "office": part.office,
        "channel": part.channel,
        "matter": part.matter,
        "first": part.first,
        "last": part.last,
        "counts": {
            name: MEASURES[name].count(part.tally) for name in COLUMNS[view] if name in MEASURES
        },
        "rates": {
            name: {
                "over": share.over,
                "under": share.under,
                "value": None if share.value is None else str(share.value),
                "is_of_few": share.is_of_few,
            }
            for name, share in rates.items()
        },
    }


def _definition(name: str) -> Plain:
    shown = definition_of(name)
    return {
        "name": name,
        "title": shown.zh,
        "over": shown.over,
        "under": shown.under,
        "dated": shown.dated,
        "source": shown.source,
    }
