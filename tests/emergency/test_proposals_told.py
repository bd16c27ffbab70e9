"""An issued proposal on paper, and who is reminded of an answer that is due (L13)."""

import io
from datetime import date, timedelta

import pikepdf
import pytest
from docx import Document

from huiyin.documents.models import LetterCounter
from huiyin.emergency import proposals
from huiyin.emergency.opinions_rows import ProposalPaper
from huiyin.emergency.proposals_due import remind_of_feedback, waiting
from huiyin.emergency.proposals_paper import draw, paper_of
from huiyin.jobs.outbox import work_off
from huiyin.notifications.models import Notice
from huiyin.organisations.errors import Refused
from huiyin.rules.calendars import latest
from huiyin.rules.feedback import FEEDBACK, feedback_due, law_of_feedback
from huiyin.rules.limits import RULE_SETS
from huiyin.rules.terms import Adoption
from tests.emergency.opinions import NOW, a_draft, a_suggestion, gathered, issued, submitted
from tests.make import DAY
from tests.people import DISPATCHER, LEADER
from tests.petitions.test_together import together

pytestmark = pytest.mark.django_db


def test_every_law_says_by_when_an_organ_answers() -> None:
    assert list(FEEDBACK) == [each.name for each in RULE_SETS]
    assert law_of_feedback("2005") == "《信访条例》第三十六条"
    assert law_of_feedback("2022") == "《信访工作条例》第四十条第四款"
    # 1 February 2026 + 30 is Tuesday 3 March; 5 April is Tomb-Sweeping Day.
    assert feedback_due(date(2026, 2, 1), latest()).legal == date(2026, 3, 3)
    moved = feedback_due(date(2026, 3, 6), latest())
    assert moved.target == date(2026, 4, 5)
    assert moved.legal > moved.target
    assert feedback_due(date(2020, 2, 3), latest()).rule_set == "2005"


def test_the_paper_tells_counts_and_names_no_petition() -> None:
    petition = a_suggestion()
    row = issued(gathered(petition))
    paper = paper_of(row)
    said = "\n".join(block.text for block in paper.blocks)
    assert "归入这一主题的信访事项共1件：网上1件" in said
    assert "第四十条第四款" in said
    assert paper.addressee == "云岭市人民政府、云岭市自来水有限公司："
    assert dict(paper.annex)["按属地"] == (("云岭市", "1"),)
    assert petition.number not in repr(paper)


def test_the_worker_draws_it_once_as_pdf_and_for_a_word_processor() -> None:
    row = issued()
    while work_off(NOW):
        pass
    draw(row.pk)
    drawn = ProposalPaper.objects.get()
    with pikepdf.open(io.BytesIO(bytes(drawn.pdf))) as pdf:
        assert len(pdf.pages) == 3
    document = Document(io.BytesIO(bytes(drawn.docx)))
    assert row.issue.number in [each.text for each in document.paragraphs]
    assert len(document.tables) == 5


def test_a_bureau_is_told_once_before_and_once_after_the_last_day() -> None:
    sent = submitted()
    assert [each.pk for each in waiting()] == [sent.pk]
    last = sent.legal_on
    told = [remind_of_feedback(last + timedelta(days=days)) for days in (-4, -3, 0, 1, 2)]
    assert told == [0, 1, 0, 1, 0]
    notes = Notice.objects.filter(code__startswith="feedback").order_by("created_at")
    assert [each.code for each in notes] == ["feedback_soon", "feedback_late"]
    assert not [each for each in notes if each.subject]
    proposals.answer(
        sent,
        adoption=Adoption.ADOPTED,
        text="采纳。",
        received_on=last,
        by=DISPATCHER.viewer,
        at=NOW + 40 * DAY,
    )
    assert waiting() == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_at_the_same_moment_one_is_told() -> None:
    row = a_draft()
    told = []

    def signs() -> None:
        try:
            proposals.issue(row, by=LEADER.viewer, at=NOW)
        except Refused as refused:
            told.append(refused.sentence)

    assert together(signs, signs) == ["done", "done"]
    assert told == ["这一份已经核签，不用再签。"]
    assert LetterCounter.objects.get(kind=proposals.COUNTED).last == 1
