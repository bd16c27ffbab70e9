"""Text read in the wrong encoding is noticed; ordinary text raises no alarm."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.language.clean import is_damaged

HONEST = [
    "我们小区从上周开始每天晚上停水，打过三次电话，都说在修。请问什么时候能修好？",
    "请问办理低保需要什么材料?多久能批下来?我打了几次电话都没有人接。",
    "产权证怎么还没办好呢??都入住几年了,物业费一分没少交!",
    "路修到一半就停了?到底是哪个部门负责?请给个说法。",
    "第一，学校门口没有红绿灯；第二，人行道被占用；第三，夜间没有照明。",
    "偷税漏税、卸磨杀驴、路途遥远，目前为止没有人管。",
    "大学录取通知书，晚了半个月才送到，请不要再这样。",
    "José 和 Ångström 住在 Übersee，喝 café，说 « ça va »。",
    "面积 85㎡，气温 −3℃，价格 ¥12.50，误差 ±2％，编号 №7。",
    "“引号”——破折号……（括号）《书名》①②③",
    "单（shàn）县、单(shàn)姓读音不同。",
    "What? Why? When? 我要求答复。",
    "新疆的买买提·吐尔逊反映草场边界不清。نەۋباھار",
    "行政复议期限为60日，行政诉讼期限为6个月。",
    "电话：138 1234 1234，邮箱：zhang@example.com",
    "××××派出所的×××说……，详见第···········页，25°±1°",
    "他说“café……”，还有 naïve「é」。",
    "👍👍👍 办得好！！！",
    "",
    "?",
    "???",
    "为什么?",
]
SAMPLES = [
    "我们小区从上周开始每天晚上停水，打过三次电话，都说在修。",
    "反映人民路十二号漏水的问题",
    "请求依法查处青禾县某厂夜间排放污水一事，请予核实答复。",
]


@pytest.mark.parametrize("text", HONEST)
def test_ordinary_text_raises_no_alarm(text: str) -> None:
    assert not is_damaged(text)


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize(
    ("written", "read"),
    [("utf-8", "gbk"), ("utf-8", "gb18030"), ("utf-8", "latin-1"), ("utf-8", "cp1252"),
     ("gbk", "latin-1"), ("gbk", "cp1252"), ("gbk", "utf-8"), ("big5", "utf-8")],
)  # fmt: skip
def test_what_was_read_in_the_wrong_encoding_is_noticed(text: str, written: str, read: str) -> None:
    assert is_damaged(text.encode(written, "ignore").decode(read, "replace"))


@pytest.mark.parametrize("text", SAMPLES)
def test_double_damage_is_noticed(text: str) -> None:
    once = text.encode("gbk").decode("utf-8", "replace")
    assert "锟斤拷" in (twice := once.encode().decode("gbk", "replace"))
    assert is_damaged(twice)
    assert is_damaged(text.encode().decode("latin-1").encode().decode("latin-1"))


@pytest.mark.parametrize("text", SAMPLES)
def test_characters_lost_to_question_marks_are_noticed(text: str) -> None:
    assert is_damaged(text.encode("ascii", "replace").decode())
    assert is_damaged(re.sub(r"(?<=\w{2})\w(?=\w{2})", "?", text))


@pytest.mark.parametrize(
    "text",
    ["锟斤拷", "烫烫烫烫", "屯屯屯", "替换\ufffd字符", "张?明", "人民路??号与建设路??号漏水",
     "发(fā)生以来(lái)，始终(zhōng)", "鍙嶆槧浜烘皯璺",
"ÎÒÃÇÐ¡Çø", "æˆ‘ä»¬å°�"],
)  # fmt: skip
def test_well_known_damage_is_noticed(text: str) -> None:
    assert is_damaged(text)


@st.composite
def han(draw: st.DrawFn) -> str:
    """Some characters of GB 2312, not all the same."""
    cells = st.tuples(st.integers(0xB0, 0xD6), st.integers(0xA1, 0xFE)).map(bytes)
    drawn = draw(st.lists(cells, min_size=8, max_size=30, unique=True))
    return b"".join(drawn).decode("gb2312")


@given(text=han())
def test_latin_mojibake_of_any_chinese_is_noticed(text: str) -> None:
    assert is_damaged(text.encode().decode("latin-1"))
    assert is_damaged(text.encode("gbk").decode("latin-1"))


@given(text=st.text(max_size=100))
def test_any_text_is_judged(text: str) -> None:
    assert is_damaged(text) in (True, False)


@pytest.mark.parametrize(
    "text", ["?" * 20_000, "字?" * 10_000, "锛" + "字" * 20_000, "鐨" * 20_000, "é" * 20_000,
             "字(" * 10_000, "字(a" + "a" * 20_000, "ß字" * 10_000]
)  # fmt: skip
def test_the_worst_text_takes_no_time(text: str) -> None:
    began = time.perf_counter()
    is_damaged(text)
    assert time.perf_counter() - began < 0.5
