"""What may happen beside the way: 撤回, 补充, 联系, 备注, corrections, marks and names."""

from huiyin.rules import checks
from huiyin.rules.rule import (
    ANY,
    BEFORE_SERVICE,
    BUREAU,
    CONFIRMING,
    DECIDING,
    KEEPING,
    NOBODY,
    OFFICE_CLOCKS,
    OPEN,
    UNIT,
    Rule,
    of,
)
from huiyin.rules.terms import LetterKind, Party, State, Step

S, L, P = State, LetterKind, Party

BESIDE: tuple[Rule, ...] = (
    Rule(
        step=Step.WITHDRAW,
        before=BEFORE_SERVICE,
        after=S.WITHDRAWN,
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(checks.NOT_ACCUSATION,),
        ends=OFFICE_CLOCKS,
        letters=(L.WITHDRAWAL,),
        why="the petitioner's own right; the petition stays visible",
    ),
    Rule(
        step=Step.WITHDRAW,
        before=BEFORE_SERVICE | {S.HANDED_OVER},
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(checks.IS_ACCUSATION,),
        why="R30.1: an accusation goes on",
    ),
    Rule(
        step=Step.SUPPLEMENT,
        before=OPEN,
        by=NOBODY,
        of=of(P.PETITIONER),
        why="F67",
    ),
    Rule(
        step=Step.CONTACT,
        before=ANY,
        by=BUREAU | UNIT,
        of=of(P.REGISTRAR, P.HOLDER),
        why="F54",
    ),
    Rule(
        step=Step.NOTE,
        before=ANY,
        by=BUREAU | UNIT,
        of=of(P.REGISTRAR, P.HOLDER),
        why="F49: inner notes, apart from what the citizen sees",
    ),
    Rule(
        step=Step.RECLASSIFY,
        before=OPEN - {S.RECEIVED, S.ANSWERED, S.INFORMED, S.SERVED},
        by=DECIDING,
        of=of(P.REGISTRAR),
        why="1.6: old value, reason and person are kept; no clock restarts",
    ),
    Rule(
        step=Step.ACCUSE,
        before=ANY,
        by=DECIDING,
        of=of(P.REGISTRAR),
        why="R30.3",
    ),
    Rule(
        step=Step.CLEAR_ACCUSED,
        before=ANY,
        by=DECIDING,
        of=of(P.REGISTRAR),
        needs=(checks.ACCUSED_MARKED,),
        confirmed_by=CONFIRMING,
        why="R30.3: only a wrong mark may go, by two persons with a reason",
    ),
    Rule(
        step=Step.ASK_NAME,
        before=frozenset({S.DELIVERED, S.SIGNED, S.ACCEPTED, S.HANDED_OVER}),
        by=UNIT,
        of=of(P.HOLDER),
        needs=(checks.NAME_NOT_ASKED,),
        why="G4: the unit may ask, the petitioner decides",
    ),
    Rule(
        step=Step.ANSWER_NAME,
        before=OPEN | {S.HANDED_OVER},
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(checks.NAME_ASKED,),
        why="G4",
    ),
    Rule(
        step=Step.REISSUE_CODE,
        before=ANY,
        by=KEEPING,
        of=of(P.REGISTRAR),
        why="G10: three matching facts; the old code dies",
    ),
    Rule(
        step=Step.REISSUE_CODE,
        before=ANY,
        by=NOBODY,
        of=of(P.PETITIONER),
        why="G10: by SMS to the number on file; the old code dies",
    ),
)
