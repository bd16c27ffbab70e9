"""The demo's petitions: every walk legal by the table of the workflow, every work-list filled."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from huiyin.commands.city.matters import STORIES
from huiyin.commands.city.offices import OFFICES
from huiyin.commands.city.story import PETITIONER, Story, Taken
from huiyin.commands.city.times import moments
from huiyin.organisations.categories import CATEGORIES
from huiyin.rules import terms
from huiyin.rules.calendars import latest
from huiyin.rules.checks import Facts
from huiyin.rules.fitness import forbidden_parts
from huiyin.rules.moments import localdate
from huiyin.rules.terms import (
    LetterKind,
    Matter,
    Naming,
    OfficeKind,
    Procedure,
    Service,
    State,
    Step,
)
from tests.commands.walker import BY_SLUG, NAMES, SENT, Walker, path

CODES = dict(CATEGORIES)

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)


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
        assert not any(name in words for name, _phone in story.others)


@each_story
def test_a_walk_is_legal_by_the_table(story: Story) -> None:
    walker = Walker(story)
    for taken in story.walk:
        walker.take(taken)


def test_an_accusation_goes_to_a_discipline_organ_outside_the_accused() -> None:
    accusations = [story for story in STORIES if story.matter is Matter.ACCUSATION]
    assert len(accusations) == 4
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
        State.OBJECTED: 1,
        State.KEPT: 1,
        State.VOIDED: 1,
        State.SPLIT: 1,
        State.ATTACHED: 1,
        State.DISPUTED: 1,
    }
    assert {state: ends[state] for state in wanted if ends[state] < wanted[state]} == {}
    assert ends.keys() == wanted.keys()


def test_every_step_that_a_person_takes_is_shown() -> None:
    """What the system does itself is no row of a walk; masked copies begin with a file."""
    shown = {taken.step for story in STORIES for taken in story.walk}
    by_itself = {Step.RECEIVE, Step.RENDER, Step.SUCCEED, Step.RECOUNT, Step.END_DRILL}
    with_files = {Step.RELEASE_COPY, Step.TAKE_BACK_COPY}
    # No emergency is current in this city; the replay of one has its own walks.
    in_emergency = {
        Step.MARK,
        Step.CLEAR_MARK,
        Step.REPORT_UP,
        Step.ACKNOWLEDGE,
        Step.CHASE,
        Step.EXPLAIN,
        Step.TELL_RESULT,
        Step.LEAD,
        Step.LEAD_RESULT,
        Step.TRACK,
    }
    assert shown == set(Step) - by_itself - with_files - in_emergency
    waiting = {step for story in STORIES for step in final(story).pending}
    assert waiting == {Step.EXTEND, Step.KEEP}
    assert sum(bool(final(story).co_handlers) for story in STORIES) == 1
    assert sum(final(story).report_due for story in STORIES) == 2
    assert sum(final(story).correction_asked for story in STORIES) == 1


def test_some_sign_together() -> None:
    """Two, six and fourteen people with the names of some; one group under a withheld name."""
    signed = {story.people: story for story in STORIES if story.others}
    assert signed.keys() == {2, 6, 14}
    for people, story in signed.items():
        assert 1 + len(story.others) <= people
        assert story.name not in dict(story.others)
    assert [story.people for story in signed.values() if story.naming is Naming.WITHHELD] == [6]


def test_the_half_year_is_alive() -> None:
    """Every month has enough for its figures to be shown; nobody writes what another wrote."""
    months = Counter(story.before // 30 for story in STORIES)
    assert len(STORIES) >= 120
    assert {month for month, count in months.items() if count >= 10} >= set(range(5))
    assert len({story.facts for story in STORIES}) == len(STORIES)
    assert len({story.slug for story in STORIES}) == len(STORIES)


def test_who_repeats_or_joins_names_an_earlier_story_of_the_same_person() -> None:
    slugs = {story.slug: story for story in STORIES}
    named = [
        (story, slugs[str(taken.facts["to" if taken.step is Step.ATTACH else "repeat_of"])])
        for story in STORIES
        for taken in story.walk
        if taken.step is Step.ATTACH or "repeat_of" in taken.facts
    ]
    assert len(named) == 2
    for story, earlier in named:
        assert story.name == earlier.name
        last = max(taken.day for taken in earlier.walk)
        assert earlier.before - last > story.before


def test_every_class_and_procedure_is_told() -> None:
    told = {(taken.facts["matter"], taken.facts["procedure"]) for taken in taken_as(Step.REGISTER)}
    assert {matter for matter, _ in told} == set(Matter)
    assert {procedure for _, procedure in told} >= set(Procedure)
    informed = {taken.facts["procedure"] for taken in taken_as(Step.INFORM)}
    assert informed == set(Procedure) - {Procedure.PETITION}
    assert {story.channel for story in STORIES} == set(terms.Channel) - {terms.Channel.OTHER}
    assert sum(story.naming is Naming.ANONYMOUS for story in STORIES) == 4
    assert sum(story.naming is Naming.WITHHELD for story in STORIES) == 5


def test_some_are_late_and_some_are_due_soon() -> None:
    left = [days for story in STORIES if (days := days_left(story)) is not None]
    assert sum(days < 0 for days in left) == 6
    assert sum(0 <= days <= 3 for days in left) >= 5
    assert sum(days > 3 for days in left) >= 10


@pytest.mark.parametrize("shift", range(0, 800, 20))
def test_times_are_in_order_and_never_in_the_future(shift: int) -> None:
    calendar = latest()
    for offset in range(0, 20, 3):
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
    day = {taken.step: taken.day for taken in story.walk if not taken.part}
    set_days = {taken.step: taken.facts.get("days") for taken in story.walk}
    sent = max((day[step] for step in SENT if step in day), default=0)
    if state in (State.RECEIVED, State.REGISTERED):
        return 15 - story.before
    if state in (State.DELIVERED, State.SIGNED, State.OBJECTED):
        return sent + 15 - story.before
    if state is State.ACCEPTED and set_days.get(Step.REWORK):
        return day[Step.REWORK] + int(str(set_days[Step.REWORK])) - story.before
    if state is State.ACCEPTED or (state is State.ANSWERED and Step.ACCEPT in day):
        return day[Step.ACCEPT] + 60 + extension(story) - story.before
    if state in (State.ANSWERED, State.INFORMED):
        return sent + 15 - story.before
    return None


def extension(story: Story) -> int:
    """The days of an extension that was agreed to."""
    if not any(taken.step is Step.EXTEND for taken in story.walk):
        return 0
    asked: list[Any] = [each.facts["arguments"] for each in taken_in(story, Step.ASK_APPROVAL)]
    return sum(int(each.get("days", 0)) for each in asked)


def taken_in(story: Story, step: Step) -> list[Taken]:
    return [taken for taken in story.walk if taken.step is step]


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
