"""A drill at the desk: what it practises on is shown, added, listed behind what is real."""

import pytest
from django.urls import reverse

from huiyin.emergency import practising
from huiyin.emergency.ending import stand_down
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.terms import State
from tests.emergency.declared import an_emergency
from tests.make import a_petition
from tests.people import CLERK, COUNTY_CLERK, HANDLER, LEADER
from tests.web.desk import desk_of, text
from tests.web.test_emergency_pages import DECLARE, form, running

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
LIST = "/lists/to-register/"


def there(name: str, *arguments: object) -> str:
    return reverse(f"desk:{name}", args=arguments)


def test_declaring_a_drill_says_how_many_and_its_page_adds_one_for_who_plays_the_citizen() -> None:
    assert "收到 6 件演练信访件" in text(desk_of(LEADER).post(DECLARE, form(is_drill="1")))
    assert "演练信访件" not in text(desk_of(LEADER).post(DECLARE, form()))
    drill = running(is_drill=True)
    page, add = there("emergency", drill.pk), there("add_practice", drill.pk)
    client = desk_of(CLERK)
    shown = text(client.get(page))
    assert shown.count("YLH") == 6
    assert "再加一件" in shown
    key = {"sample": "2", "key": "a-key-of-its-own"}
    answer = client.post(add, key)
    assert client.post(add, key)["Location"] == answer["Location"], "a second click"
    slip = text(client.get(answer["Location"]))
    assert "演练" in slip
    assert "查询码" in slip
    assert practising.of_drill(drill, drill.starts_at).count() == 7
    for wrong in ("99", "-1", "", "１", "x" * 9000, "\x00"):
        refused = client.post(add, {"sample": wrong})
        assert refused["Location"].endswith("done=not_added"), wrong
    assert "没有添加" in text(client.get(page + "?done=not_added"))
    assert Petition.objects.count() == 7
    for who, address in (
        (HANDLER, add),
        (COUNTY_CLERK, add),
        (CLERK, there("add_practice", new_id())),
    ):
        assert desk_of(who).post(address, key).status_code == 404
    assert "再加一件" not in text(desk_of(COUNTY_CLERK).get(page))
    real = running()
    assert client.post(there("add_practice", real.pk), key).status_code == 404


def test_lists_show_practice_behind_what_is_real_while_the_drill_runs() -> None:
    petition = a_petition(State.RECEIVED)
    drill = running(is_drill=True)
    client = desk_of(CLERK)
    shown = text(client.get(LIST))
    assert shown.index(petition.number) < shown.index("排在真实的信访件后面") < shown.index("YLH")
    assert "1 件" in shown
    assert "YLH" not in text(client.get(LIST + "?channel=web"))
    one = practising.of_drill(drill, drill.starts_at)[0]
    address = there("petition", one.pk)
    opened = text(client.get(address))
    assert "演练" in opened
    assert "归入主题" not in opened
    assert "归入主题" in text(client.get(there("petition", petition.pk)))
    board = there("emergency_board")
    assert f"?drill={drill.pk}" in client.get(board).content.decode()
    assert drill.name in text(client.get(f"{board}?drill={drill.pk}"))
    for wrong in (
        new_id(),
        "nonsense",
        an_emergency(
            at=drill.starts_at, starts_at=drill.starts_at, expected_end_on=drill.expected_end_on
        ).pk,
    ):
        assert client.get(f"{board}?drill={wrong}").status_code == 404
    ending = text(desk_of(LEADER).get(there("end_emergency", drill.pk)))
    assert "没有办结的演练信访件一起结束" in ending
    assert "列为任务" not in ending
    stand_down(drill, reason="演练完成。", by=LEADER.viewer, at=one.arrived_at)
    assert "YLH" not in text(client.get(LIST))
    assert "演练已结束" in text(client.get(address))
