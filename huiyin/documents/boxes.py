"""What is blackened on which page, and the packed pictures of the pages. Pure and light."""

import io
import re
import zipfile
from dataclasses import dataclass

WHOLE = 10_000  # a box is told in ten-thousandths of its page, so it fits whatever size is shown
MOST_BOXES = 2000
# Page from 1, left, top, width, height.
Box = tuple[int, int, int, int, int]

_BOX = re.compile(r"([0-9]{1,4}) ([0-9]{1,5}) ([0-9]{1,5}) ([0-9]{1,5}) ([0-9]{1,5})")
_NAME = re.compile(r"([0-9]{4})-([0-9]{1,5})x([0-9]{1,5})\.jpg")


class BadBox(ValueError):
    """Text that tells no box on one of the pages."""


@dataclass(frozen=True)
class PagePicture:
    """One page: its number from 1 and its size in pixels."""

    number: int
    width: int
    height: int

    @property
    def name(self) -> str:
        """The name it has among the packed pages."""
        return f"{self.number:04}-{self.width}x{self.height}.jpg"


def box_of(text: str, *, pages: int) -> Box:
    """A box as a form sends it, 「page left top width height」, cut to its page."""
    found = _BOX.fullmatch(text)
    if found is None:
        raise BadBox(text)
    page, left, top, width, height = (int(each) for each in found.groups())
    width, height = min(width, WHOLE - left), min(height, WHOLE - top)
    if not 1 <= page <= pages or width < 1 or height < 1:
        raise BadBox(text)
    return page, left, top, width, height


def pack(pages: list[tuple[PagePicture, bytes]]) -> bytes:
    """Page pictures in one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for page, content in pages:
            archive.writestr(zipfile.ZipInfo(page.name), content)
    return packed.getvalue()


def pages_in(packed: bytes) -> list[PagePicture]:
    """The pages of a packed file, in their order."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        found = [_NAME.fullmatch(name) for name in archive.namelist()]
    return [PagePicture(*(int(each) for each in one.groups())) for one in found if one]


def page_content(packed: bytes, page: PagePicture) -> bytes:
    """The picture of one page."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.read(page.name)
