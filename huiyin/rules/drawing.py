"""docs/workflow.md, drawn from WORKFLOW: a diagram of the states and a table of every row."""

from collections.abc import Iterable
from itertools import groupby

from huiyin.rules.terms import Procedure, State, Step, Term
from huiyin.rules.workflow import ANY, FINAL, OPEN, PASSED_ON, WORKFLOW, Rule

HEADINGS = (
    "动作 Step",
    "之前 Before",
    "之后 After",
    "谁 By",
    "条件（不满足时的说明） Needs",
    "期限 Clocks",
    "文书 Letters",
    "依据 Why",
)
NONE = "—"
GROUPS = (("任何状态 any", ANY), ("未办结 open", OPEN))


def workflow_markdown() -> str:
    """The whole page: what it is, the diagram, the rows."""
    lines = [
        "# 办理流程 · The workflow",
        "",
        "本页由 `huiyin/rules/workflow.py` 的一张表生成：要改流程，请改那张表。",
        "This page is drawn from the one table in that file: to change the procedure, change it.",
        "",
        "一件信访事项由一程一程走完；下图是一程的状态。实线由工作人员进行，标“人”的由信访人进行。",
        "A petition walks in legs; the diagram shows the states of a leg. Steps marked 人 are the",
        "petitioner's own. Steps that leave the state as it is stand in the table only.",
        f"演练信访件在演练结束时由系统结束（{State.PRACTISED.zh}），不在图中。",
        "The practice petitions of a drill are ended with it by the system: not in the diagram.",
        "",
        "```mermaid",
        *_diagram(),
        "```",
        "",
        "期限：▶ 起算 starts，■ 终止 ends。Clocks by their ids in [limits.md](limits.md).",
        "",
        _row(HEADINGS),
        _row(["---"] * len(HEADINGS)),
        *(_row(_cells(rule)) for rule in WORKFLOW),
    ]
    return "\n".join(lines) + "\n"


# -- the diagram ---------------------------------------------------------------------------------


def _diagram() -> list[str]:
    shown = [state for state in State if state in _drawn()]
    lines = ["stateDiagram-v2", "  direction TB"]
    lines += [f'  state "{state.zh}" as {state.value}' for state in shown]
    lines.append(f"  [*] --> {State.RECEIVED.value}: {Step.RECEIVE.zh}")
    lines += [
        f"  {before.value} --> {after.value}: {'、'.join(names)}"
        for (before, after), names in _arrows().items()
    ]
    ends = FINAL | PASSED_ON
    lines += [f"  {state.value} --> [*]" for state in shown if state in ends]
    return lines


def _arrows() -> dict[tuple[State, State], list[str]]:
    """From and to, with the steps that lead there; the leg that a step opens hangs on its own."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for rule in WORKFLOW:
        name = rule.step.zh if rule.by else f"{rule.step.zh}（人）"
        for before, after in _moves(rule):
            names = arrows.setdefault((before, after), [])
            if name not in names:
                names.append(name)
    order = {state: number for number, state in enumerate(State)}
    return dict(sorted(arrows.items(), key=lambda arrow: [order[state] for state in arrow[0]]))


def _moves(rule: Rule) -> Iterable[tuple[State, State]]:
    if rule.after is None:
        return
    for before in rule.before:
        if before is not rule.after:
            yield before, rule.after
    if rule.opens is not None:
        yield rule.after, rule.opens


def _drawn() -> set[State]:
    return {State.RECEIVED, *(state for arrow in _arrows() for state in arrow)}


# -- the table -----------------------------------------------------------------------------------


def _cells(rule: Rule) -> tuple[str, ...]:
    return (
        f"{rule.step.zh} `{rule.step.value}`",
        _before(rule),
        _after(rule),
        _by(rule),
        _needs(rule),
        _clocks(rule),
        _joined(letter.zh for letter in rule.letters),
        rule.why.replace("|", "\\|") or NONE,
    )


def _before(rule: Rule) -> str:
    for name, states in GROUPS:
        if rule.before == states:
            return name
        missing = states - rule.before
        if rule.before < states and len(missing) <= 3:
            return f"{name}，除 {_joined(state.zh for state in _ordered(missing))}"
    return _joined(state.zh for state in _ordered(rule.before))


def _after(rule: Rule) -> str:
    if rule.after is None:
        return "不变 same"
    if rule.opens is None:
        return rule.after.zh
    return f"{rule.after.zh}；下一程 {rule.opens.zh}"


def _by(rule: Rule) -> str:
    parties = _joined(sorted(party.zh for party in rule.of))
    roles = _joined(role.zh for role in sorted(rule.by))
    who = parties if not rule.by else f"{parties}：{roles}"
    if rule.confirmed_by:
        second = _joined(role.zh for role in sorted(rule.confirmed_by))
        who += f"；另一人确认：{second}"
    return who


def _needs(rule: Rule) -> str:
    needs = [check.sentence for check in rule.needs]
    if rule.matters is not None:
        classed = sorted(each for each in rule.matters if each is not None)
        unclassed = ["未分类"] if None in rule.matters else []
        needs.insert(0, "类别：" + _joined([*(each.zh for each in classed), *unclassed]))
    if rule.procedures is not None:
        needs.insert(1, "程序：" + _procedures(rule.procedures))
    if rule.rule_sets is not None:
        needs.insert(0, "规则集：" + _joined(sorted(rule.rule_sets)))
    return "<br>".join(needs) or NONE


def _procedures(procedures: Iterable[Procedure | None]) -> str:
    wanted = set(procedures)
    parts = [f"{each.zh}（{each.value}）" for each in Procedure if each in wanted]
    if None in wanted:
        parts.append("未定")
    return _joined(parts)


def _clocks(rule: Rule) -> str:
    parts = [f"■ {limit.value}" for limit in rule.ends]
    parts += [f"▶ {limit.value}" for limit in (*rule.starts, *rule.resumes)]
    return " ".join(parts) or NONE


def _ordered(states: Iterable[State]) -> list[State]:
    wanted = set(states)
    return [state for state in State if state in wanted]


def _joined(words: Iterable[str | Term]) -> str:
    return "、".join(name for name, _same in groupby(words)) or NONE


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
