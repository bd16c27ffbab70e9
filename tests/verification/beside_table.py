"""The steps beside the way, by hand: those of an emergency, of the law of 2005, of masked copies.

What C2's first table leaves out (case_table.py), written from docs/law.md (A15, A18-A24, L15,
§ 1.14, G4) and read as that one is: step, posts, parties, states, law, what else must hold.

Posts and parties as there, and in the groups of an emergency: G 组长  E 副组长  M 成员;
g the groups of the mark (交办组 督导组 办公室), l its leading group, d the groups that are an arm
of the bureau which has it. Laws: 05 the law of 2005 only, * each.
"""

from dataclasses import dataclass
from functools import cache

from tests.verification.case_table import EARLY, FINAL, OPEN, SHORT, STATES

__all__ = ["EARLY", "FINAL", "OPEN", "STATES"]

TABLE = """
mark             RDLSHU  r   OPEN              *   lawful unmarked
ask clear_mark   RDLSHU  r   OPEN              *   marked
acknowledge      GEM     l   ANY               *   marked
chase            GEM     gl  ANY               *   marked
chase            DLS     r   ANY               *   marked
forward          GE      d   registered        *   lawful marked
assign           GE      d   registered        *   lawful marked
contact          GEM     g   ANY               *
note             GEM     gl  ANY               *
explain          RDLSHU  hr  ANY               *   marked
explain          GEM     g   ANY               *   marked
tell_result      RDLSHU  hr  OPEN              *   untold
tell_result      GEM     g   OPEN              *   untold
follow_up        RDLSHU  r   EARLY             *   told
follow_up        GEM     g   ANY               *   told
lead             GE      l   OPEN              *   unled
lead             L       r   OPEN              *   unled
lead_result      RDLSHU  hr  ANY               *   led
lead_result      GEM     g   ANY               *   led
track            RDLSHU  r   ANY               *   told untracked
track            GEM     g   ANY               *   told untracked
accept           HU      h   signed            05
accept           HU      h   registered        05  unit
inform           DLHU    h   registered,signed 05
answer           HU      h   accepted          05
ask extend       HU      h   accepted          05  not_extended in_time
note_review      RDLHU   r   served,closed     05  review_open
release_copy     RDHU    r   UNSEALED          *   hidden not_out
take_back_copy   RDHU    r   ANY               *   out
"""
WORDS = SHORT | {"UNSEALED": [state for state in STATES if state != "handed_over"]}


@dataclass(frozen=True)
class Line:
    """One way in which a step is open."""

    step: str
    posts: str
    parties: str
    states: tuple[str, ...]
    law: str
    needs: tuple[str, ...]


def _lines() -> tuple[Line, ...]:
    found = []
    for row in TABLE.strip().splitlines():
        asks = "ask " if row.startswith("ask ") else ""
        step, posts, parties, words, law, *needs = row.removeprefix(asks).split()
        states = tuple(each for word in words.split(",") for each in WORDS.get(word, [word]))
        found.append(Line(asks + step, posts, parties, states, law, tuple(needs)))
    return tuple(found)


LINES = _lines()
ASKED = tuple(line.step.removeprefix("ask ") for line in LINES if line.step.startswith("ask "))
STEPS = (
    *dict.fromkeys(line.step for line in LINES),
    *(f"{how} {step}" for step in ASKED for how in ("agree", "decline")),
)
# Of these some lines stand in the first table: here only what is closed to the groups is tried.
OF_BOTH = ("forward", "assign", "contact", "note", "follow_up")
OF_2005 = frozenset(line.step for line in LINES if line.law == "05")

Edge = tuple[str, str]  # the step, with its line where it has several, and the state


@cache
def lines_of(step: str) -> tuple[Line, ...]:
    """The lines of a step; those that it was asked for by, of one that a second person decides."""
    how, _blank, what = step.partition(" ")
    return tuple(line for line in LINES if line.step == (f"ask {what}" if what else how))


def name_of(line: Line) -> str:
    """The step of a line, with its number where the step has several."""
    lines = lines_of(line.step)
    return f"{line.step} {lines.index(line)}" if len(lines) > 1 else line.step


@cache
def edges() -> dict[Edge, Line]:
    """Every way out of a state, with the line by which it is open."""
    found: dict[Edge, Line] = {}
    for line in LINES:
        found |= {(name_of(line), state): line for state in line.states}
        if line.step.startswith("ask "):
            what = line.step.removeprefix("ask ")
            found |= {(f"agree {what}", state): line for state in line.states}
            # What was asked for may be declined wherever the petition has come to meanwhile.
            found |= {(f"decline {what}", state): line for state in STATES}
    return found


# What can happen, and is gone in test_c02_declined.py: asked for before it was answered, decided on
# when it had come back as an accusation. The walks of this model go no such way.
ELSEWHERE = {
    ("decline extend", state)
    for state in (
        *("registered", "delivered", "signed", "disputed", "informed"),
        *("handed_over", "kept", "attached", "split"),
    )
}

REASONS: dict[str, list[Edge]] = {
    "what was handed over sealed is laid before no group (docs/law.md, who sees what)": [
        (step, "handed_over")
        for step in (
            *("acknowledge", "chase 0", "contact", "note", "explain 1"),
            *("follow_up 1", "lead_result 1", "track 1"),
        )
    ],
    "what was registered is never merely received again": [("decline extend", "received")],
    "the law of 2005 knows no objection": [("decline extend", "objected")],
}
NEVER = {edge for some in REASONS.values() for edge in some}
POSSIBLE = {edge: line for edge, line in edges().items() if edge not in NEVER | ELSEWHERE}
