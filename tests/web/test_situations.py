"""The pages of the daily situation report: compiled, edited, issued, read, made into files."""

import io
import re
import zipfile
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from huiyin.accounts.models import Post
from huiyin.documents.actions import open_file
from huiyin.emergency.models import Emergency
from huiyin.petitions.exports import Export
from huiyin.petitions.exports_asking import files_of
from huiyin.petitions.exports_making import make_next
from huiyin.petitions.vault import Vault
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import GroupKind
from huiyin.statistics.situation_models import Situation
from tests.documents.reading import docx_text, pdf_text
from tests.emergency.declared import an_emergency
from tests.make import DAY, a_receipt, an_office
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    COUNTY_CLERK,
    DISPATCHER,
    HEAD,
    LEADER,
    NOBODY,
    REVIEWER,
)
from tests.petitions.marked import group_of
from tests.web.desk import NAME, desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
ROW = '<th scope="row"><a class="digits"'


def running() -> tuple[Emergency, str]:
    """An emergency that was declared two hours ago, and the page of its days."""
    then = timezone.now() - timedelta(hours=2)
    end = localdate(then) + 20 * DAY
    one = an_emergency(at=then, starts_at=then, expected_end_on=end)
    return one, f"/emergency/{one.pk}/daily/"


def lately() -> datetime:
    """Half an hour ago, or midnight where that was yesterday."""
    now = timezone.now()
    return max(now - timedelta(minutes=30), start_of_day(localdate(now)))


def compiled() -> tuple[Emergency, str]:
    """The same with a report of today; the page of the report."""
    one, days = running()
    answer = desk_of(DISPATCHER).post(days, {"day": localdate(timezone.now()).isoformat()})
    return one, answer["Location"]


def test_a_day_is_compiled_edited_looked_at_issued_and_read() -> None:
    one, days = running()
    member = Post.objects.create(
        user=CLERK.user,
        office=group_of(one, GroupKind.LEADING).office,
        role=Role.GROUP_MEMBER,
        from_on=localdate(one.starts_at),
    )
    writer, leader = desk_of(DISPATCHER), desk_of(LEADER)
    assert "还没有报告" in text(writer.get(days))
    page = writer.post(days, {"day": localdate(timezone.now()).isoformat()})["Location"]
    shown = text(writer.get(page))
    assert 'name="opening"' in shown
    assert 'value="preview"' not in shown, "a dispatcher does not issue"
    assert not re.search(r'<input[^>]+type="number"', shown)
    saved = writer.post(page, {"edition": "1", "opening": "平稳。", "act": "save"})
    assert saved["Location"] == f"{page}?done=saved"
    stale = leader.post(page, {"edition": "1", "opening": "我写的。", "act": "preview"})
    assert stale.status_code == 422
    for words in ("别人刚刚改过", "我写的。", "现在保存的是：", "平稳。", 'value="2"'):
        assert words in text(stale)
    looked = leader.post(page, {"edition": "2", "opening": "我写的。", "act": "preview"})
    assert "这是签发稿" in text(leader.get(looked["Location"]))
    assert writer.post(page, {"edition": "3", "act": "issue"}).status_code == 422
    issued = leader.post(page, {"edition": "3", "act": "issue"})
    assert issued["Location"] == f"{page}?done=issued"
    assert leader.post(page, {"edition": "3", "act": "issue"}).status_code == 422
    read = text(leader.get(page))
    assert "云信情〔" in read
    assert "0/1 人已阅" in read
    assert desk_of(CLERK).post(page, {"act": "read"})["Location"] == f"{page}?done=read"
    assert leader.post(page, {"act": "read"}).status_code == 404
    assert "1/1 人已阅" in text(leader.get(days))
    assert member.user.name in text(leader.get(page))
    corrected = leader.post(page, {"act": "correct", "reason": "漏计。"})["Location"]
    assert corrected != page
    assert "更正原因：" in text(leader.get(corrected))


def test_every_number_opens_as_many_petitions_and_only_to_who_may_see_them() -> None:
    one, days = running()
    receipt = a_receipt(arrived_at=lately())
    client = desk_of(DISPATCHER)
    page = client.post(days, {"day": localdate(timezone.now()).isoformat()})["Location"]
    found = set(
        re.findall(r'<a href="(/emergency/daily/[^"]+\?of=\w+)">(\d+)</a>', text(client.get(page)))
    )
    assert {each.partition("of=")[2] for each, _number in found} >= {"received", "received_web"}
    for address, number in found:
        listed = text(client.get(address))
        assert listed.count(ROW) == int(number)
        assert NAME not in listed
    assert client.get(f"{page}petitions/?of=supply").status_code == 404
    row = Situation.objects.get()
    row.behind = {"received": [str(new_id()), str(receipt.petition_id)]}
    row.save()
    assert text(client.get(f"{page}petitions/?of=received")).count(ROW) == 1
    assert one.name in text(client.get(page))


def test_who_does_not_work_for_the_bureau_finds_nothing_and_who_only_reads_changes_nothing() -> (
    None
):
    one, page = compiled()
    days = f"/emergency/{one.pk}/daily/"
    for who in (HEAD, COUNTY_CLERK, NOBODY, *ADMINISTRATORS):
        for address in (page, f"{page}petitions/?of=received"):
            assert desk_of(who).get(address).status_code == 404
    for who in (CLERK, REVIEWER):
        client = desk_of(who)
        assert 'name="opening"' not in text(client.get(page))
        assert client.post(page, {"edition": "1", "act": "save"}).status_code == 404
        assert client.post(days, {"hour": "08:00"}).status_code == 404
    assert f'href="{days}"' in text(desk_of(LEADER).get(f"/emergency/{one.pk}/"))


@pytest.mark.parametrize(
    ("posted", "says"),
    [
        ({"day": ""}, "请选择日期"),
        ({"day": "2001-01-01"}, "请选择应急期间"),
        ({"day": "0001-01-01"}, "日期请写成"),
        ({"day": "\x00"}, "日期请写成"),
        ({"hour": "27:00"}, "钟点请写成"),
    ],
)
def test_what_cannot_be_is_answered_with_a_sentence(posted: dict[str, str], says: str) -> None:
    _one, days = running()
    answer = desk_of(LEADER).post(days, posted)
    assert answer.status_code == 422
    assert says in text(answer)


def test_it_costs_the_same_however_many_days_there_are() -> None:
    one, days = running()
    client = desk_of(LEADER)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len([each for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]])

    client.get(days)
    none = queries(days)
    now = timezone.now()
    for back in range(5):
        Situation.objects.create(
            office=an_office("yunling-bureau"), emergency=one, day=localdate(now) - back * DAY,
            parts=[], behind={}, counted_at=now, compiled_by="job:situation", compiled_at=now,
        )  # fmt: skip
    assert queries(days) == none <= 14
    assert queries(f"/emergency/daily/{Situation.objects.first().pk}/") <= 14  # type: ignore[union-attr]


@pytest.mark.parametrize(("medium", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_an_issued_report_becomes_a_file(medium: str, begins: bytes) -> None:
    _one, page = compiled()
    client = desk_of(LEADER)
    asked = {"act": "file", "medium": medium, "reason": "报市委市政府"}
    assert client.post(page, asked).status_code == 404, "a draft has no file"
    client.post(page, {"edition": "1", "opening": "全天平稳。", "act": "save"})
    client.post(page, {"edition": "2", "act": "issue"})
    corrected = client.post(page, {"act": "correct", "reason": "补录一件。"}).headers["Location"]
    client.post(corrected, {"edition": "1", "act": "issue"})
    page = corrected
    assert client.post(page, asked | {"medium": ""}).status_code == 422
    assert client.post(page, asked).status_code == 302
    assert make_next(timezone.now())
    export = Export.objects.get()
    assert export.failure == ""
    [made] = files_of(export)
    content = open_file(made, key=Vault(export.pk, export.key).key)
    assert content.startswith(begins)
    if medium != "xlsx":
        said = docx_text(content) if medium == "docx" else pdf_text(content)
        assert "本期更正并代替云信情〔" in said
    if medium == "pdf":
        assert "用途：报市委市政府" in said
    if medium != "pdf":
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        assert "word/document.xml" in names or "xl/worksheets/sheet1.xml" in names
