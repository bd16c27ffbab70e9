"""Publishing ways in and the guide, and what is still missing (R18.1)."""

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from huiyin.audit.models import Access
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.publishing import actions
from huiyin.publishing.actions import PageWording, Wording
from huiyin.publishing.completeness import has_guide, missing_of, published
from huiyin.publishing.models import Guide, WayIn
from huiyin.rules.terms import Channel, OfficeKind
from tests.accounts.cast import AT
from tests.make import an_office
from tests.people import SYSTEM_ADMIN

pytestmark = pytest.mark.django_db
CALL = Wording(Channel.CALL, "电话", "0990-2021", "工作日 8:30—17:30")
VISIT = Wording(Channel.VISIT, "", "源泉路5号一楼", "工作日 9:00—17:00")
ZH = PageWording("怎么写", "写清五样就够了。")


def by() -> dict[str, Any]:
    return {"by": SYSTEM_ADMIN.viewer, "at": AT}


def save(slug: str = "how", zh: PageWording = ZH, en: PageWording | None = None) -> None:
    actions.save_guide(slug, {"zh-hans": zh, "en": en or PageWording("", "")}, **by())


def notes(deed: str) -> list[str]:
    return [row.reason for row in Access.objects.filter(subject__startswith=f"{deed}:")]


def missing(office: Office) -> list[str]:
    return missing_of(office.ways_in.all())


def test_what_is_missing_is_said_and_goes_as_it_is_published() -> None:
    office = an_office()
    assert missing(office) == ["网上渠道（网址）", "通信地址", "电话", "接待地点"]
    actions.add_way(office, CALL, **by())
    way = actions.add_way(office, VISIT, **by())
    assert way.title == "来访"
    assert missing(office) == ["网上渠道（网址）", "通信地址"]
    WayIn.objects.filter(pk=way.pk).update(hours="")
    assert missing(office) == ["网上渠道（网址）", "通信地址", "接待时间"]
    for draft in actions.drafts(office, portal="https://xinfang.example"):
        actions.add_way(office, draft, **by())
    assert missing(office) == ["接待时间"]
    assert actions.drafts(office, portal="https://xinfang.example") == []


def test_drafts_say_nothing_that_is_not_known() -> None:
    office = an_office()
    office.phone = office.address = ""
    assert [each.channel for each in actions.drafts(office, portal="https://x")] == [Channel.WEB]


def test_drafts_are_in_chinese_whatever_the_administrator_reads() -> None:
    with translation.override("en"):
        titles = [each.title for each in actions.drafts(an_office(), portal="https://x")]
    assert titles == ["网上", "电话", "来信", "来访"]


def test_bureaus_come_first_and_governments_publish_nothing() -> None:
    an_office()
    rows = published(Office.objects.order_by("path"))
    kinds = [each.office.kind for each in rows]
    bureaus = kinds.count(OfficeKind.BUREAU)
    assert set(kinds[:bureaus]) == {OfficeKind.BUREAU}
    assert OfficeKind.GOVERNMENT not in kinds
    assert all(each.missing for each in rows)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"channel": "drum"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"place": " "}, "place"),
        ({"place": "\x00"}, "place"),
        ({"place": "路" * 201}, "place"),
        ({"title": "名" * 21}, "title"),
        ({"hours_en": "h" * 201}, "hours_en"),
        ({"channel": Channel.VISIT, "hours": ""}, "hours"),
    ],
)
def test_what_cannot_be_published_is_refused(given: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as caught:
        actions.add_way(an_office(), replace(CALL, **given), **by())
    assert caught.value.field == field
    assert not WayIn.objects.exists()


def test_a_way_is_changed_and_taken_away_but_not_the_last() -> None:
    office = an_office()
    way = actions.add_way(office, CALL, **by())
    with pytest.raises(Refused):
        actions.add_way(office, CALL, **by())
    actions.change_way(way, replace(CALL, place="0990-2022"), **by())
    assert notes("change_way") == [
        "电话：0990-2021；工作日 8:30—17:30 → 电话：0990-2022；工作日 8:30—17:30"
    ]
    with pytest.raises(Refused, match="最后一个"):
        actions.remove_way(way, **by())
    actions.add_way(office, VISIT, **by())
    actions.remove_way(way, **by())
    assert [each.channel for each in office.ways_in.all()] == [Channel.VISIT]
    assert notes("remove_way") == ["电话：0990-2022"]


def test_a_page_of_the_guide_is_published_in_one_language_or_two() -> None:
    assert not has_guide()
    save(en=PageWording("How to write", "Five things are enough."))
    save("rights", PageWording("权利", "可以查询。"))
    assert [each.order for each in Guide.objects.filter(language="zh-hans")] == [0, 1]
    save(zh=PageWording("怎么写", "六样。"))
    assert Guide.objects.get(slug="how").body == "六样。"
    assert has_guide()
    assert notes("add_guide") == ["怎么写", "权利"]
    actions.remove_guide("how", **by())
    with pytest.raises(Refused, match="最后一页"):
        actions.remove_guide("rights", **by())


@pytest.mark.parametrize(
    ("slug", "zh", "field"),
    [
        ("How", ZH, "slug"),
        ("-", ZH, "slug"),
        ("a" * 41, ZH, "slug"),
        ("", ZH, "slug"),
        ("how", PageWording("", "文"), "title_zh-hans"),
        ("how", PageWording("题", ""), "body_zh-hans"),
        ("how", PageWording("题", "文" * 20_001), "body_zh-hans"),
        ("how", PageWording("\ufdd0", "文"), "title_zh-hans"),
    ],
)
def test_a_page_that_cannot_be_is_refused(slug: str, zh: PageWording, field: str) -> None:
    with pytest.raises(Refused) as caught:
        save(slug, zh)
    assert caught.value.field == field
    assert not Guide.objects.exists()
