"""A code mistyped in one digit or with two neighbours swapped is never a code."""

from collections import Counter
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.privacy.codes import (
    check_digit,
    has_check_digit,
    in_groups,
    is_code,
    new_code,
    tidy_code,
)

DIGITS = "0123456789"
codes = st.from_regex(r"[0-9]{11}", fullmatch=True).map(lambda text: text + check_digit(text))


def test_new_codes_are_codes_of_twelve_digits_and_never_alike() -> None:
    fresh = [new_code() for _ in range(2000)]
    assert len(set(fresh)) == len(fresh)
    assert all(len(code) == 12 and code.isascii() and code.isdigit() for code in fresh)
    assert all(is_code(code) for code in fresh)


def test_the_random_digits_are_even() -> None:
    counts = Counter("".join(new_code()[:11] for _ in range(2000)))
    assert set(counts) == set(DIGITS)
    assert all(abs(count - 2200) < 300 for count in counts.values())


@given(code=codes)
def test_every_single_wrong_digit_is_found(code: str) -> None:
    for place, digit in product(range(12), DIGITS):
        if code[place] != digit:
            assert not is_code(code[:place] + digit + code[place + 1 :])


@given(code=codes)
def test_every_swap_of_neighbours_is_found(code: str) -> None:
    for place in range(11):
        one, other = code[place], code[place + 1]
        if one != other:
            assert not is_code(code[:place] + other + one + code[place + 2 :])


def test_both_errors_are_found_at_every_place_for_every_pair_of_digits() -> None:
    """Exhaustive: the scheme works place by place, so pairs in each place are all there is."""
    wrong = missed = 0
    for place, (one, other) in product(range(11), product(DIGITS, repeat=2)):
        before, after = "7" * place, "3" * (10 - place)
        body = before + one + other + after
        code = body[:11] + check_digit(body[:11])
        at = min(place, 10)
        if code[at] == code[at + 1]:
            continue
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        wrong += 1
        missed += is_code(swapped)
    assert missed == 0
    assert wrong > 900


def test_every_number_of_four_digits_has_one_check_digit_and_no_error_passes() -> None:
    for digits in ("".join(digits) for digits in product(DIGITS, repeat=4)):
        passing = [last for last in DIGITS if has_check_digit(digits + last)]
        assert passing == [check_digit(digits)]
        whole = digits + passing[0]
        for place, (one, other) in enumerate(pairwise(whole)):
            swapped = whole[:place] + other + one + whole[place + 2 :]
            assert has_check_digit(swapped) is (one == other)


def test_check_digits_stay_what_they_are() -> None:
    """Written down: a change here breaks every code on every slip ever printed."""
    written = {
        "0": "2",
        "1": "7",
        "12345678901": "2",
        "00000000000": "4",
        "99999999999": "9",
        "20260001": "5",
    }
    assert {digits: check_digit(digits) for digits in written} == written


@pytest.mark.parametrize(
    "typed",
    ["{0} {1} {2}", "{0}-{1}-{2}", " {0}{1}{2}\n", "{0}—{1}　{2}", "{0}.{1}·{2}", "{0}_{1}_{2}"],
)
def test_what_people_type_is_understood(typed: str) -> None:
    code = "12345678901" + check_digit("12345678901")
    text = typed.format(code[:4], code[4:8], code[8:])
    wide = text.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in DIGITS})
    assert tidy_code(text) == tidy_code(wide) == code
    assert is_code(text)
    assert is_code(wide)


def test_groups_of_four_for_reading_aloud() -> None:
    assert in_groups("123456789012") == "1234 5678 9012"
    assert in_groups("1234 5678-9012") == "1234 5678 9012"
    assert in_groups("12345") == "1234 5"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1234",
        "12345678901",
        "1234567890123",
        "一二三四五六七八九十一二",
        "١٢٣٤٥٦٧٨٩٠١٢",
        "12345678901x",
        "0" * 100_000,
        "\ud800" * 12,
        "\x00" * 12,
    ],
)
def test_what_is_no_code_is_refused_without_an_error(text: str) -> None:
    assert not is_code(text)


@given(text=st.text(max_size=30))
def test_any_text_is_judged_and_a_code_is_always_twelve_ascii_digits(text: str) -> None:
    if is_code(text):
        assert tidy_code(text).isascii()
        assert len(tidy_code(text)) == 12


@pytest.mark.parametrize("digits", ["12a", "一二", "１２", " 12", "-12", "\u0661"])
def test_only_plain_digits_have_a_check_digit(digits: str) -> None:
    with pytest.raises(ValueError, match="digits only"):
        check_digit(digits)


def test_no_digit_and_one_digit_carry_no_check_digit() -> None:
    assert not has_check_digit("")
    assert not has_check_digit("0")
