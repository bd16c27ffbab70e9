"""Ends without an answer of its own: 存, 作废, 并入, 分拆; and 回避, 登记复查申请."""

from huiyin.rules import checks
from huiyin.rules.rule import (
    ANY,
    BEFORE_SERVICE,
    BUREAU,
    CLAIM,
    CONFIRMING,
    DESK,
    ENQUIRY,
    FINAL,
    KEEPING,
    OFFICE_CLOCKS,
    SENDING,
    SIXTH,
    SUGGESTION,
    UNIT,
    Rule,
    of,
)
from huiyin.rules.terms import LetterKind, Party, Role, State, Step, TimeLimit

S, L, T, P = State, LetterKind, TimeLimit, Party

ENDING: tuple[Rule, ...] = (
    Rule(
        step=Step.KEEP,
        before=frozenset({S.REGISTERED}),
        after=S.KEPT,
        by=SENDING,
        of=of(P.HOLDER),
        matters=CLAIM | SUGGESTION | ENQUIRY,
        needs=(checks.HOLDER_IS_BUREAU, checks.NOT_ACCUSATION),
        confirmed_by=CONFIRMING,
        ends=OFFICE_CLOCKS,
        letters=(L.APPROVAL,),
        why="1.4 KEEP: a reason and a second person; counted in the public figures",
    ),
    Rule(
        step=Step.VOID,
        before=BEFORE_SERVICE,
        after=S.VOIDED,
        by=KEEPING | {Role.LEADER},
        of=of(P.REGISTRAR),
        needs=(checks.NOT_ACCUSATION,),
        confirmed_by=CONFIRMING,
        ends=OFFICE_CLOCKS,
        letters=(L.APPROVAL,),
        why="2.8: registered by mistake; stays visible and is counted",
    ),
    Rule(
        step=Step.ATTACH,
        before=frozenset({S.RECEIVED, S.REGISTERED}),
        after=S.ATTACHED,
        by=DESK | {Role.LEADER},
        of=of(P.HOLDER),
        needs=(checks.HOLDER_IS_BUREAU, checks.NOT_ACCUSATION),
        ends=OFFICE_CLOCKS,
        why="1.7: a repeat while the first is open joins it",
    ),
    Rule(
        step=Step.SPLIT,
        before=frozenset({S.REGISTERED}),
        after=S.SPLIT,
        by=DESK | {Role.LEADER},
        of=of(P.HOLDER),
        matters=CLAIM | SUGGESTION | ENQUIRY,
        needs=(checks.HOLDER_IS_BUREAU, checks.NOT_ACCUSATION),
        ends=OFFICE_CLOCKS,
        why="R28.2: several matters; it ends when those that came out of it do",
    ),
    Rule(
        step=Step.RECUSE,
        before=ANY - FINAL | {S.HANDED_OVER},
        by=BUREAU | UNIT,
        of=of(P.HOLDER, P.REGISTRAR),
        why="R28.3",
    ),
    Rule(
        step=Step.NOTE_REVIEW,
        before=frozenset({S.SERVED, S.CLOSED}),
        by=KEEPING | {Role.LEADER},
        of=of(P.REGISTRAR),
        matters=CLAIM,
        procedures=SIXTH,
        why="R35.1 L7: a request handed in is recorded with its day",
    ),
)
