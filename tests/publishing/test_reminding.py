"""Each morning: who has not signed or reported is told once a day, writers what to look at."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from huiyin.notifications.models import Notice as Message
from huiyin.publishing import answers, delivering, notices
from huiyin.publishing.models import Delivery
from huiyin.publishing.reminding import remind_of_notices
from tests.make import an_office, at
from tests.people import DISPATCHER, LEADER
from tests.publishing.test_answers import WORDS as ANSWER
from tests.publishing.test_notices import INTERNAL, NOW, TODAY, WORDS, issued

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MORNING = at("2026-01-30 06:30")
TO_TWO = ("yunling-water", "qinghe-bureau")


def sent(reply_by: date | None = None) -> list[Delivery]:
    chosen = tuple(an_office(each).pk for each in TO_TWO)
    made = issued(replace(INTERNAL, addressees=chosen, reply_by=reply_by))
    return list(made.deliveries.all())


def told(code: str) -> int:
    return Message.objects.filter(code=code).count()


def test_who_has_not_signed_is_told_once_a_day() -> None:
    first, _second = sent()
    assert remind_of_notices(NOW) == 0  # issued today
    assert remind_of_notices(MORNING) == 2
    assert remind_of_notices(MORNING) == 0
    delivering.sign(first, by=LEADER.viewer, at=MORNING)
    assert remind_of_notices(MORNING + DAY) == 1
    assert told("notice_unsigned") == 3


def test_feedback_is_asked_for_the_day_before_and_when_it_is_late() -> None:
    first, second = sent(reply_by=TODAY + 3 * DAY)
    for each in (first, second):
        delivering.sign(each, by=LEADER.viewer, at=NOW)
    delivering.answer(first, "已经传达。", by=LEADER.viewer, at=NOW)
    counts = [remind_of_notices(MORNING + number * DAY) for number in range(4)]
    assert counts == [0, 1, 1, 1]
    assert (told("notice_reply_due"), told("notice_reply_late")) == (2, 1)
    row = Message.objects.filter(code="notice_reply_late").get()
    assert row.to_office == second.office_id


def test_a_withdrawn_or_expired_notice_reminds_nobody() -> None:
    sent()
    notices.withdraw(Delivery.objects.all()[0].notice, "发错了", by=LEADER.viewer, at=NOW)
    assert remind_of_notices(MORNING) == 0
    issued(replace(INTERNAL, until_on=TODAY))
    assert remind_of_notices(MORNING) == 0


def test_writers_are_told_once_what_nears_its_end_and_what_to_look_at_again() -> None:
    issued(replace(WORDS, until_on=TODAY + 3 * DAY, review_on=TODAY + DAY))
    bureau = an_office("yunling-bureau")
    ended = replace(ANSWER, source_on=TODAY, valid_from=TODAY - DAY, valid_until=TODAY)
    answers.publish(bureau, ended, by=DISPATCHER.viewer, at=NOW)
    assert remind_of_notices(NOW) == 1
    assert remind_of_notices(MORNING) == 2
    assert remind_of_notices(MORNING + DAY) == 0
    codes = ("notice_ends", "notice_review", "answer_ended")
    assert [told(code) for code in codes] == [1, 1, 1]
    assert set(Message.objects.values_list("to_office", flat=True)) == {bureau.pk}
