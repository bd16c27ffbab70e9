"""A walker that takes the steps of a story by the table alone, without a database."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from huiyin.commands.city.offices import OFFICES
from huiyin.commands.city.people import PEOPLE
from huiyin.commands.city.story import PETITIONER, Story, Taken
from huiyin.rules.checks import Facts
from huiyin.rules.letters import LETTERS, Addressee
from huiyin.rules.permissions import Holding, Viewer, ViewerKind
from huiyin.rules.rule import CONFIRMING, Rule
from huiyin.rules.steps import rule_for, to_confirm, why_not
from huiyin.rules.terms import LetterKind, OfficeKind, Role, State, Step

BY_SLUG = {office.slug: office for office in OFFICES}
NAMES = {person.username: person for person in PEOPLE}
NOTICES = {LetterKind.FORWARDING_NOTICE, LetterKind.ACCEPTANCE, LetterKind.EXTENSION}
SENT = (Step.FORWARD, Step.ASSIGN, Step.HAND_ON)
ENDING = (Step.KEEP, Step.VOID, Step.ATTACH)
RETURNED = (Step.AGREE_RETURN, Step.TAKE_BACK, Step.RECALL)

Change = dict[str, Any]


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
        self.story = story
        self.parts: dict[int, Walker] = {}
        self.asked_by = ""
        self.stood = self.facts.state
        self.sent_on = 0
        self.came_from: list[str] = []
        self.unserved: Counter[LetterKind] = Counter()
        self.server: dict[LetterKind, str] = {}

    def take(self, taken: Taken) -> None:
        self._tell_letters()
        if taken.part:
            self._of_part(taken)
            return
        self._lapse(taken)
        rule = self._rule(taken)
        if rule is None:
            return
        if taken.step in ENDING:
            self.stood = self.facts.state
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

    def _lapse(self, taken: Taken) -> None:
        """The five working days of an objection (L4) are over at the latest after nine days."""
        if taken.step in SENT:
            self.sent_on = taken.day
        if taken.day - self.sent_on >= 9:
            self.facts = replace(self.facts, objection_open=False)

    def _of_part(self, taken: Taken) -> None:
        """A part walks by itself, beginning where it was split off."""
        assert self.facts.state is State.SPLIT
        part = self.parts.setdefault(taken.part, Walker(self.story))
        part.take(replace(taken, part=0))

    def _rule(self, taken: Taken) -> Rule | None:
        """The row that is taken; None where a second person is asked, or does not agree."""
        by, pending = viewer(taken.by), self.facts.pending
        if taken.step is Step.ASK_APPROVAL:
            step = Step(str(taken.facts["step"]))
            assert rule_for(step, self.facts, by), why_not(step, self.facts, by)
            self.asked_by = taken.by
            self.facts = replace(self.facts, pending=pending | {step})
            return None
        asked = Step(str(taken.facts["step"])) if taken.step is Step.DECLINE else taken.step
        if asked not in pending:
            rule = rule_for(taken.step, self.facts, by)
            assert rule, f"{taken.step} by {taken.by}: {self._why_not(taken)}"
            assert not rule.confirmed_by
            return rule
        assert taken.by != self.asked_by
        assert by.may_act(CONFIRMING, self.facts.holder)
        self.facts = replace(self.facts, pending=pending - {asked})
        if taken.step is Step.DECLINE:
            return None
        rule = to_confirm(asked, self.facts)
        assert rule, f"{taken.step} confirmed by {taken.by}"
        return rule

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
            assert self.unserved[kind]
            self.unserved[kind] = 0
        if taken.step is Step.SERVE:
            for kind in set(self.unserved) - NOTICES:
                self.unserved[kind] = 0

    def _particular(self, taken: Taken, opens: State | None) -> None:
        if taken.step in (*SENT, Step.HAND_OVER):
            self.came_from.append(self.facts.holder)
            change = self._held_by(str(taken.facts["to"]), opens)
            change["objection_open"] = taken.step is not Step.HAND_OVER
            change["report_due"] = self.facts.report_due or taken.step is Step.ASSIGN
        elif taken.step in RETURNED:
            back = self.came_from.pop()
            self.unserved.clear()
            change = self._held_by(back, State.SIGNED if self.came_from else opens)
            change["returns"] = self.facts.returns + (taken.step is Step.AGREE_RETURN)
        elif taken.step is Step.TAKE_UP_AGAIN:
            change = {"state": self.stood}
        elif taken.step is Step.APPOINT:
            change = self._held_by(str(taken.facts["to"]), opens) | {"is_appointed": True}
        else:
            change = CHANGES.get(taken.step, _nothing)(self.facts, taken)
        if taken.step is Step.REWORK:
            for kind in set(self.unserved) - NOTICES:
                self.unserved[kind] = 0
        self.facts = replace(self.facts, **change)

    def _held_by(self, to: str, state: State | None) -> dict[str, Any]:
        """Where it is now, and from whom."""
        return {
            "state": state,
            "sender": self.came_from[-1] if self.came_from else "",
            "holder": to,
            "holder_kind": BY_SLUG[to].kind,
            "person": "",
            "objection_open": False,
            "objection_dismissed": False,
        }


def _nothing(_facts: Facts, _taken: Taken) -> Change:
    return {}


def _allotted(facts: Facts, taken: Taken) -> Change:
    person = NAMES[str(taken.facts["person"])]
    assert (Role.HANDLER, facts.holder) in person.posts
    return {"person": person.username}


def _answered_name(_facts: Facts, taken: Taken) -> Change:
    return {"name_disclosure": "granted" if taken.facts["agrees"] else "refused"}


def _disputed(facts: Facts, taken: Taken) -> Change:
    """The nearest office above both, with its bureau, that is no party and has who decides."""
    parties = {facts.holder, facts.sender}
    above = [each for each in BY_SLUG if all(path(one).startswith(path(each)) for one in parties)]
    for office in sorted(above, key=path, reverse=True):
        bureau = next(
            each.slug
            for each in OFFICES
            if each.parent == office and each.kind is OfficeKind.BUREAU
        )
        if bureau not in parties:
            return {"arbiter": bureau, "submitter": NAMES[taken.by].posts[0][1]}
    raise AssertionError("nobody above them decides")


def _contributed(facts: Facts, taken: Taken) -> Change:
    return {"co_handlers": facts.co_handlers - {NAMES[taken.by].posts[0][1]}}


CHANGES: dict[Step, Callable[[Facts, Taken], Change]] = {
    Step.REGISTER: lambda _facts, taken: {key: taken.facts[key] for key in ("matter", "procedure")},
    Step.ALLOT: _allotted,
    Step.ASK_NAME: lambda _facts, _taken: {"name_disclosure": "asked"},
    Step.ANSWER_NAME: _answered_name,
    Step.ACCUSE: lambda _facts, taken: {
        "accused": frozenset(str(value) for value in taken.facts.values())
    },
    Step.CLEAR_ACCUSED: lambda _facts, _taken: {"accused": frozenset()},
    Step.OBJECT: lambda _facts, _taken: {"objection_open": False},
    Step.DISMISS_OBJECTION: lambda _facts, _taken: {"objection_dismissed": True},
    Step.SUBMIT_DISPUTE: _disputed,
    Step.WITHDRAW_DISPUTE: lambda _facts, _taken: {"arbiter": "", "submitter": ""},
    Step.UPHOLD: lambda _facts, _taken: {"is_appointed": True},
    Step.ASK_CORRECTION: lambda _facts, _taken: {"correction_asked": True},
    Step.DECIDE_CORRECTION: lambda _facts, _taken: {"correction_asked": False},
    Step.REPORT_RESULT: lambda _facts, _taken: {"report_due": False},
    Step.EXTEND: lambda _facts, _taken: {"is_extended": True},
    Step.INVITE: lambda facts, taken: {
        "co_handlers": facts.co_handlers | {str(taken.facts["office"])}
    },
    Step.CONTRIBUTE: _contributed,
    Step.RECUSE: lambda facts, taken: (
        {"person": ""} if facts.person == taken.facts["person"] else {}
    ),
}
