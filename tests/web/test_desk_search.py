"""The search of the desk: what is typed never stands in an address, and finds what it may."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huiyin.audit.models import Access
from huiyin.petitions.indexing import index_waiting
from huiyin.rules.terms import Matter, Naming, State
from huiyin.web.desk import searching
from tests.make import a_petition
from tests.people import (
    ADMINISTRATORS,
    AUDIT_ADMIN,
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    NOBODY,
    OTHER_HEAD,
    Person,
)
from tests.web.desk import NAME, PHONE, desk_of, page_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

SEARCH = "/search/"


def ask(client: Client, typed: str) -> HttpResponseBase:
    """What follows on typing this and pressing Enter."""
    index_waiting()
    return client.post(SEARCH, {"q": typed}, follow=True)


def asked(who: Person, typed: str) -> str:
    return text(ask(desk_of(who), typed))


def address_of(client: Client, typed: str) -> str:
    """The address to which typed words lead."""
    index_waiting()
    return str(client.post(SEARCH, {"q": typed})["Location"])


def test_words_are_marked_in_rows_that_lead_to_their_petitions() -> None:
    petition = a_petition(request="自來水<b>停了</b>三天。")
    shown = asked(CLERK, "自来水")
    assert page_of(petition) in shown
    assert "<mark>自來水</mark>&lt;b&gt;停了" in shown
    assert 'value="自来水"' in shown, "what was typed stays in the box"
    assert "没有找到" in asked(CLERK, "暖气费")


def test_what_is_typed_stands_in_no_address_and_no_access() -> None:
    a_petition()
    client = desk_of(CLERK)
    for typed in (NAME, PHONE, "供水"):
        address = address_of(client, typed)
        assert typed not in address
        assert typed.encode() not in base64.urlsafe_b64decode(address[11:] + "==")
        assert client.get(address).status_code == 200
    accesses = Access.objects.filter(kind=Access.SEARCH).order_by("recorded_at")
    assert [each.subject for each in accesses] == ["words name", "words phone", "words name"]
    kept = json.dumps([str(vars(each)) for each in Access.objects.all()], ensure_ascii=False)
    assert not any(typed in kept for typed in (NAME, PHONE, "供水"))


def test_the_audit_shows_in_which_way_was_searched() -> None:
    ask(desk_of(CLERK), PHONE)
    shown = text(desk_of(AUDIT_ADMIN).get(reverse("desk:accesses"), {"kind": "search"}))
    assert "按正文、按电话" in shown
    assert PHONE not in shown


def test_an_address_opens_for_nobody_else_and_not_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a_petition()
    client = desk_of(CLERK)
    address = address_of(client, "供水")
    assert "<mark>供水</mark>" in text(client.get(address))
    for other in (desk_of(DISPATCHER), desk_of(HEAD)):
        answer = text(other.get(address))
        assert "这次查找已经过期" in answer
        assert "供水" not in answer
    later = timezone.now() + searching.KEPT
    opened = searching._opened(parse_qs(urlsplit(address).query)["t"][0], CLERK.viewer, later)
    assert opened == ""


@pytest.mark.parametrize("token", ["x", "=", "ATAw", "信访", "%00", "A" * 3000, "é", "-_-_" * 40])
def test_an_address_nobody_gave_finds_nothing(token: str) -> None:
    answer = desk_of(CLERK).get(SEARCH, {"t": token})
    assert answer.status_code == 200
    assert "这次查找已经过期" in text(answer)


@pytest.mark.parametrize("before", ["x", "0", "", "信", "9" * 400, "\x00"])
def test_a_place_nobody_gave_is_the_beginning(before: str) -> None:
    petition = a_petition()
    client = desk_of(CLERK)
    token = parse_qs(urlsplit(address_of(client, "供水")).query)["t"][0]
    answer = client.get(SEARCH, {"t": token, "before": before})
    assert page_of(petition) in text(answer)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("水", "至少输入两个字"),
        ("停水\x00", "无法保存的空字符"),
        ("停" * 10_000, "不能超过 100 字"),
        ("停" + "\u0301" * 40, "过多叠加"),
        ("停水\ufdd0", "无效的字符"),
    ],
)
def test_what_cannot_be_searched_stays_in_the_box_with_a_sentence(typed: str, says: str) -> None:
    answer = desk_of(CLERK).post(SEARCH, {"q": typed})
    assert answer.status_code == 422
    assert says in text(answer)
    assert f'value="{typed}"' in text(answer)


@pytest.mark.parametrize(
    "typed", ["%%", "''", "\"' or 1=1 --", "😀😀", "<script>", "{{7*7}}", "\\\\"]
)
def test_hostile_words_find_nothing_and_are_shown_as_they_are(typed: str) -> None:
    a_petition()
    answer = ask(desk_of(CLERK), typed)
    assert answer.status_code == 200
    assert "没有找到" in text(answer)
    assert "<script>" not in text(answer).split("<main", 1)[1]


def test_nothing_typed_shows_what_one_can_type() -> None:
    client = desk_of(CLERK)
    for answer in (client.get(SEARCH), client.post(SEARCH, {"q": "  "}, follow=True)):
        assert answer.status_code == 200
        assert "几个词用空格隔开" in text(answer)
    assert not Access.objects.filter(kind=Access.SEARCH).exists()


def test_a_number_opens_its_petition_typed_anyhow() -> None:
    petition = a_petition(State.REGISTERED)
    client = desk_of(CLERK)
    official = petition.official or ""
    for typed in (official, petition.receipt, f" {official.lower()[:4]} {official[4:]} "):
        assert address_of(client, typed) == page_of(petition)
    assert "没有找到" in asked(CLERK, official[:-1])


def test_the_hidden_and_the_missing_are_the_same_page() -> None:
    petition = a_petition(State.REGISTERED)
    missing = "WX20261234567890"
    assert _seen(asked(OTHER_HEAD, petition.number), petition.number) == _seen(
        asked(OTHER_HEAD, missing), missing
    )


def _seen(page: str, number: str) -> str:
    """The page without the number typed and the sealed address, which differs at every look."""
    head, _, rest = page.replace(number, "").partition('name="next" value="')
    return head + rest.partition('"')[2]


def test_an_accusation_is_found_by_its_number_alone() -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION, request="科长收钱办事。")
    assert address_of(desk_of(CLERK), petition.number) == page_of(petition)
    for typed in ("收钱办事", NAME, PHONE):
        assert page_of(petition) not in asked(CLERK, typed)


def test_a_hidden_name_is_in_no_page_of_the_unit() -> None:
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD, request=f"我是{NAME}，请修水管。")
    shown = asked(HANDLER, "修水管")
    assert page_of(petition) in shown
    assert NAME not in shown
    assert page_of(petition) not in asked(HANDLER, NAME)
    assert page_of(petition) not in asked(HANDLER, "小满")
    assert page_of(petition) in asked(CLERK, NAME)


def test_a_person_is_shown_by_what_agrees_never_by_the_value() -> None:
    petition = a_petition(State.SIGNED)
    shown = asked(HANDLER, PHONE).split("<main", 1)[1]
    assert page_of(petition) in shown
    assert "电话相符" in shown
    assert NAME not in shown


@pytest.mark.parametrize("who", [*ADMINISTRATORS, NOBODY])
def test_who_reads_no_petitions_finds_no_search(who: Person) -> None:
    client = desk_of(who)
    assert client.get(SEARCH).status_code == 404
    assert client.post(SEARCH, {"q": "供水"}).status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    assert reverse("desk:signin") in Client().get(SEARCH)["Location"]
    assert Client().post(SEARCH, {"q": "供水"}).status_code == 401


def test_pages_lead_on_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [a_petition(State.REGISTERED) for _ in range(3)]
    monkeypatch.setattr("huiyin.petitions.finding.find.__kwdefaults__", {"before": None, "size": 2})
    client = desk_of(CLERK)
    first = text(ask(client, "供水"))
    assert [page_of(each) in first for each in made] == [False, True, True]
    assert 'rel="prev"' not in first
    token = parse_qs(urlsplit(address_of(client, "供水")).query)["t"][0]
    second = text(client.get(SEARCH, {"t": token, "before": made[1].pk.hex}))
    assert [page_of(each) in second for each in made] == [True, False, False]
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second
    last = text(client.get(SEARCH, {"t": token, "before": made[0].pk.hex}))
    assert "没有更早的了" in last


def test_a_page_costs_the_same_however_many_are_found() -> None:
    client = desk_of(CLERK)

    def queries() -> int:
        address = address_of(client, "供水")
        with CaptureQueriesContext(connection) as made:
            client.get(address)
        return len(made)

    a_petition()
    queries()  # who is on duty is asked once in a while
    one = queries()
    for naming in (Naming.NAMED, Naming.WITHHELD, Naming.ANONYMOUS):
        a_petition(naming=naming)
    assert queries() == one
    assert one <= 15


def test_the_page_speaks_both_languages() -> None:
    a_petition()
    client = desk_of(CLERK)
    client.post(reverse("desk:language"), {"language": "en", "next": "/"})
    shown = text(ask(client, "供水"))
    assert "newest first" in shown
    assert "Search for “供水”" in shown
