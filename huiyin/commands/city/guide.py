"""The ways in to the demo's bureaus (R18.1), in Chinese and English."""

from collections.abc import Iterator
from dataclasses import dataclass

from huiyin.commands.city.offices import OFFICES, OfficeRow
from huiyin.publishing.guides import Both
from huiyin.rules.terms import Channel, OfficeKind

PORTAL = "https://xinfang.yunling.example"


@dataclass(frozen=True)
class Way:
    """One way to reach a bureau."""

    office: str
    channel: Channel
    title: Both
    place: Both
    hours: Both


_ALWAYS = {"zh": "全天", "en": "day and night"}
_HALL = {
    "zh": "工作日 9:00—12:00、13:30—17:00",
    "en": "working days 9:00–12:00 and 13:30–17:00",
}
_PHONE = {
    "zh": "工作日 8:30—12:00、14:00—17:30；其他时间可留言，下一工作日回电",
    "en": (
        "working days 8:30–12:00 and 14:00–17:30; leave a message at other hours and we call back "
        "on the next working day"
    ),
}


def _ways(office: OfficeRow) -> Iterator[Way]:
    slug, address, phone = office.slug, office.address, office.phone
    yield Way(
        slug,
        Channel.WEB,
        {"zh": "网上", "en": "On the web"},
        {"zh": f"{PORTAL}（手机、电脑都可以）", "en": f"{PORTAL} (telephone or computer)"},
        _ALWAYS,
    )
    yield Way(
        slug,
        Channel.CALL,
        {"zh": "电话", "en": "By telephone"},
        {"zh": f"{phone}；您说，我们记，记完读给您听", "en": f"{phone}; we write and read it back"},
        _PHONE,
    )
    yield Way(
        slug,
        Channel.LETTER,
        {"zh": "来信", "en": "By letter"},
        {
            "zh": f"{office.postcode} {address} {office.name} 收",
            "en": f"Write to: {office.postcode} {address} {office.name}",
        },
        _ALWAYS,
    )
    yield Way(
        slug,
        Channel.VISIT,
        {"zh": "来访", "en": "In person"},
        {
            "zh": f"{address}，{office.name}人民来访接待场所；有轮椅坡道，可请手语翻译",
            "en": f"The reception place of {office.name}, {address}; step-free, sign language "
            "interpreter on request",
        },
        _HALL,
    )


WAYS: tuple[Way, ...] = tuple(
    way for office in OFFICES if office.kind is OfficeKind.BUREAU for way in _ways(office)
)
