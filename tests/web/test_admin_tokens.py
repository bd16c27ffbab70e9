"""Pages of personal tokens: permitted by one, collected by the other, ended by either."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.audit.models import Access
from huiyin.petitions.staff_tokens import Scope, StaffToken
from huiyin.rules.moments import localdate
from tests.api.calling import get
from tests.api.staff import a_permit
from tests.make import an_office
from tests.people import AUDIT_ADMIN, CLERK, HANDLER, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

OWN = "/account/tokens/"


@pytest.fixture
def admin() -> Client:
    return desk_of(SYSTEM_ADMIN)


def form(**given: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "holder": f"{CLERK.user.pk}:{an_office('yunling-bureau').pk}",
        "name": "办公自动化",
        "scopes": ["lists:read", "petitions:read"],
        "ends_on": (localdate(timezone.now()) + timedelta(days=90)).isoformat(),
    }
    return usual | given


@pytest.mark.parametrize("who", [SECURITY_ADMIN, AUDIT_ADMIN, CLERK])
def test_nobody_else_finds_the_pages(who: Person) -> None:
    row = a_permit(CLERK)
    client = desk_of(who)
    for address in (
        reverse("desk:tokens"),
        reverse("desk:token_add"),
        reverse("desk:token_revoke", args=[row.pk]),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, form()).status_code == 404


def test_a_token_goes_from_the_administrator_to_its_person(admin: Client) -> None:
    assert "还没有令牌" in text(admin.get(reverse("desk:tokens")))
    assert admin.post(reverse("desk:token_add"), form()).status_code == 302
    assert "等待本人领取" in text(admin.get(reverse("desk:tokens")))
    row = StaffToken.objects.get()
    clerk = desk_of(CLERK)
    collected = text(clerk.post(OWN, {"collect": str(row.pk)}))
    _before, _mark, shown = collected.partition('"digits one-time">')
    token = shown.partition("<")[0]
    assert token.startswith("hyp_")
    # Once: neither the person nor the administrator sees it again.
    assert token not in text(clerk.get(OWN))
    assert token not in text(admin.get(reverse("desk:tokens")))
    assert clerk.post(OWN, {"collect": str(row.pk)}).status_code == 422
    assert get("/api/v1/lists", Authorization=f"Bearer {token}").status == 200
    assert admin.post(reverse("desk:token_revoke", args=[row.pk])).status_code == 302
    assert get("/api/v1/lists", Authorization=f"Bearer {token}").status == 401
    deeds = Access.objects.filter(kind=Access.ADMIN).values_list("subject", flat=True)
    assert [each.split()[0] for each in deeds.order_by("recorded_at")] == [
        "grant_token",
        "collect_token",
        "revoke_token",
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"holder": ""}, "请选择令牌代表谁"),
        ({"name": " "}, "供哪个系统使用"),
        ({"name": "乱\x00"}, "供哪个系统使用"),
        ({"scopes": []}, "至少选择一项用途"),
        ({"scopes": ["all"]}, "至少选择一项用途"),
        ({"ends_on": "明天"}, "请选择最后一日"),
        ({"ends_on": "2099-01-01"}, "一年以内"),
        ({"ends_on": "2020-01-01"}, "一年以内"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    admin: Client, given: dict[str, object], sentence: str
) -> None:
    response = admin.post(reverse("desk:token_add"), form(**given))
    assert response.status_code == 422
    assert sentence in text(response)
    assert not StaffToken.objects.exists()


def test_an_administrator_of_elsewhere_permits_nothing_here(admin: Client) -> None:
    far = f"{CLERK.user.pk}:{an_office('qinghe-labour').pk}"
    assert admin.post(reverse("desk:token_add"), form(holder=far)).status_code == 422
    administrator = f"{SYSTEM_ADMIN.user.pk}:{an_office('yunling-bureau').pk}"
    assert admin.post(reverse("desk:token_add"), form(holder=administrator)).status_code == 422


def test_everybody_finds_only_his_own() -> None:
    row = a_permit(CLERK, Scope.LISTS)
    other = desk_of(HANDLER)
    assert "没有为您准许的令牌" in text(other.get(OWN))
    for deed in ("collect", "revoke"):
        assert other.post(OWN, {deed: str(row.pk)}).status_code == 404
        assert other.post(OWN, {deed: "x"}).status_code == 404
    clerk = desk_of(CLERK)
    assert clerk.post(OWN, {"revoke": str(row.pk)}).status_code == 200
    assert "已停用" in text(clerk.get(OWN))
    assert "已停用" in text(clerk.post(OWN, {"revoke": str(row.pk)}))
