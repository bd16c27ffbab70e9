"""What each step leaves behind in the model."""

from __future__ import annotations

from collections.abc import Callable

from huiyin.rules.moments import localdate
from tests.verification.case_choices import With
from tests.verification.case_model import CAST, HELD, OF_OFFICES, Case, Letter
from tests.verification.case_table import lines_of

ENDS = {"acceptance": ("L2", "L3")}
DUTIES = tuple(each for each in OF_OFFICES if each != "L4")

Effect = Callable[[Case, str, With], None]


def take(case: Case, step: str, who: str, given: With) -> None:
    """Let a step happen to the model."""
    line = next(
        (each for each in lines_of(step) if case.acts(each, who) and case.meets(each)), None
    )
    case.events += 1
    before = case.state
    how, _blank, what = step.partition(" ")
    if how == "ask":
        case.asked[what] = (who, case.deciding(who))
        case.ever_asked.add(what)
    elif how in ("agree", "decline"):
        del case.asked[what]
        if how == "agree":
            EFFECTS[what](case, who, given)
    else:
        assert line is not None, f"{step} is not open to {who}"
        if line.after not in ("=", "back", "delivered", "handed_over"):
            case.stand(line.after)
        EFFECTS.get(step, _nothing)(case, who, given)
    if before == "disputed" and case.state != before:
        case.arbiter = case.submitter = ""
    if case.state in ("kept", "voided", "attached") and before != case.state:
        case.stood = before, case.at


def _nothing(_case: Case, _who: str, _given: With) -> None:
    """An event, and no more."""


def _server(case: Case) -> str:
    return case.registering if case.hides_name else case.holder


def _registered(case: Case, who: str, given: With) -> None:
    case.kind, case.registered_by = given.kind, who


def _sent(case: Case, _who: str, given: With) -> None:
    case.end("L1")
    _deliver(case, given.to)
    if given.until:
        case.start("L11", until=given.until)


def _deliver(case: Case, to: str, state: str = "delivered", sender: str = "") -> None:
    before = sender or case.holder
    case.begin_leg(to, before, state)
    if state == "delivered":
        case.start("L3")
        case.start("L4")
    case.issue("forwarding_notice", before)


def _handed_on(case: Case, _who: str, given: With) -> None:
    case.end(*HELD, outcome="handed_on")
    _deliver(case, given.to)


def _handed_over(case: Case, _who: str, given: With) -> None:
    case.end(*OF_OFFICES)
    _deliver(case, given.to, "handed_over")


def _given_back(ending: str) -> Effect:
    def effect(case: Case, _who: str, _given: With) -> None:
        """To who sent it, where that office's own turn left off."""
        case.end(*HELD, outcome="returned")
        gone = case.leg
        gone.state = ending
        earlier = [each for each in case.legs if each.holder == gone.sender][-1]
        for clock in case.running():
            if clock.leg == gone.number:
                clock.ended, clock.outcome = case.at, "returned"
        for letter in case.letters:
            if letter.leg == gone.number and not letter.is_served:
                letter.is_current = False
        first = earlier.sender == ""
        case.begin_leg(
            gone.sender, earlier.sender, "registered" if first else "signed", earlier.person
        )
        for clock in case.clocks:
            if clock.leg == earlier.number and clock.limit == "L3":
                clock.ended, clock.outcome = None, ""
        if first:
            case.resume("L1", "L2")

    return effect


def _allotted(case: Case, _who: str, given: With) -> None:
    case.leg.person = given.person


def _objected(case: Case, _who: str, _given: With) -> None:
    case.end("L4")
    case.start("L4s")


def _disputed(case: Case, who: str, given: With) -> None:
    between = {*given.claims} if given.claims else {case.holder, case.leg.sender}
    if given.claims and case.leg.sender:
        between.add(case.holder)
    case.submitter = CAST[who][1]
    case.arbiter = case.superior(between, case.submitter)


def _appointed(case: Case, _who: str, given: With) -> None:
    case.end("L1", *HELD, outcome="appointed")
    gone = case.leg
    before = gone.sender or gone.holder
    sender = before if before != given.to else case.registering
    for letter in case.letters:
        if letter.leg == gone.number and not letter.is_served:
            letter.is_current = False
    case.begin_leg(given.to, sender, "delivered")
    case.start("L3")
    case.leg.is_appointed = True
    case.issue("forwarding_notice", sender)


def _upheld(case: Case, _who: str, _given: With) -> None:
    case.leg.is_appointed = True


def _accepted(case: Case, _who: str, _given: With) -> None:
    case.end("L4")
    case.start("L5")
    case.issue("acceptance", _server(case))


def _answered(kind: str) -> Effect:
    def effect(case: Case, _who: str, _given: With) -> None:
        case.end("L4")
        if kind == "answer":
            case.drop([each for each in case.letters if each.is_answer])
        made = {"answer": "opinion" if case.kind == "6" else "suggestion_reply"}.get(kind, kind)
        case.issue(made, _server(case), is_answer=True)

    return effect


def _corrected(case: Case, _who: str, _given: With) -> None:
    old = [each for each in case.letters if each.is_answer and each.is_current][-1]
    if old.is_served:
        case.resume(*DUTIES, ended=case.served_at)
    old.is_current = False
    case.issue(old.kind, _server(case), is_answer=True)


def _reworked(case: Case, _who: str, given: With) -> None:
    if given.until:
        case.start("L11r", until=given.until)
    else:
        case.drop([each for each in case.letters if each.is_answer and not each.is_served])


def _served(case: Case, _who: str, given: With) -> None:
    letter: Letter = case.letters[given.letter or 0]
    letter.is_served = True
    case.end(*ENDS.get(letter.kind, ()))
    if letter.kind == "extension":
        for clock in case.running("L5"):
            if localdate(case.at) <= clock.legal:
                case.start("L5", started=clock.started, more=30)
    if letter.is_answer:
        case.end(*(each for each in OF_OFFICES if each != "L11"))
        case.served_at = case.at
        if letter.kind == "opinion":
            case.start("L7")
        case.start("G8")


def _extended(case: Case, _who: str, _given: With) -> None:
    case.is_extended = True
    case.issue("extension", _server(case))


def _ended(state: str) -> Effect:
    def effect(case: Case, _who: str, _given: With) -> None:
        case.end(*OF_OFFICES)
        case.stand(state)

    return effect


def _taken_up(case: Case, _who: str, _given: With) -> None:
    assert case.stood is not None
    state, when = case.stood
    if state == "disputed":
        state = "signed" if case.leg.sender else "registered"
    case.stand(state)
    for clock in case.clocks:
        if clock.ended == when and clock.limit in OF_OFFICES:
            clock.ended, clock.outcome = None, ""


def _reclassed(case: Case, _who: str, given: With) -> None:
    case.kind = given.kind
    if given.kind == "a":
        _brought_back(case)


def _accused(case: Case, _who: str, given: With) -> None:
    case.accused.add(given.to)
    if given.to == case.holder and (case.is_open or case.state == "handed_over"):
        _brought_back(case)


def _brought_back(case: Case) -> None:
    if case.holder == case.registering:
        return
    told = case.disclosure
    case.begin_leg(case.registering, "", "received" if case.kind == "?" else "registered")
    case.disclosure = told
    case.end(*(each for each in OF_OFFICES if each not in ("L1", "L2")), outcome="moved")
    case.resume("L1", "L2")
    for letter in case.letters:
        if letter.waits and letter.is_answer:
            letter.is_current = False
        elif letter.waits:
            letter.server = case.registering


def _stepped_back(case: Case, who: str, _given: With) -> None:
    case.recused.add(who)
    if case.leg.person == who:
        case.leg.person = ""


def _attached(case: Case, _who: str, given: With) -> None:
    case.end(*OF_OFFICES)
    case.kin = True
    if given.other is not None:
        given.other.kin = True
        given.other.events += 1


def _split(case: Case, _who: str, _given: With) -> None:
    case.end(*OF_OFFICES)
    case.kin = True


def _asked_for_review(case: Case, _who: str, given: With) -> None:
    """In time; later it is no request for a review, and the period has run out (R35.1)."""
    if given.until and all(given.until <= each.legal for each in case.running("L7")):
        case.end("L7")


def _set(name: str, value: object) -> Effect:
    return lambda case, _who, _given: setattr(case, name, value)


def _withdrawn(case: Case, _who: str, _given: With) -> None:
    if case.state == "withdrawn":
        case.end(*OF_OFFICES, outcome="withdrawn")


EFFECTS: dict[str, Effect] = {
    "register": _registered,
    "forward": lambda case, who, given: _sent(case, who, With(to=given.to)),
    "assign": _sent,
    "hand_on": _handed_on,
    "hand_over": _handed_over,
    "allot": _allotted,
    "object": _objected,
    "agree_return": _given_back("returned"),
    "take_back": _given_back("taken_back"),
    "recall": _given_back("taken_back"),
    "dismiss_objection": lambda case, _who, _given: case.end("L4s"),
    "submit_dispute": _disputed,
    "appoint": _appointed,
    "uphold": _upheld,
    "accept": _accepted,
    "inform": _answered("information"),
    "reply": _answered("reply"),
    "answer": _answered("answer"),
    "correct_letter": _corrected,
    "report_result": lambda case, _who, _given: case.end("L11"),
    "rework": _reworked,
    "invite": lambda case, _who, given: case.helping.add(given.to),
    "contribute": lambda case, who, _given: case.helping.discard(CAST[who][1]),
    "serve_notice": _served,
    "open_notice": _served,
    "serve": _served,
    "open_answer": _served,
    "extend": _extended,
    "keep": _ended("kept"),
    "void": _ended("voided"),
    "take_up_again": _taken_up,
    "clear_accused": lambda case, _who, _given: case.accused.clear(),
    "withdraw": _withdrawn,
    "ask_name": _set("disclosure", "asked"),
    "answer_name": _set("disclosure", "granted"),
    "ask_correction": _set("correction", True),
    "decide_correction": _set("correction", False),
    "note_review": _asked_for_review,
    "reclassify": _reclassed,
    "accuse": _accused,
    "recuse": _stepped_back,
    "attach": _attached,
    "split": _split,
}
