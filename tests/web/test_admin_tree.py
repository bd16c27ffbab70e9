"""Pages on which the system administrator adds, renames, moves, ends and merges offices."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.organisations.models import Office
from huiyin.petitions.actions.succeeding import has_in_hand
from huiyin.petitions.upkeep import holds_open_work
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from tests.make import a_petition, an_office, fresh
from tests.people import AUDIT_ADMIN, CLERK, SECURITY_ADMIN, SYSTEM_ADMIN, Person
from tests.stories.living import let_the_worker_work
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

DEEDS = ("office_add", "office_rename", "office_move", "office_end")
FORM = {
    "name": "云岭市水务局",
    "short_name": "市水务局",
    "kind": "department",
    "level": "city",
    "number_code": "2051",
    "letter_code": "云水",
    "division": "990100",
}


@pytest.fixture
def admin() -> Client:
    return desk_of(SYSTEM_ADMIN)


def address(deed: str, slug: str) -> str:
    return reverse(f"desk:{deed}", args=[an_office(slug).pk])


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", [SECURITY_ADMIN, AUDIT_ADMIN, CLERK])
def test_nobody_else_finds_the_pages(who: Person, deed: str) -> None:
    client = desk_of(who)
    assert client.get(address(deed, "yunling-gov")).status_code == 404
    assert client.post(address(deed, "yunling-gov"), FORM).status_code == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_an_office_outside_the_territory_is_not_found(admin: Client, deed: str) -> None:
    assert admin.get(address(deed, "nanjiang-gov")).status_code == 404
    assert admin.post(address(deed, "nanjiang-gov"), FORM).status_code == 404
    assert address(deed, "nanjiang-gov") not in text(admin.get(address("office", "nanjiang-gov")))


def test_an_office_is_added_and_shown(admin: Client) -> None:
    page = address("office_add", "yunling-gov")
    assert 'value="990100"' in text(admin.get(page))
    assert page in text(admin.get(address("office", "yunling-gov")))
    answer = admin.post(page, FORM)
    made = Office.objects.get(number_code="2051")
    assert answer["Location"] == f"{reverse('desk:office', args=[made.pk])}?done=1"
    twice = admin.post(page, FORM)
    assert twice.status_code == 422
    assert Office.objects.filter(name=FORM["name"]).count() == 1


def test_an_error_keeps_what_was_typed(admin: Client) -> None:
    answer = admin.post(address("office_add", "yunling-gov"), FORM | {"division": "99"})
    page = text(answer)
    assert answer.status_code == 422
    assert all(f'value="{word}"' in page for word in ("云岭市水务局", "市水务局", "云水", "99"))
    assert '<option value="department" selected>' in page
    assert 'aria-describedby="division-help division-error"' in page


@pytest.mark.parametrize("form", [{}, {"name": "\x00"}, {"name": "长" * 100_000}, {"kind": "x"}])
def test_nonsense_is_refused_in_a_sentence(admin: Client, form: dict[str, str]) -> None:
    for deed in DEEDS:
        answer = admin.post(address(deed, "yunling-water"), form)
        assert answer.status_code == 422, deed
        assert "field-error" in text(answer)


def test_an_office_is_renamed(admin: Client) -> None:
    page = address("office_rename", "yunling-water")
    assert "云岭市自来水有限公司" in text(admin.get(page))
    form = {"name": "云岭市水务集团", "short_name": "市水务集团", "letter_code": "云水司"}
    assert admin.post(page, form).status_code == 302
    assert an_office().name == "云岭市水务集团"


def test_an_office_moves_only_without_open_work(admin: Client) -> None:
    page = address("office_move", "liuquan")
    beiling = an_office("beiling-gov")
    assert beiling.name in text(admin.get(page))
    petition = a_petition(State.SIGNED, office="liuquan")
    assert "不能移动" in text(admin.get(page))
    answer = admin.post(page, {"to": str(beiling.pk)})
    assert answer.status_code == 422
    assert petition.number not in text(answer)
    assert an_office("liuquan").parent != beiling


def test_an_office_without_work_moves(admin: Client) -> None:
    page, beiling = address("office_move", "liuquan"), an_office("beiling-gov")
    for nonsense in ("", "x", str(an_office("nanjiang-gov").pk)):
        assert admin.post(page, {"to": nonsense}).status_code == 422
    assert admin.post(page, {"to": str(beiling.pk)}).status_code == 302
    assert an_office("liuquan").parent == beiling


def test_two_offices_become_one(admin: Client) -> None:
    page, heir = address("office_end", "qinghe-farming"), an_office("qinghe-housing")
    assert heir.name in text(admin.get(page))
    today = localdate(timezone.now())
    form = {"successor": str(heir.pk), "last_on": (today + timedelta(days=9)).isoformat()}
    assert admin.post(page, form).status_code == 302
    shown = text(admin.get(address("office", "qinghe-farming")))
    assert "最后一天是" in shown
    assert heir.name in shown
    assert "取消撤销安排" in text(admin.get(page))
    assert admin.post(page, {"keep": "1"}).status_code == 302
    assert admin.post(page, {"keep": "1"}).status_code == 422
    assert admin.post(page, form | {"at_once": "1"}).status_code == 302
    assert not an_office("qinghe-farming").is_open
    assert "承继了" in text(admin.get(address("office", "qinghe-housing")))
    assert "撤销的安排一并取消" in text(admin.get(address("office_switch", "qinghe-farming")))


def test_an_office_with_open_work_ends_only_with_a_successor(admin: Client) -> None:
    petition = a_petition(State.SIGNED, office="qinghe-farming")
    page = address("office_end", "qinghe-farming")
    assert "它还有 1 件没办结的信访件" in text(admin.get(page))
    heir = an_office("qinghe-housing")
    for form in ({"at_once": "1"}, {"last_on": "9999-12-31"}):
        answer = admin.post(page, form)
        assert answer.status_code == 422
        assert "须选择承继的机构" in text(answer)
    assert admin.post(page, {"last_on": "tomorrow"}).status_code == 422
    assert admin.post(page, {"last_on": ""}).status_code == 422
    form = {"at_once": "1", "successor": str(heir.pk)}
    assert admin.post(page, form).status_code == 302
    shown = address("office", "qinghe-farming")
    assert "还有 1 件" in text(admin.get(shown))
    let_the_worker_work(timezone.now(), letters=False)
    assert "还有 1 件" not in text(admin.get(shown))
    assert fresh(petition).holder == heir
    assert not an_office("qinghe-farming").is_open


@pytest.mark.parametrize("state", [State.RECEIVED, State.SIGNED, State.CLOSED, State.WITHDRAWN])
def test_open_work_is_what_has_not_ended(state: State) -> None:
    petition = a_petition(state)
    today = localdate(timezone.now())
    is_open = state in (State.RECEIVED, State.SIGNED)
    for office in (petition.holder, petition.registering, an_office("yunling-gov")):
        assert holds_open_work(office, today=today) is is_open
    assert not holds_open_work(an_office("qinghe-gov"), today=today)
    assert has_in_hand(petition.holder, today) is is_open
    assert not has_in_hand(an_office("yunling-gov"), today)
