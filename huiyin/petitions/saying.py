"""What a petition is said to be to its petitioner: the state in one sentence, the steps in words.

Change here how citizens are told of a state or a step; what they are not told of is INNER.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.petitions.disputes import open_dispute
from huiyin.petitions.explaining import days_left_words, people_date
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.rules.terms import Keeping, State, Step, TimeLimit

# What offices say among themselves, and what concerns the staff only.
INNER = frozenset(
    {
        Step.NOTE,
        Step.REMIND,
        Step.CONTACT,
        Step.ALLOT,
        Step.ACCUSE,
        Step.CLEAR_ACCUSED,
        Step.RENDER,
        Step.ASK_APPROVAL,
        Step.DECLINE,
        Step.ASK_RETURN,
        Step.CONTRIBUTE,
        Step.RECUSE,
        Step.MARK,
        Step.CLEAR_MARK,
        Step.REPORT_UP,
        Step.ACKNOWLEDGE,
        Step.CHASE,
        Step.LEAD,
        Step.LEAD_RESULT,
        Step.TRACK,
    }
)
# Between offices: nothing that a petitioner waits for.
INNER_LIMITS = frozenset({TimeLimit.L4, TimeLimit.L11, TimeLimit.L15})

RETURNING = (Step.AGREE_RETURN, Step.TAKE_BACK, Step.RECALL)
SENDING = (Step.FORWARD, Step.ASSIGN, Step.HAND_ON, Step.HAND_OVER, Step.APPOINT, Step.UPHOLD)

SENTENCES: dict[State, str] = {
    State.RECEIVED: gettext_noop("%(office)s已收到，最迟 %(last)s 登记并决定去向。"),
    State.REGISTERED: gettext_noop("%(office)s已登记，最迟 %(last)s 决定去向并告诉您。"),
    State.DELIVERED: gettext_noop("已转送%(office)s，最迟 %(last)s 书面告知您收到情况和办理途径。"),
    State.SIGNED: gettext_noop("%(office)s已签收，最迟 %(last)s 书面告知您收到情况和办理途径。"),
    State.OBJECTED: gettext_noop(
        "%(office)s认为这件事不属于它的职权，已向%(sender)s提出异议。%(sender)s最迟 %(last)s 核实并"
        "决定由谁办理。"
    ),
    State.DISPUTED: gettext_noop(
        "几个机关对这件事由谁办理有不同意见，已提请%(superior)s决定。"
        "最迟 %(last)s 应当告诉您的，照样告诉您。"
    ),
    State.ACCEPTED: gettext_noop("%(office)s正在办理，最迟 %(last)s 向您送达处理意见。"),
    State.ANSWERED: gettext_noop("%(office)s已作出答复，正在送达。"),
    State.INFORMED: gettext_noop("%(office)s已出具告知书，正在送达。"),
    State.SERVED: gettext_noop("%(office)s的答复已经送达。"),
    State.CLOSED: gettext_noop("已办结。"),
    State.WITHDRAWN: gettext_noop("您已撤回，不再办理；这件事的记录仍然保留。"),
    State.HANDED_OVER: gettext_noop("已密封移交%(office)s，由该机关依照有关规定办理。"),
    State.SPLIT: gettext_noop("您反映的是几件事，已经分开办理，每件各有编号和期限。"),
    State.KEPT: gettext_noop("%(office)s经审核，没有转送办理，材料存档。"),
    State.VOIDED: gettext_noop("%(office)s经审核，认为登记有误，已经作废，不再办理。"),
    State.PRACTISED: gettext_noop("这是演练信访件，演练已经结束，不再办理。"),
    State.ATTACHED: gettext_noop("和您先前反映的是同一件事，已经并到那一件里一起办理。"),
}
RETURNED = gettext_noop("这件事已回到%(office)s，最迟 %(last)s 重新决定由谁办理并告诉您。")
REWORKED = gettext_noop(
    "信访部门认为原来的答复需要改正，已退回%(office)s重新办理，最迟 %(last)s 送达新的答复。"
)
TO_TELL_ACCEPTANCE = gettext_noop("%(office)s已受理，最迟 %(last)s 向您送达受理告知书。")

GROUNDS: dict[str, str] = {
    Keeping.UNCLEAR: gettext_noop("内容写得不清楚，我们也没能联系上您补充。"),
    Keeping.NO_REQUEST: gettext_noop("没有看到需要办理的请求。"),
    Keeping.DUPLICATE: gettext_noop("和已经办理过的事项完全相同，没有新的事实和理由。"),
}

HAPPENED: dict[Step, str] = {
    Step.RECEIVE: gettext_noop("收到您的反映"),
    Step.REGISTER: gettext_noop("登记"),
    Step.FORWARD: gettext_noop("转送给有权处理的机关"),
    Step.ASSIGN: gettext_noop("交办给有权处理的机关，要求报告结果"),
    Step.HAND_ON: gettext_noop("转交下级机关"),
    Step.HAND_OVER: gettext_noop("密封移交"),
    Step.SIGN: gettext_noop("办理机关签收"),
    Step.OBJECT: gettext_noop("认为不属于自己的职权，提出异议"),
    Step.AGREE_RETURN: gettext_noop("同意退回，重新决定由谁办理"),
    Step.DISMISS_OBJECTION: gettext_noop("不同意退回，仍由原机关办理"),
    Step.TAKE_BACK: gettext_noop("收回，重新决定由谁办理"),
    Step.RECALL: gettext_noop("送错了，已撤回，重新决定由谁办理"),
    Step.SUBMIT_DISPUTE: gettext_noop("机关之间对由谁办理有不同意见，提请上级决定"),
    Step.WITHDRAW_DISPUTE: gettext_noop("不再提请上级决定，回到原来的机关，期限不变"),
    Step.APPOINT: gettext_noop("上级决定由这个机关办理"),
    Step.UPHOLD: gettext_noop("上级决定仍由原机关办理"),
    Step.SUCCEED: gettext_noop("机构合并或者撤销，由承继的机关接着办理，期限不变"),
    Step.ACCEPT: gettext_noop("受理，开始办理"),
    Step.INVITE: gettext_noop("请另一个机关一起办理"),
    Step.INFORM: gettext_noop("出具告知书"),
    Step.REPLY: gettext_noop("作出回复"),
    Step.ANSWER: gettext_noop("作出答复"),
    Step.EXTEND: gettext_noop("批准延长办理期限"),
    Step.REWORK: gettext_noop("退回重新办理"),
    Step.REPORT_RESULT: gettext_noop("向交办机关报告办理结果"),
    Step.SERVE_NOTICE: gettext_noop("告知书送达您"),
    Step.SERVE: gettext_noop("答复送达您"),
    Step.RATE: gettext_noop("您作了评价"),
    Step.FOLLOW_UP: gettext_noop("信访部门回访"),
    Step.NOTE_REVIEW: gettext_noop("收到您的复查申请"),
    Step.EXPLAIN: gettext_noop("向您作了解释说明"),
    Step.TELL_RESULT: gettext_noop("告诉您办理结果；书面答复另行送达"),
    Step.CLOSE: gettext_noop("办结"),
    Step.WITHDRAW: gettext_noop("您撤回"),
    Step.SUPPLEMENT: gettext_noop("您补充材料"),
    Step.RECLASSIFY: gettext_noop("更正分类"),
    Step.LIST_PEOPLE: gettext_noop("更正联名的人"),
    Step.CORRECT_LETTER: gettext_noop("更正文书"),
    Step.SPLIT: gettext_noop("分成几件办理"),
    Step.ATTACH: gettext_noop("并入您先前的反映"),
    Step.TAKE_UP_AGAIN: gettext_noop("先前不应当结束，重新办理，期限照原来的计算"),
    Step.KEEP: gettext_noop("不转送办理，材料存档"),
    Step.VOID: gettext_noop("作废"),
    Step.END_DRILL: gettext_noop("演练结束"),
    Step.ASK_NAME: gettext_noop("办理单位申请知悉您的姓名"),
    Step.ANSWER_NAME: gettext_noop("您答复是否公开姓名"),
    Step.REISSUE_CODE: gettext_noop("补发查询码"),
    Step.ASK_CORRECTION: gettext_noop("您申请更正个人信息"),
    Step.DECIDE_CORRECTION: gettext_noop("答复您的更正申请"),
    Step.RECOUNT: gettext_noop("放假安排有新的公布，期限重新计算"),
    Step.RELEASE_COPY: gettext_noop("把遮去您身份的材料交给办理单位"),
    Step.TAKE_BACK_COPY: gettext_noop("收回遮盖过的材料"),
}
# The last stage of the line, where a petition ends otherwise than with 办结.
CLOSES = gettext_noop("办结")
ENDS: dict[State, str] = {
    State.WITHDRAWN: gettext_noop("已撤回"),
    State.KEPT: gettext_noop("已存档"),
    State.VOIDED: gettext_noop("已作废"),
    State.PRACTISED: gettext_noop("演练已结束"),
    State.ATTACHED: gettext_noop("已并入"),
}
PARTED = gettext_noop("从您原来的反映中分出")
JOINED = gettext_noop("您再次反映的内容并到这一件")


def sentence(
    petition: Petition, clocks: Sequence[Clock], events: Sequence[Event], today: date
) -> str:
    """The state in one sentence: what happened, who has it, by when at the latest."""
    state = State(petition.state)
    duty = _awaited(clocks, state)
    values = {
        "office": petition.holder.name,
        "last": dated(duty.legal_on, today) if duty else "",
        "sender": duty.office.name if duty and duty.office else "",
        "superior": _superior(petition) if state is State.DISPUTED else "",
    }
    return _(_words_of(state, duty, events)) % values


def _superior(petition: Petition) -> str:
    dispute = open_dispute(petition)
    return dispute.office.name if dispute else ""


def _words_of(state: State, duty: Clock | None, events: Sequence[Event]) -> str:
    steps = [Step(event.step) for event in events]
    if (
        state in (State.REGISTERED, State.SIGNED)
        and _last(steps, *RETURNING, *SENDING) in RETURNING
    ):
        return RETURNED
    if state is State.ACCEPTED and _last(steps, Step.ACCEPT, Step.REWORK) is Step.REWORK:
        return REWORKED
    if state is State.ACCEPTED and duty and duty.limit != TimeLimit.L5:
        return TO_TELL_ACCEPTANCE
    return SENTENCES[state]


def _awaited(clocks: Sequence[Clock], state: State) -> Clock | None:
    """The duty that the petitioner waits for: of an objection its answer, else the nearest."""
    duties = [each for each in clocks if not each.is_right and each.limit not in INNER_LIMITS]
    answer = [each for each in duties if each.limit == TimeLimit.L4S]
    wanted = answer if state is State.OBJECTED else duties
    return min(wanted, key=lambda clock: clock.legal_on, default=None)


def _last(steps: Sequence[Step], *among: Step) -> Step | None:
    return next((step for step in reversed(steps) if step in among), None)


def remarks(petition: Petition, events: Sequence[Event], reason: str) -> tuple[str, ...]:
    """What is said below the sentence of a petition that ended without an answer.

    Why, whom to ask, and what the petitioner can do. `reason` is what was written on the step.
    """
    if petition.drill is not None:
        return (_("这是演练信访件，不是真实的信访事项。"),)
    office, phone = petition.holder.name, petition.holder.phone
    ask = _("有疑问，可以打电话问%(office)s：%(phone)s。") % {"office": office, "phone": phone}
    match State(petition.state):
        case State.OBJECTED | State.DISPUTED:
            return (_("您不用做什么；书面告知您的最后一天照常计算。"),)
        case State.KEPT:
            ground = next((e.codes.get("ground") for e in events if e.step == Step.KEEP), "")
            why = _("原因：%(reason)s") % {"reason": _(GROUNDS[ground]) if ground else reason}
            return (why, ask, _("把事情和请求写清楚以后，可以重新提交。"))
        case State.VOIDED:
            why = _("原因：%(reason)s") % {"reason": reason}
            return (why, ask, _("您的事情还没有解决的，可以重新提交。"))
        case _:
            return ()


def dated(day: date, today: date) -> str:
    """「2月7日 周五（还有 11 天）」."""
    return _("%(day)s（%(left)s）") % {
        "day": people_date(day, today),
        "left": days_left_words((day - today).days),
    }
