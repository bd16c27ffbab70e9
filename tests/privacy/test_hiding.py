"""A petitioner whose name is withheld stands nowhere in what the handling unit reads."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.privacy.hiding import PLACEHOLDER, hide_person

PERSON = {
    "name": "张三丰",
    "phone": "13812341234",
    "identity": "450103198001011234",
    "address": "南江省云岭市青禾县城关镇人民路12号3栋201室",
    "email": "12345678@qq.com",
}
GAPS = ["", " ", "　", "\u200b", "  "]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("我叫张三丰，住在本县。", f"我叫{PLACEHOLDER}，住在本县。"),
        ("张　三 丰、张\u200b三丰", f"{PLACEHOLDER}、{PLACEHOLDER}"),
        ("电话138 1234-1234。", f"电话{PLACEHOLDER}。"),
        ("电话+86 13812341234。", f"电话{PLACEHOLDER}。"),
        ("电话１３８１２３４１２３４。", f"电话{PLACEHOLDER}。"),
        ("电话一三八一二三四一二三四。", f"电话{PLACEHOLDER}。"),
        ("幺三八幺二三四幺二三四", PLACEHOLDER),
        ("身份证450103 19800101 1234！", f"身份证{PLACEHOLDER}！"),
        ("住青禾县城关镇人民路12号3栋201室", f"住{PLACEHOLDER}"),
        ("住云岭市人民路１２号三栋二〇一室", f"住{PLACEHOLDER}"),
        ("人民路十二号漏水，人民路13号不漏", f"{PLACEHOLDER}漏水，人民路13号不漏"),
        ("我家3栋 201室", f"我家{PLACEHOLDER}"),
        (
            "发到12345678@QQ.com或１２３４５６７８＠ｑｑ．ｃｏｍ",
            f"发到{PLACEHOLDER}或{PLACEHOLDER}",
        ),
        ("QQ号12345678", f"QQ号{PLACEHOLDER}"),
        ("人民路很堵，青禾县管不管？", "人民路很堵，青禾县管不管？"),
        ("编号912345678、13812341235、三丰饭店", "编号912345678、13812341235、三丰饭店"),
        ("张三丰13812341234张三丰", PLACEHOLDER * 3),
        ("", ""),
    ],
)
def test_each_occurrence_goes_and_the_rest_stays(text: str, hidden: str) -> None:
    assert hide_person(text, **PERSON) == hidden


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("买买提·吐尔逊", "买买提说，买买提•吐尔逊、买买提吐尔逊", "#说，#、#"),
        (
            "John Smith",
            "JOHN  smith, ＪｏｈｎＳｍｉｔｈ; johnny, blacksmith",
            "#, #; johnny, blacksmith",
        ),
        ("Ann", "Ann, annual", "#, annual"),
        ("张", "张主任、老张", "张主任、老张"),
        ("欧阳修", "欧阳 修", "#"),
    ],
)
def test_names_of_all_kinds(name: str, text: str, hidden: str) -> None:
    assert hide_person(text, name=name) == hidden.replace("#", PLACEHOLDER)


@pytest.mark.parametrize(
    "written",
    [
        "0771-2234567",
        "(0771)2234567",
        "2234567",
        "+86 771 2234567",
        "０７７１—２２３４５６７",
        "零七七一二二三四五六七",
    ],
)
def test_a_landline_goes_with_or_without_its_area(written: str) -> None:
    hidden = hide_person(f"请打{written}。", phone="0771-2234567")
    assert PLACEHOLDER in hidden
    assert not re.search(r"[0-9二三四五六七]", unicodedata.normalize("NFKC", hidden))


@pytest.mark.parametrize(
    ("address", "text", "hidden"),
    [
        ("青禾县大河乡白石村三组15号", "大河乡白石村3组十五号、白石村三组１５号", "#、#"),
        (
            "青禾县人民路8号",
            "人民路8号、青禾县人民路八号、8号楼、人民路18号",
            "#、#、8号楼、人民路18号",
        ),
        ("云岭市八一大道二十号", "八一大道20号，八一大道堵车", "#，八一大道堵车"),
        ("十字街35号", "十字街三十五号", "#"),
        ("青禾县大河乡", "大河乡的路，青禾县大河乡", "大河乡的路，#"),
        ("某村", "某村的事", "某村的事"),
        ("花园小区3栋2单元", "花园小区三栋二单元", "#"),
    ],
)
def test_addresses_in_figures_and_words(address: str, text: str, hidden: str) -> None:
    assert hide_person(text, address=address) == hidden.replace("#", PLACEHOLDER)


@given(
    before=st.text("反映问题的是，", max_size=10),
    after=st.text("请核实。abc ", max_size=10),
    gap=st.sampled_from(GAPS),
    wide=st.booleans(),
    field=st.sampled_from(["name", "phone", "identity"]),
)
def test_no_spacing_or_width_lets_a_value_through(
    before: str, after: str, gap: str, wide: bool, field: str
) -> None:
    written = gap.join(PERSON[field])
    if wide:
        written = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in written)
    assert hide_person(before + written + after, **PERSON) == before + PLACEHOLDER + after


@given(
    text=st.text(max_size=60),
    name=st.text(max_size=8),
    phone=st.text("0123456789+-() 转", max_size=16),
    identity=st.text(max_size=20),
    address=st.text("云岭市青禾县路号十二〇百3栋 1a", max_size=24),
    email=st.text("ab1@.qq com", max_size=16),
)
def test_no_value_breaks_it(
    text: str, name: str, phone: str, identity: str, address: str, email: str
) -> None:
    hidden = hide_person(
        text, name=name, phone=phone, identity=identity, address=address, email=email
    )
    assert hidden == text or PLACEHOLDER in hidden


def test_without_a_value_nothing_is_hidden() -> None:
    assert hide_person("张三丰", name="", phone="没有", address="") == "张三丰"


@pytest.mark.parametrize(
    "text",
    [
        "1" * 20_000,
        " " * 20_000,
        "张三" * 10_000,
        "南江省云岭市" * 3_000,
        "1 - " * 5_000,
        "人民路12号" * 3_000,
        "张 " * 10_000,
        "1 3 8 " * 3_000,
    ],
)
def test_the_longest_text_takes_no_time(text: str) -> None:
    began = time.perf_counter()
    hide_person(text, **PERSON)
    assert time.perf_counter() - began < 1
