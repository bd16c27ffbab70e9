"""What each letter says: facts in, headings and paragraphs out, for PDF, Word and preview.

Change the sentences here and raise TEMPLATE_VERSION; an issued letter keeps its version. Pure.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from huiyin.documents import between_offices
from huiyin.documents.paper import (
    Block,
    Paper,
    by_when,
    day,
    items,
    latest,
    law_of,
    lines,
    moment,
    numeral,
    paragraphs,
    sections,
    stop,
    weekday,
)
from huiyin.rules.letters import LETTERS, Addressee
from huiyin.rules.practice import SAID, is_practice
from huiyin.rules.terms import Adoption, Channel, Decision, LetterKind, Naming, Procedure

TEMPLATE_VERSION = 1

Facts = Mapping[str, Any]


def compose(kind: LetterKind, facts: Facts) -> Paper:
    """The letter as people will read it. Expects facts that `rules.letters` found fit."""
    paper = _composed(kind, facts)
    if is_practice(facts["petition_number"]):
        return replace(paper, title=f"{paper.title}{SAID}")
    return paper


def _composed(kind: LetterKind, facts: Facts) -> Paper:
    if kind is LetterKind.RECEIPT:
        return _receipt(facts)
    if kind is LetterKind.COVER:
        return _cover(facts)
    if kind is LetterKind.APPROVAL:
        return between_offices.approval(facts)
    rule = LETTERS[kind]
    blocks = tuple(_BODIES[kind](facts))
    if facts.get("corrects"):
        blocks = (Block("text", f"本文书更正并代替{facts['corrects']}。"), *blocks)
    return Paper(
        form="letter",
        head=facts["office_name"],
        number=facts.get("number", ""),
        title=rule.title,
        addressee=f"{facts['addressee']}：",
        blocks=blocks,
        attachments=tuple(facts.get("attachments") or _copies(facts)),
        signer=facts["office_name"],
        signed_on=day(facts["issued_on"]),
        note=_contact(facts, with_address=rule.to is Addressee.PETITIONER),
        copies="，".join(facts.get("copies", ())),
    )


def _copies(facts: Facts) -> list[str]:
    """The letters that a report encloses."""
    return [f"{number}复印件" for number in lines(facts.get("enclosed", []))]


def _contact(facts: Facts, *, with_address: bool) -> str:
    parts = [f"联系人：{facts['contact_person']}", f"联系电话：{facts['office_phone']}"]
    if with_address:
        parts.append(f"地址：{facts['office_address']}")
    return f"（{'　'.join(parts)}）"


def _article(procedure: str) -> str:
    """The item of Art. 31 for a procedure code such as 31-6."""
    return f"第三十一条第（{numeral(int(procedure.partition('-')[2]))}）项"


def _by_procedure(facts: Facts) -> str:
    """The procedure of Art. 31 that is taken; the law of 2005 knew only one."""
    procedure = Procedure(facts["procedure"])
    if facts.get("rule_set") == "2005":
        return "按照信访程序办理："
    return f"按照《信访工作条例》{_article(procedure)}规定的{procedure.zh}办理："


def _matter_of(facts: Facts) -> str:
    """您反映的信访事项（编号…）."""
    return f"您反映的信访事项（编号{facts['petition_number']}）"


# --- bodies --------------------------------------------------------------------------------------


def _forwarding_notice(facts: Facts) -> Iterator[Block]:
    received = f"已于{day(facts['received_on'])}收悉。" if facts.get("received_on") else "收悉。"
    yield Block(
        "text",
        f"{_matter_of(facts)}{received}该事项属于{facts['destination']}的职权范围。"
        f"根据{law_of(facts, '第二十二条、第二十三条')}的规定，"
        f"已于{day(facts['sent_on'])}转送该单位办理。",
    )
    if facts.get("notify_by"):
        yield Block(
            "text",
            f"{facts['destination']}{by_when(facts['notify_by'])}"
            "书面告知您收到情况以及处理途径和程序。",
        )
    else:
        yield Block("text", stop(facts["own_rules"]))
    yield Block("text", f"{facts['destination']}的联系电话：{facts['destination_phone']}。")
    if facts.get("naming") == Naming.WITHHELD:
        yield Block(
            "text",
            "按照您的要求，转送的材料已经隐去您的姓名、联系方式和住址，"
            "该单位需要与您联系的，由本机关转达。",
        )
    yield Block("text", f"查询办法：{stop(facts['query'])}")


def _acceptance(facts: Facts) -> Iterator[Block]:
    yield Block(
        "text",
        f"{_matter_of(facts)}，本机关于{day(facts['received_on'])}收到。经审查，"
        f"该事项属于本机关职权范围，已于{day(facts['accepted_on'])}受理。"
        f"根据{law_of(facts, '第二十三条')}的规定，现将有关事项告知如下：",
    )
    limit = []
    if facts.get("due_on"):
        limit = [
            f"本机关自受理之日起六十日内（最迟{day(facts['due_on'])}，{weekday(facts['due_on'])}）作出信访处理意见书并送达您。"
            "情况复杂、需要延长的，经本机关负责人批准，延长不超过三十日，并告知您理由。"
        ]
    yield from sections(
        [
            (
                "办理途径和程序",
                [
                    Block(
                        "text",
                        f"{_by_procedure(facts)}{stop(facts['way_of_handling'])}",
                    )
                ],
            ),
            ("办理期限", [Block("text", text) for text in limit]),
            (
                "承办单位和承办人",
                [Block("text", f"{facts['handling_office']}，承办人{facts['handler']}。")],
            ),
            (
                "您的权利",
                items(
                    [
                        "认为承办人与信访事项或者您本人有直接利害关系的，可以申请其回避。",
                        "可以补充材料、撤回信访事项，可以查询办理进展。",
                        "办理结果送达后三十日内，可以对信访部门和承办单位分别作出评价。",
                    ]
                ),
            ),
            ("查询办法", list(paragraphs(stop(facts["query"])))),
        ]
    )


def _information(facts: Facts) -> Iterator[Block]:
    code, organ = facts.get("procedure"), facts.get("organ")
    led = bool(code) and code != Procedure.PETITION
    through = f"应当通过{Procedure(code).zh}办理" if led and code else ""
    belongs = f"属于{organ}的职权范围" if organ else ""
    yield Block(
        "text",
        f"{_matter_of(facts)}收悉。经审查，{facts.get('matter') or '该事项'}"
        f"{'，'.join(part for part in (through, belongs) if part)}。现告知如下：",
    )
    parts = [
        ("法律依据", list(paragraphs(stop(facts["legal_basis"])))),
        (
            "期限",
            list(paragraphs(stop(facts.get("time_limit", ""))) if facts.get("time_limit") else ()),
        ),
        ("您需要做什么", list(paragraphs(stop(facts["what_to_do"])))),
        ("该程序的救济途径", list(paragraphs(facts.get("own_remedy", "")))),
        ("查询办法", list(paragraphs(stop(facts["query"])))),
    ]
    yield from sections(parts)


def _opinion(facts: Facts) -> Iterator[Block]:
    accepted = f"，本机关于{day(facts['accepted_on'])}受理" if facts.get("accepted_on") else ""
    yield Block(
        "text",
        f"{_matter_of(facts)}{accepted}。经听取陈述、调查核实，"
        f"根据{law_of(facts, '第三十一条第（六）项、第三十二条')}的规定，提出处理意见如下：",
    )
    requests = facts["requests"]
    asked = [stop(each["request"]) for each in requests]
    decided = [
        f"关于“{each['request'].strip().rstrip('。')}”的请求：{Decision(each['decision']).zh}。"
        f"{stop(each['explanation'])}"
        for each in requests
    ]
    remedy = facts["remedy"]
    submit = "、".join(lines(remedy["what_to_submit"]))
    yield from sections(
        [
            ("投诉请求", items(asked)),
            ("查明的事实", list(paragraphs(facts["facts_found"]))),
            ("理由", list(paragraphs(facts["reasons"]))),
            ("处理意见", items(decided)),
            ("法律法规依据", items([stop(law) for law in lines(facts["laws"])])),
            (
                "申请复查的权利",
                [
                    Block(
                        "text",
                        "不服本处理意见的，可以自收到本意见书之日起三十日内，"
                        f"书面请求{remedy['organ']}复查。期限{stop(remedy['last_day_rule'])}",
                    ),
                    Block("text", f"递交地址：{stop(remedy['address'])}"),
                    Block("text", f"请一并提交：{stop(submit)}"),
                ],
            ),
            (
                "查询和评价",
                [
                    Block(
                        "text",
                        f"{stop(facts['query'])}自收到本意见书之日起三十日内，"
                        "可以对信访部门和承办单位分别作出评价。",
                    )
                ],
            ),
        ]
    )


def _suggestion_reply(facts: Facts) -> Iterator[Block]:
    suggestion = facts["suggestion"].strip().rstrip("。")
    yield Block(
        "text",
        f"您提出的“{suggestion}”的建议（编号{facts['petition_number']}）收悉。"
        f"根据{law_of(facts, '第二十九条')}的规定，经研究，答复如下：",
    )
    yield from sections(
        [
            ("采纳情况", [Block("text", f"对您的建议，{Adoption(facts['adoption']).zh}。")]),
            ("理由和安排", list(paragraphs(facts["reasons"]))),
        ]
    )
    yield Block("text", "感谢您关心和支持我们的工作，欢迎继续提出意见和建议。")
    yield Block("text", f"查询和评价：{stop(facts['query'])}")


def _reply(facts: Facts) -> Iterator[Block]:
    asked = f"关于{facts['asked']}的" if facts.get("asked") else ""
    yield Block("text", f"您{asked}来信（编号{facts['petition_number']}）收悉，现回复如下：")
    yield from paragraphs(facts["answer"])
    yield Block("text", f"查询和评价：{stop(facts['query'])}")


def _extension(facts: Facts) -> Iterator[Block]:
    yield Block(
        "text",
        f"{_matter_of(facts)}，本机关于{day(facts['accepted_on'])}受理，"
        f"原办理期限至{day(facts['old_day'])}（{weekday(facts['old_day'])}）。"
        f"因情况复杂，根据{law_of(facts, '第三十四条')}的规定，"
        f"经本机关负责人{facts['approved_by']}于{day(facts['approved_on'])}批准，"
        f"延长办理期限{facts['days']}日，最迟{day(facts['new_day'])}（{weekday(facts['new_day'])}）"
        "作出信访处理意见书并送达您。",
    )
    yield from paragraphs(f"延期的理由：{stop(facts['reason'])}")
    yield Block("text", "延长期限只有一次。给您带来不便，敬请谅解。")
    yield Block("text", f"查询办法：{stop(facts['query'])}")


def _withdrawal(facts: Facts) -> Iterator[Block]:
    yield Block(
        "text",
        f"您于{day(facts['withdrawn_on'])}撤回编号{facts['petition_number']}的信访事项，"
        "本机关已经收悉，自即日起不再办理，有关记录依法保存。",
    )
    yield Block("text", "撤回以后有新的事实和理由的，可以重新提出。")
    yield Block("text", f"查询办法：{stop(facts['query'])}")


_BODIES: dict[LetterKind, Callable[[Facts], Iterator[Block]]] = {
    LetterKind.FORWARDING: between_offices.forwarding,
    LetterKind.ASSIGNMENT: between_offices.assignment,
    LetterKind.OBJECTION: between_offices.objection,
    LetterKind.JURISDICTION: between_offices.jurisdiction,
    LetterKind.RESULT_REPORT: between_offices.result_report,
    LetterKind.FORWARDING_NOTICE: _forwarding_notice,
    LetterKind.ACCEPTANCE: _acceptance,
    LetterKind.INFORMATION: _information,
    LetterKind.OPINION: _opinion,
    LetterKind.SUGGESTION_REPLY: _suggestion_reply,
    LetterKind.REPLY: _reply,
    LetterKind.EXTENSION: _extension,
    LetterKind.WITHDRAWAL: _withdrawal,
    LetterKind.HANDING_OVER: between_offices.handing_over,
}

RIGHTS = (
    "可以凭编号和查询码查询办理进展和结果，不需要注册账户，不收取任何费用。",
    "可以补充材料，可以更正登记摘要中与您本意不符的地方。",
    "可以撤回信访事项；检举、控告撤回后，有关机关仍可以依法继续处理。",
    "认为承办人有直接利害关系的，可以申请其回避。",
    "办理结果送达后三十日内，可以对信访部门和承办单位分别作出评价。",
    "任何组织和个人不得打击报复信访人。",
)


def _receipt(facts: Facts) -> Paper:
    naming = facts.get("naming")
    rows = [
        ("收到时间", moment(facts["received_at"])),
        ("信访形式", Channel(facts["channel"]).zh),
        ("署名方式", Naming(naming).zh if naming else ""),
        ("事项摘要", facts["summary"]),
        ("接下来", stop(facts["next_step"])),
        ("最迟日期", latest(facts["next_by"]).removeprefix("最迟")),
        ("查询办法", stop(facts["query"])),
    ]
    return Paper(
        form="slip",
        head=facts["office_name"],
        number=facts["petition_number"],
        title=LETTERS[LetterKind.RECEIPT].title,
        blocks=tuple(Block("item", f"{n}．{right}") for n, right in enumerate(RIGHTS, start=1)),
        note=f"{facts['office_name']}　电话 {facts['office_phone']}",
        rows=tuple((label, value) for label, value in rows if value),
        code=facts["code"],
        link=facts.get("query_url", ""),
    )


def _cover(facts: Facts) -> Paper:
    return Paper(
        form="cover",
        head=facts["office_name"],
        number=facts["petition_number"],
        title=LETTERS[LetterKind.COVER].title,
        addressee=facts["addressee"],
        blocks=(
            Block("text", "内附文书由本机关代为送达。办理单位不掌握收件人的姓名、地址和联系方式。"),
            Block("text", "请核对内附文书的文号。收到后请在送达回证上签名，注明收到日期。"),
        ),
        rows=(
            ("postcode", facts.get("postcode", "")),
            ("address", facts["address"]),
            ("编号", facts["petition_number"]),
            ("内附文书", "、".join(lines(facts["enclosed"]))),
            ("寄出日期", day(facts["issued_on"])),
            ("联系电话", facts["office_phone"]),
        ),
        note=f"寄件地址：{facts['office_address']}　邮政编码：{facts.get('office_postcode', '')}",
    )
