"""Pages on which is decided what the public is told, and what the public then finds."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from huiyin.publishing.actions import load_guides
from huiyin.publishing.models import Guide, VisitSlot, WayIn
from tests.make import ARRIVAL, an_office
from tests.people import AUDIT_ADMIN, CLERK, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
FORM = {"channel": "call", "title": "", "place": "0990-2002", "hours": "工作日"}
PAGE = {"title_zh-hans": "怎么写", "body_zh-hans": "写清五样。", "title_en": "", "body_en": ""}


@pytest.fixture
def admin() -> Client:
    return desk_of(SYSTEM_ADMIN)


def ways(slug: str = "yunling-bureau", name: str = "ways") -> str:
    return reverse(f"desk:{name}", args=[an_office(slug).pk])


def seen_by_the_public(address: str, language: str = "zh-hans") -> str:
    with override_settings(ROOT_URLCONF="huiyin.config.urls_portal"):
        return text(Client(headers={"accept-language": language}).get(address))


@pytest.mark.parametrize("who", [SECURITY_ADMIN, AUDIT_ADMIN, CLERK])
def test_nobody_else_finds_the_pages(who: Person) -> None:
    load_guides(ARRIVAL)
    client = desk_of(who)
    way = WayIn.objects.create(office=an_office(), channel="call", title="电话", place="1")
    for address in (
        reverse("desk:published"),
        ways(),
        ways(name="way_add"),
        reverse("desk:way_change", args=[way.pk]),
        reverse("desk:guide_add"),
        reverse("desk:guide_change", args=["rights"]),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, FORM | PAGE | {"remove": "1"}).status_code == 404
    assert WayIn.objects.get() == way


def test_what_is_missing_is_listed_in_plain_words(admin: Client) -> None:
    page = text(admin.get(reverse("desk:published")))
    assert "网上渠道（网址）、通信地址、电话、接待地点" in page
    assert "门户上还没有办理流程" in page
    assert an_office("nanjiang-bureau").name not in page


@override_settings(HUIYIN_PORTAL_ADDRESS="https://xinfang.example.cn")
def test_the_offices_own_particulars_are_published_with_one_click(admin: Client) -> None:
    page = text(admin.get(ways()))
    assert "可以按机构资料补上" in page
    assert admin.post(ways()).status_code == 302
    assert admin.post(ways()).status_code == 302
    assert WayIn.objects.count() == 4
    assert "按条例第十八条还缺" not in text(admin.get(ways()))
    assert "云中路102号" in seen_by_the_public("/ways")


def test_a_way_is_published_changed_and_taken_away(admin: Client) -> None:
    assert admin.post(ways(name="way_add"), FORM).status_code == 302
    assert admin.post(ways(name="way_add"), FORM).status_code == 422
    way = WayIn.objects.get()
    address = reverse("desk:way_change", args=[way.pk])
    assert 'value="0990-2002"' in text(admin.get(address))
    last = admin.post(address, {"remove": "1"})
    assert (last.status_code, "最后一个渠道" in text(last)) == (422, True)
    assert admin.post(address, FORM | {"place": "0990-2003"}).status_code == 302
    assert "0990-2003" in seen_by_the_public("/ways")
    admin.post(ways(name="way_add"), FORM | {"channel": "letter", "place": "云中路102号"})
    assert admin.post(address, {"remove": "1"}).status_code == 302
    assert "0990-2003" not in seen_by_the_public("/ways")


@pytest.mark.parametrize(
    "given", [{"channel": "x"}, {"place": ""}, {"place": "长" * 90_000}, {"title": "\x00"}]
)
def test_an_error_keeps_what_was_typed(admin: Client, given: dict[str, str]) -> None:
    answer = admin.post(ways(name="way_add"), FORM | given)
    assert answer.status_code == 422
    assert 'value="工作日"' in text(answer)
    assert "aria-invalid" in text(answer)


def test_offices_outside_the_territory_are_not_found(admin: Client) -> None:
    for name in ("ways", "way_add"):
        assert admin.get(ways("nanjiang-bureau", name)).status_code == 404
        assert admin.post(ways("nanjiang-bureau", name), FORM).status_code == 404


def test_the_guide_is_changed_and_read(admin: Client) -> None:
    load_guides(ARRIVAL)
    page = reverse("desk:guide_change", args=["rights"])
    assert "您有哪些权利" in text(admin.get(page))
    assert admin.post(page, PAGE).status_code == 302
    assert "写清五样" in seen_by_the_public("/guide/rights")
    english = seen_by_the_public("/guide", "en")
    assert "怎么写" in english
    assert "What to write" in english
    assert "没有英文" in text(admin.get(reverse("desk:published")))
    assert admin.post(page, {"remove": "1"}).status_code == 302
    assert not Guide.objects.filter(slug="rights").exists()
    assert admin.get(page).status_code == 404


def test_a_page_is_added_once(admin: Client) -> None:
    page = reverse("desk:guide_add")
    assert admin.post(page, PAGE | {"slug": "how-to-write"}).status_code == 302
    twice = admin.post(page, PAGE | {"slug": "how-to-write"})
    assert (twice.status_code, "已经有这个网址名" in text(twice)) == (422, True)
    for nonsense in ({}, {"slug": "\x00"}, PAGE | {"slug": "../x"}, PAGE | {"slug": "x" * 99}):
        assert admin.post(page, nonsense).status_code == 422
    assert Guide.objects.count() == 1
    hostile = PAGE | {"slug": "x", "body_zh-hans": "<script>alert(1)</script>"}
    assert admin.post(page, hostile).status_code == 302
    assert "<script>alert" not in seen_by_the_public("/guide/x")


def test_ways_are_named_in_the_language_of_the_page(admin: Client) -> None:
    office = an_office("yunling-bureau")
    WayIn.objects.create(office=office, channel="call", title="值班电话", place="1")
    WayIn.objects.create(office=office, channel="visit", title="大厅", title_en="Hall", place="2")
    page = text(admin.get(reverse("desk:published")))
    assert "值班电话" in page
    assert "大厅" in page
    admin.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = text(admin.get(reverse("desk:published")))
    assert "Telephone" in page
    assert "Hall" in page
    assert "值班电话" not in page


def test_who_answers_the_telephone_reads_each_guide_and_its_versions(admin: Client) -> None:
    load_guides(ARRIVAL)
    there = reverse("desk:guides")
    assert admin.get(there).status_code == 404
    page = text(desk_of(CLERK).get(there))
    assert page.index("打电话怎么说") < page.index("一件事怎么走")
    assert "随系统附带" in page
    change = reverse("desk:guide_change", args=["by-telephone"])
    assert admin.post(change, PAGE | {"channel": "call"}).status_code == 302
    page = text(desk_of(CLERK).get(there))
    assert PAGE["body_zh-hans"] in page
    assert "记完读一遍给您听" in page  # what it said before
    assert '/guides/"' in text(desk_of(CLERK).get(reverse("desk:new")))


def test_a_way_for_which_times_were_offered_stays(admin: Client) -> None:
    for title in ("来访", "电话"):
        way = WayIn.objects.create(office=an_office(), channel="visit", title=title, place="1")
    VisitSlot.objects.create(
        way=way, starts_at=ARRIVAL, ends_at=ARRIVAL + timedelta(minutes=30), limit=3
    )
    answer = admin.post(reverse("desk:way_change", args=[way.pk]), {"remove": "1"})
    assert answer.status_code == 422
    assert "开放过预约" in text(answer)
    assert WayIn.objects.filter(pk=way.pk).exists()
