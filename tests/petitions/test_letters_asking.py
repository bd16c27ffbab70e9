"""What a letter says of asking: while a hall is closed, from which day and what else is open."""

from datetime import date

import pytest

from huiyin.petitions.letters_asking import ALSO, query
from huiyin.publishing.closures import reopen
from huiyin.rules.terms import Channel
from tests.make import an_office, at
from tests.people import LEADER
from tests.publishing.test_closures import NOW, a_way, shut
from tests.publishing.test_notices import issued

pytestmark = pytest.mark.django_db


def test_an_open_hall_and_an_office_without_one_say_the_usual() -> None:
    hall = a_way()
    shut(a_way(Channel.CALL))
    assert query(hall.office, NOW).endswith(ALSO)
    assert query(an_office("yunling-water"), NOW).endswith(ALSO)


def test_a_closed_hall_is_told_with_its_day_until_it_opens() -> None:
    closing = shut(a_way(), from_on=date(2026, 1, 30))
    office = closing.way.office
    told = query(office, NOW)
    assert "自2026年1月30日起暂停接待，恢复时间以公告为准" in told
    assert ALSO not in told
    opens = at("2026-02-20 09:00")
    reopen(closing, opens_at=opens, notice=issued(), by=LEADER.viewer, at=NOW)
    assert "2026年2月20日09:00恢复" in query(office, NOW)
    assert query(office, opens).endswith(ALSO)
