"""What is folded alike is found alike: any two or more characters of a text, and no others."""

import random
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huiyin.language.clean import tidy
from huiyin.language.grams import _FORMS, MOST_GRAMS, excerpt, fold, grams, spans, terms

COMMON = "停水供電电发發展经經济濟工资資補补偿償里裡後后台臺1２ＡａB，。 \n"
TEXTS = st.one_of(
    st.text(alphabet=COMMON, max_size=60),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40),
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("發展經濟", "发展经济"),
        ("发展经济", "發展經濟"),
        ("裡面后台", "里面後臺"),
        ("ＡＢ１２", "ab12"),
        ("㈱", "(株)"),
        ("接着", "接著"),
        ("Straße", "STRASSE"),
        ("乾隆", "干隆"),
        ("清远市积极动员", "清遠(yuǎn)市積極動(dòng)員"),
        ("清遠市", "清遠（yuǎn）市"),
    ],
)
def test_what_reads_the_same_is_folded_alike(typed: str, stored: str) -> None:
    assert fold(typed).text == fold(stored).text
    assert spans(f"前{stored}后", terms(typed)) is not None


def test_a_reading_is_passed_over_only_behind_a_character() -> None:
    assert fold("发(fā)展").text == "发展"
    assert fold("(fā) 展(三)号 x(fā)").text == "(fā) 展(三)号 x(fā)"


@given(text=TEXTS, start=st.integers(0, 60), length=st.integers(2, 8))
@example(text="ﷺ停水ﬃ供", start=1, length=3)
@example(text="İ停水İ", start=0, length=4)
def test_any_part_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    wanted = terms(part)
    if "(" in fold(part).text or ")" in fold(part).text:
        return  # a torn reading is not looked for
    assert spans(text, wanted) is not None
    assert set(grams(" ".join(wanted))) <= set(grams(fold(text).text))


def test_the_pairs_find_what_a_plain_scan_finds_and_nothing_is_lost() -> None:
    chance = random.Random(20260302)
    texts = [
        "".join(chance.choices(COMMON, weights=[*range(len(COMMON), 0, -1)], k=80))
        for _ in range(300)
    ]
    folded = [fold(each).text for each in texts]
    index = [set(grams(each)) for each in folded]
    found = 0
    for _ in range(2000):
        source = chance.choice(folded)
        start = chance.randrange(70)
        wanted = source[start : start + chance.randint(2, 5)].split()
        if not any(len(each) > 1 for each in wanted):
            continue
        needed = set(grams(" ".join(wanted)))
        by_scan = {n for n, text in enumerate(folded) if all(each in text for each in wanted)}
        by_pairs = {n for n, pairs in enumerate(index) if needed <= pairs}
        assert by_scan <= by_pairs
        assert by_scan == {n for n in by_pairs if spans(texts[n], wanted) is not None}
        found += len(by_scan)
    assert found > 2000, "the scan found next to nothing: the test proves nothing"


def test_pairs_do_not_reach_across_a_space() -> None:
    assert grams("停水 通知") == ["停水", "通知"]
    assert grams("水") == []
    assert grams("停水停水") == ["停水", "水停"]
    assert terms(" 停水　通知\n停水 ") == ("停水", "通知")


@pytest.mark.parametrize(
    "text", ["", "a", "'", "\\", "%_", "😀😀", "\U0002a6b2\U0002a6b2", "e\u0301"]
)
def test_odd_texts_have_pairs_of_two_or_none(text: str) -> None:
    assert all(len(each) == 2 for each in grams(fold(text).text))


def test_a_text_of_every_character_stays_within_what_the_database_takes() -> None:
    every = "".join(
        chr(code) for code in range(0x3400, 0x30000) if unicodedata.category(chr(code)) == "Lo"
    )
    made = grams(fold(every + every[::-1] + every[::2]).text)
    assert len(made) == MOST_GRAMS
    assert sum(len(each.encode()) for each in made) < 2**20 - 1


def test_folding_learns_no_more_than_the_first_plane_and_what_changes() -> None:
    fold("".join(map(chr, range(0xF0000, 0xF4000))))
    assert not any(0xF0000 <= code < 0xF4000 for code in _FORMS)


def test_places_are_those_of_the_original() -> None:
    text = "我區發(fā)展經濟，ﷺ發展慢。"
    found = spans(text, terms("发展"))
    assert found is not None
    assert [text[start:end] for start, end in found[0]] == ["發(fā)展", "發展"]
    assert spans(text, terms("发展 停水")) is None


def test_an_excerpt_marks_each_term_around_its_first_place() -> None:
    text = "一" * 100 + "停水" + "二" * 200 + "通知" + "三" * 10 + "停水"
    pieces = excerpt(text, spans(text, ("停水", "通知")) or [])
    assert [piece for piece, is_marked in pieces if is_marked] == ["停水", "通知", "停水"]
    assert pieces[0] == ("…", False)
    assert len("".join(piece for piece, _ in pieces)) < 220
    assert excerpt(text, [])[0] == ("一" * 56, False)
    assert excerpt("", []) == []


def test_overlapping_terms_are_marked_once() -> None:
    text = "自来水公司"
    assert excerpt(text, spans(text, ("自来水", "来水公")) or []) == [
        ("自来水公", True),
        ("司", False),
    ]


def test_what_the_gate_lets_in_is_folded_without_a_fault() -> None:
    every = (chr(code) for code in range(0x20, 0x2FFF, 3))
    alone = (each for each in every if not unicodedata.category(each).startswith("M"))
    hostile = tidy(" ".join(alone), limit=20_000)
    folded = fold(hostile)
    assert len(folded.text) == len(folded.places)
    assert "\x00" not in " ".join(grams(folded.text))
