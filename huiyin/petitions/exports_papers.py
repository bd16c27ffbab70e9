"""送达打印. The papers of letters for the post: for the worker, which alone loads what draws."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from huiyin.documents.actions import open_file
from huiyin.documents.posting import address_sheet, posted, service_slip
from huiyin.documents.printing import Part, bind, draw_forms, draw_listing, draw_paper
from huiyin.petitions.exports_posting import ADDRESSES, LETTERS, POSTED, SLIPS, Ready
from huiyin.petitions.models import PetitionLetter
from huiyin.petitions.vault import Vault


def papers_to_serve(
    ready: Ready,
    chosen: dict[str, Any],
    *,
    foot: str,
    at: datetime,
    told: Callable[[int], None],
) -> bytes:
    """One PDF in the order of the letters: the list for the post, then each with its papers."""
    parts: list[Part] = []
    papers = chosen["papers"]
    if POSTED in papers:
        facts = [said for _link, said in ready]
        listing = posted(facts, office=facts[0]["office_name"], about=chosen["about"], foot=foot)
        parts.append(Part("交寄清单", "", draw_listing(listing, dated=at)))
    for place, (link, said) in enumerate(ready, start=1):
        parts += _papers(link, said, papers, foot=foot, at=at)
        told(place)
    return bind(parts)


def _papers(
    link: PetitionLetter, said: dict[str, Any], papers: Iterable[str], *, foot: str, at: datetime
) -> list[Part]:
    """The papers of one letter, in the order in which they go into the envelope."""
    made = []
    if ADDRESSES in papers:
        pdf = draw_paper(address_sheet(said), dated=at)
        made.append(Part(f"{said['number']} 地址", "", pdf))
    if LETTERS in papers and link.letter.pdf is not None:
        vault = Vault(link.petition.pk, link.petition.key)
        made.append(Part(said["number"], "", open_file(link.letter.pdf, vault.key)))
    if SLIPS in papers:
        pdf = draw_forms([service_slip(said).as_json()], foot=foot, dated=at)
        made.append(Part(f"{said['number']} 送达回证", "", pdf))
    return made
