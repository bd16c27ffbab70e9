"""Whether a letter may be issued: what it lacks, and what stands in it that belongs elsewhere.

What each kind must hold is said in letters.py; here stand the questions asked of the facts.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from huiyin.rules.letters import LETTERS, Addressee, Remedy
from huiyin.rules.remedies import review_sentences, suit_sentences, values_at
from huiyin.rules.terms import Decision, LetterKind, Naming, Procedure

Facts = Mapping[str, Any]


class Unfit(ValueError):
    """A letter that must not be issued; `parts` says why, in Chinese."""

    lead = ""

    def __init__(self, kind: LetterKind, parts: list[str]) -> None:
        self.kind = kind
        self.parts = parts
        super().__init__(f"{kind.zh}{self.lead}：{'；'.join(parts)}。")


class Incomplete(Unfit):
    """缺少必备内容. A part is missing that the law or the office's rules demand."""

    lead = "还缺少以下内容，补充后才能制发"


class Misplaced(Unfit):
    """写入了不该有的内容. A part stands in a letter of a procedure it does not belong to."""

    lead = "有不应写入的内容，修改后才能制发"


# What a sealed letter may hold beside the required parts: nothing of what the petition says.
_OUTSIDE = frozenset(
    {"number", "contact_person", "office_postcode", "postcode", "naming", "corrects", "rule_set"}
)

PARTS: dict[str, str] = {
    "number": "文号",
    "office_name": "发文机关名称",
    "office_address": "发文机关地址",
    "office_phone": "发文机关电话",
    "contact_person": "联系人",
    "addressee": "收件人（抬头）",
    "petition_number": "信访件编号",
    "issued_on": "成文日期",
    "basis": "依据",
    "petitioner": "信访人称谓",
    "summary": "信访事项摘要",
    "attachments": "附件清单",
    "notify_by": "书面告知信访人的最迟日期",
    "notify_by|own_rules": "去向机关告知信访人的最迟日期，或者说明其依照自身规定办理",
    "decided_by": "决定机关",
    "parties": "有争议的机关",
    "submitted_on": "提请日期",
    "object_by|ask_back": "提出异议的最迟日期，或者怎样商请收回",
    "approved_by": "审批人",
    "approved_on": "审批日期",
    "days": "延长的日数",
    "old_day": "原办理期限",
    "new_day": "延长后的办理期限",
    "step": "呈批事项",
    "asked_by": "提请人",
    "asked_on": "提请日期",
    "withdrawn_on": "撤回日期",
    "report_by": "报送办结报告的日期",
    "reason": "理由",
    "assigned_on": "交办日期",
    "served_on": "答复送达日期",
    "measures": "采取的措施",
    "result": "办理结果",
    "opinion": "信访人的意见",
    "destination": "去向机关、单位",
    "destination_phone": "去向机关、单位的联系电话",
    "sent_on": "转送日期",
    "query": "查询办法",
    "received_on": "收到日期",
    "accepted_on": "受理日期",
    "procedure": "办理程序",
    "way_of_handling": "办理途径和方式",
    "due_on": "办结的最迟日期",
    "handling_office": "承办机关、单位",
    "handler": "承办人",
    "procedure|organ": "应当适用的程序或者有权处理的机关",
    "legal_basis": "法律依据",
    "time_limit": "该程序的期限",
    "what_to_do": "信访人下一步怎么办",
    "requests": "投诉请求",
    "requests.request": "每项请求的内容",
    "requests.decision": "每项请求的处理意见（支持、解释或者不予支持）",
    "requests.explanation": "每项请求处理意见的说明",
    "facts_found": "查明的事实",
    "reasons": "理由",
    "laws": "所依据的法律、法规、规章和政策",
    "remedy.organ": "受理复查申请的机关",
    "remedy.address": "复查申请的递交地址",
    "remedy.days": "申请复查的期限（三十日）",
    "remedy.last_day_rule": "申请复查期限最后一日的算法",
    "remedy.what_to_submit": "申请复查应当提交的材料",
    "suggestion": "所提建议",
    "adoption": "采纳情况（采纳、部分采纳或者暂不采纳）",
    "answer": "答复内容",
    "page_count": "移交页数",
    "file_count": "移交文件数",
    "code": "查询码",
    "received_at": "收到时间",
    "channel": "信访形式",
    "next_step": "下一步办理",
    "next_by": "下一步的最迟日期",
    "address": "送达地址",
    "enclosed": "所送文书的文号",
}

REVIEW_DAYS = 30  # R35.1


def petitioner_as(name: str, *, naming: Naming, number: str) -> str:
    """How a letter calls the petitioner: by number where the name is hidden or unknown (G4)."""
    return name if naming is Naming.NAMED and name else f"信访人（编号{number}）"


def missing_parts(kind: LetterKind, facts: Facts) -> list[str]:
    """The required parts that `facts` lacks, in Chinese; empty when the letter is whole."""
    required = list(LETTERS[kind].required)
    procedure = facts.get("procedure")
    if kind is LetterKind.ACCEPTANCE and procedure == Procedure.PETITION:
        required.append("due_on")  # R34.1: only 信访程序 has the sixty days
    if kind is LetterKind.INFORMATION and procedure and procedure != Procedure.PETITION:
        required.append("time_limit")
    return [PARTS[path] for path in required if not _holds(facts, path)]


def forbidden_parts(kind: LetterKind, facts: Facts) -> list[str]:
    """What stands in `facts` and belongs to another letter or procedure, in Chinese."""
    rule = LETTERS[kind]
    found = list(_wrong_procedure(kind, facts))
    if rule.remedy is not Remedy.REVIEW:
        if isinstance(facts.get("remedy"), Mapping):
            found.append("复查告知只能写入信访处理意见书")
        found += [
            f"这里不能告知申请信访复查、复核：「{sentence}」"
            for sentence in review_sentences(facts)
        ]
    if kind is LetterKind.OPINION:
        found += [
            f"对信访处理意见不服只能申请复查，不能写复议、诉讼：「{sentence}」"
            for sentence in suit_sentences(facts)
        ]
        if values_at(facts, "remedy.days") not in ([None], [REVIEW_DAYS]):
            found.append("申请复查的期限是三十日，不能改动")
    if rule.sealed:
        extra = sorted(set(facts) - set(rule.required) - _OUTSIDE)
        found += [f"密封文书不能写入「{PARTS.get(key, key)}」" for key in extra]
    if _names_the_hidden(kind, facts):
        found.append("信访人要求隐去姓名或者匿名，称谓只写编号")
    return found


def require_fit(kind: LetterKind, facts: Facts) -> None:
    """Raise `Incomplete` or `Misplaced` unless the letter may be issued."""
    if missing := missing_parts(kind, facts):
        raise Incomplete(kind, missing)
    if forbidden := forbidden_parts(kind, facts):
        raise Misplaced(kind, forbidden)


def _wrong_procedure(kind: LetterKind, facts: Facts) -> Iterator[str]:
    procedure = facts.get("procedure")
    if kind is LetterKind.OPINION and procedure and procedure != Procedure.PETITION:
        yield "信访处理意见书只用于条例第三十一条第六项的信访程序"
    informs = kind is LetterKind.INFORMATION and procedure == Procedure.PETITION
    if informs and not facts.get("organ"):
        yield "信访程序由本机关受理的请用受理告知书，属于其他机关职权的请写明有权处理的机关"
    for value in values_at(facts, "requests.decision"):
        if value and value not in set(Decision):
            yield f"处理意见只有支持、解释、不予支持三种，没有「{value}」"


def _names_the_hidden(kind: LetterKind, facts: Facts) -> bool:
    """A hidden or unknown name: every way of calling the petitioner must be the number (G4)."""
    if facts.get("naming") not in (Naming.WITHHELD, Naming.ANONYMOUS) or kind is LetterKind.COVER:
        return False
    number = str(facts.get("petition_number", ""))
    keys = (
        ("petitioner", "addressee") if LETTERS[kind].to is Addressee.PETITIONER else ("petitioner",)
    )
    called = [str(facts[key]) for key in keys if facts.get(key)]
    return any(name != petitioner_as("", naming=Naming.ANONYMOUS, number=number) for name in called)


def _holds(facts: Facts, path: str) -> bool:
    if "|" in path:
        return any(_holds(facts, one) for one in path.split("|"))
    values = values_at(facts, path)
    return bool(values) and all(_is_filled(value) for value in values)


def _is_filled(value: object) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, list | tuple):
        return bool(value) and all(_is_filled(member) for member in value)
    return value is not None  # 0 pages is an answer
