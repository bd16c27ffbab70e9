"""Equal values are found however they were written; others never are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.privacy.indexes import NORMAL_FORMS, blind, normalise
from huiyin.privacy.keyring import Keyring

SAME = [
    ("name", "张三丰", ["张 三 丰", "　张三丰　", "张\u200b三丰", "张三丰\ufe00"]),
    (
        "name",
        "买买提·吐尔逊",
        [
            "买买提•吐尔逊",
            "买买提・吐尔逊",
            "买买提．吐尔逊",
            "买买提 · 吐尔逊",
            "买买提.吐尔逊",
            "买买提‧吐尔逊",
            "买买提･吐尔逊",
        ],
    ),
    ("name", "John Smith", ["john  SMITH", "Ｊｏｈｎ Ｓｍｉｔｈ", " John\u00a0Smith "]),
    ("name", "林明", ["\uf9f4明"]),
    ("name", "José", ["Jose\u0301"]),
    (
        "phone",
        "13812341234",
        [
            "138 1234 1234",
            "138-1234-1234",
            "+86 13812341234",
            "8613812341234",
            "0086-138-1234-1234",
            "013812341234",
            "１３８１２３４１２３４",
            "(+86)138 1234 1234",
            "138—1234—1234",
            "138.1234.1234",
        ],
    ),
    (
        "phone",
        "0771-1234567",
        [
            "07711234567",
            "(0771)1234567",
            "（０７７１）1234567",
            "0771 1234567",
            "+86 771 1234567",
            "0771-1234567转801",
            "0771-1234567-801",
            "0771-1234567 ext. 12",
            "86-0771-1234567",
        ],
    ),
    ("phone", "010-12345678", ["+86 10 1234 5678", "(010) 1234-5678"]),
    ("phone", "+852 9123 4567", ["0085291234567"]),
    (
        "identity",
        "45010319800101123X",
        [
            "45010319800101123x",
            "４５０１０３１９８００１０１１２３Ｘ",
            "450103 19800101 123X",
            "450103-19800101-123x",
        ],
    ),
    (
        "email",
        "zhang@example.com",
        ["Zhang@Example.COM", " zhang@example.com ", "ｚhang＠example．com"],
    ),
    ("code", "123456789012", ["1234 5678 9012", "1234-5678-9012", "１２３４５６７８９０１２"]),
    (
        "number",
        "云信转〔2026〕12号",
        ["云信转[2026]12号", "云信转（2026） 12 号", "云信转【2026】12号"],
    ),
    ("number", "yl-2026-7", ["YL－2026－7", "YL—2026-7"]),
]

DIFFERENT = [
    ("name", "张三", "张三丰"),
    ("name", "Ann Lee", "Annlee"),
    ("name", "买买提·吐尔逊", "买买提吐尔逊"),
    ("phone", "13812341234", "13812341235"),
    ("phone", "0771-1234567", "0772-1234567"),
    ("phone", "+852 9123 4567", "9123 4567"),
    ("identity", "450103198001011234", "450103198001011235"),
    ("email", "a.b@example.com", "ab@example.com"),
    ("number", "YL-2026-12", "YL-20261-2"),
]


@pytest.mark.parametrize(("column", "value", "variants"), SAME)
def test_one_value_however_written_has_one_entry(
    column: str, value: str, variants: list[str], ring: Keyring
) -> None:
    entry = blind(column, value, ring=ring)
    assert len(entry) == 16
    for variant in variants:
        assert normalise(column, variant) == normalise(column, value), variant
        assert blind(column, variant, ring=ring) == entry


@pytest.mark.parametrize(("column", "one", "other"), DIFFERENT)
def test_different_values_have_different_entries(
    column: str, one: str, other: str, ring: Keyring
) -> None:
    assert blind(column, one, ring=ring) != blind(column, other, ring=ring)


def test_each_column_has_a_key_of_its_own(ring: Keyring) -> None:
    entries = {blind(column, "123456789012", ring=ring) for column in NORMAL_FORMS}
    assert len(entries) == len(NORMAL_FORMS)


def test_another_installation_has_other_entries(ring: Keyring) -> None:
    other = Keyring(keks=ring.keks, index_key=bytes(32), current=ring.current)
    assert blind("name", "张三", ring=ring) != blind("name", "张三", ring=other)


def test_an_entry_stays_what_it_is() -> None:
    """Written down: a change here makes every stored entry unfindable."""
    fixed = Keyring(keks={}, index_key=bytes(range(32)), current="0001")
    assert blind("name", "张三丰", ring=fixed).hex() == "deb43002316301c9835f04a17577f654"
    assert (
        blind("phone", "+86 138 1234 1234", ring=fixed).hex() == "4daae3ebb67a8856f984d8583d3a372a"
    )


def test_a_misspelt_column_is_an_error_at_once(ring: Keyring) -> None:
    with pytest.raises(ValueError, match="phnoe"):
        blind("phnoe", "13812341234", ring=ring)


@given(column=st.sampled_from(sorted(NORMAL_FORMS)), value=st.text(max_size=40))
def test_a_normal_form_is_final(column: str, value: str) -> None:
    once = normalise(column, value)
    assert normalise(column, once) == once


@given(digits=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), gap=st.sampled_from(" -—\u3000"))
def test_every_mobile_is_found_however_grouped(digits: str, gap: str) -> None:
    grouped = f"+86{gap}{digits[:3]}{gap}{digits[3:7]}{gap}{digits[7:]}"
    assert normalise("phone", grouped) == digits
