"""Page pictures, and boxes burnt into them: what lies below a box is nowhere in the copy."""

import io
import shutil
import subprocess

import pikepdf
import pytest
import typst
from PIL import Image

from huiyin.documents.boxes import BadBox, box_of, page_content, pages_in
from huiyin.documents.confined import NoCopy, Unshown, cover_pages, make_copy, make_pages
from huiyin.documents.pages import MOST_PAGES
from tests.documents import hostile
from tests.masking import picture

PDF = "application/pdf"


def written(*pages: str, width: str = "210mm", height: str = "297mm") -> bytes:
    """A PDF with living text."""
    sheets = "\n#pagebreak()\n".join(pages)
    source = f"#set page(width: {width}, height: {height})\n#set text(size: 20pt)\n{sheets}"
    made: bytes = typst.compile(source.encode())
    return make_copy(PDF, made)[1]


def dark(image: Image.Image, area: tuple[float, float, float, float]) -> float:
    """The share of dark pixels in a part of a picture, told in fractions."""
    left, top, right, bottom = area
    part = image.convert("L").crop(
        (
            int(left * image.width),
            int(top * image.height),
            int(right * image.width),
            int(bottom * image.height),
        )
    )
    return sum(part.histogram()[:60]) / (part.width * part.height)


def test_each_page_of_a_pdf_becomes_a_picture_of_its_shape() -> None:
    packed = make_pages(PDF, written("Zheng Xiaoman", "second"))
    pages = pages_in(packed)
    assert [(each.number, each.width, each.height) for each in pages] == [
        (1, 1240, 1754),
        (2, 1240, 1754),
    ]
    first = Image.open(io.BytesIO(page_content(packed, pages[0])))
    assert first.format == "JPEG"
    assert first.size == (1240, 1754)
    assert dark(first, (0, 0, 1, 0.2)) > 0.001, "the text is there to be seen"
    assert dark(first, (0, 0.3, 1, 1)) == 0


def test_a_page_as_large_as_a_house_is_drawn_small() -> None:
    (page,) = pages_in(make_pages(PDF, written("wide", width="12000pt", height="3000pt")))
    assert max(page.width, page.height) <= 1755


def test_a_box_leaves_pixels_only() -> None:
    packed = make_pages(PDF, written("Zheng Xiaoman", "second"))
    media_type, made = cover_pages(packed, [(1, 0, 0, 10_000, 2000)])
    assert media_type == PDF
    with pikepdf.open(io.BytesIO(made)) as copy:
        assert len(copy.pages) == 2
        assert "/Info" not in copy.trailer
        assert "/Metadata" not in copy.Root
        assert [set(page.Resources.keys()) for page in copy.pages] == [{"/XObject"}] * 2
        pixels = Image.open(io.BytesIO(copy.pages[0].Resources.XObject.P.read_raw_bytes()))
    assert dark(pixels, (0, 0, 1, 0.2)) > 0.999
    assert dark(pixels, (0, 0.25, 1, 1)) == 0


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")
def test_no_text_can_be_read_out_of_the_copy() -> None:
    original = written("Zheng Xiaoman", "second")
    copy = cover_pages(make_pages(PDF, original), [])[1]

    def text(content: bytes) -> bytes:
        return subprocess.run(
            ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
        ).stdout

    assert b"Zheng" in text(original)
    assert text(copy).strip() == b""


def test_a_picture_is_blackened_where_the_box_is_and_only_there() -> None:
    packed = make_pages("image/png", picture())
    media_type, made = cover_pages(packed, [(1, 0, 0, 5000, 10_000)])
    assert media_type == "image/jpeg"
    copy = Image.open(io.BytesIO(made)).convert("RGB")
    assert copy.getpixel((100, 100)) == (0, 0, 0)
    assert max(copy.getpixel((196, 100))) < 12  # type: ignore[arg-type]
    _red, green, _blue = copy.getpixel((300, 100))  # type: ignore[misc]
    assert green > 150
    assert not copy.getexif()


def test_what_was_clear_becomes_white() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (40, 40), (200, 0, 0, 0)).save(made, "PNG")
    packed = make_pages("image/png", made.getvalue())
    page = Image.open(io.BytesIO(page_content(packed, pages_in(packed)[0])))
    assert page.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("media_type", "content", "reason"),
    [
        (PDF, b"%PDF-1.4 nonsense", NoCopy.DAMAGED),
        (PDF, hostile.pdf(pages=MOST_PAGES + 1), NoCopy.LARGE),
        ("image/png", b"\x89PNG\r\n\x1a\n broken", NoCopy.DAMAGED),
        ("text/plain", b"words", NoCopy.DAMAGED),
    ],
)
def test_what_cannot_be_drawn_is_refused(media_type: str, content: bytes, reason: NoCopy) -> None:
    with pytest.raises(Unshown) as refused:
        make_pages(media_type, content)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("told", "box"),
    [
        ("1 0 0 1 1", (1, 0, 0, 1, 1)),
        ("2 9000 9000 5000 5000", (2, 9000, 9000, 1000, 1000)),
        ("2 0 0 99999 99999", (2, 0, 0, 10_000, 10_000)),
    ],
)
def test_a_box_is_cut_to_its_page(told: str, box: tuple[int, ...]) -> None:
    assert box_of(told, pages=2) == box


@pytest.mark.parametrize(
    "told",
    ["", "1", "0 0 0 1 1", "3 0 0 1 1", "1 10000 0 5 5", "1 0 0 0 5", "1 -1 0 5 5", "1 0 0 5 5 ",
     "1 1e3 0 5 5", "１ 0 0 5 5", "1 0 0 5 999999"],
)  # fmt: skip
def test_what_is_no_box_on_a_page_is_refused(told: str) -> None:
    with pytest.raises(BadBox):
        box_of(told, pages=2)
