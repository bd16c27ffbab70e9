"""When the stories happen: days before today turned into moments, office days kept working days."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from huiyin.commands.city.story import PETITIONER, Story, Taken
from huiyin.rules.moments import ZONE, localdate
from huiyin.rules.terms import Channel

ONE_DAY = timedelta(days=1)
A_WHILE = timedelta(minutes=20)
AT_ANY_HOUR = frozenset({Channel.WEB, Channel.OTHER})


def moments(
    story: Story, *, today: date, is_working: Callable[[date], bool]
) -> tuple[datetime, ...]:
    """The moment of arrival, then one for each step of the walk: in order, none after yesterday.

    What an office does falls on a working day wherever the steps around it leave one: before the
    day the story names if there is one, else after it. Petitioners write at any hour.
    """
    yesterday = today - ONE_DAY
    arrival = today - story.before * ONE_DAY
    last = _moment(_came_on(story, arrival, is_working), story.time)
    found = [last]
    for taken in story.walk:
        wished = arrival + taken.day * ONE_DAY
        days = [wished]
        if taken.by != PETITIONER:
            days = [*_working_days(wished, last, yesterday, is_working), wished]
        last = _first_after(last, days, taken)
        found.append(last)
    return tuple(found)


def _came_on(story: Story, day: date, is_working: Callable[[date], bool]) -> date:
    """Nobody answers the door or the telephone on a day off; the web is always open."""
    while story.channel not in AT_ANY_HOUR and not is_working(day):
        day -= ONE_DAY
    return day


def _working_days(
    wished: date, last: datetime, end: date, is_working: Callable[[date], bool]
) -> Iterator[date]:
    before = (wished - n * ONE_DAY for n in range((wished - localdate(last)).days + 1))
    after = (wished + n * ONE_DAY for n in range(1, (end - wished).days + 1))
    yield from (day for day in before if is_working(day))
    yield from (day for day in after if is_working(day))


def _first_after(last: datetime, days: list[date], taken: Taken) -> datetime:
    for day in days:
        wished = _moment(day, taken.time)
        if wished > last:
            return wished
    return last + A_WHILE


def _moment(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE)
