"""The words of emergency work: kinds of emergency, working groups, tags, tasks, papers.

Which tags belong to which kind stands here too; what a plan makes of them in emergency/plans.py.
"""

from huiyin.rules.terms import Channel, Term


class EmergencyKind(Term):
    """应急种类. What an emergency is."""

    EPIDEMIC = "epidemic", "疫情"
    FLOOD = "flood", "洪涝"
    ACCIDENT = "accident", "事故"


class GroupKind(Term):
    """工作组种类. The groups that a plan sets up (A3, A4, B12)."""

    LEADING = "leading", "领导小组"
    OFFICE = "office", "办公室"
    PUBLICITY = "publicity", "宣传组"
    NET = "net", "网上信访事项交办组"
    MAIL = "mail", "来信来电信访事项交办组"
    SUPERVISION = "supervision", "督导组"


class Tag(Term):
    """应急标签. What an emergency petition is about."""

    QUARANTINE = "quarantine", "隔离管控"
    TRAVEL = "travel", "出行返岗"
    PRICES = "prices", "物资价格与供应"
    RESUMPTION = "resumption", "复工复产"
    TREATMENT = "treatment", "就医救治"
    COMMUNITY = "community", "社区管理"
    AID = "aid", "补贴救助"
    OPENNESS = "openness", "信息公开"
    EVACUATION = "evacuation", "转移安置"
    HOUSING = "housing", "房屋受损"
    UTILITIES = "utilities", "道路水电通信"
    FARMING = "farming", "农田受灾"
    SAFETY = "safety", "安全隐患"
    COMPENSATION = "compensation", "善后赔偿"
    OTHER = "other", "其他"


class Found(Term):
    """发现方式. How a petition was found to belong to an emergency (A24)."""

    REGISTRATION = "registration", "登记时标记"
    SCREENING = "screening", "排查发现"


class Milestone(Term):
    """应急节点. What a plan says how soon is done: from receipt, unless the word says from what.

    Named as the stages of terms.py are, with the first contact besides.
    """

    RECEIVE = "receive", "登记并标记"
    REPORT = "report", "标记后上报领导小组"
    ASSIGN = "assign", "交办"
    CONTACT = "contact", "首次联系信访人"
    FOLLOW_UP = "follow_up", "反馈后回访核实"


class ReportKind(Term):
    """每日报告种类. The two reports that a plan has made every day at an hour (B15, A17)."""

    HEALTH = "health", "工作人员健康和活动情况"
    SITUATION = "situation", "信访工作每日情况报告"


class EmergencyTurn(Term):
    """应急过程. What happened to an emergency as a whole."""

    DECLARED = "declared", "启动"
    PROLONGED = "prolonged", "延长"
    ENDED = "ended", "提前结束"
    LAPSED = "lapsed", "到期结束"


class TaskKind(Term):
    """任务种类. Where a task of emergency work comes from."""

    MEMBERS = "members", "确定人员"
    NOTICE = "notice", "发出通知"
    CLOSURE = "closure", "暂停接待"
    ROSTER = "roster", "安排值班"
    REPORT = "report", "定时报告"
    SUPPLY = "supply", "清点物资"
    SITE = "site", "安排消毒"
    PREPARATION = "preparation", "准备"
    DECISION = "decision", "会议决定"
    STAND_DOWN = "stand_down", "结束事项"
    OTHER = "other_task", "其他任务"


class PaperKind(Term):
    """预案文件种类. The three papers of the plan library (B3)."""

    SCHEME = "scheme", "工作方案"
    MEASURES = "measures", "工作措施"
    CONTINGENCY = "contingency", "应急预案"


class PaperUse(Term):
    """文件启用. When a paper was put to use, or rehearsed."""

    ACTIVATED = "activated", "启用"
    DRILLED = "drilled", "演练"


K, T = EmergencyKind, Tag

TAGS: dict[EmergencyKind, tuple[Tag, ...]] = {
    K.EPIDEMIC: (
        T.QUARANTINE, T.TRAVEL, T.PRICES, T.RESUMPTION, T.TREATMENT, T.COMMUNITY, T.AID,
        T.OPENNESS, T.OTHER,
    ),
    K.FLOOD: (
        T.EVACUATION, T.HOUSING, T.UTILITIES, T.FARMING, T.PRICES, T.AID, T.OPENNESS, T.OTHER,
    ),
    K.ACCIDENT: (
        T.TREATMENT, T.EVACUATION, T.SAFETY, T.COMPENSATION, T.UTILITIES, T.OPENNESS, T.OTHER,
    ),
}  # fmt: skip
"""The tags that an emergency of a kind can offer."""

FLAGS: dict[EmergencyKind, str] = {K.EPIDEMIC: "涉疫", K.FLOOD: "涉汛", K.ACCIDENT: "涉事故"}
"""What a list says of an emergency petition, in a word."""

WORKING = (GroupKind.PUBLICITY, GroupKind.NET, GroupKind.MAIL, GroupKind.SUPERVISION)
"""The four working groups below the leadership group (A4)."""

DISPATCHING: dict[Channel, GroupKind] = {
    Channel.WEB: GroupKind.NET,
    Channel.LETTER: GroupKind.MAIL,
    Channel.CALL: GroupKind.MAIL,
}


def dispatching(channel: Channel) -> GroupKind:
    """Which group sees to what came in this way; every other way is the office's (T11)."""
    return DISPATCHING.get(channel, GroupKind.OFFICE)
