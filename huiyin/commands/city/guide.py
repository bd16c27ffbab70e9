"""The public texts of the demo's bureaus (R18.1): ways in, guide, consents, in Chinese and English.

A text is a dict with `zh` and `en`; a body holds paragraphs, parted by empty lines, and lines
that begin with "- " are a list. Articles are those of 信访工作条例 unless another law is named.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from huiyin.commands.city.offices import OFFICES, OfficeRow
from huiyin.publishing.guides import GUIDES, Both
from huiyin.rules.terms import Channel, Naming, OfficeKind

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

NAMING: dict[Naming, Both] = {
    Naming.NAMED: {
        "zh": (
            "实名：登记的信访部门和承办单位都能看到您的姓名和联系方式，可以直接联系您、向您送达答复。"
            "检举控告不转给被检举控告的人和单位。"
        ),
        "en": (
            "With your name: the petition bureau and the organ that handles the matter see your "
            "name and contact, may call you and serve the answer on you. An accusation never goes "
            "to the person or unit it accuses."
        ),
    },
    Naming.WITHHELD: {
        "zh": (
            "对办理单位隐去姓名：按规则，承办单位看到的是编号和遮盖后的材料，看不到您的姓名、电话和"
            "住址；登记的信访部门知道您是谁，由它同您联系、加封面送达文书。承办单位确需知道姓名的，"
            "要写明理由申请，由您决定。请注意：您写的内容本身可能让人认出您；这是办理规则上的隐去，"
            "不是技术上的绝对保证。"
        ),
        "en": (
            "Name hidden from the handling unit: by policy the unit sees a number and masked "
            "copies, not your name, telephone or address. The petition bureau knows who you are, "
            "contacts you and serves the letters under a cover sheet. If the unit needs the name "
            "it must ask with a reason, and you decide. Please note: what you write may itself "
            "give you away; the name is hidden by policy, which is not an absolute technical "
            "promise."
        ),
    },
    Naming.ANONYMOUS: {
        "zh": (
            "匿名：不填姓名也照样登记、办理。但我们无法向您书面告知和送达，请务必保存编号和查询码，"
            "用它查进展、看答复、补充材料。没有姓名和联系方式，有些请求（如退款、复查）无法办到底。"
            "匿名是指不向我们留姓名，不等于网络上无法被追踪。"
        ),
        "en": (
            "Anonymous: registered and handled all the same. But we cannot send you written "
            "notices, so do keep the number and the code: with them you see progress and answer "
            "and add material. Without name and contact some requests (a refund, a review) cannot "
            "be carried to the end. Anonymous means that you leave us no name; it does not mean "
            "that nobody on the network could trace you."
        ),
    },
}

ELECTRONIC: Both = {
    "zh": (
        "我同意电子送达：告知书、答复等文书在本网站凭编号和查询码打开，第一次打开的时间就是送达时间，"
        "申请复查等期限从那一天的次日算起。不同意的，按您填写的地址邮寄或者当面送达，办理上没有任何"
        "差别。"
    ),
    "en": (
        "I agree to electronic service: notices and answers are opened on this site with number "
        "and code. The moment of the first opening is the moment of service, and periods such as "
        "that for a review run from the following day. If you do not agree, letters go by post or "
        "by hand and nothing else differs."
    ),
}

TRUTHFUL: Both = {
    "zh": (
        "我所写的是我知道的情况，不捏造、不歪曲；记不准的地方可以写“大约”“听说”。写错了可以补充更正，"
        "说错不等于诬告。（第十九条）"
    ),
    "en": (
        "What I write is what I know; I invent and twist nothing. Where I am not sure I may write "
        "“about” or “I was told”. Mistakes can be corrected later: to err is not to slander. (Art. "
        "19)"
    ),
}

NO_SECRETS: Both = {
    "zh": (
        "不得上传涉密信息。国家秘密请不要写在这里、也不要作为附件上传；确需反映的，请先打电话，由工"
        "作人员告知稳妥的办法。"
    ),
    "en": (
        "Do not upload classified information. State secrets must not be written here or attached; "
        "if your matter touches them, please telephone first and you will be told a safe way."
    ),
}

PRIVACY: Both = {
    "zh": (
        "您填写的姓名、联系方式和内容，由收到信访事项的信访部门处理，只用于登记、转送、办理、答复和"
        "依法监督，依据是法定职责，加密保存在本地服务器。您可以查询、复制、更正自己的信息，也可以问"
        "哪些机关打开过您的材料。身份证号、健康情况等敏感信息，只在办理必需时填写。（《中华人民共和"
        "国个人信息保护法》第十七条、第三十五条）"
    ),
    "en": (
        "Your name, contact and words are processed by the petition bureau that receives them, "
        "only to register, forward, handle, answer and lawfully supervise; the basis is a "
        "statutory duty, and they are kept encrypted on the office's own server. You may see, copy "
        "and correct what concerns you, and ask which organs opened your file. Give sensitive "
        "information (identity number, health) only where the matter needs it. (Personal "
        "Information Protection Law, Arts. 17, 35)"
    ),
}


def every_text() -> Iterator[Both]:
    """Each text of this page and of the guide, to be checked and shown."""
    for way in WAYS:
        yield from (way.title, way.place, way.hours)
    yield from NAMING.values()
    yield from (ELECTRONIC, TRUTHFUL, NO_SECRETS, PRIVACY)
    for guide in GUIDES:
        yield from (guide.title, guide.body)
