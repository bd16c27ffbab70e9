"""The letters an office issues, as one table: what each must hold, which clocks it moves.

Change the table to change what a letter requires. The sentences around the facts stand in
`huiyin.documents.wording`; the facts are a plain dict that the step freezes (R23, R29, R32, R35).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from huiyin.rules.remedies import review_sentences, suit_sentences, values_at
from huiyin.rules.terms import Decision, LetterKind, Naming, Procedure, Term, TimeLimit

Facts = Mapping[str, Any]


class Addressee(Term):
    """主送对象. Whom a letter is written to."""

    PETITIONER = "petitioner", "信访人"
    OFFICE = "office", "机关、单位"


class Remedy(Term):
    """救济途径. What a letter tells about the next right (docs/law.md § 1.6)."""

    NONE = "none", "无"
    REVIEW = "review", "申请复查"
    OWN = "own", "所告知程序自身的救济途径"


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


@dataclass(frozen=True, kw_only=True)
class LetterRule:
    """One kind of letter. `required` names facts: `a|b` is one of the two, `a.b` a part within."""

    kind: LetterKind
    title: str  # the heading on the paper
    series: str  # the word of this kind in the document number: 云信〔转〕…
    to: Addressee
    basis: str  # the article that demands or allows the letter
    required: tuple[str, ...]
    remedy: Remedy = Remedy.NONE
    ends: tuple[TimeLimit, ...] = ()  # clocks that end when the letter is served
    starts: tuple[TimeLimit, ...] = ()  # clocks that start when it is served
    sealed: bool = False  # holds nothing of the petition beyond `required` and the letterhead


# Every letter carries these; the number is given by the step that issues it.
LETTERHEAD = (
    "number",
    "office_name",
    "office_address",
    "office_phone",
    "contact_person",
    "addressee",
    "petition_number",
    "issued_on",
)

_REMEDY = tuple(
    f"remedy.{part}" for part in ("organ", "address", "days", "last_day_rule", "what_to_submit")
)

LETTERS: dict[LetterKind, LetterRule] = {
    rule.kind: rule
    for rule in (
        LetterRule(
            kind=LetterKind.FORWARDING,
            title="信访事项转送函",
            series="转",
            to=Addressee.OFFICE,
            basis="《信访工作条例》第二十二条第一款",
            required=(
                *LETTERHEAD,
                "basis",
                "petitioner",
                "summary",
                "attachments",
                "notify_by",
                "object_by",
            ),
        ),
        LetterRule(
            kind=LetterKind.FORWARDING_NOTICE,
            title="信访事项转送告知书",
            series="转告",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第二十二条、第二十三条",
            required=(
                *LETTERHEAD,
                "destination",
                "destination_phone",
                "sent_on",
                "notify_by|own_rules",
                "query",
            ),
        ),
        LetterRule(
            kind=LetterKind.ACCEPTANCE,
            title="信访事项受理告知书",
            series="受",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第二十三条",
            required=(
                *LETTERHEAD,
                "received_on",
                "accepted_on",
                "procedure",
                "way_of_handling",
                "handling_office",
                "handler",
                "query",
            ),
            ends=(TimeLimit.L2, TimeLimit.L3),
        ),
        LetterRule(
            kind=LetterKind.INFORMATION,
            title="信访事项告知书",
            series="告",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第二十三条、第三十一条",
            required=(*LETTERHEAD, "procedure|organ", "legal_basis", "what_to_do", "query"),
            remedy=Remedy.OWN,
            ends=(TimeLimit.L1, TimeLimit.L2, TimeLimit.L3),
        ),
        LetterRule(
            kind=LetterKind.OPINION,
            title="信访处理意见书",
            series="意",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第三十二条、第三十四条",
            required=(
                *LETTERHEAD,
                "procedure",
                "requests",
                "requests.request",
                "requests.decision",
                "requests.explanation",
                "facts_found",
                "reasons",
                "laws",
                *_REMEDY,
                "query",
            ),
            remedy=Remedy.REVIEW,
            ends=(TimeLimit.L2, TimeLimit.L3, TimeLimit.L5),
            starts=(TimeLimit.L7,),
        ),
        LetterRule(
            kind=LetterKind.SUGGESTION_REPLY,
            title="建议意见答复",
            series="建复",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第二十九条",
            required=(*LETTERHEAD, "suggestion", "adoption", "reasons", "query"),
            ends=(TimeLimit.L2, TimeLimit.L3),
        ),
        LetterRule(
            kind=LetterKind.REPLY,
            title="回复函",
            series="复",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第二十二条",
            required=(*LETTERHEAD, "answer", "query"),
            ends=(TimeLimit.L1, TimeLimit.L2, TimeLimit.L3),
        ),
        LetterRule(
            kind=LetterKind.HANDING_OVER,
            title="移交函",
            series="移",
            to=Addressee.OFFICE,
            basis="《信访工作条例》第二十二条第二款、第三十条",
            required=(*LETTERHEAD, "page_count", "file_count"),
            sealed=True,
        ),
        LetterRule(
            kind=LetterKind.RECEIPT,
            title="信访凭证",
            series="凭",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第二十一条、第二十二条",
            required=(
                "office_name",
                "office_phone",
                "petition_number",
                "code",
                "received_at",
                "channel",
                "summary",
                "query",
                "next_step",
                "next_by",
            ),
        ),
        LetterRule(
            kind=LetterKind.COVER,
            title="送达封面",
            series="封",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第二十三条",
            required=(
                "office_name",
                "office_address",
                "office_phone",
                "addressee",
                "address",
                "petition_number",
                "enclosed",
                "issued_on",
            ),
            sealed=True,
        ),
    )
}

# What a sealed letter may hold beside the required parts: nothing of what the petition says.
_OUTSIDE = frozenset(
    {"number", "contact_person", "office_postcode", "postcode", "naming", "corrects"}
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
    "basis": "转送依据（条例第二十二条第一款第一项或者第二项）",
    "petitioner": "信访人称谓",
    "summary": "信访事项摘要",
    "attachments": "附件清单",
    "notify_by": "书面告知信访人的最迟日期",
    "notify_by|own_rules": "去向机关告知信访人的最迟日期，或者说明其依照自身规定办理",
    "object_by": "提出异议的最迟日期",
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
