"""A petition for programs: what its page shows to the same person, with codes and plain days."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from huiyin.petitions.door import Opening
from huiyin.petitions.models import Clock, Petition
from huiyin.rules.terms import State, TimeLimit
from huiyin.rules.workflow import FINAL
from huiyin.web.desk.dossier import Dossier, category_of
from huiyin.web.desk.dues import clock_shown
from huiyin.web.desk.seeing import flags_of
from huiyin.web.desk.sheet import (
    WORD_LABELS,
    LetterShown,
    letters_for,
    own_sheet,
    sheet_of,
    telling_of,
)
from huiyin.web.desk.story import Entry, story_of

Plain = dict[str, Any]

OPENINGS = {
    Opening.OWN_ACTS: "own_acts",
    Opening.ROW: "row",
    Opening.FILE_WITH_REASON: "file_with_reason",
    Opening.FILE: "file",
}


def line_of(petition: Petition, text: str) -> Plain:
    """A petition as one line of a list."""
    return {
        "id": str(petition.pk),
        "number": petition.number,
        "channel": petition.channel,
        "lead": text,
        "flags": [word for word, _loud in flags_of(petition)],
        "division": petition.division,
        "holder": petition.holder.short_name,
        "person": petition.person.name if petition.person else "",
        "state": petition.state,
        "arrived_at": petition.arrived_at,
        "target_on": petition.next_due,
        "legal_on": petition.next_legal_due,
        "is_duty": petition.next_is_duty and petition.state not in FINAL,
    }


def sheet_for(
    one: Dossier, *, today: date, at: datetime, reads: bool, shown: Collection[str]
) -> Plain:
    """The page as values; `reads` says whether the words stand open, `shown` which fields."""
    petition = one.petition
    if one.sight.is_former:
        return _own_acts(one, today)
    category = category_of(petition, reads=reads)
    sheet = sheet_of(one, today=today, at=at, reads=reads, shown=shown)
    return {
        **_head(one, reads=reads),
        "name": sheet.name,
        "flags": [word for word, _loud in sheet.flags],
        "matter": petition.matter or None,
        "procedure": petition.procedure or None,
        "category": category.pk if category else None,
        "division": petition.division,
        "channel": petition.channel,
        "naming": petition.naming,
        "people_count": petition.people_count,
        "arrived_at": petition.arrived_at,
        "registered_at": petition.registered_at,
        "registering": petition.registering.name,
        "holder": petition.holder.name,
        "person": petition.person.name if petition.person else "",
        "words": {
            name: one.clean(one.original[name]) for name in WORD_LABELS if one.original.get(name)
        }
        if reads
        else {},
        "supplements": [text for _day, text in sheet.supplements],
        "people": [
            {
                "id": person.id,
                "fields": [
                    {"show": f"{person.id}:{each.name}", "name": each.name, "value": each.value}
                    | {"is_open": each.is_open}
                    for each in person.fields
                ],
            }
            for person in sheet.people
        ],
        "clocks": [_clock(one, each, at) for each in petition.clocks.all()],
        "letters": _letters(one, sheet.letters),
        "files": [
            {
                "id": str(each.id),
                "name": each.name,
                "size": each.size,
                "can_be_looked_at": each.can_be_looked_at,
                "has_original": each.has_original,
                "note": each.note,
            }
            for each in sheet.files
        ],
        "requests": [
            {
                "id": str(each.id),
                "step": each.step,
                "asked_by": each.asked_by,
                "decides": each.decides,
                "arguments": [" ".join(pair) for pair in each.arguments],
                "reason": each.reason,
                "is_own": each.is_own,
            }
            for each in sheet.requests
        ],
        "related": [
            {"id": str(each.id), "number": each.number, "relation": each.relation}
            for each in sheet.related
        ],
        "story": _story(one, sheet.story),
    }


def _head(one: Dossier, *, reads: bool) -> Plain:
    petition = one.petition
    return {
        "id": str(petition.pk),
        "number": petition.number,
        "receipt": petition.receipt,
        "version": petition.version,
        "opening": OPENINGS[one.sight.opening],
        "is_open": reads,
        "hides_name": one.sight.hides_name,
        "state": petition.state,
        "state_name": _(State(petition.state).zh),
    }


def _own_acts(one: Dossier, today: date) -> Plain:
    """What is left to an office that gave the petition back: nothing of what came after."""
    story = story_of(one.events, one.words, telling_of(one, today, reads=True))
    return {
        "id": str(one.petition.pk),
        "number": one.petition.number,
        "opening": OPENINGS[Opening.OWN_ACTS],
        "letters": _letters(one, own_sheet(one, today).letters),
        "story": _story(one, story),
    }


def _clock(one: Dossier, clock: Clock, at: datetime) -> Plain:
    whose = one.names.office(str(clock.office_id)) or _("信访人")
    shown = clock_shown(clock, at, whose)
    return {
        "limit": TimeLimit(clock.limit).value,
        "name": shown.title,
        "article": shown.article,
        "whose": whose,
        "started_at": clock.started_at,
        "target_on": clock.target_on,
        "legal_on": clock.legal_on,
        "due_at": clock.due_at,
        "assessed_on": clock.assessed_on,
        "ended_at": clock.ended_at,
        "outcome": clock.outcome,
        "is_right": clock.is_right,
        "words": shown.words,
        "explanation": shown.lines,
    }


def _letters(one: Dossier, shown: list[LetterShown]) -> list[Plain]:
    by_id = {link.letter_id: link for link in letters_for(one)}
    return [
        {
            "id": str(each.id),
            "kind": by_id[each.id].letter.kind,
            "name": each.kind,
            "number": each.number,
            "to": each.to,
            "issued_at": by_id[each.id].letter.issued_at,
            "served_at": by_id[each.id].served_at,
            "is_ready": each.is_ready,
            "is_current": each.is_current,
            "waits": each.waits,
            "may_open": each.may_open,
        }
        for each in shown
    ]


def _story(one: Dossier, entries: list[Entry]) -> list[Plain]:
    events = {event.seq: event for event in one.events}
    return [
        {
            "seq": each.seq,
            "step": events[each.seq].step,
            "name": each.step,
            "at": each.at,
            "who": each.who,
            "post": each.post,
            "what": each.what,
            "after": events[each.seq].after or None,
            "is_inner": each.is_inner,
            "details": [{"label": str(label), "text": text} for label, text in each.lines],
            "letters": [letter.id for letter in each.letters],
        }
        for each in entries
    ]
