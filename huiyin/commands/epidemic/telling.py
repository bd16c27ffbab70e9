"""What was told: notices below and to everybody, the closed hall, visits by appointment (A5–A9)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from huiyin.accounts.models import User
from huiyin.commands.city.people import PEOPLE
from huiyin.commands.epidemic.city import LEADER, WRITER, City
from huiyin.commands.epidemic.days import FIRST, LAST, moment
from huiyin.emergency.declaring import Declaration, outlook
from huiyin.publishing import appointments, closures, delivering, notices
from huiyin.publishing.models import Delivery, Notice, WayIn
from huiyin.publishing.notice_paper import draw
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel
from huiyin.rules.terms_publishing import Medium, NoticeKind

ABOVE_WRITER, ABOVE_LEADER = "tang.lanting", "he.xuzhou"
PUBLISHER = "jiang.suxin"
CLOSED_ON = date(2020, 1, 30)
DECIDED = moment(date(2020, 1, 29), "17:00")
HALL = "为减少人员聚集，暂停现场接待。网上、来信、来电照常受理。"
HALL_EN = "To keep people from gathering. Web, letters and calls are received as always."

IN_ENGLISH = {
    "关于暂停现场接待的公告": (
        "The reception hall is closed from 30 January 2020",
        "To keep people from gathering, the reception hall of the Yunling petition bureau (102 "
        "Yunzhong Road) is closed from 30 January 2020. The day on which it opens again will be "
        "announced.\n\nYour matter is received and handled as always and every time limit runs "
        "on. You can write on the web, by letter or telephone; if you can use none of them, ask "
        "whoever is on duty and it is taken down on the spot. Telephone: 0990-2002.",
    ),
    "疫情防控期间请优先使用网上信访的倡议": (
        "Please use the web first during the epidemic",
        "During the epidemic we suggest that you tell us on the web, by letter or by telephone: "
        "nobody has to leave home, and you can see how it goes. What is urgent because of the "
        "epidemic is handled first. Telephone: 0990-2002.",
    ),
}
SHOWN_IN = {
    "关于暂停现场接待的公告": (
        Medium.WEBSITE, Medium.TV, Medium.WECHAT, Medium.RADIO, Medium.POSTED,
    ),
    "疫情防控期间请优先使用网上信访的倡议": (Medium.WEBSITE, Medium.WECHAT, Medium.TV, Medium.SMS),
}  # fmt: skip

RESUMPTION = notices.NoticeWording(
    kind=NoticeKind.INTERNAL,
    title="关于做好复工复产期间信访工作的通知",
    text="各单位：\n\n近日反映工资、返岗、通行的来件增多。请做到：\n\n"
    "- 收到当天与本人联系，能答复的当天答复\n"
    "- 涉及多人的，请推选代表，不聚集\n"
    "- 每周五报送一次情况\n\n请签收，并在2月18日前反馈联系人。",
    from_on=date(2020, 2, 13),
    reply_by=date(2020, 2, 18),
)
STILL_UNSIGNED, ANSWERED_SO_FAR = 3, 5

BY_APPOINTMENT = "qinghe-bureau"
APPOINTMENTS_FROM = date(2020, 2, 3)
EXPECTED = (
    # day, hour, name, people, whether they came
    (date(2020, 2, 4), "09:00", "梅女士", 1, True),
    (date(2020, 2, 6), "10:00", "苗先生", 2, True),
    (date(2020, 2, 11), "09:30", "柏女士", 1, False),
    (date(2020, 2, 13), "10:30", "岑先生", 2, True),
    (date(2020, 2, 17), "09:00", "莫女士", 1, False),
    (date(2020, 2, 17), "09:00", "戎先生", 2, False),
    (date(2020, 2, 18), "10:00", "印女士", 1, False),
)


def tell(city: City, declared: Declaration) -> None:
    """Each notice on its day; the drafts are those that declaring left."""
    closing = replace(declared, starts_at=moment(CLOSED_ON, "00:00"))
    follows = outlook(city.bureau, closing, at=declared.starts_at)
    words = {each.title: text for each, text in follows.notices}
    drafts = list(Notice.objects.filter(office=city.bureau, version=1))
    _tell_below(city, next(each for each in drafts if not each.is_public))
    above = _from_above(city)
    for draft in drafts:
        if draft.is_public:
            _tell_everybody(city, draft, words[draft.title], above)
    _close_the_hall(city)
    _tell_of_resumption(city)
    _receive_by_appointment(city)


def _issue(notice: Notice, by: Viewer, at: datetime) -> None:
    """Issued, and its paper drawn on the same day: it lies there when the visitor comes."""
    notices.issue(notice, by=by, at=at)
    draw(notice.pk)


def _tell_below(city: City, draft: Notice) -> None:
    """The work notice to all offices below, on the first day; all have answered in time (A7)."""
    asks = replace(notices.wording_of(draft), reply_by=FIRST + timedelta(days=3))
    written = moment(FIRST, "16:00")
    revised = notices.revise(draft, asks, by=city.viewer(WRITER), at=written)
    out = written + timedelta(minutes=40)
    _issue(revised, city.viewer(LEADER), out)
    words = "已排定二十四小时值班，指定专人登记涉疫事项，值班电话已报市局。"
    for order, delivery in enumerate(_deliveries(revised)):
        by, at = _reader(city, delivery.office_id).viewer(LAST), out + timedelta(minutes=9 * order)
        delivering.sign(delivery, by=by, at=at + timedelta(minutes=20))
        delivering.answer(delivery, words, by=by, at=at + timedelta(hours=15))


def _from_above(city: City) -> Notice:
    """The province says that halls may be closed; the city's notice carries it out (B7)."""
    wording = notices.NoticeWording(
        kind=NoticeKind.INTERNAL,
        title="关于疫情防控期间来访接待场所暂时关闭的通知",
        text="各市信访局：\n\n根据疫情防控需要，来访接待场所可以暂时关闭。决定关闭的，请提前公告，"
        "写明开始日期和其他方式；网上、来信、来电照常受理。\n\n请将公告时间报省局。",
        from_on=date(2020, 1, 28),
        addressees=(city.bureau.pk,),
    )
    province, at = city.offices["nanjiang-bureau"], moment(date(2020, 1, 28), "17:30")
    notice = notices.draft(province, wording, by=city.viewer(ABOVE_WRITER), at=at)
    _issue(notice, city.viewer(ABOVE_LEADER), at + timedelta(minutes=25))
    (received,) = _deliveries(notice)
    writer = city.viewer(WRITER)
    delivering.sign(received, by=writer, at=at + timedelta(hours=1))
    answered = DECIDED + timedelta(hours=3)
    delivering.answer(received, "我市1月30日起暂停现场接待，已公告。", by=writer, at=answered)
    return notice


def _tell_everybody(city: City, draft: Notice, words: str, above: Notice) -> None:
    """A public notice in all its forms, in two languages, and where it was shown (A9, B8)."""
    title_en, text_en = IN_ENGLISH[draft.title]
    wording = notices.NoticeWording(
        kind=NoticeKind.PUBLIC,
        title=draft.title,
        text=words,
        title_en=title_en,
        text_en=text_en,
        from_on=CLOSED_ON,
        review_on=date(2020, 3, 1),
        above=above,
    )
    written = DECIDED - timedelta(minutes=50)
    revised = notices.revise(draft, wording, by=city.viewer(WRITER), at=written)
    out = DECIDED + timedelta(minutes=10)
    _issue(revised, city.viewer(LEADER), out)
    for order, medium in enumerate(SHOWN_IN[draft.title]):
        shown = out + timedelta(minutes=20 + 15 * order)
        by, at = city.viewer(PUBLISHER), DECIDED + timedelta(hours=2)
        notices.record(revised, medium=medium, published_at=shown, remark="", by=by, at=at)


def _close_the_hall(city: City) -> None:
    hall = WayIn.objects.get(office=city.bureau, channel=Channel.VISIT)
    closures.close(
        hall, from_on=CLOSED_ON, reason=HALL, reason_en=HALL_EN, by=city.viewer(LEADER), at=DECIDED
    )


def _tell_of_resumption(city: City) -> None:
    """A notice of the last week, which some have not signed yet."""
    at = moment(date(2020, 2, 13), "15:00")
    notice = notices.draft(city.bureau, RESUMPTION, by=city.viewer(WRITER), at=at)
    out = at + timedelta(minutes=30)
    _issue(notice, city.viewer(LEADER), out)
    words = "联系人已确定，周五起按时报送。"
    for order, delivery in enumerate(_deliveries(notice)[STILL_UNSIGNED:]):
        by = _reader(city, delivery.office_id).viewer(LAST)
        read = out + timedelta(minutes=25 * (order + 1))
        delivering.sign(delivery, by=by, at=read)
        if order < ANSWERED_SO_FAR:
            delivering.answer(delivery, words, by=by, at=read + timedelta(hours=18))


def _receive_by_appointment(city: City) -> None:
    """A county keeps its hall open for those who have an appointment, a few in each slot (B27)."""
    way = WayIn.objects.get(office=city.offices[BY_APPOINTMENT], channel=Channel.VISIT)
    offer = appointments.Offer(
        first_on=APPOINTMENTS_FROM,
        last_on=date(2020, 2, 28),
        begins=time(9),
        ends=time(11, 30),
        minutes=30,
        limit=4,
    )
    at = moment(date(2020, 1, 31), "16:00")
    appointments.offer(way, offer, by=city.viewer("miao.chunye"), at=at)
    for day, hour, name, people, has_come in EXPECTED:
        slot = way.slots.get(starts_at=moment(day, hour))
        at = min(slot.starts_at - timedelta(days=2), moment(LAST, "07:10"))
        key = f"replay-{day}-{hour}-{name}"
        booked = appointments.book(
            slot.pk, name=name, phone="", people=people, key=key, at=at
        ).booking
        if has_come:
            appointments.mark_arrived(booked, arrived=True, at=slot.starts_at)


def _deliveries(notice: Notice) -> Sequence[Delivery]:
    return list(notice.deliveries.order_by("office__path"))


def _reader(city: City, office: UUID) -> User:
    """Whoever stands first in the list of people of an office."""
    slug = next(name for name, each in city.offices.items() if each.pk == office)
    held = (row.username for row in PEOPLE if any(at == slug for _role, at in row.posts))
    return city.people[next(held)]
