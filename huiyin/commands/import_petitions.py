"""huiyin import: take in the petitions of another system from a sheet, each of them once."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import click
import xlsxwriter
from django.utils import timezone

from huiyin.commands import national
from huiyin.commands.national import ZH, Foreign
from huiyin.commands.token import office_named
from huiyin.organisations.models import Office
from huiyin.petitions.importing import Fate, Result, take_in
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import job_viewer

VIEWER = job_viewer("import")
BATCH = 1000
WORDS = {
    Fate.NEW: "可以导入",
    Fate.SAME: "以前导入过，内容一样",
    Fate.DIFFERS: "以前导入过，内容不同，没有改动",
    Fate.REFUSED: "不能导入",
}
WRITTEN = "已导入"
DAMAGED = "文字可能在别处转换时损坏，请对照原件核对。"
HEADER = ("行", "信访件编号", "结果", "栏目", "说明", "本系统编号")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--office", required=True, help="登记机构的名称、简称或编号。Name or number.")
@click.option("--write", is_flag=True, help="真正导入；不写只试。Import; without it only a trial.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="逐行结果（xlsx），默认放在表格旁边。What became of each row.",
)
def command(*, file: Path, office: str, write: bool, report: Path | None) -> None:
    """导入信访件：全国表格的栏目，xlsx 或 CSV。Take in a sheet with the national columns.

    \b
    NAME
        huiyin import — take in the petitions of another system, each of them once

    \b
    DESCRIPTION
        Reads the first sheet of an xlsx, or a CSV in UTF-8 or GB18030, by the
        headers of the national sheet: 信访件编号 姓名 信访人数 住址 手机号码 问题属地
        信访目的 内容分类 信访日期 登记日期 限办时间 信访形式 概况. Without --write
        nothing is kept; either way a sheet beside FILE says what became of each row.
        What was imported before is known by its number: a second run makes nothing
        new, and what differs is reported and not changed. Class, office and time
        limits of the other system are kept as words, and decided anew here.

    \b
    EXIT STATUS
        0 every row could be taken, 1 some could not or differ
    """
    began = time.monotonic()
    with viewing(VIEWER):
        place = office_named(office)
    results = list(_results(national.read(file, place), place, writes=write))
    seconds = time.monotonic() - began
    target = report or file.with_name(f"{file.stem}-导入结果.xlsx")
    _write_report(target, results, writes=write)
    counts = Counter(result.fate for _row, result in results)
    for fate in Fate:
        words = WRITTEN if write and fate is Fate.NEW else WORDS[fate]
        click.echo(f"{words} {fate.value}：{counts[fate]}")
    rate = len(results) / seconds if seconds else 0.0
    click.echo(f"共 {len(results)} 行，{seconds:.1f} 秒（{rate:.0f} 行/秒）。逐行结果：{target}")
    if not write and counts[Fate.NEW]:
        click.echo("这次只是试，没有写入；加 --write 真正导入。A trial: add --write to import.")
    if counts[Fate.REFUSED] or counts[Fate.DIFFERS]:
        sys.exit(1)


def _results(
    rows: Iterable[Foreign], office: Office, *, writes: bool
) -> Iterator[tuple[Foreign, Result]]:
    """What became of each row; each batch of them is one transaction."""
    for batch in _batches(rows):
        whole = [row.submission for row in batch if row.submission is not None]
        with viewing(VIEWER):
            taken = iter(take_in(whole, office=office, at=timezone.now(), writes=writes))
        for row in batch:
            if row.submission is None:
                yield row, Result(Fate.REFUSED, reason=row.wrong)
            else:
                yield row, next(taken)


def _batches(rows: Iterable[Foreign]) -> Iterator[list[Foreign]]:
    batch: list[Foreign] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _write_report(target: Path, results: list[tuple[Foreign, Result]], *, writes: bool) -> None:
    """A sheet without any personal field; nothing in it is ever a formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        sheet = book.add_worksheet("导入结果")
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, 5, 24)
        sheet.write_row(0, 0, HEADER, book.add_format({"bold": True}))
        for place, (row, result) in enumerate(results, start=1):
            is_written = writes and result.fate is Fate.NEW
            sheet.write_number(place, 0, row.row)
            sheet.write_string(place, 1, row.number)
            sheet.write_string(place, 2, WRITTEN if is_written else WORDS[result.fate])
            sheet.write_string(place, 3, _columns(row, result))
            sheet.write_string(place, 4, result.reason or (DAMAGED if row.is_damaged else ""))
            sheet.write_string(place, 5, result.receipt)


def _columns(row: Foreign, result: Result) -> str:
    return row.column or "、".join(ZH.get(name, name) for name in result.fields)
