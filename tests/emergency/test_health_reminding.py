"""15:30 and 16:00: how many are told to offices, and who left a number is prompted once."""

from datetime import timedelta

import pytest

from huiyin.accounts.models import Post, User
from huiyin.accounts.telephones import set_own_phone
from huiyin.emergency.health_ending import destroy_what_is_over
from huiyin.emergency.health_reminding import remind_to_report
from huiyin.jobs.waiting import send_message
from huiyin.notifications.models import Notice
from tests.duty.test_messages import NUMBERS, sms
from tests.emergency.declared import AT, an_emergency
from tests.emergency.test_health import reported
from tests.make import an_office, at
from tests.notifications.servers import Sms
from tests.people import CLERK, HEAD, SUPERVISOR, Person

pytestmark = pytest.mark.django_db
__all__ = ["sms"]
HALF_PAST = at("2026-03-03 15:30:00")


def with_number(*people: Person) -> None:
    for each in people:
        row = User.objects.get(pk=each.user.pk)
        set_own_phone(row, NUMBERS[each], by=each.viewer, at=AT)


def test_offices_are_told_at_half_past_three_and_after_four_how_many_never_who() -> None:
    an_emergency()
    assert remind_to_report(at("2026-03-03 15:29:59")) == 0
    reported(HEAD, "2026-03-03 10:00")
    assert remind_to_report(at("2026-03-03 15:30:00")) > 0
    assert remind_to_report(at("2026-03-03 15:35:00")) == 0, "once"
    assert remind_to_report(at("2026-03-03 16:00:01")) > 0
    told = Notice.objects.filter(to_office=an_office().pk)
    assert {each.code for each in told} == {"health_due", "health_missing"}
    everybody = Post.objects.filter(office=an_office()).values("user").distinct().count()
    assert {each.arguments["n"] for each in told} == {str(everybody - 1)}


def test_who_has_not_reported_gets_one_message_that_names_no_health(sms: Sms) -> None:
    an_emergency()
    with_number(CLERK, SUPERVISOR)
    assert remind_to_report(HALF_PAST - timedelta(seconds=1)) == 0
    reported(SUPERVISOR, "2026-03-03 09:00")
    for _again in range(2):
        remind_to_report(HALF_PAST)
        while send_message(HALF_PAST):
            pass
    remind_to_report(at("2026-03-03 16:00:01"))
    [(_headers, body)] = sms.given
    assert body["to"] == NUMBERS[CLERK]
    assert body["text"] == "今日日报尚未填报，16:00 截止，请登录系统填写。"
    assert len(body["text"]) <= 70
    assert not set("健康体温疫") & set(body["text"])


def test_who_reported_meanwhile_is_not_prompted_and_no_list_of_the_late_is_kept(sms: Sms) -> None:
    an_emergency()
    with_number(CLERK, SUPERVISOR)
    remind_to_report(HALF_PAST)
    assert Notice.objects.filter(way="sms").count() == 2
    reported(CLERK, "2026-03-03 15:31")
    while send_message(at("2026-03-03 15:32")):
        pass
    assert [body["to"] for _headers, body in sms.given] == [NUMBERS[SUPERVISOR]]
    destroy_what_is_over(at("2026-03-04 02:00"))
    assert not Notice.objects.filter(way="sms").exists()


def test_a_drill_or_a_house_without_a_gateway_prompts_nobody() -> None:
    with_number(CLERK)
    an_emergency(is_drill=True)
    remind_to_report(HALF_PAST)
    an_emergency()
    remind_to_report(HALF_PAST)
    assert not Notice.objects.filter(way="sms").exists()
