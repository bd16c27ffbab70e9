"""情况报告的其他部分. Notices, duty, health, places, supplies and tasks of a day, in numbers only.

Nothing here names a person: of staff health it is told how many, never who or what (6.2-11).
"""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet
from django.utils.translation import gettext_noop

from huiyin.duty.models import DutyPost, Shift
from huiyin.duty.months import gaps_ahead
from huiyin.emergency.health import asked, asking_on, tally
from huiyin.emergency.health_counts import isolated
from huiyin.emergency.models import Emergency, Group, Meeting, Task
from huiyin.emergency.sites import Ground
from huiyin.emergency.sites_told import missing, today_of
from huiyin.emergency.supplies_told import standings, waiting
from huiyin.organisations.models import Office
from huiyin.publishing.models import Delivery, Issue
from huiyin.rules.moments import localdate, localtime, start_of_day
from huiyin.rules.rosters import Gap
from huiyin.rules.terms_health import ReportStanding
from huiyin.rules.terms_publishing import NoticeKind
from huiyin.statistics.situation_numbers import Number, named

ONE_DAY = timedelta(days=1)
NAMED = "%(named)s"
SUPPLY = "supply_"
"""How the numbers of things in stock are named; only these are told in a unit of their own."""
_NEED = gettext_noop("两周需要 %(need)s")
_SHORT = gettext_noop("两周需要 %(need)s，还差 %(missing)s")


def notice_numbers(
    office: Office, emergency: Emergency, day: date, *, at: datetime
) -> list[Number]:
    """Notices let out on the day; how many offices signed for and answered those since it began."""
    issued = Issue.objects.filter(notice__office=office, issued_at__lte=at)
    kinds = dict(
        issued.filter(issued_at__gte=start_of_day(day))
        .values_list("notice__kind")
        .annotate(n=Count("pk"))
        .order_by()
    )
    sent = Delivery.objects.filter(
        notice__office=office,
        notice__issue__issued_at__gte=emergency.starts_at,
        notice__issue__issued_at__lte=at,
        notice__withdrawal=None,
    ).aggregate(
        all=Count("pk"),
        read=Count("pk", filter=Q(read_at__lte=at)),
        asked=Count("pk", filter=Q(notice__reply_by__isnull=False)),
        answered=Count("pk", filter=Q(notice__reply_by__isnull=False, feedback_at__lte=at)),
    )
    numbers = [
        Number(
            name=f"notices_{kind.value}",
            zh=zh,
            number=kinds.get(kind.value, 0),
            unit="份",
        )
        for kind, zh in (
            (NoticeKind.PUBLIC, gettext_noop("当天发布公告")),
            (NoticeKind.INTERNAL, gettext_noop("当天下发通知")),
        )
    ]
    for name, zh, done, whole in (
        ("signed", gettext_noop("通知签收"), sent["read"], sent["all"]),
        ("answered", gettext_noop("通知反馈"), sent["answered"], sent["asked"]),
    ):
        if whole:
            numbers.append(
                Number(
                    name=name, zh=zh, number=done, under=whole, unit="个机构", is_bad=done < whole
                )
            )
    return numbers


def duty_numbers(office: Office, emergency: Emergency, day: date, *, at: datetime) -> list[Number]:
    """The posts of the bureau and of its groups, and where a roster leaves them empty (T9)."""
    posts = list(posts_of(office, emergency).filter(is_open=True))
    if not posts:
        return []
    since = first_watches(posts)
    bare = [each for each in posts if each.pk not in since]
    today = gaps_between(posts, since, start_of_day(day), start_of_day(day + ONE_DAY))
    ahead = gaps_between(posts, since, at, at + ONE_DAY)
    return [
        Number(
            name="posts",
            zh=gettext_noop("排了班的岗"),
            number=len(posts) - len(bare),
            under=len(posts),
            unit="个",
            note=gettext_noop("没有排班：%(named)s") if bare else "",
            told={"named": named(each.name for each in bare)} if bare else {},
            is_bad=bool(bare),
        ),
        _gaps("gaps", gettext_noop("当天空岗"), today),
        _gaps("gaps_ahead", gettext_noop("此后24小时空岗"), ahead),
    ]


def posts_of(office: Office, emergency: Emergency) -> QuerySet[DutyPost]:
    """The duty posts of a bureau and of the groups of its emergency."""
    groups = Group.objects.filter(emergency=emergency, emergency__office=office)
    return DutyPost.objects.filter(Q(office=office) | Q(office__in=groups.values("office")))


def gaps_between(
    posts: list[DutyPost], since: dict[UUID, datetime], begin: datetime, end: datetime
) -> list[tuple[DutyPost, Gap]]:
    """The gaps of a span; before its first watch a post had no roster, and so no gap."""
    return [
        (post, replace(gap, begin=max(gap.begin, since[post.pk])))
        for post, gap in gaps_ahead(posts, begin=begin, end=end)
        if gap.end > since[post.pk]
    ]


def first_watches(posts: list[DutyPost]) -> dict[UUID, datetime]:
    """Since when each post that has a roster has one."""
    shifts = Shift.objects.standing().filter(post__in=posts).order_by("post")
    return dict(shifts.values_list("post").annotate(first=Min("begins_at")))


def _gaps(name: str, zh: str, found: list[tuple[DutyPost, Gap]]) -> Number:
    spans = (
        f"{post.name} {localtime(gap.begin):%H:%M}—{localtime(gap.end):%H:%M}"
        for post, gap in found
    )
    return Number(
        name=name,
        zh=zh,
        number=len(found),
        unit="处",
        note=NAMED if found else "",
        told={"named": named(spans)} if found else {},
        is_bad=bool(found),
    )


def health_numbers(
    office: Office, emergency: Emergency, day: date, *, at: datetime
) -> list[Number]:
    """How many reported of how many asked; of those isolated the number alone."""
    if emergency not in asking_on(day):
        return []
    people = asked(emergency, day, now=at)
    is_ours = emergency.office_id == office.pk
    if not is_ours:
        people = [
            each for each in people if any(one.path.startswith(office.path) for one in each.offices)
        ]
    if not people:
        return []
    standing = tally(people)
    on_time = standing[ReportStanding.ON_TIME] + standing[ReportStanding.SENT_LATE]
    open_ones = standing[ReportStanding.MISSING] + standing[ReportStanding.WAITING]
    numbers = [
        Number(
            name="reported",
            zh=gettext_noop("已经报告"),
            number=len(people) - open_ones,
            under=len(people),
            unit="人",
            is_bad=standing[ReportStanding.MISSING] > 0,
        ),
        Number(
            name="on_time",
            zh=gettext_noop("按时报告"),
            number=on_time,
            under=len(people),
            unit="人",
        ),
    ]
    isolations = isolated(emergency, day) if is_ours else None
    if isolations is not None:
        numbers.append(
            Number(name="isolated", zh=gettext_noop("隔离观察"), number=isolations, unit="人")
        )
    return numbers


def site_numbers(office: Office, emergency: Emergency, day: date) -> list[Number]:
    """Places of the plan that were disinfected as often as they should be (T10)."""
    ground = Ground(emergency, office)
    planned = [each for each in today_of(ground, day) if each.site.from_on <= day]
    if not planned:
        return []
    left = missing(ground, day, day)
    return [
        Number(
            name="disinfected",
            zh=gettext_noop("按计划消毒的区域"),
            number=len(planned) - len(left),
            under=len(planned),
            unit="处",
            note=gettext_noop("还差：%(named)s") if left else "",
            told={"named": named(name for _lack, name in left)} if left else {},
            is_bad=bool(left),
        )
    ]


def supply_numbers(office: Office, today: date) -> list[Number]:
    """Every thing of which two weeks need some: what is there of it, and requests that wait."""
    numbers = [
        Number(
            name=f"{SUPPLY}{each.supply.pk.hex}",
            zh=each.supply.name,
            number=each.stock,
            unit=each.supply.unit,
            note=_SHORT if each.missing else _NEED,
            told={"need": str(each.supply.need), "missing": str(each.missing)},
            is_bad=each.missing > 0,
        )
        for each in standings(office, today)
        if each.supply.need
    ]
    if numbers:
        asked_for = len(waiting(office))
        numbers.append(
            Number(
                name="supplies_asked",
                zh=gettext_noop("等待的物资申请"),
                number=asked_for,
                unit="项",
            )
        )
    return numbers


def task_numbers(office: Office, emergency: Emergency, day: date, *, at: datetime) -> list[Number]:
    """The tasks of the emergency on the bureau's list, and the meetings of the day."""
    span = (start_of_day(day), start_of_day(day + ONE_DAY))
    tasks = list(Task.objects.filter(emergency=emergency, office=office))
    done = sum(each.done_at is not None and localdate(each.done_at) == day for each in tasks)
    late = [each for each in tasks if each.is_late(at)]
    held = Meeting.objects.filter(
        emergency=emergency, office=office, held_at__gte=span[0], held_at__lt=span[1]
    )
    return [
        Number(name="tasks_done", zh=gettext_noop("当天完成的任务"), number=done, unit="项"),
        Number(
            name="tasks_open",
            zh=gettext_noop("没有完成的任务"),
            number=sum(each.done_at is None for each in tasks),
            unit="项",
        ),
        Number(
            name="tasks_late",
            zh=gettext_noop("过时没完成的任务"),
            number=len(late),
            unit="项",
            is_bad=bool(late),
        ),
        Number(
            name="meetings",
            zh=gettext_noop("当天的会议"),
            number=held.values("root").distinct().count(),
            unit="次",
        ),
    ]
