"""One notice in many forms and versions, let out by a second person; who has read it is counted."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from huiyin.jobs.outbox import work_off
from huiyin.notifications.models import Notice as Message
from huiyin.organisations.errors import Refused
from huiyin.publishing import delivering, notices
from huiyin.publishing.closures import announced, reopen
from huiyin.publishing.models import Delivery, Notice, NoticePaper, Publication, Reopening
from huiyin.publishing.notice_words import LONGEST_SMS, sms, units
from huiyin.publishing.notices import NoticeWording
from huiyin.rules.terms_publishing import Medium, NoticeKind, NoticeState
from tests.make import an_office, at
from tests.people import COUNTY_LEADER, DISPATCHER, HEAD, LEADER, Person
from tests.publishing.test_closures import a_way, shut

pytestmark = pytest.mark.django_db
NOW = at("2026-01-29 20:00")
TODAY = date(2026, 1, 29)
WORDS = NoticeWording(
    kind=NoticeKind.PUBLIC,
    title="关于提倡网上信访的温馨提示",
    text="请尽量网上反映。\n\n- 网上：信访门户\n- 电话：0990-2002",
    from_on=TODAY,
)
INTERNAL = replace(WORDS, kind=NoticeKind.INTERNAL, based_on="省局一月二十八日通知")


def drafted(wording: NoticeWording = WORDS, by: Person = DISPATCHER) -> Notice:
    return notices.draft(an_office("yunling-bureau"), wording, by=by.viewer, at=NOW)


def issued(wording: NoticeWording = WORDS) -> Notice:
    made = drafted(wording)
    notices.issue(made, by=LEADER.viewer, at=NOW)
    return Notice.objects.get(pk=made.pk)


@given(st.text(max_size=80), st.text(min_size=1, max_size=30), st.booleans())
def test_a_short_message_never_exceeds_seventy_characters(
    title: str, sender: str, is_public: bool
) -> None:
    made = sms(sender, title, is_public=is_public)
    assert units(made) <= LONGEST_SMS
    assert made.startswith(f"【{sender}】")


def test_every_form_is_made_from_the_text_and_may_be_typed_instead() -> None:
    made = drafted()
    assert made.sms.startswith(f"【{made.office.short_name}】")
    assert made.title in made.wechat
    assert "- " not in made.broadcast
    own = notices.revise(
        made, replace(notices.wording_of(made), sms="短"), by=DISPATCHER.viewer, at=NOW
    )
    assert (own.version, own.sms, own.wechat) == (2, "短", made.wechat)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": ""}, "title"),
        ({"text": " \n "}, "text"),
        ({"text": "坏\ud800"}, "text"),
        ({"sms": "字" * 71}, "sms"),
        ({"sms": "字" * 69 + "𠮷"}, "sms"),  # sent as 71
        ({"title_en": "Only a title"}, "text_en"),
        ({"from_on": None}, "from_on"),
        ({"until_on": TODAY - timedelta(days=1)}, "until_on"),
        ({"kind": "secret"}, "kind"),
        ({"guide": "nowhere"}, "guide"),
    ],
)
def test_what_cannot_be_published_is_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        drafted(replace(WORDS, **given))
    assert refused.value.field == field


def test_a_public_notice_needs_a_leader_who_did_not_write_it() -> None:
    own, other = drafted(by=LEADER), drafted()
    for notice, who in ((own, LEADER), (other, DISPATCHER), (other, COUNTY_LEADER)):
        with pytest.raises(Refused):
            notices.issue(notice, by=who.viewer, at=NOW)
    assert notices.public_now(TODAY) == []
    notices.issue(other, by=LEADER.viewer, at=NOW)
    assert notices.public_now(TODAY) == [other]
    with pytest.raises(Refused, match="已经发布"):
        notices.issue(other, by=LEADER.viewer, at=NOW)
    assert Publication.objects.get().medium == Medium.PORTAL


def test_a_new_version_speaks_only_once_it_is_issued_and_an_old_one_cannot_be() -> None:
    first = issued()
    second = notices.revise(first, replace(WORDS, title="第二版"), by=DISPATCHER.viewer, at=NOW)
    assert [each.title for each in notices.public_now(TODAY)] == [first.title]
    with pytest.raises(Refused, match="刚刚改过"):
        notices.revise(first, WORDS, by=DISPATCHER.viewer, at=NOW)
    notices.issue(second, by=LEADER.viewer, at=NOW)
    assert [each.title for each in notices.public_now(TODAY)] == ["第二版"]
    notices.withdraw(second, "内容有误", by=LEADER.viewer, at=NOW)
    assert notices.public_now(TODAY) == []
    assert Notice.objects.get(pk=second.pk).state(TODAY) is NoticeState.WITHDRAWN


def test_a_notice_begins_and_ends_on_its_days() -> None:
    last = date(2026, 2, 1)
    issued(replace(WORDS, from_on=date(2026, 1, 30), until_on=last))
    shown = [
        len(notices.public_now(day))
        for day in (TODAY, date(2026, 1, 30), last, last + timedelta(days=1))
    ]
    assert shown == [0, 1, 1, 0]


def test_an_internal_notice_is_counted_at_every_office_below() -> None:
    notice = issued(replace(INTERNAL, reply_by=date(2026, 2, 3)))
    all_below = {each.pk for each in notices.offices_below(notice.office)}
    rows = Delivery.objects.filter(notice=notice)
    assert {each.office_id for each in rows} == all_below
    assert Message.objects.filter(code="notice_arrived").count() == len(all_below)
    water = rows.get(office=an_office("yunling-water"))
    delivering.sign(water, by=HEAD.viewer, at=NOW)
    delivering.sign(water, by=LEADER.viewer, at=at("2026-01-30 09:00"))
    water.refresh_from_db()
    assert (water.read_by, water.read_at) == (HEAD.id, NOW)
    with pytest.raises(Refused):
        delivering.answer(water, "  ", by=HEAD.viewer, at=NOW)
    delivering.answer(water, "已安排专人。", by=HEAD.viewer, at=NOW)
    stands = delivering.standing(notice)
    assert (stands.read, stands.answered, stands.all) == (1, 1, len(all_below))
    assert len(stands.unread) == len(stands.unanswered) == len(all_below) - 1
    assert delivering.remind(notice, at=NOW) == len(all_below) - 1
    assert delivering.remind(notice, at=NOW + timedelta(minutes=5)) == 0
    late = [delivering.is_late(each, date(2026, 2, 4)) for each in rows.all()]
    assert sum(late) == len(all_below) - 1


def test_chosen_offices_alone_receive_and_others_cannot_be_chosen() -> None:
    water = an_office("yunling-water")
    notice = issued(replace(INTERNAL, addressees=(water.pk,)))
    assert [each.office_id for each in notice.deliveries.all()] == [water.pk]
    with pytest.raises(Refused) as refused:
        drafted(replace(INTERNAL, addressees=(an_office("yunling-bureau").pk,)))
    assert refused.value.field == "addressees"


def test_where_it_was_shown_is_noted_by_a_person() -> None:
    notice = issued()

    def note(medium: str, published_at: datetime) -> None:
        given: dict[str, Any] = {"medium": medium, "published_at": published_at}
        notices.record(notice, **given, remark="晚间新闻后", by=DISPATCHER.viewer, at=NOW)

    note(Medium.TV, NOW - timedelta(hours=1))
    for medium, when in ((Medium.TV, NOW + timedelta(hours=1)), (Medium.PORTAL, NOW), ("x", NOW)):
        with pytest.raises(Refused):
            note(medium, when)
    assert [each.medium for each in notice.publications.all()] == [Medium.TV, Medium.PORTAL]


def test_the_worker_draws_it_on_paper_once() -> None:
    notice = issued()
    while work_off(at("2026-01-29 20:01")):
        pass
    assert bytes(NoticePaper.objects.get(notice=notice).pdf).startswith(b"%PDF")


def test_a_hall_opens_again_only_by_a_published_notice_from_its_hour() -> None:
    closing, opens = shut(a_way()), at("2026-02-10 09:00")
    who: dict[str, Any] = {"by": LEADER.viewer, "at": NOW}
    for wrong in (drafted(), issued(INTERNAL)):
        with pytest.raises(Refused) as refused:
            reopen(closing, opens_at=opens, notice=wrong, **who)
        assert refused.value.field == "notice"
    notice = issued()
    with pytest.raises(Refused):
        reopen(closing, opens_at=at("2026-01-01 09:00"), notice=notice, **who)
    reopen(closing, opens_at=opens, notice=notice, **who)
    assert set(announced([closing.way], opens - timedelta(seconds=1))) == {closing.way_id}
    assert announced([closing.way], opens) == {}
    with pytest.raises(Refused):
        reopen(closing, opens_at=opens, notice=notice, **who)
    assert Reopening.objects.count() == 1
    shut(closing.way, from_on=date(2026, 2, 20), at=at("2026-02-19 09:00"))
    assert set(announced([closing.way], at("2026-02-19 09:00"))) == {closing.way_id}


def test_what_was_written_cannot_be_changed() -> None:
    issued()
    for statement in (
        "update publishing_notice set title = ''",
        "delete from publishing_notice",
        "update publishing_issue set issued_by = ''",
        "update publishing_publication set remark = ''",
        "delete from publishing_publication",
    ):
        with pytest.raises((ProgrammingError, InternalError)), transaction.atomic():
            connection.cursor().execute(statement)
