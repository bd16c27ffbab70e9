"""Which typefaces letters are set in, what they can show, and the piece of one that a letter needs.

An office that owns 仿宋, 黑体 or 小标宋 puts the files into `fonts` in its home folder; they come
first. What no face can show is written as its code point: a name may be odd, never a blank box.
Reads font files: for the worker only.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # has no stubs
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # has no stubs

BODY = ("仿宋_GB2312", "FangSong_GB2312", "FangSong", "仿宋", "STFangsong", "FandolFang R")
HEADING = ("黑体", "SimHei", "STHeiti")
TITLE = ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S")
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"

RESTRICTED = 0x0002  # OS/2 fsType: may not be embedded
FILES = ("*.ttf", "*.otf", "*.TTF", "*.OTF")


# What most texts are written in: ASCII, the characters of GB 2312, and the zero of dates.
USUAL = (
    frozenset(range(0x20, 0x7F))
    | {
        ord(character)
        for row in (*range(0xA1, 0xAA), *range(0xB0, 0xF8))
        for cell in range(0xA1, 0xFF)
        for character in bytes([row, cell]).decode("gbk", "ignore")
    }
    | {ord("〇")}
)


class NoTypefaces(RuntimeError):
    """The typefaces that every letter falls back to are not there."""


@dataclass(frozen=True)
class Face:
    """One font file: its family, weight, what it maps, whether it may travel inside a document."""

    path: Path
    family: str
    is_bold: bool
    may_embed: bool
    characters: frozenset[int]


@dataclass(frozen=True)
class Typefaces:
    """The faces of this installation, the office's own before the ones that come with Huiyin."""

    faces: tuple[Face, ...]

    @property
    def folders(self) -> list[Path]:
        """Where the files lie."""
        return sorted({face.path.parent for face in self.faces})

    def stack(self, wanted: tuple[str, ...], otherwise: str) -> list[str]:
        """Families to set a text in, best first; the last two hold every general character."""
        present = [face.family for face in self.faces]
        own = [family for family in wanted if family in present][:1]
        return list(dict.fromkeys([*own, otherwise, SERIF, SANS]))

    def stacks(self) -> dict[str, list[str]]:
        """The families of each part of a letter."""
        return {
            "body": self.stack(BODY, SERIF),
            "heading": self.stack(HEADING, SANS),
            "title": self.stack(TITLE, SERIF),
            "figures": self.stack((), SANS),
        }

    def find(self, family: str, *, bold: bool = False) -> Face | None:
        """The file of a family and weight."""
        fitting = [face for face in self.faces if face.family == family]
        return next((face for face in fitting if face.is_bold == bold), None)

    def legible(self, text: str) -> str:
        """The text, each character that no face can show as 〔U+2C386〕."""
        return "".join(
            character if self._shows(character) else f"〔U+{ord(character):04X}〕"
            for character in text
        )

    def _shows(self, character: str) -> bool:
        code = ord(character)
        return character in "\n\t" or any(code in face.characters for face in self.faces)


def typefaces() -> Typefaces:
    """The typefaces of this installation; a new file needs a restart of the worker."""
    return read_from(settings.HUIYIN_HOME / "fonts", Path(settings.HUIYIN_FONTS))


@lru_cache(maxsize=2)
def read_from(*folders: Path) -> Typefaces:
    """The typefaces in some folders, the first folder's before those of the next."""
    paths = [path for folder in folders for files in FILES for path in sorted(folder.glob(files))]
    found = Typefaces(tuple(_face(path) for path in paths))
    if not (found.find(SERIF) and found.find(SERIF, bold=True) and found.find(SANS)):
        raise NoTypefaces(f"{SERIF} (regular, bold) and {SANS} are missing in {folders[-1]}")
    return found


def _face(path: Path) -> Face:
    with TTFont(path, lazy=True) as font:
        family = font["name"].getBestFamilyName() or path.stem
        return Face(
            path=path,
            family=str(family),
            is_bold=bool(font["OS/2"].usWeightClass >= 600),
            may_embed=font["OS/2"].fsType != RESTRICTED,
            characters=frozenset(font.getBestCmap()),
        )


FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT = 1, 2, 3, 4, 6  # records of a font's name table


def subset(face: Face, text: str, *, name: str) -> bytes:
    """A font file called `name` with only the characters of `text`, to travel in a document."""
    wanted = {ord(each) for each in text + " 0123456789"}
    with _opened(face, wanted) as font:
        _reduce(font, wanted, names=[0, FAMILY, STYLE, UNIQUE, FULL, POSTSCRIPT, 13, 14])
        plain = name.replace(" ", "") + ("-Bold" if face.is_bold else "-Regular")
        for record in font["name"].names:
            if record.nameID in (FAMILY, FULL):
                record.string = name
            elif record.nameID in (UNIQUE, POSTSCRIPT):
                record.string = plain
        return _saved(font)


def _opened(face: Face, wanted: set[int]) -> TTFont:
    """The face, or what most texts need of it: a quarter of its glyphs, read in a quarter of the
    time."""
    rare = wanted - USUAL
    if rare & face.characters:
        return TTFont(face.path, lazy=True)
    return TTFont(io.BytesIO(_usual(face)), lazy=True)


@lru_cache(maxsize=8)
def _usual(face: Face) -> bytes:
    """The face with the usual characters only; made once in the life of the worker."""
    with TTFont(face.path, lazy=True) as font:
        _reduce(font, USUAL, names=["*"])
        return _saved(font)


def _reduce(font: TTFont, wanted: Iterable[int], *, names: list[Any]) -> None:
    options = Options()
    # Plain text in one language needs no shaping; reading those tables took most of the time.
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG"]
    options.name_IDs = names
    options.notdef_outline = True
    options.hinting = False
    # Names of glyphs are of no use here; naming them by number spares reading them all.
    font.setGlyphOrder([f"glyph{number:05}" for number in range(font["maxp"].numGlyphs)])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)


def _saved(font: TTFont) -> bytes:
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()
