"""Chinese text made searchable: one form for what reads the same, and its pairs of characters.

Everything is done character by character, so that a part of a text is folded exactly as it is
inside the whole: what stands in a text is always found by any two or more of its characters.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import groupby
from typing import Protocol, cast

from huiyin.language.clean import HAN, READING

# More pairs than a petition of ordinary words can have; PostgreSQL refuses a list over 1 MB.
MOST_GRAMS = 100_000

BEFORE, AFTER, MOST_WINDOWS = 24, 56, 3

Span = tuple[int, int]


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@dataclass(frozen=True)
class Folded:
    """A text in its searchable form, and where each of its characters stands in the original."""

    text: str
    places: Sequence[int]


def fold(text: str) -> Folded:
    """Width and compatibility forms, case and traditional characters made equal.

    Readings that damage has pasted behind characters, 發(fā)展(zhǎn), are passed over.
    """
    folded = text.translate(_FORMS)
    if len(folded) == len(text):
        places: Sequence[int] = range(len(text))
    else:
        lengths = (len(each.translate(_FORMS)) for each in text)
        places = [place for place, length in enumerate(lengths) for _ in range(length)]
    if "(" not in folded:
        return Folded(folded, places)
    kept = [(0, 0), *(found.span() for found in _PASTED.finditer(folded))]
    if len(kept) == 1:
        return Folded(folded, places)
    starts = [end for _start, end in kept]
    ends = [*(start for start, _end in kept[1:]), len(folded)]
    parts = list(zip(starts, ends, strict=True))
    return Folded(
        "".join(folded[start:end] for start, end in parts),
        [place for start, end in parts for place in places[start:end]],
    )


def terms(typed: str) -> tuple[str, ...]:
    """What was typed, folded and parted at spaces; each is to be found, in whatever order."""
    return tuple(dict.fromkeys(fold(typed).text.split()))


def grams(folded: str) -> list[str]:
    """The pairs of neighbouring characters of a folded text, each once, none across a space."""
    pairs = (run[start : start + 2] for run in folded.split() for start in range(len(run) - 1))
    return list(dict.fromkeys(pairs))[:MOST_GRAMS]


def spans(text: str, wanted: Iterable[str]) -> list[list[Span]] | None:
    """Where each of these folded terms stands in a text; None if one of them does not."""
    folded = fold(text)
    found: list[list[Span]] = []
    for term in wanted:
        starts = [each.start() for each in re.finditer(re.escape(term), folded.text)]
        if not starts:
            return None
        places = folded.places
        found.append([(places[start], places[start + len(term) - 1] + 1) for start in starts])
    return found


def excerpt(text: str, found: Iterable[Sequence[Span]]) -> list[tuple[str, bool]]:
    """What to show of a text: around the first place of each term, in pieces; True is marked.

    Where nothing was found it is the beginning.
    """
    found = list(found)
    windows: list[Span] = []
    for first, last in sorted(each[0] for each in found) or [(0, 0)]:
        start, end = max(0, first - BEFORE), min(len(text), last + AFTER)
        if windows and start <= windows[-1][1]:
            windows[-1] = (windows[-1][0], max(end, windows[-1][1]))
        elif len(windows) < MOST_WINDOWS:
            windows.append((start, end))
    pieces: list[tuple[str, bool]] = [("…", False)] if windows[0][0] else []
    marked = bytearray(len(text))
    for first, last in (span for each in found for span in each):
        marked[first:last] = b"\x01" * (last - first)
    for start, end in windows:
        runs = groupby(range(start, end), key=marked.__getitem__)
        for mark, run in runs:
            places = list(run)
            pieces.append((_line(text[places[0] : places[-1] + 1]), bool(mark)))
        pieces += [("…", False)] if end < len(text) else []
    return pieces


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


class _Forms(dict[int, str]):
    """The searchable form of each character, learned when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        form = unicodedata.normalize("NFKC", character).casefold()
        form = "".join(_simplified(each) for each in form)
        # Beyond the first plane only what changes is kept: the rest could be a million.
        if code < 0x10000 or form != character:
            self[code] = form
        return form


_FORMS = _Forms()
_HAN = re.compile(rf"[{HAN}\U00020000-\U000323af]")
_PASTED = re.compile(rf"(?<=[{HAN}]){READING}")
# Which of the two is meant depends on the words around: to search they are one.
_EITHER = {"著": "着"}


def _simplified(character: str) -> str:
    """The simplified form; by itself, for a table of words would fold a part unlike the whole."""
    if not _HAN.match(character):
        return character
    return _EITHER.get(character) or _converter().convert(character)


@lru_cache(maxsize=1)
def _converter() -> _Converter:
    # Loaded by the first search: 7 MB that a web process without one does not need.
    return cast(_Converter, import_module("opencc").OpenCC("t2s"))
