"""The board at three in the morning: hours, stages, what is missing, and who sees it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.models import Post, User
from huiyin.emergency.models import Emergency
from huiyin.petitions.actions.together import recuse
from huiyin.petitions.emergency_marks import EmergencyMark, Screened
from huiyin.petitions.emergency_screening import decided
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.models import Event, Petition
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.terms import Channel, Matter, Naming, Role, State, Step
from huiyin.rules.terms_emergency import GroupKind
from huiyin.web.desk import emergency_screening
from tests.emergency.declared import an_emergency
from tests.make import HOUR, a_petition, a_user, fresh
from tests.people import CLERK, HEAD, LEADER, NOBODY, OTHER_COUNTY_CLERK, SUPERVISOR
from tests.petitions.marked import group_of, marked
from tests.publishing.test_answers import WORDS, published
from tests.web.desk import desk_of, page_of, posted, step_of, text
from tests.web.staff import at_work

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

MINUTE = timedelta(minutes=1)


def declared() -> Emergency:
    """An epidemic that began yesterday, by the clock that the pages read."""
    at = timezone.now() - 30 * HOUR
    ends = localdate(at + timedelta(days=20))
    return an_emergency(at=at, starts_at=at, expected_end_on=ends)


def marked_ago(hours: float, **given: Any) -> Petition:
    """A petition that arrived some hours ago and was marked when it was taken in."""
    arrived = timezone.now() - timedelta(hours=hours)
    petition = a_petition(State.RECEIVED, arrived_at=arrived, **given)
    marked(petition, arrived + MINUTE)
    return fresh(petition)


def board(client: Client, *, group: object = None) -> str:
    """The board as it is read."""
    name, given = ("desk:emergency_inbox", [group]) if group else ("desk:emergency_board", [])
    return text(client.get(reverse(name, args=given)))


def member_of(one: Emergency, kind: GroupKind) -> tuple[User, Client]:
    """Somebody of a group, at work."""
    user = a_user()
    office = group_of(one, kind).office
    Post.objects.create(
        user=user, office=office, role=Role.GROUP_MEMBER, from_on=localdate(timezone.now())
    )
    return user, at_work(Client(), user)


def test_the_board_is_empty_and_says_what_would_be_here() -> None:
    assert "没有等待反馈的应急信访件" in board(desk_of(CLERK))


def test_the_most_urgent_stands_first_with_its_hours_and_what_is_missing() -> None:
    declared()
    early, late = marked_ago(3), marked_ago(25)
    page = board(desk_of(SUPERVISOR))
    assert page.index(late.number) < page.index(early.number)
    assert "已超 1 小时" in page
    assert "还剩 20 小时 59 分" in page or "还剩 21 小时 00 分" in page
    assert "涉疫" in page
    assert "还没有联系信访人" in page
    assert page.count('name="stage" value="assign"') == 2
    assert page.count('name="stage" value="receive"') == 2, "nobody has registered them"
    assert "</svg>" in page


def test_a_missing_stage_is_chased_with_one_tap() -> None:
    declared()
    petition = marked_ago(3)
    answer = desk_of(SUPERVISOR).post(step_of(petition, "chase"), posted(petition, stage="assign"))
    assert answer.status_code == 302
    assert Event.objects.get(petition=petition, step=Step.CHASE).codes["stage"] == "assign"
    assert step_of(petition, "chase") not in board(desk_of(HEAD))


def test_who_sees_what_on_the_board() -> None:
    one = declared()
    net = marked_ago(3)
    letter = marked_ago(4, channel=Channel.LETTER)
    hidden = marked_ago(5, naming=Naming.WITHHELD)
    _user, of_net = member_of(one, GroupKind.NET)
    _user, overseer = member_of(one, GroupKind.SUPERVISION)
    seen = board(of_net)
    assert net.number in seen
    assert letter.number not in seen
    assert "郑小满" not in seen
    everything = board(overseer)
    assert {net.number, letter.number, hidden.number} <= set(
        everything.replace("<", ">").split(">")
    )
    assert board(desk_of(OTHER_COUNTY_CLERK)).count("board-line") == 0
    assert desk_of(NOBODY).get(reverse("desk:emergency_board")).status_code in (302, 404)
    group = group_of(one, GroupKind.NET).office
    assert net.number in board(of_net, group=group.pk)
    assert letter.number not in board(desk_of(LEADER), group=group.pk)
    mail = group_of(one, GroupKind.MAIL).office
    assert letter.number not in board(of_net, group=mail.pk)
    nobodys = reverse("desk:emergency_inbox", args=[net.pk])
    assert of_net.get(nobodys).status_code == 404
    Petition.objects.filter(pk=net.pk).update(matter=Matter.ACCUSATION, is_sealed=True)
    assert net.number not in board(of_net)


def test_the_petition_of_a_group_opens_for_its_member_and_tells_its_hours() -> None:
    one = declared()
    petition = marked_ago(3)
    _user, client = member_of(one, GroupKind.NET)
    page = text(client.get(page_of(petition)))
    assert "应急事项办理并反馈" in page
    assert "还剩" in page
    assert step_of(petition, "tell_result") in page
    told_at = timezone.now()
    answer = client.post(
        step_of(petition, "tell_result"),
        posted(petition, way="电话", told_at=f"{_local(told_at)}", words="已经补货。"),
    )
    assert answer.status_code == 302, text(answer)
    mark = EmergencyMark.objects.get(petition=petition)
    assert mark.told_at is not None
    assert "今天已经反馈" in board(client)


def _local(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%dT%H:%M}"


def test_the_board_asks_the_same_number_of_questions_however_long_it_is() -> None:
    declared()
    marked_ago(3)
    client = desk_of(SUPERVISOR)
    board(client)
    with CaptureQueriesContext(connection) as few:
        board(client)
    for hours in (4, 5, 6):
        marked_ago(hours)
    with CaptureQueriesContext(connection) as many:
        board(client)
    assert len(many) == len(few)


def test_screening_proposes_and_a_person_decides_each_once() -> None:
    one = declared()
    at = timezone.now() - 5 * HOUR
    meant = a_petition(facts="超市里的口罩买不到，价格涨了三倍。", arrived_at=at)
    other = a_petition(facts="路上的隔离栏倒了，没有人修。", arrived_at=at)
    a_petition(arrived_at=at)
    a_petition(matter=Matter.ACCUSATION, facts="有人倒卖口罩。", arrived_at=at)
    index_waiting()
    client = desk_of(CLERK)
    address = reverse("desk:screening")
    page = text(client.get(address))
    assert page.count('name="belongs" value="1"') == 2
    assert all(each.number in page for each in (meant, other))
    fields = {"emergency": str(one.pk)}
    client.post(
        reverse("desk:screen", args=[meant.pk]), {**fields, "belongs": "1", "tags": "prices"}
    )
    client.post(reverse("desk:screen", args=[other.pk]), {**fields, "belongs": "0"})
    mark = EmergencyMark.objects.get()
    assert (mark.petition_id, mark.found, mark.tags) == (meant.pk, "screening", ["prices"])
    assert dict(Screened.objects.values_list("petition", "belongs")) == {
        meant.pk: True,
        other.pk: False,
    }
    assert 'name="belongs"' not in text(client.get(address))
    again = client.post(
        reverse("desk:screen", args=[other.pk]), {**fields, "belongs": "1"}, follow=True
    )
    assert "刚刚有人决定过" in text(again)
    assert EmergencyMark.objects.count() == 1
    elsewhere = desk_of(OTHER_COUNTY_CLERK)
    answer = elsewhere.post(reverse("desk:screen", args=[meant.pk]), {**fields, "belongs": "1"})
    assert answer.status_code == 404


def test_of_two_who_screen_the_same_the_first_word_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both were shown it; one marks from its page, or decides, before the other does."""
    one = declared()
    left, taken = (a_petition(arrived_at=timezone.now() - 5 * HOUR) for _ in "12")
    decided(left.pk, one.pk, belongs=False, by=CLERK.viewer, at=timezone.now())
    marked(taken, timezone.now())
    monkeypatch.setattr(emergency_screening, "to_screen", lambda *_a, **_k: Petition.objects.all())
    client = desk_of(CLERK)
    for each in (left, taken):
        typed = {"emergency": str(one.pk), "belongs": "1", "tags": ["prices", "evacuation"]}
        said = client.post(reverse("desk:screen", args=[each.pk]), typed, follow=True)
        assert "刚刚有人决定过" in text(said)
    assert EmergencyMark.objects.get().petition_id == taken.pk
    assert Screened.objects.get().petition_id == left.pk


def test_what_turns_out_an_accusation_keeps_its_hours_and_tells_nothing_else() -> None:
    one = declared()
    petition = marked_ago(3)
    member_of(one, GroupKind.LEADING)
    client = desk_of(SUPERVISOR)
    page = board(client)
    assert "物资价格与供应" in page
    assert "人未阅知" in page
    Petition.objects.filter(pk=petition.pk).update(matter=Matter.ACCUSATION, is_sealed=True)
    for page in (board(client), text(client.get(page_of(petition)))):
        assert petition.number in page
        assert "物资价格与供应" not in page
    assert "人未阅知" not in board(client), "no group reads it any more"


def test_who_is_recused_is_not_waited_for() -> None:
    group = group_of(declared(), GroupKind.LEADING).office
    today = localdate(timezone.now())
    Post.objects.create(user=CLERK.user, office=group, role=Role.GROUP_MEMBER, from_on=today)
    petition, client = marked_ago(3), desk_of(SUPERVISOR)
    assert "1 人未阅知" in board(client)
    recuse(petition.pk, person=CLERK.user, reason="是亲属。", by=CLERK.viewer, at=timezone.now())
    assert "人未阅知" not in board(client)


def test_the_lists_show_the_flag_first_and_narrow_by_it() -> None:
    declared()
    petition = marked_ago(3)
    plain = a_petition(State.RECEIVED, arrived_at=timezone.now() - 40 * HOUR)
    client = desk_of(CLERK)
    address = reverse("desk:list", args=["to-register"])
    page = text(client.get(address))
    assert page.index(petition.number) < page.index(plain.number)
    assert "涉疫" in page
    narrowed = text(client.get(f"{address}?epidemic=1"))
    assert petition.number in narrowed
    assert plain.number not in narrowed
    assert petition.number not in text(client.get(f"{address}?flood=1"))


def test_the_form_of_registering_asks_only_in_an_emergency_and_counts_from_the_receipt() -> None:
    arrived = timezone.now() - 3 * HOUR
    petition = a_petition(State.RECEIVED, arrived_at=arrived)
    client, address = desk_of(CLERK), step_of(petition, "register")
    assert 'name="emergency"' not in text(client.get(address))
    one = declared()
    form = text(client.get(address))
    assert form.count('name="tags"') == 9
    assert one.name in form
    fields = {"procedure": "31-6", "category": "0102", "division": "990100", "people_count": "1"}
    typed = posted(petition, emergency=str(one.pk), tags=["prices", "aid"], **fields)
    sealed = client.post(address, typed | {"matter": "accusation"})
    assert sealed.status_code == 422
    assert "不标记应急" in text(sealed)
    assert client.post(address, typed | {"matter": "claim"}).status_code == 302
    mark = EmergencyMark.objects.get(petition=petition)
    assert (mark.found, mark.counted_from, mark.tags) == (
        "registration",
        arrived,
        ["prices", "aid"],
    )
    page = text(client.get(page_of(petition)))
    assert "登记时标记 · 物资价格与供应 · 补贴救助" in page
    assert "接收 3 小时 00 分 · 上报 3 小时 00 分 · 交办 缺 · 处理 未到 · 回访 未到" in page
    assert step_of(petition, "mark") not in page


def test_a_mark_entered_late_says_when_it_was_found_and_loses_nothing_typed() -> None:
    declared()
    petition = a_petition(arrived_at=timezone.now() - 20 * HOUR)
    client, address = desk_of(CLERK), step_of(petition, "mark")
    form = text(client.get(address))
    assert 'name="found_at"' in form
    emergency = str(Emergency.objects.get().pk)
    wrong = posted(
        petition, emergency=emergency, tags=["aid"], found_at=_local(timezone.now() + 2 * HOUR)
    )
    refused = client.post(address, wrong)
    assert refused.status_code == 422
    assert "发现的时间不能晚于现在" in text(refused)
    assert 'value="aid" checked' in text(refused)
    found = timezone.now() - 2 * HOUR
    assert client.post(address, wrong | {"found_at": _local(found)}).status_code == 302
    mark = EmergencyMark.objects.get()
    assert f"{_local(mark.counted_from)}" == _local(found)
    assert mark.marked_at - mark.counted_from > 1.9 * HOUR


def test_the_story_says_which_answers_an_explanation_used() -> None:
    declared()
    petition, answer = marked_ago(3), published(replace(WORDS, valid_until=None))
    client, address = desk_of(CLERK), step_of(petition, "explain")
    form = text(client.get(address))
    assert WORDS.question in form
    typed = posted(petition, words="按通告办理。", answers=[str(answer.pk)])
    assert client.post(address, typed).status_code == 302
    page = text(client.get(page_of(petition)))
    assert f'<a href="{reverse("desk:answer", args=[answer.root])}">{WORDS.question}</a>' in page
    assert f"《{WORDS.source_title}》，{WORDS.source_organ}" in page
