"""Signing in and out at the desk, and what a locked page does with what was typed."""

import html
import re
from datetime import timedelta

import pyotp
import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from huiyin.accounts import actions, tries
from huiyin.accounts.models import KnownDevice, Post, SignInFailure, User
from huiyin.audit.models import Access
from huiyin.organisations.models import Office
from huiyin.rules.terms import Role
from huiyin.web.desk.signin_browser import DEVICE_COOKIE
from huiyin.web.desk.signin_session import IDLE, LONGEST
from tests.accounts.cast import PASSWORD, code_for, with_password, with_telephone
from tests.make import a_user
from tests.people import CLERK, HANDLER, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.web.staff import JSON, at_work, leave_for, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
A_BIT = timedelta(seconds=1)
TYPED = {"current": "", "name": '"林霞" <b>', "username": "lin.xia", "more": "第一行\n\n第三行"}


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)


@pytest.fixture
def clerk() -> User:
    return with_password(CLERK.user)


# -- signing in ------------------------------------------------------------------------------------


def test_without_signing_in_a_page_leads_to_the_form_and_back(client: Client, clerk: User) -> None:
    wanted = reverse("desk:account") + "?done=device"
    response = client.get(wanted)
    assert response.status_code == 302
    form = client.get(response["Location"])
    assert 'name="next" value="/account/?done=device"' in form.content.decode()
    response = sign_in(client, clerk, next=wanted)
    assert response["Location"] == wanted
    assert client.get(wanted).status_code == 200


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_next_leads_nowhere_else(client: Client, clerk: User, evil: str) -> None:
    assert sign_in(client, clerk, next=evil)["Location"] == "/"


def test_a_known_and_an_unknown_name_get_the_same_page(client: Client, clerk: User) -> None:
    pages = []
    for name in (clerk.username, "x" * len(clerk.username)):
        form = {"username": name, "password": "wrong password"}
        response = Client().post(reverse("desk:signin"), form)
        assert response.status_code == 422
        page = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
        pages.append(page.replace(name, "NAME"))
    assert pages[0] == pages[1]
    assert "用户名或密码不对" in pages[0]


def test_the_session_key_changes_and_an_old_one_is_worth_nothing(
    client: Client, clerk: User
) -> None:
    other = User.objects.get(username="wen.ruoxi")
    at_work(client, other)
    client.get(reverse("desk:account"))
    planted = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client, clerk)
    mine = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert mine != planted
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get(reverse("desk:account")).status_code == 302


def test_an_anonymous_session_cannot_be_planted(client: Client, clerk: User) -> None:
    person = with_telephone(clerk)
    client.post(reverse("desk:signin"), {"username": person.username, "password": PASSWORD})
    half_way = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get(reverse("desk:account")).status_code == 302
    client.post(reverse("desk:code"), {"code": code_for(person, at=timezone.now())})
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != half_way
    assert client.get(reverse("desk:account")).status_code == 200


def test_the_second_factor_is_asked_and_works_once(client: Client, clerk: User) -> None:
    person = with_telephone(clerk)
    first = client.post(
        reverse("desk:signin"), {"username": person.username, "password": PASSWORD, "next": "/x/"}
    )
    assert first["Location"] == reverse("desk:code")
    assert client.post(reverse("desk:code"), {"code": "000000"}).status_code == 422
    code = code_for(person, at=timezone.now())
    assert client.post(reverse("desk:code"), {"code": code})["Location"] == "/x/"
    other = Client()
    other.post(reverse("desk:signin"), {"username": person.username, "password": PASSWORD})
    assert other.post(reverse("desk:code"), {"code": code}).status_code == 422
    assert other.get(reverse("desk:account")).status_code == 302


def test_five_wrong_codes_ask_for_the_password_again(client: Client, clerk: User) -> None:
    person = with_telephone(clerk)
    sign_in(Client(), person)
    client.post(reverse("desk:signin"), {"username": person.username, "password": PASSWORD})
    for _try in range(5):
        SignInFailure.objects.all().delete()
        response = client.post(reverse("desk:code"), {"code": "000000"})
    assert 'name="password"' in response.content.decode()
    assert client.get(reverse("desk:code"))["Location"] == reverse("desk:signin")


def test_a_browser_is_known_by_a_cookie_that_no_script_reads(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    cookie = client.cookies[DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert KnownDevice.objects.filter(user=clerk).count() == 1
    sign_in(client, clerk)
    assert KnownDevice.objects.filter(user=clerk).count() == 1
    subjects = list(Access.objects.order_by("recorded_at").values_list("subject", flat=True))
    assert subjects == ["sign_in_new_device", "sign_in"]


def test_guessing_elsewhere_does_not_lock_a_known_browser(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    client.post(reverse("desk:signout"))
    attacker = Client(REMOTE_ADDR="198.51.100.7")
    form = {"username": clerk.username, "password": "guess"}
    for _try in range(tries.OF_A_NAME_FROM_A_SOURCE + 5):
        response = attacker.post(reverse("desk:signin"), form)
    assert "试错次数较多" in response.content.decode()
    right = form | {"password": PASSWORD}
    assert attacker.post(reverse("desk:signin"), right).status_code == 422
    assert Client().post(reverse("desk:signin"), right).status_code == 422
    assert client.post(reverse("desk:signin"), right).status_code == 302


def test_forwarded_addresses_do_not_make_another_source(client: Client, clerk: User) -> None:
    form = {"username": "nobody.here", "password": "guess"}
    for number in range(4):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        response = client.post(reverse("desk:signin"), form, headers=headers)
    assert "试错次数较多" in response.content.decode()
    sources = SignInFailure.objects.values_list("source_digest", flat=True)
    assert len({bytes(source) for source in sources}) == 1


def test_signing_out_is_a_post_and_clears_the_browser(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    assert client.get(reverse("desk:signout")).status_code == 405
    assert client.get(reverse("desk:account")).status_code == 200
    response = client.post(reverse("desk:signout"))
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(reverse("desk:account")).status_code == 302
    assert "您已退出登录" in client.get(response["Location"]).content.decode()


def test_ending_every_session_works_on_the_next_click(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    by, now = SECURITY_ADMIN.viewer, timezone.now()
    actions.sign_out_everywhere(clerk.pk, by=by, at=now)
    assert client.get(reverse("desk:account")).status_code == 302


def test_a_stopped_account_is_out_on_the_next_click(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    actions.switch_account(clerk.pk, on=False, by=SECURITY_ADMIN.viewer, at=timezone.now())
    assert client.get(reverse("desk:account")).status_code == 302


# -- what must be set up first ---------------------------------------------------------------------


@pytest.mark.parametrize("who", [LEADER, SYSTEM_ADMIN, SECURITY_ADMIN])
def test_roles_that_need_a_second_factor_set_it_up_first(client: Client, who: Person) -> None:
    person = with_password(who.user)
    sign_in(client, person)
    assert client.get(reverse("desk:account"))["Location"] == reverse("desk:second_factor")
    assert client.get(reverse("desk:second_factor")).status_code == 200
    client.post(reverse("desk:second_factor"))
    page = client.get(reverse("desk:second_factor")).content.decode()
    assert 'src="data:image/svg+xml' in page
    secret = re.search(r'admin-secret">([A-Z2-7 ]+)<', page)
    assert secret is not None
    assert client.post(reverse("desk:second_factor"), {"code": "12"}).status_code == 422
    code = pyotp.TOTP(secret[1].replace(" ", "")).now()
    response = client.post(reverse("desk:second_factor"), {"code": code})
    assert response["Location"] == "/account/?done=second_factor"
    assert client.get(reverse("desk:account")).status_code == 200
    person.refresh_from_db()
    assert person.totp_secret is not None


def test_an_office_may_ask_everybody_for_a_second_factor(client: Client) -> None:
    person = HANDLER.user
    sign_in(client, person)
    assert client.get(reverse("desk:account")).status_code == 200
    Office.objects.filter(posts__user=person).update(requires_second_factor=True)
    assert client.get(reverse("desk:account"))["Location"] == reverse("desk:second_factor")


def test_a_new_post_may_ask_for_a_second_factor_in_the_middle_of_a_day(
    client: Client, clerk: User
) -> None:
    sign_in(client, clerk)
    assert client.get(reverse("desk:account")).status_code == 200
    office = Office.objects.get(posts__user=clerk)
    Post.objects.create(user=clerk, office=office, role=Role.LEADER, from_on="2020-01-01")
    assert client.get(reverse("desk:account"))["Location"] == reverse("desk:second_factor")


def test_a_one_time_password_is_changed_first(client: Client) -> None:
    person, given = actions.add_user(
        username="lin.xia", name="林霞", by=SECURITY_ADMIN.viewer, at=timezone.now()
    )
    client.post(reverse("desk:signin"), {"username": "lin.xia", "password": given})
    assert client.get(reverse("desk:account"))["Location"] == reverse("desk:password")
    new = "willow-shadow-by-the-river"
    form = {"old": given, "new": new, "again": new}
    assert client.post(reverse("desk:password"), form | {"again": "x"}).status_code == 422
    assert client.post(reverse("desk:password"), form | {"old": "x"}).status_code == 422
    assert client.post(reverse("desk:password"), form)["Location"] == "/account/?done=password"
    assert client.get(reverse("desk:account")).status_code == 200
    person.refresh_from_db()
    assert person.check_password(new)


# -- locked pages ----------------------------------------------------------------------------------


def test_an_idle_page_locks_and_opens_with_the_password(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    leave_for(client, IDLE)
    page = client.get(reverse("desk:account"))
    assert page.status_code == 423
    assert "页面已锁定" in page.content.decode()
    form = {"next": reverse("desk:account"), "unlock_password": "wrong"}
    assert client.post(reverse("desk:unlock"), form).status_code == 422
    before = client.session.session_key
    form["unlock_password"] = PASSWORD
    assert client.post(reverse("desk:unlock"), form)["Location"] == reverse("desk:account")
    assert client.session.session_key != before
    assert client.get(reverse("desk:account")).status_code == 200


def test_a_page_in_use_stays_open(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    for _quarter in range(4):
        leave_for(client, IDLE - timedelta(minutes=1))
        assert client.post(reverse("desk:alive")).json()["state"] == "open"
    assert client.get(reverse("desk:account")).status_code == 200


def test_looking_whether_a_page_is_locked_is_not_work(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    leave_for(client, IDLE - A_BIT)
    assert client.get(reverse("desk:alive")).json()["state"] == "open"
    leave_for(client, A_BIT)
    assert client.get(reverse("desk:alive")).json()["state"] == "locked"


def carried(page: str) -> dict[str, str]:
    """The hidden fields of the locked page, as a browser would send them."""
    fields = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    return {html.unescape(name): html.unescape(value) for name, value in fields}


def test_a_form_sent_from_a_locked_page_is_not_lost(client: Client) -> None:
    person = with_password(SECURITY_ADMIN.user)
    at_work(client, person)
    leave_for(client, IDLE)
    locked = client.post(reverse("desk:person_new"), TYPED)
    assert locked.status_code == 423
    assert not User.objects.filter(username="lin.xia").exists()
    kept = carried(locked.content.decode())
    assert kept == TYPED
    wrong = client.post(reverse("desk:person_new"), kept | {"unlock_password": "wrong"})
    assert wrong.status_code == 422
    assert carried(wrong.content.decode()) == TYPED
    assert b"wrong" not in wrong.content
    done = client.post(reverse("desk:person_new"), kept | {"unlock_password": PASSWORD})
    assert done.status_code == 200
    assert User.objects.get(username="lin.xia").name == '"林霞" <b>'
    assert client.get(reverse("desk:people")).status_code == 200


def test_a_form_sent_after_signing_out_is_not_lost_either(client: Client) -> None:
    person = with_telephone(with_password(SECURITY_ADMIN.user))
    locked = client.post(reverse("desk:person_new"), TYPED)
    assert locked.status_code == 401
    form = carried(locked.content.decode())
    form |= {"unlock_username": person.username, "unlock_password": PASSWORD}
    asked = client.post(reverse("desk:person_new"), form)
    assert asked.status_code == 422
    assert "请输入动态口令" in asked.content.decode()
    assert carried(asked.content.decode()) == TYPED
    form["unlock_code"] = code_for(person, at=timezone.now())
    done = client.post(reverse("desk:person_new"), form)
    assert done.status_code == 200
    assert DEVICE_COOKIE in done.cookies
    assert User.objects.filter(username="lin.xia").exists()


def test_a_locked_page_opens_for_its_own_person_only(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    leave_for(client, IDLE)
    other = with_password(a_user(), "another-long-password")
    form = {"unlock_username": other.username, "unlock_password": "another-long-password"}
    assert client.post(reverse("desk:unlock"), form).status_code == 422


def test_what_a_view_gets_holds_no_password(client: Client) -> None:
    person = with_password(SECURITY_ADMIN.user)
    at_work(client, person)
    leave_for(client, IDLE)
    form = {"name": "", "username": "lin.xia", "unlock_password": PASSWORD}
    page = client.post(reverse("desk:person_new"), form)
    assert page.status_code == 422
    assert not any(name.startswith("unlock") for name in page.context["typed"])


def test_files_are_asked_for_again(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    leave_for(client, IDLE)
    evidence = SimpleUploadedFile("a.txt", b"text")
    page = client.post(reverse("desk:account"), {"words": "已写好", "evidence": evidence})
    shown = page.content.decode()
    assert 'type="file"' in shown
    assert 'name="evidence"' in shown
    assert 'enctype="multipart/form-data"' in shown


def test_after_a_working_day_the_second_factor_is_asked_too(client: Client, clerk: User) -> None:
    person = with_telephone(clerk)
    sign_in(client, person)
    leave_for(client, LONGEST)
    page = client.get(reverse("desk:account"))
    assert page.status_code == 423
    assert 'name="unlock_code"' in page.content.decode()
    form = {"unlock_password": PASSWORD}
    assert client.post(reverse("desk:unlock"), form).status_code == 422
    User.objects.filter(pk=person.pk).update(totp_last_step=0)
    form["unlock_code"] = code_for(person, at=timezone.now())
    assert client.post(reverse("desk:unlock"), form).status_code == 302
    assert client.get(reverse("desk:alive")).json()["state"] == "open"


def test_work_does_not_prolong_the_longest_time(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    for _step in range(50):
        leave_for(client, timedelta(minutes=10))
        client.post(reverse("desk:alive"))
    assert client.get(reverse("desk:alive")).json()["state"] == "expired"


def test_a_script_is_told_and_may_unlock(client: Client, clerk: User) -> None:
    assert client.get(reverse("desk:account"), headers=JSON).status_code == 401
    sign_in(client, clerk)
    client.post(reverse("desk:lock"), headers=JSON)
    answer = client.post(reverse("desk:account"), headers=JSON)
    assert (answer.status_code, answer.json()) == (423, {"state": "locked"})
    wrong = client.post(reverse("desk:unlock"), {"unlock_password": "x"}, headers=JSON)
    assert wrong.status_code == 422
    assert wrong.json()["asks_code"] is False
    right = client.post(reverse("desk:unlock"), {"unlock_password": PASSWORD}, headers=JSON)
    assert right.json()["state"] == "open"
    assert right.json()["token"]


def test_unlocking_is_guessed_within_the_same_budget(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    client.post(reverse("desk:lock"))
    for _try in range(tries.OF_A_DEVICE + 1):
        page = client.post(reverse("desk:unlock"), {"unlock_password": "x"})
    assert "试错次数较多" in page.content.decode()
    assert client.post(reverse("desk:unlock"), {"unlock_password": PASSWORD}).status_code == 422


# -- the demo --------------------------------------------------------------------------------------


def test_the_demo_signs_in_with_one_click(client: Client, settings: Settings) -> None:
    settings.HUIYIN_DEMO = True
    person = LEADER.user
    page = client.get(reverse("desk:signin")).content.decode()
    for role in Role:
        assert role.zh in page
    assert "演示登录无需密码和动态口令" in page
    response = client.post(reverse("desk:demo_signin"), {"username": person.username})
    assert response["Location"] == "/"
    assert client.get(reverse("desk:account")).status_code == 200
    leave_for(client, IDLE)
    page = client.get(reverse("desk:account")).content.decode()
    assert 'name="unlock_demo"' in page
    client.post(reverse("desk:unlock"), {"unlock_demo": "1"})
    assert client.get(reverse("desk:account")).status_code == 200


@pytest.mark.parametrize(
    ("demo", "more"),
    [
        (False, {}),
        (True, {"REMOTE_ADDR": "192.0.2.1"}),
        (True, {"HTTP_X_FORWARDED_FOR": "192.0.2.1"}),
        (True, {"REMOTE_ADDR": ""}),
    ],
)
def test_one_click_works_in_a_demo_on_its_own_machine_only(
    settings: Settings, more: dict[str, str], *, demo: bool
) -> None:
    settings.HUIYIN_DEMO = demo
    client = Client()
    client.defaults |= more
    person = CLERK.user
    assert "演示：选一个角色" not in client.get(reverse("desk:signin")).content.decode()
    form = {"username": person.username}
    assert client.post(reverse("desk:demo_signin"), form).status_code == 404
    at_work(client, person)
    leave_for(client, IDLE)
    assert client.post(reverse("desk:unlock"), {"unlock_demo": "1"}).status_code == 422


def test_a_session_of_the_demo_is_worth_nothing_outside_it(client: Client) -> None:
    at_work(client, LEADER.user, second="demo")
    assert client.get(reverse("desk:account"))["Location"] == reverse("desk:second_factor")


# -- my account ------------------------------------------------------------------------------------


def test_a_device_is_forgotten(client: Client, clerk: User) -> None:
    sign_in(client, clerk)
    device = KnownDevice.objects.get(user=clerk)
    page = client.get(reverse("desk:account")).content.decode()
    assert str(device.pk) in page
    stranger = Client()
    sign_in(stranger, HANDLER.user)
    stranger.post(reverse("desk:forget_device"), {"device": str(device.pk)})
    assert KnownDevice.objects.filter(pk=device.pk).exists()
    client.post(reverse("desk:forget_device"), {"device": str(device.pk)})
    assert not KnownDevice.objects.filter(pk=device.pk).exists()


def test_a_page_costs_few_queries_before_its_view(
    client: Client, clerk: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, clerk)
    client.get(reverse("desk:account"))
    # A savepoint and its end, nobody, session, user, posts, and now who looks.
    with django_assert_max_num_queries(7):
        assert client.get(reverse("desk:people")).status_code == 404
