"""Petitions to send: invented, of a natural length, each with a key and words of its own."""

import json
import random
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode
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
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN = "小明大春桂英志强玉兰建国晓红文华秀珍海燕永福德荣淑芬立新月娥成林素琴家宝国栋美玲"
BY_MAIL = 900_000_000
# Of twenty bureaus: those of the city, and such as `stock.py` founds for the crowd.
CROWDED = tuple(f"9901{number}" for number in range(31, 48))
DIVISIONS = ("990100", "990121", "990122", *CROWDED)
# Lanes that few petitions name: about one in three thousand each.
LANE_FIRST = "芦枫桐榆槐檀楠樟桦杉栎槿蔷薇茉莉芙蓉菱荷莲菊梅兰竹松柏桑梓棠"
LANE_SECOND = "漪澜浦渚汀洲溪涧潭渊津渡埠坝堰塘沼泽湾岬崖岭峰峦岗坡坪坳壑谷"


def lane(number: int) -> str:
    """The lane of the petition with this number."""
    draw = random.Random(f"lane {number}")
    return draw.choice(LANE_FIRST) + draw.choice(LANE_SECOND)


def petition(number: int) -> dict[str, Any]:
    """The fields of the petition with this number; the same number is the same petition.

    From `BY_MAIL` on nobody has a telephone.
    """
    draw = random.Random(number)
    place, matter = draw.choice(PLACES), draw.choice(MATTERS)
    facts = "。".join(draw.sample(FACTS, 3)) + "。"
    return {
        "request": f"{place}{matter}，{draw.choice(WISHES)}。（{number}）",
        "facts": facts * 2,
        "reasons": "保障居民基本生活是有关单位的责任。",
        "division": "990100",
        "place_detail": f"{place}{lane(number)}巷{draw.randint(1, 99)}号",
        "name": draw.choice(SURNAMES) + draw.choice(GIVEN) + draw.choice(GIVEN),
        "phone": f"199{draw.randint(0, 99_999_999):08d}" if number < BY_MAIL else "",
        "address": f"{place}{draw.randint(1, 30)}栋",
        "email": f"p{number}@example.com",
        "identity": "",
    }


def submissions(
    first: int, count: int, *, divisions: Sequence[str] = ("990100",)
) -> Iterator[bytes]:
    """Requests to the intake API, made before the clock starts."""
    made = [
        request(
            "POST",
            "/api/v1/petitions",
            body=_json(petition(number) | {"division": divisions[number % len(divisions)]}),
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": str(UUID(int=number)),
            },
        )
        for number in range(first, first + count)
    ]
    return iter(made)


def posted_forms(first: int, count: int, *, token: str, cookie: str) -> Iterator[bytes]:
    """The form of the portal, filled in and sent from the page itself."""
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    filled = {"naming": "named", "place": "990100", "people_count": "1", "declares": "on"}
    made = [
        request(
            "POST",
            "/submit",
            body=urlencode(
                petition(number)
                | filled
                | {"csrfmiddlewaretoken": token, "key": UUID(int=number).hex}
            ).encode(),
            headers=kind,
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
            body=_json(petition(number)),
            headers={"Content-Type": "application/json"},
        )
        for number in range(first, first + count)
    ]
    return iter(made)


def _json(words: dict[str, Any]) -> bytes:
    return json.dumps(words, ensure_ascii=False).encode()
