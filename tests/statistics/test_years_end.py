"""An emergency from 28 December to 3 January: numbers, days and reports across the year's end."""

from datetime import date

import pytest

from huiyin.emergency.ending import lapse_what_is_over
from huiyin.emergency.marking import mark
from huiyin.emergency.models import Emergency
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from huiyin.statistics import situations
from huiyin.statistics.closing import closing
from huiyin.statistics.counting import Counting
from huiyin.statistics.period import reported
from huiyin.statistics.situation_models import Situation
from tests.emergency.declared import an_emergency
from tests.make import DAY, HOUR, a_petition, at
from tests.people import CLERK, LEADER
from tests.petitions.marked import mark_row
from tests.take_emergency import _tell_result

pytestmark = pytest.mark.django_db
BEGUN = at("2026-12-28 08:30")
FIRST, LAST = date(2026, 12, 28), date(2027, 1, 3)
EVE = at("2026-12-31 23:30")


def marked_on_the_eve() -> Petition:
    """Half an hour before midnight, its result told on the morning after."""
    petition = a_petition(State.ACCEPTED)
    mark(petition.pk, by=CLERK.viewer, at=EVE)
    assert mark_row(petition).due_at == at("2027-01-01 23:30")
    _tell_result(petition, CLERK.viewer, EVE + 10 * HOUR, {})
    return petition


def found(first: date, last: date, emergency: Emergency) -> int:
    asked = Counting(
        viewer=LEADER.viewer, first=first, last=last, as_of=LAST, emergency=emergency.pk
    )
    return reported(asked).number("found")


def test_numbers_begin_anew_with_the_year_and_days_go_on() -> None:
    emergency = an_emergency(starts_at=BEGUN, at=BEGUN, expected_end_on=LAST)
    marked_on_the_eve()
    numbers = []
    for days in range(7):
        five = at("2026-12-28 17:00") + days * DAY
        assert situations.compile_what_is_due(five) == 1
        row = Situation.objects.select_related("office", "emergency").get(day=localdate(five))
        issued = situations.issue(row, edition=row.edition, by=LEADER.viewer, at=five + HOUR)
        numbers.append((emergency.day_number(row.day), issued.number))
    years = [*((2026, each) for each in (1, 2, 3, 4)), *((2027, each) for each in (1, 2, 3))]
    wanted = [f"情〔{year}〕{serial}号" for year, serial in years]
    assert [day for day, _number in numbers] == [1, 2, 3, 4, 5, 6, 7]
    assert all(number.endswith(end) for (_day, number), end in zip(numbers, wanted, strict=True))
    assert found(FIRST, date(2026, 12, 31), emergency) == 1
    assert found(date(2027, 1, 1), LAST, emergency) == 0
    assert lapse_what_is_over(at("2027-01-04 02:00")) == 1
    emergency.refresh_from_db()
    report = closing(emergency, LEADER.viewer, at=at("2027-01-04 09:00"))
    assert (report.first, report.last, report.days) == (FIRST, LAST, 7)
    told = {each.name: each.number for part in report.parts for each in part.numbers}
    assert (told["found"], told["found_told_in_time"], told["found_breached"]) == (1, 1, 0)
    assert situations.compile_what_is_due(at("2027-01-04 18:00")) == 0
