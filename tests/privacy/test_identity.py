"""Numbers that can be, and why others cannot."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.privacy.identity import IdentityFlaw, identity_flaw, is_mobile, is_phone

TODAY = date(2026, 3, 2)


def a_number(place: str = "450103", born: str = "19800101", serial: str = "001") -> str:
    """A number with its right check character, by the definition of GB 11643 (ISO 7064)."""
    body = place + born + serial
    total = sum(int(digit) * pow(2, 17 - index, 11) for index, digit in enumerate(body))
    return body + "10X98765432"[total % 11]


@given(
    place=st.sampled_from(["110101", "450103", "650102", "810000", "830000"]),
    born=st.dates(min_value=date(1900, 1, 1), max_value=TODAY),
    serial=st.integers(0, 999),
)
def test_every_rightly_made_number_passes_and_no_wrong_digit_does(
    place: str, born: date, serial: int
) -> None:
    number = a_number(place, f"{born:%Y%m%d}", f"{serial:03}")
    assert identity_flaw(number, today=TODAY) is None
    for index in range(18):
        for digit in "0123456789":
            if number[index] != digit:
                wrong = number[:index] + digit + number[index + 1 :]
                assert identity_flaw(wrong, today=TODAY) is not None


def test_a_number_may_be_typed_in_any_width_and_case() -> None:
    number = next(
        found for serial in range(999) if (found := a_number(serial=f"{serial:03}")).endswith("X")
    )
    wide = "".join(chr(ord(character) + 0xFEE0) for character in number)
    for typed in (number.lower(), wide, f"{number[:6]} {number[6:14]} {number[14:]}"):
        assert identity_flaw(typed, today=TODAY) is None


@pytest.mark.parametrize(
    ("number", "flaw"),
    [
        ("", IdentityFlaw.LENGTH),
        ("450103800101001", IdentityFlaw.LENGTH),
        (a_number() + "0", IdentityFlaw.LENGTH),
        ("45010319800101X011", IdentityFlaw.CHARACTER),
        ("45010319800101001A", IdentityFlaw.CHARACTER),
        (a_number(place="160103"), IdentityFlaw.PLACE),
        (a_number(place="000000"), IdentityFlaw.PLACE),
        (a_number(born="19800230"), IdentityFlaw.BIRTH),
        (a_number(born="20250229"), IdentityFlaw.BIRTH),
        (a_number(born="00000101"), IdentityFlaw.BIRTH),
        (a_number(born="18791231"), IdentityFlaw.BIRTH),
        (a_number(born="20260303"), IdentityFlaw.BIRTH),
        (a_number()[:-1] + ("0" if a_number()[-1] != "0" else "1"), IdentityFlaw.CHECK),
    ],
)
def test_what_is_wrong_is_named(number: str, flaw: IdentityFlaw) -> None:
    assert identity_flaw(number, today=TODAY) is flaw


def test_born_today_or_on_a_leap_day_is_possible() -> None:
    assert identity_flaw(a_number(born="20260302"), today=TODAY) is None
    assert identity_flaw(a_number(born="20240229"), today=TODAY) is None


@pytest.mark.parametrize(
    "phone",
    [
        "13812341234",
        "+86 199 1234 1234",
        "１３８１２３４１２３４",
        "0771-1234567",
        "0771-2234567",
        "010-62345678",
        "021 5234 5678",
        "0771-22345678转801",
        "2234567",
        "400-123-4567",
        "8001234567",
        "+852 9123 4567",
        "0085291234567",
        "(0771)5512345",
    ],
)
def test_phones_that_could_be_called(phone: str) -> None:
    assert is_phone(phone)


@pytest.mark.parametrize(
    "phone",
    [
        "",
        " ",
        "没有",
        "12345",
        "1381234123",
        "138123412345",
        "12812341234",
        "0771-123",
        "010-1234",
        "+",
        "+0123456789",
        "+1234",
        "13812341234 13912341234",
        "0771",
        "9" * 50,
    ],
)
def test_phones_that_could_not(phone: str) -> None:
    assert not is_phone(phone)


def test_only_mobiles_take_short_messages() -> None:
    assert is_mobile("+86 138-1234-1234")
    assert not is_mobile("0771-2234567")
    assert not is_mobile("+852 9123 4567")


@given(text=st.text(max_size=30))
def test_any_text_is_judged_without_an_error(text: str) -> None:
    assert is_mobile(text) <= is_phone(text)
    identity_flaw(text, today=TODAY)
