"""新增信访件: a clerk takes in for a citizen, once, from the stated arrival, with nothing lost."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huiyin.audit.models import Access
from huiyin.documents.models import StoredFile
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.moments import localdate, localtime
from huiyin.rules.terms import Channel, Matter, Naming, State, TimeLimit
from tests.make import a_petition, a_receipt, assert_sound, at, story
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    OTHER_HEAD,
    REVIEWER,
    Person,
)
from tests.web.desk import NAME, PHONE, desk_of, page_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

NEW, CONFIRM = "/petitions/new/", "/petitions/new/confirm/"
REQUEST = "恢复供水。\n赔偿三天的用水损失。"
FILE = b"a letter, scanned as plain text"
_HIDDEN = re.compile(r'name="(key|draft|office)" value="([^"]*)"')


def a_letter(**given: object) -> dict[str, Any]:
    """The form as a clerk fills it in for a letter."""
    now = localtime(timezone.now()) - timedelta(minutes=5)
    usual: dict[str, Any] = {
        "channel": "letter",
        "arrived_at": f"{now:%Y-%m-%dT%H:%M}",
        "postmark": "",
        "evidence": "挂号信 XA20260302",
        "naming": "named",
        "name": NAME,
        "phone": PHONE,
        "identity": "",
        "address": "云岭市柳荫街44号",
        "people_count": "1",
        "representatives": "",
        "request": REQUEST,
        "facts": "连续三天没有水。",
        "reasons": "",
        "complained_about": "",
        "wish": "",
        "place": "990100",
        "place_detail": "柳荫街44号",
    }
    return usual | given


def opened(who: Person = CLERK) -> tuple[Client, dict[str, str]]:
    """A browser with the empty page, and what is hidden in its form."""
    client = desk_of(who)
    return client, hidden(client.get(NEW))


def hidden(answer: HttpResponseBase) -> dict[str, str]:
    return dict(_HIDDEN.findall(text(answer)))


def taken(who: Person = CLERK, **given: object) -> Petition:
    """A petition taken in by both pages."""
    client, form = opened(who)
    read = client.post(NEW, form | a_letter(**given))
    assert read.status_code == 200, text(read)
    answer = client.post(CONFIRM, {"draft": hidden(read)["draft"]})
    assert answer.status_code == 302, text(answer)
    return Petition.objects.get()


@pytest.fixture
def on_monday(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monday = at("2026-03-09 10:00")
    monkeypatch.setattr("huiyin.web.desk.gate.timezone.now", lambda: monday)
    return monday


def test_a_letter_of_friday_typed_on_monday_runs_from_friday(on_monday: datetime) -> None:
    petition = taken(arrived_at="2026-03-06T16:30", postmark="2026-03-04")
    assert petition.arrived_at == at("2026-03-06 16:30")
    assert petition.recorded_at == on_monday
    clock = petition.clocks.get()
    assert clock.limit == TimeLimit.L1
    assert localdate(clock.started_at) == date(2026, 3, 6)
    # Fifteen days after Friday, 21 March, a Saturday; from Monday it would be the 24th.
    assert clock.legal_on == date(2026, 3, 23)
    same = Petition.objects.get(pk=a_receipt(arrived_at=at("2026-03-06 16:30")).petition_id)
    assert clock.legal_on == same.clocks.get().legal_on
    first = story(petition)[0]
    assert (first.at, first.recorded_at) == (petition.arrived_at, on_monday)
    assert first.codes["postmark"] == "2026-03-04"
    assert_sound(petition)


@pytest.mark.usefixtures("on_monday")
def test_both_moments_and_the_evidence_show_in_the_story() -> None:
    petition = taken(arrived_at="2026-03-05T16:30", postmark="2026-03-04")
    shown = text(desk_of(CLERK).get(page_of(petition)))
    assert "gap-note" in shown
    assert "挂号信 XA20260302" in shown
    assert "邮戳日期" in shown
    assert "3月4日" in shown


def test_the_clerk_stands_in_the_first_event() -> None:
    petition = taken()
    first = story(petition)[0]
    assert (first.actor, first.actor_post) == (CLERK.id, "registrar")
    assert first.office == str(petition.registering_id)
    assert (petition.state, petition.channel) == (State.RECEIVED, Channel.LETTER)
    vault = Vault(petition.pk, petition.key)
    person = petition.petitioners.get()
    assert vault.open(person.name, "petitions_petitioner.name", person.id) == NAME


def test_what_is_read_back_names_requests_words_and_the_day() -> None:
    client, form = opened()
    shown = text(client.post(NEW, form | a_letter(channel="visit")))
    assert "向来访（来电）人读一遍" in shown
    assert "一共 2 项请求" in shown
    assert "<li>赔偿三天的用水损失。</li>" in shown
    assert "云岭市信访局最迟" in shown
    assert not Petition.objects.exists()
    assert "请对照原件核对" in text(client.post(NEW, form | a_letter()))


def test_the_slip_shows_number_and_code_to_who_took_it_in_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    petition = taken()
    slip = f"{page_of(petition)}slip/"
    vault = Vault(petition.pk, petition.key)
    code = vault.open(petition.code, "petitions_petition.code", petition.pk)
    shown = text(desk_of(CLERK).get(slip))
    assert code[:4] in shown
    assert f"{page_of(petition)}register/" in shown
    assert Access.objects.filter(petition_id=petition.pk, subject="slip").count() == 1
    for other in (DISPATCHER, LEADER, HANDLER, HEAD):
        answer = desk_of(other).get(slip)
        assert answer.status_code == 404
        assert code[:4] not in text(answer)
    later = timezone.now() + timedelta(minutes=31)
    clerk = desk_of(CLERK)
    monkeypatch.setattr("huiyin.web.desk.gate.timezone.now", lambda: later)
    assert clerk.get(slip)["Location"] == page_of(petition)


def test_a_petition_of_the_portal_has_no_slip_at_the_desk() -> None:
    petition = a_petition(State.RECEIVED)
    assert desk_of(CLERK).get(f"{page_of(petition)}slip/").status_code == 404


def test_confirming_twice_makes_one() -> None:
    client, form = opened()
    draft = hidden(client.post(NEW, form | a_letter()))["draft"]
    first, again = (client.post(CONFIRM, {"draft": draft}) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Petition.objects.count() == 1


def test_a_form_sent_again_with_other_words_is_not_taken_for_the_first() -> None:
    client, form = opened()
    read = client.post(NEW, form | a_letter())
    client.post(CONFIRM, {"draft": hidden(read)["draft"]})
    read = client.post(NEW, form | a_letter(request="另一件事。"))
    answer = client.post(CONFIRM, {"draft": hidden(read)["draft"]})
    assert answer.status_code == 422
    assert "这张表已经接收过一次" in text(answer)
    assert "另一件事。</textarea>" in text(answer)
    read = client.post(NEW, hidden(answer) | a_letter(request="另一件事。"))
    client.post(CONFIRM, {"draft": hidden(read)["draft"]})
    assert Petition.objects.count() == 2


def test_files_stay_through_faults_and_back_and_become_the_petitions() -> None:
    client, form = opened()
    scan = SimpleUploadedFile("来信.txt", FILE)
    wrong = client.post(NEW, form | a_letter(request="", attachments=scan))
    assert wrong.status_code == 422
    assert "来信.txt" in text(wrong)
    read = client.post(NEW, hidden(wrong) | a_letter())
    assert "来信.txt" in text(read)
    back = client.post(CONFIRM, {"draft": hidden(read)["draft"], "back": "1"})
    assert "来信.txt" in text(back)
    assert "连续三天没有水。</textarea>" in text(back)
    read = client.post(NEW, hidden(back) | a_letter())
    client.post(CONFIRM, {"draft": hidden(read)["draft"]})
    petition = Petition.objects.get()
    assert StoredFile.objects.filter(owner_id=petition.pk).count() == 1
    assert len(story(petition)[0].codes["files"]) == 1


def test_files_that_are_not_wanted_are_left_out() -> None:
    client, form = opened()
    scan = SimpleUploadedFile("来信.txt", FILE)
    wrong = client.post(NEW, form | a_letter(request="", attachments=scan))
    read = client.post(NEW, hidden(wrong) | a_letter(drop="1"))
    assert "来信.txt" not in text(read)
    client.post(CONFIRM, {"draft": hidden(read)["draft"]})
    assert not StoredFile.objects.filter(owner_id=Petition.objects.get().pk).exists()


def test_files_of_two_sendings_together_stay_within_the_limits() -> None:
    client, form = opened()
    many = [SimpleUploadedFile(f"{n}.txt", FILE) for n in range(20)]
    first = client.post(NEW, form | a_letter(request="", attachments=many))
    again = client.post(
        NEW, hidden(first) | a_letter(attachments=SimpleUploadedFile("x.txt", FILE))
    )
    assert again.status_code == 422
    assert "20" in text(again).split("error-summary")[1].split("</ul>")[0]
    assert "19.txt" in text(again)


@pytest.mark.parametrize(("name", "content"), [("空.txt", b""), ("a.exe", b"MZ\x90\x00")])
def test_a_file_that_cannot_be_taken_is_named(name: str, content: bytes) -> None:
    client, form = opened()
    sent = a_letter(attachments=SimpleUploadedFile(name, content))
    answer = client.post(NEW, form | sent)
    assert answer.status_code == 422
    assert name in text(answer)
    assert "连续三天没有水。</textarea>" in text(answer)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"request": ""}, "请填写这一项。"),
        ({"channel": ""}, "请选择一项。"),
        ({"channel": "web"}, "web 不在可用的选项中"),
        ({"arrived_at": "2999-01-01T00:00"}, "到达时间不能晚于现在。"),
        ({"arrived_at": "0001-01-01T00:00"}, "到达时间早于现行条例施行"),
        ({"arrived_at": "9999-12-31T23:59"}, "到达时间不能晚于现在。"),
        ({"arrived_at": "昨天"}, "请写成日期和时间"),
        ({"arrived_at": ""}, "请填写日期和时间。"),
        ({"postmark": "2999-01-01"}, "邮戳日期不能晚于收到的日期。"),
        ({"name": ""}, "请填写姓名；不愿留名的，请选择匿名。"),
        ({"phone": "不记得"}, "电话号码只含数字"),
        ({"people_count": "0"}, "大于"),
        ({"channel": "visit", "people_count": "9", "representatives": "6"}, "代表不超过5人"),
        ({"channel": "visit", "people_count": "2", "representatives": "3"}, "代表人数不能多于"),
        ({"place": "123456"}, "123456"),
        ({"request": "水\x00"}, "无法保存的空字符"),
        ({"facts": "停" * 20_001}, "20000"),
        ({"office": "00000000-0000-0000-0000-000000000000"}, "00000000"),
        ({"key": "x"}, "32"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(given: dict[str, str], says: str) -> None:
    client, form = opened()
    answer = client.post(NEW, form | a_letter(reasons="家里有老人。") | given)
    assert answer.status_code == 422
    assert says in text(answer)
    assert "家里有老人。</textarea>" in text(answer)
    assert not Petition.objects.exists()


def test_five_representatives_of_many_visitors_are_noted() -> None:
    petition = taken(channel="visit", people_count="40", representatives="5")
    assert petition.people_count == 40
    assert story(petition)[0].codes["representatives"] == 5
    assert "5 人" in text(desk_of(CLERK).get(page_of(petition)))


def test_an_anonymous_letter_keeps_no_name() -> None:
    petition = taken(naming="anonymous", name="", phone="", address="")
    assert petition.naming == Naming.ANONYMOUS
    assert not petition.petitioners.exists()


def test_hostile_words_are_shown_as_they_are() -> None:
    client, form = opened()
    shown = text(client.post(NEW, form | a_letter(request="<script>alert(1)</script>{{7*7}}")))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in shown


@pytest.mark.parametrize("draft", ["", "x", "信访", "a:b:c", "\x00", "A" * 4000])
def test_a_draft_nobody_filled_in_leads_to_the_empty_form(draft: str) -> None:
    answer = desk_of(CLERK).post(CONFIRM, {"draft": draft})
    assert answer["Location"] == NEW


def test_a_draft_is_of_the_clerk_who_filled_it_in() -> None:
    client, form = opened()
    draft = hidden(client.post(NEW, form | a_letter()))["draft"]
    assert desk_of(DISPATCHER).post(CONFIRM, {"draft": draft})["Location"] == NEW
    assert not Petition.objects.exists()


@pytest.mark.parametrize("who", [*ADMINISTRATORS, NOBODY, LEADER, REVIEWER])
def test_who_keeps_no_register_finds_no_page(who: Person) -> None:
    client = desk_of(who)
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, a_letter()).status_code == 404
    assert client.post(CONFIRM, {"draft": "x"}).status_code == 404
    assert NEW not in text(client.get("/", follow=True))


def test_the_menu_leads_there() -> None:
    for who in (CLERK, DISPATCHER, HANDLER, HEAD):
        assert f'href="{NEW}"' in text(desk_of(who).get("/", follow=True))


def test_an_organ_that_receives_directly_has_to_tell() -> None:
    petition = taken(HANDLER)
    assert petition.registering.name == "云岭市自来水有限公司"
    assert petition.clocks.get().limit == TimeLimit.L2


def test_another_bureau_that_is_competent_is_named() -> None:
    client, form = opened()
    shown = text(client.post(NEW, form | a_letter(place="990121")))
    assert "事情发生地由" in shown
    assert "也可以在云岭市信访局接收" in shown
    assert "事情发生地由" not in text(client.post(NEW, form | a_letter()))


def earlier(who: Person, **given: str) -> str:
    return text(desk_of(who).post(NEW, given, headers={"X-Part": "earlier"}))


def test_earlier_petitions_of_the_caller_are_listed_within_the_door() -> None:
    petition = a_petition(State.REGISTERED)
    for given in ({"phone": "199 0000 1206"}, {"name": NAME}):
        shown = earlier(CLERK, **given)
        assert page_of(petition) in shown
        assert petition.number in shown
        assert "待转办" in shown
        assert page_of(petition) not in earlier(OTHER_HEAD, **given)
    assert "电话相符" in earlier(CLERK, phone=PHONE)
    assert "没有找到" in earlier(CLERK, phone="19900009999")
    assert earlier(CLERK).strip() == ""


def test_what_is_sealed_or_hidden_is_looked_for_in_vain() -> None:
    accusation = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    hidden_name = a_petition(State.SIGNED, naming=Naming.WITHHELD)
    assert page_of(accusation) not in earlier(CLERK, phone=PHONE)
    assert page_of(hidden_name) in earlier(CLERK, phone=PHONE)
    assert page_of(hidden_name) not in earlier(HANDLER, phone=PHONE)


def test_the_accesses_keep_how_and_never_what() -> None:
    earlier(CLERK, phone=PHONE, name=NAME)
    access = Access.objects.get(kind=Access.SEARCH)
    assert access.subject == "name phone"
    assert PHONE not in str(vars(access))
    assert NAME not in access.reason + access.subject


@pytest.mark.parametrize("typed", ["\x00", "停" * 300, "<script>", "' or 1=1 --", "\ufdd0"])
def test_hostile_callers_find_nothing(typed: str) -> None:
    a_petition(State.REGISTERED)
    shown = earlier(CLERK, name=typed)
    assert "/petitions/" not in shown
    assert "<script>" not in shown


def test_without_script_a_button_lists_them_and_all_that_was_typed_stays() -> None:
    petition = a_petition(State.REGISTERED)
    client, form = opened()
    scan = SimpleUploadedFile("来信.txt", FILE)
    typed = a_letter(request="", reasons="家里有老人。", find="1", attachments=scan)
    answer = client.post(NEW, form | typed)
    assert answer.status_code == 200
    shown = text(answer)
    assert page_of(petition) in shown
    assert "家里有老人。</textarea>" in shown
    assert "来信.txt" in shown
    assert "请填写这一项" not in shown


def test_the_page_asks_few_questions() -> None:
    client = desk_of(CLERK)
    client.get(NEW)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(NEW)
    assert len(asked) <= 14, [each["sql"] for each in asked]
