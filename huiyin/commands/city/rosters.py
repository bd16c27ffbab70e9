"""The roster of the city's bureau: a main duty round the clock, a hall by day, some leave."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from huiyin.accounts.models import User
from huiyin.accounts.telephones import set_own_phone
from huiyin.duty.actions import PostGiven, add_post, fill, take_leave
from huiyin.duty.desks import move
from huiyin.duty.handovers import give, take
from huiyin.duty.models import CheckIn, Shift
from huiyin.organisations.models import Office
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import missed, moment
from huiyin.rules.terms import Channel
from huiyin.rules.terms_duty import LeaveKind

TURN = ("zhou.yuhe", "fang.zhiqiu", "lu.qingyan", "shen.wenzhou", "gu.mingche")
DESKS = (
    ("fang.zhiqiu", Channel.WEB),
    ("zhou.yuhe", Channel.LETTER),
    ("jiang.suxin", Channel.VISIT),
)
DAYS = timedelta(days=40)
PHONE = "1990000310{number}"


def draw_up(
    offices: Mapping[str, Office],
    people: Mapping[str, User],
    viewers: Mapping[str, Viewer],
    *,
    now: datetime,
) -> None:
    """Fill both posts from the first of the month on, and let who is there check in."""
    bureau, today = offices["yunling-bureau"], localdate(now)
    first = today.replace(day=1)
    planner, begun = viewers["shen.wenzhou"], moment(first, time(0))
    main = PostGiven(name="总值班", phone="0990-0000112")
    hall = PostGiven(name="接访大厅", opens=time(9), closes=time(17))
    for number, name in enumerate(TURN[:-1]):  # one has not left any yet
        typed = PHONE.format(number=number)
        set_own_phone(people[name], typed, by=viewers[name], at=now)
    away = today + timedelta(days=9)
    take_leave(
        people["lu.qingyan"],
        from_on=away,
        to_on=away + timedelta(days=2),
        kind=LeaveKind.ANNUAL,
        by=viewers["lu.qingyan"],
        at=now,
    )
    for given, names in ((main, TURN), (hall, ("jiang.suxin",))):
        fill(
            add_post(bureau, given, by=planner, at=begun),
            [people[name] for name in names],
            first=first,
            last=first + DAYS,
            changes=(time(8), time(20)),
            by=planner,
            at=begun,
        )
    for name, channel in DESKS:
        move(
            bureau,
            people[name],
            channel=channel,
            from_on=first,
            to_on=None,
            reason="按渠道分工。",
            by=planner,
            at=begun,
        )
    check_in_so_far(bureau, now)
    _hand_over(bureau, viewers, people, now)


def _hand_over(
    bureau: Office, viewers: Mapping[str, Viewer], people: Mapping[str, User], now: datetime
) -> None:
    """The last watch that is over was handed to the one that came after it."""
    rows = Shift.objects.filter(post__office=bureau, post__opens=None, begins_at__lte=now)
    recent = list(rows.order_by("-begins_at")[:2])
    if len(recent) < 2:  # the first watch of the month has nobody before it
        return
    current, before = recent
    names = {user.pk: name for name, user in people.items()}
    note = give(
        before,
        words="夜间来电2个，已登记；大厅门禁卡一张待领，放在值班抽屉。",
        unread=(),
        by=viewers[names[before.user_id]],
        at=before.ends_at - timedelta(minutes=10),
    )
    take(note, unread=(), by=viewers[names[current.user_id]], at=before.ends_at)


def check_in_so_far(bureau: Office, now: datetime) -> None:
    """Let whoever stood or stands at a post of the bureau have checked in as often as is asked."""
    begun = Shift.objects.filter(post__office=bureau, begins_at__lte=now)
    CheckIn.objects.bulk_create(
        CheckIn(shift=shift, at=part.begin)
        for shift in begun.select_related("user", "post")
        for part in missed(shift.watch(), every=shift.check_every(), seen=(), until=now)
    )
