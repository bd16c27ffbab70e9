"""登记表、办理单、封面. The office's own forms, filled in as one viewer may read the petition.

Always in Chinese and with whole years: what is on paper outlives the day it was printed.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from huiyin.documents.posting import service_slip
from huiyin.documents.sheets import SIGN, Box, FormSheet, paired
from huiyin.petitions.door import is_accusation
from huiyin.petitions.explaining import people_date, people_moment
from huiyin.petitions.models import Petition, PetitionLetter
from huiyin.petitions.petitioners import personal
from huiyin.petitions.standing import running
from huiyin.privacy.masks import mask_address, mask_name
from huiyin.rules.terms import (
    Channel,
    LetterKind,
    Matter,
    Naming,
    Procedure,
    Service,
    State,
    Step,
    TimeLimit,
)
from huiyin.web.desk.attachments import attachments
from huiyin.web.desk.dossier import Dossier, category_of
from huiyin.web.desk.seeing import flags_of
from huiyin.web.desk.sheet import PersonShown, letters_for

EVERY_YEAR = date.min  # no day is of this year: each is written with its own
NEVER_TOLD = "姓名、电话、证件号码、住址、电子邮箱，以及其他可以认出信访人的情况"
READ_BY = "姓名：　　　　　　　日期：　　　　　　　用途："
OPINIONS = (("拟办意见", 34), ("领导批示", 34), ("办理结果", 46))


def _moment(at: datetime | None) -> str:
    return people_moment(at, EVERY_YEAR) if at else ""


def _day(on: date | None) -> str:
    return people_date(on, EVERY_YEAR) if on else ""


def _who(one: Dossier, step: Step) -> str:
    """The person who took a step first."""
    event = next((each for each in one.events if each.step == step), None)
    return one.names.people.get(event.actor, "") if event else ""


def _sheet(one: Dossier, title: str, rows: Sequence[tuple[Box, ...]], note: str) -> FormSheet:
    petition = one.petition
    flags = "、".join(word for word, _loud in flags_of(petition))
    return FormSheet(
        head=petition.registering.name,
        title=title,
        number=f"编号：{petition.number}",
        right=flags,
        rows=tuple(rows),
        note=note,
    )


def registration(one: Dossier, people: list[PersonShown], *, at: datetime) -> FormSheet:
    """信访事项登记表: everything registered, each in its place (R19.1, R22.1)."""
    petition, words = one.petition, one.original
    arrival = next((each for each in one.events if each.step == Step.RECEIVE), None)
    evidence = one.words.get(arrival.seq, {}).get("evidence", "") if arrival else ""
    postmark = arrival.codes.get("postmark", "") if arrival else ""
    stamped = f"邮戳 {_day(date.fromisoformat(postmark))}" if postmark else ""
    arrived = "\n".join(each for each in (stamped, one.clean(evidence)) if each)
    boxes = [
        Box("信访形式", Channel(petition.channel).zh),
        Box("收到时间", _moment(petition.arrived_at)),
        Box("登记时间", _moment(petition.registered_at)),
        Box("登记人", _who(one, Step.REGISTER)),
        Box("回执号", petition.receipt),
        Box("到达凭据", arrived),
        Box("署名方式", Naming(petition.naming).zh),
        Box("人数", f"{petition.people_count} 人"),
    ]
    kinds = [Matter(petition.matter).zh] if petition.matter else []
    if petition.procedure:
        kinds.append(Procedure(petition.procedure).zh)
    place = "　".join(
        each for each in (one.place, one.clean(words.get("place_detail", ""))) if each
    )
    matter = [
        Box("类别和程序", " · ".join(kinds)),
        Box("内容分类", str(category_of(petition, reads=True) or "")),
        Box("属地", place),
        Box("反映对象", one.clean(words.get("complained_about", ""))),
    ]
    rows = [
        *paired(boxes),
        *_people_rows(one, people),
        *paired(matter),
        (Box("请求", one.clean(words.get("request", "")), tall=20),),
        (Box("事实", one.clean(words.get("facts", "")), tall=28),),
        (Box("理由", one.clean(words.get("reasons", "")), tall=16),),
        (Box("附件", _files(one, at)),),
        (Box("相关信访件", "；".join(each.number for each in one.related)),),
        (Box("去向", _route(one)),),
        (Box("期限", _clocks(petition)),),
        (Box("登记意见", tall=20, sign=SIGN),),
    ]
    return _sheet(one, "信访事项登记表", rows, _note(one, people))


def _people_rows(one: Dossier, people: list[PersonShown]) -> list[tuple[Box, ...]]:
    """The petitioner's own fields; nothing of who is hidden from this viewer (G4)."""
    if not people:
        said = "对办理单位隐去姓名，以编号称呼" if one.sight.hides_name else "未留姓名和联系方式"
        return [(Box("信访人", said),)]
    rows: list[tuple[Box, ...]] = []
    for number, person in enumerate(people):
        first = [Box(each.label, each.value) for each in person.fields if each.name != "address"]
        rows += paired(first)
        rows += [(Box(each.label, each.value),) for each in person.fields if each.name == "address"]
        if number == 0 and len(people) > 1:
            rows.append((Box("其他信访人", f"共 {len(people) - 1} 人，列在下面"),))
    return rows


def _note(one: Dossier, people: list[PersonShown]) -> str:
    if any(each.is_open for person in people for each in person.fields):
        return "本表载有个人信息，请妥善保管，不用时及时销毁。"
    return "个人信息已遮盖。" if people else ""


def _files(one: Dossier, at: datetime) -> str:
    return "\n".join(
        f"{number}．{each.name}" for number, each in enumerate(attachments(one, at), start=1)
    )


def _route(one: Dossier) -> str:
    """By which offices it went, each with the day it was delivered."""
    legs = sorted(one.petition.legs.all(), key=lambda each: each.delivered_at)
    lines = []
    for leg in legs:
        office = one.names.office(str(leg.holder_id))
        sender = one.names.office(str(leg.sender_id)) if leg.sender_id else ""
        way = f"{sender} → {office}" if sender and sender != office else office
        ended = "（会办）" if leg.kind == leg.CO else ""
        lines.append(f"{_moment(leg.delivered_at)}　{way}{ended}")
    return "\n".join(lines)


def _clocks(petition: Petition) -> str:
    return "\n".join(
        f"{TimeLimit(each.limit).zh}：目标日 {_day(each.target_on)}，法定最迟 {_day(each.legal_on)}"
        for each in running(petition)
    )


def processing(one: Dossier) -> FormSheet:
    """办理单: where it stands and by when, and room for the opinions of those who decide."""
    petition = one.petition
    person = petition.person.name if petition.person else ""
    letters = "\n".join(
        f"{LetterKind(link.letter.kind).zh}　{link.letter.number}" for link in letters_for(one)
    )
    rows = [
        *paired(
            [
                Box("当前单位", petition.holder.name),
                Box("承办人", person),
                Box("状态", State(petition.state).zh),
                Box("目标日", _day(petition.next_due)),
            ]
        ),
        (Box("事项摘要", one.clean(one.original.get("request", ""))[:400], tall=24),),
        (Box("经过单位", _route(one)),),
        (Box("期限", _clocks(petition)),),
        (Box("已制发文书", letters),),
        *((Box(label, tall=tall, sign=SIGN),) for label, tall in OPINIONS),
    ]
    return _sheet(one, "信访事项办理单", rows, "")


def has_cover(petition: Petition) -> bool:
    """Whether its papers carry a cover: the name is hidden, or it is an accusation."""
    return petition.naming == Naming.WITHHELD or is_accusation(petition)


def cover(one: Dossier) -> FormSheet:
    """隐名件封面: what must not be told, to whom, by which article, and who has looked (G4)."""
    petition = one.petition
    accusation = is_accusation(petition)
    title = "检举控告件封面" if accusation else "隐名件封面"
    what = NEVER_TOLD
    to = [f"办理单位（{petition.holder.name}）及会办单位", "被反映的单位和个人", "其他单位和个人"]
    if petition.name_disclosure == "granted":
        to[0] = "会办单位（信访人已同意向办理单位公开姓名）"
    if accusation:
        what = "检举、控告的材料及有关情况，检举人、控告人的身份"
        to = ["被检举、控告的人员或者单位", "与查办无关的其他单位和个人"]
    basis = "《信访工作条例》第三十条第三款" if accusation else "信访人对办理单位隐去姓名的要求"
    office = petition.registering
    rows = [
        (Box("不得透露", what, tall=18),),
        (Box("不得透露给", "\n".join(f"{n}．{each}" for n, each in enumerate(to, 1)), tall=26),),
        (Box("依据", basis),),
        (
            Box(
                "联系信访人",
                f"一律通过{office.name}转达（{office.phone}），不得自行打听、推测信访人身份。",
            ),
        ),
        (Box("文书称呼", f"文书和电话中以编号 {petition.number} 称呼信访人。"),),
        *((Box("阅卷登记", READ_BY, tall=9),) for _line in range(8)),
    ]
    return _sheet(one, title, rows, "本封面随材料流转，材料归档时一并归档。")


def to_petitioner(one: Dossier) -> list[PetitionLetter]:
    """The letters that are served on the petitioner, the oldest first."""
    links = [link for link in letters_for(one) if link.needs_service and not link.to_office_id]
    return sorted(links, key=lambda link: link.letter.issued_at)


def slips(one: Dossier, *, whole: bool) -> list[FormSheet]:
    """送达回证: one for each letter, filled in with what is recorded of its service."""
    given = personal(one.people[0], one.vault) if one.people and not one.sight.hides_name else {}
    unknown = f"信访人（编号{one.petition.number}）"
    show = str if whole else mask_name
    address, name = given.get("address", ""), given.get("name", "")

    def said(text: str) -> str:
        """What was recorded, the petitioner's name in it as on the rest of the sheet."""
        return text if whole or not name else text.replace(name, mask_name(name))

    return [
        service_slip(
            {
                "office_name": link.server.name,
                "petition_number": one.petition.number,
                "kind": LetterKind(link.letter.kind).zh,
                "number": link.letter.number,
                "addressee": show(name) if name else unknown,
                "address": address if whole else mask_address(address),
                "service": Service(link.service).zh if link.service else "",
                "served": _moment(link.served_at),
                "to": said(_recorded(one, link, "served_to")),
                "evidence": said(_recorded(one, link, "evidence")),
            }
        )
        for link in to_petitioner(one)
    ]


def _recorded(one: Dossier, link: PetitionLetter, column: str) -> str:
    sealed = getattr(link, column)
    return one.clean(one.vault.open(sealed, f"petitions_petitionletter.{column}", link.pk))


def open_fields(people: list[PersonShown]) -> Collection[str]:
    """The personal fields that stand open on a sheet, to be written to the accesses."""
    return sorted({each.name for person in people for each in person.fields if each.is_open})
