"""The procedure guide to begin with (R18.1): what people ask, answered in two languages.

It names no place: an office that is founded begins with it and changes what is its own.
"""

from dataclasses import dataclass

Both = dict[str, str]


@dataclass(frozen=True)
class Page:
    """One page of the guide."""

    slug: str
    title: Both
    body: Both
    channel: str = ""  # the way in that it is about


GUIDES: tuple[Page, ...] = (
    Page(
        "stages",
        {"zh": "一件事怎么走：阶段和期限", "en": "How a matter walks: stages and time limits"},
        {
            "zh": (
                "- 收到：您交来以后马上得到编号和查询码。\n"
                "- 登记、转送：信访部门在收到之日起15日内登记，并决定转给哪个机关、单位，同时告"
                "诉您去了哪里（第二十二条、第二十三条）。\n"
                "- 告知：承办的机关、单位在收到之日起15日内书面告知您收到情况、办理途径和程序"
                "（第二十三条）。姓名、住址不清无法告知的除外。\n"
                "- 办理、答复：按信访程序办理的，自受理之日起60日内办结；情况复杂的，经负责人批"
                "准可以延长不超过30日，并告诉您理由（第三十四条）。\n"
                "- 送达：答复当面、邮寄或者经您同意电子送达，送达的日子会记下来，您的下一项权利"
                "从次日起算。\n"
                "- 评价、回访：您可以分别评价信访部门和承办单位；信访部门会电话问您办得怎么样"
                "（第二十一条）。\n\n"
                "期限的第一天不计入；最后一天是休息日的，页面上的“最迟”顺延到下一个工作日，并写"
                "明为什么是这一天。"
            ),
            "en": (
                "- Received: you get a number and a code at once.\n"
                "- Registered and forwarded: within 15 days of receipt the petition bureau "
                "registers the matter, decides which organ shall have it and tells you which "
                "(Arts. 22, 23).\n"
                "- Informed: within 15 days of receiving it the organ tells you in writing that "
                "it has the matter, and the way and procedure (Art. 23), unless name or address "
                "are too unclear to write to.\n"
                "- Handled and answered: in the petition procedure within 60 days of "
                "acceptance; if complicated, the head may add up to 30 days and you are told "
                "why (Art. 34).\n"
                "- Served: by hand, by post, or electronically if you agreed. The day is "
                "recorded, and your next right runs from the day after.\n"
                "- Rated and followed up: you rate bureau and organ apart, and the bureau calls "
                "to ask how it went (Art. 21).\n\n"
                "The first day is not counted. If the last day is a day off, the latest day "
                "shown is the next working day, and the page says why it is that day."
            ),
        },
    ),
    Page(
        "three-kinds",
        {"zh": "三类事项，办法不同", "en": "Three kinds of matter, three ways"},
        {
            "zh": (
                "- 建议意见：有关机关研究后答复您采纳、部分采纳还是暂不采纳，以及为什么（第二十"
                "九条）。\n"
                "- 检举控告：密封移交纪检监察机关或者其他有权机关，不告诉、不转给被检举控告的人"
                "和单位（第三十条）。您可以凭编号知道它到了哪里，内容不显示在任何短信和信封上。\n"
                "- 申诉求决：先看有没有专门的法定程序，有的走那个程序，没有的按信访程序办理（第"
                "三十一条）。\n\n"
                "只是问一问的，我们直接答复您。"
            ),
            "en": (
                "- Suggestions: the organ studies them and answers: adopted, partly, or not for "
                "now, and why (Art. 29).\n"
                "- Accusations: handed over sealed to the discipline organ or another that may "
                "deal with them; never told or passed to the person or unit accused (Art. 30). "
                "With your number you see where it went; no message or envelope shows what it "
                "says.\n"
                "- Complaints and requests: where the law has a procedure of its own, that one; "
                "otherwise the petition procedure (Art. 31).\n\n"
                "If you only ask something, we answer directly."
            ),
        },
    ),
    Page(
        "other-procedures",
        {
            "zh": "哪些事要走法院、仲裁、复议等程序",
            "en": "What belongs to courts, arbitration, reconsideration",
        },
        {
            "zh": (
                "下面这些事有专门的法定程序，期限和补救办法按那部法律算。我们收到后会告诉您走哪"
                "条路、去哪里、什么时候以前，不会一推了之（第三十一条第一项至第五项）：\n"
                "- 已经或者应当由法院、检察院、公安机关依法律程序处理的：诉讼、执行、申请监督等。\n"
                "- 劳动、合同等约定或者法定可以仲裁的：仲裁。\n"
                "- 党员对党内处分不服的：党内申诉。\n"
                "- 对行政处罚、许可、征收等决定不服，或者需要行政裁决、确认的：行政复议等行政程"
                "序。\n"
                "- 请求查处违法行为、保护人身权或者财产权的：由主管部门履行法定职责或者答复。\n\n"
                "其余的申诉求决，走信访程序：听取您的陈述，调查，出具处理意见书（第三十一条第六"
                "项、第三十二条）。"
            ),
            "en": (
                "These have a procedure of their own by law, with its own limits and remedies. "
                "We tell you which way, where and until when; nobody is just sent away (Art. "
                "31(1)–(5)):\n"
                "- What courts, procurators or police deal with by law: suits, enforcement, "
                "legal supervision.\n"
                "- What may be arbitrated, such as labour disputes: arbitration.\n"
                "- A party member against a party sanction: appeal within the party.\n"
                "- Against a fine, a licence, an expropriation, or where a ruling or "
                "confirmation is needed: reconsideration and other administrative procedures.\n"
                "- A request to stop an offence or to protect person or property: the "
                "department performs its duty or answers.\n\n"
                "Everything else takes the petition procedure: you are heard, the facts are "
                "looked into, and a written opinion is given (Arts. 31(6), 32)."
            ),
        },
    ),
    Page(
        "rights",
        {"zh": "您有哪些权利", "en": "Your rights"},
        {
            "zh": (
                "- 查：凭编号、查询码（留过电话的加后四位）随时查询，不用注册，不收费。也可以打"
                "电话、到接待场所问。\n"
                "- 知：每次转送、告知、答复都看得到日期、机关、理由和最迟的日子。\n"
                "- 复查、复核：对信访处理意见书不服，收到之日起30日内向上一级机关、单位请求复查；"
                "对复查意见不服，再在30日内请求复核（第三十五条、第三十六条）。其他程序按各自的"
                "法律。\n"
                "- 评价：收到答复后30日内，可以多次评价，以最后一次为准；承办人改不了，也不影响"
                "办理。\n"
                "- 补充、撤回：办理中可以补充材料，也可以撤回。撤回后记录仍在；检举控告撤回后机"
                "关仍会依法处理。\n"
                "- 请求回避：工作人员与事项有直接利害关系的，您可以请求换人（第二十八条）。\n"
                "- 保护：任何人不得打击报复信访人（第十八条）。\n\n"
                "查询码丢了：带能证明身份的材料到接待场所，或者打电话核对三项信息，补发新码，旧"
                "码作废。"
            ),
            "en": (
                "- To look: with number and code (and the last four digits of a telephone, if "
                "given) at any time, without an account and free of charge; or ask by telephone "
                "or at the counter.\n"
                "- To know: every forwarding, notice and answer with date, organ, reason and "
                "the latest day.\n"
                "- Review: against a written opinion, ask the next higher organ within 30 days "
                "of receiving it; against the review, once more within 30 days (Arts. 35, 36). "
                "Other procedures follow their own law.\n"
                "- To rate: within 30 days of the answer, as often as you like; the last one "
                "counts. The handler cannot change it, and it changes nothing in the handling.\n"
                "- To add and to withdraw: the record stays; an accusation that is withdrawn is "
                "still dealt with by law.\n"
                "- To ask that an official with an interest in the matter step back (Art. 28).\n"
                "- To be protected: nobody may retaliate against a petitioner (Art. 18).\n\n"
                "A lost code: at the counter with something that shows who you are, or by "
                "telephone after three matching facts; a new code is given and the old one dies."
            ),
        },
    ),
    Page(
        "writing",
        {"zh": "怎么写，带什么", "en": "What to write, what to bring"},
        {
            "zh": (
                "写清五样就够了：您是谁、住哪里、请求是什么、事情的经过、为什么这样请求（第十九"
                "条）。不会写的，打电话或者当面说，我们如实记录，读给您听。\n\n"
                "- 多人反映同一件事到接待场所的，请推选代表，最多5人（第二十条）。写联名信、网上"
                "联名，人数不限。\n"
                "- 来访请到有权处理的本级或者上一级机关设立的接待场所（第二十条）。同一件事正在"
                "期限内办理的，再到上一级去，上一级不予受理（第十九条）。\n"
                "- 附件最多20个，每个不超过20兆字节，合计不超过100兆字节；照片里的位置等信息，在"
                "供人查看的副本中去除，原件原样保存。\n"
                "- 请实事求是，不捏造、不诬告。\n"
                "- 不得上传涉密信息。"
            ),
            "en": (
                "Five things are enough: who you are, where you live, what you ask, what "
                "happened, and why (Art. 19). Who cannot write telephones or comes; we write it "
                "down as said and read it back.\n\n"
                "- Several people visiting about one matter elect representatives, at most 5 "
                "(Art. 20). A joint letter or joint web petition may be signed by any number.\n"
                "- Please visit the reception place of the competent organ at the same or the "
                "next higher level (Art. 20). While a matter is in handling within its time "
                "limit, the higher organ does not accept the same matter again (Art. 19).\n"
                "- At most 20 files, 20 MB each, 100 MB in all. Place and other hidden data are "
                "removed from the copy that is shown; the original is kept as it is.\n"
                "- Keep to the facts; invent nothing.\n"
                "- Do not upload classified information."
            ),
        },
    ),
    Page(
        "privacy",
        {"zh": "个人信息处理告知", "en": "How personal information is processed"},
        {
            "zh": (
                "依照《中华人民共和国个人信息保护法》第十七条、第三十五条告知如下：\n"
                "- 谁处理：收到您信访事项的信访部门，以及依法承办的机关、单位。名称、地址、电话"
                "见“联系我们”。\n"
                "- 为什么、怎么处理：履行信访工作法定职责，用于登记、转送、办理、答复、送达、监"
                "督和归档。\n"
                "- 处理什么：姓名、联系方式、住址、您写的内容和附件；身份证号只在必须核实身份时"
                "需要。\n"
                "- 保存多久：按档案规定保存，期满鉴定后销毁；没有用到的草稿24小时内清除。\n"
                "- 谁看得到：只有经办需要的人。页面默认遮盖，打开要写理由并留下记录。检举控告另"
                "行密封。\n"
                "- 您的权利：查阅、复制、更正、补充，知道哪些机关打开过您的材料；可以向登记的信"
                "访部门提出。\n"
                "- 数据在本单位服务器上，在境内保存；不卖，不给广告，不用于给人打分。"
            ),
            "en": (
                "As the Personal Information Protection Law, Arts. 17 and 35, asks us to tell "
                "you:\n"
                "- Who: the petition bureau that received your matter and the organs that "
                "lawfully handle it; names, addresses and telephones stand under “How to reach "
                "us”.\n"
                "- Why and how: to perform the statutory duty: registering, forwarding, "
                "handling, answering, serving, supervising, archiving.\n"
                "- What: name, contact, address, your words and files; an identity number only "
                "where identity must be proved.\n"
                "- How long: as the archive rules say, then appraised and destroyed; unused "
                "drafts are cleared within 24 hours.\n"
                "- Who sees it: only those who need it. Pages mask it; opening needs a reason "
                "and is recorded. Accusations are sealed apart.\n"
                "- Your rights: to see, copy, correct and complete it, and to know which organs "
                "opened your file; ask the bureau that registered it.\n"
                "- The data stay on the office's own server within the country; never sold, "
                "never for advertising, never to give people a score."
            ),
        },
    ),
)
