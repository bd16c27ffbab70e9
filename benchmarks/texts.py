"""Petitions to send: invented, of a natural length, each with a key and words of its own."""

import json
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from benchmarks.load import request

PLACES = ("柳荫新村", "东湖路", "老农机站", "南门桥", "青石巷", "红旗渠", "机床厂宿舍", "望江台")
MATTERS = ("停水", "路灯不亮", "垃圾没人清运", "工资拖欠", "施工扰民", "下水道堵塞", "公交改线")
WISHES = ("请尽快修复并告知居民", "请核实后书面答复", "请有关单位到现场看一看", "请给出解决期限")
FACTS = (
    "已经连续多日，打过几次电话，都说正在安排，一直没有人来",
    "小区里老人和孩子多，出行和生活都受影响，大家意见很大",
    "去年修过一次，不到半年又坏了，希望这次能从根上解决",
    "物业说归街道管，街道说归公司管，我们不知道应该找谁",
)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "小明大春桂英志强玉兰建国晓红"


def petition(number: int) -> dict[str, Any]:
    """The fields of the petition with this number; the same number is the same petition."""
    draw = random.Random(number)
    place, matter = draw.choice(PLACES), draw.choice(MATTERS)
    facts = "。".join(draw.sample(FACTS, 3)) + "。"
    return {
        "request": f"{place}{matter}，{draw.choice(WISHES)}。（{number}）",
        "facts": facts * 2,
        "reasons": "保障居民基本生活是有关单位的责任。",
        "division": "990100",
        "place_detail": f"{place}{draw.randint(1, 99)}号",
        "name": draw.choice(SURNAMES) + draw.choice(GIVEN) + draw.choice(GIVEN),
        "phone": f"199{draw.randint(0, 99_999_999):08d}",
        "address": f"{place}{draw.randint(1, 30)}栋",
        "email": f"p{number}@example.com",
        "identity": "",
    }


def submissions(first: int, count: int) -> Iterator[bytes]:
    """Requests to the intake API, made before the clock starts."""
    made = [
        request(
            "POST",
            "/api/v1/petitions",
            body=json.dumps(petition(number), ensure_ascii=False).encode(),
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": str(UUID(int=number)),
            },
        )
        for number in range(first, first + count)
    ]
    return iter(made)


def rows(first: int, count: int) -> Iterator[bytes]:
    """The same words to the bare view."""
    made = [
        request(
            "POST",
            "/create",
            body=json.dumps(petition(number), ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json"},
        )
        for number in range(first, first + count)
    ]
    return iter(made)
