"""Founding the city in an empty database and walking it to the last morning of the epidemic."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from huiyin.commands.city.loading import load_offices, load_people, load_texts, spread_backlog
from huiyin.commands.city.story import Story
from huiyin.commands.city.walking import walk
from huiyin.commands.epidemic.city import City
from huiyin.commands.epidemic.days import FOUNDED, LAST, MORNING, moments, until_the_morning
from huiyin.commands.epidemic.ordinary import ORDINARY
from huiyin.commands.epidemic.reports import report_the_last_day
from huiyin.commands.epidemic.setting_up import set_up
from huiyin.commands.epidemic.sites import opened_from_its_batch
from huiyin.commands.epidemic.thirteen import THIRTEEN
from huiyin.commands.epidemic.urgent import ALL_STEPS
from huiyin.petitions.simulation import shift_to, simulated_calendar
from huiyin.rules.terms import Channel
from huiyin.statistics.freezing import freeze_what_is_over


def load(real: datetime | None = None) -> None:
    """Load it all, then let the law's time stand at the last morning and run on from there."""
    offices = load_offices(FOUNDED)
    city = City(offices, load_people(offices, FOUNDED))
    load_texts(offices)
    with simulated_calendar():
        told = stories()
        emergency = set_up(city, told)
        _walk_all(city, told)
        report_the_last_day(city, emergency)
    spread_backlog(MORNING)
    freeze_what_is_over(LAST, at=MORNING)
    shift_to(MORNING, real=real or datetime.now(UTC))


def stories() -> list[Story]:
    """Everything that came in, in the order of arrival."""
    return sorted(map(until_the_morning, (*ORDINARY, *THIRTEEN)), key=lambda each: moments(each)[0])


def _walk_all(city: City, told: Sequence[Story]) -> None:
    viewers = {name: person.viewer(LAST) for name, person in city.people.items()}
    walked: dict[str, UUID] = {}
    for story in told:
        when = moments(story)
        walked[story.slug] = walk(
            story,
            when,
            offices=city.offices,
            people=city.people,
            viewers=viewers,
            earlier=walked,
            steps=ALL_STEPS,
        )
        if story.channel is Channel.LETTER:
            opened_from_its_batch(walked[story.slug], when[0])
