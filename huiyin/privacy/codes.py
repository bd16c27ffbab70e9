"""The query code a petitioner keeps: eleven random digits and a check digit.

The check digit is Verhoeff's: it finds every single wrong digit and every swap of neighbours.
"""

import re
import secrets
import unicodedata
from itertools import cycle

LENGTH = 12
_LONGEST_TYPED = 64
_CODE = re.compile(r"[0-9]{12}")

# Any permutation p with x·p(y) ≠ y·p(x) in the dihedral group would do; this one also finds most
# twin errors (11 → 22) and swaps across a digit. Changing it breaks every code ever given.
_SHIFT = (3, 7, 1, 6, 9, 8, 5, 0, 2, 4)


def new_code() -> str:
    """A fresh code."""
    digits = f"{secrets.randbelow(10 ** (LENGTH - 1)):0{LENGTH - 1}d}"
    return digits + check_digit(digits)


def tidy_code(text: str) -> str:
    """What a person typed or pasted, without spaces, dashes and full-width forms."""
    return re.sub(r"[\s\W_]", "", unicodedata.normalize("NFKC", text[:_LONGEST_TYPED]))


def is_code(text: str) -> bool:
    """Whether this may be a code: twelve digits that agree with their check digit."""
    code = tidy_code(text)
    return _CODE.fullmatch(code) is not None and has_check_digit(code)


def in_groups(code: str) -> str:
    """The code as it is printed and read aloud: 1234 5678 9012."""
    code = tidy_code(code)
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def check_digit(digits: str) -> str:
    """The digit to write behind these; for codes and receipt numbers alike."""
    return _INVERSES[_folded(digits + "0")]


def has_check_digit(digits: str) -> bool:
    """Whether the last digit is the check digit of the others."""
    return len(digits) > 1 and _folded(digits) == 0


def _folded(digits: str) -> int:
    """The product from right to left, each place shifted once more than the one after it."""
    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError("digits only")
    product = 0
    for shifted, digit in zip(cycle(_SHIFTED), reversed(digits), strict=False):
        product = _PRODUCTS[product][shifted[digit]]
    return product


def _times(left: int, right: int) -> int:
    """Multiplication of the ten symmetries of a pentagon: 0–4 turns, 5–9 reflections."""
    if left < 5:
        return (left + right) % 5 if right < 5 else 5 + (left + right) % 5
    return 5 + (left - right) % 5 if right < 5 else (left - right) % 5


def _powers(shift: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """The permutation applied no times, once, twice …, until it is back where it began."""
    powers = [tuple(range(10)), shift]
    while powers[-1] != powers[0]:
        powers.append(tuple(shift[digit] for digit in powers[-1]))
    return tuple(powers[:-1])


_SHIFTED = tuple(
    {str(digit): shifted for digit, shifted in enumerate(power)} for power in _powers(_SHIFT)
)
_PRODUCTS = tuple(tuple(_times(left, right) for right in range(10)) for left in range(10))
# The digit that undoes each product, as it is written.
_INVERSES = tuple(
    str(next(last for last in range(10) if _times(last, product) == 0)) for product in range(10)
)
