"""With what each step beside the way can be taken, and what it leaves behind in the model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from huiyin.rules.moments import localdate
from tests.verification.beside_model import PATIENCE, STAGES, Life, Mark
from tests.verification.beside_table import lines_of
from tests.verification.case_model import COUNTY, HOUSING, LABOUR, LOWER, WATER

LONGEST = timedelta(days=30)


@dataclass(frozen=True)
class Given:
    """With what a step is taken."""

    to: str = ""  # an office, an emergency, a stage, a leader
    until: date | None = None
    when: datetime | None = None
    is_confirmed: bool = False
    kind: str = ""


NOTHING = Given()
Choose = Callable[[Life, str], list[Given]]
Effect = Callable[[Life, str, Given], None]


def fitting(life: Life, step: str, who: str) -> list[Given]:
    """Everything that a step, which is allowed, can be taken with; none, and it is not taken."""
    return CHOICES[step](life, who) if step in CHOICES else [NOTHING]


def _emergencies(life: Life, _who: str) -> list[Given]:
    """Those that reach the bureau; entered late, what was found a little while ago."""
    there = ["city", "county"] if life.home == COUNTY else ["city"]
    found = life.at - timedelta(minutes=20)
    moments = [None, found] if life.registered and life.registered <= found else [None]
    return [Given(to=each, when=when) for each in there for when in moments]


def _stages(life: Life, _who: str) -> list[Given]:
    chased = life.mark.chased if life.mark else {}
    heard = {each for each, at in chased.items() if at > life.at - PATIENCE}
    return [Given(to=each) for each in STAGES if each not in heard]


def _once(life: Life, who: str) -> list[Given]:
    return [] if life.mark and who in life.mark.read_by else [NOTHING]


def _leaders(life: Life, _who: str) -> list[Given]:
    assert life.mark is not None
    until = localdate(life.at) + timedelta(days=2)
    named = {"yunling-bureau": "gu.mingche", COUNTY: "qi.mingxu"}.get(life.home)
    of_group = f"{life.mark.leading}:G"
    return [Given(to=each, until=until) for each in (named, of_group) if each]


def _organs(life: Life, _who: str) -> list[Given]:
    until = localdate(life.at) + LONGEST
    organs = (LOWER,) if life.home == COUNTY else (WATER, HOUSING, LABOUR)
    return [Given(to=each, until=until) for each in organs]


def _moments(life: Life, _who: str) -> list[Given]:
    assert life.mark is not None
    earlier = max(life.mark.counted, life.at - timedelta(minutes=5))
    return [Given(when=life.at), Given(when=earlier)]


CHOICES: dict[str, Choose] = {
    "mark": _emergencies,
    "acknowledge": _once,
    "chase": _stages,
    "forward": _organs,
    "assign": _organs,
    "tell_result": _moments,
    "lead": _leaders,
    "accept": lambda life, _who: [Given(kind=life.kind)],
    "inform": lambda life, _who: [Given(kind=life.kind)],
    "answer": lambda life, _who: [Given(kind=life.kind)],
    "note_review": lambda life, _who: [Given(until=localdate(life.at))],
    "track": lambda _life, _who: [NOTHING, NOTHING, Given(is_confirmed=True)],
}


def take(life: Life, step: str, who: str, given: Given) -> None:
    """Let a step beside the way happen to the model."""
    how, _blank, what = step.partition(" ")
    life.events += 1
    if how == "ask":
        life.asked[what] = (who, life.deciding(who))
        life.ever_asked.add(what)
    elif how in ("agree", "decline"):
        del life.asked[what]
        if how == "agree":
            EFFECTS[what](life, who, given)
    else:
        assert lines_of(step)
        EFFECTS.get(step, _nothing)(life, who, given)


def _nothing(_life: Life, _who: str, _given: Given) -> None:
    """An event, and no more."""


def _marked(life: Life, _who: str, given: Given) -> None:
    """From receipt when marked at registration, else from when it was found; once and for all."""
    assert life.arrived is not None
    found = given.when or life.at
    at_once = life.registered is None or life.registered == life.at
    counted = life.first.setdefault(given.to, life.arrived if at_once else found)
    life.mark = Mark(given.to, counted)
    life.start("L15", started=counted, until=localdate(life.mark.due))
    life.events += 1  # the report to the leading group


def _cleared(life: Life, _who: str, _given: Given) -> None:
    life.mark = None
    life.end("L15")


def _mark(life: Life) -> Mark:
    assert life.mark is not None
    return life.mark


def _told(life: Life, _who: str, _given: Given) -> None:
    _mark(life).told = True
    life.end("L15")


def _chased(life: Life, _who: str, given: Given) -> None:
    _mark(life).chased[given.to] = life.at


def _led(is_led: bool) -> Effect:
    def effect(life: Life, _who: str, _given: Given) -> None:
        _mark(life).led = is_led

    return effect


def _tracked(life: Life, _who: str, given: Given) -> None:
    _mark(life).tracked = given.is_confirmed


def sent(life: Life, _who: str, given: Given) -> None:
    """To the organ that is competent, with limits of its own."""
    life.end("L1")
    life.go_to(given.to, "delivered")
    life.start("L3")
    if life.law == "22":
        life.start("L4")


def _assigned(life: Life, who: str, given: Given) -> None:
    sent(life, who, given)
    life.start("L11", until=given.until)


def stands(state: str, *begins: str) -> Effect:
    """The state to which a step of the old law leads, and the clocks that begin with it."""

    def effect(life: Life, _who: str, _given: Given) -> None:
        life.state = state
        for limit in begins:
            life.start(limit)

    return effect


def _reviewed(life: Life, _who: str, given: Given) -> None:
    """In time; later it is no request for a review, and the period has run out (R35.1)."""
    if given.until and all(given.until <= each.legal for each in life.running("L7")):
        life.end("L7")


def _out(is_out: bool) -> Effect:
    def effect(life: Life, _who: str, _given: Given) -> None:
        life.is_out = is_out

    return effect


def _extended(life: Life, _who: str, _given: Given) -> None:
    """The notice is issued; the day moves when that is served, which the first model does."""
    life.is_extended = True


EFFECTS: dict[str, Effect] = {
    "accept": stands("accepted", "L5"),
    "inform": stands("informed"),
    "answer": stands("answered"),
    "extend": _extended,
    "note_review": _reviewed,
    "release_copy": _out(True),
    "take_back_copy": _out(False),
    "mark": _marked,
    "clear_mark": _cleared,
    "acknowledge": lambda life, who, _given: _mark(life).read_by.add(who),
    "chase": _chased,
    "tell_result": _told,
    "lead": _led(True),
    "lead_result": _led(False),
    "track": _tracked,
    "forward": sent,
    "assign": _assigned,
}
