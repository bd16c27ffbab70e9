"""The story of a petition on the desk: each event as who, when, what, with its letters.

Each step is worded in story_words.py or story_ways.py; what the petitioner never sees is
marked as inner, by the same list that keeps it from their page.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.organisations.calendars import calendars
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.petitions.models import Event
from huiyin.petitions.saying import INNER
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Role, State, Step
from huiyin.web.desk.story_emergency import IN_EMERGENCY
from huiyin.web.desk.story_ways import WAYS
from huiyin.web.desk.story_words import TOLD, Details, Names, Telling, Words


@dataclass(frozen=True)
class LetterNamed:
    """A letter as the story names it."""

    id: str
    kind: str
    number: str


@dataclass(frozen=True)
class Cited:
    """A policy answer that was used: its question, what it rests on, where it stands (A21)."""

    question: str
    source: str
    address: str


@dataclass(frozen=True)
class Entry:
    """One row of the story."""

    seq: int
    at: datetime
    when: str
    recorded: str  # when it was recorded, if that is over one working day after it happened
    who: str
    post: str
    step: str
    what: str
    after: str
    is_inner: bool
    is_petitioners: bool
    details: Details = field(default_factory=list)
    letters: list[LetterNamed] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)

    @property
    def iso(self) -> str:
        """The moment as machines read it."""
        return self.at.astimezone(UTC).isoformat()

    @property
    def lines(self) -> Details:
        """The details with the answers that were used, for where nothing is clicked."""
        used = [(_("引用的政策解答"), f"{each.question}（{each.source}）") for each in self.cited]
        return [*self.details, *used]


def story_of(events: Sequence[Event], words: Mapping[int, Words], telling: Telling) -> list[Entry]:
    """Every event that this viewer may know of, newest first."""
    shown = [each for each in events if _is_told(each, telling)]
    return [
        entry_of(event, words.get(event.seq, {}), telling)
        for event in sorted(shown, key=lambda each: each.seq, reverse=True)
    ]


_TELLERS = TOLD | WAYS | IN_EMERGENCY
_ROLES = frozenset(Role)


def _is_told(event: Event, telling: Telling) -> bool:
    """Ratings are kept from the rated office, a wrong mark from all but the register's keepers.

    That a letter was made shows beside the letter.
    """
    if telling.only_of and event.office not in telling.only_of:
        return False
    if not telling.keeps and _tells_of_a_cleared_mark(event, telling):
        return False
    if event.step == Step.RATE:
        return telling.shows_ratings
    return event.step != Step.RENDER


def _tells_of_a_cleared_mark(event: Event, telling: Telling) -> bool:
    """Whether it tells who was called accused and is no longer: perhaps the reader (R30.3)."""
    if event.step == Step.ACCUSE:
        return event.codes.get("accused") not in telling.accused
    return Step.CLEAR_ACCUSED in (event.step, event.codes.get("step"))


def entry_of(event: Event, words: Words, telling: Telling) -> Entry:
    """One event in words."""
    step = Step(event.step)
    told = _TELLERS.get(step)
    what, details = told(event.codes, words, telling) if told else ("", [])
    kept = [(label, telling.clean(str(text))) for label, text in details if text]
    return Entry(
        seq=event.seq,
        at=event.at,
        when=people_moment(event.at, telling.today),
        recorded=_recorded_late(event, telling.today),
        who=_who(event, telling.names),
        post=_post(event, telling.names),
        step=_(step.zh),
        what=what,
        after=_(State(event.after).zh) if event.after and step is not Step.RECEIVE else "",
        is_inner=step in INNER,
        is_petitioners=event.actor == "petitioner",
        details=kept if telling.reads else [],
        letters=[
            LetterNamed(each["id"], _(LetterKind(each["kind"]).zh), each["number"])
            for each in event.codes.get("letters", [])
            if each["id"] in telling.shows_letters
        ],
        cited=_cited(event, telling) if telling.reads else [],
    )


def _cited(event: Event, telling: Telling) -> list[Cited]:
    """The answers that an explanation used, in the version that it used."""
    known = telling.names.answers
    used = [known[each] for each in event.codes.get("answers", []) if each in known]
    return [
        Cited(
            each.question,
            _("《%(title)s》，%(organ)s，%(day)s")
            % {
                "title": each.source_title,
                "organ": each.source_organ,
                "day": people_date(each.source_on, telling.today),
            },
            reverse("desk:answer", args=[each.root]),
        )
        for each in used
    ]


def _who(event: Event, names: Names) -> str:
    if event.actor in ("petitioner", "holder"):
        return _("信访人")
    return names.people.get(event.actor) or _("系统")


def _post(event: Event, names: Names) -> str:
    office = names.office(event.office)
    role = _(Role(event.actor_post).zh) if event.actor_post in _ROLES else ""
    return " ".join(part for part in (office, role) if part)


def _recorded_late(event: Event, today: date) -> str:
    """When it was recorded, where that is over one working day after it happened."""
    day, end, worked = localdate(event.at), localdate(event.recorded_at), 0
    calendar = calendars().latest()
    while day < end and worked <= 1:
        day += timedelta(days=1)
        worked += calendar.is_working(day)
    return people_moment(event.recorded_at, today) if worked > 1 else ""


def meanwhile(entries: Iterable[Entry], seen: int) -> list[Entry]:
    """What happened after the event that a page had seen last."""
    return [entry for entry in entries if entry.seq > seen]
