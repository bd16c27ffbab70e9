"""The ways in and on: 登记, 转送, 移交, 签收, 分办."""

from huiyin.rules import checks
from huiyin.rules.rule import (
    ACCUSATION,
    CLAIM,
    DESK,
    DUTY_CLOCKS,
    ENQUIRY,
    SENDING,
    SUGGESTION,
    UNIT,
    Rule,
    of,
)
from huiyin.rules.terms import LetterKind, Party, Role, Stage, State, Step, TimeLimit

S, L, T, P = State, LetterKind, TimeLimit, Party

ROUTING: tuple[Rule, ...] = (
    Rule(
        step=Step.REGISTER,
        before=frozenset({S.RECEIVED}),
        after=S.REGISTERED,
        by=DESK | UNIT,
        of=of(P.HOLDER),
        stage=Stage.RECEIVE,
        why="R22.1 R23.1",
    ),
    Rule(
        step=Step.FORWARD,
        before=frozenset({S.REGISTERED}),
        after=S.FORWARDED,
        opens=S.DELIVERED,
        by=SENDING,
        of=of(P.HOLDER),
        matters=CLAIM | SUGGESTION | ENQUIRY,
        needs=(checks.HOLDER_IS_BUREAU, checks.NOT_ACCUSATION),
        ends=(T.L1,),
        starts=(T.L3,),
        letters=(L.FORWARDING, L.FORWARDING_NOTICE),
        stage=Stage.ASSIGN,
        why="R22.2 R22.3",
    ),
    Rule(
        step=Step.HAND_OVER,
        before=frozenset({S.REGISTERED, S.ACCEPTED}),
        after=S.FORWARDED,
        opens=S.HANDED_OVER,
        by=SENDING | {Role.HEAD},
        of=of(P.HOLDER),
        matters=ACCUSATION,
        ends=DUTY_CLOCKS,
        letters=(L.HANDING_OVER, L.FORWARDING_NOTICE),
        stage=Stage.ASSIGN,
        why="R22.5 R30.1",
    ),
    Rule(
        step=Step.SIGN,
        before=frozenset({S.DELIVERED}),
        after=S.SIGNED,
        by=UNIT,
        of=of(P.HOLDER),
        why="R23.3: stamps who; the clock began on delivery",
    ),
    Rule(
        step=Step.ALLOT,
        before=frozenset({S.DELIVERED, S.SIGNED, S.ACCEPTED, S.ANSWERED, S.INFORMED}),
        by=frozenset({Role.HEAD}),
        of=of(P.HOLDER),
        why="2.8: an owner at every moment",
    ),
)
