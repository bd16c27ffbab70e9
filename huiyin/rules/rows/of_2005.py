"""What the law of 2005 does otherwise: whatever is accepted runs the sixty days, without a class.

Everything else of the table holds under both laws; what needs a class or an objection is never
reached here (docs/law.md § 1.14).
"""

from huiyin.rules import checks
from huiyin.rules.rule import CONFIRMING, KEEPING, ROUTED, SENDING, UNIT, Rule, of
from huiyin.rules.terms import LetterKind, Party, Role, Stage, State, Step, TimeLimit

S, L, T, P = State, LetterKind, TimeLimit, Party
ONLY = frozenset({"2005"})

OF_2005: tuple[Rule, ...] = (
    Rule(
        step=Step.ACCEPT,
        before=frozenset({S.SIGNED}),
        after=S.ACCEPTED,
        by=UNIT,
        of=of(P.HOLDER),
        rule_sets=ONLY,
        matters=ROUTED,
        starts=(T.L5,),
        letters=(L.ACCEPTANCE,),
        why="T05.21 T05.33",
    ),
    Rule(
        step=Step.ACCEPT,
        before=frozenset({S.REGISTERED}),
        after=S.ACCEPTED,
        by=UNIT,
        of=of(P.HOLDER),
        rule_sets=ONLY,
        matters=ROUTED,
        needs=(checks.HOLDER_IS_NO_BUREAU, checks.NOT_ACCUSATION),
        starts=(T.L5,),
        letters=(L.ACCEPTANCE,),
        why="T05.22 T05.33",
    ),
    Rule(
        step=Step.INFORM,
        before=frozenset({S.REGISTERED, S.SIGNED}),
        after=S.INFORMED,
        by=SENDING | UNIT,
        of=of(P.HOLDER),
        rule_sets=ONLY,
        matters=ROUTED,
        needs=(checks.NOT_ACCUSATION,),
        letters=(L.INFORMATION,),
        stage=Stage.HANDLE,
        why="T05.21: not accepted, for a court, an arbitration or a reconsideration decides",
    ),
    Rule(
        step=Step.ANSWER,
        before=frozenset({S.ACCEPTED}),
        after=S.ANSWERED,
        by=UNIT,
        of=of(P.HOLDER),
        rule_sets=ONLY,
        matters=ROUTED,
        letters=(L.OPINION,),
        stage=Stage.HANDLE,
        why="T05.32 T05.33",
    ),
    Rule(
        step=Step.EXTEND,
        before=frozenset({S.ACCEPTED}),
        by=UNIT,
        of=of(P.HOLDER),
        rule_sets=ONLY,
        matters=ROUTED,
        needs=(checks.NOT_EXTENDED, checks.IN_TIME),
        confirmed_by=CONFIRMING,
        letters=(L.EXTENSION,),
        why="T05.33: once, at most thirty days, with the reason told",
    ),
    Rule(
        step=Step.NOTE_REVIEW,
        before=frozenset({S.SERVED, S.CLOSED}),
        by=KEEPING | {Role.LEADER},
        of=of(P.REGISTRAR),
        rule_sets=ONLY,
        matters=ROUTED,
        why="T05.34: a request handed in is recorded with its day",
    ),
)
