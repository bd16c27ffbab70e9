"""Narrowing a list on its page: filters, order and month in the address, chips, columns, views."""

import base64
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.saved_views import ListColumns, SavedView
from huiyin.accounts.viewpoints import MOST_VIEWS
from huiyin.petitions.models import Petition
from huiyin.rules.terms import Channel, Matter, State
from tests.make import ARRIVAL, a_petition, an_office, fresh
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, NOBODY, OTHER_HEAD
from tests.web.desk import desk_of, page_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

LIST = "/lists/to-register/"


def test_a_filter_stands_in_the_address_and_is_taken_off_by_its_chip() -> None:
    web = a_petition(State.RECEIVED, channel=Channel.WEB)
    letter = a_petition(State.RECEIVED, channel=Channel.LETTER)
    client = desk_of(CLERK)
    shown = text(client.get(LIST, {"channel": "letter", "sort": "arrived"}))
    assert page_of(letter) in shown
    assert page_of(web) not in shown
    assert "1 件符合" in shown
    assert '<option value="letter" selected>' in shown
    assert 'href="?sort=arrived" aria-label="去掉“来信”"' in shown


def test_the_next_page_keeps_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huiyin.web.desk.keyset.SIZE", 1)
    for _ in range(2):
        a_petition(State.RECEIVED)
    shown = text(desk_of(CLERK).get(LIST, {"channel": "web", "sort": "arrived"}))
    found = re.search(r'rel="next" href="\?(channel=web&amp;sort=arrived&amp;after=[^"]+)"', shown)
    assert found
    following = text(desk_of(CLERK).get(LIST + "?" + found[1].replace("&amp;", "&")))
    assert 'rel="prev"' in following
    assert 'rel="next"' not in following


def test_an_empty_result_names_the_filters_that_hide_everything() -> None:
    a_petition(State.RECEIVED)
    shown = text(desk_of(CLERK).get(LIST, {"channel": "fax", "joint": "1"}))
    assert "没有一件同时符合：传真、联名。" in shown
    assert "这个清单共有 1 件。" in shown
    assert "全部去掉" in shown


def test_nonsense_in_an_address_is_said_and_changes_nothing() -> None:
    petition = a_petition(State.RECEIVED)
    query = {"channel": "\x00", "office": "x", "sort": "secret", "month": "1", "view": "-"}
    response = desk_of(CLERK).get(LIST, query)
    assert response.status_code == 200
    assert page_of(petition) in text(response)
    assert "“来源”的条件无法识别，没有使用。" in text(response)


def test_marks_stand_in_the_rows() -> None:
    first = a_petition(State.REGISTERED)
    second = a_petition(State.REGISTERED)
    a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    Petition.objects.filter(pk=second.pk).update(repeat_of=first.pk, people_count=5, urgent=True)
    shown = text(desk_of(DISPATCHER).get("/lists/to-forward/"))
    for word in ("初次", "重复", "联名5人", "紧急"):
        assert shown.count(f">{word}</span>") == 1, word


def test_columns_are_remembered_for_one_person_and_one_list() -> None:
    a_petition(State.RECEIVED)
    client = desk_of(CLERK)
    chosen = {"column": ["due", "arrived", "nonsense"], "query": "channel=web&after=x"}
    answer = client.post(LIST + "columns/", chosen)
    assert answer["Location"] == LIST + "?channel=web"
    shown = text(client.get(LIST))
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', shown)
    assert heads == ["编号", "收到日期", "期限"]
    assert "柳荫新村" not in shown
    client.post(LIST + "columns/", {"usual": "1", "column": ["due"]})
    assert not ListColumns.objects.exists()
    assert ">属地</th>" in text(client.get(LIST))


def test_a_view_keeps_filters_order_and_columns_under_its_list() -> None:
    a_petition(State.RECEIVED)
    client = desk_of(CLERK)
    form = {"name": " 来信 ", "query": "sort=arrived&channel=letter", "column": ["due", "text"]}
    there = client.post(LIST + "views/", form)["Location"]
    view = SavedView.objects.get()
    assert there == f"{LIST}?channel=letter&sort=arrived&view={view.pk.hex}"
    shown = text(client.get(there))
    assert "待登记 · 来信" in shown
    assert re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', shown) == []
    assert f'view={view.pk.hex}" aria-current="page"' in shown
    a_petition(State.RECEIVED, channel=Channel.LETTER)
    heads = re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', text(client.get(there)))
    assert heads == ["编号", "内容（首句）", "期限"]
    assert f"view={view.pk.hex}" not in text(desk_of(HANDLER).get("/lists/to-do/"))
    stranger = desk_of(OTHER_HEAD)
    change = reverse("desk:change_view", args=[view.pk])
    assert stranger.post(change, {"name": "我的"}).status_code == 404
    assert "· 来信" not in text(stranger.get(f"/lists/to-sign/?view={view.pk.hex}"))


def test_an_office_view_is_made_by_who_speaks_for_it_and_seen_by_its_people() -> None:
    office = str(an_office().pk)
    form = {"name": "今天到期", "query": "due=today", "office": office}
    assert desk_of(HANDLER).post("/lists/to-do/views/", form).status_code == 404
    desk_of(HEAD).post("/lists/to-do/views/", form)
    view = SavedView.objects.get()
    assert view.person_id is None
    shown = text(desk_of(HANDLER).get("/lists/to-do/"))
    assert f"due=today&amp;view={view.pk.hex}" in shown
    change = reverse("desk:change_view", args=[view.pk])
    assert desk_of(HANDLER).post(change, {"remove": "1"}).status_code == 422
    assert desk_of(OTHER_HEAD).post(change, {"remove": "1"}).status_code == 404
    assert SavedView.objects.exists()


def test_a_view_is_renamed_removed_and_brought_back() -> None:
    client = desk_of(CLERK)
    client.post(LIST + "views/", {"name": "一", "query": "channel=letter"})
    client.post(LIST + "views/", {"name": "二", "query": ""})
    first = SavedView.objects.get(name="一")
    change = reverse("desk:change_view", args=[first.pk])
    taken = client.post(change, {"name": "二"})
    assert taken.status_code == 422
    assert "同名的视图" in text(taken)
    for name in ("", "\x07", "长" * 21):
        assert client.post(change, {"name": name}).status_code == 422
    assert client.post(change, {"name": "三"}).status_code == 302
    removed = text(client.post(change, {"remove": "1"}))
    assert "已删除视图“三”" in removed
    assert not SavedView.objects.filter(pk=first.pk).exists()
    fields = dict(re.findall(r'type="hidden" name="(name|query|office)" value="([^"]*)"', removed))
    client.post(LIST + "views/", fields)
    assert SavedView.objects.get(name="三").query == "channel=letter"


def test_there_are_at_most_twenty_views_and_what_was_typed_stays() -> None:
    client = desk_of(CLERK)
    for number in range(MOST_VIEWS):
        client.post(LIST + "views/", {"name": f"第{number}个"})
    refused = client.post(LIST + "views/", {"name": "多的一个", "query": "channel=fax"})
    assert refused.status_code == 422
    assert "最多保存 20 个视图" in text(refused)
    assert 'value="多的一个"' in text(refused)
    assert 'value="channel=fax"' in text(refused)
    assert SavedView.objects.count() == MOST_VIEWS


@pytest.mark.parametrize("address", [LIST + "views/", LIST + "columns/", "/views/"])
def test_who_has_no_lists_finds_no_views(address: str) -> None:
    client = desk_of(NOBODY)
    answer = client.get(address) if address == "/views/" else client.post(address, {"name": "x"})
    assert answer.status_code == 404
    assert desk_of(CLERK).post("/lists/to-contribute/views/", {"name": "x"}).status_code == 404
    assert desk_of(CLERK).post(f"/views/{uuid4()}/", {"name": "x"}).status_code == 404


def test_what_was_done_is_listed_by_month() -> None:
    petition = a_petition(State.DELIVERED)
    client = desk_of(DISPATCHER)
    month = fresh(petition).arrived_at.isoformat()[:7]
    assert page_of(petition) in text(client.get("/lists/done/", {"month": month}))
    before = (ARRIVAL.replace(day=1) - timedelta(days=3)).isoformat()[:7]
    assert page_of(petition) not in text(client.get("/lists/done/", {"month": before}))
    now = timezone.now()
    assert f'value="{now.isoformat()[:7]}"' in text(client.get("/lists/done/"))


def test_a_narrowed_list_costs_no_more_than_ten_queries() -> None:
    a_petition(State.RECEIVED)
    client = desk_of(CLERK)
    client.post(LIST + "views/", {"name": "网上", "query": "channel=web", "column": ["due"]})
    view = SavedView.objects.get()
    query = {"channel": "web", "due": "late", "first": "1", "view": view.pk.hex}
    client.get(LIST, query)
    with CaptureQueriesContext(connection) as made:
        client.get(LIST, query)
    assert len(made) <= 11


@pytest.mark.parametrize(
    "forged", ["[" * 4000, "1" * 4400, '[1,"2026-01-01",{}]', '["0001-01-01T00:00:00+14:00","0"]']
)
def test_a_place_that_somebody_forged_leads_to_the_first_page(forged: str) -> None:
    petition = a_petition(State.RECEIVED)
    token = base64.urlsafe_b64encode(forged.encode()).decode().rstrip("=")
    for sort in ("due", "arrived"):
        for way in ("after", "before"):
            shown = desk_of(CLERK).get(LIST, {"sort": sort, way: token})
            assert page_of(petition) in text(shown)
