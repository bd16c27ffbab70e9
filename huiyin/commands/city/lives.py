"""Whole stretches of a petition's life, for the stories of the past half year."""

from dataclasses import dataclass

from huiyin.commands.city.begun import ACCEPTED, FORWARDED, SHEN, ZHOU, sent, taken_on
from huiyin.commands.city.offices import CITY
from huiyin.commands.city.story import (
    Story,
    Taken,
    accept,
    allot,
    answer,
    answer_suggestion,
    close,
    follow_up,
    forward,
    opened,
    opened_notice,
    rate,
    register,
    reply,
    serve,
    serve_notice,
    sign,
)
from huiyin.rules.terms import Adoption, Channel, Matter, Naming, Procedure, Rating, Service

SATISFIED, FAIR, DISSATISFIED = Rating.SATISFIED, Rating.FAIR, Rating.DISSATISFIED
BY_HAND, BY_POST = "送达回证，本人签字", "挂号信回执，本人签收"


@dataclass(frozen=True)
class Unit:
    """An organ as the stories meet it: its head, and who handles."""

    office: str
    head: str
    handler: str


LABOUR = Unit("yunling-labour", "feng.tinglan", "qian.yuan")
PENSIONS = Unit("yunling-labour", "feng.tinglan", "luo.xingye")
HOUSING = Unit("yunling-housing", "tao.jiyue", "shao.tingyun")
WORKS = Unit("yunling-housing", "tao.jiyue", "pan.zhiyi")
AIR = Unit("yunling-environment", "du.songyue", "liu.jianchuan")
NOISE = Unit("yunling-environment", "du.songyue", "xia.buyu")
WATER = Unit("yunling-water", "meng.yuanzhu", "wen.ruoxi")
PIPES = Unit("yunling-water", "meng.yuanzhu", "jin.duhe")
SCHOOLS = Unit("yunling-education", "ji.yichen", "ye.wendi")
HEALTH = Unit("yunling-health", "hao.jingran", "kang.yuning")
POLICE = Unit("yunling-police", "gong.chengye", "shi.yanping")
PLANNING = Unit("yunling-land", "yin.heshan", "qiu.wangshu")
MARKET = Unit("yunling-market", "ming.zhaoqi", "cheng.yumo")
CIVIL = Unit("yunling-civil", "sha.minghe", "mo.wanqiu")
TRAFFIC = Unit("yunling-transport", "kuang.yuanzhou", "lan.jiangyue")
INSURANCE = Unit("yunling-insurance", "shu.yunqi", "mi.qingcheng")


def straight(unit: Unit, category: str, name: str, way: str) -> tuple[Taken, ...]:
    """Registered, forwarded, taken on: every notice opened with the code."""
    return *sent(category, unit.office, name), *taken_on(unit.head, unit.handler, way, name)


def on_paper(unit: Unit, category: str, name: str, way: str) -> tuple[Taken, ...]:
    """The same for who did not agree to electronic service: every notice goes by post."""
    return (
        register(1, "10:20", ZHOU, Matter.CLAIM, Procedure.PETITION, category),
        forward(3, "09:40", SHEN, unit.office),
        sign(4, "09:05", unit.head),
        allot(4, "09:12", unit.head, unit.handler),
        serve_notice(6, "10:00", ZHOU, FORWARDED, Service.POST, name, BY_POST),
        accept(7, "15:30", unit.handler, way),
        serve_notice(10, "10:30", unit.handler, ACCEPTED, Service.POST, name, BY_POST),
    )


def opinion(
    unit: Unit, day: int, *requests: dict[str, str], found: str, why: str, law: str
) -> Taken:
    """The written opinion, resting on one law beside the regulation."""
    laws = (law, "《信访工作条例》")
    return answer(day, "15:30", unit.handler, *requests, facts_found=found, reasons=why, laws=laws)


def suggested(
    unit: Unit, day: int, category: str, name: str, adoption: Adoption, words: str
) -> tuple[Taken, ...]:
    """A suggestion from its registration to the opening of its reply."""
    return (
        register(1, "09:30", ZHOU, Matter.SUGGESTION, None, category),
        forward(2, "10:30", SHEN, unit.office),
        opened_notice(2, "20:10", FORWARDED, name),
        sign(3, "09:20", unit.head),
        allot(3, "09:30", unit.head, unit.handler),
        answer_suggestion(day, "16:00", unit.handler, adoption, words),
        opened(day + 1, "19:40", name),
    )


def enquired(day: int, category: str, name: str, words: str) -> tuple[Taken, ...]:
    """A question that the bureau answers by itself."""
    return (
        register(day, "09:10", ZHOU, Matter.ENQUIRY, None, category),
        reply(day, "15:40", SHEN, words),
        opened(day, "20:30", name),
    )


def told(
    day: int, name: str, bureau: Rating, organ: Rating | None, words: str
) -> tuple[Taken, ...]:
    """Opened with the code, and rated the evening after."""
    return opened(day, "19:20", name), rate(day + 1, "20:45", bureau, organ, words)


def handed(unit: Unit, day: int, name: str, evidence: str = BY_HAND) -> Taken:
    """Served on paper by the unit."""
    how = Service.POST if evidence == BY_POST else Service.IN_PERSON
    return serve(day, "10:40", unit.handler, how, name, evidence)


def ended(day: int, words: str, *, reached: bool = True) -> tuple[Taken, ...]:
    """Called back by the bureau and closed the day after."""
    return follow_up(day, "10:10", ZHOU, words, reached=reached), close(day + 1, "09:30", SHEN)


def petition(
    slug: str,
    before: int,
    time: str,
    name: str,
    line: int,
    place: str,
    *,
    category: str,
    request: str,
    facts: str,
    walk: tuple[Taken, ...],
    reasons: str = "",
    against: str = "",
    channel: Channel = Channel.WEB,
    naming: Naming = Naming.NAMED,
    people: int = 1,
    others: tuple[tuple[str, str], ...] = (),
    matter: Matter = Matter.CLAIM,
) -> Story:
    """A petition to the city's bureau; who writes on the web agrees to electronic service."""
    is_named = naming is not Naming.ANONYMOUS
    return Story(
        slug=slug,
        bureau="yunling-bureau",
        before=before,
        time=time,
        channel=channel,
        naming=naming,
        name=name,
        phone=f"1990000{line}" if is_named else "",
        address=f"云岭市{place}" if is_named else "",
        electronic=channel is Channel.WEB,
        people=people,
        others=others,
        matter=matter,
        request=request,
        facts=facts,
        reasons=reasons,
        complained_about=against,
        division=CITY,
        place=place,
        category=category,
        walk=walk,
    )
