"""The one gate for text that comes in: what the database cannot hold is refused with a reason,
what nobody can see is taken out, and everything else is kept as it was written (NFC).
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

MOST_MARKS = 12


class Flaw(StrEnum):
    """Why a text is refused; `zh` is the sentence for the person who typed it."""

    zh: str

    def __new__(cls, value: str, zh: str) -> "Flaw":
        flaw = str.__new__(cls, value)
        flaw._value_ = value
        flaw.zh = zh
        return flaw

    NUL = "nul", "内容中含有无法保存的空字符，请删除或重新输入后再提交。"
    SURROGATE = "surrogate", "内容中含有残缺的字符，可能是粘贴时损坏，请重新输入后再提交。"
    NONCHARACTER = "noncharacter", "内容中含有无效的字符，请删除或重新输入后再提交。"
    MARKS = "marks", "内容中有过多叠加在一个字上的符号，请删除后再提交。"
    TOO_LONG = "too_long", "内容不能超过 %(limit)s 字，现在多出 %(excess)s 字，请删减后再提交。"


class Unclean(ValueError):
    """A text that is refused; knows the reason, never the text."""

    def __init__(self, reason: Flaw, **numbers: int) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.numbers = numbers

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """What to tell the person, in the language of `translate` (gettext)."""
        return translate(self.reason.zh) % self.numbers


_REFUSED = re.compile(
    "(?P<nul>\x00)|(?P<surrogate>[\ud800-\udfff])|(?P<noncharacter>[\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "])"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")

# Scripts in which a (non-)joiner changes the word: Arabic (Uyghur, Kazakh) to Mongolian.
_JOINING = "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1800-\u180d\u180f-\u18af"
_EMOJI = "\u2190-\u21ff\u2300-\u2328\u232b-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_BEFORE_JOINER = f"[{_JOINING}{_EMOJI}\ufe0f]"
_AFTER_JOINER = f"[{_JOINING}{_EMOJI}]"
_MONGOLIAN = "\u1820-\u18aa"

# Controls, directional overrides and invisible characters; the first branches are what stays.
_STRIPPED = re.compile(
    "(?P<kept>"
    "\U0001f3f4[\U000e0020-\U000e007e]{2,8}\U000e007f"
    f"|(?<={_BEFORE_JOINER})[\u200c\u200d](?={_AFTER_JOINER})"
    f"|(?<=[{_MONGOLIAN}])\u180e(?=[{_MONGOLIAN}])"
    ")|[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
# What most people write: of these signs none is refused, taken out or composed with another.
_PLAIN = re.compile(
    "[\n\x20-\x7e\xb7\u2014\u2018\u2019\u201c\u201d\u2026\u3000-\u3029\u3400-\u4dbf\u4e00-\u9fff"
    "\uff01-\uff5e]*"
)
# Anything beyond plain Chinese and plain Latin: only such text can hold piles of marks.
_UNUSUAL = re.compile(
    "[^\x00-\u02ff\u2000-\u2029\u2030-\u205f\u2100-\u2bff\u3000-\u3029"
    "\u3030-\u3098\u309b-\u9fff\uff01-\uff9f]"
)


def tidy(text: str, *, limit: int, many_lines: bool = True) -> str:
    """The text as it is stored: composed, with plain line ends, without what is invisible.

    Raises `Unclean` for what cannot be stored and for more than `limit` characters.
    """
    if len(text) > 4 * limit + 64:
        raise Unclean(Flaw.TOO_LONG, limit=limit, excess=len(text) - limit)
    composed = text if _PLAIN.fullmatch(text) else _composed(text)
    tidied = _lines(composed) if many_lines else _SPACES.sub(" ", composed).strip()
    if len(tidied) > limit:
        raise Unclean(Flaw.TOO_LONG, limit=limit, excess=len(tidied) - limit)
    return tidied


def one_line(text: str, *, limit: int) -> str:
    """`tidy` for names, titles and other things of one line: every run of spaces becomes one."""
    return tidy(text, limit=limit, many_lines=False)


def _composed(text: str) -> str:
    _refuse(text)
    visible = _STRIPPED.sub(_kept, _LINE_ENDS.sub("\n", text))
    # Before composing: that takes quadratic time on long runs of marks.
    if _has_too_many_marks(visible):
        raise Unclean(Flaw.MARKS)
    return unicodedata.normalize("NFC", visible)


def _refuse(text: str) -> None:
    found = _REFUSED.search(text)
    if found and found.lastgroup:
        raise Unclean(Flaw[found.lastgroup.upper()])


def _kept(found: re.Match[str]) -> str:
    return found["kept"] or ""


def _lines(text: str) -> str:
    """Without spaces at the ends of lines and without empty lines at either end."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def _has_too_many_marks(text: str) -> bool:
    """Whether more marks stand on one letter than any language needs."""
    if _UNUSUAL.search(text) is None:
        return False
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        if run > MOST_MARKS:
            return True
    return False


HAN = "\u3400-\u9fff"
READING = r"\([a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*\)"  # pasted in behind a character
_TELLTALE = re.compile(
    "\ufffd"  # what a decoder could not read
    "|锟斤拷|锟斤|斤拷|(?:烫烫|屯屯)烫|屯屯屯"  # the same written as GBK; memory never filled
    "|[锛銆鈥鐨][^锛銆鈥鐨]{0,40}[锛銆鈥鐨]"  # ， 。 “ 的 of UTF-8 read as GBK
    "|[\u00e2-\u00e9][\u0080-\u00bf]{2}|\u00ef\u00bb\u00bf"  # Chinese UTF-8 read as Latin,
    "|(?:[\u00e2-\u00e9][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]{2}){2}"  # as Windows Latin
    "|[\u00c2\u00c3][\u0080-\u00bf]"  # and Latin UTF-8
)
_LATIN = re.compile("[\u00a1-\u00ff]{4,}")
_LATIN_LETTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]")
_LEADERS = frozenset("·×°")
_READING = re.compile(rf"[{HAN}]{READING}")
_LOST = re.compile(rf"(?<=[{HAN}])\?+(?=[{HAN}])")
_ASKING = re.compile("[吗呢么嘛吧啊呀谁哪何几怎否难没]|多少|还是|是不是")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]{5,}")


def is_damaged(text: str) -> bool:
    """Whether the text was probably read in the wrong encoding somewhere; flagged, not mended.

    Knows replacement characters, UTF-8 and GBK read as each other or as Latin, characters lost
    to question marks, and readings pasted in behind characters.
    """
    return (
        _TELLTALE.search(text) is not None
        or len(_READING.findall(text)) > 1
        or _lost_to_question_marks(text)
        or any(_was_gbk(run) for run in _LATIN.findall(text))
        or any(_was_utf8(run) for run in _BEYOND_ASCII.findall(text))
    )


def _lost_to_question_marks(text: str) -> bool:
    """Marks inside clauses that ask nothing, too close together for real questions."""
    marks = text.count("?")
    if marks == 0:
        return False
    if marks > 3 and marks * 3 > len(text):
        return True
    lost = [
        found
        for found in _LOST.finditer(text)
        if not _ASKING.search(text, max(0, found.start() - 12), found.end() + 1)
    ]
    return len(lost) * 20 > len(text) or sum(len(found.group()) > 1 for found in lost) > 1


def _was_gbk(run: str) -> bool:
    """Whether these accented letters and signs are bytes of GBK; ×××× and ···· are not."""
    distinct = set(run) - _LEADERS
    return len(distinct) > 1 and (len(run) > 7 or len(set(_LATIN_LETTER.findall(run))) > 1)


def _was_utf8(run: str) -> bool:
    """Whether these characters are what GBK makes of the bytes of other Chinese characters."""
    raw = b"\x80".join(part.encode("gbk", errors="ignore") for part in run.split("€"))
    read_again = re.findall(f"[{HAN}]", raw.decode("utf-8", errors="ignore"))
    # Two thirds of the bytes: here and there a few of them fit in honest text too.
    return len(raw) > 8 and 3 * len(read_again) > len(raw) * 2 // 3
