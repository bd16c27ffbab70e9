"""管辖争议: 提请指定管辖 and the superior's decision, 指定管辖 or 维持原承办机构 (R24.1).

What the bureau must bring (two returns, or organs that claim it) its action asks for.
"""

from huiyin.rules import checks
from huiyin.rules.permissions import HEADS
from huiyin.rules.rule import (
    HOLDING_CLOCKS,
    ROUTED,
    SENDING,
    UNIT,
    Rule,
    of,
)
from huiyin.rules.terms import LetterKind, Party, Stage, State, Step, TimeLimit

S, L, T, P = State, LetterKind, TimeLimit, Party

DISPUTING: tuple[Rule, ...] = (
    Rule(
        step=Step.SUBMIT_DISPUTE,
        before=frozenset({S.SIGNED}),
        after=S.DISPUTED,
        by=UNIT | SENDING,
        of=of(P.HOLDER, P.SENDER),
        matters=ROUTED,
        needs=(checks.NOT_ACCUSATION, checks.NOT_APPOINTED, checks.OBJECTION_DISMISSED),
        why="R24.1: the objection was dismissed and they still disagree",
    ),
    Rule(
        step=Step.SUBMIT_DISPUTE,
        before=frozenset({S.REGISTERED}),
        after=S.DISPUTED,
        by=SENDING,
        of=of(P.HOLDER),
        matters=ROUTED,
        needs=(checks.HOLDER_IS_BUREAU, checks.NOT_ACCUSATION),
        why="R24.1: returned twice, nobody holds itself competent; or two organs claim it",
    ),
    Rule(
        step=Step.SUBMIT_DISPUTE,
        before=frozenset({S.SIGNED}),
        after=S.DISPUTED,
        by=SENDING,
        of=of(P.REGISTRAR),
        matters=ROUTED,
        needs=(checks.NOT_ACCUSATION, checks.NOT_APPOINTED),
        why="R24.1: another organ than the holder claims it",
    ),
    Rule(
        step=Step.WITHDRAW_DISPUTE,
        before=frozenset({S.DISPUTED}),
        after=S.SIGNED,
        by=UNIT | SENDING,
        of=of(P.SUBMITTER),
        needs=(checks.HAS_SENDER,),
        why="R24.1: they agree after all; it stands where it stood, the limits ran on",
    ),
    Rule(
        step=Step.WITHDRAW_DISPUTE,
        before=frozenset({S.DISPUTED}),
        after=S.REGISTERED,
        by=SENDING,
        of=of(P.SUBMITTER),
        needs=(checks.HAS_NO_SENDER,),
        why="R24.1: the bureau decides itself where it goes; the limits ran on",
    ),
    Rule(
        step=Step.APPOINT,
        before=frozenset({S.DISPUTED}),
        after=S.FORWARDED,
        opens=S.DELIVERED,
        by=HEADS,
        of=of(P.ARBITER),
        matters=ROUTED,
        needs=(checks.NOT_ACCUSATION,),
        ends=(T.L1, *HOLDING_CLOCKS),
        starts=(T.L3,),
        letters=(L.JURISDICTION, L.FORWARDING_NOTICE),
        stage=Stage.ASSIGN,
        why="R24.1: binding; the organ named has L3 of its own and no right to object",
    ),
    Rule(
        step=Step.UPHOLD,
        before=frozenset({S.DISPUTED}),
        after=S.SIGNED,
        by=HEADS,
        of=of(P.ARBITER),
        needs=(checks.HAS_SENDER,),
        letters=(L.JURISDICTION,),
        why="R24.1: it stays where it is; the limits ran on all the while",
    ),
)
