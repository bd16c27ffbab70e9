"""What a petition tells of itself at a moment, and the questions the workflow asks of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from huiyin.rules.terms import Matter, Naming, OfficeKind, Party, Procedure, State


@dataclass(frozen=True, kw_only=True)
class Marked:
    """应急标记. What the standing emergency mark of a petition tells."""

    groups: frozenset[str] = frozenset()  # that dispatch it, co-ordinate and supervise
    dispatching: frozenset[str] = frozenset()  # that send it on for the bureau which holds it
    leading: str = ""
    is_told: bool = False  # the result was told to the petitioner
    is_led: bool = False  # a leader's instruction waits for its result
    is_tracked: bool = False  # what was promised is confirmed


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A frozen snapshot of a petition, so that the whole table is tested without a database."""

    state: State
    rule_set: str = "2022"  # the law it was registered under
    matter: Matter | None = None
    wish: Matter | None = None
    procedure: Procedure | None = None
    naming: Naming = Naming.NAMED
    name_disclosure: str = ""  # "", asked, granted, refused
    consents_electronic: bool = False
    registering: str = ""
    holder: str = ""
    sender: str = ""
    holder_kind: OfficeKind = OfficeKind.BUREAU
    person: str = ""
    has_unserved_notice: bool = False
    has_unserved_answer: bool = False
    notice_servers: frozenset[str] = field(default_factory=frozenset)  # of letters waiting
    answer_server: str = ""
    rating_open: bool = False
    objection_open: bool = False  # the right to object (L4) has begun and not lapsed
    objection_dismissed: bool = False  # the sender did not agree, on this leg
    returns: int = 0  # how often an organ gave it back with the sender's consent
    is_appointed: bool = False  # the holder was named by a common superior (R24.1)
    arbiter: str = ""  # whose decision on who handles it is awaited
    submitter: str = ""  # who asked for that decision
    is_opened: bool = False  # the holder has looked into the file since it was delivered
    report_due: bool = False  # the result was demanded (L11) and is not reported yet
    is_extended: bool = False
    co_handlers: frozenset[str] = field(default_factory=frozenset)
    pending: frozenset[str] = field(default_factory=frozenset)  # steps awaiting approval
    in_time: bool = True  # the sixty days (L5) run and have not passed
    accused: frozenset[str] = field(default_factory=frozenset)
    has_copy_ready: bool = False  # a masked copy that the unit does not see yet
    has_copy_released: bool = False
    correction_asked: bool = False  # the petitioner asks for own data to be put right
    emergency: Marked | None = None

    def offices_of(self, party: Party) -> frozenset[str]:
        """The ids of the offices that a party of the petition is; none where it has no such."""
        if party is Party.CO_HANDLER:
            return self.co_handlers
        if party is Party.GROUP:
            return self.emergency.groups if self.emergency else frozenset()
        if party is Party.DISPATCHING:
            return self.emergency.dispatching if self.emergency else frozenset()
        only = {
            Party.REGISTRAR: self.registering,
            Party.HOLDER: self.holder,
            Party.SENDER: self.sender,
            Party.ARBITER: self.arbiter,
            Party.SUBMITTER: self.submitter,
            Party.LEADING: self.emergency.leading if self.emergency else "",
        }.get(party, "")
        return frozenset({only} if only else ())

    @property
    def is_accusation(self) -> bool:
        """Whether the petition walks the sealed path (R30.1), classed or only so wished."""
        wished = self.matter is None and self.wish is Matter.ACCUSATION
        return self.matter is Matter.ACCUSATION or wished or bool(self.accused)

    @property
    def hides_name(self) -> bool:
        """Whether the handling unit must not learn the name (G4)."""
        return self.naming is Naming.WITHHELD and self.name_disclosure != "granted"

    @property
    def hides_name_from_unit(self) -> bool:
        """Whether there is, or will be, a unit other than the register's that must not learn it."""
        is_passed_on = self.holder != self.registering or self.holder_kind is OfficeKind.BUREAU
        return self.hides_name and is_passed_on


@dataclass(frozen=True)
class Check:
    """A question about a petition, with the sentence that says why the answer is no."""

    name: str
    holds: Callable[[Facts], bool]
    sentence: str


HOLDER_IS_BUREAU = Check(
    "holder_is_bureau",
    lambda facts: facts.holder_kind is OfficeKind.BUREAU,
    "只有信访部门可以转送或移交。",
)
HOLDER_IS_NO_BUREAU = Check(
    "holder_is_no_bureau",
    lambda facts: facts.holder_kind is not OfficeKind.BUREAU,
    "信访部门不直接受理，请转送有权处理的机关、单位办理。",
)
NOT_ACCUSATION = Check(
    "not_accusation",
    lambda facts: not facts.is_accusation,
    "检举控告只能密封移交有权机关（《信访工作条例》第三十条），不能走一般流程。",
)
IS_ACCUSATION = Check(
    "is_accusation",
    lambda facts: facts.is_accusation,
    "该事项不是检举控告。",
)
NOTICE_UNSERVED = Check(
    "notice_unserved",
    lambda facts: facts.has_unserved_notice,
    "没有待送达的告知类文书。",
)
ANSWER_UNSERVED = Check(
    "answer_unserved",
    lambda facts: facts.has_unserved_answer,
    "没有待送达的答复文书。",
)
CONSENTS = Check(
    "consents",
    lambda facts: facts.consents_electronic,
    "信访人没有同意电子送达，须以书面方式送达。",
)
HOLDER_SERVES = Check(
    "holder_serves",
    lambda facts: facts.answer_server == facts.holder,
    "信访人要求隐去姓名，由登记的信访部门加封面送达。",
)
REGISTRAR_SERVES = Check(
    "registrar_serves",
    lambda facts: facts.answer_server == facts.registering,
    "这份答复由承办机关送达。",
)
NOTICE_OF_HOLDER = Check(
    "notice_of_holder",
    lambda facts: facts.holder in facts.notice_servers,
    "待送达的告知类文书由制发的机关送达；信访人要求隐去姓名的，由登记的信访部门送达。",
)
NOTICE_OF_REGISTRAR = Check(
    "notice_of_registrar",
    lambda facts: facts.registering in facts.notice_servers,
    "待送达的告知类文书由制发的机关送达。",
)
NOTICE_OF_SENDER = Check(
    "notice_of_sender",
    lambda facts: facts.sender in facts.notice_servers,
    "待送达的告知类文书由制发的机关送达。",
)
HAS_SENDER = Check(
    "has_sender",
    lambda facts: bool(facts.sender),
    "此件不是其他机构转来的。",
)
HAS_NO_SENDER = Check(
    "has_no_sender",
    lambda facts: not facts.sender,
    "此件是其他机构转来的。",
)
OBJECTION_OPEN = Check(
    "objection_open",
    lambda facts: facts.objection_open,
    "提出异议的期限（五个工作日）已过，或者转出机构已经答复。可以商请转出机构收回。",
)
OBJECTION_CLOSED = Check(
    "objection_closed",
    lambda facts: not facts.objection_open,
    "还在异议期内，请提出异议。",
)
OBJECTION_DISMISSED = Check(
    "objection_dismissed",
    lambda facts: facts.objection_dismissed,
    "提出异议未获同意，双方仍有不同意见的，才能提请上级指定管辖（《信访工作条例》第二十四条）。",
)
NOT_APPOINTED = Check(
    "not_appointed",
    lambda facts: not facts.is_appointed,
    "由谁办理已经上级决定，不再退回、收回或者提请。",
)
NOT_OPENED = Check(
    "not_opened",
    lambda facts: not facts.is_opened,
    "对方已经打开此件，不能撤回；确有需要的，可以写明理由收回。",
)
REPORT_DUE = Check(
    "report_due",
    lambda facts: facts.report_due,
    "此件没有要求办结报告，或者已经报送。",
)
NO_REPORT_DUE = Check(
    "no_report_due",
    lambda facts: not facts.report_due,
    "交办的事项须先收到办结报告，才能办结（《信访工作条例》第二十二条）。",
)
NOT_EXTENDED = Check(
    "not_extended",
    lambda facts: not facts.is_extended,
    "办理期限只能延长一次（《信访工作条例》第三十四条）。",
)
IN_TIME = Check(
    "in_time",
    lambda facts: facts.in_time,
    "六十日的办理期限没有在计算或者已过，不能延长。",
)
RATING_OPEN = Check(
    "rating_open",
    lambda facts: facts.rating_open,
    "评价期限（送达之日起三十日）已过或尚未开始。",
)
ACCUSED_MARKED = Check(
    "accused_marked",
    lambda facts: bool(facts.accused),
    "该事项没有被控告对象标记。",
)
NOT_ANONYMOUS = Check(
    "not_anonymous",
    lambda facts: facts.naming is not Naming.ANONYMOUS,
    "匿名的信访件没有姓名，不登记联名人。",
)
HELD_ELSEWHERE = Check(
    "held_elsewhere",
    lambda facts: facts.holder != facts.registering,
    "该事项由本机构自己办理，不用催办。",
)
NAME_NOT_ASKED = Check(
    "name_not_asked",
    lambda facts: facts.naming is Naming.WITHHELD and facts.name_disclosure == "",
    "信访人没有隐去姓名，或者已经申请过。",
)
NAME_ASKED = Check(
    "name_asked",
    lambda facts: facts.name_disclosure == "asked",
    "承办单位没有申请知悉姓名。",
)
NAME_HIDDEN = Check(
    "name_hidden",
    lambda facts: facts.hides_name_from_unit,
    "信访人没有对办理单位隐去姓名，材料不需要遮盖。",
)
COPY_READY = Check(
    "copy_ready",
    lambda facts: facts.has_copy_ready,
    "还没有制成的遮盖件，请先在材料旁制作。",
)
COPY_RELEASED = Check(
    "copy_released",
    lambda facts: facts.has_copy_released,
    "没有已经提供给承办单位的遮盖件。",
)
NO_CORRECTION_ASKED = Check(
    "no_correction_asked",
    lambda facts: not facts.correction_asked,
    "上一次更正申请还没有答复，请等答复以后再提。",
)
CORRECTION_ASKED = Check(
    "correction_asked",
    lambda facts: facts.correction_asked,
    "没有等待答复的更正申请。",
)
NOT_MARKED = Check(
    "not_marked",
    lambda facts: facts.emergency is None,
    "该事项已经有应急标记。",
)
IS_MARKED = Check(
    "is_marked",
    lambda facts: facts.emergency is not None,
    "该事项没有应急标记。",
)
RESULT_NOT_TOLD = Check(
    "result_not_told",
    lambda facts: facts.emergency is not None and not facts.emergency.is_told,
    "该事项没有应急标记，或者已经向信访人反馈了结果。",
)
RESULT_TOLD = Check(
    "result_told",
    lambda facts: facts.emergency is not None and facts.emergency.is_told,
    "还没有向信访人反馈结果。",
)
NO_RESULT_DUE = Check(
    "no_result_due",
    lambda facts: facts.emergency is None or facts.emergency.is_told,
    "应急事项须先向信访人反馈结果，才能办结。",
)
NOT_LED = Check(
    "not_led",
    lambda facts: facts.emergency is not None and not facts.emergency.is_led,
    "上一次领导督办还没有报告结果。",
)
IS_LED = Check(
    "is_led",
    lambda facts: facts.emergency is not None and facts.emergency.is_led,
    "没有等待报告结果的领导督办。",
)
NOT_TRACKED = Check(
    "not_tracked",
    lambda facts: facts.emergency is not None and not facts.emergency.is_tracked,
    "承诺的措施已经确认落实，跟踪已经结束。",
)
