"""A locked page, and a session that ended: nothing that was typed is lost."""

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts import tries
from huiyin.accounts.models import User
from huiyin.web.desk.signin_browser import DEVICE_COOKIE
from huiyin.web.desk.signin_session import IDLE, LONGEST
from tests.accounts.cast import PASSWORD, code_for, with_password, with_telephone
from tests.make import a_user
from tests.people import CLERK, SECURITY_ADMIN
from tests.web.staff import JSON, at_work, leave_for, sign_in

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
