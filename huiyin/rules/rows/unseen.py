"""Rows that no button opens: what the system does, and what goes with the step of another.

They stand outside WORKFLOW: an action names its row, nobody is offered it.
"""

from huiyin.rules.rule import ANY, NOBODY, OPEN, WAITING, Rule, of
from huiyin.rules.terms import Party, Stage, State, Step, TimeLimit

RENDERED = Rule(
    step=Step.RENDER,
    before=ANY,
    by=NOBODY,
    of=of(Party.SYSTEM),
    why="a letter is made once, after the step that issued it",
)
RECOUNTED = Rule(
    step=Step.RECOUNT,
    before=ANY,
    by=NOBODY,
    of=of(Party.SYSTEM),
    why="§ 5: holidays change after the fact; what runs is counted again, with its history",
)
ASKED = Rule(
    step=Step.ASK_APPROVAL,
    before=ANY,
    by=NOBODY,
    of=of(Party.SYSTEM),
    why="2.8: nothing else changes until a second person has agreed",
)
DECLINED = Rule(
    step=Step.DECLINE,
    before=ANY,
    by=NOBODY,
    of=of(Party.SYSTEM),
    why="2.8: the second person does not agree, or who asked takes it back",
)
JOINED = Rule(
    step=Step.SUPPLEMENT,
    before=OPEN,
    by=NOBODY,
    of=of(Party.SYSTEM),
    why="1.7: the words of a repeat that was attached",
)
REPORTED_UP = Rule(
    step=Step.REPORT_UP,
    before=ANY,
    by=NOBODY,
    of=of(Party.SYSTEM),
    stage=Stage.REPORT,
    why="A19: what is marked is reported to the leading group at once",
)
CARRIED = Rule(
    step=Step.MARK,
    before=OPEN,
    by=NOBODY,
    of=of(Party.SYSTEM),
    starts=(TimeLimit.L15,),
    why="R28.2 1.7 L15: parts, and the first that a repeat joins, go on under the same hours",
)
MARKED_WITH = Rule(
    step=Step.ACCUSE,
    before=ANY,
    by=NOBODY,
    of=of(Party.SYSTEM),
    why="R30.3: the same words stand in what it came of, joined, or became",
)
SUCCEEDED = Rule(
    step=Step.SUCCEED,
    before=ANY,
    by=NOBODY,
    of=of(Party.SYSTEM),
    why="R24.2: the office has ended; its successor goes on, no clock restarts",
)
LEFT_BEHIND = Rule(
    step=Step.ALLOT,
    before=ANY,
    by=NOBODY,
    of=of(Party.SYSTEM),
    why="2.8: who had it holds no post there any more",
)
PARTS_ENDED = Rule(
    step=Step.CLOSE,
    before=WAITING,
    after=State.CLOSED,
    by=NOBODY,
    of=of(Party.SYSTEM),
    why="R28.2: a split petition ends when its parts have",
)
DRILL_OVER = Rule(
    step=Step.END_DRILL,
    before=OPEN | WAITING,
    after=State.PRACTISED,
    by=NOBODY,
    of=of(Party.SYSTEM),
    ends=tuple(TimeLimit),
    why="F92: a drill is over, and with it each practice petition of it that has not ended",
)
