"""The life of one petition once more, by hand: what C2 holds the product against.

Written from docs/law.md and docs/workflow.md under the law of 2022. It repeats nothing of
rules/: where they disagree, one of them is wrong; find out which.

Posts, one letter each: R 登记员  D 转办员  L 信访部门负责人  S 督查员  H 承办人  U 承办单位负责人,
at the offices that the petition has: h holder  r registering  s sender  c helping  a that decides
a dispute  x that submitted it. P is the petitioner.
Classes: 6 claim in the petition procedure, 1 claim led elsewhere, s suggestion, e enquiry,
a accusation, ? not classed yet; * any. What stands last must hold too: needs of case_model.py.
"""

from dataclasses import dataclass
from functools import cache

OPEN = [
    "received", "registered", "delivered", "signed", "objected", "disputed", "accepted",
    "answered", "informed", "served",
]  # fmt: skip
EARLY = OPEN[:-1]  # nothing was served yet
FINAL = ["closed", "withdrawn", "handed_over", "kept", "voided", "attached"]
STATES = [*OPEN, *FINAL, "split"]
SHORT = {
    "OPEN": OPEN,
    "EARLY": EARLY,
    "ANY": STATES,
    "UNDER_WAY": [*OPEN, "split"],
    "AFTER_RECEIPT": STATES[1:],
}

TABLE = """
register          RDHU    h   received                     *     registered
forward           DL      h   registered                   61se  delivered   bureau lawful
assign            DL      h   registered                   61se  delivered   bureau lawful
hand_over         DLU     h   registered,accepted,disputed a     handed_over
hand_on           DLU     h   delivered,signed             61se  delivered   lawful below
sign              HURD    h   delivered                    *     signed
allot             U       h   delivered,signed,accepted,answered,informed *  =
object            HUDL    h   delivered,signed             *     objected    may_object
agree_return      DLU     s   objected                     *     back
dismiss_objection DLU     s   objected                     *     signed
ask_return        HUDL    h   delivered,signed             *     =           sent free no_objection
take_back         DLU     s   delivered,signed             *     back        lawful free
recall            DLU     s   delivered                    *     back        lawful free
submit_dispute    HUDL    hs  signed                       61se  disputed    lawful free dismissed
submit_dispute    DL      h   registered                   61se  disputed    lawful bureau
submit_dispute    DL      r   signed                       61se  disputed    lawful free
withdraw_dispute  HUDL    x   disputed                     *     signed      sent
withdraw_dispute  DL      x   disputed                     *     registered  not_sent
appoint           UL      a   disputed                     61se  delivered   lawful
uphold            UL      a   disputed                     *     signed      sent
accept            HU      h   signed                       6     accepted
accept            HU      h   registered                   6     accepted    unit
inform            DLHU    h   registered,signed,accepted   1     informed
inform            DLHU    h   registered                   6se   informed
reply             RDLHU   h   registered                   es    answered
reply             HU      h   signed,accepted              e     answered
answer            HU      h   accepted                     6     answered
answer            HU      h   signed,accepted              s     answered
correct_letter    HUDL    h   answered,informed,served     *     answered
report_result     HUDL    h   served                       *     =           sent report_due
ask extend        HU      h   accepted                     6     =           not_extended in_time
rework            DLS     rs  answered,informed,served     *     accepted    unit sent
invite            HU      h   accepted                     *     =           lawful
contribute        HU      c   OPEN                         *     =
serve_notice      RDLHU   h   AFTER_RECEIPT                *     =           notice_h
serve_notice      RDLHU   r   AFTER_RECEIPT                *     =           notice_r
serve_notice      RDLHU   s   AFTER_RECEIPT                *     =           notice_s
serve             RDLHU   h   answered,informed            *     served      answer_h
serve             RDL     r   answered,informed            *     served      answer_r
open_notice       P       -   AFTER_RECEIPT                *     =           notice consents
open_answer       P       -   answered,informed            *     served      answer consents
rate              P       -   served,closed                *     =           rating_open
follow_up         RDLSHU  r   served,closed                *     =
close             RDLU    r   served                       *     closed      no_report_due
withdraw          P       -   EARLY                        *     withdrawn   lawful
withdraw          P       -   EARLY,handed_over            *     =           accusation
supplement        P       -   OPEN                         *     =
contact           RDLSHU  hr  ANY                          *     =
note              RDLSHU  hr  ANY                          *     =
list_people       RDHU    r   UNDER_WAY                    *     =
remind            DS      rs  delivered,signed,accepted,answered,informed *  =  elsewhere
reclassify        RDLHU   r   registered,delivered,signed,objected,disputed,accepted  61sea  =
accuse            RDLHU   r   ANY                          *     =
ask clear_accused RDLHU   r   ANY                          *     =           accused
ask_name          HU      h   delivered,signed,accepted,handed_over *  =     name_secret
answer_name       P       -   OPEN,handed_over             *     =           name_asked
ask_correction    P       -   ANY                          *     =           no_correction
decide_correction RDHU    r   ANY                          *     =           correction
reissue_code      RDHU    r   ANY                          *     =
ask keep          DL      h   registered                   61se  =           bureau lawful
ask void          RDLHU   r   EARLY                        *     =           lawful
attach            RDL     h   received,registered          *     attached    bureau lawful
split             RDL     h   registered                   61se  split       bureau lawful
ask take_up_again RDL     h   kept,attached                *     =
ask take_up_again RDLHU   r   voided                       *     =
recuse            RDLSHU  hr  UNDER_WAY,handed_over        *     =
note_review       RDLHU   r   served,closed                6     =           review_open
"""


@dataclass(frozen=True)
class Line:
    """One way in which a step is open."""

    step: str
    posts: str
    parties: str
    states: tuple[str, ...]
    kinds: str
    after: str
    needs: tuple[str, ...]


def _states(words: str) -> tuple[str, ...]:
    return tuple(state for word in words.split(",") for state in SHORT.get(word, [word]))


def _lines() -> tuple[Line, ...]:
    found = []
    for row in TABLE.strip().splitlines():
        asks = "ask " if row.startswith("ask ") else ""
        step, posts, parties, states, kinds, after, *needs = row.removeprefix(asks).split()
        found.append(Line(asks + step, posts, parties, _states(states), kinds, after, tuple(needs)))
    return tuple(found)


# What a second person agrees to, and into which state it leads.
SECOND = {
    "extend": "=",
    "keep": "kept",
    "void": "voided",
    "take_up_again": "back",
    "clear_accused": "=",
}
LINES = _lines()
STEPS = (
    *dict.fromkeys(line.step for line in LINES),
    *(f"{how} {step}" for step in SECOND for how in ("agree", "decline")),
)


@cache
def lines_of(step: str) -> tuple[Line, ...]:
    """The lines of a step; those that it was asked for by, of one that a second person decides."""
    how, _blank, what = step.partition(" ")
    return tuple(line for line in LINES if line.step == (f"ask {what}" if what else how))


def is_ever_open(step: str, state: str) -> bool:
    """Whether there is any way to take the step in a state; what is asked for may be declined."""
    if step.startswith("decline "):
        return True
    return any(state in line.states for line in lines_of(step))


CLOSED = {state: [each for each in STEPS if not is_ever_open(each, state)] for state in STATES}


def ways() -> list[tuple[str, str]]:
    """Every way out of a state: the step, its line where it has several, and the state."""
    found = []
    for step in dict.fromkeys(line.step for line in LINES):
        lines = lines_of(step)
        for n, line in enumerate(lines):
            name = f"{step} {n}" if len(lines) > 1 else step
            found += [(name, state) for state in line.states]
        if step.startswith("ask "):
            states = dict.fromkeys(state for line in lines for state in line.states)
            found += [(step.replace("ask", "agree", 1), state) for state in states]
            # What was asked for may be declined wherever the petition has come to meanwhile.
            found += [(step.replace("ask", "decline", 1), state) for state in STATES]
    return found


def step_of(way: str) -> str:
    """A way without the number of its line."""
    step, _blank, number = way.rpartition(" ")
    return step if number.isdigit() else way
