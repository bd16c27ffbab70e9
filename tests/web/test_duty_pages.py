"""Duty at the desk: who is on duty in the head, the roster drawn up, one's own watch, leave."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huiyin.duty import actions, handovers, on_duty
from huiyin.duty.actions import PostGiven
from huiyin.duty.alerts import raise_alert
from huiyin.duty.models import CheckIn, DutyPost, Handover, Leave, Shift, Swap
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.rules.ids import new_id
from huiyin.rules.moments import ZONE, localdate
from huiyin.rules.terms import State
from huiyin.rules.terms_duty import AlertCode
from tests.make import a_petition, an_office
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    SECURITY_ADMIN,
    SUPERVISOR,
    Person,
)
from tests.web.desk import desk_of, page_of, text
from tests.web.test_desk_emergency_board import declared, marked_ago

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
HOUR = timedelta(hours=1)
PHONE = "0990-0000112"
POST = {"name": "总值班", "phone": PHONE, "people": "1", "check_hours": "4", "wake_minutes": "10"}


def a_post(office: str = "yunling-bureau", by: Person = DISPATCHER) -> DutyPost:
    given = PostGiven(name="总值班", phone=PHONE)
    return actions.add_post(an_office(office), given, by=by.viewer, at=timezone.now())


def a_shift(post: DutyPost, person: Person, begin: float = -1, end: float = 7) -> Shift:
    """A watch from some hours from now to others."""
    now = timezone.now()
    return actions.place(
        post, person.user, begin=now + begin * HOUR, end=now + end * HOUR,
        by=DISPATCHER.viewer, at=now,
    )  # fmt: skip


def test_the_head_of_every_page_says_who_is_on_duty_or_that_nobody_is() -> None:
    post = a_post()
    assert "总值班无人" in text(desk_of(CLERK).get("/inbox/"))
    a_shift(post, LEADER)
    client = desk_of(CLERK)
    assert "总值班无人" in text(client.get("/inbox/")), "remembered for half a minute"
    on_duty.forget()
    page = text(client.get("/inbox/"))
    assert f"<b>{LEADER.user.name}</b>" in page
    assert PHONE in page


def test_who_works_below_sees_the_bureau_on_duty() -> None:
    a_shift(a_post(), LEADER)
    page = text(desk_of(HANDLER).get("/inbox/"))
    assert LEADER.user.name in page
    assert PHONE in page


def test_the_head_costs_one_query_and_then_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    a_shift(a_post(), LEADER)
    viewer = CLERK.viewer
    with django_assert_num_queries(1):
        on_duty.on_duty(viewer, timezone.now())
    with django_assert_num_queries(0):
        on_duty.on_duty(viewer, timezone.now())


@pytest.mark.parametrize("who", [NOBODY, *ADMINISTRATORS])
def test_others_find_no_page(who: Person) -> None:
    shift = a_shift(a_post(), CLERK)
    client = desk_of(who)
    for there in (
        "/duty/", "/duty/month/", "/duty/leave/", "/duty/posts/new/",
        reverse("desk:duty_post", args=[shift.post_id]),
        reverse("desk:duty_shift", args=[shift.pk]),
        reverse("desk:duty_cancel", args=[shift.pk]),
    ):  # fmt: skip
        assert client.get(there).status_code == 404, there


def test_what_is_anothers_is_not_found() -> None:
    shift = a_shift(a_post(), CLERK)
    elsewhere, mate = desk_of(HEAD), desk_of(SUPERVISOR)
    for there in ("duty_post", "duty_fill", "duty_place"):
        assert elsewhere.get(reverse(f"desk:{there}", args=[shift.post_id])).status_code == 404
        assert mate.get(reverse(f"desk:{there}", args=[shift.post_id])).status_code == 404
    assert elsewhere.get(reverse("desk:duty_cancel", args=[shift.pk])).status_code == 404
    assert mate.get(reverse("desk:duty_shift", args=[shift.pk])).status_code == 404
    assert elsewhere.get(f"/duty/?office={shift.post.office_id}").status_code == 404
    assert elsewhere.get("/duty/month/?office=x").status_code == 404


def test_a_post_is_set_up_filled_by_turns_and_undone() -> None:
    client, month = desk_of(DISPATCHER), "/duty/month/"
    assert "还没有值班岗" in text(client.get(month))
    wrong = client.post("/duty/posts/new/", POST | {"people": "0", "opens": "9"})
    assert wrong.status_code == 422
    assert 'value="总值班"' in text(wrong)
    assert client.post("/duty/posts/new/", POST).status_code == 302
    post = DutyPost.objects.get()
    today = localdate(timezone.now())
    span = {"first": today.isoformat(), "last": (today + timedelta(days=6)).isoformat()}
    turn = {f"turn-{each.user.pk}": str(n) for n, each in enumerate((CLERK, LEADER), 1)}
    there = reverse("desk:duty_fill", args=[post.pk])
    missing = client.post(there, span | {"pattern": "two"})
    assert missing.status_code == 422
    assert span["last"] in text(missing)
    done = client.post(there, span | turn | {"pattern": "two"}, follow=True)
    assert "排了 14 个班。" in text(done)
    assert Shift.objects.standing().count() == 14
    batch = Shift.objects.order_by("begins_at")[0].batch
    undone = client.post(reverse("desk:duty_undo", args=[post.pk]), {"batch": str(batch)})
    assert undone.status_code == 302
    assert not Shift.objects.standing().filter(begins_at__gt=timezone.now()).exists()


def test_the_month_shows_gaps_in_words_and_costs_no_more_with_more_watches(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    post = a_post()
    today = localdate(timezone.now())
    people = [each.user for each in (CLERK, LEADER, SUPERVISOR)]
    actions.fill(
        post, people, first=today, last=today + timedelta(days=20),
        changes=(time(8),),
        by=DISPATCHER.viewer, at=timezone.now(),
    )  # fmt: skip
    client = desk_of(CLERK)
    with django_assert_max_num_queries(24):
        page = text(client.get("/duty/month/"))
    assert CLERK.user.name in page
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    english = text(client.get("/duty/month/?month=2020-02"))
    assert "roster of February 2020" in english
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    first = Shift.objects.standing().filter(begins_at__gt=timezone.now())[0]
    actions.cancel_shift(first, by=DISPATCHER.viewer, at=timezone.now())
    asked = f"/duty/month/?month={localdate(first.begins_at):%Y-%m}"
    assert "空岗" in text(client.get(asked))
    assert "补上" in text(desk_of(DISPATCHER).get("/duty/"))
    assert client.get("/duty/month/?month=0000-13").status_code == 200
    assert client.get("/duty/month/?month=9999-12").status_code == 200


def test_my_watch_is_checked_in_and_handed_over_in_two_taps_and_a_colleague_takes_it() -> None:
    shift = a_shift(a_post(), CLERK)
    client, mate = desk_of(CLERK), desk_of(LEADER)
    assert "您正在值班" in text(client.get("/duty/"))
    for _tap in range(2):
        assert client.post("/duty/check-in/").status_code == 302
    assert CheckIn.objects.count() == 1
    there = reverse("desk:duty_shift", args=[shift.pk])
    assert client.post(there, {"give": "1", "words": ""}).status_code == 422
    assert client.post(there, {"give": "1", "words": "等回电。<b>"}).status_code == 302
    page = text(mate.get("/duty/"))
    assert "等回电。&lt;b&gt;" in page
    note = Handover.objects.get()
    for _tap in range(2):
        taken = mate.post(reverse("desk:duty_take", args=[note.pk]))
        assert taken.status_code == 302
    assert Handover.objects.get().taken_by == LEADER.user
    assert mate.post("/duty/check-in/").status_code == 422


def test_nobody_signs_a_hand_over_with_an_unread_emergency_petition() -> None:
    """Who goes leaves none that nobody of the office opened; who comes has opened each (B4)."""
    declared()
    shift = a_shift(a_post(), CLERK, -7, 1)
    petition, other = marked_ago(3), marked_ago(2)
    client, mate = desk_of(DISPATCHER), desk_of(SUPERVISOR)
    there = reverse("desk:duty_shift", args=[shift.pk])
    # The clerk has marked both: the office knows them.
    assert "本机构还没有人打开过" not in text(desk_of(CLERK).get(there))
    assert desk_of(CLERK).post(there, {"give": "1", "words": "等回电"}).status_code == 302
    take = reverse("desk:duty_take", args=[Handover.objects.get().pk])
    page = text(mate.get("/duty/"))
    assert "您还没有打开过的应急件" in page
    for each in (petition, other):
        assert page_of(each) in page
    refused = mate.post(take)
    assert refused.status_code == 422
    assert petition.number in text(refused)
    mate.get(page_of(petition))
    assert petition.number not in text(mate.get("/duty/"))
    assert mate.post(take).status_code == 422, "one is left"
    mate.get(page_of(other))
    assert mate.post(take).status_code == 302
    assert client.get("/duty/").status_code == 200


def test_what_nobody_of_the_office_has_opened_holds_up_who_goes() -> None:
    declared()
    shift = a_shift(a_post(), LEADER, -7, 1)
    petition = marked_ago(3)
    at = EmergencyMark.objects.get().marked_at + timedelta(seconds=1)
    # As if screening had been done by somebody of another office.
    EmergencyMark.objects.update(marked_at=at)
    client, there = desk_of(LEADER), reverse("desk:duty_shift", args=[shift.pk])
    refused = client.post(there, {"give": "1", "words": "等市场监管回电"})
    assert refused.status_code == 422
    page = text(refused)
    assert "本机构还没有人打开过" in page
    assert page_of(petition) in page
    assert "等市场监管回电</textarea>" in page
    desk_of(CLERK).get(page_of(petition))
    assert client.post(there, {"give": "1", "words": "无"}).status_code == 302


def test_a_swap_is_asked_and_agreed_on_the_page() -> None:
    shift = a_shift(a_post(), CLERK, 20, 28)
    client, mate = desk_of(CLERK), desk_of(LEADER)
    there = reverse("desk:duty_shift", args=[shift.pk])
    assert client.post(there, {"colleague": HEAD.id}).status_code == 422
    assert client.post(there, {"colleague": LEADER.id}).status_code == 302
    swap = reverse("desk:duty_swap", args=[Swap.objects.get().pk])
    assert desk_of(SUPERVISOR).post(swap, {"agree": "1"}).status_code == 404
    assert "同意" in text(mate.get("/duty/"))
    assert mate.post(swap, {"agree": "1"}).status_code == 302
    assert Shift.objects.get().user == LEADER.user
    assert mate.post(swap, {"agree": "1"}).status_code == 404


def test_leave_is_entered_and_cancelled_for_all_with_one_reason() -> None:
    today = localdate(timezone.now())
    days: dict[str, Any] = {
        "from_on": today.isoformat(), "to_on": today.isoformat(), "kind": "annual",
    }  # fmt: skip
    client, boss = desk_of(CLERK), desk_of(DISPATCHER)
    assert client.post("/duty/leave/", days | {"person": LEADER.id}).status_code == 404
    assert client.post("/duty/leave/", days | {"person": CLERK.id, "kind": ""}).status_code == 422
    for odd in ("0001-01-01", "9999-12-31"):
        never = {"person": CLERK.id, "from_on": odd, "to_on": odd}
        assert client.post("/duty/leave/", days | never).status_code == 422
    assert client.post("/duty/leave/", days | {"person": CLERK.id}).status_code == 302
    assert boss.post("/duty/leave/", days | {"person": LEADER.id}).status_code == 302
    assert boss.post("/duty/leave/", {"cancel": "all"}).status_code == 422
    done = boss.post("/duty/leave/", {"cancel": "all", "why": "启动应急预案"}, follow=True)
    assert "取消了 2 次休假" in text(done)
    assert Leave.objects.filter(cancelled_at=None).count() == 0
    assert "启动应急预案" in text(client.get("/duty/leave/"))


def test_a_watch_of_yesterday_is_signed_for_late_and_who_is_woken_is_said() -> None:
    shift = a_shift(a_post(), CLERK, -20, -4)
    client, there = desk_of(CLERK), reverse("desk:duty_shift", args=[shift.pk])
    home = text(client.get("/duty/"))
    assert "您还没有交的班" in home
    assert "10 分钟没有回应就叫下一个" in home
    assert LEADER.user.name in home
    seen = (shift.begins_at + 2 * HOUR).astimezone(ZONE)
    form = {"late": "1", "seen_day": f"{seen:%Y-%m-%d}", "seen_time": f"{seen:%H:%M}", "why": ""}
    wrong = client.post(there, form)
    assert wrong.status_code == 422
    assert f'value="{seen:%H:%M}"' in text(wrong)
    assert client.post(there, form | {"seen_time": "99"}).status_code == 422
    assert client.post(there, form | {"why": "停电"}).status_code == 302
    assert "停电" in text(client.get(there))
    asked = f"/duty/month/?month={seen:%Y-%m}"
    assert f"{CLERK.user.name}补签 1 次" in text(desk_of(LEADER).get(asked))
    for _tap in range(2):
        assert client.post(there, {"give": "1", "words": "无"}).status_code == 302
    assert "您还没有交的班" not in text(client.get("/duty/"))


def test_a_number_is_left_and_colleagues_call_it_while_one_is_on_watch() -> None:
    a_shift(a_post(), CLERK)
    client, there, number = desk_of(CLERK), "/account/phone/", "19900003101"
    assert "还没有留值班电话" in text(client.get("/duty/"))
    wrong = client.post(there, {"phone": "12345"})
    assert wrong.status_code == 422
    assert 'value="12345"' in text(wrong)
    assert client.post(there, {"phone": number}).status_code == 302
    assert number in text(client.get("/account/"))
    assert f'href="tel:{number}"' in text(desk_of(LEADER).get("/duty/"))
    assert number not in text(desk_of(HANDLER).get("/duty/"))
    Shift.objects.update(cancelled_at=timezone.now())
    assert number not in text(desk_of(LEADER).get("/duty/"))
    boss, persons = desk_of(SECURITY_ADMIN), f"/admin/people/{CLERK.id}/"
    assert number not in text(boss.get(persons)) + text(boss.get(f"{persons}phone/"))
    assert boss.post(f"{persons}phone/", {"phone": "19900003102"}).status_code == 302
    assert "19900003102" in text(client.get("/account/"))
    assert desk_of(LEADER).get(f"{persons}phone/").status_code == 404


def test_notes_of_the_office_stay_with_the_office() -> None:
    shift = a_shift(a_post(), CLERK)
    handovers.give(shift, words="只给本局看", unread=(), by=CLERK.viewer, at=timezone.now())
    assert "只给本局看" in text(desk_of(SUPERVISOR).get("/duty/"))
    assert "只给本局看" not in text(desk_of(HANDLER).get("/duty/"))


def test_an_alert_stands_in_the_head_until_it_is_seen_and_hides_what_one_may_not_see() -> None:
    a_shift(a_post(), CLERK)
    now, office = timezone.now(), an_office("yunling-bureau")
    mine = a_petition(State.RECEIVED)
    alert = raise_alert(office, AlertCode.ARRIVED, mine.pk, now)
    client = desk_of(CLERK)
    page = text(client.get("/duty/"))
    assert "1 条提醒" in page
    assert mine.number in page
    there = reverse("desk:duty_alert", args=[alert.pk])
    assert desk_of(HANDLER).post(there).status_code == 404
    for _tap in range(2):
        assert client.post(there).status_code == 302
    assert "1 条提醒" not in text(client.get("/duty/"))
    unseen = raise_alert(office, AlertCode.ARRIVED, new_id(), now)
    on_duty.forget()
    page = text(client.get("/duty/"))
    assert "条提醒" not in page
    assert "收到一件紧急件" not in page
    assert client.post(reverse("desk:duty_alert", args=[unseen.pk])).status_code == 404
