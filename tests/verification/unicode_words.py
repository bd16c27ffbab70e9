"""C8: texts as they arrive from telephones, old systems and pranksters; drawn from the seed."""

import unicodedata
from collections.abc import Callable, Iterator
from random import Random

MOST_MARKS = 12
SENTENCES = (
    "小区连续三天没有水，请尽快恢复供水。", "阿依古丽·买买提反映工资拖欠问题", "廖某某、𬎆𬀩镕",
    "The tap has been dry for three days — please help.", "ئۇيغۇرچە خەت", "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ", "བོད་ཡིག",
    "한국어 민원", "Éâñ ﬁ ½ ²", "ＡＢＣ１２３４５６", "ﾊﾝｶｸ カナ", "Ω Å K",
)  # fmt: skip
BLOCKS = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2EBE0),
    (0x30000, 0x323AF), (0xE000, 0xF8FF), (0x1F300, 0x1FAFF), (0x0600, 0x06FF), (0x1800, 0x18AA),
    (0x0F00, 0x0FFF), (0xAC00, 0xD7A3), (0x0400, 0x04FF), (0x0370, 0x03FF), (0x2000, 0x206F),
    (0xFF00, 0xFFEF), (0x00A0, 0x024F), (0x0900, 0x097F), (0x1D400, 0x1D7FF), (0xF0000, 0xF00FF),
)  # fmt: skip
EMOJI = ("👨‍👩‍👧‍👦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👍🏽", "🇨🇳", "1️⃣", "❤️‍🔥", "👩🏿‍🚀", "☃︎")
# Words in which what nobody sees changes what is read: joiners, a vowel's separator, a flag's tags.
JOINED = (
    "می\u200cخواهم آب", "نامه\u200cای", "क्\u200dष और क्\u200cष", "ශ්\u200dරී", "ᠬᠣᠲ\u180eᠠ",
    "👨\u200d👩\u200d👧\u200d👦家", "❤️\u200d🔥",
    "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
)  # fmt: skip
# Scripts whose letters join, and the signs that become one picture; written by hand (C8).
LETTERS = ((0x0600, 0x061B), (0x061D, 0x0DFF), (0x0F00, 0x0FFF), (0x1800, 0x180D), (0x180F, 0x18AF))
PICTURES = (
    (0x2190, 0x21FF), (0x2300, 0x2328), (0x232B, 0x23FF), (0x25A0, 0x27BF), (0x2B00, 0x2BFF),
    (0x1F000, 0x1FAFF),
)  # fmt: skip
JOINERS, SEPARATOR, VARIANT, FLAG, END_OF_FLAG = "\u200c\u200d", 0x180E, 0xFE0F, "🏴", 0xE007F
INVISIBLE = "\u200b\u200e\u202e\u2066\u2069\ufeff\u00ad\u2060\u180e\x07\x1b\x7f\x85"
NONCHARACTERS = ("\ufdd0", "\uffff", "\ufffe", "\U0001fffe", "\U0010ffff")


def blocks(draw: Random) -> str:
    """Letters that exist, from two blocks."""
    one, other = draw.sample(BLOCKS, 2)
    drawn = (chr(draw.randint(*draw.choice((one, other)))) for _each in range(40))
    return "字" + "".join(each for each in drawn if unicodedata.category(each) != "Cn")


def misread(draw: Random) -> str:
    """A sentence read in the wrong encoding, once or twice."""
    text = draw.choice(SENTENCES)
    for _each in range(draw.randint(1, 2)):
        writes, reads = draw.sample(("utf-8", "gb18030", "latin-1", "big5", "cp1252"), 2)
        text = text.encode(writes, "ignore").decode(reads, "replace")
    return f"原文{text}"


def marked(draw: Random) -> str:
    """Marks upon letters, as many as any language needs."""
    pile = "".join(chr(draw.randint(0x0300, 0x0341)) for _each in range(draw.randint(1, 9)))
    return f"名{draw.choice('aeiouAOUn')}{pile}字"


def joined(draw: Random) -> str:
    """Words that are others without the joiners in them."""
    return (
        "写作" + "，".join(draw.choice(JOINED) for _each in range(3)) + f"{draw.randrange(10**6)}。"
    )


def pictured(draw: Random) -> str:
    """Joined emoji, flags, tones."""
    return "很生气" + "".join(draw.choice(EMOJI) for _each in range(4)) + "。"


def hiding(draw: Random) -> str:
    """Characters that nobody sees, within words."""
    return "".join(each + draw.choice(INVISIBLE) for each in draw.choice(SENTENCES)) + "。"


def spaced(draw: Random) -> str:
    """Spaces and line ends of every kind."""
    ends = ("\r\n", "\r", "\n", "\u2028", "\u2029", "\x0b", "\x0c", "\u3000", "\u00a0", "\u2009")
    return "头" + "".join(f"{draw.choice(ends)}行" for _each in range(6)) + "尾"


def plain(draw: Random) -> str:
    """Honest sentences."""
    return f"{draw.choice(SENTENCES)}{draw.choice(SENTENCES)}{draw.randrange(10**6)}"


KINDS: tuple[Callable[[Random], str], ...] = (
    blocks, misread, marked, pictured, joined, hiding, spaced, plain,
)  # fmt: skip


def refusable(draw: Random) -> str:
    """A text that cannot be kept: the reason must be told."""
    broken = (
        "\0", "\ud800", "\udfff", *NONCHARACTERS, "e" + "\u0301" * draw.randint(13, 900),
        "长" * 20_001,
    )  # fmt: skip
    return f"{draw.choice(SENTENCES)}{draw.choice(broken)}完"


def texts(seed: int, count: int) -> Iterator[str]:
    """So many texts, each kind in turn."""
    draw = Random(seed)
    for number in range(count):
        yield KINDS[number % len(KINDS)](draw)


def is_refusable(text: str) -> bool:
    """Whether a text may be refused, told one character at a time."""
    for each in text:
        if each == "\0" or 0xD800 <= ord(each) <= 0xDFFF or ord(each) & 0xFFFE == 0xFFFE:
            return True
        if 0xFDD0 <= ord(each) <= 0xFDEF:
            return True
    run = 0
    for each in without_unseen(text):
        run = run + 1 if unicodedata.category(each).startswith("M") else 0
        if run > MOST_MARKS:
            return True
    return len(text) > 20_000


def is_invisible(character: str) -> bool:
    """Whether nobody sees it, by itself; a few signs of Arabic count as such but are drawn."""
    code = ord(character)
    if unicodedata.category(character) == "Cc":
        return character not in "\t\n"
    if unicodedata.category(character) == "Cf":
        return code in (0xAD, 0x61C, SEPARATOR) or (
            code >= 0x2000 and not 0x11000 <= code < 0x1D000
        )
    return character in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"


def without_unseen(text: str) -> str:
    """The text without what nobody sees, but for what changes the word or the picture it is in."""
    return "".join(
        each for place, each in enumerate(text) if not is_invisible(each) or _is_meant(text, place)
    )


def _is_meant(text: str, place: int) -> bool:
    """Whether a character that nobody sees belongs to what stands on both sides of it."""
    code = ord(text[place])
    before, after = ord(text[place - 1 : place] or " "), ord(text[place + 1 : place + 2] or " ")
    if text[place] in JOINERS:
        joins = _is_in(LETTERS + PICTURES, after)
        return joins and (before == VARIANT or _is_in(LETTERS + PICTURES, before))
    if code == SEPARATOR:
        return 0x1820 <= before <= 0x18AA and 0x1820 <= after <= 0x18AA
    return any(start <= place < end for start, end in _flags(text)) if code >= 0xE0000 else False


def _is_in(blocks_: tuple[tuple[int, int], ...], code: int) -> bool:
    return any(first <= code <= last for first, last in blocks_)


def _flags(text: str) -> Iterator[tuple[int, int]]:
    """Where flags of regions stand: a black flag, two to eight tags, and the tag that ends it."""
    for start in (place for place, each in enumerate(text) if each == FLAG):
        end = start + 1
        while end < len(text) and 0xE0020 <= ord(text[end]) < END_OF_FLAG:
            end += 1
        if 2 <= end - start - 1 <= 8 and text[end : end + 1] == chr(END_OF_FLAG):
            yield start, end + 1


def even(text: str, *, one_line: bool) -> str:
    """What two texts have alike that are the same to every reader."""
    for end in ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    whole = unicodedata.normalize("NFC", without_unseen(text))
    if one_line:
        return " ".join(whole.split())
    return "\n".join(line.rstrip() for line in whole.split("\n")).strip("\n")
