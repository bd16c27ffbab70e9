"""Forms on paper: asked for with a purpose, made by the worker, opened by who asked."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from huiyin.audit.models import Access
from huiyin.documents.models import StoredFile
from huiyin.petitions.actions import returning
from huiyin.petitions.exports import KEPT, Export
from huiyin.petitions.exports_asking import files_of, opened, sweep_exports
from huiyin.petitions.exports_making import make_next
from huiyin.petitions.models import Petition
from huiyin.rules.terms import Matter, Naming, State
from tests.documents.reading import pdf_fonts, pdf_text
from tests.make import REQUEST, a_petition
from tests.people import (
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    NOBODY,
    OTHER_HANDLER,
    SYSTEM_ADMIN,
    Person,
)
from tests.web.desk import NAME, PHONE, desk_of, text
from tests.web.ways import now, objected

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

PURPOSE = "报领导审阅"


def ask(client: Client, petition: Petition, **fields: object) -> "Answer":
    """Post the form of the print page."""
    form = {"what": "registration", "reason": PURPOSE, **fields}
    return client.post(reverse("desk:print", args=[petition.pk]), form)


def printed(person: Person, petition: Petition, **fields: object) -> str:
    """What stands on the paper that this person prints."""
    client = desk_of(person)
    asked = ask(client, petition, **fields)
    assert asked.status_code == 302, text(asked)
    assert make_next(timezone.now())
    export = Export.objects.order_by("-asked_at")[0]
    assert "正在制作" not in text(client.get(asked["Location"]))
    response = client.get(file_of(export))
    content = response.content
    assert response["Content-Type"] == "application/pdf"
    assert all(pdf_fonts(content).values())
    return pdf_text(content)


def file_of(export: Export) -> str:
    """The address of the first file that was made."""
    return reverse("desk:export_file", args=[export.pk, files_of(export)[0].pk])


def test_the_registration_form_says_all_and_hides_the_person() -> None:
    petition = a_petition(State.ACCEPTED)
    paper = printed(CLERK, petition)
    for said in ("信访事项登记表", petition.number, REQUEST, "郑**", "199****1206", PURPOSE):
        assert said in paper
    assert NAME not in paper
    assert PHONE not in paper


def test_a_whole_form_is_a_reveal_of_each_field() -> None:
    petition = a_petition(State.ACCEPTED)
    paper = printed(CLERK, petition, whole="on")
    assert NAME in paper
    assert PHONE in paper
    revealed = Access.objects.filter(kind=Access.REVEAL, petition_id=petition.pk)
    assert {each.subject for each in revealed} == {"name", "phone"}
    assert {each.reason for each in revealed} == {PURPOSE}


def test_the_processing_form_leaves_room_for_the_opinions() -> None:
    petition = a_petition(State.ACCEPTED)
    paper = printed(HANDLER, petition, what="processing")
    for said in ("拟办意见", "领导批示", "办理结果", "签名", "作出并送达处理意见", petition.number):
        assert "".join(said.split()) in paper


def test_a_hidden_name_is_on_no_paper_of_the_unit() -> None:
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD, request=f"{NAME}请求恢复供水。")
    client = desk_of(HANDLER)
    assert "个人信息不遮盖" not in text(client.get(reverse("desk:print", args=[petition.pk])))
    paper = printed(HANDLER, petition, whole="on")
    assert NAME not in paper
    assert PHONE not in paper
    assert "对办理单位隐去姓名" in paper
    cover = printed(HANDLER, petition, what="cover")
    assert "隐名件封面" in cover
    assert "不得透露" in cover
    assert NAME not in cover


def test_a_cover_is_offered_only_where_something_is_hidden() -> None:
    petition = a_petition(State.SIGNED)
    client = desk_of(HANDLER)
    assert ask(client, petition, what="cover").status_code == 422
    assert not Export.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "看看", "字" * 201])
def test_without_a_purpose_nothing_is_printed(reason: str) -> None:
    petition = a_petition(State.SIGNED)
    response = ask(desk_of(HANDLER), petition, reason=reason, what="processing")
    assert response.status_code == 422
    assert 'value="processing" checked' in text(response)
    assert not Export.objects.exists()


@pytest.mark.parametrize("person", [OTHER_HANDLER, NOBODY, SYSTEM_ADMIN])
def test_who_may_not_see_it_finds_nothing_to_print(person: Person) -> None:
    petition = a_petition(State.SIGNED)
    assert ask(desk_of(person), petition).status_code == 404
    assert not Export.objects.exists()


def test_a_sealed_accusation_prints_for_nobody_who_may_not_open_it() -> None:
    petition = a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    assert ask(desk_of(CLERK), petition).status_code == 404


def test_only_who_asked_opens_it_and_each_opening_is_written_down() -> None:
    petition = a_petition(State.ACCEPTED)
    printed(CLERK, petition)
    export = Export.objects.get()
    other = desk_of(HANDLER)
    assert other.get(reverse("desk:export", args=[export.pk])).status_code == 404
    assert other.get(file_of(export)).status_code == 404
    noted = Access.objects.filter(kind=Access.EXPORT, petition_id=petition.pk)
    subjects = [each.subject.partition(" ")[0] for each in noted.order_by("recorded_at")]
    assert subjects == ["asked", "made", "opened"]
    assert all(NAME not in each.subject for each in noted)


def test_who_lost_sight_of_it_meanwhile_opens_nothing() -> None:
    petition = a_petition(State.ACCEPTED)
    client = desk_of(HANDLER)
    ask(client, petition)
    make_next(timezone.now())
    export = Export.objects.get()
    Petition.objects.filter(pk=petition.pk).update(person=CLERK.user)
    assert client.get(file_of(export)).status_code == 404
    ask(client, petition)
    assert "您已经不能看到这项内容" in text(client.get(reverse("desk:export", args=[export.pk])))


def test_who_gave_it_back_meanwhile_opens_no_paper_with_its_words() -> None:
    petition = objected()
    client = desk_of(HEAD)
    for what in ("registration", "dossier"):
        ask(client, petition, what=what)
        assert make_next(timezone.now())
    waiting = ask(client, petition, what="processing")["Location"]
    returning.agree_return(petition.pk, words="经核实属实。", by=DISPATCHER.viewer, at=now())
    make_next(timezone.now())
    assert "您已经不能看到这项内容" in text(client.get(waiting))
    made = [each for each in Export.objects.all() if files_of(each)]
    assert len(made) == 2
    assert {client.get(file_of(each)).status_code for each in made} == {404}


def test_after_a_day_it_is_gone() -> None:
    petition = a_petition(State.ACCEPTED)
    printed(CLERK, petition)
    export = Export.objects.get()
    address = file_of(export)
    made_at = timezone.now() - KEPT - timedelta(minutes=1)
    Export.objects.update(made_at=made_at)
    client = desk_of(CLERK)
    assert client.get(address).status_code == 404
    assert sweep_exports(timezone.now()) == 1
    assert not StoredFile.objects.filter(owner_id=export.pk).exists()
    assert opened(Export.objects.get()) == {}
    assert "文件已删除" in text(client.get(reverse("desk:export", args=[export.pk])))


def test_what_cannot_be_made_is_told_and_not_tried_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    petition = a_petition(State.ACCEPTED)
    client = desk_of(CLERK)
    ask(client, petition)

    def breaks(*_arguments: object, **_named: object) -> bytes:
        raise RuntimeError(NAME)

    monkeypatch.setattr("huiyin.petitions.exports_making.draw_forms", breaks)
    at = timezone.now()
    for _try in range(3):
        assert make_next(at)
        at += timedelta(minutes=11)
    assert not make_next(at)
    page = text(client.get(reverse("desk:export", args=[Export.objects.get().pk])))
    assert "没有做成" in page
    assert NAME not in page


def test_my_prints_are_listed_and_the_empty_list_says_what_comes() -> None:
    client = desk_of(CLERK)
    assert "会列在这里" in text(client.get(reverse("desk:exports")))
    ask(client, a_petition(State.ACCEPTED))
    listed = client.get(reverse("desk:exports"))
    assert isinstance(listed, HttpResponse)
    assert "信访事项登记表" in text(listed)
    waits = client.get(reverse("desk:export", args=[UUID(str(Export.objects.get().pk))]))
    assert waits.headers["Refresh"] == "2"
