"""The drawn page shows every row, state and arrow of the workflow, and nothing else."""

import re

from huiyin.rules.drawing import HEADINGS, workflow_markdown
from huiyin.rules.terms import State, Step
from huiyin.rules.workflow import FINAL, WORKFLOW

PAGE = workflow_markdown()
ARROW = re.compile(r"^  (\S+) --> (\S+?)(?:: (.+))?$", re.MULTILINE)


def rows() -> list[list[str]]:
    """The cells of the rows below the heading."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| ")]
    return [line.strip("| ").split(" | ") for line in lines[2:]]


def test_every_row_of_the_table_is_drawn_in_its_order() -> None:
    drawn = [re.findall(r"`(\w+)`", cells[0])[0] for cells in rows()]
    assert drawn == [rule.step.value for rule in WORKFLOW]


def test_every_row_has_a_cell_for_each_heading() -> None:
    assert {len(cells) for cells in rows()} == {len(HEADINGS)}


def test_a_step_that_changes_the_state_is_an_arrow() -> None:
    arrows = {(before, after): names for before, after, names in ARROW.findall(PAGE)}
    for rule in WORKFLOW:
        if rule.after is None:
            continue
        for before in rule.before - {rule.after}:
            assert rule.step.zh in arrows[before.value, rule.after.value]
        if rule.opens is not None:
            assert (rule.after.value, rule.opens.value) in arrows


def test_no_arrow_is_drawn_that_the_table_does_not_have() -> None:
    names = {step.zh: step for step in Step}
    for before, after, label in ARROW.findall(PAGE):
        if "[*]" in (before, after):
            continue
        for name in label.split("、"):
            step = names[name.removesuffix("（人）")]
            assert any(
                (rule.after == after and State(before) in rule.before)
                or (rule.after == before and rule.opens == after)
                for rule in WORKFLOW
                if rule.step is step
            )


def test_the_walk_begins_when_received_and_ends_where_the_table_ends_it() -> None:
    arrows = [(before, after) for before, after, _label in ARROW.findall(PAGE)]
    assert [after for before, after in arrows if before == "[*]"] == [State.RECEIVED]
    ends = {before for before, after in arrows if after == "[*]"}
    assert ends >= {state.value for state in FINAL - {State.PRACTISED}}
    assert not {State.SERVED.value, State.ACCEPTED.value} & ends


def test_the_petitioners_own_steps_are_marked() -> None:
    for rule in WORKFLOW:
        if rule.after is not None and not rule.by:
            assert f"{rule.step.zh}（人）" in PAGE


def test_every_sentence_of_a_need_stands_in_the_table() -> None:
    for rule, cells in zip(WORKFLOW, rows(), strict=True):
        for check in rule.needs:
            assert check.sentence in cells[4]


def test_drawing_twice_draws_the_same() -> None:
    assert workflow_markdown() == PAGE
