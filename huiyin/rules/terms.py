"""The field's own words as enumerations: stored by value, shown by `label`.

A new word of the procedure begins here; its English stands in the message catalogue,
its explanation in docs/glossary.md.
"""

from enum import StrEnum


class Term(StrEnum):
    """A word of the procedure: a stored value and the Chinese that people say."""

    zh: str

    def __new__(cls, value: str, zh: str = "") -> "Term":
        term = str.__new__(cls, value)
        term._value_ = value
        term.zh = zh
        return term

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and Chinese label of every member, for a model field or a form."""
        return [(term.value, term.zh) for term in cls]


class Channel(Term):
    """信访形式. The way a petition came in (R6.1)."""

    WEB = "web", "网上"
    LETTER = "letter", "来信"
    VISIT = "visit", "来访"
    CALL = "call", "来电"
    FAX = "fax", "传真"
    OTHER = "other", "其他"


class Door(Term):
    """网上入口. By which door of the web a petition came in (B10); without one it is not known."""

    PORTAL = "portal", "门户网站"
    PLATFORM = "platform", "网上投诉平台"
    WECHAT = "wechat", "微信公众号"
    APP = "app", "手机应用"
    OTHER = "other", "其他网上入口"


class Matter(Term):
    """信访事项类别. The three classes of Arts. 29–31, and what is none of them."""

    CLAIM = "claim", "申诉求决"
    SUGGESTION = "suggestion", "建议意见"
    ACCUSATION = "accusation", "检举控告"
    ENQUIRY = "enquiry", "咨询及其他"


class Procedure(Term):
    """办理程序. The six procedures of Art. 31 for 申诉求决."""

    LITIGATION = "31-1", "诉讼与法律监督程序"
    ARBITRATION = "31-2", "仲裁程序"
    PARTY = "31-3", "党员申诉程序"
    ADMINISTRATIVE = "31-4", "行政程序"
    DUTY = "31-5", "履行法定职责程序"
    PETITION = "31-6", "信访程序"


class Naming(Term):
    """署名方式. How the petitioner is known, and to whom."""

    NAMED = "named", "实名"
    WITHHELD = "withheld", "对办理单位隐去姓名"
    ANONYMOUS = "anonymous", "匿名"


class OfficeKind(Term):
    """机构种类. What an office is in the tree of offices."""

    GOVERNMENT = "government", "党委和政府"
    BUREAU = "bureau", "信访部门"
    DEPARTMENT = "department", "部门"
    TOWNSHIP = "township", "乡镇街道"
    ENTERPRISE = "enterprise", "国有企事业单位"
    DISCIPLINE = "discipline", "纪检监察机关"
    JUSTICE = "justice", "政法部门"
    DIVISION = "division", "内设机构"
    GROUP = "group", "工作组"


class Level(Term):
    """层级. The level of government an office belongs to."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"


class Role(Term):
    """岗位. What a person may be at an office; the only list of roles."""

    REGISTRAR = "registrar", "登记员"
    DISPATCHER = "dispatcher", "转办员"
    LEADER = "leader", "信访部门负责人"
    SUPERVISOR = "supervisor", "督查员"
    HANDLER = "handler", "承办人"
    HEAD = "head", "承办单位负责人"
    REVIEWER = "reviewer", "复查复核员"
    GROUP_HEAD = "group_head", "组长"
    GROUP_DEPUTY = "group_deputy", "副组长"
    GROUP_MEMBER = "group_member", "组员"
    HEALTH_OFFICER = "health_officer", "健康专员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class Party(Term):
    """Whose office a step belongs to."""

    PETITIONER = "petitioner", "信访人"
    REGISTRAR = "registering", "登记机构"
    SENDER = "sender", "转出机构"
    HOLDER = "holder", "承办机构"
    CO_HANDLER = "co_handler", "会办机构"
    ARBITER = "arbiter", "指定管辖的上级"
    SUBMITTER = "submitter", "提请指定管辖的机构"
    GROUP = "group", "应急工作组"
    DISPATCHING = "dispatching", "应急交办组"
    LEADING = "leading", "应急领导小组"
    SYSTEM = "system", "系统"


class State(Term):
    """状态. Where a leg of a petition stands."""

    RECEIVED = "received", "待登记"
    REGISTERED = "registered", "待转办"
    FORWARDED = "forwarded", "已转送"
    DELIVERED = "delivered", "待签收"
    SIGNED = "signed", "已签收"
    OBJECTED = "objected", "已提异议"
    DISPUTED = "disputed", "待定管辖"
    ACCEPTED = "accepted", "办理中"
    ANSWERED = "answered", "已答复，待送达"
    INFORMED = "informed", "已出具告知，待送达"
    SERVED = "served", "已送达"
    HANDED_OVER = "handed_over", "已移交"
    MOVED = "moved", "已转移"
    RETURNED = "returned", "已退回"
    TAKEN_BACK = "taken_back", "已收回"
    SPLIT = "split", "已分拆"
    KEPT = "kept", "已存"
    VOIDED = "voided", "已作废"
    ATTACHED = "attached", "已并入"
    WITHDRAWN = "withdrawn", "已撤回"
    PRACTISED = "practised", "演练已结束"
    CLOSED = "closed", "已办结"


class Step(Term):
    """动作. Everything that can happen to a petition."""

    RECEIVE = "receive", "接收"
    REGISTER = "register", "登记"
    FORWARD = "forward", "转送"
    ASSIGN = "assign", "交办"
    HAND_ON = "hand_on", "转交下级"
    SIGN = "sign", "签收"
    ALLOT = "allot", "分办"
    ACCEPT = "accept", "受理"
    INFORM = "inform", "告知"
    REPLY = "reply", "直接回复"
    ANSWER = "answer", "答复"
    HAND_OVER = "hand_over", "移交"
    OBJECT = "object", "提出异议"
    AGREE_RETURN = "agree_return", "同意退回"
    DISMISS_OBJECTION = "dismiss_objection", "不同意退回"
    ASK_RETURN = "ask_return", "商请收回"
    TAKE_BACK = "take_back", "收回"
    RECALL = "recall", "撤回转送"
    SUBMIT_DISPUTE = "submit_dispute", "提请指定管辖"
    WITHDRAW_DISPUTE = "withdraw_dispute", "撤回提请"
    APPOINT = "appoint", "指定管辖"
    UPHOLD = "uphold", "维持原承办机构"
    REPORT_RESULT = "report_result", "报送办结报告"
    EXTEND = "extend", "延长期限"
    REWORK = "rework", "退回重办"
    INVITE = "invite", "邀请会办"
    CONTRIBUTE = "contribute", "提交会办意见"
    KEEP = "keep", "存"
    VOID = "void", "作废"
    SPLIT = "split", "分拆"
    ATTACH = "attach", "并入"
    TAKE_UP_AGAIN = "take_up_again", "重新办理"
    RECUSE = "recuse", "回避"
    NOTE_REVIEW = "note_review", "登记复查申请"
    ASK_APPROVAL = "ask_approval", "提请审批"
    DECLINE = "decline", "不予批准"
    SERVE_NOTICE = "serve_notice", "送达告知"
    SERVE = "serve", "送达答复"
    RATE = "rate", "评价"
    FOLLOW_UP = "follow_up", "回访"
    CLOSE = "close", "办结"
    WITHDRAW = "withdraw", "撤回"
    SUPPLEMENT = "supplement", "补充材料"
    CONTACT = "contact", "联系记录"
    LIST_PEOPLE = "list_people", "更正联名人"
    NOTE = "note", "内部备注"
    REMIND = "remind", "催办"
    RECLASSIFY = "reclassify", "更正分类"
    CORRECT_LETTER = "correct_letter", "更正文书"
    ACCUSE = "accuse", "标记被控告对象"
    CLEAR_ACCUSED = "clear_accused", "撤销被控告标记"
    ASK_NAME = "ask_name", "申请知悉姓名"
    ANSWER_NAME = "answer_name", "答复是否公开姓名"
    RELEASE_COPY = "release_copy", "提供遮盖件"
    TAKE_BACK_COPY = "take_back_copy", "收回遮盖件"
    ASK_CORRECTION = "ask_correction", "申请更正个人信息"
    DECIDE_CORRECTION = "decide_correction", "答复更正申请"
    REISSUE_CODE = "reissue_code", "补发查询码"
    MARK = "mark", "标记应急"
    CLEAR_MARK = "clear_mark", "撤销应急标记"
    REPORT_UP = "report_up", "上报"
    ACKNOWLEDGE = "acknowledge", "阅知"
    CHASE = "chase", "催问"
    EXPLAIN = "explain", "解释说明"
    TELL_RESULT = "tell_result", "反馈结果"
    LEAD = "lead", "领导督办"
    LEAD_RESULT = "lead_result", "报告督办结果"
    TRACK = "track", "跟踪"
    END_DRILL = "end_drill", "演练结束"
    SUCCEED = "succeed", "承继"
    RECOUNT = "recount", "重新计算期限"
    RENDER = "render", "制成文书"


class Stage(Term):
    """五个第一时间与跟踪. The stages that are timed."""

    RECEIVE = "receive", "接收"
    REPORT = "report", "上报"
    ASSIGN = "assign", "交办"
    HANDLE = "handle", "处理"
    FOLLOW_UP = "follow_up", "回访"
    TRACK = "track", "跟踪"


class TimeLimit(Term):
    """期限. The legal clocks, by their ids in docs/law.md."""

    L1 = "L1", "登记并决定办理去向"
    L2 = "L2", "书面告知是否受理（直接收到）"
    L3 = "L3", "办理机关书面告知是否受理"
    L4 = "L4", "提出异议"
    L4S = "L4s", "答复异议"
    L5 = "L5", "作出并送达处理意见"
    L7 = "L7", "申请复查"
    L11 = "L11", "报送办结报告"
    L11R = "L11r", "重新办理并送达答复"
    L15 = "L15", "应急事项办理并反馈"
    G8 = "G8", "评价"


class LetterKind(Term):
    """文书种类. The letters and slips that the office issues."""

    FORWARDING = "forwarding", "转送函"
    FORWARDING_NOTICE = "forwarding_notice", "转送告知书"
    ACCEPTANCE = "acceptance", "受理告知书"
    INFORMATION = "information", "告知书"
    OPINION = "opinion", "信访处理意见书"
    SUGGESTION_REPLY = "suggestion_reply", "建议意见答复"
    REPLY = "reply", "回复函"
    HANDING_OVER = "handing_over", "移交函"
    ASSIGNMENT = "assignment", "交办函"
    OBJECTION = "objection", "异议函"
    JURISDICTION = "jurisdiction", "指定管辖决定书"
    RESULT_REPORT = "result_report", "办结报告"
    EXTENSION = "extension", "延期告知书"
    APPROVAL = "approval", "审批单"
    WITHDRAWAL = "withdrawal", "撤回回执"
    RECEIPT = "receipt", "信访凭证"
    COVER = "cover", "送达封面"


class Service(Term):
    """送达方式. How a letter reached the petitioner."""

    IN_PERSON = "in_person", "当面送达"
    POST = "post", "邮寄送达"
    REFUSED = "refused", "留置送达"
    ELECTRONIC = "electronic", "电子送达"
    OTHER = "other", "其他方式"


class Decision(Term):
    """处理意见. The three decisions of Art. 32 on a request."""

    SUPPORT = "support", "予以支持"
    EXPLAIN = "explain", "诉求合理但缺乏依据，作出解释"
    REFUSE = "refuse", "不予支持"


class Adoption(Term):
    """采纳情况. What became of a suggestion (Art. 29)."""

    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    NOT_ADOPTED = "not_adopted", "暂不采纳"


class ReplyUse(Term):
    """常用语用处. Into which text of which step a reply template is put."""

    NOTE = "note", "内部备注"
    CONTACT = "contact", "联系记录"
    ACCEPT = "accept", "受理的办理途径和方式"
    ANSWER = "answer", "处理意见书的事实和理由"
    REPLY = "reply", "咨询等的回复"
    SUGGESTION = "suggestion", "建议意见的答复"


class Keeping(Term):
    """存的理由. Why a petition is kept without being passed on (1.4 KEEP)."""

    UNCLEAR = "unclear", "内容不清，无法联系补正"
    NO_REQUEST = "no_request", "没有请求"
    DUPLICATE = "duplicate", "与已办事项完全重复"


class Rating(Term):
    """满意度. What the petitioner says of the handling."""

    SATISFIED = "0", "满意"
    FAIR = "1", "基本满意"
    DISSATISFIED = "2", "不满意"
