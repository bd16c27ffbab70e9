"""Masks, disinfectant and thermometers: a thousand masks for a contact point, the rest at hand."""

from datetime import date, datetime

from huiyin.commands.epidemic.city import LEADER, REGISTRARS, City
from huiyin.commands.epidemic.days import FIRST, LAST, ONE_DAY, moment
from huiyin.emergency.supplies import Moved, add, ask, change, decide, issue, receive
from huiyin.emergency.supplies_rows import Supply, SupplyRequest
from huiyin.rules.ids import new_id

MASKS = 1000
MASKS_NAME, CONTACT_POINT = "医用外科口罩", "柳泉镇联系点"
FROM_ABOVE = "省信访局调拨"
CLERK, OTHER_CLERK = REGISTRARS
ASKED_ON, GIVEN_ON = date(2020, 1, 26), date(2020, 1, 31)

KEPT = (
    # name, unit, need of two weeks, lot, last day, in, out every so many days, how many
    ("医用口罩", "只", 560, "200127-2", date(2021, 7, 26), 1400, 1, 36),
    ("消毒液", "桶", 14, "200120", date(2020, 3, 10), 30, 1, 1),
    ("体温计", "支", 2, "", None, 6, 8, 1),
    ("一次性手套", "双", 200, "191115", date(2022, 11, 14), 400, 2, 14),
)
GIVEN_TO, GIVEN_FOR = "值班室", "值班和消毒使用"


def supply(city: City) -> None:
    """What was asked for, approved, received and given out, in its order."""
    _a_thousand_masks(city)
    for name, unit, need, number, expires_on, came, every, each in KEPT:
        begun = moment(FIRST, "10:30")
        kept = _kept(city, name, unit=unit, need=need, at=begun)
        by = city.viewer(CLERK)
        at = moment(date(2020, 1, 27), "11:00")
        given = Moved(new_id(), came, date(2020, 1, 27), "市应急物资库领取")
        receive(kept, given, number=number, expires_on=expires_on, by=by, at=at)
        day = date(2020, 1, 28)
        while day < LAST:
            moved = Moved(new_id(), each, day, GIVEN_FOR, GIVEN_TO)
            issue(kept, moved, by=by, at=moment(day, "08:20"))
            day += every * ONE_DAY
    # Whoever comes in the morning finds one request to decide.
    disinfectant = Supply.objects.get(office=city.bureau, name=KEPT[1][0])
    reason = "按每天一桶，只够十一天，不到两周的需要。"
    by, at = city.viewer(OTHER_CLERK), moment(LAST - ONE_DAY, "17:10")
    ask(disinfectant, amount=30, need=14, reason=reason, by=by, at=at)


def _a_thousand_masks(city: City) -> None:
    """Asked for, approved by another, received, and all given to the contact point (B5, B6, T8)."""
    clerk = city.viewer(CLERK)
    at = moment(ASKED_ON, "10:40")
    masks = _kept(city, MASKS_NAME, unit="个", need=0, at=at)
    reason = "柳泉镇联系点没有口罩，药店也买不到，请省局协调。"
    asked = ask(masks, amount=MASKS, need=0, reason=reason, by=clerk, at=at)
    answer, leader = "同意，请省局调拨，到了就送。", city.viewer(LEADER)
    decide(asked, approved=True, answer=answer, by=leader, at=moment(ASKED_ON, "11:25"))
    came = Moved(new_id(), MASKS, GIVEN_ON, FROM_ABOVE)
    receive(
        masks,
        came,
        number="2001-0318",
        expires_on=date(2022, 1, 5),
        request=SupplyRequest.objects.get(pk=asked.pk),
        by=clerk,
        at=moment(GIVEN_ON, "09:15"),
    )
    gone = Moved(new_id(), MASKS, GIVEN_ON, "联系点村民和卡口值守人员使用", CONTACT_POINT)
    issue(masks, gone, by=city.viewer(OTHER_CLERK), at=moment(GIVEN_ON, "14:30"))


def _kept(city: City, name: str, *, unit: str, need: int, at: datetime) -> Supply:
    """A thing that the plan has set up already, with the need of this bureau, or a new one."""
    by = city.viewer(CLERK)
    there = Supply.objects.filter(office=city.bureau, name=name).first()
    if there is not None:
        return change(there, name=name, unit=unit, need=need, by=by, at=at)
    return add(city.bureau, name=name, unit=unit, need=need, by=by, at=at)
