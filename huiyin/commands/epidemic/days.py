"""The days of the replay, 24 January to 16 February 2020, and the moments of a walk in them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from huiyin.commands.city.story import Story
from huiyin.rules.moments import ZONE, localdate

FOUNDED = date(2019, 1, 1)
FIRST = date(2020, 1, 24)
LAST = date(2020, 2, 16)
ONE_DAY = timedelta(days=1)


def moment(day: date, clock: str) -> datetime:
    """The wall clock of the city on a day."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=ZONE)


MORNING = moment(LAST, "08:00")
"""When the law's time of the replay stands still for the visitor, and runs on."""


def after(day: date, clock: str) -> Callable[[float], tuple[int, str]]:
    """Minutes after an arrival, as a walk counts: days since, and the clock on the wall."""
    arrived = moment(day, clock)

    def counted(minutes: float) -> tuple[int, str]:
        then = arrived + timedelta(minutes=minutes)
        return (localdate(then) - day).days, f"{then:%H:%M}"

    return counted


def moments(story: Story) -> tuple[datetime, ...]:
    """The moment of arrival, then one for each step of the walk."""
    arrived = LAST - story.before * ONE_DAY
    steps = (moment(arrived + taken.day * ONE_DAY, taken.time) for taken in story.walk)
    return (moment(arrived, story.time), *steps)


def until_the_morning(story: Story) -> Story:
    """What is done of a story when the visitor comes: its steps in order, none after that."""
    walk = sorted(story.walk, key=lambda taken: (taken.day, taken.time))
    arrived = LAST - story.before * ONE_DAY
    done = [taken for taken in walk if moment(arrived + taken.day * ONE_DAY, taken.time) < MORNING]
    return replace(story, walk=tuple(done))
