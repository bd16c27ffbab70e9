"""The life of a petition, as one table.

Everything that can happen to a petition is a row of WORKFLOW. To change the
procedure, change the table; docs/workflow.md is drawn from it.
"""

from dataclasses import dataclass

from huiyin.rules.checks import (
    ACCUSED_MARKED,
    ANSWER_UNSERVED,
    CONSENTS,
    HOLDER_IS_BUREAU,
    HOLDER_IS_NO_BUREAU,
    HOLDER_SERVES,
    IS_ACCUSATION,
    NAME_ASKED,
    NAME_NOT_ASKED,
    NOT_ACCUSATION,
    NOTICE_OF_HOLDER,
    NOTICE_OF_REGISTRAR,
    NOTICE_OF_SENDER,
    NOTICE_UNSERVED,
    RATING_OPEN,
    REGISTRAR_SERVES,
    Check,
    Facts,
)
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.terms import (
    LetterKind,
    Matter,
    Party,
    Procedure,
    Role,
    Stage,
    State,
    Step,
    TimeLimit,
)

S, L, T, P = State, LetterKind, TimeLimit, Party

OPEN = frozenset(
    {S.RECEIVED, S.REGISTERED, S.DELIVERED, S.SIGNED, S.ACCEPTED, S.ANSWERED, S.INFORMED, S.SERVED}
)
BEFORE_SERVICE = OPEN - {S.SERVED}
FINAL = frozenset({S.CLOSED, S.WITHDRAWN, S.HANDED_OVER})
PASSED_ON = frozenset({S.FORWARDED, S.MOVED})
ANY = OPEN | FINAL

NOBODY: frozenset[Role] = frozenset()
DESK = frozenset({Role.REGISTRAR, Role.DISPATCHER})
SENDING = frozenset({Role.DISPATCHER, Role.LEADER})
BUREAU = DESK | {Role.LEADER, Role.SUPERVISOR}
UNIT = frozenset({Role.HANDLER, Role.HEAD})
# Who keeps the register: a bureau's desk, or the organ that received directly (R23.1).
KEEPING = DESK | UNIT
DECIDING = DESK | UNIT | {Role.LEADER}

OTHER_PROCEDURES = frozenset(Procedure) - {Procedure.PETITION}
DUTY_CLOCKS = (T.L1, T.L2, T.L3, T.L5)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One row of the workflow: from where, to where, by whom, on which clocks."""

    step: Step
    before: frozenset[State]
    after: State | None = None  # None: the state stays
    opens: State | None = None  # the state of the leg that begins at the next office
    by: frozenset[Role]  # empty where the petitioner or the system acts
    of: frozenset[Party]
    matters: frozenset[Matter] | None = None  # None: any, also not yet classed
    procedures: frozenset[Procedure] | None = None
    needs: tuple[Check, ...] = ()
    confirmed_by: frozenset[Role] = NOBODY  # a second person; until then a Request, nothing else
    starts: tuple[TimeLimit, ...] = ()
    ends: tuple[TimeLimit, ...] = ()
    resumes: tuple[TimeLimit, ...] = ()
    letters: tuple[LetterKind, ...] = ()
    stage: Stage | None = None
    why: str = ""  # the article or decision behind the row

    def fits(self, facts: Facts) -> bool:
        """Whether the row speaks of a petition in this state, class and procedure."""
        return (
            facts.state in self.before
            and (self.matters is None or facts.matter in self.matters)
            and (self.procedures is None or facts.procedure in self.procedures)
        )


def of(*parties: Party) -> frozenset[Party]:
    """The parties whose offices a row belongs to."""
    return frozenset(parties)


CLAIM = frozenset({Matter.CLAIM})
SUGGESTION = frozenset({Matter.SUGGESTION})
ENQUIRY = frozenset({Matter.ENQUIRY})
ACCUSATION = frozenset({Matter.ACCUSATION})
SIXTH = frozenset({Procedure.PETITION})

WORKFLOW: tuple[Rule, ...] = (
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
        needs=(HOLDER_IS_BUREAU, NOT_ACCUSATION),
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
    Rule(
        step=Step.ACCEPT,
        before=frozenset({S.SIGNED}),
        after=S.ACCEPTED,
        by=UNIT,
        of=of(P.HOLDER),
        matters=CLAIM,
        procedures=SIXTH,
        starts=(T.L5,),
        letters=(L.ACCEPTANCE,),
        why="R23.3 R34.1",
    ),
    Rule(
        step=Step.ACCEPT,
        before=frozenset({S.REGISTERED}),
        after=S.ACCEPTED,
        by=UNIT,
        of=of(P.HOLDER),
        matters=CLAIM,
        procedures=SIXTH,
        needs=(HOLDER_IS_NO_BUREAU,),
        starts=(T.L5,),
        letters=(L.ACCEPTANCE,),
        why="R23.1 R34.1",
    ),
    Rule(
        step=Step.INFORM,
        before=frozenset({S.REGISTERED, S.SIGNED, S.ACCEPTED}),
        after=S.INFORMED,
        by=SENDING | UNIT,
        of=of(P.HOLDER),
        matters=CLAIM,
        procedures=OTHER_PROCEDURES,
        letters=(L.INFORMATION,),
        stage=Stage.HANDLE,
        why="R31.1-6: led into the procedure of Art. 31(1)–(5)",
    ),
    Rule(
        step=Step.INFORM,
        before=frozenset({S.REGISTERED}),
        after=S.INFORMED,
        by=SENDING | UNIT,
        of=of(P.HOLDER),
        matters=CLAIM | SUGGESTION | ENQUIRY,
        procedures=SIXTH | {None},  # type: ignore[arg-type]
        letters=(L.INFORMATION,),
        stage=Stage.HANDLE,
        why="R23.1: another organ is competent",
    ),
    Rule(
        step=Step.REPLY,
        before=frozenset({S.REGISTERED}),
        after=S.ANSWERED,
        by=DECIDING,
        of=of(P.HOLDER),
        matters=ENQUIRY | SUGGESTION,
        letters=(L.REPLY,),
        stage=Stage.HANDLE,
        why="1.4 DIRECT_REPLY",
    ),
    Rule(
        step=Step.REPLY,
        before=frozenset({S.SIGNED, S.ACCEPTED}),
        after=S.ANSWERED,
        by=UNIT,
        of=of(P.HOLDER),
        matters=ENQUIRY,
        letters=(L.REPLY,),
        stage=Stage.HANDLE,
        why="1.4 DIRECT_REPLY",
    ),
    Rule(
        step=Step.ANSWER,
        before=frozenset({S.ACCEPTED}),
        after=S.ANSWERED,
        by=UNIT,
        of=of(P.HOLDER),
        matters=CLAIM,
        procedures=SIXTH,
        letters=(L.OPINION,),
        stage=Stage.HANDLE,
        why="R32.1 R34.1",
    ),
    Rule(
        step=Step.ANSWER,
        before=frozenset({S.SIGNED, S.ACCEPTED}),
        after=S.ANSWERED,
        by=UNIT,
        of=of(P.HOLDER),
        matters=SUGGESTION,
        letters=(L.SUGGESTION_REPLY,),
        stage=Stage.HANDLE,
        why="R29.1",
    ),
    Rule(
        step=Step.CORRECT_LETTER,
        before=frozenset({S.ANSWERED, S.INFORMED, S.SERVED}),
        after=S.ANSWERED,
        by=UNIT | SENDING,
        of=of(P.HOLDER),
        why="issued letters never change: a new one names the old; the last letter of the kind",
    ),
    Rule(
        step=Step.SERVE_NOTICE,
        before=ANY - {S.RECEIVED},
        by=DECIDING,
        of=of(P.HOLDER),
        needs=(NOTICE_UNSERVED, NOTICE_OF_HOLDER),
        why="R23.3: the duty ends when the notice is served, not when it is drafted",
    ),
    Rule(
        step=Step.SERVE_NOTICE,
        before=ANY - {S.RECEIVED},
        by=DECIDING,
        of=of(P.REGISTRAR),
        needs=(NOTICE_UNSERVED, NOTICE_OF_REGISTRAR),
        why="R23.2 G4: the bureau's own notices, and those of a unit that may not know the name",
    ),
    Rule(
        step=Step.SERVE_NOTICE,
        before=ANY - {S.RECEIVED},
        by=DECIDING,
        of=of(P.SENDER),
        needs=(NOTICE_UNSERVED, NOTICE_OF_SENDER),
        why="R23.1: who sends on tells the petitioner where it went",
    ),
    Rule(
        step=Step.SERVE_NOTICE,
        before=ANY - {S.RECEIVED},
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(NOTICE_UNSERVED, CONSENTS),
        why="electronic service: the first opening with the code",
    ),
    Rule(
        step=Step.SERVE,
        before=frozenset({S.ANSWERED, S.INFORMED}),
        after=S.SERVED,
        by=DECIDING,
        of=of(P.HOLDER),
        needs=(ANSWER_UNSERVED, HOLDER_SERVES),
        why="R34.1 R35.1: without a service date no review period starts",
    ),
    Rule(
        step=Step.SERVE,
        before=frozenset({S.ANSWERED, S.INFORMED}),
        after=S.SERVED,
        by=DESK | {Role.LEADER},
        of=of(P.REGISTRAR),
        needs=(ANSWER_UNSERVED, REGISTRAR_SERVES),
        why="G4: the bureau serves where the name is hidden from the unit",
    ),
    Rule(
        step=Step.SERVE,
        before=frozenset({S.ANSWERED, S.INFORMED}),
        after=S.SERVED,
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(ANSWER_UNSERVED, CONSENTS),
        why="electronic service: the first opening with the code",
    ),
    Rule(
        step=Step.RATE,
        before=frozenset({S.SERVED, S.CLOSED}),
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(RATING_OPEN,),
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
        why="2.8: closed only with an answer served",
    ),
    Rule(
        step=Step.WITHDRAW,
        before=BEFORE_SERVICE,
        after=S.WITHDRAWN,
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(NOT_ACCUSATION,),
        ends=DUTY_CLOCKS,
        why="the petitioner's own right; the petition stays visible",
    ),
    Rule(
        step=Step.WITHDRAW,
        before=BEFORE_SERVICE | {S.HANDED_OVER},
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(IS_ACCUSATION,),
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
        needs=(ACCUSED_MARKED,),
        confirmed_by=frozenset({Role.DISPATCHER, Role.LEADER, Role.HEAD}),
        why="R30.3: only a wrong mark may go, by two persons with a reason",
    ),
    Rule(
        step=Step.ASK_NAME,
        before=frozenset({S.DELIVERED, S.SIGNED, S.ACCEPTED}),
        by=UNIT,
        of=of(P.HOLDER),
        needs=(NAME_NOT_ASKED,),
        why="G4: the unit may ask, the petitioner decides",
    ),
    Rule(
        step=Step.ANSWER_NAME,
        before=OPEN,
        by=NOBODY,
        of=of(P.PETITIONER),
        needs=(NAME_ASKED,),
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


def rows(step: Step) -> tuple[Rule, ...]:
    """Every row of a step."""
    return tuple(rule for rule in WORKFLOW if rule.step == step)


def acting_for(rule: Rule, facts: Facts, viewer: Viewer) -> Party | None:
    """The party in whose name the viewer may take this row, or None (design.md § 4)."""
    if viewer.kind is ViewerKind.HOLDER:
        return P.PETITIONER if P.PETITIONER in rule.of else None
    if viewer.kind is not ViewerKind.STAFF:
        return None
    for party in (P.HOLDER, P.REGISTRAR, P.SENDER):
        office = facts.office_of(party)
        if party not in rule.of or not office:
            continue
        role = viewer.may_act(rule.by, office)
        if role is None:
            continue
        others_case = role is Role.HANDLER and facts.person not in ("", viewer.id)
        acts_otherwise = viewer.may_act(rule.by - {Role.HANDLER}, office)
        if party is P.HOLDER and others_case and not acts_otherwise:
            continue
        return party
    return None


def rule_for(step: Step, facts: Facts, viewer: Viewer) -> Rule | None:
    """The row by which this viewer may take the step now, or None."""
    for rule in rows(step):
        if rule.fits(facts) and acting_for(rule, facts, viewer) and not unmet(rule, facts):
            return rule
    return None


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
