"""待补告知: what no message told is told by a person, goes out once more, or stays in the list."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from huiyin.jobs import waiting
from huiyin.notifications.actions import fall_to, tell
from huiyin.notifications.models import Notice
from huiyin.petitions.models import Petition
from huiyin.petitions.reaching import patience_ended
from huiyin.rules.calendars import in_force
from huiyin.rules.clock import Standing
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.terms import State, Step
from tests.make import a_petition, an_office, story
from tests.people import CLERK, HANDLER, HEAD, OTHER_HEAD, SUPERVISOR
from tests.web.desk import PHONE, desk_of, lists_with, page_of, posted, step_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]


def untold(petition: Petition, *, days: int = 0) -> Notice:
    """A message that was given up so many days ago and fell to the registering office."""
    at = timezone.now() - timedelta(days=days)
    told = tell(
        key=f"lost:{petition.pk}", way="sms", text="有新进展", subject=petition.pk, since=at
    )
    assert told is not None
    told.next_at = None
    told.failure = "HTTP 422"
    told.save()
    fall_to(told, office=petition.registering_id, at=at)
    return told


def moment(ago: timedelta = timedelta()) -> str:
    return f"{localtime(timezone.now() - ago):%Y-%m-%dT%H:%M}"


def test_a_message_given_up_is_told_by_telephone_and_leaves_the_list() -> None:
    petition = a_petition(State.SIGNED)
    lost = untold(petition)
    clerk = desk_of(CLERK)
    assert "to-tell" in lists_with(CLERK, petition)
    assert "to-tell" not in lists_with(HEAD, petition), "the unit is not who has to tell"
    page = text(clerk.get(page_of(petition)))
    assert "1条消息没有送到信访人" in page
    assert step_of(petition, "contact") in page
    assert "没有送到信访人" not in text(desk_of(HANDLER).get(page_of(petition)))

    form = {"way": "电话", "result": "已告知", "told_at": moment(), "words": "本人接听"}
    assert PHONE not in text(clerk.get(step_of(petition, "contact")))
    assert clerk.post(step_of(petition, "contact"), posted(petition, **form)).status_code == 302
    lost.refresh_from_db()
    assert lost.told_at is not None
    event = story(petition)[-1]
    assert (event.step, event.actor) == (Step.CONTACT, CLERK.viewer.id)
    assert event.codes["instead_of"] == [str(lost.pk)]
    assert "to-tell" not in lists_with(CLERK, petition)
    shown = text(clerk.get(page_of(petition)))
    assert "电话联系：已告知" in shown
    assert "代替没有送达的消息" in shown
    assert "1条消息没有送到信访人" not in shown


def test_a_call_that_nobody_answers_is_recorded_and_the_task_stays() -> None:
    petition = a_petition(State.SIGNED)
    lost = untold(petition)
    form = posted(petition, way="电话", result="无人接听", told_at=moment(), words="")
    assert desk_of(CLERK).post(step_of(petition, "contact"), form).status_code == 302
    lost.refresh_from_db()
    assert lost.told_at is None
    assert "to-tell" in lists_with(CLERK, petition)
    assert "instead_of" not in story(petition)[-1].codes


def test_it_goes_out_once_more_and_comes_back_when_it_is_given_up_again() -> None:
    petition = a_petition(State.SIGNED)
    lost = untold(petition)
    clerk = desk_of(CLERK)
    form = posted(petition, way="再发一次消息", told_at="", words="号码已经核对")
    assert clerk.post(step_of(petition, "contact"), form).status_code == 302
    assert "没有送达的消息再发一次" in text(clerk.get(page_of(petition)))
    lost.refresh_from_db()
    assert (lost.falls_to, lost.tries, lost.failure) == (None, 0, "")
    assert "to-tell" not in lists_with(CLERK, petition)
    assert lost.next_at is not None
    while waiting.send_message(lost.next_at):
        pass
    lost.refresh_from_db()
    assert lost.receipt == "inbox", "the way of this installation took it"


def test_without_a_number_nothing_is_sent_again_and_nothing_typed_is_lost() -> None:
    petition = a_petition(State.SIGNED, phone="")
    lost = untold(petition)
    form = posted(petition, way="再发一次消息", told_at="", words="先核对号码")
    answer = desk_of(CLERK).post(step_of(petition, "contact"), form)
    assert answer.status_code == 422
    assert "没有登记可以发送的电话" in text(answer)
    assert "先核对号码" in text(answer)
    lost.refresh_from_db()
    assert lost.falls_to == petition.registering_id


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "请选择一项"),
        ({"way": "电话"}, "请选择一项"),
        ({"way": "电话", "result": "已告知", "told_at": ""}, "请写明告知的日期和时间"),
        ({"way": "电话", "result": "已告知", "told_at": "昨天"}, "请写成年月日和时间"),
        ({"way": "电话", "result": "已告知", "told_at": "2020-01-01T09:00"}, "不能早于消息发出"),
        ({"way": "电话", "result": "已告知", "told_at": "2099-01-01T09:00"}, "不能晚于现在"),
        ({"way": "信鸽", "result": "已告知", "told_at": "2026-01-01T09:00"}, "信鸽"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(typed: dict[str, str], sentence: str) -> None:
    petition = a_petition(State.SIGNED)
    lost = untold(petition)
    answer = desk_of(CLERK).post(
        step_of(petition, "contact"), posted(petition, **typed, words="记")
    )
    assert answer.status_code == 422
    assert sentence in text(answer)
    lost.refresh_from_db()
    assert lost.told_at is None


def test_told_twice_is_told_once_and_others_find_nothing() -> None:
    petition = a_petition(State.SIGNED)
    untold(petition)
    form = posted(petition, way="当面", result="已告知", told_at=moment(), words="")
    clerk = desk_of(CLERK)
    assert clerk.post(step_of(petition, "contact"), form).status_code == 302
    events = len(story(petition))
    assert clerk.post(step_of(petition, "contact"), form).status_code in {409, 422}
    assert len(story(petition)) == events
    assert desk_of(OTHER_HEAD).post(step_of(petition, "contact"), form).status_code == 404
    untold(a_petition(State.SIGNED))
    assert "to-tell" not in lists_with(OTHER_HEAD, petition)


def test_who_supervises_sees_what_waits_for_more_than_three_working_days() -> None:
    today = localdate(timezone.now())
    fresh, old = a_petition(State.SIGNED), a_petition(State.SIGNED)
    untold(fresh)
    untold(old, days=(today - localdate(patience_ended(today))).days + 1)
    assert "to-tell" not in lists_with(SUPERVISOR, fresh)
    assert "to-tell" in lists_with(SUPERVISOR, old)


def test_patience_is_counted_in_working_days() -> None:
    friday = next(
        day
        for day in (localdate(timezone.now()) - timedelta(days=back) for back in range(400))
        if all(
            in_force(day).is_working(day + timedelta(days=ahead)) is (ahead in {0, 3, 4, 5, 6})
            for ahead in range(7)
        )
    )
    thursday_after = friday + timedelta(days=6)
    assert localdate(patience_ended(thursday_after)) == friday + timedelta(days=3)
    assert localdate(patience_ended(friday + timedelta(days=5))) == friday


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "「提出异议」期限今天到期"), ("en", "is due today. Act at once.")],
)
def test_a_notice_speaks_the_language_of_its_reader(language: str, said: str) -> None:
    petition = a_petition(State.DELIVERED)
    water = an_office("yunling-water")
    arguments = {
        "number": petition.number,
        "limit": "L4",
        "day": "2026-03-09",
        "legal": "2026-03-09",
    }
    tell(
        key="coded",
        way="desk",
        code=Standing.TODAY,
        arguments=arguments,
        subject=petition.pk,
        to_office=water.pk,
    )
    tell(key="old", way="desk", text="从前的通知 {原样}", subject=petition.pk, to_office=water.pk)
    client = desk_of(HEAD)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    shown = text(client.get(reverse("desk:inbox")))
    assert said in shown
    assert "从前的通知 {原样}" in shown, "what was written before keeps its words"
