"""结束报告. What an emergency came to, with all its figures; while it runs, what it has come to.

Petitions are counted by the period report, as the one who reads may see them: both reports say
the same. Each number of petitions is named by its measure, so that it opens them.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.duty.models import Shift
from huiyin.emergency.health_counts import total
from huiyin.emergency.models import Emergency, Group, Meeting, PaperUsed, Task, Turn
from huiyin.emergency.sites import Ground
from huiyin.emergency.sites_rows import Disinfection
from huiyin.emergency.sites_told import missing
from huiyin.emergency.supplies_told import ledger
from huiyin.publishing.models import Delivery, Issue
from huiyin.rules.health import ASKING
from huiyin.rules.hours import MOST
from huiyin.rules.moments import end_of_day, localdate, start_of_day
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import ONE_DAY
from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import EmergencyTurn, Found
from huiyin.rules.terms_publishing import NoticeKind
from huiyin.rules.terms_situation import SituationPart
from huiyin.statistics.counting import Counting, petitions
from huiyin.statistics.period import (
    CLOSING,
    COUNTED,
    ON_TIME,
    PERIOD_MEASURES,
    RATINGS,
    WITHIN_HOURS,
    PeriodRate,
    PeriodReport,
    over_words,
    reported,
    within_words,
)
from huiyin.statistics.situation_models import SituationIssue
from huiyin.statistics.situation_numbers import Number, Part
from huiyin.statistics.situation_parts import first_watches, gaps_between, posts_of


@dataclass(frozen=True)
class Closing:
    """An emergency from its first day to its last, or to now."""

    emergency: Emergency
    first: date
    last: date
    prolonged: int
    parts: list[Part]

    @property
    def days(self) -> int:
        """How many days, both ends counted."""
        return (self.last - self.first).days + 1


def closing(emergency: Emergency, viewer: Viewer, *, at: datetime) -> Closing:
    """The figures of an emergency; both its first and its last day count."""
    until = min(at, emergency.ended_at or end_of_day(emergency.expected_end_on))
    first, last = localdate(emergency.starts_at), localdate(max(until, emergency.starts_at))
    counting = Counting(
        viewer=viewer,
        first=first,
        last=last,
        as_of=localdate(at),
        at=at,
        emergency=emergency.pk,
    )
    report = reported(counting)
    span = (start_of_day(first), min(start_of_day(last + ONE_DAY), until))
    found = [
        (SituationPart.OUTSET, _outset(emergency)),
        (SituationPart.ARRIVALS, _arrivals(report)),
        (SituationPart.URGENT, _urgent(report, emergency, counting)),
        (SituationPart.RATINGS, _ratings(report)),
        (SituationPart.NOTICES, _notices(emergency, *span)),
        (SituationPart.DUTY, _duty(emergency, *span)),
        (SituationPart.HEALTH, _health(emergency)),
        (SituationPart.SITES, _sites(emergency, first, last)),
        (SituationPart.SUPPLIES, _supplies(emergency, first, last)),
        (SituationPart.TASKS, _tasks(emergency)),
    ]
    parts = [Part(part, tuple(numbers)) for part, numbers in found if numbers]
    prolonged = Turn.objects.filter(emergency=emergency, kind=EmergencyTurn.PROLONGED).count()
    return Closing(emergency, first, last, prolonged, parts)


def _outset(emergency: Emergency) -> list[Number]:
    groups = Group.objects.filter(emergency=emergency)
    people = groups.values("office__posts__user").exclude(office__posts=None).distinct().count()
    used = PaperUsed.objects.filter(emergency=emergency)
    issued = SituationIssue.objects.filter(
        situation__emergency=emergency, situation__office=emergency.office_id
    )
    return [
        Number(name="groups", zh=gettext_noop("工作组"), number=groups.count(), unit="个"),
        Number(name="people", zh=gettext_noop("工作组人员"), number=people, unit="人"),
        Number(
            name="papers",
            zh=gettext_noop("启用或者演练的文件"),
            number=used.values("paper__root").distinct().count(),
            unit="份",
        ),
        Number(
            name="situations",
            zh=gettext_noop("签发的每日情况报告"),
            number=issued.count(),
            unit="份",
        ),
    ]


def _arrivals(report: PeriodReport) -> list[Number]:
    ways = _("，").join(
        f"{_(channel.zh)} {number}"
        for channel in Channel
        if (number := COUNTED["received"].count(report.channels.get(channel, {})))
    )
    return [
        Number(
            name="received",
            zh=gettext_noop("收到"),
            number=report.number("received"),
            unit="件",
            note="%(ways)s" if ways else "",
            told={"ways": ways} if ways else {},
        ),
        _rate(gettext_noop("按期"), ON_TIME, report),
    ]


def _urgent(report: PeriodReport, emergency: Emergency, counting: Counting) -> list[Number]:
    screened = petitions(counting, PERIOD_MEASURES["found"]).filter(
        emergency_marks__emergency=emergency.pk,
        emergency_marks__found=Found.SCREENING,
        emergency_marks__cleared_by=None,
    )
    breached = report.number("found_breached")
    return [
        Number(
            name="found",
            zh=gettext_noop("应急件"),
            number=report.number("found"),
            unit="件",
            note=gettext_noop("其中排查发现 %(screened)s 件"),
            told={"screened": str(screened.count())},
        ),
        _within(emergency, report),
        Number(
            name="found_breached",
            zh=over_words([emergency.hours]),
            number=breached,
            unit="件",
            is_bad=breached > 0,
        ),
        _rate(gettext_noop("应急件办结"), CLOSING, report),
    ]


def _within(emergency: Emergency, report: PeriodReport) -> Number:
    number = _rate(within_words([emergency.hours]), WITHIN_HOURS, report)
    if emergency.hours == MOST:
        return number
    note = gettext_noop("时限是 %(hours)s 小时")
    return replace(number, note=note, told={"hours": str(emergency.hours)})


def _ratings(report: PeriodReport) -> list[Number]:
    whose = {
        "found_bureau": (gettext_noop("对信访部门满意"), gettext_noop("对信访部门参评")),
        "found_unit": (gettext_noop("对责任单位满意"), gettext_noop("对责任单位参评")),
    }
    by_name = {rate.over: (rate, part) for _zh, rate, part in RATINGS}
    return [
        _rate(zh, rate, report)
        for name, labels in whose.items()
        for zh, rate in zip(labels, by_name[f"{name}_content"], strict=True)
    ]


def _rate(zh: str, rate: PeriodRate, report: PeriodReport) -> Number:
    share = rate.of(report.whole)
    return Number(name=rate.over, zh=zh, number=share.over, under=share.under, unit="件")


def _notices(emergency: Emergency, begin: datetime, end: datetime) -> list[Number]:
    issued = Issue.objects.filter(notice__office=emergency.office_id, issued_at__range=(begin, end))
    kinds = dict(issued.order_by().values_list("notice__kind").annotate(n=Count("pk")))
    sent = Delivery.objects.filter(notice__issue__in=issued).aggregate(
        all=Count("pk"),
        read=Count("read_at"),
        asked=Count("pk", filter=Q(notice__reply_by__isnull=False)),
        answered=Count("feedback_at", filter=Q(notice__reply_by__isnull=False)),
    )
    return [
        Number(
            name="notices_public",
            zh=gettext_noop("发布公告"),
            number=kinds.get(NoticeKind.PUBLIC.value, 0),
            unit="份",
        ),
        Number(
            name="notices_internal",
            zh=gettext_noop("下发通知"),
            number=kinds.get(NoticeKind.INTERNAL.value, 0),
            unit="份",
        ),
        Number(
            name="signed",
            zh=gettext_noop("通知签收"),
            number=sent["read"],
            under=sent["all"],
            unit="个机构",
        ),
        Number(
            name="answered",
            zh=gettext_noop("通知反馈"),
            number=sent["answered"],
            under=sent["asked"],
            unit="个机构",
        ),
    ]


def _duty(emergency: Emergency, begin: datetime, end: datetime) -> list[Number]:
    posts = list(posts_of(emergency.office, emergency))
    if not posts:
        return []
    watches = Shift.objects.touching(begin, end).filter(post__in=posts)
    stood = watches.aggregate(n=Count("pk"), people=Count("user", distinct=True))
    open_posts = [each for each in posts if each.is_open]
    gaps = gaps_between(open_posts, first_watches(open_posts), begin, end)
    return [
        Number(name="posts", zh=gettext_noop("值班岗"), number=len(posts), unit="个"),
        Number(name="watches", zh=gettext_noop("班次"), number=stood["n"], unit="班"),
        Number(name="on_duty", zh=gettext_noop("值过班的人"), number=stood["people"], unit="人"),
        Number(
            name="gaps", zh=gettext_noop("空岗"), number=len(gaps), unit="处", is_bad=bool(gaps)
        ),
    ]


def _health(emergency: Emergency) -> list[Number]:
    if emergency.kind not in ASKING:
        return []
    health = total(emergency)
    numbers = [
        Number(
            name="on_time",
            zh=gettext_noop("按时的健康报告"),
            number=health.on_time,
            under=health.reported,
            unit="份",
        )
    ]
    if health.isolations is not None:
        numbers.append(
            Number(
                name="isolated",
                zh=gettext_noop("隔离观察"),
                number=health.isolations,
                unit="人次",
            )
        )
    return numbers


def _sites(emergency: Emergency, first: date, last: date) -> list[Number]:
    ground = Ground(emergency, emergency.office)
    done = Disinfection.objects.filter(
        site__emergency=emergency,
        site__office=emergency.office_id,
        at__gte=start_of_day(first),
        at__lt=start_of_day(last + ONE_DAY),
    ).count()
    left = missing(ground, first, last)
    if not done and not left:
        return []
    return [
        Number(name="disinfections", zh=gettext_noop("消毒"), number=done, unit="次"),
        Number(
            name="lacks",
            zh=gettext_noop("没有按计划消毒"),
            number=len(left),
            unit="处·天",
            is_bad=bool(left),
        ),
    ]


def _supplies(emergency: Emergency, first: date, last: date) -> list[Number]:
    told = ledger(emergency.office, first=first, last=last)
    return [
        Number(
            name=f"supply_{supply.pk.hex}",
            zh=supply.name,
            number=gone,
            unit=supply.unit,
            note=gettext_noop("发放；入库 %(came)s，结存 %(left)s"),
            told={"came": str(came), "left": str(left)},
        )
        for supply, _had, came, gone, left in told.supplies
        if came or gone
    ]


def _tasks(emergency: Emergency) -> list[Number]:
    tasks = list(Task.objects.filter(emergency=emergency))
    done = [each for each in tasks if each.done_at is not None]
    dated = [(each.done_at, each.due_at) for each in done if each.done_at and each.due_at]
    meetings = Meeting.objects.filter(emergency=emergency)
    return [
        Number(
            name="tasks_done",
            zh=gettext_noop("完成的任务"),
            number=len(done),
            under=len(tasks),
            unit="项",
        ),
        Number(
            name="tasks_in_time",
            zh=gettext_noop("按时完成的任务"),
            number=sum(done_at <= due_at for done_at, due_at in dated),
            under=len(dated),
            unit="项",
        ),
        Number(
            name="meetings",
            zh=gettext_noop("会议"),
            number=meetings.values("root").distinct().count(),
            unit="次",
        ),
    ]
