"""Refusals 1–4 and 9–12 as words: no table, address, step, page or message knows them.

A list holds what such a thing is called in Chinese and in English. Each list is proved by planting
one of its things in a table, a page and a step: the search finds all three.
"""

from functools import cache

import pytest
from django.db import models
from django.test import Client
from django.test.utils import isolate_apps

from tests.refusals.looking import (
    addresses,
    everything,
    found,
    names_of,
    own_tables,
    texts,
    words_of_the_procedure,
)

LABELS = (
    "重点人员", "重点人", "老访户", "上访老户", "非访", "缠访", "闹访", "稳控", "风险等级",
    "风险评分", "维稳对象", "risk score", "risk level", "key person", "troublemaker",
    "stability control", "habitual petitioner",
)  # fmt: skip
KINSHIP = (
    "relative", "relatives", "spouse", "children names", "companion", "companions", "kin",
    "police station", "派出所名称", "配偶姓名", "子女姓名", "同行人员",
)  # fmt: skip
TRACKING = (
    "行程轨迹", "活动轨迹", "人脸识别", "人脸比对", "车牌识别", "车票信息", "手机定位", "基站定位",
    "社交账号", "进京预警", "到访预警", "face recognition", "face id",
    "navigator.geolocation", "latitude", "longitude", "licence plate",
    "license plate", "train ticket", "itinerary", "imei",
)  # fmt: skip
INTERCEPTION = (
    "劝返", "截访", "拦截上访", "接访接回", "拦访", "劝阻上访", "稳控任务", "上门稳控",
    "非正常上访", "intercept", "interception", "escort back", "persuade to withdraw",
    "stop list",
)  # fmt: skip
BLACKLIST = (
    "黑名单", "失信名单", "信用惩戒", "限制上访", "拉黑", "积分扣减", "禁止该人", "blacklist",
    "blocklist", "credit score", "ban list", "banned person", "penalty points",
)  # fmt: skip
SPEECH = (
    "舆情监测", "舆情", "言论监控", "情感分析", "敏感言论", "发帖", "网民画像", "sentiment",
    "speech monitoring", "opinion score", "social media", "public opinion",
)  # fmt: skip
HEALTH = (
    "体温", "核酸", "健康码", "病史", "家属病情", "发热", "疫苗接种记录", "body temperature",
    "health code", "nucleic", "medical history", "family illness", "infected",
)  # fmt: skip
SPEAKS_OF_HEALTH = (
    "rules/health.py", "rules/terms_health.py", "emergency/health", "web/desk/health_",
    "web/templates/desk/health/", "web/static/huiyin/health.", "locale/", "publishing/data_map.py",
    "emergency/plans_epidemic.py",
)  # fmt: skip
"""Where staff health in an emergency is spoken of: its rules, tables and pages, their English, the
map of data; and the words by which petitions of an epidemic are found."""

THREATS = (
    "扬言标志", "扬言人", "扬言内容", "极端倾向", "危险人员", "threat level",
    "threatens",
    "dangerous person",
)  # fmt: skip

LISTS = {
    "1 labels of people": LABELS,
    "2 tracking": TRACKING,
    "3 interception": INTERCEPTION,
    "4 blacklist": BLACKLIST,
    "10 speech": SPEECH,
    "11 health": HEALTH,
    "12 threats as a mark": THREATS,
}
each_list = pytest.mark.parametrize("words", LISTS.values(), ids=LISTS)


@cache
def all_places() -> dict[str, str]:
    return everything()


def is_of_health(name: str) -> bool:
    return name.startswith(SPEAKS_OF_HEALTH)


@each_list
def test_it_is_nowhere(words: tuple[str, ...]) -> None:
    places = all_places()
    if words is HEALTH:
        places = {name: said for name, said in places.items() if not is_of_health(name)}
    assert found(words, places) == []


def test_1_nothing_is_kept_of_kin_companions_or_police_stations() -> None:
    """Of columns, steps and addresses: a page may well say “relative” of something else."""
    kept = names_of(own_tables()) | addresses() | words_of_the_procedure()
    assert found(KINSHIP, kept) == []


@pytest.mark.django_db
def test_2_no_page_may_ask_a_browser_where_it_is() -> None:
    policy = Client().get("/")["Permissions-Policy"]
    assert {"geolocation=()", "camera=()"} <= {each.strip() for each in policy.split(",")}


@each_list
def test_the_search_would_find_it_on_a_page(words: tuple[str, ...]) -> None:
    for word in words:
        planted = {"page.html": f"<p class='x'>这里写着{word}，</p>", "step": f"step.{word}"}
        assert [each.split(":")[0] for each in found(words, planted)] == ["page.html", "step"]


@isolate_apps("huiyin.petitions")
def test_the_search_would_find_it_in_a_table() -> None:
    class PetitionerMark(models.Model):
        risk_score = models.IntegerField()
        spouse = models.TextField()
        train_ticket = models.TextField()
        body_temperature = models.FloatField()

        class Meta:
            app_label = "petitions"

    planted = names_of([PetitionerMark])
    for words, field in (
        (LABELS, "risk_score"),
        (KINSHIP, "spouse"),
        (TRACKING, "train_ticket"),
        (HEALTH, "body_temperature"),
    ):
        assert [each.split(":")[0].rsplit(".", 1)[1] for each in found(words, planted)] == [field]


def test_the_places_are_really_looked_through() -> None:
    """The search reads what it says it reads: tables, addresses, pages, both languages."""
    assert len(own_tables()) > 25
    assert len(addresses()) > 80
    said = texts()
    assert sum(name.endswith(".html") for name in said) > 60
    assert any("en/LC_MESSAGES" in name for name in said)
    assert found(("信访事项",), all_places())
    assert found(("petitioner",), all_places())
