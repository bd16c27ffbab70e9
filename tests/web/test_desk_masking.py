"""The masking page, and what the unit sees before, after and again before: never an original."""

import io
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from huiyin.audit.models import Access
from huiyin.documents.actions import derive
from huiyin.documents.models import StoredFile
from huiyin.petitions.actions import citizen, handling
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.masked_copies import MaskedCopy
from huiyin.petitions.models import Petition
from huiyin.petitions.telling import told
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Naming, State, Step
from tests.make import a_petition, later
from tests.masking import (
    HALF,
    NAME,
    a_masked_copy,
    drawn_copy,
    hidden,
    key_of,
    originals,
    picture,
    released,
    stored_of,
    work,
)
from tests.people import (
    CLERK,
    DISCIPLINE_HEAD,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    PROVINCE_LEADER,
    SYSTEM_ADMIN,
    Person,
    petitioner,
)
from tests.web.desk import desk_of, page_of, posted, step_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
HOUR = timedelta(hours=1)


def mask_of(petition: Petition, file_id: UUID | None = None) -> str:
    """The address of the masking page of the first attachment."""
    return reverse("desk:mask", args=[petition.pk, file_id or originals(petition)[0].pk])


def file_of(petition: Petition, file_id: UUID) -> str:
    """The address of a file."""
    return reverse("desk:file", args=[petition.pk, file_id])


def everything(petition: Petition) -> list[UUID]:
    """The id of every file that is kept for a petition."""
    return list(StoredFile.objects.filter(owner_id=petition.pk).values_list("pk", flat=True))


def opens(client: Client, petition: Petition) -> set[UUID]:
    """Which of the files a browser gets when it asks for each, both ways."""
    found = set()
    for each in everything(petition):
        for more in ("", "?original=1"):
            if client.get(file_of(petition, each) + more).status_code != 404:
                found.add(each)
    return found


def take_back(client: Client, petition: Petition, copy: MaskedCopy, reason: str) -> int:
    """Post the form that takes a copy back."""
    choice = f"{copy.pk}:{copy.stored_id}"
    fields = posted(petition, copy=choice, reason=reason)
    return client.post(step_of(petition, "take_back_copy"), fields).status_code


def test_the_unit_opens_the_masked_copy_only_and_only_while_it_is_released() -> None:
    petition = hidden()
    unit = desk_of(HANDLER)
    assert opens(unit, petition) == set()
    copy = drawn_copy(petition)
    assert opens(unit, petition) == set(), "ready is not released"
    released(petition, copy)
    assert opens(unit, petition) == {copy.stored_id}
    answer = unit.get(file_of(petition, stored_of(copy)))
    made = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert made.getpixel((100, 100)) == (0, 0, 0)
    assert "%E9%99%84%E4%BB%B61" in answer["Content-Disposition"]
    assert "%E9%83%91" not in answer["Content-Disposition"], "no name in the name"
    assert take_back(desk_of(CLERK), petition, copy, "漏遮一处") == 302
    assert opens(unit, petition) == set()


def test_the_page_of_the_unit_is_the_same_whatever_the_file_is_called() -> None:
    def page(name: str) -> str:
        petition = hidden(State.SIGNED, IncomingFile(name, picture()))
        copy = released(petition, drawn_copy(petition))
        shown = text(desk_of(HANDLER).get(page_of(petition)))
        start = shown.index('<ul class="files">')
        part = shown[start : shown.index("</ul>", start)]
        return part.replace(str(copy.stored_id), "ID").replace(str(petition.pk), "PETITION")

    assert page(f"{NAME}的身份证.png") == page("a.png")


def test_the_unit_is_shown_numbers_and_the_copy_is_marked() -> None:
    files = (IncomingFile(f"{NAME}.png", picture()), IncomingFile(f"{NAME}二.png", picture()))
    petition = hidden(State.SIGNED, *files)
    before = text(desk_of(HANDLER).get(page_of(petition)))
    assert "附件1" in before
    assert "附件2" in before
    assert "登记机构还没有提供遮盖件" in before
    assert NAME not in before
    assert reverse("desk:mask", args=[petition.pk, originals(petition)[0].pk]) not in before
    released(petition, drawn_copy(petition, number=2))
    after = text(desk_of(HANDLER).get(page_of(petition)))
    assert "附件2（遮盖件）" in after
    assert "附件1（遮盖件）" not in after


def test_each_opening_is_written_down() -> None:
    petition = hidden()
    copy = released(petition, drawn_copy(petition))
    desk_of(HANDLER).get(file_of(petition, stored_of(copy)))
    rows = Access.objects.filter(petition_id=petition.pk, subject="file masked")
    assert [each.name for each in rows] == [HANDLER.user.name]


def test_a_superior_bureau_sees_the_masked_copy_too() -> None:
    petition = hidden()
    copy = released(petition, drawn_copy(petition))
    superior = desk_of(PROVINCE_LEADER)
    assert opens(superior, petition) == set(), "no reason was given"
    superior.post(page_of(petition), {"show": "words", "reason": "督查抽查"})
    assert opens(superior, petition) == {copy.stored_id}


def test_a_granted_name_opens_the_files_as_ever() -> None:
    petition = hidden()
    copy = released(petition, drawn_copy(petition))
    handling.ask_name(petition.pk, reason="须上门", by=HEAD.viewer, at=later(petition))
    citizen.answer_name(petition.pk, agrees=True, by=petitioner(petition), at=later(petition))
    unit = desk_of(HEAD)
    (original,) = originals(petition)
    assert unit.get(file_of(petition, original.pk)).status_code == 200
    assert f"{NAME}的照片.png" in text(unit.get(page_of(petition)))
    assert "遮盖件）" not in text(unit.get(page_of(petition)))
    assert copy.is_released


def test_what_was_handed_over_sealed_shows_masked_copies_to_its_receiver() -> None:
    petition = hidden(State.REGISTERED, matter=Matter.ACCUSATION)
    copy = released(petition, drawn_copy(petition))
    bureau = desk_of(DISPATCHER)
    bureau.post(page_of(petition), {"show": "words", "reason": "核对后移交"})
    office = DISCIPLINE_HEAD.viewer.holdings[0].office
    taken = bureau.post(step_of(petition, "hand_over"), posted(petition, to=office))
    assert taken.status_code == 302, text(taken)
    receiver = desk_of(DISCIPLINE_HEAD)
    assert opens(receiver, petition) == set()
    receiver.post(page_of(petition), {"show": "words", "reason": "初步核查"})
    assert opens(receiver, petition) == {copy.stored_id}
    assert opens(bureau, petition) == set(), "the envelope is closed"


def test_an_accusation_is_masked_only_after_a_reason() -> None:
    petition = hidden(State.REGISTERED, matter=Matter.ACCUSATION)
    client = desk_of(CLERK)
    assert client.get(mask_of(petition)).status_code == 404
    client.post(page_of(petition), {"show": "words", "reason": "核对后移交"})
    assert client.get(mask_of(petition)).status_code == 200


@pytest.mark.parametrize("who", [HANDLER, HEAD, LEADER, PROVINCE_LEADER, SYSTEM_ADMIN, NOBODY])
def test_who_may_not_mask_finds_no_page(who: Person) -> None:
    petition = hidden()
    drawn_copy(petition)
    client = desk_of(who)
    before = MaskedCopy.objects.get().made_at
    picture_of = reverse("desk:mask_page", args=[petition.pk, originals(petition)[0].pk, 1])
    assert client.get(mask_of(petition)).status_code in {403, 404}
    assert client.get(picture_of).status_code in {403, 404}
    for act in ("begin", "draw", "upload", "write", "declare"):
        sent = {"do": act, "box": HALF, "text": "x", "sure": "yes"}
        assert client.post(mask_of(petition), sent).status_code in {403, 404}
    assert MaskedCopy.objects.get().made_at == before


@pytest.mark.parametrize("who", [HANDLER, HEAD])
def test_the_form_of_the_step_tells_the_unit_of_no_file(who: Person) -> None:
    petition = hidden()
    copy = drawn_copy(petition)
    client = desk_of(who)
    for verb in ("release_copy", "take_back_copy"):
        shown = text(client.get(step_of(petition, verb)))
        assert NAME not in shown
        assert str(copy.stored_id) not in shown
        fields = posted(petition, copy=f"{copy.pk}:{copy.stored_id}", reason="想看")
        assert client.post(step_of(petition, verb), fields).status_code in {409, 422}
    assert opens(client, petition) == set()


def test_a_petition_whose_name_is_not_hidden_has_no_such_page() -> None:
    petition = a_petition(State.SIGNED, files=(IncomingFile("照片.png", picture()),))
    client = desk_of(CLERK)
    assert client.get(mask_of(petition)).status_code == 404
    shown = text(client.get(page_of(petition)))
    assert "遮盖" not in shown
    assert mask_of(petition) not in shown


def test_files_that_are_none_of_the_petition_have_no_page() -> None:
    petition, other = hidden(), hidden()
    copy = drawn_copy(petition)
    client = desk_of(CLERK)
    for stray in (uuid4(), originals(other)[0].pk, stored_of(copy)):
        assert client.get(mask_of(petition, stray)).status_code == 404


def test_the_clerk_walks_from_the_page_to_the_release() -> None:
    petition = hidden()
    client = desk_of(CLERK)
    shown = text(client.get(page_of(petition)))
    assert "承办单位暂看不到此附件" in shown
    assert mask_of(petition) in shown
    assert client.post(mask_of(petition), {"do": "begin"}).status_code == 302
    assert "正在制作" in text(client.get(mask_of(petition)))
    work(petition)
    drawing = text(client.get(mask_of(petition)))
    number = reverse("desk:mask_page", args=[petition.pk, originals(petition)[0].pk, 1])
    assert number in drawing
    assert client.get(number)["Content-Type"] == "image/jpeg"
    assert client.get(number.replace("1.jpg", "2.jpg")).status_code == 404
    assert client.post(mask_of(petition), {"do": "draw", "box": HALF}).status_code == 302
    work(petition)
    ready = text(client.get(mask_of(petition)))
    assert "承办单位将看到的就是这一份" in ready
    assert f'name="box" value="{HALF}"' in ready, "to be drawn on"
    copy = MaskedCopy.objects.get()
    choice = f"{copy.pk}:{copy.stored_id}"
    taken = client.post(step_of(petition, "release_copy"), posted(petition, copy=choice))
    assert taken.status_code == 302
    assert "已完成：提供遮盖件" in text(client.get(taken["Location"]))
    assert "承办单位看到的是遮盖件" in text(client.get(page_of(petition)))
    assert "附件1的遮盖件提供给承办单位" in text(client.get(page_of(petition)))
    assert take_back(client, petition, copy, "") == 422
    assert take_back(client, petition, copy, "漏遮一处") == 302
    assert "承办单位暂看不到此附件" in text(client.get(page_of(petition)))


def test_nothing_drawn_is_said_so_and_boxes_that_are_refused_stay() -> None:
    petition = hidden()
    client = desk_of(CLERK)
    client.post(mask_of(petition), {"do": "begin"})
    work(petition)
    assert "还没有画遮盖框" in text(client.post(mask_of(petition), {"do": "draw"}))
    again = client.post(mask_of(petition), {"do": "draw", "box": [HALF, "7 0 0 5 5"]})
    assert again.status_code == 422
    assert f'value="{HALF}"' in text(again)


def test_a_text_comes_with_the_person_hidden_and_what_was_typed_stays() -> None:
    petition = hidden(State.SIGNED, IncomingFile(f"{NAME}.txt", f"我是{NAME}，没水".encode()))
    client = desk_of(CLERK)
    shown = text(client.get(mask_of(petition)))
    offered = shown[shown.index("<textarea") : shown.index("</textarea>")]
    assert "没水" in offered
    assert NAME not in offered
    refused = client.post(mask_of(petition), {"do": "write", "text": "好" * 200_001})
    assert refused.status_code == 422
    assert "好好" in text(refused)
    client.post(mask_of(petition), {"do": "write", "text": "某人说没水"})
    assert "某人说没水" in text(client.get(mask_of(petition)))


def test_declaring_needs_the_word_of_somebody_who_looked() -> None:
    petition = hidden()
    client = desk_of(CLERK)
    assert client.post(mask_of(petition), {"do": "declare"}).status_code == 422
    assert not MaskedCopy.objects.exists()
    assert client.post(mask_of(petition), {"do": "declare", "sure": "yes"}).status_code == 302
    assert MaskedCopy.objects.get().is_ready


def test_a_masked_file_is_uploaded_without_any_script() -> None:
    petition = hidden()
    client = desk_of(CLERK)
    assert client.post(mask_of(petition), {"do": "upload"}).status_code == 422
    sent = SimpleUploadedFile(f"{NAME}遮.png", picture(), content_type="image/png")
    assert client.post(mask_of(petition), {"do": "upload", "file": sent}).status_code == 302
    work(petition)
    assert MaskedCopy.objects.get().is_ready
    bad = SimpleUploadedFile("遮.exe", b"MZ", content_type="image/png")
    assert client.post(mask_of(petition), {"do": "upload", "file": bad}).status_code == 422
    assert MaskedCopy.objects.get().is_ready, "what was there stays"


def test_what_has_no_shown_copy_is_uploaded_only() -> None:
    petition = hidden(State.SIGNED, IncomingFile("录音.mp3", b"ID3" + bytes(400)))
    client = desk_of(CLERK)
    shown = text(client.get(mask_of(petition)))
    assert "没有阅览副本" in shown
    for act in ("begin", "declare"):
        sent = {"do": act, "sure": "yes"}
        assert client.post(mask_of(petition), sent).status_code == 422


def test_the_petitioner_reads_that_a_copy_was_given_and_taken_back() -> None:
    petition = hidden()
    copy = released(petition, drawn_copy(petition))
    take_back(desk_of(CLERK), petition, copy, "漏遮一处")
    now = Petition.objects.get(pk=petition.pk)
    history = told(now, petitioner(now), today=localdate(later(now))).history
    assert {Step.RELEASE_COPY, Step.TAKE_BACK_COPY} <= {each.step for each in history}
    assert "漏遮" not in str(history)


def test_the_pages_cost_the_same_whatever_the_number_of_copies() -> None:
    def queries(petition: Petition) -> int:
        client = desk_of(CLERK)
        client.get(page_of(petition))
        with CaptureQueriesContext(connection) as made:
            client.get(page_of(petition))
        return len(made)

    one = hidden(State.SIGNED, IncomingFile("甲.txt", b"one"))
    many = hidden(State.SIGNED, *(IncomingFile(f"{n}.txt", b"many") for n in range(6)))
    for number in range(1, 7):
        a_masked_copy(many, number)
    assert queries(many) == queries(one)


def test_a_file_that_waits_for_its_shown_copy_can_be_uploaded_over() -> None:
    sent = (IncomingFile("照片.png", picture()),)
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD, files=sent)
    client = desk_of(CLERK)
    assert client.post(mask_of(petition), {"do": "begin"}).status_code == 422
    derive(originals(petition)[0], key=key_of(petition), at=later(petition, HOUR))
    assert client.post(mask_of(petition), {"do": "begin"}).status_code == 302


def test_who_hands_over_is_told_which_attachments_can_no_longer_be_masked() -> None:
    sent = (IncomingFile("一.txt", b"one"), IncomingFile("二.txt", b"two"))
    petition = a_petition(
        State.REGISTERED, naming=Naming.WITHHELD, matter=Matter.ACCUSATION, files=sent
    )
    client = desk_of(LEADER)
    assert "有 2 份附件还没有遮盖" in text(client.get(step_of(petition, "hand_over")))
    plain = a_petition(State.REGISTERED, files=sent, matter=Matter.ACCUSATION)
    assert "份附件还没有遮盖" not in text(client.get(step_of(plain, "hand_over")))
