"""卷宗. The whole file of one petition, bound: cover, index, every letter and copy, the story.

The parts also stand in an archive with a list that `sha256sum -c` checks. Heavy: for the worker.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from huiyin.documents.actions import open_file
from huiyin.documents.models import Letter, StoredFile
from huiyin.documents.printing import SUMS, Part, as_pdf, bind, draw_forms, draw_listing, pack
from huiyin.documents.sheets import Listing
from huiyin.documents.sheets import Part as Stretch
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault

INDEX = (
    ("件号", 1.0),
    ("文号", 3.3),
    ("题名", 4.2),
    ("日期", 3.3),
    ("页数", 0.9),
    ("SHA-256", 10.6),
)
STORY = (("序号", 0.7), ("时间", 2.6), ("经办人", 2.4), ("事项", 1.8), ("内容", 7.0))
_UNSAFE = re.compile(r"[^\w〔〕.-]+")


class Piece(NamedTuple):
    """件. What the index says of a part; without pages it is only named."""

    number: str
    title: str
    day: str
    pdf: bytes | None


def dossier_of(
    petition: Petition,
    chosen: dict[str, Any],
    *,
    foot: str,
    at: datetime,
    told: Callable[[int], None],
) -> tuple[bytes, bytes]:
    """The bound PDF, and the archive of its parts."""
    parts: list[Part] = []
    rows: list[list[str]] = []
    for place, piece in enumerate(_pieces(petition, chosen, foot=foot, at=at), start=1):
        told(place)
        row = [f"{place:02}", piece.number, piece.title, piece.day]
        if piece.pdf is None:
            rows.append([*row, "—", "只有原件，或者尚未提供阅览副本"])
            continue
        part = Part(f"{place:02} {piece.title}", _name(place, piece), piece.pdf)
        parts.append(part)
        rows.append([*row, str(part.page_count), part.digest])
    cover = Part("封面", "00-封面.pdf", draw_forms(chosen["cover"], foot=foot, dated=at))
    index = Part("卷内目录", "00-目录.pdf", _index(chosen, rows, foot=foot, at=at))
    whole = [cover, index, *parts]
    return bind(whole), pack(whole)


def pieces_in(chosen: dict[str, Any]) -> int:
    """How many parts there will be."""
    return 2 + len(chosen["letters"]) + len(chosen["files"])


def _pieces(
    petition: Petition, chosen: dict[str, Any], *, foot: str, at: datetime
) -> Iterator[Piece]:
    key = Vault(petition.pk, petition.key).key
    form = draw_forms([chosen["registration"]], foot=foot, dated=at)
    yield Piece("", "信访事项登记表", chosen["registered"], form)
    letters = Letter.objects.select_related("pdf").filter(owner_id=petition.pk)
    by_id = {str(each.pk): each for each in letters}
    for said in chosen["letters"]:
        stored = by_id[said["letter"]].pdf
        pdf = open_file(stored, key) if stored else None
        yield Piece(said["number"], said["title"], said["day"], pdf)
    files = {str(each.pk): each for each in StoredFile.objects.filter(owner_id=petition.pk)}
    for said in chosen["files"]:
        copy = files.get(said["file"])
        pdf = (
            as_pdf(said["title"], copy.media_type, open_file(copy, key), dated=at) if copy else None
        )
        yield Piece("", said["title"], said["day"], pdf)
    yield Piece("", "办理经过", "", _story(chosen, foot=foot, at=at))


def _name(place: int, piece: Piece) -> str:
    said = "-".join(part for part in (piece.title, piece.number) if part)
    return f"{place:02}-{_UNSAFE.sub('_', said)[:80]}.pdf"


def _index(chosen: dict[str, Any], rows: list[list[str]], *, foot: str, at: datetime) -> bytes:
    listing = Listing(
        head=chosen["head"],
        title="卷内目录",
        about=f"编号：{chosen['number']}",
        right=f"共 {len(rows)} 件",
        columns=INDEX,
        parts=[Stretch("", rows)],
        note=(
            f"校验：解开压缩包，在其中执行 sha256sum -c {SUMS}，各件与本目录所列一致的，"
            "即未被改动。"
        ),
        foot=foot,
        wide=True,
    )
    return draw_listing(listing, dated=at)


def _story(chosen: dict[str, Any], *, foot: str, at: datetime) -> bytes:
    listing = Listing(
        head=chosen["head"],
        title="办理经过",
        about=f"编号：{chosen['number']}",
        columns=STORY,
        parts=[Stretch("", chosen["story"])],
        note=f"记录链共 {chosen['events']} 环，链首校验值 {chosen['chain']}。",
        foot=foot,
        wide=True,
    )
    return draw_listing(listing, dated=at)
