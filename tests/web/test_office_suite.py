"""What is handed out as a table or a letter opens in LibreOffice, and says there what it says.

Slow to start: everything in one test and two calls.
"""

import csv
import subprocess
from pathlib import Path

import pytest
from django.utils import timezone

from huiyin.documents.letters import render
from huiyin.documents.tables import Table, write
from huiyin.petitions.exports import Product
from huiyin.petitions.exports_asking import ask_export
from huiyin.rules.terms import LetterKind, Naming, State
from huiyin.statistics.situation_models import SituationIssue
from huiyin.statistics.situation_paper import TITLE, to_draw
from huiyin.statistics.situations import digest_of
from tests.documents.reading import docx_text
from tests.documents.specimens import facts_of
from tests.make import a_petition, an_office
from tests.people import CLERK
from tests.web.desk import desk_of
from tests.web.test_desk_exporting import PURPOSE, ask_list, ask_register, made

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

# Comma, double quote, UTF-8, from the first row; cells as they are shown.
AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"


def converted(soffice: str, folder: Path, wanted: str, names: list[str]) -> None:
    """Let a LibreOffice with a profile of its own turn these files into another kind."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    call = [soffice, profile, "--headless", "--convert-to", wanted, "--outdir", str(folder)]
    files = [str(folder / name) for name in names]
    subprocess.run([*call, *files], check=True, capture_output=True, timeout=180)


def rows_of(file: Path) -> list[list[str]]:
    """The cells as text, row by row."""
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.reader(opened))


def a_situation_as(medium: str) -> bytes:
    """The file that is made of an issued situation of a day."""
    number = {"name": "received", "zh": "当天收到", "number": 4, "under": None, "unit": "件"}
    body = {
        "office": "云岭市信访局",
        "emergency": "春季疫情防控",
        "is_drill": False,
        "number_of_day": 1,
        "day": "2026-03-02",
        "version": 1,
        "reason": "",
        "counted_at": "2026-03-02T09:00:00+00:00",
        "words": {},
        "parts": [{"part": "arrivals", "numbers": [number | {"note": "", "told": {}}]}],
    }
    issue = SituationIssue(
        number="云信情〔2026〕1号", body=body, digest=digest_of(body), issued_at=timezone.now()
    )
    ask_export(
        Product.REPORT,
        title=TITLE,
        arguments={"as": medium, **to_draw(issue)},
        reason=PURPOSE,
        office=an_office("yunling-bureau").pk,
        by=CLERK.viewer,
        at=timezone.now(),
    )
    return made(CLERK)


def test_tables_and_letters_open_in_libreoffice(soffice: str, tmp_path: Path) -> None:
    one = a_petition(State.RECEIVED)
    ask_list(desk_of(CLERK), "to-register")
    (tmp_path / "list.xlsx").write_bytes(made(CLERK))
    other = a_petition(State.ACCEPTED, naming=Naming.ANONYMOUS)
    ask_register(CLERK)
    (tmp_path / "register.xlsx").write_bytes(made(CLERK))
    typed = [["=1+1"], ["007"], ["3月"], ["一行\n又一行，“引号”"], ["+86\t"]]
    (tmp_path / "typed.xlsx").write_bytes(
        write(Table(name="表", head=["题"], columns=[("列", 10)], rows=typed))
    )
    letter = render(LetterKind.OPINION, facts_of(LetterKind.OPINION))
    (tmp_path / "letter.docx").write_bytes(letter.docx)
    for medium in ("xlsx", "docx"):
        (tmp_path / f"situation.{medium}").write_bytes(a_situation_as(medium))

    tables = ["list.xlsx", "register.xlsx", "typed.xlsx", "situation.xlsx"]
    converted(soffice, tmp_path, AS_SHOWN, tables)
    converted(soffice, tmp_path, "txt:Text (encoded):UTF8", ["letter.docx", "situation.docx"])

    *_head, purpose, columns, line = rows_of(tmp_path / "list.csv")
    assert PURPOSE in purpose[0]
    assert columns == ["编号", "收到日期", "信访人", "电话"]
    assert line == [one.number, "2026-03-02", "郑**", "199****1206"]

    title, *_about, columns, first, second = rows_of(tmp_path / "register.csv")
    assert "云岭市信访局" in title[0]
    assert columns[:4] == ["编号", "信访形式", "收到日期", "信访人"]
    assert first[:4] == [one.number, "网上", "2026-03-02", "郑**"]
    assert second[:4] == [other.number, "网上", "2026-03-02", "匿名"]

    *_head, formula, number, month, lines, sign = rows_of(tmp_path / "typed.csv")
    assert [formula, number, month] == [["'=1+1"], ["007"], ["3月"]]
    assert lines == ["一行\n又一行，“引号”"]
    assert sign == ["'+86\t"]

    read = "".join((tmp_path / "letter.txt").read_text(encoding="utf-8-sig").split())
    assert read == docx_text(letter.docx)

    heads, first = rows_of(tmp_path / "situation.csv")[-2:]
    assert heads[:3] == ["部分", "项目", "数"]
    assert first == ["来件", "当天收到", "4", "", "件", ""]
    read = (tmp_path / "situation.txt").read_text(encoding="utf-8-sig")
    for words in ("春季疫情防控每日情况报告", "云信情〔2026〕1号", "二、来件", "当天收到 4件。"):
        assert words in read
