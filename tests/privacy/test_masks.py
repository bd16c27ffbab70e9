"""Masks show enough to tell two people apart and never the whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.privacy.masks import (
    mask_address,
    mask_email,
    mask_identity,
    mask_name,
    mask_phone,
)

NAMES = [
    ("张三丰", "张**"),
    ("王五", "王*"),
    ("欧阳修", "欧阳*"),
    ("欧阳娜娜", "欧阳**"),
    ("欧阳", "欧*"),
    ("司马相如", "司马**"),
    ("张王李四", "张***"),
    ("张", "*"),
    ("", ""),
    ("  ", ""),
    (" 张 三 ", "张*"),
    ("买买提·吐尔逊", "买**·***"),
    ("古丽•艾山", "古*·**"),
    ("𬎆小明", "𬎆**"),
    ("〇一", "〇*"),
    ("John Smith", "J*** S***"),
    ("José", "J***"),
    ("云岭市水务有限公司", "云***"),
]
PHONES = [
    ("13812341234", "138****1234"),
    ("+86 138-1234-1234", "138****1234"),
    ("１３８１２３４１２３４", "138****1234"),
    ("0771-1234567", "0771-***4567"),
    ("(010)12345678", "010-****5678"),
    ("0771-12345678转801", "0771-****5678"),
    ("1234567", "***4567"),
    ("+852 9123 4567", "********4567"),
    ("12345", "***"),
    ("没有", "***"),
    ("", ""),
]
IDENTITIES = [
    ("450103198001011234", "45************1234"),
    ("45010319800101123x", "45************123X"),
    ("450103800101123", "45*********1123"),
    ("E12345678", "E******78"),
    ("12", "***"),
    ("", ""),
]
ADDRESSES = [
    ("南江省云岭市青禾县城关镇人民路12号3栋201室", "南江省云岭市青禾县城关镇人民路***"),
    ("青禾县大河乡白石村三组15号", "青禾县大河乡***"),
    ("云岭市青禾县大河乡", "云岭市青禾县大河乡"),
    ("云岭市五一街道幸福社区8号", "云岭市五一街道***"),
    ("北岭县八一大道 20 号", "北岭县八一大道***"),
    ("花园小区3栋2单元", "***"),
    ("１２号", "***"),
    ("打工在外", "***"),
    ("", ""),
    ("云岭市开发区创业路１号", "云岭市开发区创业路***"),
]
EMAILS = [
    ("zhang@example.com", "z***@example.com"),
    ("a@b.cn", "***@b.cn"),
    ("Zhang.San@Example.com", "z***@example.com"),
    ("nobody", "***"),
    ("@b.cn", "***"),
    ("a@localhost", "***"),
    ("", ""),
]


@pytest.mark.parametrize(("name", "masked"), NAMES)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(("phone", "masked"), PHONES)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(("number", "masked"), IDENTITIES)
def test_identities(number: str, masked: str) -> None:
    assert mask_identity(number) == masked


@pytest.mark.parametrize(("address", "masked"), ADDRESSES)
def test_addresses(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize(("email", "masked"), EMAILS)
def test_emails(email: str, masked: str) -> None:
    assert mask_email(email) == masked


@given(text=st.text(min_size=1, max_size=60))
def test_no_mask_ever_gives_back_what_it_was_given(text: str) -> None:
    """A bare place is the exception: it names nobody."""
    for mask in (mask_name, mask_phone, mask_identity, mask_email):
        masked = mask(text)
        assert masked == "" or "*" in masked
        assert masked != text or set(text) <= set("*@")
    assert mask_address(text) == "" or mask_address(text)[-1] in "*路街巷道镇乡区县市省旗盟州木同"


@given(
    phone=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    identity=st.from_regex(r"[1-6][0-9]{16}[0-9X]", fullmatch=True),
)
def test_the_middle_never_shows(phone: str, identity: str) -> None:
    assert mask_phone(phone)[3:7] == "****"
    assert identity[2:14] not in mask_identity(identity)
    assert mask_identity(identity)[2:14] == "*" * 12


@given(number=st.from_regex(r"[0-9]{1,4}", fullmatch=True))
def test_a_house_number_never_shows(number: str) -> None:
    assert mask_address(f"云岭市青禾县人民路{number}号") == "云岭市青禾县人民路***"
