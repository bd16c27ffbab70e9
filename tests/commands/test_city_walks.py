"""The demo's petitions: every walk legal by the table of the workflow, every work-list filled."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from huiyin.commands.city.matters import STORIES
from huiyin.commands.city.offices import OFFICES
from huiyin.commands.city.people import PEOPLE
from huiyin.commands.city.story import PETITIONER, Story, Taken
from huiyin.commands.city.times import moments
from huiyin.organisations.categories import CATEGORIES
from huiyin.rules import terms
from huiyin.rules.calendars import latest
from huiyin.rules.checks import Facts
from huiyin.rules.fitness import forbidden_parts
from huiyin.rules.letters import LETTERS, Addressee
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Holding, Viewer, ViewerKind
from huiyin.rules.steps import rule_for, why_not
from huiyin.rules.terms import (
    LetterKind,
    Matter,
    Naming,
    OfficeKind,
    Procedure,
    Role,
    Service,
    State,
    Step,
)

BY_SLUG = {office.slug: office for office in OFFICES}
NAMES = {person.username: person for person in PEOPLE}
CODES = dict(CATEGORIES)
NOTICES = {LetterKind.FORWARDING_NOTICE, LetterKind.ACCEPTANCE}

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)


@cache
def path(slug: str) -> str:
    office = BY_SLUG[slug]
    return (path(office.parent) if office.parent else "") + office.number + "/"


@cache
def viewer(username: str) -> Viewer:
    if username == PETITIONER:
        return Viewer(ViewerKind.HOLDER)
    posts = NAMES[username].posts
    return Viewer(
        ViewerKind.STAFF,
        id=username,
        holdings=tuple(Holding(r, slug, path(slug), BY_SLUG[slug].kind) for r, slug in posts),
    )


@each_story
def test_a_story_names_what_exists(story: Story) -> None:
    assert BY_SLUG[story.bureau].kind is OfficeKind.BUREAU
    assert story.division in {office.division for office in OFFICES}
    assert len(story.category) == 4
    assert story.category in CODES
    assert 60 <= len(story.request + story.facts + story.reasons) <= 500
    assert bool(story.name) == (story.naming is not Naming.ANONYMOUS)


@each_story
def test_a_walk_is_in_order_and_ends_before_today(story: Story) -> None:
    order = [(0, story.time), *((taken.day, taken.time) for taken in story.walk)]
    assert all(one < next_one for one, next_one in pairwise(order))
    assert order[-1][0] < story.before


@each_story
def test_only_the_petitioner_who_consents_is_served_electronically(story: Story) -> None:
    for taken in story.walk:
        if taken.step in (Step.SERVE, Step.SERVE_NOTICE):
            by_code = taken.facts["how"] is Service.ELECTRONIC
            assert by_code == (taken.by == PETITIONER)
            assert story.electronic or not by_code


@each_story
def test_nobody_tells_a_hidden_name(story: Story) -> None:
    if story.naming is Naming.WITHHELD:
        words = "".join(str(taken.facts) for taken in story.walk)
        assert story.name not in words


@each_story
def test_a_walk_is_legal_by_the_table(story: Story) -> None:
    walker = Walker(story)
    for taken in story.walk:
        walker.take(taken)


def test_an_accusation_goes_to_a_discipline_organ_outside_the_accused() -> None:
    accusations = [story for story in STORIES if story.matter is Matter.ACCUSATION]
    assert len(accusations) == 2
    for story in accusations:
        facts = {taken.step: taken.facts for taken in story.walk}
        to = str(facts[Step.HAND_OVER]["to"])
        marked = facts[Step.ACCUSE]
        office = marked.get("office") or NAMES[str(marked["person"])].posts[0][1]
        assert BY_SLUG[to].kind is OfficeKind.DISCIPLINE
        assert not path(to).startswith(path(str(office)))


def test_every_worklist_is_filled() -> None:
    ends = Counter(final(story).state for story in STORIES)
    wanted = {
        State.RECEIVED: 4,
        State.REGISTERED: 4,
        State.DELIVERED: 4,
        State.SIGNED: 3,
        State.ACCEPTED: 5,
        State.ANSWERED: 2,
        State.INFORMED: 1,
        State.SERVED: 5,
        State.CLOSED: 6,
        State.WITHDRAWN: 1,
        State.HANDED_OVER: 2,
    }
    assert {state: ends[state] for state in wanted if ends[state] < wanted[state]} == {}
    assert ends.keys() == wanted.keys()


def test_every_class_and_procedure_is_told() -> None:
    told = {(taken.facts["matter"], taken.facts["procedure"]) for taken in taken_as(Step.REGISTER)}
    assert {matter for matter, _ in told} == set(Matter)
    assert {procedure for _, procedure in told} >= set(Procedure)
    informed = {taken.facts["procedure"] for taken in taken_as(Step.INFORM)}
    assert informed == set(Procedure) - {Procedure.PETITION}
    assert {story.channel for story in STORIES} == set(terms.Channel) - {terms.Channel.OTHER}
    assert sum(story.naming is Naming.ANONYMOUS for story in STORIES) == 2
    assert sum(story.naming is Naming.WITHHELD for story in STORIES) == 3


def test_some_are_late_and_some_are_due_soon() -> None:
    left = [days for story in STORIES if (days := days_left(story)) is not None]
    assert sum(days < 0 for days in left) == 3
    assert sum(0 <= days <= 3 for days in left) >= 5
    assert sum(days > 3 for days in left) >= 10


@pytest.mark.parametrize("shift", range(0, 800, 7))
def test_times_are_in_order_and_never_in_the_future(shift: int) -> None:
    calendar = latest()
    for offset in range(7):
        today = date(2024, 3, 1) + timedelta(days=shift + offset)
        for story in STORIES:
            found = moments(story, today=today, is_working=calendar.is_working)
            assert len(found) == len(story.walk) + 1
            assert all(one < next_one for one, next_one in pairwise(found))
            assert localdate(found[-1]) < today


def test_offices_rest_on_days_off_where_the_story_leaves_a_day() -> None:
    """A petition of a Thursday, forwarded in the story on a Saturday, is forwarded on Friday."""
    story = next(each for each in STORIES if each.slug == "lifts-and-the-reserve-fund")
    friday = date(2025, 6, 20)
    today = friday - timedelta(days=1) + timedelta(days=story.before)
    steps = moments(story, today=today, is_working=latest().is_working)
    forwarded = steps[1 + [taken.step for taken in story.walk].index(Step.FORWARD)]
    assert localdate(forwarded) == friday


class Walker:
    """Takes the steps of a story by the table alone, without a database."""

    def __init__(self, story: Story) -> None:
        self.facts = Facts(
            state=State.RECEIVED,
            wish=story.matter,
            naming=story.naming,
            consents_electronic=story.electronic,
            registering=story.bureau,
            holder=story.bureau,
            rating_open=True,
        )
        self.unserved: Counter[LetterKind] = Counter()
        self.server: dict[LetterKind, str] = {}

    def take(self, taken: Taken) -> None:
        self._tell_letters()
        rule = rule_for(taken.step, self.facts, viewer(taken.by))
        assert rule, f"{taken.step} by {taken.by}: {self._why_not(taken)}"
        if rule.after:
            self.facts = replace(self.facts, state=rule.after)
        for kind in rule.letters:
            if LETTERS[kind].to is Addressee.PETITIONER:
                self.unserved[kind] += 1
                self.server[kind] = (
                    self.facts.registering if self.facts.hides_name else self.facts.holder
                )
        self._serve(taken)
        self._particular(taken, rule.opens)

    def _why_not(self, taken: Taken) -> str:
        return why_not(taken.step, self.facts, viewer(taken.by))

    def _tell_letters(self) -> None:
        waiting = {kind for kind, count in self.unserved.items() if count}
        self.facts = replace(
            self.facts,
            has_unserved_notice=bool(waiting & NOTICES),
            has_unserved_answer=bool(waiting - NOTICES),
            notice_servers=frozenset(self.server[kind] for kind in waiting & NOTICES),
            answer_server="".join(self.server[kind] for kind in waiting - NOTICES),
        )

    def _serve(self, taken: Taken) -> None:
        if taken.step is Step.SERVE_NOTICE:
            kind = taken.facts["letter"]
            assert isinstance(kind, LetterKind)
            assert self.unserved[kind] == 1
            self.unserved[kind] = 0
        if taken.step is Step.SERVE:
            for kind in set(self.unserved) - NOTICES:
                self.unserved[kind] = 0

    def _particular(self, taken: Taken, opens: State | None) -> None:
        change: dict[str, Any] = {}
        if taken.step is Step.REGISTER:
            change = {key: taken.facts[key] for key in ("matter", "procedure")}
        elif taken.step in (Step.FORWARD, Step.HAND_OVER):
            to = str(taken.facts["to"])
            kind = BY_SLUG[to].kind
            change = {
                "state": opens,
                "sender": self.facts.holder,
                "holder": to,
                "holder_kind": kind,
                "person": "",
            }
        elif taken.step is Step.ALLOT:
            person = NAMES[str(taken.facts["person"])]
            assert (Role.HANDLER, self.facts.holder) in person.posts
            change = {"person": person.username}
        elif taken.step is Step.ASK_NAME:
            change = {"name_disclosure": "asked"}
        elif taken.step is Step.ANSWER_NAME:
            change = {"name_disclosure": "granted" if taken.facts["agrees"] else "refused"}
        elif taken.step is Step.ACCUSE:
            change = {"accused": frozenset(str(value) for value in taken.facts.values())}
        self.facts = replace(self.facts, **change)


def taken_as(step: Step) -> list[Taken]:
    return [taken for story in STORIES for taken in story.walk if taken.step is step]


def final(story: Story) -> Facts:
    walker = Walker(story)
    for taken in story.walk:
        walker.take(taken)
    return walker.facts


def days_left(story: Story) -> int | None:
    """Natural days to the nearest target of an office's clock, or None where none runs."""
    state = final(story).state
    day = {taken.step: taken.day for taken in story.walk}
    if state in (State.RECEIVED, State.REGISTERED):
        return 15 - story.before
    if state in (State.DELIVERED, State.SIGNED):
        return day[Step.FORWARD] + 15 - story.before
    if state is State.ACCEPTED or (state is State.ANSWERED and Step.ACCEPT in day):
        return day[Step.ACCEPT] + 60 - story.before
    if state in (State.ANSWERED, State.INFORMED):
        return day.get(Step.FORWARD, 0) + 15 - story.before
    return None


LETTER_OF = {
    Step.ACCEPT: LetterKind.ACCEPTANCE,
    Step.INFORM: LetterKind.INFORMATION,
    Step.REPLY: LetterKind.REPLY,
}


@each_story
def test_no_letter_names_a_right_of_another_procedure(story: Story) -> None:
    for taken in story.walk:
        kind = LETTER_OF.get(taken.step)
        if taken.step is Step.ANSWER:
            is_claim = "requests" in taken.facts
            kind = LetterKind.OPINION if is_claim else LetterKind.SUGGESTION_REPLY
        if kind:
            facts = {**taken.facts, "answer": taken.facts.get("text")}
            assert forbidden_parts(kind, facts) == []
