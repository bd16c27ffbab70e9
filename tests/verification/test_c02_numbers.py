"""C2B: numbers many take at once over a year's end: none twice, and no official one missing."""

import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from random import Random
from threading import Barrier

import pytest
from django.db import connection, models, transaction
from django.db.models import Max

from huiyin.organisations.models import Office
from huiyin.petitions import numbering
from huiyin.petitions.numbers_given import OfficialCounter
from huiyin.privacy.codes import has_check_digit
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel
from tests.make import an_office, at
from verify.plugin import in_short, size

pytestmark = pytest.mark.campaign("C2B")
in_a_city = pytest.mark.django_db(transaction=True)

Tally = Callable[[str, int], None]
Series = tuple[str, str, int]
Taken = list[tuple[Series, str]]

MIDNIGHT = at("2026-01-01 00:00")
OFFICES = ("yunling-bureau", "qinghe-bureau", "yunling-water")
ROUNDS = 20  # in which two must come together once
TRIED = 106_000  # at full size; what stands is to be more than 100,000
UNDONE = 0.05  # of the registrations fall after their number was taken


class _FallenError(Exception):
    """A registration that went no further; its number goes to the next."""


def together(clients: int, work: Callable[[int], Taken]) -> Taken:
    """What all clients took, each on a connection of its own, begun at the same moment."""
    start = Barrier(clients)

    def one(client: int) -> Taken:
        try:
            start.wait(timeout=120)
            return work(client)
        finally:
            connection.close()

    with ThreadPoolExecutor(clients) as pool:
        return [each for some in pool.map(one, range(clients)) for each in some]


def official_numbers(
    total: int, clients: int, seed: int, slugs: tuple[str, ...] = OFFICES
) -> Taken:
    """Numbers as registrations take them, in the hours before and after a year has ended."""
    offices = [an_office(slug) for slug in slugs]
    channels = [Channel.WEB, Channel.VISIT] if len(slugs) > 1 else [Channel.WEB]

    def work(client: int) -> Taken:
        draw = Random(f"{seed} {client}")
        taken: Taken = []
        for _ in range(total // clients):
            office, channel = draw.choice(offices), draw.choice(channels)
            on = localdate(MIDNIGHT + timedelta(minutes=draw.randrange(-300, 300)))
            with suppress(_FallenError), transaction.atomic():
                number = numbering.next_official(office, channel, on)
                if draw.random() < UNDONE:
                    raise _FallenError
                taken.append(((office.number_code, numbering.PREFIXES[channel], on.year), number))
        return taken

    return together(clients, work)


def flaws(taken: Taken) -> list[str]:
    """What is wrong with the official numbers of every series: those given twice, and gaps."""
    serials: dict[Series, list[int]] = defaultdict(list)
    found = []
    for (office, prefix, year), number in taken:
        head = f"{prefix}{year}{office}"
        if not number.startswith(head):
            found.append(f"{number} is of another series than {head}")
        serials[office, prefix, year].append(int(number.removeprefix(head)))
    for series, given in serials.items():
        if len(set(given)) < len(given):
            found.append(f"{series}: {len(given) - len(set(given))} given twice")
        if set(given) != set(range(1, max(given) + 1)):
            found.append(f"{series}: numbers are missing")
    return found


@pytest.mark.long
@in_a_city
def test_official_numbers_over_a_years_end_are_given_once_and_none_is_missing(
    seed: int, tally: Tally
) -> None:
    clients = size(8, 32)
    taken = official_numbers(size(160, TRIED), clients, seed)
    assert flaws(taken) == []
    series = {series for series, _number in taken}
    assert {year for _office, _prefix, year in series} == {2025, 2026}
    assert sum(OfficialCounter.objects.values_list("last", flat=True)) == len(taken)
    tally("official numbers", len(taken))
    tally("series of an office, a way in and a year", len(series))


@in_a_city
def test_receipt_numbers_over_a_years_end_are_never_the_same(seed: int, tally: Tally) -> None:
    clients, total = size(8, 32), size(800, 20_000)

    def work(client: int) -> Taken:
        draw = Random(f"{seed} {client}")
        years = [draw.choice((2025, 2026)) for _ in range(total // clients)]
        return [(("", "H", year), numbering.next_receipt(year)) for year in years]

    taken = together(clients, work)
    numbers = {number for _series, number in taken}
    assert len(numbers) == len(taken) == total // clients * clients
    assert all(has_check_digit(number.removeprefix("H")) for number in numbers)
    # What tells two of them apart is no more than year and serial.
    assert len({number[:-1] for number in numbers}) == len(numbers)
    tally("receipt numbers", len(numbers))


def without_the_row_lock(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(models.QuerySet, "select_for_update", lambda rows, **_how: rows)


def the_highest_and_one(patch: pytest.MonkeyPatch) -> None:
    def next_official(office: Office, channel: Channel, on: date) -> str:
        rows = OfficialCounter.objects.filter(office=office, channel=channel.value, year=on.year)
        last = (rows.aggregate(last=Max("last"))["last"] or 0) + 1
        time.sleep(0.001)  # what a registration does meanwhile
        OfficialCounter.objects.update_or_create(
            office=office, channel=channel.value, year=on.year, defaults={"last": last}
        )
        return f"{numbering.PREFIXES[channel]}{on.year}{office.number_code}{last:07d}"

    patch.setattr(numbering, "next_official", next_official)


@pytest.fixture(params=in_short([without_the_row_lock, the_highest_and_one], every=2))
def wrong(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers taken as one must not take them."""
    request.param(monkeypatch)


@pytest.mark.control
@in_a_city
@pytest.mark.usefixtures("wrong")
def test_numbers_taken_without_a_lock_are_given_twice_and_that_is_noticed(seed: int) -> None:
    rounds = (official_numbers(160, 8, seed, OFFICES[:1]) for _again in range(ROUNDS))
    assert any("twice" in each for taken in rounds for each in flaws(taken))


@pytest.mark.control
def test_a_gap_is_noticed() -> None:
    series = ("2002", "WX", 2026)
    assert flaws([(series, "WX202620020000001"), (series, "WX202620020000003")])
    assert flaws([(series, "WX202620020000001"), (series, "WX202620020000002")]) == []
