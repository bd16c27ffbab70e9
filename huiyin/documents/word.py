"""Letters as Word files that an office can open, check and print, with the look of the PDF.

Heavy: imported by the worker only. The typefaces travel inside the file (`embedded`).
"""

import hashlib
import io
from datetime import datetime
from typing import Any

import segno
from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

from huiyin.documents.embedded import Written, embed
from huiyin.documents.paper import Grid, Paper, title_lines
from huiyin.documents.typefaces import Typefaces
from huiyin.documents.word_xml import (
    RED,
    border,
    indent_two,
    normal,
    repeat,
    set_chinese,
    set_face,
)

INDIGO = RGBColor(0x1F, 0x4E, 0x79)
BODY_SIZE, LINE_PITCH = 16, 28.95  # points: 三号, 22 lines on a page
LONG = 168  # characters: six lines
TEXT_WIDTH = Mm(156)


class Sheet:
    """A Word document being written: one place for faces, sizes and spacing."""

    def __init__(self, paper: Paper, faces: Typefaces, *, size: float, pitch: float) -> None:
        self.document = Document()
        self.families = {name: stack[0] for name, stack in faces.stacks().items()}
        self.mark = hashlib.sha256(repr(paper).encode()).hexdigest()[:6]
        self.faces = faces
        self.size, self.pitch = size, pitch
        self.written: dict[tuple[str, bool], Written] = {}
        properties = self.document.core_properties
        properties.title, properties.author = f"{paper.title} {paper.number}".strip(), paper.head
        properties.comments, properties.last_modified_by = "", paper.head
        normal(self.document.styles["Normal"], self._name(self.families["body"]), size)

    def margins(self, *, top: float, bottom: float, left: float, right: float) -> None:
        """A4 with these margins in millimetres."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.header_distance, section.footer_distance = Mm(15), Mm(25)

    def line(
        self,
        text: str,
        *,
        face: str = "body",
        size: float | None = None,
        bold: bool = False,
        colour: RGBColor | None = None,
        align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
        indent: bool = False,
        pitch: float | None = None,
        before: float = 0,
        after: float = 0,
        keep: bool = False,
        place: Any = None,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """One paragraph, in the document or in a table's cell.

        Not justified: LibreOffice loses the comma that hangs at the end of a justified line.
        """
        paragraph = place or self.document.add_paragraph()
        form = paragraph.paragraph_format
        form.alignment, form.keep_with_next = align, keep
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(pitch or self.pitch)
        form.widow_control = True
        set_chinese(paragraph)
        if indent:
            indent_two(paragraph, size or self.size)
        self.run(paragraph, text, face=face, size=size, bold=bold, colour=colour)
        return paragraph

    def run(
        self,
        paragraph: Any,  # noqa: ANN401
        text: str,
        *,
        face: str = "body",
        size: float | None = None,
        bold: bool = False,
        colour: RGBColor | None = None,
    ) -> None:
        """Text in one face; remembered, because the face travels with its characters."""
        run = paragraph.add_run(text)
        set_face(run._r.get_or_add_rPr(), self._remember(text, face, bold=bold))
        run.font.size, run.font.bold = Pt(size or self.size), bold
        if colour is not None:
            run.font.color.rgb = colour

    def foot(self, text: str) -> None:
        """Who had it made, when and for what: small, below the number of each page."""
        place = self.document.sections[0].footer.add_paragraph()
        self.line(text, size=9, pitch=14, place=place)

    def _remember(self, text: str, part: str, *, bold: bool) -> str:
        """The family to name for this text, after noting that its characters travel along."""
        family = self.families[part]
        face = self.faces.find(family, bold=bold) or self.faces.find(family)
        if face is None or not face.may_embed:
            return family
        written = self.written.setdefault((family, face.is_bold), Written(face, self._name(family)))
        written.characters.update(text)
        return written.name

    def _name(self, family: str) -> str:
        face = self.faces.find(family)
        return f"{family} {self.mark}" if face is None or face.may_embed else family

    def save(self) -> bytes:
        """The finished file, its typefaces inside."""
        embed(self.document, list(self.written.values()))
        made = io.BytesIO()
        self.document.save(made)
        return made.getvalue()


def write(paper: Paper, faces: Typefaces, dated: datetime) -> bytes:
    """The letter as a DOCX file that tells the day of the letter, not of its making."""
    sheet = LAYOUTS[paper.form](paper, faces)
    properties = sheet.document.core_properties
    properties.created = properties.modified = dated
    return sheet.save()


CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


def _letter(paper: Paper, faces: Typefaces) -> Sheet:
    sheet = Sheet(paper, faces, size=BODY_SIZE, pitch=LINE_PITCH)
    sheet.margins(top=30, bottom=35, left=28, right=26)
    head_size = min(38.0, 430 / max(1, len(paper.head)))
    head = sheet.line(
        paper.head, face="title", size=head_size, bold=True, colour=RED, align=CENTRE,
        pitch=head_size * 1.35, after=6,
    )  # fmt: skip
    border(head, "bottom", "thickThinSmallGap", 24, space=8)
    sheet.line(paper.number, align=RIGHT, before=4)
    for n, text in enumerate(title := title_lines(paper.title)):
        is_last = n == len(title) - 1
        sheet.line(
            text, face="title", size=22, bold=True, align=CENTRE, pitch=32, keep=True,
            before=0 if n else LINE_PITCH, after=LINE_PITCH if is_last else 0,
        )  # fmt: skip
    if paper.addressee:
        sheet.line(paper.addressee)
    for n, block in enumerate(paper.blocks, start=1):
        heading, is_last = block.style == "heading", n == len(paper.blocks)
        shown = sheet.line(
            block.text,
            face="heading" if heading else "body",
            indent=True,
            keep=heading or is_last,  # no page holds a signature alone
        )
        shown.paragraph_format.keep_together = is_last and len(block.text) <= LONG
    _attachments(sheet, paper)
    # Room for the seal: two lines above the signature, name and date in one field of its width.
    for n, text in enumerate((paper.signer, paper.signed_on)):
        signed = sheet.line(
            text, align=CENTRE, before=0 if n else 56, after=42 if n else 0, keep=True
        )
        signed.paragraph_format.left_indent = (
            TEXT_WIDTH - Mm(12) - max(Mm(66), Pt(BODY_SIZE * len(paper.signer)))
        )
        signed.paragraph_format.right_indent = Mm(12)
    if paper.note:
        sheet.line(paper.note, indent=True)
    if paper.copies:
        copies = sheet.line(f"抄送：{paper.copies}。", size=14, before=LINE_PITCH)
        border(copies, "top", "single", 8, space=4)
        border(copies, "bottom", "single", 8, space=4)
    if paper.annex:
        _annex(sheet, paper)
    footer = sheet.document.sections[0].footer.paragraphs[0]
    sheet.line("— ", size=14, align=CENTRE, place=footer)
    _field(footer, sheet, "PAGE", size=14)
    sheet.run(footer, " —", size=14)
    if paper.foot:
        sheet.foot(paper.foot)
    return sheet


def _attachments(sheet: Sheet, paper: Paper) -> None:
    many = len(paper.attachments) > 1
    for n, name in enumerate(paper.attachments):
        first = "附件：" if n == 0 else "　　　"
        mark = f"{n + 1}．" if many else ""
        line = sheet.line(
            f"{first}{mark}{name}", before=LINE_PITCH if n == 0 else 0, align=LEFT, keep=True
        )
        hang = BODY_SIZE * (3 + len(mark))
        line.paragraph_format.left_indent = Pt(BODY_SIZE * 2 + hang)
        line.paragraph_format.first_line_indent = Pt(-hang)


def _annex(sheet: Sheet, paper: Paper) -> None:
    """Figures on a page of their own, each with a bar."""
    sheet.line("附件", face="heading").paragraph_format.page_break_before = True
    sheet.line(paper.attachments[0], face="title", size=18, bold=True, align=CENTRE, after=8)
    for heading, rows in paper.annex:
        most = max(1, *(int(number) for _word, number in rows))
        sheet.line(heading, face="heading", size=12, pitch=20, before=12, after=4, keep=True)
        table = _table(sheet, [Mm(46), Mm(14), Mm(96)])
        for word, number in rows:
            left, middle, right = table.add_row().cells
            sheet.line(word, size=12, pitch=18, place=left.paragraphs[0])
            sheet.line(number, size=12, pitch=18, align=RIGHT, place=middle.paragraphs[0])
            bar = "█" * max(1, round(24 * int(number) / most))
            sheet.line(
                bar, face="figures", size=9, pitch=18, colour=INDIGO, place=right.paragraphs[0]
            )


def _slip(paper: Paper, faces: Typefaces) -> Sheet:
    sheet = Sheet(paper, faces, size=12, pitch=18.5)
    sheet.margins(top=15, bottom=14, left=24, right=24)
    head = sheet.line(
        paper.head, face="title", size=24, bold=True, colour=RED, align=CENTRE, pitch=34, after=4
    )
    border(head, "bottom", "single", 12, space=4)
    sheet.line(
        paper.title, face="title", size=20, bold=True, align=CENTRE, pitch=30, before=6, after=10
    )
    top = _table(sheet, [Mm(118), Mm(44)])
    cells = top.add_row().cells
    first = cells[0].paragraphs[0]
    sheet.line("信访件编号", size=11, align=LEFT, place=first, before=4)
    for text, size, face, pitch in (
        (paper.number, 19, "figures", 28),
        ("查询码", 11, "body", 20),
        (paper.code, 19, "figures", 28),
        ("查询码只告诉您本人。请妥善保管，不要转给他人。", 10.5, "body", 20),
    ):
        sheet.line(
            text, size=size, face=face, pitch=pitch, align=LEFT, place=cells[0].add_paragraph()
        )
    if paper.link:
        picture = cells[1].paragraphs[0]
        picture.alignment, picture.paragraph_format.space_before = CENTRE, Pt(6)
        drawn = io.BytesIO()
        segno.make(paper.link, error="m", micro=False).save(drawn, kind="png", scale=8, border=2)
        picture.add_run().add_picture(drawn, width=Mm(34))
        sheet.line(
            "扫码打开查询页", size=10, align=CENTRE, place=cells[1].add_paragraph(), pitch=14
        )
    sheet.line("", pitch=10)
    _rows(sheet, paper.rows, [Mm(28), Mm(134)])
    sheet.line("您的权利", face="heading", before=8)
    for block in paper.blocks:
        sheet.line(block.text, size=11, pitch=17)
    note = sheet.line(paper.note, size=11, align=CENTRE, before=8)
    border(note, "top", "single", 6, space=4)
    return sheet


def _cover(paper: Paper, faces: Typefaces) -> Sheet:
    sheet = Sheet(paper, faces, size=14, pitch=24)
    sheet.margins(top=47, bottom=20, left=20, right=24)
    rows = dict(paper.rows)
    address = [rows["postcode"], rows["address"]]
    window = [sheet.line(text, size=12, pitch=20, align=LEFT) for text in address if text]
    window.append(sheet.line(f"{paper.addressee}　收", size=18, align=LEFT, before=6))
    for line in window:
        line.paragraph_format.right_indent = Mm(74)
    title = sheet.line(
        paper.title, face="title", size=22, bold=True, align=LEFT, pitch=32, before=110, after=8
    )
    border(title, "bottom", "single", 12, space=4)
    shown = [("送达机关", paper.head), *paper.rows[2:]]
    _rows(sheet, tuple(shown), [Mm(36), Mm(126)])
    for n, block in enumerate(paper.blocks):
        sheet.line(block.text, indent=True, before=0 if n else 12)
    sheet.line(paper.note, size=11, before=24)
    return sheet


def _sheet(paper: Paper, faces: Typefaces) -> Sheet:
    sheet = Sheet(paper, faces, size=14, pitch=24)
    sheet.margins(top=28, bottom=20, left=24, right=24)
    sheet.line(paper.head, size=14, align=CENTRE)
    sheet.line(
        paper.title, face="title", size=22, bold=True, align=CENTRE, pitch=34, before=4, after=10
    )
    sheet.line(paper.number, align=RIGHT, after=4)
    table = _rows(sheet, paper.rows, [Mm(36), Mm(126)])
    # The boxes in which it is argued and decided, with the name at their lower edge.
    for row, (_label, value) in zip(table.rows, paper.rows, strict=True):
        if "\n" in value:
            row.height = Mm(76)
            signed = row.cells[1].paragraphs[-1]
            said = sum(1 + len(line) // 24 for line in value.splitlines())
            signed.paragraph_format.space_before = Pt(max(24, 190 - 27 * said))
            signed.paragraph_format.alignment = RIGHT
    sheet.line(paper.note, size=11, before=8)
    return sheet


def _tables(paper: Paper, faces: Typefaces) -> Sheet:
    sheet = Sheet(paper, faces, size=10.5, pitch=15)
    sheet.margins(top=20, bottom=22, left=16, right=16)
    sheet.document.sections[0].footer_distance = Mm(10)
    sheet.line(paper.head, size=12, pitch=18, align=CENTRE)
    sheet.line(
        paper.title, face="title", size=20, bold=True, align=CENTRE, pitch=30, before=2, after=4
    )
    sheet.line(paper.number, size=12, pitch=18, align=CENTRE, after=4)
    for grid in paper.grids:
        sheet.line(grid.heading, face="heading", size=12, pitch=18, before=10, after=4, keep=True)
        _grid(sheet, grid)
    sheet.line(paper.note, size=9, before=8)
    footer = sheet.document.sections[0].footer.paragraphs[0]
    sheet.line("第 ", size=9, pitch=14, align=RIGHT, place=footer)
    _field(footer, sheet, "PAGE", size=9)
    sheet.run(footer, " 页 共 ", size=9)
    _field(footer, sheet, "NUMPAGES", size=9)
    sheet.run(footer, " 页", size=9)
    sheet.foot(paper.foot)
    return sheet


def _grid(sheet: Sheet, grid: Grid) -> None:
    first = Mm(178 - 24 * (len(grid.columns) - 1))
    table = _table(sheet, [first, *(Mm(24) for _ in grid.columns[1:])])
    for number, row in enumerate((grid.columns, *grid.rows)):
        made = table.add_row()
        repeat(made, is_head=number == 0)
        for place, (cell, text) in enumerate(zip(made.cells, row, strict=True)):
            cell.width = Mm(24) if place else first
            lines = text.split("\n")
            spots = [cell.paragraphs[0], *(cell.add_paragraph() for _ in lines[1:])]
            for line, spot in zip(lines, spots, strict=True):
                sheet.line(
                    line,
                    face="body" if number else "heading",
                    align=RIGHT if place else LEFT,
                    place=spot,
                )


def _field(paragraph: Any, sheet: Sheet, name: str, *, size: float) -> None:  # noqa: ANN401
    """A number that the program fills in: PAGE, NUMPAGES."""
    for kind, instruction in (("begin", None), (None, name), ("end", None)):
        sheet.run(paragraph, "", size=size)  # the digits are in every embedded face
        run = paragraph.runs[-1]._r
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = instruction
        run.append(mark)


def _table(sheet: Sheet, widths: list[Length]) -> Any:  # noqa: ANN401
    table = sheet.document.add_table(rows=0, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    return table


def _rows(sheet: Sheet, rows: tuple[tuple[str, str], ...], widths: list[Length]) -> Any:  # noqa: ANN401
    table = _table(sheet, widths)
    for label, value in rows:
        left, right = table.add_row().cells
        left.width, right.width = widths
        sheet.line(label, face="heading", align=LEFT, place=left.paragraphs[0], before=3, after=3)
        # A long summary is set smaller, so that the slip stays one page.
        size, pitch = (10.5, 15.0) if len(value) > 180 else (None, None)
        first, *more = value.splitlines() or [""]
        places = [right.paragraphs[0], *(right.add_paragraph() for _ in more)]
        for text, place in zip([first, *more], places, strict=True):
            sheet.line(text, size=size, pitch=pitch, align=LEFT, place=place, before=3, after=3)
    return table


LAYOUTS = {"letter": _letter, "slip": _slip, "cover": _cover, "sheet": _sheet, "tables": _tables}
