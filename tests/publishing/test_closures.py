"""A way in is closed from a day on; never the last one, and never without saying why."""

from datetime import date
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction

from huiyin.organisations.errors import Refused
from huiyin.publishing import actions
from huiyin.publishing.closures import announced, close, hall_closed
from huiyin.publishing.models import Closure, WayIn
from huiyin.rules.terms import Channel
from tests.make import an_office, at
from tests.people import LEADER, SYSTEM_ADMIN
from tests.web.portal import a_portal

pytestmark = pytest.mark.django_db
NOW = at("2026-01-29 20:00")
REASON = "防止人员聚集"


def a_way(channel: Channel = Channel.VISIT) -> WayIn:
    a_portal()
    return an_office("yunling-bureau").ways_in.get(channel=channel)


def shut(way: WayIn, **given: Any) -> Closure:
    usual: dict[str, Any] = {
        "from_on": date(2026, 1, 30),
        "reason": REASON,
        "by": LEADER.viewer,
        "at": NOW,
    }
    return close(way, **usual | given)


def test_a_hall_is_closed_from_its_day_on_and_not_before() -> None:
    hall = a_way()
    shut(hall)
    assert set(announced([hall], NOW)) == {hall.pk}
    met = [hall_closed(hall.office, at(f"2026-01-{day} 12:00")) is not None for day in (29, 30, 31)]
    assert met == [False, True, True]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "长" * 121}, "reason"),
        ({"reason": "坏\x00"}, "reason"),
        ({"from_on": date(2025, 12, 1)}, "from_on"),
        ({"from_on": date(2027, 3, 1)}, "from_on"),
    ],
)
def test_what_cannot_be_told_is_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        shut(a_way(), **given)
    assert refused.value.field == field
    assert not Closure.objects.exists()


def test_closing_twice_and_closing_the_last_way_are_refused() -> None:
    hall = a_way()
    shut(hall)
    with pytest.raises(Refused, match="已经公布暂停"):
        shut(hall)
    with pytest.raises(Refused, match="一直开着"):
        shut(a_way(Channel.WEB))
    WayIn.objects.filter(office=hall.office, channel=Channel.WEB).delete()
    shut(a_way(Channel.CALL))
    with pytest.raises(Refused, match="最后一个渠道"):
        shut(a_way(Channel.LETTER))


def test_what_was_closed_stays_in_the_record() -> None:
    closing = shut(a_way())
    with pytest.raises(Refused, match="暂停的记录"):
        actions.remove_way(closing.way, by=SYSTEM_ADMIN.viewer, at=NOW)
    for statement in (
        "update publishing_closure set reason = ''",
        "delete from publishing_closure",
    ):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            connection.cursor().execute(statement)
