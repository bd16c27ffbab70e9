"""What a row of the workflow is made of: its columns, and the sets of states, roles and classes.

The rows themselves stand in rows/, the questions asked of them in steps.py.
"""

from dataclasses import dataclass

from huiyin.rules.checks import Check, Facts
from huiyin.rules.terms import (
    LetterKind,
    Matter,
    Party,
    Procedure,
    Role,
    Stage,
    State,
    Step,
    TimeLimit,
)

S, T = State, TimeLimit

OPEN = frozenset(
    {
        S.RECEIVED,
        S.REGISTERED,
        S.DELIVERED,
        S.SIGNED,
        S.OBJECTED,
        S.DISPUTED,
        S.ACCEPTED,
        S.ANSWERED,
        S.INFORMED,
        S.SERVED,
    }
)
BEFORE_SERVICE = OPEN - {S.SERVED}
FINAL = frozenset({S.CLOSED, S.WITHDRAWN, S.HANDED_OVER, S.KEPT, S.VOIDED, S.ATTACHED, S.PRACTISED})
# Ended for the office itself: it ends with what came out of it.
WAITING = frozenset({S.SPLIT})
PASSED_ON = frozenset({S.FORWARDED, S.MOVED, S.RETURNED, S.TAKEN_BACK})
ANY = OPEN | FINAL | WAITING

NOBODY: frozenset[Role] = frozenset()
DESK = frozenset({Role.REGISTRAR, Role.DISPATCHER})
SENDING = frozenset({Role.DISPATCHER, Role.LEADER})
BUREAU = DESK | {Role.LEADER, Role.SUPERVISOR}
UNIT = frozenset({Role.HANDLER, Role.HEAD})
# Who keeps the register: a bureau's desk, or the organ that received directly (R23.1).
KEEPING = DESK | UNIT
# Who confirms as the second person; never the one who asked.
CONFIRMING = frozenset({Role.DISPATCHER, Role.HEAD, Role.LEADER})
DECIDING = DESK | UNIT | {Role.LEADER}

OTHER_PROCEDURES = frozenset(Procedure) - {Procedure.PETITION}
# What an office must do by a day; a right of the holder's own (L4) is none.
DUTY_CLOCKS = (T.L1, T.L2, T.L3, T.L4S, T.L5, T.L11, T.L11R, T.L15)
# What ends for a holder that gives the petition away, its right to object with it.
HOLDING_CLOCKS = (T.L3, T.L4, T.L4S)
OFFICE_CLOCKS = (*DUTY_CLOCKS, T.L4)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row of the workflow: from where, to where, by whom, on which clocks."""

    step: Step
    before: frozenset[State]
    after: State | None = None  # None: the state stays
    opens: State | None = None  # the state of the leg that begins at the next office
    returns: bool = False  # the leg that begins is the sender's own, where it left off
    by: frozenset[Role]  # empty where the petitioner or the system acts
    of: frozenset[Party]
    matters: frozenset[Matter | None] | None = None  # None: any, also not yet classed
    procedures: frozenset[Procedure | None] | None = None  # None within: not yet chosen
    rule_sets: frozenset[str] | None = None  # None: under every law
    needs: tuple[Check, ...] = ()
    confirmed_by: frozenset[Role] = NOBODY  # a second person; until then a Request, nothing else
    starts: tuple[TimeLimit, ...] = ()
    ends: tuple[TimeLimit, ...] = ()
    resumes: tuple[TimeLimit, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    stage: Stage | None = None
    why: str = ""  # the article or decision behind the row

    def fits(self, facts: Facts) -> bool:
        """Whether the row speaks of a petition in this state, class, procedure and law."""
        return (
            facts.state in self.before
            and (self.rule_sets is None or facts.rule_set in self.rule_sets)
            and (self.matters is None or facts.matter in self.matters)
            and (self.procedures is None or facts.procedure in self.procedures)
        )


def of(*parties: Party) -> frozenset[Party]:
    """The parties whose offices a row belongs to."""
    return frozenset(parties)


CLAIM = frozenset({Matter.CLAIM})
SUGGESTION = frozenset({Matter.SUGGESTION})
ENQUIRY = frozenset({Matter.ENQUIRY})
ACCUSATION = frozenset({Matter.ACCUSATION})
SIXTH = frozenset({Procedure.PETITION})
# Whatever is no accusation, also what the law of 2005 left without a class.
ROUTED: frozenset[Matter | None] = CLAIM | SUGGESTION | ENQUIRY | {None}
