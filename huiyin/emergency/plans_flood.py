"""洪涝预案. The shorter plan for a flood, as it is shipped."""

from huiyin.emergency.plans import (
    Plan,
    PlannedGroup,
    PlannedNotice,
    PlannedPractice,
    PlannedReport,
    PlannedRoster,
    PlannedSupply,
)
from huiyin.rules.stages import MINUTES
from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import TAGS, EmergencyKind, GroupKind, ReportKind

G = GroupKind

FLOOD = Plan(
    kind=EmergencyKind.FLOOD,
    name="洪涝灾害期间信访工作预案",
    groups=(
        PlannedGroup(
            G.LEADING,
            "统一领导汛期和灾后的信访工作。",
            ("决定启动、延长和结束应急状态", "听取上报并阅知，必要时指定领导督办"),
        ),
        PlannedGroup(
            G.OFFICE,
            "统一调度各渠道收到的涉汛事项，掌握谁晚了。",
            ("一小时内交办到责任单位", "排定值班，处理交接", "编写每日情况报告"),
        ),
        PlannedGroup(
            G.SUPERVISION,
            "从收到的一刻起跟踪每一件，直到答应的事做到。",
            ("逐件跟踪，缺哪一项催哪一项", "回访核实转移安置和救助是否到位"),
        ),
    ),
    notices=(
        PlannedNotice(
            "work",
            is_public=False,
            title="关于做好汛期信访工作的通知",
            words="各下级信访部门：\n\n{机构}自{开始日期}起启动“{应急名称}”，适用于{区域}。"
            "涉汛事项收到即标记、即上报、即交办，二十四小时内把结果告诉信访人。电话：{电话}。",
        ),
        PlannedNotice(
            "help",
            is_public=True,
            title="受灾群众反映问题的渠道",
            words="受灾转移、房屋受损、道路水电中断等急事，请打电话{电话}，也可以在网上反映，"
            "我们收到后优先办理。",
        ),
    ),
    closes=(),
    tags=TAGS[EmergencyKind.FLOOD],
    words=(
        "洪水",
        "内涝",
        "积水",
        "被淹",
        "转移",
        "安置点",
        "倒塌",
        "停电",
        "停水",
        "断路",
        "受灾",
    ),
    hours=24,
    minutes=MINUTES,
    rosters=(PlannedRoster("应急值班岗", "00:00-24:00", 1),),
    reports=(PlannedReport(ReportKind.SITUATION, "17:00"),),
    supplies=(
        PlannedSupply("救生衣", "件", 20),
        PlannedSupply("手电筒", "支", 20),
    ),
    places=(),
    rest_hours=None,
    preparations=(
        "核对防汛、民政、住建部门的联系人",
        "排查没有办结的涉汛事项",
    ),
    stand_down=("没有办结的涉汛事项逐件确认由谁继续办理", "形成结束报告"),
    practice=(
        PlannedPractice(Channel.WEB, "一楼被淹半米深，屋里的老人转移不出来，停电停水，请快派人。"),
        PlannedPractice(
            Channel.LETTER, "院墙被洪水冲倒塌，房屋开裂，登记受灾情况时漏了我家，请核实。"
        ),
        PlannedPractice(
            Channel.CALL, "住在安置点三天了，没有热饭和药，路断了也回不去，请问什么时候能解决。"
        ),
    ),
)
