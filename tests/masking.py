"""Masked copies for tests: attachments of a hidden name, and copies made as clerk and worker do."""

import io
from datetime import datetime, timedelta
from uuid import UUID

from PIL import Image, ImageDraw

from huiyin.documents.actions import derive, open_file
from huiyin.documents.models import Purpose, StoredFile
from huiyin.petitions.actions import masking
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.masked_copies import MaskedCopy
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.rules.terms import Naming, State
from tests.make import a_petition, later
from tests.people import CLERK

NAME = "郑小满"
HALF = "1 0 0 5000 10000"  # the left half of the first page


def picture(form: str = "PNG", size: tuple[int, int] = (400, 200)) -> bytes:
    """Red on the left, green on the right."""
    drawn = Image.new("RGB", size, (220, 20, 20))
    ImageDraw.Draw(drawn).rectangle((size[0] // 2, 0, size[0], size[1]), fill=(20, 200, 20))
    made = io.BytesIO()
    drawn.save(made, form)
    return made.getvalue()


def hidden(state: State = State.SIGNED, *files: IncomingFile, **given: object) -> Petition:
    """A petition of a hidden name with a picture that is called after its petitioner."""
    sent = files or (IncomingFile(f"{NAME}的照片.png", picture()),)
    petition = a_petition(state, naming=Naming.WITHHELD, files=sent, **given)  # type: ignore[arg-type]
    for each in originals(petition):
        derive(each, key=key_of(petition), at=later(petition))
    return petition


def originals(petition: Petition) -> list[StoredFile]:
    """The attachments as they came in."""
    return list(StoredFile.objects.filter(owner_id=petition.pk, purpose=Purpose.ORIGINAL))


def key_of(petition: Petition) -> bytes:
    """The petition's own key."""
    return Vault(petition.pk, petition.key).key


def work(petition: Petition, at: datetime | None = None) -> None:
    """What the worker does for the masked copies of a petition."""
    for copy in MaskedCopy.objects.filter(petition=petition):
        masking.make_masked(copy.pk, at=at or later(petition, timedelta(hours=1)))


def a_masked_copy(petition: Petition, number: int = 1) -> MaskedCopy:
    """A copy of an attachment of text that is ready: declared to name nobody."""
    original = originals(petition)[number - 1]
    derive(original, key=key_of(petition), at=later(petition))
    at = later(petition, timedelta(hours=1))
    masking.declare(petition.pk, original.pk, by=CLERK.viewer, at=at)
    return MaskedCopy.objects.get(original=original, taken_back_at=None)


def drawn_copy(petition: Petition, *boxes: str, number: int = 1) -> MaskedCopy:
    """A copy that was drawn on screen and made."""
    original = originals(petition)[number - 1]
    at = later(petition, timedelta(hours=1))
    masking.begin_drawing(petition.pk, original.pk, by=CLERK.viewer, at=at)
    work(petition)
    masking.draw(petition.pk, original.pk, boxes=boxes or (HALF,), by=CLERK.viewer, at=at)
    work(petition)
    return MaskedCopy.objects.get(original=original, taken_back_at=None)


def released(petition: Petition, copy: MaskedCopy) -> MaskedCopy:
    """The copy after the unit may see it."""
    masking.release_copy(
        petition.pk,
        copy_id=copy.pk,
        stored_id=stored_of(copy),
        by=CLERK.viewer,
        at=later(petition, timedelta(hours=1)),
    )
    return MaskedCopy.objects.get(pk=copy.pk)


def stored_of(copy: MaskedCopy) -> UUID:
    """The id of what the unit is to see."""
    assert copy.stored_id is not None
    return copy.stored_id


def content_of(petition: Petition, copy: MaskedCopy) -> bytes:
    """The bytes that the unit is to see."""
    return open_file(StoredFile.objects.get(pk=stored_of(copy)), key_of(petition))
