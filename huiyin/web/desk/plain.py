"""The desk without pages, for programs: the same door, the same forms, the same accesses.

The API asks for this through a port of its own (api/desk.py), which the addresses of the desk fill.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from huiyin.petitions.errors import Flawed, Refused
from huiyin.petitions.finding import Sought, numbered
from huiyin.petitions.models import Petition
from huiyin.petitions.worklists import BY_NAME, counts, lists_of
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.web.desk.doorway import note_reading, note_reveal, open_words, reason_of
from huiyin.web.desk.dossier import Dossier, dossier
from huiyin.web.desk.filtering import asked_of
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.keyset import page_of
from huiyin.web.desk.lists import asked_rows, rows_of
from huiyin.web.desk.petition import Download, file_for, letter_for, may_be_shown
from huiyin.web.desk.plain_figures import figures
from huiyin.web.desk.plain_sheet import line_of, sheet_for
from huiyin.web.desk.plain_steps import decided, offered, taken

__all__ = [
    "decide",
    "figures",
    "file",
    "letter",
    "lists",
    "petition",
    "rows",
    "steps",
    "take",
]

Plain = dict[str, Any]


def lists(viewer: Viewer, at: datetime) -> list[Plain]:
    """The work-lists of this viewer, each with how much it holds."""
    mine = lists_of(viewer)
    numbers = counts(mine, viewer, localdate(at))
    return [
        {"name": each.name, "title": _(each.zh), "count": count}
        for each, count in zip(mine, numbers, strict=True)
    ]


def rows(viewer: Viewer, at: datetime, name: str, query: Mapping[str, str]) -> Plain | None:
    """One page of a work-list, narrowed and sorted as its address would say; None for no list."""
    chosen = BY_NAME.get(name)
    if chosen is None or not chosen.is_for(viewer):
        return None
    request = _request(viewer, at)
    asked = asked_of(chosen, query, request.today)
    found = asked_rows(chosen, asked, request).select_related("holder", "person")
    after = query.get("after", "")
    part = page_of(found, after=after, is_dated=chosen.is_dated, sort=asked.sort)
    shown, _own, _more = rows_of(request, part.rows)
    lines = [line_of(each, row.text) for each, row in zip(part.rows, shown, strict=True)]
    return {"petitions": lines, "after": part.next, "notes": list(asked.filters.notes)}


def petition(
    viewer: Viewer, at: datetime, key: str, *, reason: str, show: list[str]
) -> Plain | None:
    """A petition as its page shows it; fields named in `show` open with a reason."""
    opened = _opened(viewer, at, key, reason)
    if opened is None:
        return None
    request, one, given = opened
    note_reading(request, one, given)
    shown: set[str] = set()
    if show:
        why = _why(reason)
        shown = may_be_shown(request, one, show)
        for each in sorted(shown):
            note_reveal(request, one, each.partition(":")[2], why)
    return sheet_for(one, today=request.today, at=at, reads=given is not None, shown=shown)


def letter(
    viewer: Viewer, at: datetime, key: str, letter_id: UUID, form: str, *, reason: str
) -> Download | None:
    """A letter as PDF or DOCX."""
    opened = _opened(viewer, at, key, reason)
    return letter_for(opened[0], opened[1], letter_id, form) if opened else None


def file(
    viewer: Viewer, at: datetime, key: str, file_id: UUID, *, original: bool, reason: str
) -> Download | None:
    """An attached file: the copy to look at, or the file itself."""
    opened = _opened(viewer, at, key, reason)
    if opened is None or opened[1].sight.is_former:
        return None
    return file_for(opened[0], opened[1], file_id, wants_original=original)


def steps(viewer: Viewer, at: datetime, key: str) -> Plain | None:
    """The steps open to this viewer, each with the schema of what it needs."""
    one = _dossier(viewer, at, key)
    return None if one is None or one.sight.is_former else offered(one, at)


def take(
    viewer: Viewer, at: datetime, key: str, verb: str, arguments: Mapping[str, Any], *, version: int
) -> Plain | None:
    """Take a step by the form of the desk; None where there is no such petition or step."""
    one = _dossier(viewer, at, key)
    if one is None or one.sight.is_former:
        return None
    return taken(one, verb, arguments, version=version, at=at)


def decide(
    viewer: Viewer, at: datetime, key: str, request_id: UUID, *, agrees: bool, words: str
) -> Plain | None:
    """The second person's word on a request; None where none waits for this viewer."""
    one = _dossier(viewer, at, key)
    if one is None or one.sight.is_former:
        return None
    return decided(one, request_id, agrees=agrees, words=words, at=at)


def _request(viewer: Viewer, at: datetime) -> StaffRequest:
    """What the parts of a page read of a request: who looks and when. Nothing is remembered."""
    request = StaffRequest()
    request.viewer, request.now, request.today = viewer, at, localdate(at)
    request.session = SessionBase()
    return request


def _dossier(viewer: Viewer, at: datetime, key: str) -> Dossier | None:
    """A petition by id or number, through the door."""
    seen = Petition.objects.visible_to(viewer, today=localdate(at))
    wanted = _uuid(key)
    if wanted is None:
        found = numbered(Sought(key, (), {}), viewer, today=localdate(at))
        wanted = found.pk if found else None
    related = seen.select_related("holder", "registering", "category__parent", "person")
    subject = related.filter(pk=wanted).first() if wanted else None
    return dossier(subject, viewer, at=at) if subject else None


def _opened(
    viewer: Viewer, at: datetime, key: str, reason: str
) -> tuple[StaffRequest, Dossier, str | None] | None:
    """A petition with its words open, where they stand open or a reason opens them."""
    one = _dossier(viewer, at, key)
    if one is None:
        return None
    request = _request(viewer, at)
    sight = one.sight
    if sight.is_former:
        return request, one, None
    if sight.reads:
        return request, one, ""
    if not (reason and sight.may_read):
        return request, one, None
    why = _why(reason)
    open_words(request, one.petition, why)
    return request, one, why


def _why(reason: str) -> str:
    """The reason as it is logged; `Flawed` where it says too little or cannot be stored."""
    try:
        return reason_of(reason)
    except Refused as refused:
        raise Flawed([("reason", refused.sentence)]) from None


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None
