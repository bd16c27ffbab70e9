"""反映一件事: handed in once, whatever the browser does; judged kindly; nothing typed is lost."""

import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from huiyin.documents.models import StoredFile
from huiyin.organisations.models import Office
from huiyin.petitions.models import Draft, Petition
from huiyin.petitions.telling import told
from huiyin.petitions.tracking import holder_viewer
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, Matter, Naming
from huiyin.web.portal import places
from tests.web.portal import a_form, a_portal, code_of

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c489".replace(" ", "")
    + "0000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


@pytest.fixture(autouse=True)
def _city() -> None:
    a_portal()


def test_script_hands_in_and_is_led_to_the_receipt(client: Client) -> None:
    response = client.post(reverse("portal:submit"), a_form(), headers=JSON)
    assert response.status_code == 201
    assert response.json() == {"next": reverse("portal:receipt")}
    petition = Petition.objects.get()
    assert petition.channel == Channel.WEB
    assert petition.registering.name == "云岭市信访局"
    page = client.get(response.json()["next"]).content.decode()
    code = code_of(petition)
    for group in (code[:4], code[4:8], code[8:]):
        assert f"<span>{group}</span>" in page
    assert petition.receipt in page
    assert "最迟" in page
    assert "登记" in page


def test_the_receipt_is_for_whoever_handed_in_and_for_nobody_else(client: Client) -> None:
    client.post(reverse("portal:submit"), a_form(), headers=JSON)
    assert client.get(reverse("portal:receipt")).status_code == 200
    assert Client().get(reverse("portal:receipt")).status_code == 302


def test_sent_twice_is_registered_once_with_the_same_receipt(client: Client) -> None:
    first = client.post(reverse("portal:submit"), a_form(), headers=JSON)
    again = Client().post(reverse("portal:submit"), a_form(), headers=JSON)
    assert (first.status_code, again.status_code) == (201, 201)
    assert Petition.objects.count() == 1


def test_a_second_one_is_written_and_nothing_is_asked_before(client: Client) -> None:
    client.post(reverse("portal:submit"), a_form(), headers=JSON)
    with CaptureQueriesContext(connection) as asked:
        again = client.post(reverse("portal:submit"), a_form(key="k" * 40), headers=JSON)
    assert again.status_code == 201
    # The statement itself goes past Django's log; around it the test's own transaction is guarded.
    assert [each["sql"].split()[0] for each in asked] == ["SAVEPOINT", "RELEASE"]
    assert Petition.objects.count() == 2


def test_a_used_key_with_other_words_shows_the_first_and_offers_a_supplement(
    client: Client,
) -> None:
    client.post(reverse("portal:submit"), a_form(), headers=JSON)
    other = a_form(facts="后来又停了两天。")
    assert client.post(reverse("portal:submit"), other, headers=JSON).status_code == 409
    response = client.post(reverse("portal:submit"), other)
    page = response.content.decode()
    petition = Petition.objects.get()
    assert petition.receipt in page
    assert "事实经过：后来又停了两天。</textarea>" in page
    sent = client.post(reverse("portal:supplement"), {"words": "后来又停了两天。"})
    assert sent["Location"] == reverse("portal:petition") + "?done=supplement"
    story = told(petition, holder_viewer(petition), today=localdate(timezone.now()))
    assert "后来又停了两天。" in [event.words for event in story.history]


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(client: Client) -> None:
    response = client.post(reverse("portal:submit"), a_form(name="", declares=None, check="1"))
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_name"' in page
    assert 'href="#id_declares"' in page
    assert a_form()["facts"] in page
    assert not Petition.objects.exists()
    answer = client.post(reverse("portal:submit"), a_form(name="", phone="a"), headers=JSON)
    assert sorted(answer.json()["errors"]) == ["name", "phone"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("naming", "somebody"),
        ("request", ""),
        ("facts", "实" * 20_001),
        ("place", "110000"),
        ("place", ""),
        ("email", "not an address"),
        ("people_count", "0"),
        ("people_count", "10000"),
        ("wish", "anything"),
        ("request", "空\x00字符"),
    ],
)
def test_each_fault_is_named(client: Client, field: str, value: str) -> None:
    answer = client.post(reverse("portal:submit"), a_form(**{field: value}), headers=JSON)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]


def test_twenty_thousand_characters_pass_and_one_more_does_not(client: Client) -> None:
    full = a_form(request="求", facts="实" * 19_998, reasons="理")
    over = a_form(
        request="求",
        facts="实" * 19_999,
        reasons="理",
        key="portal-test-key-2-0f3c9a7e5b1d4c6e8a20",
    )
    assert client.post(reverse("portal:submit"), full, headers=JSON).status_code == 201
    assert client.post(reverse("portal:submit"), over, headers=JSON).status_code == 422


def test_the_place_decides_the_bureau_and_the_form_says_so(client: Client) -> None:
    page = client.get(reverse("portal:submit")).content.decode()
    assert "青禾县柳泉镇（由青禾县信访局登记）" in page
    assert "南江省" not in page
    client.post(reverse("portal:submit"), a_form(place="990121101"), headers=JSON)
    assert Petition.objects.get().registering.name == "青禾县信访局"


def test_a_bureau_that_has_changed_is_known_after_some_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moment = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    county = places.bureau_of("990121101")
    assert county is not None
    Office.objects.filter(pk=county.pk).update(is_open=False)
    assert places.bureau_of("990121101") == county
    moment[0] += places.SECONDS
    assert places.bureau_of("990121101") != county
    assert places.bureau_of("990121101") is not None


def test_the_ways_of_naming_are_explained_before_choosing(client: Client) -> None:
    page = client.get(reverse("portal:submit")).content.decode()
    for words in ("办理单位看到的是", "匿名不等于在网络上无法被追踪", "不得上传涉密信息"):
        assert words in page


def test_anonymous_needs_no_name_and_keeps_none(client: Client) -> None:
    form = a_form(naming="anonymous", name="写了又改主意", address="", phone="")
    assert client.post(reverse("portal:submit"), form, headers=JSON).status_code == 201
    petition = Petition.objects.get()
    assert petition.naming == Naming.ANONYMOUS
    assert not petition.petitioners.exclude(name=None).exists()
    assert "不会收到书面通知" in client.get(reverse("portal:receipt")).content.decode()


def test_the_wish_is_kept_and_an_accusation_is_sealed_from_the_start(client: Client) -> None:
    client.post(reverse("portal:submit"), a_form(wish="accusation"), headers=JSON)
    petition = Petition.objects.get()
    assert petition.wish == Matter.ACCUSATION
    assert petition.is_sealed


def test_files_are_judged_by_content_and_named(client: Client) -> None:
    wrong = SimpleUploadedFile("照片.png", b"<html>not a picture", content_type="image/png")
    form = a_form() | {"attachments": [wrong]}
    answer = client.post(reverse("portal:submit"), form, headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["errors"]["attachments"][0].startswith("照片.png：")
    form["attachments"] = [SimpleUploadedFile("照片.png", PNG), SimpleUploadedFile("b.png", PNG)]
    assert client.post(reverse("portal:submit"), form, headers=JSON).status_code == 201
    petition = Petition.objects.get()
    assert StoredFile.objects.filter(owner_id=petition.pk, purpose="original").count() == 2


def test_without_script_the_check_page_comes_first(client: Client) -> None:
    form = a_form(check="1") | {"attachments": [SimpleUploadedFile("照片.png", PNG)]}
    page = client.post(reverse("portal:submit"), form).content.decode()
    assert "还没有提交" in page
    assert "照片.png" in page
    assert "云岭市信访局" in page
    assert not Petition.objects.exists()
    token = _token(page)
    done = client.post(reverse("portal:confirm"), {"draft": token, "confirm": "1"})
    assert done["Location"] == reverse("portal:receipt")
    petition = Petition.objects.get()
    assert StoredFile.objects.filter(owner_id=petition.pk, purpose="original").count() == 1
    assert not Draft.objects.exists()
    again = client.post(reverse("portal:confirm"), {"draft": token, "confirm": "1"})
    assert again["Location"] == reverse("portal:receipt")
    assert Petition.objects.count() == 1
    assert petition.receipt in client.get(reverse("portal:receipt")).content.decode()


def test_back_from_the_check_page_keeps_words_and_files(client: Client) -> None:
    form = a_form(check="1") | {"attachments": [SimpleUploadedFile("照片.png", PNG)]}
    page = client.post(reverse("portal:submit"), form).content.decode()
    token = _token(page)
    back = client.post(reverse("portal:confirm"), {"draft": token, "back": "1"}).content.decode()
    assert a_form()["facts"] in back
    assert "照片.png" in back
    changed = a_form(check="1", draft=_token(back), request="改过的请求")
    again = client.post(reverse("portal:submit"), changed).content.decode()
    assert "改过的请求" in again
    assert "照片.png" in again
    client.post(reverse("portal:confirm"), {"draft": _token(again), "confirm": "1"})
    petition = Petition.objects.get()
    assert StoredFile.objects.filter(owner_id=petition.pk, purpose="original").count() == 1


def test_a_draft_past_its_day_leads_back_to_the_form(client: Client) -> None:
    page = client.post(reverse("portal:submit"), a_form(check="1")).content.decode()
    Draft.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    done = client.post(reverse("portal:confirm"), {"draft": _token(page), "confirm": "1"})
    assert done["Location"] == reverse("portal:submit")
    assert not Petition.objects.exists()
    forged = client.post(reverse("portal:confirm"), {"draft": "anything", "confirm": "1"})
    assert forged["Location"] == reverse("portal:submit")


def _token(page: str) -> str:
    return page.split('name="draft" value="')[1].split('"')[0]
