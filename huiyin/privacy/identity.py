"""Whether an identity number or a phone number can be one; plausibility only, no look-up."""

import re
from datetime import date
from enum import StrEnum

from huiyin.privacy.indexes import normalise

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# Provinces by their first two digits (GB/T 2260), with Hong Kong, Macao and Taiwan residents (8x).
_PROVINCE = re.compile(r"1[1-5]|2[123]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[123]|9[1]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(?:0(?:10|2[0-9])[1-9][0-9]{7}|0[3-9][0-9]{2}[1-9][0-9]{6,7})")
_LOCAL = re.compile(r"[2-8][0-9]{6,7}")
_SERVICE = re.compile(r"[48]00[0-9]{7}")
_FOREIGN = re.compile(r"\+[1-9][0-9]{6,14}")


class IdentityFlaw(StrEnum):
    """Why a number cannot be a resident identity number, said so that it can be mended."""

    zh: str

    def __new__(cls, value: str, zh: str) -> "IdentityFlaw":
        flaw = str.__new__(cls, value)
        flaw._value_ = value
        flaw.zh = zh
        return flaw

    LENGTH = "length", "居民身份证号码应为 18 位，请核对。"
    CHARACTER = "character", "居民身份证号码只能是数字，末位可以是 X，请核对。"
    PLACE = "place", "居民身份证号码前两位不是有效的地区代码，请核对。"
    BIRTH = "birth", "居民身份证号码中的出生日期不存在，请核对第 7 至 14 位。"
    CHECK = "check", "居民身份证号码有误（校验码不符），请逐位核对。"


def identity_flaw(text: str, *, today: date) -> IdentityFlaw | None:
    """What is wrong with a resident identity number (GB 11643), or None."""
    number = normalise("identity", text)
    if len(number) != 18:
        return IdentityFlaw.LENGTH
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return IdentityFlaw.CHARACTER
    if not _PROVINCE.match(number):
        return IdentityFlaw.PLACE
    if not _is_birthday(number[6:14], today=today):
        return IdentityFlaw.BIRTH
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return None if _CHECKS[total % 11] == number[17] else IdentityFlaw.CHECK


def is_phone(text: str) -> bool:
    """Whether one could be called there: mobile, landline, 400/800 number or foreign number."""
    phone = normalise("phone", text)
    patterns = (_MOBILE, _LANDLINE, _LOCAL, _SERVICE, _FOREIGN)
    return any(pattern.fullmatch(phone) for pattern in patterns)


def is_mobile(text: str) -> bool:
    """Whether a short message can reach it."""
    return _MOBILE.fullmatch(normalise("phone", text)) is not None


def _is_birthday(digits: str, *, today: date) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return date(1880, 1, 1) <= born <= today
