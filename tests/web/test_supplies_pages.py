"""Supplies at the desk: kept, asked for, in and out by forms that count once, told in a ledger."""

import io
import re
import zipfile
from datetime import timedelta
from threading import Barrier

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from huiyin.audit.models import Access
from huiyin.emergency.supplies_rows import Supply, SupplyMove, SupplyRequest
from huiyin.rules.moments import localdate
from tests.emergency.stores import POINT, come_in, go_out, masks
from tests.people import ADMINISTRATORS, CLERK, COUNTY_CLERK, HANDLER, LEADER, NOBODY, Person
from tests.petitions.test_together import together
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
DAY = timedelta(days=1)


def to(supply: Supply, deed: str) -> str:
    return reverse(f"desk:supply_{deed}", args=[supply.pk])


def entry_of(client: Client, there: str) -> str:
    """The id with which a form is sent out."""
    found = re.search(r'name="entry" value="([^"]+)"', text(client.get(there)))
    assert found is not None
    return found[1]


def test_a_thousand_masks_are_asked_for_approved_received_and_given_out() -> None:
    """T8, B5, B6, on the pages."""
    clerk, leader = desk_of(CLERK), desk_of(LEADER)
    assert "还没有登记物资" in text(clerk.get("/supplies/"))
    wrong = clerk.post("/supplies/new/", {"name": "医用口罩", "unit": "", "need": "x"})
    assert (wrong.status_code, 'value="医用口罩"' in text(wrong)) == (422, True)
    clerk.post("/supplies/new/", {"name": "医用口罩", "unit": "个", "need": "1400"})
    supply = Supply.objects.get()
    clerk.post(to(supply, "ask"), {"amount": "1000", "need": "1400", "reason": "联系点防疫"})
    asked = SupplyRequest.objects.get()
    assert "等转办员或者负责人审批" not in text(clerk.get("/supplies/")), "one may withdraw"
    decide = reverse("desk:supply_decide", args=[asked.pk])
    assert clerk.post(decide, {"approve": "1"}).status_code == 422
    refused = leader.post(decide, {"decline": "1", "answer": " "})
    assert (refused.status_code, "请写明理由" in text(refused)) == (422, True)
    assert leader.post(decide, {"approve": "1"}).status_code == 302
    assert "到货入库" in text(clerk.get("/supplies/"))
    there = to(supply, "receive")
    form = {"entry": entry_of(clerk, there), "amount": "1000", "purpose": "上级调拨"}
    for _time in range(2):
        assert clerk.post(there, form | {"asked": str(asked.pk)}).status_code == 302
    there = to(supply, "issue")
    form = {"entry": entry_of(clerk, there), "amount": "1001", "receiver": POINT, "purpose": "防疫"}
    much = clerk.post(there, form)
    assert (much.status_code, "能发的只有 1000 个" in text(much), POINT in text(much)) == (
        422, True, True,
    )  # fmt: skip
    for _time in range(2):
        done = clerk.post(there, form | {"amount": "1000"}, follow=True)
    assert "已发放" in text(done)
    assert [each.amount for each in SupplyMove.objects.all()] == [1000, -1000]
    assert '<b class="digits">0</b> 个' in text(clerk.get(f"/supplies/{supply.pk}/"))
    assert "0 个，够 0 天，缺 1400" in text(clerk.get("/supplies/"))


def test_need_against_stock_is_a_chart_whose_shortest_bar_comes_first() -> None:
    now = timezone.now()
    today = localdate(now)
    assert "stock-chart" not in text(desk_of(CLERK).get("/supplies/"))
    short, enough = masks(when=now), masks(need=100, when=now, name="消毒液<b>")
    come_in(short, 700, on=today, when=now)
    come_in(short, 900, on=today - DAY, when=now, expires_on=today - DAY)
    come_in(enough, 300, on=today, when=now)
    page = text(desk_of(CLERK).get("/supplies/"))
    chart = page[page.index("<figure") : page.index("</figure>")]
    assert "700 个，够 7 天，缺 700" in chart, "what has expired covers no day"
    assert chart.index("够 7 天") < chart.index("够 42 天")
    assert re.findall(r'class="(short|enough)" y="16" width="([\d.]+)"', chart) == [
        ("short", "120.0"), ("enough", "360"),
    ]  # fmt: skip
    assert "<b>" not in chart


@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_the_last_box_on_their_pages_one_is_told() -> None:
    """T8: nothing is issued twice, and who comes second keeps what was typed."""
    now = timezone.now()
    supply = masks(when=now)
    come_in(supply, 1, on=localdate(now), when=now)
    there = to(supply, "issue")
    answers: list[tuple[int, str]] = []

    def issues(who: Person) -> None:
        client = desk_of(who)
        form = {"entry": entry_of(client, there), "receiver": POINT, "purpose": "防疫"}
        ready.wait()
        answer = client.post(there, form | {"amount": "1"})
        answers.append((answer.status_code, text(answer)))

    ready = Barrier(2)
    assert together(lambda: issues(CLERK), lambda: issues(LEADER)) == ["done", "done"]
    assert sorted(status for status, _page in answers) == [302, 422]
    [refused] = [page for status, page in answers if status == 422]
    assert "库存不够：能发的只有 0 个。" in refused
    assert POINT in refused
    assert [each.amount for each in SupplyMove.objects.all()] == [1, -1]


def test_a_request_is_approved_and_received_once_and_no_amount_is_half() -> None:
    now = timezone.now()
    supply = masks(when=now)
    clerk, leader = desk_of(CLERK), desk_of(LEADER)
    for amount in ("1.5", "-3", "9" * 30, "一千", "1e3", "\x00"):
        answer = clerk.post(to(supply, "ask"), {"amount": amount, "need": "1", "reason": "防疫"})
        assert (answer.status_code, "不用小数" in text(answer)) == (422, True), amount
    clerk.post(to(supply, "ask"), {"amount": "10", "need": "14", "reason": "防疫"})
    asked = SupplyRequest.objects.get()
    decide = reverse("desk:supply_decide", args=[asked.pk])
    assert leader.post(decide, {"approve": "1"}).status_code == 302
    again = leader.post(decide, {"approve": "1"})
    assert (again.status_code, "已经有了结果" in text(again)) == (422, True)
    there = to(supply, "receive")
    form = {"amount": "10", "purpose": "上级调拨", "asked": str(asked.pk)}
    yesterday = (localdate(now) - DAY).isoformat()
    expired = clerk.post(there, form | {"expires_on": yesterday})
    assert (expired.status_code, "已经过期" in text(expired)) == (422, True)
    assert clerk.post(there, form).status_code == 302
    assert clerk.post(there, form).status_code == 422
    assert SupplyMove.objects.count() == 1


def test_a_return_and_a_correction_stand_beside_what_they_mend() -> None:
    now = timezone.now()
    today, supply = localdate(now), masks(when=now)
    come_in(supply, 100, on=today, when=now, expires_on=today + timedelta(days=3))
    [out] = go_out(supply, 60, on=today, when=now)
    clerk = desk_of(CLERK)
    assert "先用快过期的" in text(clerk.get("/supplies/"))
    for deed, number in (("return", "10"), ("correct", "40")):
        there = reverse("desk:supply_mend", args=[out.pk, deed])
        form = {"entry": entry_of(clerk, there), "amount": number, "purpose": "清点"}
        assert clerk.post(there, form | {"amount": "-1"}).status_code == 422
        assert clerk.post(there, form).status_code == 302
    page = text(clerk.get(reverse("desk:supply", args=[supply.pk])))
    assert '<b class="digits">70</b> 个' in page
    assert clerk.get(reverse("desk:supply_mend", args=[out.pk, "x"])).status_code == 404
    lot = reverse("desk:supply_scrap", args=[out.lot_id])
    assert clerk.post(lot, {"amount": "70", "purpose": "受潮"}).status_code == 302
    asked = {"on": (today - DAY).isoformat()}
    assert '<b class="digits">0</b> 个' in text(
        clerk.get(reverse("desk:supply", args=[supply.pk]), asked)
    )
    assert clerk.get(reverse("desk:supply", args=[supply.pk]), {"on": "x"}).status_code == 422


def test_the_ledger_is_read_printed_and_taken_along_as_a_spreadsheet(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    now = timezone.now()
    today, supply = localdate(now), masks(when=now)
    come_in(supply, 100, on=today - timedelta(days=20), when=now)
    for _time in range(5):
        go_out(supply, 6, on=today, when=now)
    clerk = desk_of(CLERK)
    with django_assert_max_num_queries(22):
        page = text(clerk.get("/supplies/ledger/"))
    for number in ("100", "0", "30", "70"):
        assert f'<td class="num">{number}</td>' in page
    assert POINT in page
    assert clerk.get("/supplies/ledger/?from=2026-02-30").status_code == 422
    assert clerk.get("/supplies/ledger/?from=2026-02-03&to=2026-02-01").status_code == 422
    book = clerk.get("/supplies/ledger/?form=xlsx")
    with zipfile.ZipFile(io.BytesIO(book.content)) as packed:
        assert POINT in packed.read("xl/sharedStrings.xml").decode()
    assert Access.objects.filter(subject="supplies_ledger", viewer=CLERK.id).count() == 1


@pytest.mark.parametrize("who", [NOBODY, HANDLER, COUNTY_CLERK, *ADMINISTRATORS])
def test_others_find_nothing(who: Person) -> None:
    supply = masks()
    move = come_in(supply, 1)
    client = desk_of(who)
    for there in (
        *(to(supply, deed) for deed in ("change", "ask", "receive", "issue")),
        reverse("desk:supply", args=[supply.pk]),
        reverse("desk:supply_scrap", args=[move.lot_id]),
        reverse("desk:supply_mend", args=[move.pk, "correct"]),
        f"/supplies/?office={supply.office_id}",
        f"/supplies/ledger/?office={supply.office_id}",
    ):
        assert client.get(there).status_code == 404, there
    assert "医用口罩" not in text(client.get("/supplies/"))
