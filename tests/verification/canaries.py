"""Values that nobody else says: how they are written, and whether they stand among bytes.

A petitioner's may stand nowhere in clear. A member of staff has a name that the map of personal
data calls kept in clear: it may stand in those columns, and in no other nor beside a page.
"""

import base64
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from psycopg import sql

from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.submissions import Person

STEMS = ("鑫龘犇骉", "kqzvjx", "1990713")  # in words and names, in addresses, in numbers
STAFF = ("麤鱻赟", "qxzwvk")  # in names, in usernames

# Among so many hashes seven figures in a row come about by chance; a number is never one of them.
_HASH = re.compile(rb"(?=[0-9]*[a-f])[0-9a-f]{24,}")
_MONTH = re.compile(r"_\d{6}$")
_BINARY = re.compile(rb"\\\\x((?:[0-9a-f]{2})+)")


@dataclass(frozen=True)
class Canary:
    """What one invented petitioner says: every value holds one of the stems."""

    number: int

    def given(self) -> dict[str, Any]:
        """The fields of a submission."""
        word, serial = STEMS[0], f"{self.number:04}"
        return {
            "name": f"{word}{serial}",
            "phone": f"{STEMS[2]}{serial}",
            "address": f"云岭市{word}街{serial}号",
            "email": f"{STEMS[1]}{serial}@example.org",
            "identity": f"护照{word}{serial}",
            "request": f"请求{word}{serial}。",
            "facts": f"事实{word}{serial}。",
            "reasons": f"理由{word}{serial}。",
            "complained_about": f"{word}公司{serial}",
            "place_detail": f"{word}巷{serial}号",
            "evidence": f"{word}当面陈述{serial}",
            "files": (IncomingFile(f"{word}{serial}.txt", f"附件{word}{serial}".encode()),),
            "petitioners": (Person(name=f"{word}共{serial}", phone=f"{STEMS[2]}9{serial[1:]}"),),
            "people_count": 2,
        }

    def word(self, of: str) -> str:
        """Something else that this one says or that is said of this one."""
        return f"{of}{STEMS[0]}{self.number:04}"


def encodings(stem: str) -> dict[str, list[bytes]]:
    """How a stem may stand among bytes: five encodings, base64 in its three places."""
    plain = {
        "UTF-8": stem.encode(),
        "GBK": stem.encode("gb18030"),
        "UTF-16": stem.encode("utf-16-le"),
    }
    whole = plain["UTF-8"]
    return {name: [each] for name, each in plain.items()} | {
        "base64": [_inner_base64(whole, before) for before in range(3)],
        "hex": [whole.hex().encode(), whole.hex().upper().encode()],
        "escaped": [stem.encode("unicode_escape")],
    }


def _inner_base64(content: bytes, before: int) -> bytes:
    """What of the base64 of these bytes does not depend on their neighbours."""
    coded = base64.b64encode(bytes(before) + content)
    return coded[-(-before * 8 // 6) : (before + len(content)) * 8 // 6]


def found_in(content: bytes | str, stems: Iterable[str] = STEMS) -> set[str]:
    """The encodings in which one of the stems stands there."""
    content = content.encode() if isinstance(content, str) else content
    beside_hashes = _HASH.sub(b" ", content)
    return {
        name
        for stem in stems
        for name, written in encodings(stem).items()
        if any(each in (content if name == "hex" else beside_hashes) for each in written)
    }


def tables() -> list[str]:
    """Every table of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables"
            " where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        return [name for (name,) in cursor.fetchall()]


def dump_of(table: str, column: str = "") -> bytes:
    """Every row of a table, or one column of it, as a dump has it, and what its bytes hold."""
    taken = io.BytesIO()
    what = sql.Identifier(column) if column else sql.SQL("*")
    asked = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(what, sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(asked) as rows:
        for row in rows:
            taken.write(row)
    whole = taken.getvalue()
    inside = (bytes.fromhex(each.decode()) for each in _BINARY.findall(whole))
    return whole + b"\n".join(inside)


def columns_with(table: str, stems: Iterable[str]) -> set[str]:
    """The columns of a table in which one of the stems stands, as table.column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns where table_name = %s", [table]
        )
        columns = [name for (name,) in cursor.fetchall()]
    whole = _MONTH.sub("", table)  # a month's part of a table is named after it
    return {f"{whole}.{each}" for each in columns if found_in(dump_of(table, each), stems)}
