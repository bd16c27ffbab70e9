"""还有其他信访人: rows for the others who sign, on every way in, and their list later (F22)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from huiyin.petitions.models import Petition
from huiyin.petitions.petitioners import others_of, personal
from huiyin.petitions.submissions import MOST_NAMED
from huiyin.petitions.submissions import Person as Signing
from huiyin.petitions.vault import Vault
from huiyin.rules.terms import State
from tests.api.calling import a_body, submit
from tests.people import CLERK, HANDLER, HEAD, Person
from tests.web.desk import desk_of, text
from tests.web.portal import a_form, a_portal
from tests.web.test_desk_intake import CONFIRM, FILE, NEW, a_letter, hidden, opened
from tests.web.ways import recent

pytestmark = pytest.mark.django_db

OTHERS = {"other_0_name": "何田", "other_0_phone": "19900003301", "other_3_name": "李禾苗"}
BOTH = [{"name": "何田", "phone": "19900003301"}, {"name": "李禾苗"}]
desk_pages = pytest.mark.urls("huiyin.config.urls_desk")


@pytest.fixture(autouse=True)
def _city() -> None:
    a_portal()


def named(petition: Petition | None = None) -> list[dict[str, str]]:
    """What the others gave of themselves."""
    petition = petition or Petition.objects.get()
    vault = Vault(petition.id, petition.key)
    return [personal(each, vault) for each in others_of(petition)]


# -- the portal ------------------------------------------------------------------------------------


def test_with_script_the_others_come_with_it_and_are_counted() -> None:
    answer = Client().post(
        reverse("portal:submit"), a_form(**OTHERS), headers={"Accept": "application/json"}
    )
    assert answer.status_code == 201
    assert named() == BOTH
    assert Petition.objects.get().people_count == 3


def test_without_script_more_rows_keep_every_word_and_file_and_all_is_read_once_more() -> None:
    client, form = Client(), a_form(**OTHERS, request="", check=None)
    file = SimpleUploadedFile("证据.txt", b"photo of the dry tap")
    page = client.post(reverse("portal:submit"), form | {"more": "1", "attachments": file})
    shown = page.content.decode()
    assert page.status_code == 200
    assert all(f'value="{word}"' in shown for word in ("何田", "19900003301", "李禾苗"))
    assert 'name="other_9_name"' in shown
    assert "证据.txt" in shown
    assert "请填写这一项" not in shown.split("<form", 1)[1].split("data-say-required", 1)[0]
    draft = shown.split('name="draft" value="')[1].split('"')[0]
    filled = a_form(**OTHERS, other_9_name="谷雨", check="1") | {"draft": draft}
    read = client.post(reverse("portal:submit"), filled).content.decode()
    assert all(word in read for word in ("何田", "李禾苗", "谷雨", "证据.txt"))
    draft = read.split('name="draft" value="')[1].split('"')[0]
    assert client.post(reverse("portal:confirm"), {"draft": draft}).status_code == 302
    assert named() == [*BOTH, {"name": "谷雨"}]


@pytest.mark.parametrize(
    ("given", "beside"),
    [
        ({"other_1_phone": "19900003301"}, "other_1_name"),
        ({"other_1_name": "何田", "other_1_phone": "不知道"}, "other_1_phone"),
        ({"other_1_name": "何\x00田"}, "other_1_name"),
        ({"other_1_name": "长" * 101}, "other_1_name"),
    ],
)
def test_a_fault_stands_beside_its_row(given: dict[str, str], beside: str) -> None:
    answer = Client().post(
        reverse("portal:submit"), a_form(**given), headers={"Accept": "application/json"}
    )
    assert list(answer.json()["errors"]) == [beside]


def test_no_address_makes_endless_rows() -> None:
    page = Client().post(reverse("portal:submit"), a_form(other_999_name="何", more="1"))
    assert f'name="other_{MOST_NAMED - 1}_name"' in page.content.decode()
    assert f'name="other_{MOST_NAMED}_name"' not in page.content.decode()


# -- the API ---------------------------------------------------------------------------------------


def test_a_system_names_them_too() -> None:
    assert submit(a_body(petitioners=BOTH, people_count=7)).status == 201
    assert named() == BOTH


@pytest.mark.parametrize(
    "wrong",
    [
        {"petitioners": BOTH},
        {"petitioners": [{"phone": "1"}], "people_count": 9},
        {"petitioners": [{"name": "何田", "age": 3}], "people_count": 9},
        {"petitioners": [{"name": "何田"}] * (MOST_NAMED + 1), "people_count": 99},
        {"petitioners": "何田", "people_count": 9},
    ],
)
def test_a_list_that_cannot_be_is_a_problem(wrong: dict[str, Any]) -> None:
    assert submit(a_body(**wrong)).status == 422
    assert not Petition.objects.exists()


# -- the desk --------------------------------------------------------------------------------------


@desk_pages
def test_the_counter_takes_them_in_and_reads_them_back() -> None:
    client, form = opened()
    more = client.post(NEW, form | a_letter(**OTHERS) | {"more": "1"})
    assert more.status_code == 200
    assert 'name="other_9_name"' in text(more)
    again = hidden(more) | a_letter(**OTHERS, people_count="3")
    file = SimpleUploadedFile("来信.txt", FILE)
    read = client.post(NEW, again | {"attachments": file})
    assert "何田 19900003301、李禾苗" in text(read)
    assert client.post(CONFIRM, {"draft": hidden(read)["draft"]}).status_code == 302
    assert named() == BOTH


@desk_pages
def test_the_list_is_changed_on_the_desk_and_stays_masked() -> None:
    petition = recent(State.SIGNED, petitioners=(Signing(**BOTH[0]),), people_count=2)
    address = reverse("desk:step", args=[petition.pk, "list_people"])
    client = desk_of(CLERK)
    page = text(client.get(address))
    assert "何田" not in page
    assert "19900003301" not in page
    first = others_of(petition)[0]
    form = {
        "version": petition.version,
        "seen": petition.event_count,
        "main": petition.petitioners.get(is_main=True).pk,
        "remove": [first.pk],
        "other_0_name": "谷雨",
        "people_count": "2",
        "reason": "一人不再署名，另一人来电要求署名。",
    }
    assert client.post(address, form).status_code == 302
    assert named() == [{"name": "谷雨"}]
    page = text(client.get(reverse("desk:petition", args=[petition.pk])))
    assert "联名人" in page
    assert "谷雨" not in page


@desk_pages
def test_who_was_written_wrongly_is_put_right_on_the_desk() -> None:
    petition = recent(State.SIGNED, petitioners=(Signing(**BOTH[0]),), people_count=2)
    address = reverse("desk:step", args=[petition.pk, "list_people"])
    client, wrong = desk_of(CLERK), others_of(petition)[0].pk.hex
    form = {
        "version": petition.version,
        "seen": petition.event_count,
        "main": petition.petitioners.get(is_main=True).pk,
        f"fix_name_{wrong}": "何甜",
        f"fix_phone_{wrong}": "不知道",
        "people_count": "2",
        "reason": "来电说姓名写错了。",
    }
    answer = client.post(address, form)
    assert answer.status_code == 422
    assert "何甜" in text(answer), "nothing typed is lost"
    assert client.post(address, form | {f"fix_phone_{wrong}": ""}).status_code == 302
    assert named() == [{"name": "何甜", "phone": "19900003301"}]
    page = text(client.get(reverse("desk:petition", args=[petition.pk])))
    assert "更正 1 位的信息" in page
    assert "来电说姓名写错了" in page


@desk_pages
def test_more_than_five_are_added_on_the_desk_without_script() -> None:
    petition = recent(State.SIGNED)
    address = reverse("desk:step", args=[petition.pk, "list_people"])
    client = desk_of(CLERK)
    seen = {"version": petition.version, "seen": petition.event_count}
    five = {f"other_{n}_name": f"谷{n}" for n in range(5)}
    more = client.post(address, seen | five | {"more": "1", "reason": "", "people_count": ""})
    assert more.status_code == 200
    page = text(more)
    assert all(f'value="谷{n}"' in page for n in range(5))
    assert 'name="other_9_name"' in page
    assert "请填写这一项" not in page
    assert named() == []
    given = seen | five | {"other_9_name": "谷雨", "people_count": "7", "reason": "补报名单。"}
    assert client.post(address, given).status_code == 302
    assert [each["name"] for each in named()] == ["谷0", "谷1", "谷2", "谷3", "谷4", "谷雨"]


@desk_pages
@pytest.mark.parametrize("who", [HANDLER, HEAD])
def test_the_unit_changes_no_list(who: Person) -> None:
    petition = recent(State.SIGNED)
    address = reverse("desk:step", args=[petition.pk, "list_people"])
    answer = desk_of(who).post(address, {"reason": "想改。", "people_count": "1"})
    assert answer.status_code in (409, 422)
    assert named() == []
