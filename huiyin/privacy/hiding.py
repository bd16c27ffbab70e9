"""Free text without the person who wrote it, for the handling unit when a name is withheld.

It finds what is on file, in every spacing, width and way of writing digits. It cannot know
a nickname or a relative: the clerk reads the copy before it goes out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

from huiyin.privacy.indexes import normalise
from huiyin.privacy.masks import kept_place

PLACEHOLDER = "（已隐去）"

_INVISIBLE = r"\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
_GAP = rf"[\s{_INVISIBLE}]{{0,3}}"
_NUMBER_GAP = rf"[\s{_INVISIBLE}()（）_,，.．·•—–‐-―−－-]{{0,3}}"
_NAME_GAP = rf"[\s{_INVISIBLE}·•‧・.．。*_-]{{0,3}}"
_DIGITS = {
    "0": "〇零○Ｏ",
    "1": "一壹幺①",
    "2": "二贰两②",
    "3": "三叁③",
    "4": "四肆④",
    "5": "五伍⑤",
    "6": "六陆⑥",
    "7": "七柒拐⑦",
    "8": "八捌⑧",
    "9": "九玖⑨",
}
_ONES = ("", *"一二三四五六七八九")
_NUMERALS = "〇零一二三四五六七八九十"
_ARABIC = str.maketrans("〇零一二三四五六七八九", "00123456789")
_AREA_END = re.compile(r"[^省市州盟县区旗镇乡路街巷道]*[省市州盟县区旗镇乡路街巷道]+")
_LEAST_HOUSE = 4


def hide_person(
    text: str,
    *,
    name: str = "",
    phone: str = "",
    identity: str = "",
    address: str = "",
    email: str = "",
) -> str:
    """The text with each occurrence of these replaced by 「（已隐去）」."""
    patterns = [
        *_identities(identity),
        *_phones(phone),
        *_emails(email),
        *_addresses(address),
        *_names(name),
    ]
    if not patterns:
        return text
    return re.compile("|".join(patterns), re.IGNORECASE).sub(PLACEHOLDER, text)


def _names(name: str) -> Iterator[str]:
    """The whole name; of a name in parts (买买提·吐尔逊) also the first, which people go by."""
    plain = normalise("name", name)
    parts = re.split(r"[·\s]+", plain)
    if len("".join(parts)) < 2:
        return
    yield _bounded(_spelled("".join(parts), _NAME_GAP, _widths), plain)
    if len(parts) > 1 and len(parts[0]) > 1:
        yield _bounded(_spelled(parts[0], _NAME_GAP, _widths), plain)


def _bounded(pattern: str, name: str) -> str:
    """Latin names only as whole words: Ann does not stand in "annual"."""
    return rf"(?<![a-z])(?:{pattern})(?![a-z])" if name.isascii() else pattern


def _phones(phone: str) -> Iterator[str]:
    """With and without country and area code, in digits of any kind."""
    digits = normalise("phone", phone).removeprefix("+")
    if len(digits) < 7 or not digits.isascii() or not digits.isdigit():
        return
    country = rf"(?:(?:\+|＋|00|００)?{_NUMBER_GAP}[8８][6６]{_NUMBER_GAP})?"
    yield country + _spelled(digits, _NUMBER_GAP, _digit)
    landline = re.fullmatch(r"(?:010|02\d|0[3-9]\d\d)(\d{7,8})", digits)
    if landline:
        yield country + _spelled(digits[1:], _NUMBER_GAP, _digit)
        yield rf"(?<!\d){_spelled(landline[1], _NUMBER_GAP, _digit)}(?!\d)"


def _identities(identity: str) -> Iterator[str]:
    plain = normalise("identity", identity)
    if len(plain) >= 5:
        yield _spelled(plain, _NUMBER_GAP, _digit)


def _emails(email: str) -> Iterator[str]:
    """The address; of a QQ address also the number alone, which is the QQ account."""
    local, at, domain = normalise("email", email).rpartition("@")
    if not at or not local:
        return
    yield _spelled(f"{local}@{domain}", _GAP, _widths)
    if len(local) >= 5 and local.isdigit():
        yield rf"(?<!\d){_spelled(local, _NUMBER_GAP, _digit)}(?!\d)"


def _addresses(address: str) -> Iterator[str]:
    """House and room, with as much of the place before them as the text gives."""
    plain = "".join(unicodedata.normalize("NFKC", address).split())
    place = kept_place(plain)
    house = plain.removeprefix(place)
    pieces = _AREA_END.findall(place)
    if not re.search(rf"[0-9{_NUMERALS}]", house):
        if len(plain) >= _LEAST_HOUSE:
            yield _address(plain)
        return
    for needed in _needed_parts(pieces[-1] if pieces else "", house):
        yield "".join(f"(?:{_address(piece)}{_GAP})?" for piece in pieces) + _address(needed)


def _needed_parts(road: str, house: str) -> Iterator[str]:
    """What alone gives the house away: all of it, road and number, or building and room."""
    yield house if len(house) >= _LEAST_HOUSE else road + house
    number, sign, room = house.partition("号")
    if room and road:
        yield road + number + sign
    if len(room) > _LEAST_HOUSE:
        yield room


def _address(plain: str) -> str:
    """A pattern for a part of an address, its numbers in figures or in words."""
    parts = re.split(rf"([0-9]+|[{_NUMERALS}]+)", plain)
    return _GAP.join(
        _house_number(part) if place % 2 else _spelled(part, _GAP, _widths)
        for place, part in enumerate(parts)
        if part
    )


def _house_number(written: str) -> str:
    """12 is also １２, 一二 and 十二; what counts no further than 99 in words."""
    figures = _in_figures(written)
    spelled = _spelled(figures, _GAP, _digit)
    if not re.fullmatch(r"[1-9][0-9]?", figures):
        return spelled
    tens, ones = divmod(int(figures), 10)
    ten = ("" if tens == 1 else _ONES[tens]) + "十" if tens else ""
    return f"(?:{spelled}|{_spelled(ten + _ONES[ones], _GAP, re.escape)})"


def _in_figures(written: str) -> str:
    """十五 → 15, 二十 → 20, 二〇一 → 201."""
    tens, sign, ones = written.partition("十")
    if sign and len(tens) < 2 and len(ones) < 2:
        return (tens or "1").translate(_ARABIC) + (ones or "0").translate(_ARABIC)
    return written.translate(_ARABIC)


def _spelled(plain: str, gap: str, forms: Callable[[str], str]) -> str:
    """A pattern for these characters in any width, with gaps between them."""
    return gap.join(forms(character) for character in plain)


def _widths(character: str) -> str:
    """The character as it stands and full-width; case is the pattern's affair."""
    if character == "ß" or not character.isascii():
        return re.escape(character)
    both = {character, character.upper()}
    wide = "".join(chr(ord(one) + 0xFEE0) for one in sorted(both) if "!" <= one <= "~")
    return "[" + "".join(re.escape(one) for one in sorted(both)) + wide + "]"


def _digit(character: str) -> str:
    if character in _DIGITS:
        return f"[{character}{chr(ord(character) + 0xFEE0)}{_DIGITS[character]}]"
    return _widths(character)
