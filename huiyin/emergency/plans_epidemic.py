"""疫情预案. The plan for an epidemic, complete: what two bureaus learned, as it is shipped."""

from huiyin.emergency.plans import (
    Plan,
    PlannedGroup,
    PlannedNotice,
    PlannedPlace,
    PlannedPractice,
    PlannedReport,
    PlannedRoster,
    PlannedSupply,
)
from huiyin.rules.stages import MINUTES
from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import TAGS, EmergencyKind, GroupKind, ReportKind
from huiyin.rules.terms_sites import SitePlace

G = GroupKind

EPIDEMIC = Plan(
    kind=EmergencyKind.EPIDEMIC,
    name="疫情防控期间信访工作预案",
    groups=(
        PlannedGroup(
            G.LEADING,
            "统一领导本地区疫情防控期间的信访工作：定事项、调力量、看落实。",
            (
                "决定启动、延长和结束应急状态",
                "听取涉疫信访事项的上报并阅知，必要时指定领导督办",
                "决定接待场所何时暂停、何时恢复",
                "审定每日情况报告",
            ),
        ),
        PlannedGroup(
            G.OFFICE,
            "领导小组的日常办事机构：上下联络、统一调度、掌握谁晚了。",
            (
                "调度传真、来访登记和其他渠道收到的涉疫事项",
                "汇总各组情况，编写每日情况报告",
                "排定二十四小时值班，处理交接",
                "检查各组任务是否按时完成",
                "统计物资需要，提出申领",
            ),
        ),
        PlannedGroup(
            G.PUBLICITY,
            "把该说的及时说清楚：公告、指南和政策解答。",
            (
                "起草和发布公告、温馨提示、倡议",
                "更新网上、电话、来信的办理指南",
                "整理有来源、有日期的政策解答，过期的及时停用",
                "收集下级机构对通知的签收和反馈",
            ),
        ),
        PlannedGroup(
            G.NET,
            "网上收到的涉疫事项，第一时间交办到责任单位。",
            (
                "登记时标记涉疫事项，选择标签",
                "一小时内交办到责任单位",
                "两小时内与信访人取得联系",
                "二十四小时内把结果告诉信访人",
            ),
        ),
        PlannedGroup(
            G.MAIL,
            "来信、来电反映的涉疫事项，第一时间交办到责任单位。",
            (
                "来信先消毒、后拆阅、再登记",
                "来电边听边记，复述核对",
                "一小时内交办到责任单位",
                "二十四小时内把结果告诉信访人",
            ),
        ),
        PlannedGroup(
            G.SUPERVISION,
            "从收到的一刻起跟踪每一件，直到答应的事做到。",
            (
                "逐件跟踪五个第一时间，缺哪一项催哪一项",
                "对快到二十四小时的事项提醒值班人员和责任单位",
                "回访核实，看答应的事是否做到",
                "排查没有办结的事项，看有没有涉疫内容",
            ),
        ),
    ),
    notices=(
        PlannedNotice(
            "work",
            is_public=False,
            title="关于做好疫情防控期间信访工作的通知",
            words="各下级信访部门：\n\n{机构}自{开始日期}起启动“{应急名称}”，适用于{区域}。请做到：\n\n"
            "- 网上、来信、来电照常受理，原有期限照常计算\n"
            "- 涉疫事项收到即标记、即上报、即交办，二十四小时内把结果告诉信访人\n"
            "- 安排二十四小时值班，交接清楚\n\n请签收并反馈落实情况。联系电话：{电话}。",
        ),
        PlannedNotice(
            "closing",
            is_public=True,
            title="关于暂停现场接待的公告",
            words="为减少人员聚集，{机构}人民来访接待场所（{地址}）自{开始日期}起暂停现场接待，"
            "恢复时间另行公告。\n\n您反映的事情照常受理、期限照常计算。您可以在网上、写信或者打电话"
            "反映；用不了这些方式的，请与值班人员联系，当场为您登记。电话：{电话}。",
        ),
        PlannedNotice(
            "appeal",
            is_public=True,
            title="疫情防控期间请优先使用网上信访的倡议",
            words="疫情防控期间，建议您优先通过网上、书信、电话反映诉求或者提出建议，足不出户也能"
            "查询办理进展。与疫情有关的急事，我们收到后优先办理。电话：{电话}。",
        ),
    ),
    closes=(Channel.VISIT,),
    tags=TAGS[EmergencyKind.EPIDEMIC],
    words=(
        "疫情", "隔离", "核酸", "口罩", "封控", "返岗", "返程", "复工", "停工", "发热", "就医",
        "健康码", "通行证", "卡口", "消毒", "涨价", "买不到", "滞留", "补贴",
    ),
    hours=24,
    minutes=MINUTES,
    rosters=(
        PlannedRoster("应急值班岗", "00:00-24:00", 2),
        PlannedRoster("带班领导", "00:00-24:00", 1),
        PlannedRoster("接待场所值守岗", "08:30-17:30", 1),
    ),
    reports=(
        PlannedReport(ReportKind.HEALTH, "16:00"),
        PlannedReport(ReportKind.SITUATION, "17:00"),
    ),
    supplies=(
        PlannedSupply("医用口罩", "只", 1000),
        PlannedSupply("消毒液", "桶", 20),
        PlannedSupply("体温计", "支", 10),
    ),
    places=tuple(PlannedPlace(each.zh, 1) for each in SitePlace),
    rest_hours=1,  # of the 24 hours that count from the receipt (L15)
    preparations=(
        "传达会议精神，开第一次领导小组会",
        "公布值班电话，核对各下级机构联系人",
        "取消或者调整休假，通知到人",
        "排查没有办结的事项，看有没有涉疫内容",
    ),
    stand_down=(
        "没有办结的涉疫事项逐件确认由谁继续办理",
        "发布恢复现场接待的公告，写明日期和钟点",
        "停止健康情况报告，约定到期销毁",
        "核对物资结存，余下的登记入库",
        "公告到期下架，政策解答逐条复核",
        "形成结束报告，开总结会",
    ),
    practice=(
        PlannedPractice(
            Channel.WEB, "小区封控以后买不到菜，超市里青菜涨价三倍，请派人来看看价格。"
        ),
        PlannedPractice(
            Channel.WEB, "从外地返程后居家隔离已满十四天，社区还不解除，影响返岗，请尽快答复。"
        ),
        PlannedPractice(
            Channel.LETTER, "村口设了卡口，我母亲每周要去县医院透析，请发一张能就医的通行证。"
        ),
        PlannedPractice(
            Channel.LETTER, "厂里停工一个月没有发生活费，问了几次没有人答复，请帮助协调。"
        ),
        PlannedPractice(
            Channel.CALL, "孩子发热两天，打电话给医院说要先做核酸，可是不知道到哪里做，很着急。"
        ),
        PlannedPractice(
            Channel.CALL, "单元楼道几天没有消毒，口罩也买不到，老人不敢下楼，请社区安排。"
        ),
    ),
)  # fmt: skip
