"""Letters made once, from frozen facts, as PDF and Word. Heavy: for the worker only."""

import io
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

import segno
from django.db import transaction

from huiyin.documents import word
from huiyin.documents.actions import letter_facts, store_made
from huiyin.documents.models import Letter, StoredFile
from huiyin.documents.paper import Paper
from huiyin.documents.typefaces import Typefaces, typefaces
from huiyin.documents.typesetting import typeset
from huiyin.documents.wording import compose
from huiyin.rules.moments import start_of_day
from huiyin.rules.terms import LetterKind

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class Rendered:
    """A letter as bytes; `is_pdfa` is False where a character kept it from the archival form."""

    pdf: bytes
    docx: bytes
    is_pdfa: bool


def render(kind: LetterKind, facts: dict[str, Any], *, corrects: str | None = None) -> Rendered:
    """The letter as PDF (PDF/A-2b) and DOCX. Expects facts that `rules.letters` found fit."""
    if corrects:
        facts = {**facts, "corrects": corrects}
    faces, dated = typefaces(), _dated(facts)
    paper = legible_paper(compose(kind, facts), faces)
    pdf, is_pdfa = _pdf(paper, dated)
    return Rendered(pdf=pdf, docx=word.write(paper, faces, dated), is_pdfa=is_pdfa)


def render_pdf(kind: LetterKind, facts: dict[str, Any]) -> bytes:
    """The PDF alone, for a look before the letter is issued; a missing number stays blank."""
    return _pdf(compose(kind, facts), _dated(facts))[0]


def _dated(facts: dict[str, Any]) -> datetime:
    return start_of_day(date.fromisoformat(facts.get("issued_on") or facts["received_at"][:10]))


@transaction.atomic
def make(letter: Letter, *, key: bytes, at: datetime) -> Letter:
    """制成文书. Render an issued letter and keep its two files; a second call changes nothing."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if letter.rendered_at:
        return letter
    made = render(LetterKind(letter.kind), letter_facts(letter, key=key))
    letter.pdf = _keep(letter, made.pdf, PDF, key=key, at=at)
    letter.docx = _keep(letter, made.docx, DOCX, key=key, at=at)
    letter.is_pdfa = made.is_pdfa
    letter.rendered_at = at
    letter.save(update_fields=["pdf", "docx", "is_pdfa", "rendered_at"])
    return letter


def _keep(
    letter: Letter, content: bytes, media_type: str, *, key: bytes, at: datetime
) -> StoredFile:
    suffix = "pdf" if media_type == PDF else "docx"
    return store_made(
        content,
        name=f"{LetterKind(letter.kind).zh} {letter.number}.{suffix}",
        media_type=media_type,
        owner_id=letter.owner_id,
        key=key,
        at=at,
    )


def legible_paper(paper: Paper, faces: Typefaces) -> Paper:
    """The paper with every character that no typeface holds written as its code point."""

    def mend(value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, str):
            return faces.legible(value)
        if isinstance(value, tuple):
            return tuple(mend(each) for each in value)
        return replace(value, **{name: mend(each) for name, each in vars(value).items()})

    return cast("Paper", mend(paper))


def _pdf(paper: Paper, dated: datetime) -> tuple[bytes, bool]:
    qr = _qr(paper.link) if paper.link else ""
    return typeset(paper.form, paper.as_json(), dated=dated, qr=qr)


def _qr(link: str) -> str:
    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False)
    return drawn.getvalue().decode()
