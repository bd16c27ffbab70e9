"""What offices write to each other and to their files: 转送函, 异议函, 办结报告, 审批单. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from huiyin.documents.paper import (
    Block,
    Paper,
    day,
    items,
    law_of,
    lines,
    paragraphs,
    sections,
    stop,
    weekday,
)
from huiyin.rules.letters import LETTERS
from huiyin.rules.terms import LetterKind, Naming

Facts = Mapping[str, Any]


def forwarding(facts: Facts) -> Iterator[Block]:
    """转送函: passed on to the organ that answers for it."""
    yield Block(
        "text",
        f"{_who(facts)}反映的信访事项收悉。经登记研究，该事项属于你单位职权范围。"
        f"根据{facts['basis']}的规定，"
        "现将有关材料转送你单位，请依法按程序办理。",
    )
    yield from sections(
        [
            ("信访事项摘要", list(paragraphs(facts["summary"]))),
            ("办理要求", items(_demands(facts))),
        ]
    )


def assignment(facts: Facts) -> Iterator[Block]:
    """交办函: the same, with the day by which the result is reported (R22.4)."""
    yield Block(
        "text",
        f"{_who(facts)}反映的信访事项收悉。经登记研究，该事项属于你单位职权范围，需要反馈办理结果。"
        f"根据{law_of(facts, '第二十二条第一款第三项')}的规定，现交由你单位办理。",
    )
    day_set = facts["report_by"]
    report = (
        f"请于{day(day_set)}（{weekday(day_set)}）前向本机关反馈办理结果，提交办结报告，"
        "写明查明的事实、采取的措施、办理结果和信访人的意见；需要延长的，须经本机关同意。"
    )
    yield from sections(
        [
            ("信访事项摘要", list(paragraphs(facts["summary"]))),
            ("办理要求", items([report, *_demands(facts)])),
        ]
    )


def _who(facts: Facts) -> str:
    known = facts["petition_number"] in facts["petitioner"]
    number = "" if known else f"（编号{facts['petition_number']}）"
    return f"{facts['petitioner']}{number}"


def _way_back(facts: Facts) -> str:
    if not facts.get("object_by"):
        return stop(facts["ask_back"])
    return (
        "认为不属于本单位职权范围的，请自收到本函之日起五个工作日内"
        f"（最迟{day(facts['object_by'])}，{weekday(facts['object_by'])}）"
        "提出异议并详细说明理由；经本机关核实同意后，交还相关材料。"
    )


def _demands(facts: Facts) -> list[str]:
    demands = [
        f"请自收到本函之日起十五日内（最迟{day(facts['notify_by'])}，{weekday(facts['notify_by'])}）"
        "书面告知信访人收到情况以及处理途径和程序。",
        _way_back(facts),
        "请依法保护信访人的个人信息和隐私。",
    ]
    naming = facts.get("naming")
    if naming == Naming.WITHHELD:
        demands[2] = (
            "信访人要求对办理单位隐去姓名。文书请以编号称呼信访人，"
            "需要联系或者送达的，通过本机关转达；请勿打听、推测信访人身份。"
        )
    if naming == Naming.ANONYMOUS:
        demands[2] = (
            "信访人未署名，请按所反映的问题调查处理，文书以编号称呼信访人，由本机关留存备查。"
        )
    return demands


def objection(facts: Facts) -> Iterator[Block]:
    """异议函: the detailed reasons of an organ that is not competent (R23.3)."""
    yield Block(
        "text",
        f"你单位转来的信访事项（编号{facts['petition_number']}），"
        f"本单位于{day(facts['received_on'])}收到。经审查，该事项不属于本单位职权范围。"
        "根据《信访工作条例》第二十三条第三款的规定，现提出异议，请核实；"
        "经你单位同意后，交还有关材料。",
    )
    yield from sections(
        [
            ("理由", list(paragraphs(facts["reason"]))),
            ("依据", list(paragraphs(facts["basis"]))),
            (
                "有权处理的机关、单位",
                list(paragraphs(stop(facts["competent"])) if facts.get("competent") else ()),
            ),
        ]
    )


def jurisdiction(facts: Facts) -> Iterator[Block]:
    """指定管辖决定书: which organ handles it, by decision of the common superior (R24.1)."""
    yield Block(
        "text",
        f"关于信访事项（编号{facts['petition_number']}）由谁办理，{'、'.join(lines(facts['parties']))}"
        f"有不同意见，已于{day(facts['submitted_on'])}提请指定管辖。"
        f"根据{law_of(facts, '第二十四条第一款')}的规定，经{facts['decided_by']}研究，"
        f"决定由{facts['handling_office']}办理。",
    )
    yield from sections([("理由", list(paragraphs(facts["reasons"])))])
    yield Block(
        "text",
        "本决定作出后，各单位不得再以不属于本单位职权为由退回。有关期限不因管辖争议重新计算。",
    )


def result_report(facts: Facts) -> Iterator[Block]:
    """办结报告: what was found and done, with what result, and what the petitioner says of it."""
    answers = "、".join(lines(facts["enclosed"]))
    yield Block(
        "text",
        f"你单位于{day(facts['assigned_on'])}交办的信访事项（编号{facts['petition_number']}）"
        f"已经办理完毕，答复（{answers}）于{day(facts['served_on'])}送达信访人。"
        f"根据{law_of(facts, '第二十二条')}的规定，现将办理情况报告如下：",
    )
    yield from sections(
        [
            ("查明的事实", list(paragraphs(facts["facts_found"]))),
            ("采取的措施", list(paragraphs(facts["measures"]))),
            ("办理结果", list(paragraphs(facts["result"]))),
            ("信访人的意见", list(paragraphs(facts["opinion"]))),
        ]
    )


def approval(facts: Facts) -> Paper:
    """审批单: a sheet for the file; what was asked and why, and the opinion of who agreed."""
    asked = f"呈批人：{facts['asked_by']}　　{day(facts['asked_on'])}"
    agreed = f"审批人：{facts['approved_by']}　　{day(facts['approved_on'])}"
    return Paper(
        form="sheet",
        head=facts["office_name"],
        number=facts.get("number", ""),
        title=LETTERS[LetterKind.APPROVAL].title,
        rows=(
            ("信访事项编号", facts["petition_number"]),
            ("呈批事项", facts["step"]),
            ("呈批理由", f"{facts['reason']}\n{asked}"),
            ("审批意见", f"同意。\n{agreed}"),
        ),
        note="本单由系统按审批记录制成，存入案卷。",
    )


def handing_over(facts: Facts) -> Iterator[Block]:
    """移交函: nothing of what is handed over, only how much it is."""
    yield Block(
        "text",
        f"现将编号{facts['petition_number']}的信访件移交你单位。"
        f"根据{law_of(facts, '第二十二条第二款、第三十条')}的规定，请依规依纪依法处理。",
    )
    yield Block(
        "text",
        f"移交材料共{facts['page_count']}页、{facts['file_count']}个文件，已经密封，本函不载明其内容。"
        "请指定专人拆封，严格保密，不得将材料及有关情况透露或者转给被检举、控告的人员或者单位。",
    )
    yield Block("text", "请签收后将本函复印件退回本机关。")
    yield Block("text", "签收人：＿＿＿＿＿　签收时间：＿＿＿年＿＿月＿＿日")
