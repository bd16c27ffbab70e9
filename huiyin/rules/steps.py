"""What is open to whom: the questions that pages, the API and the actions ask of the table."""

from collections.abc import Iterator

from huiyin.rules.checks import Check, Facts
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.rule import Rule
from huiyin.rules.terms import Party, Role, Step, Term
from huiyin.rules.workflow import WORKFLOW

# In whose name somebody acts who could act in several: the holder's first.
PARTIES = (
    Party.HOLDER,
    Party.REGISTRAR,
    Party.SENDER,
    Party.CO_HANDLER,
    Party.ARBITER,
    Party.SUBMITTER,
    Party.DISPATCHING,
    Party.GROUP,
    Party.LEADING,
)


def rows(step: Step) -> tuple[Rule, ...]:
    """Every row of a step."""
    return tuple(rule for rule in WORKFLOW if rule.step == step)


def acting_for(rule: Rule, facts: Facts, viewer: Viewer) -> Party | None:
    """The party in whose name the viewer may take this row, or None (docs/workflow.md)."""
    if viewer.kind is ViewerKind.HOLDER:
        return Party.PETITIONER if Party.PETITIONER in rule.of else None
    return next((party for party, _office in _acting(rule, facts, viewer)), None)


def acting_office(rule: Rule, facts: Facts, viewer: Viewer) -> str:
    """The id of the office for which the viewer may take this row, or an empty string."""
    return next((office for _party, office in _acting(rule, facts, viewer)), "")


def _acting(rule: Rule, facts: Facts, viewer: Viewer) -> Iterator[tuple[Party, str]]:
    if viewer.kind is not ViewerKind.STAFF:
        return
    for party in PARTIES:
        for office in facts.offices_of(party) if party in rule.of else ():
            role = viewer.may_act(rule.by, office)
            if role is None:
                continue
            others_case = role is Role.HANDLER and facts.person not in ("", viewer.id)
            acts_otherwise = viewer.may_act(rule.by - {Role.HANDLER}, office)
            if party is Party.HOLDER and others_case and not acts_otherwise:
                continue
            yield party, office


def rule_for(step: Step, facts: Facts, viewer: Viewer) -> Rule | None:
    """The row by which this viewer may take the step now, or None."""
    for rule in rows(step):
        if rule.fits(facts) and acting_for(rule, facts, viewer) and not unmet(rule, facts):
            return None if step in facts.pending else rule
    return None


def to_confirm(step: Step, facts: Facts) -> Rule | None:
    """The row that a second person confirms, if nothing has changed that speaks against it."""
    for rule in rows(step):
        if rule.confirmed_by and rule.fits(facts) and not unmet(rule, facts):
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


class WhyNot(Term):
    """不能进行的原因. Why a step is not open, where no row has a need that says it better."""

    PENDING = "pending", "这一步已经提请审批，等待审批结果。"
    STATE = "state", "该事项当前状态下不能进行这一步。请刷新页面查看最新情况。"
    KIND = "kind", "该事项的类别或办理程序不适用这一步。"
    POST = "post", "您的岗位不能对该事项进行这一步。"


def why_not(step: Step, facts: Facts, viewer: Viewer) -> str:
    """The Chinese sentence that tells why the step is not open."""
    if step in facts.pending:
        return WhyNot.PENDING.zh
    for rule in rows(step):
        if rule.fits(facts) and acting_for(rule, facts, viewer):
            check = unmet(rule, facts)
            if check:
                return check.sentence
    if not any(facts.state in rule.before for rule in rows(step)):
        return WhyNot.STATE.zh
    if not any(rule.fits(facts) for rule in rows(step)):
        return WhyNot.KIND.zh
    return WhyNot.POST.zh


def steps_open(facts: Facts, viewer: Viewer) -> list[Step]:
    """What this person may do next. The page shows these buttons and no others."""
    return [step for step in Step if rule_for(step, facts, viewer) is not None]
