"""事故预案. The shorter plan for an accident at one place, as it is shipped."""

from huiyin.emergency.plans import (
    Plan,
    PlannedGroup,
    PlannedNotice,
    PlannedPractice,
    PlannedReport,
    PlannedRoster,
)
from huiyin.rules.stages import MINUTES
from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import TAGS, EmergencyKind, GroupKind, ReportKind

G = GroupKind

ACCIDENT = Plan(
    kind=EmergencyKind.ACCIDENT,
    name="事故善后期间信访工作预案",
    groups=(
        PlannedGroup(
            G.LEADING,
            "统一领导事故善后期间的信访工作。",
            ("决定启动、延长和结束应急状态", "听取上报并阅知，必要时指定领导督办"),
        ),
        PlannedGroup(
            G.OFFICE,
            "统一调度各渠道收到的涉事故事项，与善后工作组对接。",
            ("一小时内交办到责任单位", "与应急、卫健、民政部门核对口径", "编写每日情况报告"),
        ),
    ),
    notices=(
        PlannedNotice(
            "work",
            is_public=False,
            title="关于做好事故善后信访工作的通知",
            words="各有关单位：\n\n{机构}自{开始日期}起启动“{应急名称}”，适用于{区域}。涉事故事项"
            "收到即标记、即上报、即交办，二十四小时内把结果告诉信访人。电话：{电话}。",
        ),
    ),
    closes=(),
    tags=TAGS[EmergencyKind.ACCIDENT],
    words=("事故", "爆炸", "坍塌", "泄漏", "伤亡", "赔偿", "善后", "安置", "隐患"),
    hours=24,
    minutes=MINUTES,
    rosters=(PlannedRoster("应急值班岗", "00:00-24:00", 1),),
    reports=(PlannedReport(ReportKind.SITUATION, "17:00"),),
    supplies=(),
    places=(),
    rest_hours=None,
    preparations=("公布善后咨询电话", "排查没有办结的涉事故事项"),
    stand_down=("没有办结的涉事故事项逐件确认由谁继续办理", "形成结束报告"),
    practice=(
        PlannedPractice(
            Channel.WEB, "爆炸震碎了整栋楼的窗户，安置到旅馆以后没有人说住到哪一天，请答复。"
        ),
        PlannedPractice(
            Channel.LETTER, "家人在事故中受伤住院，赔偿和善后由谁负责、找谁谈，请明确告诉我们。"
        ),
        PlannedPractice(
            Channel.CALL, "厂房旁边还堆着没有清走的原料，气味很大，担心再次泄漏，请尽快排除隐患。"
        ),
    ),
)
