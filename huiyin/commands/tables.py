"""Reading tables as offices export them: CSV or xlsx, the usual encodings and ways of dates."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from huiyin.commands.home import Trouble
from huiyin.rules.moments import ZONE

ENCODINGS = ("utf-8-sig", "gb18030")
LARGEST_CELL = 1_000_000
LARGEST_FILE = 200_000_000
LARGEST_UNPACKED = 1_000_000_000
_ZIP = b"PK\x03\x04"

_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?)?"
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=ZONE)  # as spreadsheets count days
_RETURN = re.compile("_x000[dD]_")


def rows_of(path: Path) -> Iterator[list[str]]:
    """Every row of a CSV file, or of the first sheet of an xlsx; refused if it is neither."""
    if path.stat().st_size > LARGEST_FILE:
        raise Trouble(f"{path} 太大，请分成几份。", f"{path} is too large; divide it.")
    with path.open("rb") as file:
        is_packed = file.read(len(_ZIP)) == _ZIP
    yield from _sheet(path) if is_packed else _csv(path)


def _csv(path: Path) -> Iterator[list[str]]:
    csv.field_size_limit(LARGEST_CELL)
    try:
        yield from csv.reader(io.StringIO(decoded(path), newline=""))
    except csv.Error as flaw:
        raise Trouble(
            f"{path} 不是完整的 CSV：{flaw}。", f"{path} is no complete CSV: {flaw}."
        ) from flaw


def _sheet(path: Path) -> Iterator[list[str]]:
    broken = Trouble(
        f"{path} 不是完整的表格文件，请另存为 xlsx 后重试。",
        f"{path} is no complete spreadsheet; save it as xlsx.",
    )
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        raise broken from None
    if unpacked > LARGEST_UNPACKED:
        raise Trouble(f"{path} 展开后太大。", f"{path} is too large when unpacked.")
    try:
        with CalamineWorkbook.from_path(path) as book:
            for row in book.get_sheet_by_index(0).iter_rows():
                yield [_cell(value) for value in row]
    except (CalamineError, IndexError, OSError):
        raise broken from None


def _cell(value: object) -> str:
    """A cell as text: numbers without the .0 of spreadsheets, days as people write them."""
    match value:
        case float() if value.is_integer() and abs(value) < 1e18:
            return str(int(value))
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def decoded(path: Path) -> str:
    """The text of a file in UTF-8, else in GB18030; refused if it is neither."""
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Trouble(
        f"{path} 既不是 UTF-8 也不是 GB18030，请另存为 UTF-8 后重试。",
        f"{path} is neither UTF-8 nor GB18030; save it as UTF-8.",
    )


def moment_of(text: str) -> datetime | None:
    """A time as people and spreadsheets write it, by the clock of the office."""
    found = _DATE.fullmatch(text)
    try:
        if found:
            year, month, day, hour, minute, second = map(int, found.groups(default="0"))
            return datetime(year, month, day, hour, minute, second, tzinfo=ZONE)
        if _SERIAL.fullmatch(text):
            return _SERIAL_ZERO + timedelta(days=float(text))
    except ValueError:
        return None
    return None


def plain(cell: str) -> str:
    """A cell without the padding and the carriage returns that spreadsheets leave."""
    return _RETURN.sub("\n", cell).replace("\u3000", " ").strip("\ufeff\xa0 \t\r\n")
