"""Signing in and out at the desk, the second factor, the demo, and the own account."""

import re
from datetime import timedelta

import pyotp
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from huiyin.accounts import actions, tries
from huiyin.accounts.models import KnownDevice, Post, SignInFailure, User
from huiyin.audit.models import Access
from huiyin.organisations.models import Office
from huiyin.rules.permissions import GROUPED
from huiyin.rules.terms import Role
from huiyin.web.desk.signin_browser import DEVICE_COOKIE
from huiyin.web.desk.signin_session import IDLE
from tests.accounts.cast import PASSWORD, code_for, two_codes_for, with_password, with_telephone
from tests.people import CLERK, HANDLER, LEADER, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.web.staff import at_work, leave_for, sign_in

pytestmark = [
    pytest.mark.campaign("C12"),
    pytest.mark.usefixtures("cheap_hashes"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
A_BIT = timedelta(seconds=1)
TYPED = {"current": "", "name": '"林霞" <b>', "username": "lin.xia", "more": "第一行\n\n第三行"}


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
    assert "6 位数字" in client.get(reverse("desk:code")).content.decode()
    code = code_for(person, at=timezone.now())
    assert client.post(reverse("desk:code"), {"code": code})["Location"] == "/x/"
    other = Client()
    other.post(reverse("desk:signin"), {"username": person.username, "password": PASSWORD})
    assert other.post(reverse("desk:code"), {"code": code}).status_code == 422
    assert other.get(reverse("desk:account")).status_code == 302


def test_after_a_wrong_code_two_in_a_row_lead_in(client: Client, clerk: User) -> None:
    person = with_telephone(clerk)
    client.post(reverse("desk:signin"), {"username": person.username, "password": PASSWORD})
    wrong = client.post(reverse("desk:code"), {"code": "000000"})
    assert (wrong.status_code, "请接连输入两个" in wrong.content.decode()) == (422, True)
    assert "请接连输入两个" in client.get(reverse("desk:code")).content.decode()
    alone = client.post(reverse("desk:code"), {"code": code_for(person, at=timezone.now())})
    assert (alone.status_code, "只输一个不够" in alone.content.decode()) == (422, True)
    both = two_codes_for(person, at=timezone.now())
    assert client.post(reverse("desk:code"), {"code": both}).status_code == 302
    assert client.get(reverse("desk:account")).status_code == 200


def test_the_person_is_told_of_codes_that_others_tried(client: Client, clerk: User) -> None:
    person = with_telephone(clerk)
    thief = Client(REMOTE_ADDR="198.51.100.7")
    thief.post(reverse("desk:signin"), {"username": person.username, "password": PASSWORD})
    thief.post(reverse("desk:code"), {"code": "000000"})
    client.post(reverse("desk:signin"), {"username": person.username, "password": PASSWORD})
    both = two_codes_for(person, at=timezone.now())
    client.post(reverse("desk:code"), {"code": both})
    told = "动态口令试错 1 次"
    pages = [client.get(each).content.decode() for each in ("/inbox/", "/account/", "/inbox/")]
    assert [told in page for page in pages] == [True, True, False]


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


@pytest.mark.parametrize("who", [CLERK, HANDLER, LEADER, SYSTEM_ADMIN, SECURITY_ADMIN])
def test_everybody_sets_up_a_second_factor_first(client: Client, who: Person) -> None:
    person = with_password(who.user)
    sign_in(client, person, is_set_up=False)
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


@pytest.mark.parametrize("who", [LEADER, SYSTEM_ADMIN, SECURITY_ADMIN])
def test_roles_that_reach_far_need_it_whatever_the_installation_says(
    client: Client, settings: Settings, who: Person
) -> None:
    settings.HUIYIN_SECOND_FACTOR = "reaching"
    sign_in(client, who.user, is_set_up=False)
    assert client.get(reverse("desk:account"))["Location"] == reverse("desk:second_factor")


def test_where_reaching_roles_only_need_it_an_office_may_ask_everybody(
    client: Client, settings: Settings
) -> None:
    settings.HUIYIN_SECOND_FACTOR = "reaching"
    person = HANDLER.user
    sign_in(client, person, is_set_up=False)
    assert client.get(reverse("desk:account")).status_code == 200
    Office.objects.filter(posts__user=person).update(requires_second_factor=True)
    assert client.get(reverse("desk:account"))["Location"] == reverse("desk:second_factor")


def test_a_new_post_may_ask_for_a_second_factor_in_the_middle_of_a_day(
    client: Client, clerk: User, settings: Settings
) -> None:
    settings.HUIYIN_SECOND_FACTOR = "reaching"
    sign_in(client, clerk, is_set_up=False)
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
    assert client.post(reverse("desk:password"), form)["Location"] == reverse("desk:second_factor")
    assert client.get(reverse("desk:account"))["Location"] == reverse("desk:second_factor")
    person.refresh_from_db()
    assert person.check_password(new)


# -- the demo --------------------------------------------------------------------------------------


def test_the_demo_signs_in_with_one_click(client: Client, settings: Settings) -> None:
    settings.HUIYIN_DEMO = True
    person = LEADER.user
    page = client.get(reverse("desk:signin")).content.decode()
    for role in set(Role) - GROUPED:
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
    # A savepoint and its end, nobody, session, user, and posts, which tell who looks.
    with django_assert_max_num_queries(6):
        assert client.get(reverse("desk:people")).status_code == 404
