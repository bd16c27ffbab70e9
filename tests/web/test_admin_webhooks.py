"""Pages of endpoints: registered, looked at, sent again, ended; by system administrators only."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from huiyin.audit.models import Access
from huiyin.notifications import webhooks
from huiyin.notifications.endpoints import Webhook
from tests.make import an_office
from tests.people import AUDIT_ADMIN, CLERK, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]


@pytest.fixture(autouse=True)
def _hosts(settings: Settings) -> None:
    settings.HUIYIN_WEBHOOK_HOSTS = {"hooks.example"}


@pytest.fixture
def admin() -> Client:
    return desk_of(SYSTEM_ADMIN)


def form(**given: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "office": str(an_office("yunling-bureau").pk),
        "name": "政务平台",
        "url": "https://hooks.example/in",
    }
    return usual | given


def a_hook() -> Webhook:
    hook, _secret = webhooks.register(
        office=an_office("yunling-bureau"),
        name="政务平台",
        url="https://hooks.example/in",
        at=timezone.now(),
    )
    return hook


@pytest.mark.parametrize("who", [SECURITY_ADMIN, AUDIT_ADMIN, CLERK])
def test_nobody_else_finds_the_pages(who: Person) -> None:
    hook = a_hook()
    client = desk_of(who)
    for address in (
        reverse("desk:webhooks"),
        reverse("desk:webhook_add"),
        reverse("desk:webhook", args=[hook.pk]),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, form()).status_code == 404


def test_an_endpoint_is_registered_and_its_secret_shown_once(admin: Client) -> None:
    assert "还没有推送地址" in text(admin.get(reverse("desk:webhooks")))
    assert str(an_office("yunling-bureau").pk) in text(admin.get(reverse("desk:webhook_add")))
    shown = text(admin.post(reverse("desk:webhook_add"), form()))
    assert "whsec_" in shown
    hook = Webhook.objects.get()
    assert "whsec_" not in text(admin.get(reverse("desk:webhook", args=[hook.pk])))
    assert "政务平台" in text(admin.get(reverse("desk:webhooks")))
    assert Access.objects.filter(kind=Access.ADMIN, subject__startswith="webhook_").exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"office": ""}, "请选择机构"),
        ({"name": ""}, "推送给哪个系统"),
        ({"name": "乱\x00"}, "推送给哪个系统"),
        ({"url": "http://hooks.example/"}, "https 开头"),
        ({"url": "https://127.0.0.1/"}, "不在允许推送的名单里"),
    ],
)
def test_what_is_wrong_is_said(admin: Client, given: dict[str, object], sentence: str) -> None:
    response = admin.post(reverse("desk:webhook_add"), form(**given))
    assert response.status_code == 422
    assert sentence in text(response)
    assert not Webhook.objects.exists()


def test_sending_again_wants_a_number_that_is_there(admin: Client) -> None:
    address = reverse("desk:webhook", args=[a_hook().pk])
    for first in ("", "0", "x", "9" * 30):
        assert admin.post(address, {"first": first}).status_code == 422


def test_a_stopped_one_starts_and_an_ended_one_is_gone(admin: Client) -> None:
    hook = a_hook()
    address = reverse("desk:webhook", args=[hook.pk])
    Webhook.objects.update(stopped_at=timezone.now(), failure="HTTP 500")
    assert "已停止" in text(admin.get(address))
    assert admin.post(address, {"start": "1"}).status_code == 302
    assert Webhook.objects.get().stopped_at is None
    assert admin.post(address, {"end": "1"}).status_code == 302
    assert admin.get(address).status_code == 404


def test_without_hosts_there_is_nothing_to_register(admin: Client, settings: Settings) -> None:
    settings.HUIYIN_WEBHOOK_HOSTS = frozenset()
    assert "HUIYIN_WEBHOOK_HOSTS" in text(admin.get(reverse("desk:webhooks")))
    page = admin.get(reverse("desk:webhook_add"))
    assert "HUIYIN_WEBHOOK_HOSTS=" in text(page)
    assert b'name="url"' not in page.content
