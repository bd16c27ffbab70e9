"""应急: 标记 上报 阅知 催问 解释说明 反馈结果 领导督办 跟踪 (A15, A18-A24)."""

from dataclasses import replace

from huiyin.rules import checks
from huiyin.rules.permissions import GROUPED
from huiyin.rules.rows.routing import ROUTING
from huiyin.rules.rule import ANY, BUREAU, CONFIRMING, OPEN, UNIT, Rule, of
from huiyin.rules.terms import Party, Role, Stage, State, Step, TimeLimit

S, T, P = State, TimeLimit, Party

WORKING = BUREAU | UNIT
AROUND = of(P.REGISTRAR, P.HOLDER)
GROUP_LEADERS = frozenset({Role.GROUP_HEAD, Role.GROUP_DEPUTY})

EMERGENCY: tuple[Rule, ...] = (
    Rule(
        step=Step.MARK,
        before=OPEN,
        by=WORKING,
        of=of(P.REGISTRAR),
        needs=(checks.NOT_ACCUSATION, checks.NOT_MARKED),
        starts=(T.L15,),
        why="A18 A24: while an emergency is current; an accusation stays on the sealed path",
    ),
    Rule(
        step=Step.CLEAR_MARK,
        before=OPEN,
        by=WORKING,
        of=of(P.REGISTRAR),
        needs=(checks.IS_MARKED,),
        confirmed_by=CONFIRMING,
        ends=(T.L15,),
        why="only a wrong mark may go, by two persons with a reason; the record stays",
    ),
    Rule(
        step=Step.ACKNOWLEDGE,
        before=ANY,
        by=GROUPED,
        of=of(P.LEADING),
        needs=(checks.IS_MARKED,),
        why="A19: each member of the leading group confirms having read the report",
    ),
    Rule(
        step=Step.CHASE,
        before=ANY,
        by=GROUPED,
        of=of(P.GROUP, P.LEADING),
        needs=(checks.IS_MARKED,),
        why="B24: who follows every one from the start asks for the stage that is missing",
    ),
    Rule(
        step=Step.CHASE,
        before=ANY,
        by=frozenset({Role.DISPATCHER, Role.LEADER, Role.SUPERVISOR}),
        of=of(P.REGISTRAR),
        needs=(checks.IS_MARKED,),
        why="B24: the registering bureau too",
    ),
    *(
        replace(
            rule,
            by=GROUP_LEADERS,
            of=of(P.DISPATCHING),
            needs=(*rule.needs, checks.IS_MARKED),
            why=f"B12 T11 {rule.why}: the group is an arm of the bureau in whose name it sends",
        )
        for rule in ROUTING
        if rule.step in (Step.FORWARD, Step.ASSIGN)
    ),
    Rule(
        step=Step.CONTACT,
        before=ANY,
        by=GROUPED,
        of=of(P.GROUP),
        why="A20: the group of an emergency petition speaks to the petitioner",
    ),
    Rule(
        step=Step.NOTE,
        before=ANY,
        by=GROUPED,
        of=of(P.GROUP, P.LEADING),
        why="F49",
    ),
    Rule(
        step=Step.EXPLAIN,
        before=ANY,
        by=WORKING,
        of=AROUND,
        needs=(checks.IS_MARKED,),
        why="A21: what was explained, with the policy answers used; content, never pressure",
    ),
    Rule(
        step=Step.EXPLAIN,
        before=ANY,
        by=GROUPED,
        of=of(P.GROUP),
        needs=(checks.IS_MARKED,),
        why="A21",
    ),
    Rule(
        step=Step.TELL_RESULT,
        before=OPEN,
        by=WORKING,
        of=AROUND,
        needs=(checks.RESULT_NOT_TOLD,),
        ends=(T.L15,),
        stage=Stage.HANDLE,
        why="A23 L15: the result told to the petitioner, which serves no letter",
    ),
    Rule(
        step=Step.TELL_RESULT,
        before=OPEN,
        by=GROUPED,
        of=of(P.GROUP),
        needs=(checks.RESULT_NOT_TOLD,),
        ends=(T.L15,),
        stage=Stage.HANDLE,
        why="A23 L15",
    ),
    Rule(
        step=Step.FOLLOW_UP,
        before=OPEN - {S.SERVED},
        by=WORKING,
        of=of(P.REGISTRAR),
        needs=(checks.RESULT_TOLD,),
        stage=Stage.FOLLOW_UP,
        why="A15: after the result was told, before the letter is served too",
    ),
    Rule(
        step=Step.FOLLOW_UP,
        before=ANY,
        by=GROUPED,
        of=of(P.GROUP),
        needs=(checks.RESULT_TOLD,),
        stage=Stage.FOLLOW_UP,
        why="A15",
    ),
    Rule(
        step=Step.LEAD,
        before=OPEN,
        by=GROUP_LEADERS,
        of=of(P.LEADING),
        needs=(checks.NOT_LED,),
        why="A22: a named leader's instruction, with the day by which the result is reported",
    ),
    Rule(
        step=Step.LEAD,
        before=OPEN,
        by=frozenset({Role.LEADER}),
        of=of(P.REGISTRAR),
        needs=(checks.NOT_LED,),
        why="A22",
    ),
    Rule(
        step=Step.LEAD_RESULT,
        before=ANY,
        by=WORKING,
        of=AROUND,
        needs=(checks.IS_LED,),
        why="A22: what became of the instruction",
    ),
    Rule(
        step=Step.LEAD_RESULT,
        before=ANY,
        by=GROUPED,
        of=of(P.GROUP),
        needs=(checks.IS_LED,),
        why="A22",
    ),
    Rule(
        step=Step.TRACK,
        before=ANY,
        by=WORKING,
        of=of(P.REGISTRAR),
        needs=(checks.RESULT_TOLD, checks.NOT_TRACKED),
        stage=Stage.TRACK,
        why="A15: whether what was promised came about, until it is confirmed",
    ),
    Rule(
        step=Step.TRACK,
        before=ANY,
        by=GROUPED,
        of=of(P.GROUP),
        needs=(checks.RESULT_TOLD, checks.NOT_TRACKED),
        stage=Stage.TRACK,
        why="A15",
    ),
)
