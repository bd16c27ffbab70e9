"""Staff moved between the desks of the channels, from a day to a day (A14, B26)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from huiyin.duty import desks
from huiyin.duty.errors import Refused
from huiyin.duty.models import Assignment
from huiyin.rules.terms import Channel
from tests.duty.cast import by
from tests.make import an_office, at
from tests.people import CLERK, DISPATCHER, HANDLER, LEADER, Person

pytestmark = pytest.mark.django_db
NOW = at("2026-02-02 10:00")
THIRD, TENTH = date(2026, 2, 3), date(2026, 2, 10)


def moved(person: Person, channel: str = "web", **more: object) -> Assignment:
    usual = {"from_on": THIRD, "to_on": None, "reason": "接待大厅暂停，充实网上办理。"}
    return desks.move(
        an_office("yunling-bureau"),
        person.user,
        channel=channel,
        **usual | more,  # type: ignore[arg-type]
        **by(DISPATCHER, NOW),
    )


def test_a_move_ends_the_desk_before_on_the_day_before() -> None:
    first = moved(CLERK, "visit", from_on=date(2026, 1, 1))
    moved(CLERK, "web")
    first.refresh_from_db()
    assert first.to_on == date(2026, 2, 2)
    now = desks.desks_of(an_office("yunling-bureau").pk, THIRD, THIRD)
    assert [each.user for each in now[Channel.WEB]] == [CLERK.user]
    assert now[Channel.VISIT] == []


def test_person_days_count_both_ends_and_only_the_span() -> None:
    one = moved(CLERK)
    assert one.days(date(2026, 1, 30), date(2026, 2, 5)) == 3
    assert one.days(date(2026, 1, 1), date(2026, 2, 2)) == 0
    two = moved(LEADER, to_on=THIRD)
    assert two.days(date(2026, 2, 1), TENTH) == 1


def test_nobody_is_at_two_desks_on_a_day() -> None:
    moved(CLERK, from_on=TENTH)
    with pytest.raises(Refused, match="另一个岗") as refused:
        moved(CLERK, "letter")
    assert refused.value.field == "from_on"
    moved(CLERK, "letter", to_on=date(2026, 2, 9))
    with pytest.raises(IntegrityError, match="one_desk_a_day"), transaction.atomic():
        Assignment.objects.filter(channel="letter").update(to_on=TENTH)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"to_on": date(2026, 2, 2)}, "to_on"),
        ({"channel": "x"}, "channel"),
    ],
)
def test_what_is_missing_is_named(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        moved(CLERK, **wrong)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_only_who_leads_moves_people_of_the_office_and_ends_it_from_today() -> None:
    with pytest.raises(Refused, match="本机构的人"):
        moved(HANDLER)
    one = moved(CLERK)
    with pytest.raises(Refused, match="负责人安排"):
        desks.end(one, last_on=TENTH, **by(CLERK, NOW))
    with pytest.raises(Refused, match="不能早于昨天"):
        desks.end(one, last_on=THIRD, **by(DISPATCHER, at("2026-02-10 09:00")))
    desks.end(one, last_on=TENTH, **by(DISPATCHER, at("2026-02-10 09:00")))
    assert Assignment.objects.get().to_on == TENTH
