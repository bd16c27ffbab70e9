"""The steps of a story that leave the straight way: what each takes as `Taken.facts`.

    assign        to (office slug), days (until the report)    hand_on      to
    object        reason, competent, basis                     agree_return words
    dismiss_objection, take_back  reason                       recall       nothing
    report_result facts_found, measures, result, opinion
    ask_approval  step, reason, arguments; the second person then takes that step, or declines
    rework        reason, days (until the new answer) after the service
    invite        office, words        contribute    words
    split         reason, parts        attach        to (story slug), compared
    recuse        person, reason       note_review   way, evidence
    submit_dispute, withdraw_dispute, uphold, ask_return  reason
                        appoint        to, reason
    remind        wording (of the action)            list_people    add (name and telephone), reason
    ask_correction wanted, reason                    decide_correction agrees, reason
    reclassify    matter, procedure, category, reason
    correct_letter findings, reason                  reissue_code   matched
A step on a part of a split petition names it: `of_part(1, forward(…))`.
"""

from dataclasses import replace

from huiyin.commands.city.story import PETITIONER, Taken
from huiyin.rules.terms import Keeping, Step


def of_part(n: int, taken: Taken) -> Taken:
    """The same step, taken on the n-th part that a split made."""
    return replace(taken, part=n)


def assign(day: int, time: str, by: str, to: str, days: int) -> Taken:
    """交办."""
    return Taken(Step.ASSIGN, by, day, time, {"to": to, "days": days})


def hand_on(day: int, time: str, by: str, to: str) -> Taken:
    """转交下级."""
    return Taken(Step.HAND_ON, by, day, time, {"to": to})


def object_to(day: int, time: str, by: str, reason: str, competent: str, basis: str) -> Taken:
    """提出异议."""
    facts = {"reason": reason, "competent": competent, "basis": basis}
    return Taken(Step.OBJECT, by, day, time, facts)


def agree_return(day: int, time: str, by: str, words: str) -> Taken:
    """同意退回."""
    return Taken(Step.AGREE_RETURN, by, day, time, {"words": words})


def dismiss_objection(day: int, time: str, by: str, reason: str) -> Taken:
    """不同意退回."""
    return Taken(Step.DISMISS_OBJECTION, by, day, time, {"reason": reason})


def take_back(day: int, time: str, by: str, reason: str) -> Taken:
    """收回."""
    return Taken(Step.TAKE_BACK, by, day, time, {"reason": reason})


def recall(day: int, time: str, by: str) -> Taken:
    """撤回转送."""
    return Taken(Step.RECALL, by, day, time)


def report_result(
    day: int, time: str, by: str, *, facts_found: str, measures: str, result: str, opinion: str
) -> Taken:
    """报送办结报告."""
    facts = {
        "facts_found": facts_found,
        "measures": measures,
        "result": result,
        "opinion": opinion,
    }
    return Taken(Step.REPORT_RESULT, by, day, time, facts)


def ask_extension(day: int, time: str, by: str, days: int, reason: str) -> Taken:
    """提请延长期限."""
    return _ask(day, time, by, Step.EXTEND, reason, days=days)


def ask_keeping(day: int, time: str, by: str, ground: Keeping, reason: str) -> Taken:
    """提请存."""
    return _ask(day, time, by, Step.KEEP, reason, ground=ground.value)


def ask_voiding(day: int, time: str, by: str, reason: str) -> Taken:
    """提请作废."""
    return _ask(day, time, by, Step.VOID, reason)


def _ask(day: int, time: str, by: str, step: Step, reason: str, **arguments: object) -> Taken:
    facts = {"step": step, "reason": reason, "arguments": arguments}
    return Taken(Step.ASK_APPROVAL, by, day, time, facts)


def ask_taking_up(day: int, time: str, by: str, reason: str) -> Taken:
    """提请重新办理."""
    return _ask(day, time, by, Step.TAKE_UP_AGAIN, reason)


def ask_clearing(day: int, time: str, by: str, office: str, reason: str) -> Taken:
    """提请撤销被控告标记, of an office."""
    return _ask(day, time, by, Step.CLEAR_ACCUSED, reason, office=office)


def approve(day: int, time: str, by: str, step: Step, words: str = "") -> Taken:
    """The second person agrees, and the step is taken."""
    return Taken(step, by, day, time, {"words": words})


def decline(day: int, time: str, by: str, step: Step, words: str) -> Taken:
    """不予批准."""
    return Taken(Step.DECLINE, by, day, time, {"step": step, "words": words})


def rework(day: int, time: str, by: str, reason: str, days: int = 0) -> Taken:
    """退回重办."""
    return Taken(Step.REWORK, by, day, time, {"reason": reason, "days": days})


def invite(day: int, time: str, by: str, office: str, words: str) -> Taken:
    """邀请会办."""
    return Taken(Step.INVITE, by, day, time, {"office": office, "words": words})


def contribute(day: int, time: str, by: str, words: str) -> Taken:
    """提交会办意见."""
    return Taken(Step.CONTRIBUTE, by, day, time, {"words": words})


def split(day: int, time: str, by: str, reason: str, *parts: str) -> Taken:
    """分拆."""
    return Taken(Step.SPLIT, by, day, time, {"reason": reason, "parts": parts})


def attach(day: int, time: str, by: str, to: str, compared: str) -> Taken:
    """并入."""
    return Taken(Step.ATTACH, by, day, time, {"to": to, "compared": compared})


def recuse(day: int, time: str, by: str, person: str, reason: str) -> Taken:
    """回避."""
    return Taken(Step.RECUSE, by, day, time, {"person": person, "reason": reason})


def note_review(day: int, time: str, by: str, way: str, evidence: str) -> Taken:
    """登记复查申请."""
    return Taken(Step.NOTE_REVIEW, by, day, time, {"way": way, "evidence": evidence})


def submit_dispute(day: int, time: str, by: str, reason: str) -> Taken:
    """提请指定管辖."""
    return Taken(Step.SUBMIT_DISPUTE, by, day, time, {"reason": reason})


def withdraw_dispute(day: int, time: str, by: str, reason: str) -> Taken:
    """撤回提请."""
    return Taken(Step.WITHDRAW_DISPUTE, by, day, time, {"reason": reason})


def appoint(day: int, time: str, by: str, to: str, reason: str) -> Taken:
    """指定管辖."""
    return Taken(Step.APPOINT, by, day, time, {"to": to, "reason": reason})


def uphold(day: int, time: str, by: str, reason: str) -> Taken:
    """维持原承办机构."""
    return Taken(Step.UPHOLD, by, day, time, {"reason": reason})


def ask_return(day: int, time: str, by: str, reason: str) -> Taken:
    """商请收回."""
    return Taken(Step.ASK_RETURN, by, day, time, {"reason": reason})


def remind(day: int, time: str, by: str, wording: str) -> Taken:
    """催办."""
    return Taken(Step.REMIND, by, day, time, {"wording": wording})


def list_people(day: int, time: str, by: str, reason: str, *add: tuple[str, str]) -> Taken:
    """更正联名人."""
    return Taken(Step.LIST_PEOPLE, by, day, time, {"add": add, "reason": reason})


def ask_correction(day: int, time: str, reason: str, **wanted: str) -> Taken:
    """申请更正个人信息."""
    facts = {"wanted": wanted, "reason": reason}
    return Taken(Step.ASK_CORRECTION, PETITIONER, day, time, facts)


def decide_correction(day: int, time: str, by: str, reason: str, *, agrees: bool) -> Taken:
    """答复更正申请."""
    return Taken(Step.DECIDE_CORRECTION, by, day, time, {"agrees": agrees, "reason": reason})


def reclassify(registered: Taken, day: int, time: str, by: str, category: str, why: str) -> Taken:
    """更正分类, of the content alone."""
    facts = {**registered.facts, "category": category, "reason": why}
    return Taken(Step.RECLASSIFY, by, day, time, facts)


def correct_letter(answered: Taken, day: int, time: str, reason: str, **right: object) -> Taken:
    """更正文书, by who wrote it: the same answer with the parts that were wrong put right."""
    facts = {"findings": {**answered.facts, **right}, "reason": reason}
    return Taken(Step.CORRECT_LETTER, answered.by, day, time, facts)


def reissue_code(day: int, time: str, by: str, *matched: str) -> Taken:
    """补发查询码, at the counter."""
    return Taken(Step.REISSUE_CODE, by, day, time, {"matched": list(matched)})


def as_repeat(taken: Taken, of: str, compared: str) -> Taken:
    """登记, flagged as a repeat of a story that has ended."""
    return replace(taken, facts={**taken.facts, "repeat_of": of, "compared": compared})
