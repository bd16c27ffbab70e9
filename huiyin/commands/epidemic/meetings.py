"""What was decided, and written down: meetings with their tasks, and the three papers (B1–B4)."""

from dataclasses import dataclass
from datetime import date, datetime

from huiyin.commands.epidemic.city import LEADER, WRITER, City
from huiyin.commands.epidemic.days import moment
from huiyin.emergency.meetings import Minutes, record, set_task
from huiyin.emergency.models import Emergency
from huiyin.emergency.papers import Wording, use_paper, write_paper
from huiyin.emergency.tasks import finish
from huiyin.rules.terms_emergency import PaperKind, PaperUse


@dataclass(frozen=True)
class Left:
    """A task that a meeting left: what, whose, by when; done when and how, or still open."""

    what: str
    owner: str
    due: datetime
    done: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Held:
    """A meeting and what came of it."""

    minutes: Minutes
    tasks: tuple[Left, ...]


ROOM = "市信访局三楼会议室"
CHAIR = "顾明澈"
ALL = "顾明澈\n陆清砚\n沈闻舟\n周雨禾\n方稚秋\n江素莘\n阮知夏"

HELD = (
    Held(
        Minutes(
            "党组会：疫情防控和春节值班",
            moment(date(2020, 1, 23), "15:00"),
            ROOM, CHAIR, ALL,
            "传达省政府1月21日常务会议精神：把疫情防控作为当前最重要的工作。",
            "一、防控和信访两不误，网上、来信、来电照常受理，期限照常计算。\n"
            "二、春节假期全体干部职工取消休假，值班改为二十四小时在岗。\n"
            "三、今天排查工作人员和家人有没有与病例密切接触，只报“有”或者“没有”。",
        ),
        (
            Left("逐一通知取消休假，重新排定值班", "shen.wenzhou",
                 moment(date(2020, 1, 23), "20:00"), moment(date(2020, 1, 23), "18:30"),
                 "四人已经通知到本人，值班表已排。"),
            Left("起草疫情防控工作方案、工作措施和来访应急预案", "jiang.suxin",
                 moment(date(2020, 1, 25), "12:00"), moment(date(2020, 1, 25), "10:20"),
                 "三份文件已印发。"),
        ),
    ),
    Held(
        Minutes(
            "领导小组第一次会议",
            moment(date(2020, 1, 25), "20:30"),
            ROOM, CHAIR, f"{ALL}\n沙鸣鹤（市民政局）\n郝旌然（市卫健委）",
            "传达当天紧急电视电话会议要求。",
            "一、领导小组统一负责组织协调、指挥调度和督促指导，五个组各负其责。\n"
            "二、涉疫事项第一时间接收、上报、交办、处理、回访核实，二十四小时内把结果告诉本人。\n"
            "三、督导组从收到的一刻起跟踪每一件。",
        ),
        (
            Left("向省信访局报告情况，申请口罩1000个给柳泉镇联系点", "zhou.yuhe",
                 moment(date(2020, 1, 26), "12:00"), moment(date(2020, 1, 26), "10:40"),
                 "已申请，领导已批准。"),
            Left("公共区域每天消毒，电梯和卫生间不能漏", "fang.zhiqiu",
                 moment(date(2020, 1, 26), "18:00"), moment(date(2020, 1, 26), "09:50"),
                 "四处每天一次，用量已登记。"),
        ),
    ),
    Held(
        Minutes(
            "领导小组第二次会议",
            moment(date(2020, 1, 29), "14:30"),
            ROOM, CHAIR, ALL,
            "传达省信访局关于来访接待场所暂时关闭的通知。",
            "一、1月30日起暂停现场接待，当天公告，写清还开着的方式。\n"
            "二、到了门口又用不了网的，值守人员当场登记，不让人白跑。\n"
            "三、2月3日起接访力量转到网上、来信、来电三个岗。",
        ),
        (
            Left("公告在网站、电视、微信、广播和门口同时发", "jiang.suxin",
                 moment(date(2020, 1, 29), "20:00"), moment(date(2020, 1, 29), "19:10"),
                 "五处都已发出，时间已登记。"),
            Left("2月3日起调整三个岗的人员", "shen.wenzhou",
                 moment(date(2020, 2, 3), "09:00"), moment(date(2020, 2, 2), "16:00"),
                 "四人已经到岗。"),
        ),
    ),
    Held(
        Minutes(
            "领导小组第三次会议",
            moment(date(2020, 2, 15), "17:00"),
            ROOM, CHAIR, ALL,
            "",
            "一、十三件涉疫事项都已告知结果，还在跟踪的三件，做到才算完。\n"
            "二、复工以后来件会多，网上岗再加一人。",
        ),
        (
            Left("三件还在跟踪的逐件再问一次", "lu.qingyan", moment(date(2020, 2, 16), "18:00")),
            Left("提出网上岗增加一人的人选", "shen.wenzhou", moment(date(2020, 2, 17), "12:00")),
        ),
    ),
)  # fmt: skip

PAPERS = (
    Wording(
        PaperKind.SCHEME,
        "疫情防控期间信访工作方案",
        "一、目标\n疫情防控和信访工作两不误，件件有着落，事事有回音。\n\n二、组织\n"
        "成立领导小组，下设办公室、宣传组、网上信访事项交办组、来信来电信访事项交办组和督导组。\n\n"
        "三、重点\n涉疫事项优先受理、优先处理，二十四小时内办理并告知结果。\n\n四、保障\n"
        "二十四小时值班，每天下午四点报告健康情况，物资每周清点。",
    ),
    Wording(
        PaperKind.MEASURES,
        "疫情防控期间工作措施",
        "1. 接待场所、楼道、电梯、卫生间每天消毒，记录到次。\n"
        "2. 进门测温，不记姓名，不记度数；达到上限的单独接待或者建议就医。\n"
        "3. 来信先消毒、静置，再拆阅登记。\n"
        "4. 外省返回的，居家观察十四天以上，每天报告体温。",
    ),
    Wording(
        PaperKind.CONTINGENCY,
        "疫情防控期间群众来访应急预案",
        "一、大厅暂停接待期间有人来访\n说明原因，介绍网上、电话、来信；用不了的当场登记。\n\n"
        "二、来访人发热\n请到单独的房间，通知社区卫生服务中心，不围观、不拍照、不登记病情。\n\n"
        "三、多人同时到场\n请推选代表，分开等候，相隔一米以上。",
    ),
)
ADDED = "\n\n四、救护车和送药车到场\n门岗立即让出应急通道，值班人员到门口引路。"
"""What the second version of the contingency plan says besides, after the case of the gate."""


def hold_meetings(city: City, emergency: Emergency) -> None:
    """The four meetings, each with what it left to do, and what was done of it."""
    by = city.viewer(WRITER)
    for held in HELD:
        minutes = held.minutes
        at = minutes.held_at.replace(hour=minutes.held_at.hour + 2)
        begun = emergency if at > emergency.starts_at else None
        meeting = record(city.bureau, minutes, begun, by=by, at=at)
        for left in held.tasks:
            owner = city.people[left.owner].pk
            task = set_task(meeting, left.what, owner=owner, due_at=left.due, by=by, at=at)
            if left.done is not None:
                finish(task, note=left.note, by=city.viewer(left.owner), at=left.done)


def write_papers(city: City, emergency: Emergency) -> None:
    """Scheme, measures and contingency plan; the last one rehearsed, and mended after a case."""
    by, leader = city.viewer(WRITER), city.viewer(LEADER)
    written = moment(date(2020, 1, 25), "10:00")
    for wording in PAPERS:
        paper = write_paper(city.bureau, wording, by=by, at=written)
        use_paper(
            paper,
            PaperUse.ACTIVATED,
            used_on=date(2020, 1, 25),
            note="",
            emergency=emergency,
            by=leader,
            at=moment(date(2020, 1, 25), "21:30"),
        )
    last = PAPERS[-1]
    mended = Wording(last.kind, last.title, last.text + ADDED)
    second = write_paper(
        city.bureau, mended, last=paper, by=by, at=moment(date(2020, 2, 1), "16:30")
    )
    use_paper(
        second,
        PaperUse.DRILLED,
        used_on=date(2020, 2, 2),
        note="从通知到让出通道用了四分钟，东门的钥匙改放在门岗。",
        emergency=emergency,
        by=leader,
        at=moment(date(2020, 2, 2), "11:00"),
    )
