"""The lines of a notice are read as they are published, and what cannot be right is named."""

import pytest

from huiyin.rules.holidays import Break
from huiyin.rules.notice_text import Wrong, read_notice, wrong_with

LINES = """
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕前一日、周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月13日（周六）上班。
三、清明节：4月5日（周一）放假1天，不调休。
四、劳动节：5月1日至5日放假调休，共5天。5月8日、9日上班。
五、国庆节、中秋节: 2027年9月30日 — 10月7日放假调休，共8天。9月26日（周日）上班。
"""


def test_a_notice_is_read_line_by_line() -> None:
    read = read_notice(LINES, 2027)
    assert [each.wrong for each in read] == [None] * 5
    assert [each.rest for each in read] == [
        Break("元旦", "2027-01-01", "2027-01-03"),
        Break("春节", "2027-02-05", "2027-02-12", ("2027-01-31", "2027-02-13")),
        Break("清明节", "2027-04-05", "2027-04-05"),
        Break("劳动节", "2027-05-01", "2027-05-05", ("2027-05-08", "2027-05-09")),
        Break("国庆节、中秋节", "2027-09-30", "2027-10-07", ("2027-09-26",)),
    ]
    assert wrong_with([each.rest for each in read if each.rest], 2027) == []


def test_a_break_of_new_year_may_begin_the_year_before() -> None:
    line = "元旦：2027年12月31日至2028年1月2日放假调休，共3天。2027年12月26日上班。"
    (read,) = read_notice(line, 2028)
    assert read.rest == Break("元旦", "2027-12-31", "2028-01-02", ("2027-12-26",))
    assert wrong_with([read.rest], 2028) == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("各地区、各部门要妥善安排好值班和安全、保卫等工作。", Wrong.UNREAD),
        ("春节：放假调休，共8天。", Wrong.UNREAD),
        ("劳动节：5月1日至5日放假调休，共6天。", Wrong.COUNT_DIFFERS),
        ("元旦：2月30日放假1天。", Wrong.NO_SUCH_DAY),
        ("元旦：1日至3日放假，共3天。", Wrong.NO_SUCH_DAY),
        ("国庆节：10月1日至7日放假，共7天。9月31日上班。", Wrong.NO_SUCH_DAY),
        ("：1月1日放假1天。", Wrong.UNREAD),
    ],
)
def test_what_is_not_understood_is_named(line: str, wrong: Wrong) -> None:
    (read,) = read_notice(line, 2027)
    assert read.wrong is wrong
    assert read.line == line


@pytest.mark.parametrize(
    ("rest", "wrong"),
    [
        (Break("", "2027-01-01", "2027-01-01"), Wrong.NAMELESS),
        (Break("元旦", "2027-01-03", "2027-01-01"), Wrong.BACKWARDS),
        (Break("春节", "2027-02-01", "2027-02-28"), Wrong.TOO_LONG),
        (Break("元旦", "2026-12-19", "2026-12-20"), Wrong.OTHER_YEAR),
        (Break("元旦", "2027-01-01", "2027-01-01", ("2028-01-01",)), Wrong.OTHER_YEAR),
        (Break("元旦", "2027-01-01", "2027-01-01", ("2027-01-04",)), Wrong.NOT_WEEKEND),
        (Break("元旦", "2027-01-01", "2027-01-03", ("2027-01-02",)), Wrong.TWICE),
        (Break("春节", "2027-04-03", "2027-04-04"), Wrong.TWICE),
        (Break("清明节", "2027-05-01", "2027-05-01"), Wrong.SAME_NAME),
    ],
)
def test_what_cannot_be_right_is_named(rest: Break, wrong: Wrong) -> None:
    first = Break("清明节", "2027-04-03", "2027-04-05")
    assert wrong_with([first, rest], 2027) == [(1, wrong)]


def test_hostile_text_is_read_in_no_time() -> None:
    assert read_notice("", 2027) == []
    assert all(each.rest is None for each in read_notice("1日" * 20_000, 2027))
    assert all(each.rest is None for each in read_notice("（" * 20_000, 2027))
