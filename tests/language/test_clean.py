"""What comes in is kept as written, or refused with a reason; nothing else."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huiyin.language import clean
from huiyin.language.clean import Flaw, Unclean, one_line, tidy

LIMIT = 20_000

KEPT = [
    "我叫张三，反映人民路12号停水的问题。",
    "买买提·吐尔逊、𬎆小明、㛃、𠮷野家",
    "字\U000e0100与字\ufe00",
    "👨\u200d👩\u200d👧 一家、👍🏽、🏳\ufe0f\u200d🌈、❤\ufe0f\u200d🔥、🇨🇳",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "نى\u200cمى",
    "ᠮᠣᠩᠭᠣᠯ\u180eᠠ",
    "བཀྲ་ཤིས་བདེ་ལེགས།",
    "क्\u200dष",
    "Việt Nam, José, Ångström",
    "\ue000\ue001 造字",
    "“引号”——破折号……省略号①②③㎡℃",
    "第一段\n\n　　第二段有缩进\n\t制表",
    "a" * LIMIT,
]
CHANGED = [
    (
        "一行\r\n二行\r三行\x85四行\u2028五行\u2029六行\x0b七行\x0c八行",
        "一行\n二行\n三行\n四行\n五行\n六行\n七行\n八行",
    ),
    ("响铃\x07退格\x08转义\x1b[31m", "响铃退格转义[31m"),
    ("\x80\x84\x9f\x7f乱\xad码", "乱码"),
    ("\ufeff有标记", "有标记"),
    ("张\u200b三\u2060丰\u200e\u200f", "张三丰"),
    ("张\u200d三\u200c丰", "张三丰"),
    ("a\u200d👍", "a👍"),
    ("文件\u202egpj.exe\u202c", "文件gpj.exe"),
    ("\u2066隔离\u2069\u202a嵌入\u061c", "隔离嵌入"),
    ("藏\U000e0041\U000e0042字", "藏字"),
    ("🏴\U000e0067正文", "🏴正文"),
    ("\u3164\uffa0\u115f\u1160空", "空"),
    ("行尾空格  \t\u3000\n\n  \n正文\u00a0\n\n", "行尾空格\n\n\n正文"),
    ("e\u0301", "é"),
    ("\uf9f4", "林"),
    ("   ", ""),
    ("\n \n", ""),
]
REFUSED = [
    ("空\x00字符", Flaw.NUL),
    ("残\ud800缺", Flaw.SURROGATE),
    ("\udfff", Flaw.SURROGATE),
    ("\ud83d\ude00", Flaw.SURROGATE),
    ("\ufffe", Flaw.NONCHARACTER),
    ("\uffff", Flaw.NONCHARACTER),
    ("\ufdd0", Flaw.NONCHARACTER),
    ("\U0001ffff", Flaw.NONCHARACTER),
    ("\U0010fffe", Flaw.NONCHARACTER),
    ("a" + "\u0301" * 13, Flaw.MARKS),
    ("字" + "\u0300\u200b" * 200, Flaw.MARKS),
    ("a" + "\ufe0f" * 13, Flaw.MARKS),
    ("一" * (LIMIT + 1), Flaw.TOO_LONG),
    ("一" * 10_000_000, Flaw.TOO_LONG),
]


@pytest.mark.parametrize("text", KEPT)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert tidy(text, limit=LIMIT) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize(("text", "tidied"), CHANGED)
def test_what_nobody_sees_goes(text: str, tidied: str) -> None:
    assert tidy(text, limit=LIMIT) == tidied


@pytest.mark.parametrize(("text", "flaw"), REFUSED)
def test_what_cannot_be_stored_is_refused_with_a_reason(text: str, flaw: Flaw) -> None:
    with pytest.raises(Unclean) as refusal:
        tidy(text, limit=LIMIT)
    assert refusal.value.reason is flaw
    assert refusal.value.__context__ is None
    assert len(str(refusal.value)) < 20


def test_too_long_says_by_how_much_and_in_the_readers_language() -> None:
    with pytest.raises(Unclean) as refusal:
        tidy("一" * 125, limit=100)
    assert refusal.value.numbers == {"limit": 100, "excess": 25}
    assert refusal.value.sentence() == "内容不能超过 100 字，现在多出 25 字，请删减后再提交。"
    english = {Flaw.TOO_LONG.zh: "At most %(limit)s characters; %(excess)s too many."}
    assert refusal.value.sentence(english.__getitem__) == "At most 100 characters; 25 too many."


def test_every_reason_has_a_sentence_that_says_what_to_do() -> None:
    for flaw in Flaw:
        assert "请" in Unclean(flaw, limit=1, excess=2).sentence()


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_exactly_the_limit_passes_also_where_it_came_longer(limit: int) -> None:
    assert tidy("字" * limit, limit=limit) == "字" * limit
    assert tidy("e\u0301" * limit, limit=limit) == "é" * limit
    assert tidy("\r\n" + "字" * limit + " \r\n", limit=limit) == "字" * limit
    with pytest.raises(Unclean):
        tidy("字" * limit + "x", limit=limit)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  张　三\t丰 \n", "张 三 丰"),
        ("人民路\r\n12号", "人民路 12号"),
        ("a\u00a0\u2003b\u2028c", "a b c"),
        ("", ""),
    ],
)
def test_one_line_is_one_line(text: str, line: str) -> None:
    assert one_line(text, limit=100) == line == tidy(text, limit=100, many_lines=False)


def test_the_one_refused_first_is_the_one_named() -> None:
    with pytest.raises(Unclean) as refusal:
        tidy("\ud800\x00", limit=10)
    assert refusal.value.reason is Flaw.SURROGATE


@given(text=st.text(st.characters(), max_size=200), many_lines=st.booleans())
@example("\u0915\u200d\u2329\u0338", True)
@example("👍\u200d\u061c👍", True)
def test_any_text_is_refused_or_storable_and_final(text: str, many_lines: bool) -> None:
    try:
        tidied = tidy(text, limit=150, many_lines=many_lines)
    except Unclean:
        return
    assert tidied.encode().decode() == tidied
    assert "\x00" not in tidied
    assert unicodedata.is_normalized("NFC", tidied)
    assert len(tidied) <= 150
    assert tidied == tidied.strip("\n").rstrip()
    assert tidy(tidied, limit=150, many_lines=many_lines) == tidied
    controls = {c for c in tidied if unicodedata.category(c) == "Cc"}
    assert controls <= ({"\n", "\t"} if many_lines else set())
    if not many_lines:
        assert len(tidied.splitlines()) <= 1


strange = st.text(
    "字a é\u0301\u200b\u200d\u200c\ufe0f👍👩🏽🏴\U000e0067\U000e007f\u061c\u180e\u1820\u0645\u0915"
    "\u202e\u2066\r\n\u2028\t\u3000\u2329\u0338\xad\u034f",
    max_size=30,
)


@given(text=strange)
def test_strange_neighbours_are_settled_at_once(text: str) -> None:
    once = tidy(text, limit=1000)
    assert tidy(once, limit=1000) == once
    assert not set(once) & set("\u200b\u061c\u202e\u2066\r\u2028\xad\u034f")


@given(text=st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=50))
def test_letters_digits_and_punctuation_are_never_lost(text: str) -> None:
    invisible = "\u115f\u1160\u3164\uffa0"
    expected = unicodedata.normalize("NFC", "".join(c for c in text if c not in invisible))
    assert tidy(text, limit=1000) == expected


@pytest.mark.parametrize(
    "text",
    ["a" + " " * 19_998 + "b",
     "\n" * 20_000, " \n" * 10_000, "a\u0301" * 20_000, "👍\u200d" * 9_000,
     "\u200d" * 20_000, "🏴" + "\U000e0067" * 19_000, "a" + "\u0301" * 70_000, "字\ufe0f" * 10_000],
)  # fmt: skip
def test_the_worst_text_takes_no_time(text: str) -> None:
    began = time.perf_counter()
    try:
        tidy(text, limit=LIMIT)
    except Unclean as refusal:
        assert refusal.reason in (Flaw.MARKS, Flaw.TOO_LONG)  # noqa: PT017
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "text", ["我们小区的路灯坏了，请尽快修好。" * 13, "👨\u200d👩\u200d👧一家" * 29]
)
def test_two_hundred_characters_take_a_tenth_of_a_millisecond(text: str) -> None:
    text = text[:200]
    best = min(_seconds(text) for _ in range(200))
    assert best < 100e-6


def _seconds(text: str) -> float:
    began = time.perf_counter()
    tidy(text, limit=LIMIT)
    return time.perf_counter() - began


def test_what_is_passed_unseen_would_have_stayed_as_it_is() -> None:
    """Every sign that `tidy` does not look at, alone and behind and before others."""
    plain = [chr(code) for code in range(0x110000) if clean._PLAIN.fullmatch(chr(code))]
    assert len(plain) > 20_000
    for sign in plain:
        for text in (sign, f"e{sign}", f"{sign}{sign}", f"は{sign}한"):
            assert clean._composed(text) == text
    assert clean._PLAIN.fullmatch("e\u0301") is None
    assert clean._PLAIN.fullmatch("a\u200bb") is None
