"""Letters reach the petitioner, who says what they think of it: 送达, 评价, 回访, 办结."""

from huiyin.rules import checks
from huiyin.rules.rule import ANY, BUREAU, DECIDING, DESK, NOBODY, UNIT, Rule, of
from huiyin.rules.terms import Party, Role, Stage, State, Step

S, P = State, Party

SERVING: tuple[Rule, ...] = (
    Rule(
        step=Step.SERVE_NOTICE,
        before=ANY - {S.RECEIVED},
        by=DECIDING,
        of=of(P.HOLDER),
        needs=(checks.NOTICE_UNSERVED, checks.NOTICE_OF_HOLDER),
        why="R23.3: the duty ends when the notice is served, not when it is drafted",
    ),
    Rule(
        step=Step.SERVE_NOTICE,
        before=ANY - {S.RECEIVED},
        by=DECIDING,
        of=of(P.REGISTRAR),
        needs=(checks.NOTICE_UNSERVED, checks.NOTICE_OF_REGISTRAR),
        why="R23.2 G4: the bureau's own notices, and those of a unit that may not know the name",
    ),
    Rule(
        step=Step.SERVE_NOTICE,
        before=ANY - {S.RECEIVED},
        by=DECIDING,
        of=of(P.SENDER),
        needs=(checks.NOTICE_UNSERVED, checks.NOTICE_OF_SENDER),
        why="R23.1: who sends on tells the petitioner where it went",
    ),
    Rule(
        step=Step.SERVE_NOTICE,
        before=ANY - {S.RECEIVED},
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(checks.NOTICE_UNSERVED, checks.CONSENTS),
        why="electronic service: the first opening with the code",
    ),
    Rule(
        step=Step.SERVE,
        before=frozenset({S.ANSWERED, S.INFORMED}),
        after=S.SERVED,
        by=DECIDING,
        of=of(P.HOLDER),
        needs=(checks.ANSWER_UNSERVED, checks.HOLDER_SERVES),
        why="R34.1 R35.1: without a service date no review period starts",
    ),
    Rule(
        step=Step.SERVE,
        before=frozenset({S.ANSWERED, S.INFORMED}),
        after=S.SERVED,
        by=DESK | {Role.LEADER},
        of=of(P.REGISTRAR),
        needs=(checks.ANSWER_UNSERVED, checks.REGISTRAR_SERVES),
        why="G4: the bureau serves where the name is hidden from the unit",
    ),
    Rule(
        step=Step.SERVE,
        before=frozenset({S.ANSWERED, S.INFORMED}),
        after=S.SERVED,
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(checks.ANSWER_UNSERVED, checks.CONSENTS),
        why="electronic service: the first opening with the code",
    ),
    Rule(
        step=Step.RATE,
        before=frozenset({S.SERVED, S.CLOSED}),
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(checks.RATING_OPEN,),
        why="R21.1 G8",
    ),
    Rule(
        step=Step.FOLLOW_UP,
        before=frozenset({S.SERVED, S.CLOSED}),
        by=BUREAU | UNIT,
        of=of(P.REGISTRAR),
        stage=Stage.FOLLOW_UP,
        why="A15",
    ),
    Rule(
        step=Step.CLOSE,
        before=frozenset({S.SERVED}),
        after=S.CLOSED,
        by=DESK | {Role.LEADER, Role.HEAD},
        of=of(P.REGISTRAR),
        needs=(checks.NO_REPORT_DUE, checks.NO_RESULT_DUE),
        why="2.8: closed only with an answer served",
    ),
)
