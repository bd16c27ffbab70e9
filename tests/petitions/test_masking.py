"""遮盖件: prepared by the bureau, released by a step, made of pixels, called by a number only."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from huiyin.documents.actions import file_name, open_file
from huiyin.documents.models import Purpose, StoredFile
from huiyin.petitions.actions import citizen, handling, masking
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.masked_copies import MaskedCopy, MaskedWay
from huiyin.petitions.models import Petition
from huiyin.petitions.standing import open_steps
from huiyin.petitions.upkeep import first_bad_event
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Naming, State, Step
from tests.documents.hostile import picture as photograph
from tests.make import a_petition, an_office, fresh, later, story
from tests.masking import (
    HALF,
    NAME,
    a_masked_copy,
    content_of,
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
    COUNTY_CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    SUPERVISOR,
    SYSTEM_ADMIN,
    Person,
    petitioner,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def steps(petition: Petition, who: Person) -> set[Step]:
    """The steps of this page that are open to somebody."""
    now = fresh(petition)
    found = open_steps(now, who.viewer, localdate(later(now)))
    return {Step.RELEASE_COPY, Step.TAKE_BACK_COPY} & set(found)


def test_what_is_drawn_is_burnt_into_new_pixels() -> None:
    petition = hidden()
    copy = drawn_copy(petition)
    assert copy.is_ready
    made = Image.open(io.BytesIO(content_of(petition, copy))).convert("RGB")
    assert made.getpixel((100, 100)) == (0, 0, 0)
    assert made.getpixel((300, 100)) != (0, 0, 0)


def test_the_copy_is_called_by_its_number_and_never_by_the_name_of_the_file() -> None:
    petition = hidden()
    copy = drawn_copy(petition)
    stored = StoredFile.objects.get(pk=stored_of(copy))
    assert file_name(stored, key_of(petition)) == "附件1（遮盖件）.jpg"
    assert stored.purpose == Purpose.MASKED
    assert stored.original_id is None


def test_boxes_are_kept_sealed_and_can_be_changed() -> None:
    petition = hidden()
    first = drawn_copy(petition)
    assert b"5000" not in bytes(first.boxes or b"")
    old = stored_of(first)
    second = drawn_copy(petition, HALF, "1 9000 9000 500 500")
    assert second.pk == first.pk
    assert second.stored_id != old
    assert not StoredFile.objects.filter(pk=old).exists()


def test_releasing_is_an_event_of_the_chain_and_so_is_taking_back() -> None:
    petition = hidden()
    copy = released(petition, drawn_copy(petition))
    assert copy.is_released
    event = story(petition)[-1]
    assert (event.step, event.codes["attachment"], event.codes["way"]) == (
        Step.RELEASE_COPY, 1, MaskedWay.DRAWN,
    )  # fmt: skip
    stored = StoredFile.objects.get(pk=stored_of(copy))
    assert event.codes["masked"] == bytes(stored.digest).hex()
    assert NAME not in str(event.codes)
    masking.take_back_copy(
        petition.pk, copy_id=copy.pk, reason="漏遮一处", by=CLERK.viewer, at=later(petition)
    )
    assert [each.step for each in story(petition)][-2:] == [
        Step.RELEASE_COPY, Step.TAKE_BACK_COPY,
    ]  # fmt: skip
    assert not MaskedCopy.objects.get(pk=copy.pk).is_released
    assert StoredFile.objects.filter(pk=stored_of(copy)).exists(), "what was out is kept"
    assert first_bad_event(fresh(petition)) is None


def test_after_taking_back_another_copy_can_be_made() -> None:
    petition = hidden()
    first = released(petition, drawn_copy(petition))
    with pytest.raises(Refused, match="请先收回"):
        drawn_copy(petition)
    masking.take_back_copy(
        petition.pk, copy_id=first.pk, reason="漏遮一处", by=CLERK.viewer, at=later(petition)
    )
    second = released(petition, drawn_copy(petition))
    assert second.pk != first.pk
    assert MaskedCopy.objects.filter(petition=petition).count() == 2


def test_what_was_not_looked_at_is_not_released() -> None:
    petition = hidden()
    seen = stored_of(drawn_copy(petition))
    copy = drawn_copy(petition, "1 0 0 100 100")
    with pytest.raises(Refused, match="重新看一遍"):
        masking.release_copy(
            petition.pk, copy_id=copy.pk, stored_id=seen, by=CLERK.viewer, at=later(petition)
        )


def test_releasing_twice_is_refused_and_so_is_an_old_page() -> None:
    petition = hidden()
    copy = drawn_copy(petition)
    stale = fresh(petition).version
    released(petition, copy)
    with pytest.raises(Refused):
        released(petition, copy)
    with pytest.raises(Outdated):
        masking.take_back_copy(
            petition.pk,
            copy_id=copy.pk,
            reason="漏遮一处",
            by=CLERK.viewer,
            at=later(petition),
            version=stale,
        )


def test_a_copy_of_another_petition_is_not_released_here() -> None:
    petition, other = hidden(), hidden()
    drawn_copy(petition)
    copy = drawn_copy(other)
    with pytest.raises(Refused):
        released(petition, copy)


def test_an_uploaded_mask_is_drawn_anew_and_its_upload_thrown_away() -> None:
    petition = hidden()
    (original,) = originals(petition)
    sent = IncomingFile(f"{NAME}遮.jpg", photograph(exif=True))
    masking.upload(petition.pk, original.pk, file=sent, by=CLERK.viewer, at=later(petition, HOUR))
    assert MaskedCopy.objects.get(original=original).is_being_made
    work(petition)
    copy = MaskedCopy.objects.get(original=original)
    assert copy.is_ready
    assert b"PhoneMaker" not in content_of(petition, copy)
    assert not StoredFile.objects.filter(purpose=Purpose.TO_MASK).exists()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("遮.docx", b"PK\x03\x04 no", "损坏|不一致"),
        ("遮.svg", b"<svg/>", "网页"),
        ("遮.mp3", b"ID3" + bytes(40), "图片、PDF或者文本"),
        ("遮.pdf", b"", "空的"),
    ],
)
def test_what_is_no_mask_is_refused(name: str, content: bytes, sentence: str) -> None:
    petition = hidden()
    (original,) = originals(petition)
    sent = IncomingFile(name, content)
    with pytest.raises(Refused, match=sentence):
        masking.upload(petition.pk, original.pk, file=sent, by=CLERK.viewer, at=later(petition))
    assert not MaskedCopy.objects.exists()


def test_a_damaged_upload_says_so_and_another_way_is_open() -> None:
    petition = hidden()
    (original,) = originals(petition)
    sent = IncomingFile("遮.pdf", b"%PDF-1.4 nonsense")
    masking.upload(petition.pk, original.pk, file=sent, by=CLERK.viewer, at=later(petition))
    work(petition)
    failed = MaskedCopy.objects.get(original=original)
    assert failed.failure == "damaged"
    assert not failed.is_ready
    assert drawn_copy(petition).is_ready


def test_a_text_is_kept_as_the_clerk_left_it() -> None:
    petition = hidden(State.SIGNED, IncomingFile(f"{NAME}.txt", f"我是{NAME}".encode()))
    (original,) = originals(petition)
    masking.write(petition.pk, original.pk, text="我是某某", by=CLERK.viewer, at=later(petition))
    copy = MaskedCopy.objects.get(original=original)
    assert content_of(petition, copy).decode() == "我是某某"
    with pytest.raises(Refused, match="空的"):
        masking.write(petition.pk, original.pk, text=" ", by=CLERK.viewer, at=later(petition))


def test_what_was_declared_is_the_shown_copy_in_a_file_of_its_own() -> None:
    petition = hidden()
    (original,) = originals(petition)
    copy = a_masked_copy(petition)
    shown = StoredFile.objects.get(original=original)
    assert content_of(petition, copy) == open_file(shown, key_of(petition))
    assert copy.stored_id != shown.pk


@pytest.mark.parametrize("boxes", [(), ("9 0 0 5 5",), ("x",), ("1 0 0 5 5",) * 2001])
def test_boxes_that_are_none_are_refused(boxes: tuple[str, ...]) -> None:
    petition = hidden()
    (original,) = originals(petition)
    masking.begin_drawing(petition.pk, original.pk, by=CLERK.viewer, at=later(petition))
    work(petition)
    with pytest.raises(Refused):
        masking.draw(petition.pk, original.pk, boxes=boxes, by=CLERK.viewer, at=later(petition))


def test_the_worker_may_come_twice_or_too_late() -> None:
    petition = hidden()
    copy = drawn_copy(petition)
    before = StoredFile.objects.count()
    work(petition)
    masking.make_masked(petition.pk, at=later(petition))
    assert StoredFile.objects.count() == before
    assert MaskedCopy.objects.get(pk=copy.pk).stored_id == copy.stored_id


@pytest.mark.parametrize("who", [HANDLER, HEAD, LEADER, SUPERVISOR, COUNTY_CLERK, SYSTEM_ADMIN])
def test_nobody_but_the_keepers_of_the_register_makes_one(who: Person) -> None:
    petition = hidden()
    (original,) = originals(petition)
    with pytest.raises(Petition.DoesNotExist):
        masking.begin_drawing(petition.pk, original.pk, by=who.viewer, at=later(petition))
    drawn_copy(petition)
    assert steps(petition, who) == set()


def test_the_button_is_there_once_a_copy_is_ready() -> None:
    petition = hidden()
    assert steps(petition, CLERK) == set()
    copy = drawn_copy(petition)
    assert steps(petition, CLERK) == steps(petition, DISPATCHER) == {Step.RELEASE_COPY}
    released(petition, copy)
    assert steps(petition, CLERK) == {Step.TAKE_BACK_COPY}


def test_a_name_that_is_not_hidden_has_no_masked_copies() -> None:
    petition = a_petition(State.SIGNED, files=(IncomingFile("照片.png", picture()),))
    (original,) = originals(petition)
    with pytest.raises(Petition.DoesNotExist):
        masking.begin_drawing(petition.pk, original.pk, by=CLERK.viewer, at=later(petition))
    assert steps(petition, CLERK) == set()


def test_a_name_that_was_granted_needs_no_masks() -> None:
    petition = hidden()
    copy = drawn_copy(petition)
    handling.ask_name(petition.pk, reason="须上门", by=HEAD.viewer, at=later(petition))
    citizen.answer_name(petition.pk, agrees=True, by=petitioner(petition), at=later(petition))
    assert steps(petition, CLERK) == set()
    with pytest.raises(Refused, match="没有对办理单位隐去姓名"):
        released(petition, copy)


def test_a_new_file_begins_hidden() -> None:
    petition = hidden()
    released(petition, drawn_copy(petition))
    more = (IncomingFile(f"{NAME}又拍.png", picture()),)
    citizen.supplement(
        petition.pk, words="又停水", files=more, by=petitioner(petition), at=later(petition)
    )
    second = originals(petition)[1]
    assert not MaskedCopy.objects.filter(original=second).exists()


def test_an_accusation_is_masked_before_it_is_handed_over() -> None:
    petition = hidden(State.REGISTERED, matter=Matter.ACCUSATION)
    copy = released(petition, drawn_copy(petition))
    assert copy.is_released
    handed = hidden(State.HANDED_OVER, matter=Matter.ACCUSATION)
    (original,) = originals(handed)
    with pytest.raises(Petition.DoesNotExist):
        masking.begin_drawing(handed.pk, original.pk, by=CLERK.viewer, at=later(handed))


def test_the_accused_learns_nothing_of_masked_copies() -> None:
    petition = hidden(State.REGISTERED, matter=Matter.ACCUSATION)
    drawn_copy(petition)
    assert not Petition.objects.visible_to(HEAD.viewer, today=localdate(later(petition))).filter(
        pk=petition.pk
    )
    assert petition.holder == an_office("yunling-bureau")
    assert petition.naming == Naming.WITHHELD
