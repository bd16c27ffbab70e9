"""What the bureau did at the start: declared it, named groups, closed the hall, drew rosters."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from huiyin.accounts.models import User
from huiyin.commands.city.rosters import check_in_so_far
from huiyin.commands.epidemic.days import FIRST, LAST, MORNING, moment
from huiyin.duty.actions import PostGiven, add_post, fill
from huiyin.emergency.declaring import Declaration, declare, outlook
from huiyin.emergency.members import name_member
from huiyin.emergency.models import Emergency, Group, Task
from huiyin.emergency.tasks import finish
from huiyin.organisations.models import Office
from huiyin.publishing import closures, delivering, notices
from huiyin.publishing.models import Delivery, WayIn
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Role
from huiyin.rules.terms_emergency import EmergencyKind, GroupKind, TaskKind
from huiyin.rules.terms_publishing import Medium, NoticeKind

LEADER, WRITER = "gu.mingche", "shen.wenzhou"
BEGUN = moment(FIRST, "08:30")
CLOSED_ON = date(2020, 1, 30)
HALL = "为减少人员聚集，暂停现场接待。网上、来信、来电照常受理。"
G, HEAD, DEPUTY, MEMBER = GroupKind, Role.GROUP_HEAD, Role.GROUP_DEPUTY, Role.GROUP_MEMBER

DECLARED = Declaration(
    kind=EmergencyKind.EPIDEMIC,
    name="春节期间疫情防控",
    division="990100",
    reason="省里启动突发公共卫生事件一级响应，全市做到疫情防控和信访工作两不误。",
    starts_at=BEGUN,
    expected_end_on=date(2020, 3, 31),
)

MEMBERS: tuple[tuple[GroupKind, Role, str], ...] = (
    (G.LEADING, HEAD, LEADER),
    (G.LEADING, DEPUTY, "sha.minghe"),
    (G.LEADING, MEMBER, "hao.jingran"),
    (G.OFFICE, HEAD, "fang.zhiqiu"),
    (G.PUBLICITY, HEAD, "jiang.suxin"),
    (G.NET, HEAD, WRITER),
    (G.NET, MEMBER, "zhou.yuhe"),
    (G.MAIL, HEAD, "fang.zhiqiu"),
    (G.MAIL, MEMBER, "ruan.zhixia"),
    (G.SUPERVISION, HEAD, "lu.qingyan"),
)

ROSTERS: tuple[tuple[PostGiven, tuple[str, ...]], ...] = (
    (
        PostGiven(name="应急值班岗", phone="0990-0000112", people=2),
        ("zhou.yuhe", "fang.zhiqiu", "shen.wenzhou", "jiang.suxin", "ruan.zhixia"),
    ),
    (PostGiven(name="带班领导", phone="0990-0000113"), (LEADER, "lu.qingyan")),
)
STOOD_UNTIL = LAST + timedelta(days=14)


@dataclass(frozen=True)
class City:
    """The offices and the people of the city, by slug and by username."""

    offices: dict[str, Office]
    people: dict[str, User]

    @property
    def bureau(self) -> Office:
        """Whose emergency it is."""
        return self.offices["yunling-bureau"]

    def viewer(self, username: str) -> Viewer:
        """Somebody with the posts of the last day."""
        return self.people[username].viewer(LAST)


def set_up(city: City) -> Emergency:
    """What the bureau did besides the petitions themselves, each on its day."""
    leader = city.viewer(LEADER)
    emergency = declare(city.bureau, DECLARED, by=leader, at=BEGUN)
    groups = {GroupKind(each.kind): each for each in emergency.groups.select_related("office")}
    for order, (kind, role, username) in enumerate(MEMBERS):
        name_member(
            groups[kind],
            city.people[username].pk,
            role,
            from_on=FIRST,
            to_on=None,
            by=leader,
            at=BEGUN + timedelta(minutes=10 + order),
        )
    _tell(city)
    _close_the_hall(city)
    _draw_up(city)
    _finish_tasks(city, groups)
    return emergency


def _tell(city: City) -> None:
    """The notice to all offices on the first day, the two to everybody when the hall is closed."""
    at_first = outlook(city.bureau, DECLARED, at=BEGUN).notices
    closing = replace(DECLARED, starts_at=moment(CLOSED_ON, "00:00"))
    later = outlook(
        city.bureau, closing, at=BEGUN
    ).notices  # with the day of the closing in their words
    for planned, words in [
        *(each for each in at_first if not each[0].is_public),
        *(each for each in later if each[0].is_public),
    ]:
        kind = NoticeKind.PUBLIC if planned.is_public else NoticeKind.INTERNAL
        written = moment(date(2020, 1, 29) if planned.is_public else FIRST, "16:00")
        wording = notices.NoticeWording(
            kind=kind,
            title=planned.title,
            text=words,
            from_on=CLOSED_ON if planned.is_public else FIRST,
            reply_by=None if planned.is_public else FIRST + timedelta(days=3),
        )
        notice = notices.draft(city.bureau, wording, by=city.viewer(WRITER), at=written)
        let_out = written + timedelta(minutes=40)
        notices.issue(notice, by=city.viewer(LEADER), at=let_out)
        if planned.is_public:
            for medium in (Medium.WEBSITE, Medium.TV):
                notices.record(
                    notice,
                    medium=medium,
                    published_at=let_out + timedelta(hours=2),
                    remark="",
                    by=city.viewer("jiang.suxin"),
                    at=let_out + timedelta(hours=3),
                )
        else:
            _read_below(city, let_out)


def _read_below(city: City, let_out: datetime) -> None:
    """The two bureaus of the counties sign for the notice and say what they have done (A7)."""
    below = {"qinghe-bureau": "miao.chunye", "beiling-bureau": "cen.xiangwan"}
    for hours, (slug, username) in enumerate(below.items(), start=1):
        delivery = Delivery.objects.get(office=city.offices[slug])
        at = let_out + timedelta(hours=hours)
        delivering.sign(delivery, by=city.viewer(username), at=at)
        words = "已排定二十四小时值班，指定专人登记涉疫事项，值班电话已报市局。"
        answered = at + timedelta(hours=14)
        delivering.answer(delivery, words, by=city.viewer(username), at=answered)


def _close_the_hall(city: City) -> None:
    hall = WayIn.objects.get(office=city.bureau, channel=Channel.VISIT)
    decided = moment(date(2020, 1, 29), "17:00")
    closures.close(hall, from_on=CLOSED_ON, reason=HALL, by=city.viewer(LEADER), at=decided)


def _draw_up(city: City) -> None:
    """Round the clock from the first day on; whoever stood so far has checked in (B4)."""
    for given, names in ROSTERS:
        fill(
            add_post(city.bureau, given, by=city.viewer(WRITER), at=BEGUN),
            [city.people[name] for name in names],
            first=FIRST,
            last=STOOD_UNTIL,
            changes=(time(8), time(20)),
            by=city.viewer(WRITER),
            at=BEGUN,
        )
    check_in_so_far(city.bureau, MORNING)


def _finish_tasks(city: City, groups: dict[GroupKind, Group]) -> None:
    """What declaring left to do and was done in time; the daily reports stay on the list."""
    done = (TaskKind.NOTICE, TaskKind.CLOSURE, TaskKind.ROSTER)
    for task in Task.objects.filter(group__in=groups.values(), kind__in=done):
        at = BEGUN + timedelta(hours=9)
        finish(task, note="已办。", by=city.viewer(LEADER), at=at)
