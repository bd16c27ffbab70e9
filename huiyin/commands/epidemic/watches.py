"""Who stood when: leave cancelled, people lent, rosters, swaps, hand-overs, desks (B4, A12)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from huiyin.accounts.actions import give_post
from huiyin.commands.city.rosters import check_in_so_far
from huiyin.commands.city.story import Story
from huiyin.commands.epidemic.city import BEGUN, LEADER, WRITER, City
from huiyin.commands.epidemic.days import FIRST, LAST, MORNING, ONE_DAY, moment, moments
from huiyin.duty.actions import PostGiven, add_post, cancel_leave, change_post, fill, take_leave
from huiyin.duty.desks import move
from huiyin.duty.handovers import give, take
from huiyin.duty.models import DutyPost, Shift
from huiyin.duty.swaps import answer, ask
from huiyin.rules.terms import Channel, Role, Step
from huiyin.rules.terms_duty import LeaveKind

ON_LEAVE = ("zhou.yuhe", "fang.zhiqiu", "jiang.suxin", "ruan.zhixia")
LENT = ("luo.xingye", "mi.qingcheng")
"""Handlers of other units who guard the hall, and from 3 February help at the desk of the net."""

ON_WATCH = "应急值班岗"
ROSTERS: tuple[tuple[PostGiven, tuple[str, ...]], ...] = (
    (
        PostGiven(name=ON_WATCH, phone="0990-0000112", people=2),
        ("zhou.yuhe", "fang.zhiqiu", "shen.wenzhou", "jiang.suxin", "ruan.zhixia"),
    ),
    (PostGiven(name="带班领导", phone="0990-0000113"), (LEADER, "lu.qingyan")),
)
GUARD = PostGiven(name="接待场所值守岗", opens=time(8, 30), closes=time(17, 30))
CHANGES = (time(8), time(20))
STOOD_UNTIL = LAST + timedelta(days=14)

AT_FIRST = (
    ("zhou.yuhe", Channel.WEB),
    ("fang.zhiqiu", Channel.LETTER),
    ("ruan.zhixia", Channel.CALL),
    ("jiang.suxin", Channel.VISIT),
)
MOVED_ON = date(2020, 2, 3)
MOVED = (
    ("jiang.suxin", Channel.LETTER),
    ("luo.xingye", Channel.WEB),
    ("mi.qingcheng", Channel.CALL),
)


def call_back(city: City) -> None:
    """The leave of the festival is cancelled for all on the day before, with one reason (A12)."""
    leaves = []
    for name in ON_LEAVE:
        leave = take_leave(
            city.people[name],
            from_on=date(2020, 1, 25),
            to_on=date(2020, 1, 30),
            kind=LeaveKind.HOLIDAY,
            by=city.viewer(name),
            at=moment(date(2020, 1, 13), "10:00"),
        )
        leaves.append(leave)
    why = "省里启动一级响应，春节假期全员在岗。"
    told = moment(date(2020, 1, 23), "18:05")
    cancel_leave(leaves, why=why, by=city.viewer(WRITER), at=told)
    for name in LENT:
        give_post(
            city.people[name].pk,
            office_id=city.bureau.pk,
            role=Role.REGISTRAR,
            from_on=FIRST,
            to_on=None,
            by=city.viewer("yan.shoucheng"),
            at=told,
        )


def draw_up(city: City, told: Sequence[Story]) -> DutyPost:
    """Round the clock from the first day on, and by day at the hall; returns the hall's post."""
    for given, names in ROSTERS:
        _filled(city, given, names, changes=CHANGES)
    guard = _filled(city, GUARD, LENT, changes=())
    _swap(city)
    check_in_so_far(city.bureau, MORNING)
    _hand_over(city, told)
    _move(city)
    return guard


def _filled(
    city: City, given: PostGiven, names: Iterable[str], *, changes: Sequence[time]
) -> DutyPost:
    by = city.viewer(WRITER)
    post = DutyPost.objects.filter(office=city.bureau, name=given.name).first()
    if post is None:
        post = add_post(city.bureau, given, by=by, at=BEGUN)
    else:
        change_post(post, given, by=by, at=BEGUN)  # the plan made it, without the telephone
    people = [city.people[name] for name in names]
    fill(post, people, first=FIRST, last=STOOD_UNTIL, changes=changes, by=by, at=BEGUN)
    return post


def _swap(city: City) -> None:
    """One watch was taken over by a colleague; another waits for the colleague's word."""
    by = city.viewer("zhou.yuhe")
    asked = ask(
        _watch(city, "zhou.yuhe", "fang.zhiqiu", since=date(2020, 2, 11)),
        colleague=city.people["fang.zhiqiu"],
        by=by,
        at=moment(date(2020, 2, 9), "15:10"),
    )
    answered = moment(date(2020, 2, 9), "17:20")
    answer(asked, agreed=True, by=city.viewer("fang.zhiqiu"), at=answered)
    ask(
        _watch(city, "shen.wenzhou", "jiang.suxin", since=date(2020, 2, 18)),
        colleague=city.people["jiang.suxin"],
        by=city.viewer("shen.wenzhou"),
        at=moment(date(2020, 2, 15), "18:40"),
    )


def _watch(city: City, whose: str, colleague: str, *, since: date) -> Shift:
    """The first watch of somebody, from a day on, in which the colleague does not stand too."""
    standing = Shift.objects.standing().filter(
        post__name=ON_WATCH, begins_at__gte=moment(since, "00:00")
    )
    both = standing.filter(user=city.people[colleague]).values("begins_at")
    own = standing.filter(user=city.people[whose]).exclude(begins_at__in=both)
    return own.select_related("post").order_by("begins_at")[0]


def _hand_over(city: City, told: Sequence[Story]) -> None:
    """What came in during each watch, signed by both; the last note waits for who comes."""
    watches = Shift.objects.standing().filter(post__name=ON_WATCH, begins_at__lt=MORNING)
    viewers = {user.pk: user.viewer(LAST) for user in city.people.values()}
    arrived = [(moments(each)[0], each) for each in told]
    for shift in watches.order_by("begins_at", "seat"):
        came = [each for at, each in arrived if shift.begins_at <= at < shift.ends_at]
        signed = shift.ends_at - timedelta(minutes=6)
        by = viewers[shift.user_id]
        note = give(shift, words=_words(came), unread=(), by=by, at=signed)
        if shift.ends_at < MORNING:
            after = Shift.objects.standing().filter(post=shift.post, begins_at=shift.ends_at)
            relief = after.exclude(user=shift.user_id).order_by("seat")[0]
            taken = shift.ends_at + timedelta(minutes=2)
            take(note, unread=(), by=viewers[relief.user_id], at=taken)


def _words(came: Sequence[Story]) -> str:
    """What a note says of a watch: how many came in by which way, and how many were urgent."""
    if not came:
        return "本班没有收到信访件。无待办。"
    ways = Counter(each.channel for each in came)
    parts = "、".join(f"{way.zh}{count}件" for way, count in ways.items())
    urgent = sum(any(taken.step is Step.MARK for taken in each.walk) for each in came)
    rest = f"应急件{urgent}件，已标记、上报、交办，请接着看二十四小时的时限。" if urgent else ""
    return f"本班收到{len(came)}件：{parts}。{rest}其余按程序登记。"


def _move(city: City) -> None:
    """From 3 February on whoever received visitors works at the other three desks (B26)."""
    for name, channel in AT_FIRST:
        _to(city, name, channel, on=FIRST, why="按渠道分工。", at=BEGUN)
    told = moment(MOVED_ON - ONE_DAY, "16:00")
    for name, channel in MOVED:
        why = "大厅暂停接待，来信、来电、网上的件增多。"
        _to(city, name, channel, on=MOVED_ON, why=why, at=told)


def _to(city: City, name: str, channel: Channel, *, on: date, why: str, at: datetime) -> None:
    move(
        city.bureau,
        city.people[name],
        channel=channel,
        from_on=on,
        to_on=None,
        reason=why,
        by=city.viewer(WRITER),
        at=at,
    )
