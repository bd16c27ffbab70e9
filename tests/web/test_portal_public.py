"""The pages for everybody, in two languages and two sizes; none needs script or an account."""

import gzip
import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from huiyin.documents.files import MOST_BYTES_IN_ALL
from huiyin.web.portal import views_errors, views_public
from huiyin.web.portal.pages import LARGE_COOKIE
from huiyin.web.portal.uploads import WORDS_AND_WRAPPING, WholeLimit
from huiyin.web.ways import ways_of
from tests.make import an_office
from tests.web.portal import a_portal

pytestmark = pytest.mark.django_db
OF_THEIR_OWN = {
    "ways": "电话、来信、来访",
    "guides": "办理流程和您的权利",
    "privacy": "个人信息怎样使用",
}
PUBLIC = ("home", *OF_THEIR_OWN, "lost", "submit", "track")


@pytest.fixture(autouse=True)
def _city() -> None:
    a_portal()


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_page_opens_and_its_title_tells_nothing_of_a_matter(
    client: Client, name: str, language: str
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(reverse(f"portal:{name}"))
    page = response.content.decode()
    assert response.status_code == 200
    assert f'lang="{language}"' in page or 'lang="zh-Hans"' in page
    title = page.split("<title>")[1].split("</title>")[0]
    with translation.override(language):
        named = translation.gettext(OF_THEIR_OWN.get(name, "网上信访"))
    assert title == f"{named} · {an_office('yunling-bureau').name}"


def test_home_lists_every_way_but_itself(client: Client) -> None:
    page = client.get(reverse("portal:home")).content.decode()
    assert 'href="tel:09902002"' in page
    assert [way.title for way in ways_of(an_office("yunling-bureau"), timezone.now())] == [
        "电话",
        "来信",
        "来访",
    ]
    for words in ("云岭市云中路102号", "开始填写", "查询码找不到了"):
        assert words in page


def test_ways_are_told_in_english(client: Client) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse("portal:ways")).content.decode()
    assert "By telephone" in page
    assert "working days 9:00–12:00" in page


def test_the_guide_lists_its_pages_and_opens_them(client: Client) -> None:
    assert "一件事怎么走" in client.get(reverse("portal:guides")).content.decode()
    page = client.get(reverse("portal:guide", args=["stages"])).content.decode()
    assert "<li>收到：" in page
    assert client.get(reverse("portal:guide", args=["nowhere"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        ("home", {"by-web", "by-letter", "by-telephone", "by-visit"}),
        ("ways", {"by-letter", "by-telephone", "by-visit"}),
        ("submit", {"by-web"}),
    ],
)
def test_the_guide_of_each_way_in_stands_beside_it(
    client: Client, name: str, slugs: set[str]
) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(reverse(f"portal:{name}")).content.decode()
    assert {each for each in slugs if f'/guide/{each}"' in page} == slugs
    assert "来访要准备什么" not in page


def test_choices_are_remembered_and_lead_back_only_here(client: Client) -> None:
    chosen = client.post(reverse("portal:preferences"), {"large": "on", "next": "/ways"})
    assert chosen["Location"] == "/ways"
    assert client.cookies[LARGE_COOKIE].value == "on"
    assert 'class="portal large"' in client.get("/ways").content.decode()
    away = client.post(
        reverse("portal:preferences"), {"language": "en", "next": "https://elsewhere.example/"}
    )
    assert away["Location"] == "/"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    client.post(reverse("portal:preferences"), {"language": "xx", "large": "huge"})
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert client.get(reverse("portal:preferences")).status_code == 405


def test_the_demo_says_so_on_every_page(client: Client, settings: object) -> None:
    assert "演示系统" not in client.get(reverse("portal:home")).content.decode()
    settings.HUIYIN_DEMO = True  # type: ignore[attr-defined]
    assert "演示系统" in client.get(reverse("portal:home")).content.decode()


def test_no_page_carries_script_or_style_of_its_own(client: Client) -> None:
    for name in PUBLIC:
        page = client.get(reverse(f"portal:{name}")).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page
        assert all("src=" in part for part in page.split("<script")[1:])


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views_errors.bad_request, 400),
        (views_errors.forbidden, 403),
        (views_errors.csrf_refused, 403),
        (views_errors.not_found, 404),
        (views_errors.too_large, 413),
        (views_errors.too_many, 429),
        (views_errors.failed, 500),
        (views_errors.unavailable, 503),
    ],
)
def test_errors_are_told_in_plain_words_with_a_telephone_number(
    client: Client, rf: RequestFactory, view: object, status: int
) -> None:
    client.get(reverse("portal:home"))
    response = view(rf.get("/anything"))  # type: ignore[operator]
    page = response.content.decode()
    assert response.status_code == status
    assert 'href="tel:09902002"' in page
    assert "Traceback" not in page
    told = view(rf.post("/submit", headers={"Accept": "application/json"}))  # type: ignore[operator]
    assert told.status_code == status
    assert json.loads(told.content)["sentence"]


def test_an_error_page_needs_no_database(
    client: Client, rf: RequestFactory, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert views_errors.unavailable(rf.get("/")).headers["Retry-After"] == "30"


def test_an_address_that_is_not_there_is_told_in_plain_words(client: Client) -> None:
    response = client.get("/no/such/page")
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


def test_a_store_that_is_away_is_told_as_a_pause(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("gone")

    client.raise_request_exception = False
    monkeypatch.setattr(views_public, "portal_office", away)
    response = client.get(reverse("portal:home"))
    assert response.status_code == 503
    assert "不会重复登记" in response.content.decode()


def test_too_many_bytes_are_turned_away_unread() -> None:
    handler = WholeLimit()
    limit = MOST_BYTES_IN_ALL + WORDS_AND_WRAPPING
    assert handler.handle_raw_input(BytesIO(), {}, limit, "") is None
    with pytest.raises(RequestDataTooBig) as refused:
        handler.handle_raw_input(BytesIO(), {}, limit + 1, "")
    response = views_errors.bad_request(RequestFactory().get("/submit"), refused.value)
    assert response.status_code == 413


@pytest.mark.parametrize("name", ["home", "submit"])
def test_the_first_visit_weighs_little(client: Client, name: str) -> None:
    page = client.get(reverse(f"portal:{name}")).content
    linked = re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())
    files = [finders.find(each) for each in dict.fromkeys(linked)]
    weight = sum(len(gzip.compress(Path(str(each)).read_bytes())) for each in files)
    assert len(files) >= 5
    assert weight + len(gzip.compress(page)) <= 60_000
