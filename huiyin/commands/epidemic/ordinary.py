"""The eighty-five other petitions of the period, which went their usual way meanwhile (A1)."""

from collections.abc import Iterator
from datetime import date

from huiyin.commands.city.offices import CITY
from huiyin.commands.city.people import two_of
from huiyin.commands.city.story import (
    Story,
    Taken,
    accept,
    allot,
    answer,
    close,
    decided,
    follow_up,
    forward,
    opened,
    opened_notice,
    rate,
    register,
    serve_notice,
    sign,
)
from huiyin.commands.epidemic.days import FIRST, LAST, ONE_DAY
from huiyin.commands.epidemic.themes import FAMILY, GIVEN, PLACES, THEMES, Theme
from huiyin.rules.calendars import latest
from huiyin.rules.terms import Channel, Decision, LetterKind, Rating, Service

A_DAY = (2, 1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 4)
"""How many came on each day: few over the festival, more every week (A13)."""

CLOCKS = ("09:05", "10:20", "11:40", "14:25", "15:50")
AT_NIGHT = ("00:40", "05:55", "06:50", "07:30")  # of the last day, before the desk opens
CHANNELS = (Channel.WEB, Channel.CALL, Channel.WEB, Channel.LETTER)
ANSWERED_IN_TURN = 3
"""One of so many is answered as soon as its office has looked into it."""

SENDER = "shen.wenzhou"

OF_THE_NIGHT = Theme(
    "yunling-civil",
    "0903",
    "小区封控，请问一个人住的老人谁来送药。",
    ("我姑妈一个人住，昨晚小区封控，她的药只到今天中午。社区电话没有人接，我进不去。",) * 3,
    "",
    "",
    "",
)
"""Nobody has registered it yet: whoever opens the desk decides whether it is urgent (A24)."""


def _arrivals() -> Iterator[tuple[date, str]]:
    for passed, count in enumerate(A_DAY):
        day = FIRST + passed * ONE_DAY
        clocks = AT_NIGHT if day == LAST else CLOCKS
        for clock in clocks[:count]:
            yield day, clock


def _story(number: int, day: date, clock: str) -> Story:
    is_night = day == LAST
    channel = Channel.WEB if is_night else CHANNELS[number % len(CHANNELS)]
    theme = THEMES[number % len(THEMES)]
    if is_night and clock == AT_NIGHT[-1]:
        theme = OF_THE_NIGHT
    place = PLACES[number % len(PLACES)]
    name = FAMILY[number % len(FAMILY)] + GIVEN[number % len(GIVEN)]
    is_electronic = channel is Channel.WEB
    return Story(
        slug=f"ordinary-{number}",
        bureau="yunling-bureau",
        before=(LAST - day).days,
        time=clock,
        channel=channel,
        name=name,
        phone=f"1990003{number:04d}",
        address=f"云岭市{place}",
        electronic=is_electronic,
        request=theme.request,
        facts=f"我住在{place}。{theme.facts[number // len(THEMES) % 3]}",
        division=CITY,
        place=place,
        category=theme.category,
        walk=tuple(_walk(number, day, name, theme, is_electronic=is_electronic)),
    )


def _walk(
    number: int, day: date, name: str, theme: Theme, *, is_electronic: bool
) -> Iterator[Taken]:
    """The whole way; what lies behind the morning of the visitor is cut off by who asks."""
    head, handler = two_of(theme.office)
    minute = f"{10 + number % 40}"
    signed = _worked(day, 2)
    accepted = _worked(day, signed + 2)
    answered = _worked(day, accepted + 2)
    asked = _worked(day, answered + 1)
    yield register(0, f"16:{minute}", "zhou.yuhe", None, None, theme.category)
    yield forward(1, f"10:{minute}", SENDER, theme.office)
    yield _notice(1, name, LetterKind.FORWARDING_NOTICE, SENDER, is_electronic=is_electronic)
    yield sign(signed, f"09:{minute}", head)
    yield allot(signed, f"11:{minute}", head, handler)
    yield accept(accepted, f"10:{minute}", handler, theme.plan)
    yield _notice(accepted, name, LetterKind.ACCEPTANCE, handler, is_electronic=is_electronic)
    if (number + number // len(THEMES)) % ANSWERED_IN_TURN or not is_electronic:
        return
    yield answer(
        answered,
        f"15:{minute}",
        handler,
        decided(theme.request, Decision.SUPPORT, theme.found),
        facts_found="经核实，您反映的情况属实。",
        reasons=theme.plan,
        laws=(theme.law,),
    )
    yield opened(answered, f"20:{minute}", name)
    yield rate(answered, f"21:{minute}", Rating.SATISFIED, Rating.FAIR, "办得还可以。")
    yield follow_up(asked, f"10:{minute}", "zhou.yuhe", "信访人说收到了，问题解决了。")
    yield close(asked, f"11:{minute}", "zhou.yuhe")


def _notice(day: int, name: str, kind: LetterKind, by: str, *, is_electronic: bool) -> Taken:
    """A letter on the way: opened with the code in the evening, or posted and signed for."""
    if is_electronic:
        return opened_notice(day, "19:30", kind, name)
    return serve_notice(day + 1, "17:30", by, kind, Service.POST, name, "挂号信回执，本人签收")


def _worked(day: date, passed: int) -> int:
    """So many days after the arrival, or as soon as offices work after that."""
    return (latest().next_working(day + passed * ONE_DAY) - day).days


ORDINARY: tuple[Story, ...] = tuple(
    _story(number, day, clock) for number, (day, clock) in enumerate(_arrivals())
)
