"""Pages of the three administrators: each finds his own, none finds a petition."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.models import Post, User
from huiyin.audit.actions import note_access, seal_accesses
from huiyin.audit.models import Access, AccessSeal
from huiyin.notifications.models import GatewayTrouble, Outbox
from huiyin.organisations.models import Office
from huiyin.petitions.actions import registering
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Role, State
from huiyin.web.desk.admin_audit import SIZE
from tests.accounts.cast import with_telephone
from tests.make import a_petition, a_user, an_office, later
from tests.people import (
    AUDIT_ADMIN,
    CLERK,
    HANDLER,
    LEADER,
    PROVINCE_LEADER,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    Person,
)
from tests.web.staff import at_work

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

PAGES = {
    SYSTEM_ADMIN: ("offices", "calendars", "health"),
    SECURITY_ADMIN: ("people", "person_new"),
    AUDIT_ADMIN: ("accesses", "verification"),
}
CASES = [
    (who, name) for who in (*PAGES, CLERK, LEADER) for names in PAGES.values() for name in names
]


def text(response: "Answer") -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(("who", "name"), CASES)
def test_each_administrator_finds_only_his_own_pages(
    client: Client, who: Person, name: str
) -> None:
    at_work(client, who.user)
    response = client.get(reverse(f"desk:{name}"))
    assert response.status_code == (200 if name in PAGES.get(who, ()) else 404)


@pytest.mark.parametrize("who", PAGES)
def test_the_first_page_is_the_administrators_own(client: Client, who: Person) -> None:
    at_work(client, who.user)
    assert client.get(reverse("desk:admin"))["Location"] == reverse(f"desk:{PAGES[who][0]}")


@pytest.mark.parametrize("who", [CLERK, LEADER, HANDLER])
def test_nobody_else_has_a_first_page(client: Client, who: Person) -> None:
    at_work(client, who.user)
    assert client.get(reverse("desk:admin")).status_code == 404


@pytest.mark.parametrize("who", PAGES)
def test_no_administrator_finds_a_petition(client: Client, who: Person) -> None:
    petition = a_petition()
    at_work(client, who.user)
    kept = [petition.number, petition.pk.hex]
    for address in (
        reverse("desk:petition", args=[petition.pk]),
        reverse("desk:limits", args=[petition.pk]),
        reverse("desk:step", args=[petition.pk, "forward"]),
        reverse("desk:list", args=["to_forward"]),
        reverse("desk:search"),
        reverse("desk:inbox"),
    ):
        response = client.get(address)
        assert response.status_code == 404, address
    home = client.get(reverse("desk:home"), follow=True)
    assert not any(word in text(home) for word in kept)


@pytest.mark.parametrize("who", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_speaks_both_languages(client: Client, who: Person, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    at_work(client, who.user)
    for name in PAGES[who]:
        page = text(client.get(reverse(f"desk:{name}")))
        assert f'lang="{language}"' in page


# -- 系统管理 --------------------------------------------------------------------------------------


def test_the_tree_is_found_by_name_and_says_who_is_there(client: Client) -> None:
    at_work(client, SYSTEM_ADMIN.user)
    office = an_office("yunling-water")
    assert office.name in text(client.get(reverse("desk:offices")))
    found = text(client.get(reverse("desk:offices"), {"q": office.name}))
    assert office.name in found
    assert an_office("yunling-housing").name not in found
    nothing = text(client.get(reverse("desk:offices"), {"q": "没有这样的单位"}))
    assert "没有名称或代码含" in nothing


def test_an_office_is_changed(client: Client) -> None:
    at_work(client, SYSTEM_ADMIN.user)
    office = an_office("yunling-water")
    address = reverse("desk:office", args=[office.pk])
    form = {"phone": "0990-3333", "address": "新址", "requires_second_factor": "1"}
    assert client.post(address, form).status_code == 302
    fresh = Office.objects.get(pk=office.pk)
    assert (fresh.phone, fresh.address) == ("0990-3333", "新址")
    assert fresh.requires_second_factor
    assert "已保存" in text(client.get(address + "?done=1"))
    assert client.post(address, {"phone": "0" * 61}).status_code == 422
    for days in ("0", "6", "两", "99"):
        assert client.post(address, {"objection_days": days}).status_code == 422
    assert Office.objects.get(pk=office.pk).objection_days == 2
    assert client.post(address, {"objection_days": "3"}).status_code == 302
    assert Office.objects.get(pk=office.pk).objection_days == 3
    assert "条例第十八条要求公布的，还缺" in text(client.get(address))


def test_an_office_above_is_shown_and_not_changed(client: Client) -> None:
    at_work(client, SYSTEM_ADMIN.user)
    office = an_office("nanjiang-bureau")
    address = reverse("desk:office", args=[office.pk])
    assert "不在您的管理范围内" in text(client.get(address))
    client.post(address, {"phone": "1"})
    assert Office.objects.get(pk=office.pk).phone == office.phone
    assert client.post(reverse("desk:office_switch", args=[office.pk])).status_code == 404


def test_an_office_is_closed_after_saying_what_happens(client: Client) -> None:
    at_work(client, SYSTEM_ADMIN.user)
    office = an_office("yunling-water")
    address = reverse("desk:office_switch", args=[office.pk])
    page = text(client.get(address))
    assert "接下来会发生什么" in page
    assert Office.objects.get(pk=office.pk).is_open
    client.post(address, {"on": "0"})
    assert not Office.objects.get(pk=office.pk).is_open
    client.post(address, {"on": "1"})
    assert Office.objects.get(pk=office.pk).is_open


def test_the_calendar_says_which_year_is_unknown(client: Client) -> None:
    at_work(client, SYSTEM_ADMIN.user)
    page = text(client.get(reverse("desk:calendars")))
    assert "现在使用" in page
    assert page.count("已录入") + page.count("未录入") >= 2


def test_health_counts_what_waits_and_failed(client: Client) -> None:
    at_work(client, SYSTEM_ADMIN.user)
    empty = text(client.get(reverse("desk:health")))
    assert "没有失败的事务" in empty
    assert "后台进程还没有启动过" in empty
    now = timezone.now()
    for tries in (0, 3):
        Outbox.objects.create(
            created_at=now, topic="render", not_before=now, tries=tries, failure="OSError"
        )
    page = text(client.get(reverse("desk:health")))
    assert "OSError" in page
    assert "<dd>2</dd>" in page


def test_health_names_the_way_by_which_nothing_goes_out(client: Client) -> None:
    at_work(client, SYSTEM_ADMIN.user)
    assert "没有正常收下消息" not in text(client.get(reverse("desk:health")))
    for way in ("sms", "pager"):
        GatewayTrouble.objects.create(way=way, since=timezone.now())
    page = text(client.get(reverse("desk:health")))
    assert page.count("没有正常收下消息") == 2
    assert "短信通道自 " in page
    assert "pager自 " in page  # a way that has no words yet is shown by its name
    assert "邮件通道" not in page


# -- 安全管理 --------------------------------------------------------------------------------------


def test_people_are_found_and_those_above_are_not(client: Client) -> None:
    at_work(client, SECURITY_ADMIN.user)
    found = text(client.get(reverse("desk:people"), {"q": CLERK.user.name}))
    assert CLERK.username in found
    nobody = text(client.get(reverse("desk:people"), {"q": PROVINCE_LEADER.username}))
    assert "您的管理范围内没有" in nobody
    above = reverse("desk:person", args=[PROVINCE_LEADER.user.pk])
    assert client.get(above).status_code == 404


def test_a_person_is_added_and_given_a_post(client: Client) -> None:
    at_work(client, SECURITY_ADMIN.user)
    form = {"name": "林霞", "username": "lin.xia"}
    page = text(client.post(reverse("desk:person_new"), form))
    person = User.objects.get(username="lin.xia")
    assert person.has_usable_password()
    assert "密码只显示这一次" in page
    give = reverse("desk:post_give", args=[person.pk])
    office = an_office("yunling-water")
    assert office.name in text(client.get(give))
    chosen = text(client.get(give, {"office": str(office.pk)}))
    assert 'value="handler"' in chosen
    assert 'value="registrar"' not in chosen
    today = localdate(timezone.now()).isoformat()
    form = {"office": str(office.pk), "role": "handler", "from_on": today, "to_on": ""}
    assert client.post(give, form | {"role": ""}).status_code == 422
    assert client.post(give, form | {"from_on": "soon"}).status_code == 422
    assert client.post(give, form).status_code == 302
    assert Post.objects.get(user=person).role == Role.HANDLER
    assert "在岗" in text(client.get(reverse("desk:person", args=[person.pk])))


def test_clashing_roles_are_refused_on_the_page(client: Client) -> None:
    at_work(client, SECURITY_ADMIN.user)
    office = an_office("yunling-bureau")
    form = {
        "office": str(office.pk),
        "role": "audit_admin",
        "from_on": localdate(timezone.now()).isoformat(),
    }
    page = client.post(reverse("desk:post_give", args=[CLERK.user.pk]), form)
    assert page.status_code == 422
    assert "不能和" in text(page)


def test_a_post_is_ended_at_once(client: Client) -> None:
    at_work(client, SECURITY_ADMIN.user)
    person = a_user(Role.HANDLER)
    post = Post.objects.get(user=person)
    address = reverse("desk:post_end", args=[post.pk])
    assert "接下来会发生什么" in text(client.get(address))
    assert client.post(address, {"to_on": ""}).status_code == 422
    assert client.post(address, {"at_once": "1"}).status_code == 302
    assert person.viewer(localdate(timezone.now())).roles == frozenset()
    assert client.post(address, {"at_once": "1"}).status_code == 422


@pytest.mark.parametrize(
    "deed", ["one-time-password", "second-factor", "sign-out", "stop", "start"]
)
def test_deeds_say_what_happens_before_they_happen(client: Client, deed: str) -> None:
    at_work(client, SECURITY_ADMIN.user)
    person = with_telephone(a_user(Role.HANDLER))
    address = reverse("desk:person_do", args=[person.pk, deed])
    assert "接下来会发生什么" in text(client.get(address))
    assert not Access.objects.exists()
    response = client.post(address)
    assert response.status_code == (200 if deed == "one-time-password" else 302)
    assert Access.objects.get().name == SECURITY_ADMIN.user.name
    shown = reverse("desk:person", args=[person.pk])
    assert client.get(f"{shown}?done={deed}").status_code == 200


def test_ones_own_account_offers_nothing(client: Client) -> None:
    at_work(client, SECURITY_ADMIN.user)
    me = SECURITY_ADMIN.user
    page = text(client.get(reverse("desk:person", args=[me.pk])))
    assert "由另一位安全管理员办理" in page
    assert reverse("desk:post_give", args=[me.pk]) not in page
    assert client.post(reverse("desk:person_do", args=[me.pk, "stop"])).status_code == 422


def test_an_unknown_deed_is_not_found(client: Client) -> None:
    at_work(client, SECURITY_ADMIN.user)
    address = reverse("desk:person_do", args=[CLERK.user.pk, "promote"])
    assert client.post(address).status_code == 404


# -- 审计管理 --------------------------------------------------------------------------------------


def test_accesses_are_filtered_and_paged(client: Client) -> None:
    at_work(client, AUDIT_ADMIN.user)
    assert "还没有记录" in text(client.get(reverse("desk:accesses")))
    now = timezone.now()
    for number in range(SIZE + 5):
        note_access(
            Access.READ,
            viewer=CLERK.viewer,
            at=now - timedelta(seconds=number),
            reason=f"理由{number:04}",
        )
    note_access(Access.DENIED, viewer=HANDLER.viewer, at=now, subject="give_post:lin.xia")
    first = client.get(reverse("desk:accesses"))
    assert "理由0000" in text(first)
    assert "任命岗位 lin.xia" in text(first)
    second = text(client.get(reverse("desk:accesses"), {"after": first.context["after"]}))
    assert f"理由{SIZE + 4:04}" in second
    assert "理由0000" not in second
    both = text(first) + second
    assert all(f"理由{number:04}" in both for number in range(SIZE + 5))
    denied = text(client.get(reverse("desk:accesses"), {"kind": "denied"}))
    assert HANDLER.user.name in denied
    assert "理由0000" not in denied
    by_name = text(client.get(reverse("desk:accesses"), {"q": HANDLER.username}))
    assert "任命岗位" in by_name
    assert "理由0000" not in by_name
    day = localdate(now) + timedelta(days=1)
    assert "没有符合" in text(client.get(reverse("desk:accesses"), {"on": day.isoformat()}))
    for token in ("x", "\x00", "ZZZZ"):
        assert client.get(reverse("desk:accesses"), {"after": token}).status_code == 200


def test_days_are_verified(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work(client, AUDIT_ADMIN.user)
    address = reverse("desk:verification")
    assert "没有封存的记录" in text(client.get(address))
    now = timezone.now()
    note_access(Access.READ, viewer=CLERK.viewer, at=now - timedelta(minutes=5))
    today = localdate(now - timedelta(minutes=5))
    seal_accesses(today, until=now)
    assert "这次没有核对" in text(client.get(address))
    assert "核对了 1 天，全部完整" in text(client.get(address, {"all": "1"}))
    AccessSeal(day=today, seq=2, accesses=[], prev_hash=b"\0" * 32, hash=b"\1" * 32).save()
    page = text(client.get(address, {"on": today.isoformat()}))
    assert "从第 2 次封存起对不上" in page


def test_who_audits_and_is_accused_finds_no_access_to_that_petition(client: Client) -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    note_access(
        Access.READ,
        viewer=CLERK.viewer,
        at=timezone.now(),
        petition_id=petition.pk,
        reason="核对被反映人的身份",
    )
    address = reverse("desk:accesses")
    at_work(client, AUDIT_ADMIN.user)
    assert str(petition.pk) in text(client.get(address))
    at = later(petition)
    registering.accuse(petition.pk, user=AUDIT_ADMIN.user, by=CLERK.viewer, at=at)
    shown = text(client.get(address))
    assert str(petition.pk) not in shown
    assert "核对被反映人的身份" not in shown
    assert client.get(address, {"on": "9999-12-31"}).status_code == 200
