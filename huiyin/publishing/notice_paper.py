"""公告的纸质版. An issued notice on A4, like the office's letters. Heavy: for the worker only."""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from huiyin.documents.paper import Block, Paper, day
from huiyin.documents.printing import draw_paper
from huiyin.publishing.models import Notice, NoticePaper


@transaction.atomic
def draw(notice_id: UUID) -> None:
    """Draw the paper of a notice once; a second call changes nothing."""
    notice = Notice.objects.select_related("office", "issue").get(pk=notice_id)
    if NoticePaper.objects.filter(notice=notice).exists():
        return
    pdf = draw_paper(paper_of(notice), dated=notice.issue.issued_at)
    NoticePaper.objects.create(notice=notice, pdf=pdf)


def paper_of(notice: Notice) -> Paper:
    """The notice as a letter to nobody in particular: head, title, text, signature, day."""
    return Paper(
        form="letter",
        head=notice.office.name,
        number="",
        title=notice.title,
        blocks=tuple(_blocks(notice.text)),
        signer=notice.office.name,
        signed_on=day(notice.from_on.isoformat()),
    )


def _blocks(text: str) -> Iterator[Block]:
    for line in text.split("\n"):
        words = line.strip()
        if words.startswith("- "):
            yield Block("item", words.removeprefix("- "))
        elif words:
            yield Block("text", words)
