"""Blind indexes: find a sealed value again by a keyed hash of its normal form.

Exact match only. They show which rows are equal, so nothing common or short (surnames, sex,
the last digits of a phone) is indexed. A change of a normal form makes old entries unfindable.
"""

import hmac
import re
import unicodedata
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b

from huiyin.privacy.keyring import Keyring, keyring

SIZE = 16
PAIR_SIZE = 4

_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
_DOTS = re.compile(r"[·‧•∙⋅・●.。]")
_BETWEEN_HAN = re.compile(r"\s*·\s*")
_HAN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#|x)\s*\d{1,6}$", re.IGNORECASE)
_EXTENSION_AFTER_DASH = re.compile(r"^(0\d{2,3}-?\d{7,8})-\d{1,6}$")
_BRACKETS = str.maketrans("[〔【{<〈《]〕】}>〉》", "(((((((" + ")))))))")
_DASHES = re.compile(r"[-‐-―−ー_]")


def normalise(column: str, value: str) -> str:
    """The one form in which equal values of a column are equal."""
    return _plain(_normaliser(column)(_plain(value)))


def blind(column: str, value: str, *, ring: Keyring | None = None) -> bytes:
    """The index entry of a value: a hash keyed for this column alone, 16 bytes."""
    normal = normalise(column, value)
    key = _key_of(column, ring or keyring())
    return hmac.digest(key, normal.encode("utf-8", errors="surrogatepass"), "sha256")[:SIZE]


@lru_cache(maxsize=64)
def _key_of(column: str, ring: Keyring) -> bytes:
    return hmac.digest(ring.index_key, b"huiyin index\x00" + column.encode(), "sha256")


def blind_pairs(pairs: Iterable[str], *, ring: Keyring | None = None) -> list[str]:
    """Pairs of characters as the search index keeps them: short keyed hashes.

    In the clear the pairs of a text could be laid end to end again. Two pairs may share a hash:
    whoever finds by them looks at the text itself.
    """
    key = hmac.digest((ring or keyring()).index_key, b"huiyin pairs", "sha256")
    hashes = (blake2b(each.encode(), key=key, digest_size=PAIR_SIZE).digest() for each in pairs)
    return [urlsafe_b64encode(each).decode().rstrip("=") for each in hashes]


def _normaliser(column: str) -> Callable[[str], str]:
    try:
        return NORMAL_FORMS[column]
    except KeyError:
        raise ValueError(f"no blind index named {column!r}") from None


def _plain(value: str) -> str:
    """Width, compatibility forms and composition made equal; invisible characters dropped."""
    if value.isascii():
        return value.strip()
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", value)).strip()


def _name(value: str) -> str:
    """Spaces inside Chinese names go, those of Latin ones become one; every dot becomes `·`."""
    if not _HAN.search(value):
        return " ".join(value.casefold().split())
    return "".join(_BETWEEN_HAN.sub("·", _DOTS.sub("·", value.casefold())).split()).strip("·")


def _phone(value: str) -> str:
    """Digits only, without the country code of China, trunk zero of mobiles, or extension."""
    dashed = "".join(_DASHES.sub("-", _EXTENSION.sub("", value.strip())).split())
    dashed = _EXTENSION_AFTER_DASH.sub(r"\1", dashed.replace("(", "").replace(")", "-"))
    digits = re.sub(r"\D", "", dashed)
    if dashed.startswith("+") or digits.startswith("00"):
        digits = digits.removeprefix("00")
        if not digits.startswith("86"):
            return "+" + digits
        digits = digits[2:]
        return digits if re.match(r"0|1[3-9]\d{9}$|400|800", digits) else "0" + digits
    if re.fullmatch(r"86(?:1[3-9]\d{9}|0\d{9,11})", digits):
        return digits[2:]
    return digits[1:] if re.fullmatch(r"01[3-9]\d{9}", digits) else digits


def _identity(value: str) -> str:
    """Letters upper, nothing between."""
    return re.sub(r"[^0-9A-Z\u3400-\u9fff]", "", value.upper())


def _email(value: str) -> str:
    return "".join(value.casefold().split())


def _code(value: str) -> str:
    return re.sub(r"\D", "", value)


def _number(value: str) -> str:
    """Official numbers: no spaces, one kind of bracket, one kind of dash."""
    upper = "".join(value.upper().split()).translate(_BRACKETS)
    return _DASHES.sub("-", upper)


def _same(value: str) -> str:
    return value


NORMAL_FORMS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "accused": _name,
    "phone": _phone,
    "identity": _identity,
    "email": _email,
    "code": _code,
    "number": _number,
    "source": _same,
    "caller": _phone,
    "username": _email,
}
