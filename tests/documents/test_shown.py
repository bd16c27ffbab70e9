"""The copy that people look at shows what the original shows, and nothing else is left."""

import io
import os
import subprocess
from typing import Any

import pikepdf
import pytest
from PIL import Image

from huiyin.documents import confined
from huiyin.documents.confined import NoCopy, Unshown, make_copy
from huiyin.documents.shown import MOST_PAGES, without_notes
from tests.documents import hostile
from tests.documents.hostile import picture, wide_png


@pytest.mark.parametrize(
    ("form", "media_type", "made"),
    [
        ("JPEG", "image/jpeg", "image/jpeg"),
        ("PNG", "image/png", "image/png"),
        ("WEBP", "image/webp", "image/jpeg"),
        ("GIF", "image/gif", "image/png"),
    ],
)
def test_pictures_are_drawn_anew(form: str, media_type: str, made: str) -> None:
    found, copy = make_copy(media_type, picture(form))
    drawn = Image.open(io.BytesIO(copy))
    assert found == made == Image.MIME[drawn.format or ""]
    assert drawn.size == (64, 48)
    red, green, blue = drawn.convert("RGB").resize((1, 1)).tobytes()
    assert red > 180
    assert max(green, blue) < 60


def test_the_place_and_the_telephone_are_gone_and_the_picture_stands_upright() -> None:
    original = picture(exif=True)
    assert b"PhoneMaker" in original
    assert Image.open(io.BytesIO(original)).getexif().get_ifd(0x8825)
    _, copy = make_copy("image/jpeg", original)
    drawn = Image.open(io.BytesIO(copy))
    assert drawn.size == (48, 64)
    assert not drawn.getexif()
    assert not {"exif", "comment", "icc_profile", "xmp", "photoshop"} & set(drawn.info)
    assert b"PhoneMaker" not in copy
    assert b"Chen" not in copy


def test_what_hangs_behind_a_picture_is_gone() -> None:
    _, copy = make_copy("image/jpeg", picture() + b"HIDDEN" * 10)
    assert b"HIDDEN" not in copy


def test_see_through_pictures_stay_see_through() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (8, 8), (10, 200, 30, 0)).save(made, "PNG")
    media_type, copy = make_copy("image/png", made.getvalue())
    assert media_type == "image/png"
    assert Image.open(io.BytesIO(copy)).getpixel((4, 4)) == (10, 200, 30, 0)


def test_large_photographs_are_made_smaller() -> None:
    _, copy = make_copy("image/jpeg", picture(size=(5000, 2500)))
    assert Image.open(io.BytesIO(copy)).size == (3200, 1600)


def test_a_pdf_keeps_its_pages_and_loses_whatever_acts() -> None:
    original = hostile.acting_pdf()
    media_type, copy = make_copy("application/pdf", original)
    with pikepdf.open(io.BytesIO(copy)) as made:
        assert media_type == "application/pdf"
        assert len(made.pages) == 1
        assert not made.attachments
        assert not {"/OpenAction", "/AA", "/Names", "/AcroForm", "/Metadata"} & set(
            made.Root.keys()
        )
        assert "/Info" not in made.trailer or not made.docinfo.keys()
        plain = io.BytesIO()
        made.save(plain, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for trace in (b"ACT", b"JavaScript", b"Launch", b"/URI", b"Chen", b"XFA"):
        assert trace not in plain.getvalue(), trace


def test_photographs_inside_a_pdf_lose_their_notes() -> None:
    original = hostile.pdf(photograph=picture(exif=True))
    assert b"PhoneMaker" in original
    _, copy = make_copy("application/pdf", original)
    assert b"PhoneMaker" not in copy
    with pikepdf.open(io.BytesIO(copy)) as made:
        inner = made.pages[0].Resources.XObject.P.read_raw_bytes()
    assert Image.open(io.BytesIO(inner)).size == (64, 48)


def test_a_photograph_without_its_notes_has_the_same_pixels() -> None:
    original = picture(exif=True)
    kept = Image.open(io.BytesIO(without_notes(original)))
    assert kept.tobytes() == Image.open(io.BytesIO(original)).tobytes()
    assert not kept.getexif()


def test_a_pdf_that_anybody_may_open_is_shown_and_unlocked() -> None:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(hostile.pdf(pages=2))) as opened:
        opened.save(made, encryption=pikepdf.Encryption(user="", owner="owner"))
    _, copy = make_copy("application/pdf", made.getvalue())
    with pikepdf.open(io.BytesIO(copy)) as shown:
        assert not shown.is_encrypted
        assert len(shown.pages) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_text_becomes_utf_8(encoding: str) -> None:
    content = "小区停水三天\r\n请求恢复\x07供水。镕𬀩".encode(encoding)
    media_type, copy = make_copy("text/plain", content)
    assert (media_type, copy.decode()) == ("text/plain", "小区停水三天\n请求恢复供水。镕𬀩")


TROUBLE = [
    ("image/png", wide_png(50_000, 50_000), NoCopy.LARGE),
    ("image/png", wide_png(8_000, 7_501), NoCopy.LARGE),
    ("image/png", picture("PNG")[:60], NoCopy.DAMAGED),
    ("image/jpeg", picture()[:300], NoCopy.DAMAGED),
    ("image/jpeg", b"\xff\xd8\xff" + bytes(200), NoCopy.DAMAGED),
    ("image/jpeg", picture("BMP"), NoCopy.DAMAGED),
    ("image/gif", b"GIF89a" + b"\xff" * 40, NoCopy.DAMAGED),
    ("image/webp", b"RIFF\x24\0\0\0WEBP" + bytes(40), NoCopy.DAMAGED),
    ("application/pdf", b"%PDF-1.7\n" + os.urandom(300), NoCopy.DAMAGED),
    ("application/pdf", hostile.pdf()[:150], NoCopy.DAMAGED),
    ("application/pdf", hostile.pdf(password="secret"), NoCopy.LOCKED),
    ("application/pdf", hostile.pdf(pages=MOST_PAGES + 1), NoCopy.LARGE),
    ("text/plain", bytes(range(256)) * 9, NoCopy.DAMAGED),
]


@pytest.mark.parametrize(("media_type", "content", "reason"), TROUBLE)
def test_what_cannot_be_shown_says_why(media_type: str, content: bytes, reason: NoCopy) -> None:
    with pytest.raises(Unshown) as unshown:
        make_copy(media_type, content)
    assert unshown.value.reason == reason


def test_a_kind_without_copies_never_comes_back() -> None:
    with pytest.raises(Unshown) as unshown:
        make_copy("application/zip", b"PK")
    assert unshown.value.reason == NoCopy.STOPPED


def test_a_process_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "WALL_SECONDS", 0.01)
    with pytest.raises(Unshown) as unshown:
        make_copy("image/jpeg", picture())
    assert unshown.value.reason == NoCopy.STOPPED


def test_the_process_knows_nothing_of_the_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {}
    run = subprocess.run

    def watch(*words: Any, **how: Any) -> Any:  # noqa: ANN401
        given.update(how)
        return run(*words, **how)

    monkeypatch.setattr(subprocess, "run", watch)
    make_copy("text/plain", b"a")
    assert set(given["env"]) == {"PYTHONPATH", "LC_ALL"}


def test_a_picture_whose_notes_are_broken_is_shown_all_the_same() -> None:
    _, copy = make_copy("image/jpeg", broken_notes())
    assert Image.open(io.BytesIO(copy)).size == (64, 48)


def broken_notes() -> bytes:
    """A photograph whose EXIF begins like no EXIF."""
    whole = picture(exif=True)
    place = whole.index(b"Exif\0\0") + 6
    return whole[:place] + b"XXXX" + whole[place + 4 :]
