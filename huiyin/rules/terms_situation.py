"""The words of the daily situation report: its sections, and how far a report has come."""

from huiyin.rules.terms import Term


class SituationPart(Term):
    """情况报告的部分. What a day, or the whole of an emergency, is told by, in this order."""

    OUTSET = "outset", "组织"
    ARRIVALS = "arrivals", "来件"
    URGENT = "urgent_part", "应急信访件"
    LATE = "late_part", "超期"
    RATINGS = "ratings", "信访人的评价"
    NOTICES = "notices", "公告和通知"
    DUTY = "duty_part", "值班"
    HEALTH = "health_part", "工作人员健康报告"
    SITES = "sites", "场所消毒"
    SUPPLIES = "supplies", "物资"
    TASKS = "tasks", "任务和会议"


class SituationState(Term):
    """情况报告进度. A draft is edited; what was issued stands, also beside what corrects it."""

    DRAFT = "situation_draft", "待签发"
    ISSUED = "situation_issued", "已签发"
    CORRECTED = "situation_corrected", "已更正"
