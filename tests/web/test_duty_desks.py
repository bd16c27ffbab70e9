"""The desks and the volume at the desk: people, work and what is clearly more than usual."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huiyin.duty.models import Assignment
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel
from tests.make import a_receipt, an_office
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, NOBODY
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
DESKS, VOLUME, AHEAD = "/duty/desks/", "/duty/volume/", "/duty/forecast/"


def test_somebody_is_moved_and_the_desk_shows_people_and_work() -> None:
    a_receipt(channel=Channel.CALL, arrived_at=timezone.now())
    boss, today = desk_of(DISPATCHER), localdate(timezone.now()).isoformat()
    form = {
        "person": CLERK.id,
        "channel": "call",
        "from_on": today,
        "to_on": "",
        "reason": "增加力量",
    }
    wrong = boss.post(DESKS, form | {"reason": ""})
    assert wrong.status_code == 422
    assert f'value="{today}"' in text(wrong)
    assert boss.post(DESKS, form | {"person": HANDLER.id}).status_code == 422
    assert boss.post(DESKS, form).status_code == 302
    page = text(desk_of(CLERK).get(DESKS))
    assert CLERK.user.name in page
    assert "0 → 1" in page, "nobody a fortnight ago, one today"
    one = Assignment.objects.get()
    assert desk_of(CLERK).post(DESKS, form).status_code == 404
    assert desk_of(HEAD).get(f"{DESKS}?office={one.office_id}").status_code == 404
    assert boss.post(DESKS, {"end": "x"}).status_code == 404
    assert boss.post(DESKS, {"end": str(one.pk)}).status_code == 302
    assert Assignment.objects.get().to_on == localdate(timezone.now())


def test_a_clear_rise_is_said_with_its_numbers_and_drawn() -> None:
    client = desk_of(DISPATCHER)
    assert "近十周没有收到" in text(client.get(VOLUME))
    for _each in range(5):
        a_receipt(arrived_at=timezone.now())
    page = text(client.get(VOLUME))
    assert "收到 5 件，往常 0 件，超过 3 件就算明显多" in page
    assert "<svg" in page
    assert "近十周没有收到" in text(desk_of(HANDLER).get(VOLUME))
    assert desk_of(NOBODY).get(VOLUME).status_code == 404


def test_the_weeks_ahead_are_shown_with_their_figures_and_ones_own_rate() -> None:
    client = desk_of(CLERK)
    assert "还不能预计" in text(client.get(AHEAD))
    for _each in range(16):
        a_receipt(arrived_at=timezone.now() - timedelta(days=3))
    page = text(client.get(AHEAD))
    assert "最近八周平均每周 2.0 件" in page
    assert "没有往年的记录" in page
    assert "<b>1</b>" not in page, "nobody works at the desk: no number to reckon with"
    assert "<b>1</b>" in text(client.get(f"{AHEAD}?rate-web=0.9"))
    for wrong in ("0", "many", "1e3", "٣", "-1", "9" * 400):
        refused = client.get(AHEAD, {"rate-web": wrong})
        assert refused.status_code == 422
        assert f'value="{wrong}"' in text(refused)
    assert desk_of(NOBODY).get(AHEAD).status_code == 404
    assert client.get(f"{AHEAD}?office={an_office('yunling-water').pk}").status_code == 404
