"""What the city's people say again and again: two themes, a proposal answered and one waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from huiyin.emergency import opinions, proposals
from huiyin.emergency.opinions import ThemeGiven
from huiyin.emergency.proposals import Wording
from huiyin.organisations.models import Office
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import moment
from huiyin.rules.terms import Adoption
from huiyin.rules.terms_opinions import ProposalKind, SubmissionWay

CLERK, WRITER, SIGNER = "fang.zhiqiu", "shen.wenzhou", "gu.mingche"
CITY = "云岭市人民政府"


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """A theme, its petitions by their slugs, and what was proposed; days are before today."""

    title: str
    about: str
    area: str
    petitions: tuple[str, ...]
    begun: int
    proposal: Wording
    signed: int
    delivered: int
    answers: tuple[tuple[int, Adoption, str], ...] = ()


THEMES = (
    Gathered(
        title="服务时间和上班时间对不上",
        about="接种、体检、食堂、操场、班车都只在上班时间开，上班的人用不上。",
        area="全市",
        petitions=(
            "a-canteen-with-soft-rice",
            "five-hours-for-five-minutes",
            "open-the-playground",
            "evening-vaccination",
            "a-shuttle-at-shift-change",
        ),
        begun=44,
        proposal=Wording(
            kind=ProposalKind.IMPROVE,
            title="关于公共服务错开上班时间的建议",
            addressees=(CITY, "云岭市卫生健康委员会"),
            problem=(
                "接种门诊、孕检、老年食堂、学校操场和园区班车，开放时间和上班时间重合。"
                "双职工家庭要请假才能办，老人晚上没有饭吃，早晚换班的工人没有车坐。"
            ),
            advice=(
                "一、接种门诊周六全天开诊，平时各区轮流开到晚上七点。\n"
                "二、孕检按时段叫号，预约单写明时段。\n"
                "三、学校操场周末分时段开放，保险和看护由街道统筹。\n"
                "四、早晚换班各开一趟到工业园的公交。"
            ),
        ),
        signed=42,
        delivered=41,
        answers=(
            (
                20,
                Adoption.PARTLY,
                "接种门诊周六开诊、孕检分时段叫号予以采纳，下月起执行。操场开放先在两所学校试行。"
                "园区公交客流不足，暂不单独开线，先调整末班车时间。",
            ),
            (12, Adoption.ADOPTED, "两项都采纳。各中心的开诊时间已在门诊和网上公布。"),
        ),
    ),
    Gathered(
        title="走路和坐公交的最后一百米",
        about="台阶、盲道、路灯、绿灯、站点：每一处都小，合起来老人孩子走不了。",
        area="城东、城西、滨河",
        petitions=(
            "a-step-of-fifteen-centimetres",
            "bicycles-on-the-blind-path",
            "red-for-ninety-seconds",
            "the-bus-that-passes-the-school",
            "lamps-on-the-new-bridge",
            "the-bus-to-the-clinic",
            "rings-along-the-bank",
        ),
        begun=27,
        proposal=Wording(
            kind=ProposalKind.POLICY,
            title="关于把步行通道纳入道路养护标准的建议",
            addressees=(CITY, "云岭市交通运输局"),
            problem=(
                "人行道坡道、盲道、过街信号和站点分属几家管理，养护标准只写车行道。"
                "群众反映一处修一处，同样的问题在别处又出现。"
            ),
            advice=(
                "一、道路养护标准增加步行通道一章，写明坡道、盲道、照明和过街时间。\n"
                "二、公交线路调整前征求沿线学校、医院的意见。"
            ),
        ),
        signed=25,
        delivered=24,
    ),
)


def gather_opinions(
    offices: Mapping[str, Office],
    viewers: Mapping[str, Viewer],
    walked: Mapping[str, UUID],
    *,
    now: datetime,
) -> None:
    """Let the bureau gather, propose, hand over, and note what came back."""
    today = localdate(now)
    for each in THEMES:
        _gather(each, offices["yunling-bureau"], viewers, walked, today=today)


def _gather(
    given: Gathered,
    bureau: Office,
    viewers: Mapping[str, Viewer],
    walked: Mapping[str, UUID],
    *,
    today: date,
) -> None:
    clerk, writer = viewers[CLERK], viewers[WRITER]
    begun = today - timedelta(days=given.begun)
    theme = opinions.begin(
        bureau,
        ThemeGiven(
            title=given.title,
            about=given.about,
            area=given.area,
            gatherer=UUID(clerk.id),
            from_on=begun,
        ),
        by=clerk,
        at=_at(begun, 10),
    )
    ids = [walked[slug] for slug in given.petitions]
    if opinions.gather(theme, ids, by=clerk, at=_at(begun, 11)) != len(ids):
        raise RuntimeError("a petition of the theme is not there")
    signed, delivered = (
        today - timedelta(days=given.signed),
        today - timedelta(days=given.delivered),
    )
    row = proposals.draft(theme, given.proposal, by=writer, at=_at(begun, 16))
    made = proposals.issue(row, by=viewers[SIGNER], at=_at(signed, 9))
    for place, organ in enumerate(made.addressed.all()):
        sent = proposals.submit(
            organ,
            way=SubmissionWay.EXCHANGE,
            delivered_on=delivered,
            by=writer,
            at=_at(delivered, 15),
        )
        for before, adoption, words in given.answers[place : place + 1]:
            came = today - timedelta(days=before)
            proposals.answer(
                sent, adoption=adoption, text=words, received_on=came, by=writer, at=_at(came, 14)
            )


def _at(day: date, hour: int) -> datetime:
    return moment(day, time(hour))
