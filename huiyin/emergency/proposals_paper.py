"""建议书的纸质版. An issued proposal as a letter with its figures. Heavy: for the worker only.

It cites counts and categories: no number of a petition, no name, no word of a petitioner.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db import transaction

from huiyin.documents.letters import legible_paper
from huiyin.documents.paper import Block, Paper, day, paragraphs, sections, stop
from huiyin.documents.printing import draw_paper
from huiyin.documents.typefaces import typefaces
from huiyin.documents.word import write
from huiyin.emergency.opinions_rows import Proposal, ProposalPaper, as_figures
from huiyin.rules.feedback import FEEDBACK, law_of_feedback
from huiyin.rules.limits import rules_of
from huiyin.rules.moments import localdate
from huiyin.rules.terms_opinions import ProposalKind

HEADINGS = {
    "class": "按类别",
    "channel": "按渠道",
    "category": "按内容分类",
    "place": "按属地",
    "month": "按月份",
}
MOST_ROWS = 12
REST = "其他"
FOUND = {
    ProposalKind.IMPROVE: "现就改进工作提出建议。",
    ProposalKind.POLICY: "现就完善有关政策提出建议。",
}


@transaction.atomic
def draw(proposal_id: UUID) -> None:
    """Draw the paper of an issued proposal once; a second call changes nothing."""
    row = Proposal.objects.select_related("theme__office", "issue").get(pk=proposal_id)
    if ProposalPaper.objects.filter(issue=row.issue).exists():
        return
    paper, dated, faces = paper_of(row), row.issue.issued_at, typefaces()
    ProposalPaper.objects.create(
        issue=row.issue,
        pdf=draw_paper(paper, dated=dated),
        docx=write(legible_paper(paper, faces), faces, dated),
    )


def paper_of(row: Proposal) -> Paper:
    """The letter: the problem, what it rests on, the advice, and by when an answer is asked."""
    office, signed_on = row.theme.office, localdate(row.issue.issued_at)
    return Paper(
        form="letter",
        head=office.name,
        number=row.issue.number,
        title=row.title,
        addressee=f"{'、'.join(row.addressees)}：",
        blocks=tuple(_blocks(row)),
        attachments=("有关信访事项数据",),
        signer=office.name,
        signed_on=day(signed_on.isoformat()),
        annex=tuple(_annex(row)),
    )


def _blocks(row: Proposal) -> Iterator[Block]:
    counted = row.issue.figures
    tables = as_figures(counted)
    yield Block(
        "text",
        f"本机关对群众反映的“{row.theme.title}”有关情况作了归纳分析，{FOUND[ProposalKind(row.kind)]}",
    )
    shares = "，".join(f"{word}{number}件" for _code, word, number in tables["channel"])
    basis = (
        f"截至{day(counted['as_of'])}，归入这一主题的信访事项共{counted['total']}件：{shares}。"
        "分类别、渠道、内容、属地和月份的数据见附件。"
    )
    yield from sections(
        [
            ("反映的问题", list(paragraphs(row.problem))),
            ("依据", [Block("text", basis)]),
            ("建议", list(paragraphs(row.advice))),
        ]
    )
    name = rules_of(localdate(row.issue.issued_at)).name
    yield Block(
        "text",
        stop(
            f"请予研究。根据{law_of_feedback(name)}的规定，"
            f"请在收到之日起{FEEDBACK[name].length}日内书面反馈采纳情况"
        ),
    )


def _annex(row: Proposal) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    tables = as_figures(row.issue.figures)
    for name, heading in HEADINGS.items():
        rows = [(word, number) for _code, word, number in tables[name]]
        if name == "month":
            shown = rows[-MOST_ROWS:]
        else:
            rest = sum(number for _word, number in rows[MOST_ROWS:])
            shown = rows[:MOST_ROWS] + ([(REST, rest)] if rest else [])
        yield heading, tuple((word, str(number)) for word, number in shown)
