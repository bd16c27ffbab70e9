"""How the staff was: asked on the first day, reported by 16:00 every day, three isolated (B21)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from huiyin.commands.epidemic.city import LEADER, City
from huiyin.commands.epidemic.days import FIRST, LAST, ONE_DAY, moment
from huiyin.emergency.health import asked
from huiyin.emergency.health_ledger import decide_release, isolate, propose_release
from huiyin.emergency.health_reporting import Condition, move, report, screen
from huiyin.emergency.models import Emergency
from huiyin.rules.health import ISOLATION_DAYS
from huiyin.rules.ids import new_id
from huiyin.rules.terms_health import IsolationReason, Movement

OFFICER = "ruan.zhixia"
EARLIEST, LAST_IN_TIME = "14:30", 88  # and so many minutes after it
ONE_IS_LATE, ONE_FORGETS = 61, 97  # of so many reports
LATE_BY = timedelta(minutes=14)
MORNING_TEMPERATURE = "07:20"


@dataclass(frozen=True)
class Stay:
    """Who was isolated, from which day, why, and how far its end has come."""

    username: str
    since: date
    reason: IsolationReason
    is_proposed: bool = True
    is_released: bool = False
    forgot: date | None = None


STAYS = (
    Stay("xia.buyu", date(2020, 1, 26), IsolationReason.PROVINCE, is_released=True),
    Stay("jin.duhe", date(2020, 2, 1), IsolationReason.PROVINCE, forgot=date(2020, 2, 8)),
    Stay("pan.zhiyi", date(2020, 2, 7), IsolationReason.CONTACT, is_proposed=False),
)
"""One whole and over, one that waits for the leader's word with a day missing, one half way."""


def report_daily(city: City, emergency: Emergency) -> None:
    """Every report of every day, in the order in which they came in."""
    there = [each.person for each in asked(emergency, FIRST, now=moment(FIRST, "09:00"))]
    isolated = {city.people[each.username].pk: each for each in STAYS}
    for order, person in enumerate(there):
        at = moment(FIRST, "09:30") + timedelta(minutes=order)
        screen(person, own_contact=False, family_contact=False, once=new_id(), at=at)
    entries: dict[str, UUID] = {}
    day = FIRST
    while day <= LAST:
        for order, person in enumerate(there):
            if (reported := _reported_at(order, day, isolated.get(person.pk))) is not None:
                given = Condition(f"36.{2 + (order + day.day) % 6}")
                report(person, given, on=day, once=new_id(), at=reported)
        for each in STAYS:
            if day == each.since:
                entries[each.username] = _begin(city, emergency, each)
            if day == _last(each) and each.is_proposed:
                _end(city, emergency, each, entries[each.username])
        day += ONE_DAY


def _reported_at(order: int, day: date, stay: Stay | None) -> datetime | None:
    """When one reports; None for who forgets, and for the last day, of which only a morning is."""
    if stay is not None and stay.since < day and not _is_over(stay, day):
        return None if day == stay.forgot else moment(day, MORNING_TEMPERATURE)
    if day == LAST or (order * 3 + day.toordinal()) % ONE_FORGETS == 0:
        return None
    if (order + day.toordinal() * 5) % ONE_IS_LATE == 0:
        return moment(day, "16:00") + LATE_BY
    return moment(day, EARLIEST) + timedelta(minutes=(order * 7 + day.day * 13) % LAST_IN_TIME)


def _is_over(stay: Stay, day: date) -> bool:
    return stay.is_released and day > _last(stay)


def _last(stay: Stay) -> date:
    return stay.since + ISOLATION_DAYS * ONE_DAY


def _begin(city: City, emergency: Emergency, stay: Stay) -> UUID:
    """Somebody comes back, or hears of a contact, and stays at home."""
    person, day = city.people[stay.username], stay.since
    if stay.reason is IsolationReason.PROVINCE:
        move(
            person,
            movement=Movement.RETURNED,
            on=day,
            is_other_province=True,
            once=new_id(),
            at=moment(day, "16:20"),
        )
    entry = isolate(
        emergency,
        person.pk,
        reason=stay.reason,
        since=day,
        once=new_id(),
        by=city.viewer(OFFICER),
        at=moment(day, "16:40"),
    )
    return entry.pk


def _end(city: City, emergency: Emergency, stay: Stay, entry: UUID) -> None:
    """After fourteen days the officer proposes, and the head of the leadership group decides."""
    by, at = city.viewer(OFFICER), moment(_last(stay), "16:10")
    propose_release(emergency, entry, once=new_id(), by=by, at=at)
    if stay.is_released:
        by, at = city.viewer(LEADER), moment(_last(stay), "16:50")
        decide_release(emergency, entry, agrees=True, once=new_id(), by=by, at=at)
