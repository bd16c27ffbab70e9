"""The letters an office issues, as one table: what each must hold, which clocks it moves.

Change the table to change what a letter requires. The sentences around the facts stand in
`huiyin.documents.wording`; the facts are a plain dict that the step freezes (R23, R29, R32, R35).
"""

from dataclasses import dataclass

from huiyin.rules.terms import LetterKind, Term, TimeLimit


class Addressee(Term):
    """主送对象. Whom a letter is written to."""

    PETITIONER = "petitioner", "信访人"
    OFFICE = "office", "机关、单位"


class Remedy(Term):
    """救济途径. What a letter tells about the next right (docs/law.md § 1.6)."""

    NONE = "none", "无"
    REVIEW = "review", "申请复查"
    OWN = "own", "所告知程序自身的救济途径"


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
                "object_by|ask_back",
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
            ends=(TimeLimit.L1, TimeLimit.L2, TimeLimit.L3, TimeLimit.L11R),
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
            ends=(TimeLimit.L2, TimeLimit.L3, TimeLimit.L5, TimeLimit.L11R),
            starts=(TimeLimit.L7,),
        ),
        LetterRule(
            kind=LetterKind.SUGGESTION_REPLY,
            title="建议意见答复",
            series="建复",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第二十九条",
            required=(*LETTERHEAD, "suggestion", "adoption", "reasons", "query"),
            ends=(TimeLimit.L2, TimeLimit.L3, TimeLimit.L11R),
        ),
        LetterRule(
            kind=LetterKind.REPLY,
            title="回复函",
            series="复",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第二十二条",
            required=(*LETTERHEAD, "answer", "query"),
            ends=(TimeLimit.L1, TimeLimit.L2, TimeLimit.L3, TimeLimit.L11R),
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
            kind=LetterKind.ASSIGNMENT,
            title="信访事项交办函",
            series="交",
            to=Addressee.OFFICE,
            basis="《信访工作条例》第二十二条第一款第三项",
            required=(
                *LETTERHEAD,
                "petitioner",
                "summary",
                "attachments",
                "notify_by",
                "object_by|ask_back",
                "report_by",
            ),
        ),
        LetterRule(
            kind=LetterKind.OBJECTION,
            title="信访事项异议函",
            series="异",
            to=Addressee.OFFICE,
            basis="《信访工作条例》第二十三条第三款",
            required=(*LETTERHEAD, "received_on", "reason", "basis"),
        ),
        LetterRule(
            kind=LetterKind.JURISDICTION,
            title="信访事项指定管辖决定书",
            series="定",
            to=Addressee.OFFICE,
            basis="《信访工作条例》第二十四条第一款",
            required=(
                *LETTERHEAD,
                "decided_by",
                "parties",
                "submitted_on",
                "handling_office",
                "reasons",
            ),
        ),
        LetterRule(
            kind=LetterKind.RESULT_REPORT,
            title="信访事项办结报告",
            series="结",
            to=Addressee.OFFICE,
            basis="《信访工作条例》第二十二条第一款第三项",
            required=(
                *LETTERHEAD,
                "assigned_on",
                "served_on",
                "enclosed",
                "facts_found",
                "measures",
                "result",
                "opinion",
            ),
        ),
        LetterRule(
            kind=LetterKind.EXTENSION,
            title="信访事项延期告知书",
            series="延",
            to=Addressee.PETITIONER,
            basis="《信访工作条例》第三十四条",
            required=(
                *LETTERHEAD,
                "accepted_on",
                "reason",
                "approved_by",
                "approved_on",
                "days",
                "old_day",
                "new_day",
                "query",
            ),
        ),
        LetterRule(
            kind=LetterKind.APPROVAL,
            title="信访事项审批单",
            series="批",
            to=Addressee.OFFICE,
            basis="",
            required=(
                *LETTERHEAD,
                "step",
                "reason",
                "asked_by",
                "asked_on",
                "approved_by",
                "approved_on",
            ),
        ),
        LetterRule(
            kind=LetterKind.WITHDRAWAL,
            title="信访事项撤回回执",
            series="撤",
            to=Addressee.PETITIONER,
            basis="",
            required=(*LETTERHEAD, "withdrawn_on", "query"),
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
