"""The report of a period: who sees it, that its numbers open, what cannot be asked, its files."""

import io
import re
import zipfile
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from huiyin.documents.actions import open_file
from huiyin.emergency.models import Emergency
from huiyin.petitions.exports import Export
from huiyin.petitions.exports_asking import files_of
from huiyin.petitions.exports_making import make_next
from huiyin.petitions.filters import Filters
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, Door, Naming, State
from tests.documents.reading import docx_text, pdf_pages
from tests.make import a_petition
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    SUPERVISOR,
    Person,
)
from tests.petitions.marked import a_marked_petition
from tests.statistics.register import a_register
from tests.web.desk import NAME, PHONE, desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

PERIOD = reverse("desk:figures_period", urlconf="huiyin.config.urls_desk")
SPRING = {"from": "2026-03-02", "to": "2026-05-31"}
ROW = '<th scope="row"><a class="digits"'


def test_who_answers_for_a_bureau_sees_it_and_others_find_nothing() -> None:
    a_register()
    for who in (LEADER, SUPERVISOR, DISPATCHER):
        page = text(desk_of(who).get(PERIOD, SPRING))
        assert "来访" in page, "a way in by which nothing came has its zero"
        assert NAME not in page
        assert PHONE not in page
    for who in (CLERK, HANDLER, HEAD, NOBODY, *ADMINISTRATORS):
        assert desk_of(who).get(PERIOD).status_code == 404


def test_every_number_opens_as_many_petitions() -> None:
    a_register()
    a_marked_petition(State.ACCEPTED, channel=Channel.LETTER)
    client = desk_of(DISPATCHER)
    page = text(client.get(PERIOD, SPRING | {"own": "1"}))
    found = set(re.findall(r'<a href="(/figures/petitions/[^"]+)">(\d+)</a>', page))
    assert {each.split("&")[0].partition("=")[2] for each, _number in found} >= {
        "received", "duties", "duties_in_time", "found", "bureau_rated",
    }  # fmt: skip
    for address, number in found:
        listed = text(client.get(address.replace("&amp;", "&")))
        assert listed.count(ROW) == int(number), address


def test_the_report_of_an_emergency_leads_to_its_days_and_counts_its_petitions_alone() -> None:
    mine = a_marked_petition(State.ACCEPTED)
    emergency = Emergency.objects.get()
    client = desk_of(LEADER)
    closing = reverse("desk:emergency_report", args=[emergency.pk])
    assert f'href="{PERIOD}?emergency={emergency.pk}"' in text(client.get(closing))
    page = text(client.get(PERIOD, {"emergency": str(emergency.pk)}))
    assert emergency.name in page
    [found] = set(re.findall(r'"(/figures/petitions/\?measure=found&[^"]+channel=web[^"]*)"', page))
    assert str(mine.pk) in text(client.get(found.replace("&amp;", "&")))
    another = found.replace("&amp;", "&").replace(str(emergency.pk), str(new_id()))
    assert str(mine.pk) not in text(client.get(another))


def test_both_ends_count() -> None:
    a_petition(State.RECEIVED, channel=Channel.FAX)
    client = desk_of(LEADER)
    page = text(client.get(PERIOD, {"from": "2026-03-02", "to": "2026-03-02"}))
    assert "共 1 天" in page
    assert re.search(r'<th scope="row">传真</th>\s*<td class="num">\s*<a [^>]+>1</a>', page)
    before = text(client.get(PERIOD, {"from": "2026-02-01", "to": "2026-03-01"}))
    assert re.search(r'<th scope="row">传真</th>\s*<td class="num">\s*0\s', before)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"from": "昨天", "to": "\x00"}, "日期请写成"),
        ({"from": "2026-05-01", "to": "2026-03-01"}, "在结束的日期之后"),
        ({"from": "0001-01-01", "to": "9999-12-31"}, "这个年份没有记录"),
        ({"emergency": "' OR 1=1 --", "own": "9"}, ""),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(asked: dict[str, str], says: str) -> None:
    answer = desk_of(LEADER).get(PERIOD, asked)
    assert answer.status_code == 200
    assert says in text(answer)


def test_it_costs_the_same_however_much_there_is() -> None:
    a_petition(State.SERVED)
    client = desk_of(LEADER)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PERIOD, SPRING)
        return len([each for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]])

    queries()
    few = queries()
    a_register()
    assert queries() == few <= 10


def test_the_web_is_told_by_its_doors_in_figures_lists_and_on_the_page() -> None:
    known = a_petition(State.SIGNED, door=Door.WECHAT)
    hidden = a_petition(State.SIGNED, door=Door.APP, naming=Naming.WITHHELD)
    client = desk_of(LEADER)
    page = text(client.get(PERIOD, {"from": "2026-03-02", "to": "2026-03-31"}))
    assert "其中：微信公众号" in page
    assert "没有注明入口" not in page
    behind = {"measure": "received", "from": "2026-03-02", "to": "2026-03-31", "channel": "web"}
    there = reverse("desk:figures_list", urlconf="huiyin.config.urls_desk")
    listed = text(client.get(there, behind | {"door": "wechat"}))
    assert known.number in listed
    assert hidden.number not in listed
    assert client.get(there, behind | {"door": "fax"}).status_code == 404
    filters = Filters.read({"channel": "web.wechat"})
    seen = Petition.objects.visible_to(LEADER.viewer, today=localdate(known.arrived_at))
    assert list(filters.apply(seen, localdate(known.arrived_at))) == [known]
    assert filters.query() == "channel=web.wechat"
    assert Filters.read({"channel": "letter.app"}).notes, "only the web has doors"

    def page_of(petition: Petition, who: Person) -> str:
        there = reverse("desk:petition", args=[petition.pk], urlconf="huiyin.config.urls_desk")
        return text(desk_of(who).get(there))

    assert "网上 · 微信公众号" in page_of(known, HEAD)
    assert "网上 · 手机应用" in page_of(hidden, LEADER)
    shown = page_of(hidden, HEAD)
    assert "网上" in shown
    assert "手机应用" not in shown


@pytest.mark.parametrize(
    ("medium", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("", b"")]
)
def test_the_worker_makes_a_file_of_the_numbers_as_they_were(medium: str, begins: bytes) -> None:
    a_petition(State.RECEIVED)
    client = desk_of(LEADER)
    posted = {"medium": medium, "reason": "向市政府报告"}
    answer = client.post(f"{PERIOD}?from=2026-03-02&to=2026-03-31", posted)
    if not medium:
        assert answer.status_code == 422
        assert "向市政府报告" in text(answer), "nothing typed is lost"
        return
    assert answer.status_code == 302
    assert make_next(datetime(2026, 5, 1, 9, tzinfo=UTC))
    export = Export.objects.get()
    assert (export.failure, export.about) == ("", "2026年3月2日至2026年3月31日，共30天")
    [made] = files_of(export)
    content = open_file(made, key=Vault(export.pk, export.key).key)
    assert content.startswith(begins)
    if medium == "docx":
        said = docx_text(content)
        assert "只计制作人能看到的信访件" in said
        assert len(Document(io.BytesIO(content)).tables) == 3
    if medium == "pdf":
        [page] = pdf_pages(content)
        assert "用途：向市政府报告第1页共1页" in page
    else:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        assert "word/document.xml" in names or "xl/worksheets/sheet1.xml" in names
