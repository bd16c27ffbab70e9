"""What the city's bureau has told: notices, a hall that was closed, answers, appointments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from huiyin.organisations.models import Office
from huiyin.publishing import answers, appointments, closures, delivering, notices
from huiyin.publishing.answers import AnswerWording
from huiyin.publishing.appointments import Offer
from huiyin.publishing.models import Delivery, Notice, WayIn
from huiyin.publishing.notice_words import closing, reopening
from huiyin.publishing.notices import NoticeWording
from huiyin.rules.calendars import latest
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel
from huiyin.rules.terms_publishing import Medium, NoticeKind

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
WRITER, LEADER, CLERK, ABOVE = "shen.wenzhou", "gu.mingche", "fang.zhiqiu", "he.xuzhou"
BELOW = {"qinghe-bureau": "miao.chunye", "beiling-bureau": "cen.xiangwan"}
TO = ("qinghe-bureau", "beiling-bureau", "yunling-water", "yunling-labour")
WORKS = "接待大厅更换供暖管道"


@dataclass(frozen=True)
class Told:
    """Who tells what, and what time it is."""

    offices: Mapping[str, Office]
    viewers: Mapping[str, Viewer]
    now: datetime

    @property
    def bureau(self) -> Office:
        """Whose notices they are."""
        return self.offices["yunling-bureau"]

    def before(self, days: int, hour: int = 10) -> datetime:
        """A moment some days ago, at a full hour of the day."""
        earlier = localtime(self.now) - days * DAY
        return earlier.replace(hour=hour, minute=0, second=0, microsecond=0)


def publish(offices: Mapping[str, Office], viewers: Mapping[str, Viewer], *, now: datetime) -> None:
    """Everything that the pages of publishing show on an ordinary day."""
    told = Told(offices, viewers, now)
    _past_closing(told)
    _public(told)
    _internal(told)
    _answers(told)
    _appointments(told)


def _issued(told: Told, wording: NoticeWording, at: datetime, office: Office) -> Notice:
    is_own = office == told.bureau
    writer, issuer = (WRITER, LEADER) if is_own else (ABOVE, ABOVE)
    made = notices.draft(office, wording, by=told.viewers[writer], at=at)
    notices.issue(made, by=told.viewers[issuer], at=at + HOUR)
    return made


def _past_closing(told: Told) -> None:
    """Two days without a hall, two months ago: closed by a notice, opened by a notice."""
    hall = WayIn.objects.get(office=told.bureau, channel=Channel.VISIT)
    leader, closed, opened = told.viewers[LEADER], told.before(60, 9), told.before(57, 9)
    others = hall.office.ways_in.exclude(pk=hall.pk)
    instead = [f"{each.title}：{each.place}" for each in others]
    title, text = closing(hall.title, localdate(closed), WORKS, instead)
    until = localdate(opened)
    _issued(
        told, _public_words(title, text, localdate(closed), until), told.before(62), hall.office
    )
    made = closures.close(
        hall, from_on=localdate(closed), reason=WORKS, by=leader, at=told.before(62, 12)
    )
    title, text = reopening(hall.title, localdate(opened), "9:00", hall.hours)
    first = localdate(told.before(58))
    last = first + 14 * DAY
    notice = _issued(told, _public_words(title, text, first, last), told.before(58), hall.office)
    closures.reopen(made, opens_at=opened, notice=notice, by=leader, at=told.before(58, 12))


def _public_words(title: str, text: str, first: date, last: date | None = None) -> NoticeWording:
    return NoticeWording(
        kind=NoticeKind.PUBLIC, title=title, text=text, from_on=first, until_on=last
    )


def _public(told: Told) -> None:
    """One in force, in every form and shown in three media; one that waits to be issued."""
    at = told.before(12)
    made = _issued(
        told,
        NoticeWording(
            kind=NoticeKind.PUBLIC,
            title="关于网上查询办理进度的提示",
            text="办到哪一步、由谁办、最迟哪天，凭编号和查询码随时可以查，不用跑路，不用打听。"
            "\n\n- 网上：信访门户首页“查一件事”\n- 电话：0990-2002，说编号，由工作人员告诉您"
            "\n\n查询码只有您知道，工作人员不会向您要。",
            title_en="Where is my matter? Follow it on the web",
            text_en="Who has it, how far it is and by which day at the latest: with number and "
            "query code you can look at any time.\n\n- On the web: “Follow a matter” on the home "
            "page\n- By telephone: 0990-2002, with the number\n\nOnly you know the code; nobody "
            "of the staff asks for it.",
            guide="by-web",
            from_on=localdate(at),
            review_on=localdate(told.now) + 80 * DAY,
        ),
        at,
        told.bureau,
    )
    for hours, medium, remark in (
        (4, Medium.WECHAT, "头条"),
        (26, Medium.RADIO, "早间便民节目，连播三天"),
        (30, Medium.POSTED, "各街道便民服务中心公示栏"),
    ):
        notices.record(
            made,
            medium=medium,
            published_at=at + hours * HOUR,
            remark=remark,
            by=told.viewers[CLERK],
            at=at + (hours + 1) * HOUR,
        )
    words = _public_words(
        "关于接待大厅增设手语翻译的公告",
        "每周三上午，接待大厅有手语翻译，需要的请提前预约。",
        localdate(told.now) + DAY,
    )
    notices.draft(told.bureau, words, by=told.viewers[WRITER], at=told.now - 3 * HOUR)


def _internal(told: Told) -> None:
    """One from above, and the city's own that carries it out: two have signed, one reported."""
    nanjiang, at = told.offices["nanjiang-bureau"], told.before(6, 9)
    above = _issued(
        told,
        NoticeWording(
            kind=NoticeKind.INTERNAL,
            title="关于开展信访事项按期告知自查的通知",
            text="请各市对今年以来应当书面告知而没有按期告知的信访事项逐件自查，查清原因，马上补办。",
            from_on=localdate(at),
            addressees=(told.bureau.pk,),
        ),
        at,
        nanjiang,
    )
    delivering.sign(above.deliveries.get(), by=told.viewers[WRITER], at=at + 3 * HOUR)
    at = told.before(5)
    made = _issued(
        told,
        NoticeWording(
            kind=NoticeKind.INTERNAL,
            title="关于做好按期告知自查的通知",
            text="请逐件自查，填清没有按期告知的件数、原因和补办的日子。\n\n"
            "- 自查范围：今年以来收到的全部信访事项\n- 反馈：在本通知下直接填写",
            from_on=localdate(at),
            above=above,
            reply_by=localdate(told.now) + 2 * DAY,
            addressees=tuple(told.offices[each].pk for each in TO),
        ),
        at,
        told.bureau,
    )
    for days, (slug, username) in enumerate(BELOW.items(), start=1):
        row = Delivery.objects.get(notice=made, office=told.offices[slug])
        delivering.sign(row, by=told.viewers[username], at=at + days * DAY)
        if days == 1:
            words = "已自查，2件补办，均已送达；原因是转办时漏填了联系电话。"
            delivering.answer(row, words, by=told.viewers[username], at=at + 2 * DAY)


def _answers(told: Told) -> None:
    """Answers with organ, title and day of their source; the last one's source has ended."""
    for days, question, answer, organ, source, tags, lasts in ANSWERS:
        at = told.before(days)
        on = localdate(at)
        wording = AnswerWording(
            question=question,
            answer=answer,
            source_title=source,
            source_organ=organ,
            source_on=on - 20 * DAY,
            valid_from=on,
            valid_until=on + lasts * DAY if lasts else None,
            tags=tags,
        )
        answers.publish(told.bureau, wording, by=told.viewers[WRITER], at=at)


ANSWERS: tuple[tuple[int, str, str, str, str, str, int], ...] = (
    (
        40,
        "停水多久以前要通知用户？",
        "计划停水的，供水单位提前24小时通知到户；突发抢修的，边抢修边通知，并说明预计恢复的时间。",
        "云岭市城市管理局",
        "云岭市供水服务规范",
        "供水 停水",
        0,
    ),
    (
        33,
        "老旧小区加装电梯要多少户同意？",
        "由本单元专有部分面积占比三分之二以上、人数占比三分之二以上的业主参与表决，并经参与表决"
        "的双四分之三以上同意。",
        "云岭市住房和城乡建设局",
        "云岭市既有住宅加装电梯办法",
        "住房 电梯",
        0,
    ),
    (
        21,
        "被拖欠工资先找谁？",
        "先向用人单位所在地的劳动保障监察机构投诉，也可以申请劳动争议仲裁；带上合同、考勤、转账记录。",
        "云岭市人力资源和社会保障局",
        "农民工工资支付工作指引",
        "工资 劳动",
        0,
    ),
    (
        70,
        "今年的取暖补贴什么时候发？",
        "符合条件的家庭由街道核对名单，10月底以前打入社保卡。",
        "云岭市民政局",
        "年度取暖补贴发放安排",
        "救助 取暖",
        60,
    ),
)


def _appointments(told: Told) -> None:
    """Two weeks of mornings, with some who booked themselves and one for whom a clerk did."""
    hall = WayIn.objects.get(office=told.bureau, channel=Channel.VISIT)
    today, calendar = localdate(told.now), latest()
    first, last = calendar.next_working(today + DAY), today + 13 * DAY
    given = Offer(first_on=first, last_on=last, begins=time(9), ends=time(11), minutes=30, limit=6)
    appointments.offer(hall, given, by=told.viewers[WRITER], at=told.now)
    slots = list(appointments.of_day([hall], first))
    for number, (name, people) in enumerate((("陈女士", 2), ("石先生", 1), ("汤奶奶", 1))):
        appointments.book(
            slots[number].pk,
            name=name,
            phone=f"1990000320{number}",
            people=people,
            key=f"demo-booking-{number}",
            at=told.now,
            by=told.viewers[CLERK] if number == len(BELOW) else None,
        )
