"""公告的纸质版. An issued notice on A4, like the office's letters. Heavy: for the worker only."""

from collections.abc import Iterator
from itertools import groupby
from uuid import UUID

from django.db import transaction

from huiyin.documents.paper import Block, Paper, day, items
from huiyin.documents.printing import draw_paper
from huiyin.publishing.models import Notice, NoticePaper

ITEM = "- "
MOST_OF_ADDRESS = 60  # longer is a sentence


@transaction.atomic
def draw(notice_id: UUID) -> None:
    """Draw the paper of a notice once; a second call changes nothing."""
    notice = Notice.objects.select_related("office", "issue").get(pk=notice_id)
    if NoticePaper.objects.filter(notice=notice).exists():
        return
    pdf = draw_paper(paper_of(notice), dated=notice.issue.issued_at)
    NoticePaper.objects.create(notice=notice, pdf=pdf)


def paper_of(notice: Notice) -> Paper:
    """The notice as a letter: head, title, whom it addresses where it says so, text, day."""
    addressee, text = _addressed(notice.text)
    return Paper(
        form="letter",
        head=notice.office.name,
        number="",
        title=notice.title,
        addressee=addressee,
        blocks=tuple(_blocks(text)),
        signer=notice.office.name,
        signed_on=day(notice.from_on.isoformat()),
    )


def _addressed(text: str) -> tuple[str, str]:
    """「各下级信访部门：」 on a line of its own at the beginning stands at the margin."""
    first, _break, rest = text.strip().partition("\n")
    is_one = first.strip().endswith("：") and len(first) <= MOST_OF_ADDRESS and rest.strip()
    return (first.strip(), rest) if is_one else ("", text)


def _blocks(text: str) -> Iterator[Block]:
    """Paragraphs, and lists with （一）（二）… as an office numbers them."""
    lines = (line.strip() for line in text.split("\n"))
    for is_list, found in groupby(filter(None, lines), key=lambda line: line.startswith(ITEM)):
        if is_list:
            yield from items([line.removeprefix(ITEM) for line in found])
        else:
            yield from (Block("text", line) for line in found)
