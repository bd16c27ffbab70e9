"""Registers and exported lists: masked by oneself, whole or many by two; read back as saved.

The spreadsheet is opened with a reader that is not the writer's.
"""

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from huiyin.audit.models import Access
from huiyin.documents.tables import Table, harmless, write
from huiyin.notifications.models import Notice
from huiyin.petitions import exports_asking
from huiyin.petitions.actions import registering
from huiyin.petitions.exports import Export, Product
from huiyin.petitions.exports_making import make_next
from huiyin.petitions.models import Petition
from huiyin.petitions.wall import Accused
from huiyin.rules.terms import Matter, Naming, State
from tests.documents.reading import pdf_text
from tests.make import ARRIVAL, a_petition, an_office, later
from tests.people import (
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    OTHER_HEAD,
    SUPERVISOR,
    SYSTEM_ADMIN,
    Person,
)
from tests.web.desk import NAME, PHONE, desk_of, text
from tests.web.test_desk_printing import file_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

PURPOSE = "月底核对台账"
ON = "2026-03-02"


def ask_register(person: Person, **fields: object) -> "Answer":
    """Post the form for a register of the person's first office."""
    office = person.viewer.holdings[0].office
    form = {"since": ON, "until": ON, "by": "day", "medium": "xlsx", "office": office}
    return desk_of(person).post(reverse("desk:registers"), form | {"reason": PURPOSE} | fields)


def ask_list(client: Client, name: str, query: str = "", **fields: object) -> "Answer":
    """Post the form for an exported list."""
    form = {"columns": ["number", "arrived", "name", "phone"], "personal": "masked"}
    address = reverse("desk:export_list", args=[name]) + query
    return client.post(address, form | {"reason": PURPOSE} | fields)


def made(person: Person) -> bytes:
    """The file that the worker makes of what was asked last."""
    assert make_next(timezone.now())
    content: bytes = desk_of(person).get(file_of(Export.objects.order_by("-asked_at")[0])).content
    return content


def rows_of(content: bytes) -> list[list[Any]]:
    """The cells of the only sheet."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_register_has_a_line_for_each_and_no_word_of_the_matter() -> None:
    one, other = a_petition(State.ACCEPTED), a_petition(naming=Naming.ANONYMOUS)
    assert ask_register(CLERK).status_code == 302
    *head, columns, first, second = rows_of(made(CLERK))
    assert "云岭市信访局" in head[0][0]
    assert ON in head[1][0]
    assert PURPOSE in head[2][0]
    assert columns[:4] == ["编号", "信访形式", "收到日期", "信访人"]
    assert first[:4] == [one.number, "网上", date(2026, 3, 2), "郑**"]
    assert second[:4] == [other.number, "网上", date(2026, 3, 2), "匿名"]
    assert "供水" not in str([row[-1] for row in (first, second)])
    noted = Access.objects.filter(kind=Access.EXPORT, subject__startswith="made").get()
    assert "2 件" in noted.subject
    assert "信访人" in noted.subject
    assert NAME not in noted.subject


@pytest.mark.parametrize(("by", "heading"), [("day", "2026-03-02　1件"), ("unit", "公司　1件")])
def test_a_printed_register_stands_by_day_or_by_unit(by: str, heading: str) -> None:
    petition = a_petition(State.ACCEPTED)
    ask_register(HEAD, by=by, medium="pdf")
    paper = pdf_text(made(HEAD))
    assert petition.number in paper
    assert "".join(heading.split()) in paper
    assert NAME not in paper


def test_a_register_of_nothing_says_so() -> None:
    ask_register(CLERK, medium="pdf")
    assert "这段时间没有收到信访件" in pdf_text(made(CLERK))


def test_a_register_tells_a_unit_only_its_own() -> None:
    a_petition(State.RECEIVED)
    a_petition(State.SIGNED, office="yunling-housing")
    mine = a_petition(State.SIGNED, naming=Naming.WITHHELD)
    ask_register(HEAD)
    lines = rows_of(made(HEAD))[4:]
    assert [(line[0], line[3]) for line in lines] == [(mine.number, "（不显示）")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"since": "2026-03-03"}, "结束日期不能早于开始日期"),
        ({"since": "2025-11-01"}, "最多 92 天"),
        ({"since": "三月"}, "请写成年月日"),
        ({"reason": ""}, "请填写这一项"),
        ({"office": "00000000-0000-0000-0000-000000000000"}, "office"),
        ({"medium": "exe"}, "exe"),
    ],
)
def test_a_register_that_cannot_be_is_refused_beside_its_field(
    fields: dict[str, str], sentence: str
) -> None:
    response = ask_register(CLERK, **fields)
    assert response.status_code == 422
    assert sentence in text(response)
    assert not Export.objects.exists()


def test_a_list_is_exported_as_it_is_filtered_and_masked() -> None:
    wanted = a_petition(State.RECEIVED, arrived_at=ARRIVAL + timedelta(hours=1))
    a_petition(State.RECEIVED, arrived_at=ARRIVAL - timedelta(days=3))
    client = desk_of(CLERK)
    query = f"?since={ON}&until={ON}"
    page = text(client.get(reverse("desk:export_list", args=["to-register"]) + query))
    assert "<dd>1</dd>" in page
    assert ask_list(client, "to-register", query).status_code == 302
    *_head, about, _purpose, columns, line = rows_of(made(CLERK))
    assert "待登记" in about[0]
    assert ON in about[0]
    assert columns == ["编号", "收到日期", "信访人", "电话"]
    assert line == [wanted.number, date(2026, 3, 2), "郑**", "199****1206"]


def test_a_second_click_is_the_same_export() -> None:
    a_petition(State.RECEIVED)
    client = desk_of(CLERK)
    first, second = (ask_list(client, "to-register") for _click in range(2))
    assert first["Location"] == second["Location"]
    assert Export.objects.count() == 1


def test_who_decides_reads_no_number_that_counts_what_they_may_not_see() -> None:
    seen, walled = a_petition(), a_petition()
    for petitions in ([seen], [seen, walled], []):
        exports_asking.ask_export(
            Product.LIST,
            title="信访事项清单",
            arguments={"of": len(petitions)},
            reason=PURPOSE,
            office=an_office("yunling-bureau").pk,
            about=f"第{len(petitions)}种",
            petitions=[each.pk for each in petitions],
            needs_second=True,
            total=7654,
            by=DISPATCHER.viewer,
            at=timezone.now(),
        )
    Accused.objects.create(petition=walled, user=LEADER.user, marked_at=later(walled))
    told = text(desk_of(LEADER).get(reverse("desk:exports")))
    assert [told.count(each) for each in ("第0种", "第1种", "第2种", "7654")] == [1, 1, 1, 1]


def test_a_whole_list_waits_for_a_second_person() -> None:
    a_petition(State.RECEIVED)
    asker = desk_of(DISPATCHER)
    assert ask_list(asker, "to-register", personal="whole").status_code == 302
    export = Export.objects.get()
    assert not make_next(timezone.now())
    assert Notice.objects.filter(to_office=export.decides_id, key=f"export:{export.pk}").exists()
    address = reverse("desk:decide_export", args=[export.pk])
    for person in (DISPATCHER, CLERK, SUPERVISOR, OTHER_HEAD, SYSTEM_ADMIN):
        assert desk_of(person).post(address, {"agrees": "yes"}).status_code == 404, person
    second = desk_of(LEADER)
    assert "导出申请等您审批" in text(second.get(reverse("desk:list", args=["to-decide"])))
    assert PURPOSE in text(second.get(reverse("desk:exports")))
    assert second.post(address, {"agrees": "yes"}).status_code == 302
    assert second.post(address, {"agrees": "no", "words": "晚了。"}).status_code == 404
    *_head, line = rows_of(made(DISPATCHER))
    assert line[2:] == [NAME, PHONE]
    assert second.get(file_of(export)).status_code == 404


def test_who_does_not_agree_says_why_and_nothing_is_made() -> None:
    a_petition(State.RECEIVED)
    ask_list(desk_of(DISPATCHER), "to-register", personal="whole")
    export = Export.objects.get()
    address = reverse("desk:decide_export", args=[export.pk])
    second = desk_of(LEADER)
    assert second.post(address, {"agrees": "no"}).status_code == 422
    assert second.post(address, {"agrees": "no", "words": "没有必要。"}).status_code == 302
    assert not make_next(timezone.now())
    page = text(desk_of(DISPATCHER).get(reverse("desk:export", args=[export.pk])))
    assert "未获同意" in page
    assert "没有必要。" in page


def test_more_than_one_person_may_have_needs_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (exports_asking, "huiyin.web.desk.exporting_lists"):
        name = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{name}.MOST_BY_ONE", 1)
    a_petition(State.RECEIVED)
    client = desk_of(CLERK)
    ask_list(client, "to-register")
    assert Export.objects.get().decides is None
    a_petition(State.RECEIVED)
    assert make_next(timezone.now())
    assert "须由另一个人审批" in Export.objects.get().failure
    ask_list(client, "to-register")
    assert Export.objects.order_by("-asked_at")[0].decides is not None


def test_the_rows_are_read_with_the_rights_of_the_moment() -> None:
    kept, lost = (a_petition(State.SIGNED) for _each in range(2))
    ask_list(desk_of(HANDLER), "to-do")
    Petition.objects.filter(pk=lost.pk).update(person=CLERK.user)
    assert [line[0] for line in rows_of(made(HANDLER))[4:]] == [kept.number]


def test_who_lost_the_post_gets_nothing() -> None:
    a_petition(State.SIGNED)
    ask_list(desk_of(HANDLER), "to-do")
    HANDLER.user.posts.update(to_on=date(2026, 1, 1))
    make_next(timezone.now())
    assert Export.objects.get().failure


def test_an_accusation_has_no_name_in_any_export() -> None:
    a_petition(State.RECEIVED, matter=Matter.ACCUSATION)
    ask_list(desk_of(DISPATCHER), "to-register", personal="whole")
    desk_of(LEADER).post(
        reverse("desk:decide_export", args=[Export.objects.get().pk]), {"agrees": "yes"}
    )
    *_head, line = rows_of(made(DISPATCHER))
    assert line[2:] == ["（不显示）", ""]


@pytest.mark.parametrize("person", [NOBODY, SYSTEM_ADMIN, HANDLER])
def test_a_list_that_is_not_ones_own_is_not_exported(person: Person) -> None:
    assert ask_list(desk_of(person), "to-forward").status_code == 404
    assert ask_list(desk_of(person), "no-such-list").status_code == 404


@pytest.mark.parametrize(
    "text_in", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "  =HYPERLINK()", "＝1"]
)
def test_nothing_in_a_cell_calculates(text_in: str) -> None:
    table = Table(name="x", head=["题"], columns=[("列", 10)], rows=[[text_in], ["007"], ["3月"]])
    *_head, first, second, third = rows_of(write(table))
    assert first == [f"'{text_in}"] == [harmless(text_in)]
    assert second == ["007"]
    assert third == ["3月"]


def test_what_was_made_of_a_list_is_gone_for_whom_the_wall_keeps_from_one_of_them() -> None:
    a_petition(State.ACCEPTED)
    accused = a_petition(State.ACCEPTED)
    for ask in (ask_register, lambda who: ask_list(desk_of(who), "to-do")):
        ask(HEAD)
        assert made(HEAD)
    at = later(accused)
    registering.accuse(accused.pk, office=an_office(), by=CLERK.viewer, at=at)
    for export in Export.objects.all():
        assert desk_of(HEAD).get(file_of(export)).status_code == 404
        page = text(desk_of(HEAD).get(reverse("desk:export", args=[export.pk])))
        assert file_of(export) not in page


def test_a_list_that_names_somebody_whose_name_was_closed_meanwhile_stays_shut() -> None:
    petition, other = a_petition(State.ACCEPTED), a_petition(State.ACCEPTED)
    ask_register(HEAD)
    assert make_next(timezone.now())
    where = file_of(Export.objects.get())
    Petition.objects.filter(pk=other.pk).update(naming=Naming.ANONYMOUS)
    assert desk_of(HEAD).get(where).status_code == 200
    Petition.objects.filter(pk=petition.pk).update(naming=Naming.WITHHELD)
    assert desk_of(HEAD).get(where).status_code == 404
