"""What is open to whom: the questions that pages, the API and the actions ask of the table."""

from huiyin.rules.checks import Check, Facts
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.rule import Rule
from huiyin.rules.terms import Party, Role, Step
from huiyin.rules.workflow import WORKFLOW


def rows(step: Step) -> tuple[Rule, ...]:
    """Every row of a step."""
    return tuple(rule for rule in WORKFLOW if rule.step == step)


def acting_for(rule: Rule, facts: Facts, viewer: Viewer) -> Party | None:
    """The party in whose name the viewer may take this row, or None (docs/workflow.md)."""
    if viewer.kind is ViewerKind.HOLDER:
        return Party.PETITIONER if Party.PETITIONER in rule.of else None
    if viewer.kind is not ViewerKind.STAFF:
        return None
    for party in (Party.HOLDER, Party.REGISTRAR, Party.SENDER):
        office = facts.office_of(party)
        if party not in rule.of or not office:
            continue
        role = viewer.may_act(rule.by, office)
        if role is None:
            continue
        others_case = role is Role.HANDLER and facts.person not in ("", viewer.id)
        acts_otherwise = viewer.may_act(rule.by - {Role.HANDLER}, office)
        if party is Party.HOLDER and others_case and not acts_otherwise:
            continue
        return party
    return None


def rule_for(step: Step, facts: Facts, viewer: Viewer) -> Rule | None:
    """The row by which this viewer may take the step now, or None."""
    for rule in rows(step):
        if rule.fits(facts) and acting_for(rule, facts, viewer) and not unmet(rule, facts):
            return rule
    return None


def is_theirs(step: Step, facts: Facts, viewer: Viewer) -> bool:
    """Whether a step is this viewer's work here, though what it needs may still be missing."""
    return any(rule.fits(facts) and acting_for(rule, facts, viewer) for rule in rows(step))


def unmet(rule: Rule, facts: Facts) -> Check | None:
    """The first need of a row that the facts do not meet."""
    for check in rule.needs:
        if not check.holds(facts):
            return check
    return None


def why_not(step: Step, facts: Facts, viewer: Viewer) -> str:
    """The Chinese sentence that tells why the step is not open."""
    for rule in rows(step):
        if rule.fits(facts) and acting_for(rule, facts, viewer):
            check = unmet(rule, facts)
            if check:
                return check.sentence
    if not any(facts.state in rule.before for rule in rows(step)):
        return "该事项当前状态下不能进行这一步。请刷新页面查看最新情况。"
    if not any(rule.fits(facts) for rule in rows(step)):
        return "该事项的类别或办理程序不适用这一步。"
    return "您的岗位不能对该事项进行这一步。"


def steps_open(facts: Facts, viewer: Viewer) -> list[Step]:
    """What this person may do next. The page shows these buttons and no others."""
    return [step for step in Step if rule_for(step, facts, viewer) is not None]
