"""What a page shows of a person by default: enough to tell two apart, too little to find one."""

import re
import unicodedata

from huiyin.privacy.indexes import normalise

HIDDEN = "***"

_DOUBLE_SURNAME = re.compile(
    "欧阳|司马|上官|诸葛|司徒|东方|独孤|南宫|夏侯|皇甫|尉迟|公孙|慕容|令狐|轩辕"
    "|宇文|长孙|端木|百里|呼延|东郭|西门|公冶|澹台|濮阳|淳于|单于|太叔|申屠|仲孙"
    "|钟离|闻人|赫连|万俟|鲜于|闾丘|亓官|司寇|拓跋|完颜|纳兰|第五|南门|东门|左丘"
    "|梁丘|公羊|谷梁|段干|巫马|乐正|漆雕|壤驷|公良|夹谷|宰父"
)
_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ALL_HAN = re.compile(f"[{_HAN}]+")
_PLACE = rf"[{_HAN}]{{1,9}}?"
_AREA = rf"(?:{_PLACE}(?:自治区|特别行政区|自治州|地区|开发区|省|市|州|盟|县|旗|(?<!小)(?<!社)区))"
_TOWN = rf"(?:{_PLACE}(?:街道|镇|乡|苏木))"
_ROAD = rf"(?:(?:(?![号村组栋座楼室幢弄院])[{_HAN}]){{1,9}}?(?:大道|路|街(?!道)|巷|胡同))"
_KEPT_PLACE = re.compile(rf"{_AREA}{{0,5}}{_TOWN}?{_ROAD}?")
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d\d)(\d{7,8})")


def mask_name(name: str) -> str:
    """张三丰 → 张**, 欧阳修 → 欧阳*, 古丽·艾山 → 古*·**, John Smith → J*** S***."""
    plain = " ".join(unicodedata.normalize("NFC", name).split())
    if _ALL_HAN.search(plain) and not re.search(r"[A-Za-z]", plain):
        first, *others = re.split(r"[·•‧・.．]", plain.replace(" ", ""))
        return "·".join([_mask_first(first), *("*" * min(len(part), 3) for part in others)])
    return " ".join(word[0] + HIDDEN for word in plain.split(" ")) if plain else ""


def _mask_first(name: str) -> str:
    if len(name) <= 1:
        return "*" * len(name)
    shown = 2 if len(name) in (3, 4) and _DOUBLE_SURNAME.match(name) else 1
    return name[:shown] + "*" * min(len(name) - shown, 3)


def mask_phone(phone: str) -> str:
    """13812341234 → 138****1234, 0771-1234567 → 0771-***4567; what is no number is all hidden."""
    digits = normalise("phone", phone)
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return f"{digits[:3]}****{digits[-4:]}"
    if landline := _LANDLINE.fullmatch(digits):
        area, local = landline.groups()
        return f"{area}-{'*' * (len(local) - 4)}{local[-4:]}"
    if len(digits) >= 7:
        return "*" * (min(len(digits), 12) - 4) + digits[-4:]
    return HIDDEN if phone.strip() else ""


def mask_identity(number: str) -> str:
    """Two characters at the beginning of a resident number, the last four at its end."""
    plain = normalise("identity", number)
    if len(plain) in (15, 18):
        return plain[:2] + "*" * (len(plain) - 6) + plain[-4:]
    if len(plain) >= 6:
        return plain[0] + "*" * (len(plain) - 3) + plain[-2:]
    return HIDDEN if number.strip() else ""


def mask_address(address: str) -> str:
    """Down to the township or road; village, estate, house and room are hidden."""
    plain = _plain_address(address)
    kept = kept_place(plain)
    return kept if kept == plain else kept + HIDDEN


def mask_email(email: str) -> str:
    """zhang@example.com → z***@example.com."""
    local, at, domain = normalise("email", email).rpartition("@")
    if not at or not local or "." not in domain:
        return HIDDEN if email.strip() else ""
    return f"{local[0] if len(local) > 1 else ''}{HIDDEN}@{domain}"


def kept_place(address: str) -> str:
    """The part of an address that a mask leaves: province to township or road."""
    found = _KEPT_PLACE.match(_plain_address(address))
    return found.group() if found else ""


def _plain_address(address: str) -> str:
    return "".join(unicodedata.normalize("NFKC", address).split())
