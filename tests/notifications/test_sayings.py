"""Every saying to an office is worded in both languages from what its notice holds."""

import re
from datetime import date

import pytest
from django.utils import translation

from huiyin.notifications.models import Notice
from huiyin.notifications.sayings import SAYINGS
from huiyin.web.desk.inbox import worded

HELD = {
    "number": "990100-W-2026-000001",
    "limit": "L5",
    "day": "2026-03-16",
    "legal": "2026-03-17",
    "name": "档案系统",
    "office": "云岭市信访局",
    "organ": "云岭市人民政府",
    "title": "关于值班的通知",
    "alert": "late",
    "who": "周雨禾",
    "hours": "12",
    "left": "12",
    "n": "3",
}


@pytest.mark.parametrize("code", sorted(SAYINGS))
def test_a_saying_has_its_words_in_both_languages(code: str) -> None:
    notice = Notice(code=code, arguments=HELD)
    with translation.override("zh-hans"):
        assert "%" not in worded(notice, date(2026, 3, 14))
    with translation.override("en"):
        english = worded(notice, date(2026, 3, 14))
    for given in ("name", "office", "organ", "title", "who"):
        english = english.replace(HELD[given], "")
    assert "%" not in english
    assert not re.search(r"[\u4e00-\u9fff]", english), english
