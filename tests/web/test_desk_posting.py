"""Letters that wait for service: printed together for the post, and slips that record it."""

import io
from typing import TYPE_CHECKING

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from huiyin.audit.models import Access
from huiyin.jobs import outbox
from huiyin.petitions.exports import Export
from huiyin.petitions.exports_making import make_next
from huiyin.petitions.models import Petition
from huiyin.rules.terms import LetterKind, Naming, Service, State
from tests.documents.reading import pdf_pages, pdf_text
from tests.make import a_petition, fresh, letter, unserved
from tests.people import CLERK, HANDLER, NOBODY, OTHER_HANDLER, Person
from tests.web.desk import NAME, desk_of, posted, step_of, text
from tests.web.test_desk_printing import file_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

ADDRESS = "云岭市柳荫街44号2栋501室"
ALL = ["letters", "addresses", "posted", "slips"]


def answered(naming: Naming = Naming.NAMED) -> Petition:
    """A petition whose answer waits for service, its letters made."""
    petition = a_petition(State.ANSWERED, naming=naming, address=ADDRESS)
    while outbox.work_off(timezone.now()):
        pass
    return fresh(petition)


def opinion_of(petition: Petition) -> str:
    """The id of the answer that waits."""
    return str(unserved(petition, is_answer=True).letter_id)


def ask(person: Person, letters: list[str], papers: list[str] = ALL) -> "Answer":
    """Post the form of the page."""
    form = {"letters": letters, "papers": papers, "reason": "邮寄送达文书"}
    return desk_of(person).post(reverse("desk:posting"), form)


def test_chosen_letters_are_one_pdf_in_order_with_addresses_list_and_slips() -> None:
    first, second = answered(), answered()
    wanted = [opinion_of(each) for each in (first, second)]
    page = text(desk_of(HANDLER).get(reverse("desk:posting")))
    assert all(each in page for each in wanted)
    assert ask(HANDLER, wanted).status_code == 302
    assert make_next(timezone.now())
    export = Export.objects.get()
    pdf = desk_of(HANDLER).get(file_of(export)).content
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        titles = [each.title for each in outline.root]
    numbers = [unserved(each, is_answer=True).letter.number for each in (first, second)]
    expected = ["交寄清单"]
    for number in numbers:
        expected += [f"{number} 地址", number, f"{number} 送达回证"]
    assert titles == expected
    pages = pdf_pages(pdf)
    assert ADDRESS in pages[0]
    assert ADDRESS in pages[1]
    assert NAME in pages[1]
    assert "寄：" in pages[1]
    assert "见证人签名" in "".join(pages)
    revealed = Access.objects.filter(kind=Access.REVEAL, subject="name address")
    assert {each.petition_id for each in revealed} == {first.pk, second.pk}


def test_what_was_served_meanwhile_is_not_printed_again() -> None:
    petition = answered()
    ask(HANDLER, [opinion_of(petition)])
    fields = {
        "letter": opinion_of(petition),
        "how": "post",
        "served_at": f"{timezone.now():%Y-%m-%dT00:00}",
        "to": "本人",
        "evidence": "挂号信 XA1",
    }
    link = letter(petition, LetterKind.OPINION)
    response = desk_of(HANDLER).post(step_of(petition, "serve"), posted(petition, **fields))
    assert response.status_code == 302, text(response)
    link.refresh_from_db()
    assert link.served_at is not None
    make_next(timezone.now())
    assert "已经送达" in Export.objects.get().failure


def test_of_a_hidden_name_only_the_registering_bureau_prints_the_address() -> None:
    petition = answered(Naming.WITHHELD)
    wanted = opinion_of(petition)
    assert ask(HANDLER, [wanted]).status_code == 422
    assert ask(CLERK, [wanted]).status_code == 302
    make_next(timezone.now())
    assert ADDRESS in pdf_text(desk_of(CLERK).get(file_of(Export.objects.get())).content)


@pytest.mark.parametrize("person", [OTHER_HANDLER])
def test_letters_of_others_cannot_be_chosen(person: Person) -> None:
    response = ask(person, [opinion_of(answered())])
    assert response.status_code == 422 or "现在一份也没有" in text(response)
    assert not Export.objects.exists()
    assert desk_of(NOBODY).get(reverse("desk:posting")).status_code == 404


@pytest.mark.parametrize(("letters", "papers"), [(False, ALL), (True, []), (True, ["stamps"])])
def test_nothing_chosen_is_told_beside_its_field(letters: bool, papers: list[str]) -> None:
    petition = answered()
    response = ask(HANDLER, [opinion_of(petition)] if letters else [], papers)
    assert response.status_code == 422
    assert not Export.objects.exists()


def test_who_refuses_to_sign_is_served_before_two_witnesses() -> None:
    petition = answered()
    fields = {
        "letter": opinion_of(petition),
        "how": "refused",
        "served_at": f"{timezone.now():%Y-%m-%dT00:00}",
        "to": "本人在场，拒绝签收",
        "evidence": "回证第 12 号",
        "witnesses": "韩一诺",
    }
    client, link = desk_of(HANDLER), letter(petition, LetterKind.OPINION)
    refused = client.post(step_of(petition, "serve"), posted(petition, **fields))
    assert refused.status_code == 422
    assert "两名见证人" in text(refused)
    assert "回证第 12 号" in text(refused)
    fields["witnesses"] = "韩一诺、方知行"
    assert client.post(step_of(petition, "serve"), posted(petition, **fields)).status_code == 302
    link.refresh_from_db()
    assert link.service == Service.REFUSED
    page = text(client.get(reverse("desk:petition", args=[petition.pk])))
    assert "留置送达" in page
    assert "见证人：韩一诺、方知行" in page


def test_the_slip_of_what_was_served_repeats_the_record_and_masks_the_name() -> None:
    petition = a_petition(State.SERVED, address=ADDRESS)
    client = desk_of(HANDLER)
    form = {"what": "service", "reason": "归档备查"}
    assert client.post(reverse("desk:print", args=[petition.pk]), form).status_code == 302
    make_next(timezone.now())
    paper = pdf_text(client.get(file_of(Export.objects.get())).content)
    for said in ("送达回证", "■邮寄送达", "XA20260302", "郑**", "受理告知书", "信访处理意见书"):
        assert said in paper, said
    assert NAME not in paper
    assert ADDRESS not in paper
