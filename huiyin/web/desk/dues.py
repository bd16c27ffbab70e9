"""A date on the desk: its day, the days left in words, and the colour that goes with them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from huiyin.petitions.explaining import (
    due_words,
    explained,
    people_date,
    people_moment,
    short_date,
    time_left_words,
)
from huiyin.petitions.models import Clock, Petition
from huiyin.petitions.under_way import RECOUNTED
from huiyin.rules.clock import Standing, standing
from huiyin.rules.hours import is_late, left
from huiyin.rules.limits import Limit, rule_set
from huiyin.rules.moments import localdate
from huiyin.rules.terms import TimeLimit
from huiyin.rules.workflow import FINAL

SOON_HOURS = timedelta(hours=6)
COLOURS = {
    Standing.FINE: "in-time",
    Standing.SOON: "soon",
    Standing.TODAY: "soon",
    Standing.PAST_TARGET: "late",
    Standing.LATE: "late",
}


@dataclass(frozen=True)
class DueShown:
    """A due date beside a petition: the day, what is said of it, its colour."""

    day: str
    words: str
    colour: str  # late, soon, in-time or none


def due_of(petition: Petition, today: date) -> DueShown:
    """The next date of a petition; after service it is the petitioner's own and never late."""
    if petition.next_due is None or petition.next_legal_due is None:
        return DueShown("", "", "none")
    day = short_date(petition.next_due, today)
    if not petition.next_is_duty or petition.state in FINAL:
        return DueShown(day, _("信访人的期限"), "none")
    words = due_words(petition.next_due, petition.next_legal_due, today)
    colour = COLOURS[standing(petition.next_due, petition.next_legal_due, today)]
    return DueShown(day, words, colour)


@dataclass(frozen=True)
class ClockShown:
    """A clock of a petition, drawn as a bar and explained."""

    limit: str
    title: str
    law: str
    article: str
    whose: str
    day: str
    words: str
    colour: str
    most: int
    spent: int
    target: str
    legal: str
    assessed: str
    lines: list[str]
    is_running: bool
    is_petitioners: bool
    ended: str
    calendar: str
    rule_set: str


OUTCOMES = {
    "met": gettext_noop("已完成"),
    "withdrawn": gettext_noop("因撤回而结束"),
    "moved": gettext_noop("因移交而结束"),
    "unused": gettext_noop("没有提出"),
    "returned": gettext_noop("因退回或者收回而结束"),
    "handed_on": gettext_noop("因转交下级而结束"),
    "appointed": gettext_noop("因指定管辖而结束"),
    "cleared": gettext_noop("因标记有误而撤销"),
    "replaced": gettext_noop("由新的期限代替"),
    RECOUNTED: gettext_noop("按新的放假安排重新计算"),
    "": gettext_noop("已结束"),
}


def clock_shown(clock: Clock, at: datetime, whose: str, *, on_paper: bool = False) -> ClockShown:
    """A clock in words; its explanation is the one stored when it began. Paper names each year."""
    today = localdate(at)
    written_on = date.min if on_paper else today
    limit = TimeLimit(clock.limit)
    row = rule_set(clock.rule_set)[limit]
    began = localdate(clock.started_at)
    until = localdate(clock.ended_at) if clock.ended_at else today
    most = max((clock.target_on - began).days, 1)
    spent = (until - began).days
    words, colour = _standing(clock, today)
    day, ended = people_date(clock.target_on, written_on), people_date(until, written_on)
    if clock.due_at is not None:
        most = int((clock.due_at - clock.started_at).total_seconds())
        spent = int(((clock.ended_at or at) - clock.started_at).total_seconds())
        words, colour = _by_the_hour(clock, clock.due_at, at)
        day = people_moment(clock.due_at, written_on)
        ended = people_moment(clock.ended_at or at, written_on)
    return ClockShown(
        limit=limit.value,
        title=_(limit.zh),
        law=f"《{rule_set(clock.rule_set).law}》" if row.article else "",
        article=_article(row),
        whose=whose,
        day=day,
        words=words,
        colour=colour,
        most=most,
        spent=min(max(spent, 0), most),
        target=people_date(clock.target_on, written_on),
        legal=people_date(clock.legal_on, written_on),
        assessed=people_date(clock.assessed_on, written_on),
        lines=explained(clock.explanation, written_on),
        is_running=clock.ended_at is None,
        is_petitioners=clock.is_petitioners,
        ended=ended if clock.ended_at else "",
        calendar=clock.calendar,
        rule_set=clock.rule_set,
    )


def _standing(clock: Clock, today: date) -> tuple[str, str]:
    if clock.ended_at is not None:
        done = "done" if localdate(clock.ended_at) <= clock.legal_on else "late"
        colour = "none" if clock.outcome == RECOUNTED else done
        return _(OUTCOMES.get(clock.outcome, OUTCOMES[""])), colour
    words = due_words(clock.target_on, clock.legal_on, today)
    if clock.is_right:
        return (_("期限已过") if today > clock.legal_on else words), "none"
    return words, COLOURS[standing(clock.target_on, clock.legal_on, today)]


def _by_the_hour(clock: Clock, due: datetime, at: datetime) -> tuple[str, str]:
    if clock.ended_at is not None and clock.outcome != "met":
        return _(OUTCOMES.get(clock.outcome, OUTCOMES[""])), "none"
    if clock.ended_at is not None:
        late = is_late(due, clock.ended_at)
        return (_("超过时限才反馈"), "late") if late else (_("已完成"), "done")
    return time_left_words(left(due, at)), hour_colour(left(due, at))


def hour_colour(remains: timedelta) -> str:
    """The colour of a clock of hours: soon in its last quarter of a day."""
    if remains < timedelta(0):
        return "late"
    return "soon" if remains <= SOON_HOURS else "in-time"


def _article(row: Limit) -> str:
    """The article in the language of the page: 第二十三条第三款, or Art. 23 ¶3."""
    if (get_language() or "").startswith("zh") or not row.article:
        return row.article_zh if row.article else _("本平台的承诺")
    return f"Art. {row.article}"
