"""每日情况报告. The report of the last whole day: compiled at its hour, written around and issued.

Earlier days are not made up: what stood open or in stock on them nobody could count afterwards.
"""

from datetime import timedelta

from huiyin.commands.epidemic.city import LEADER, WRITER, City
from huiyin.commands.epidemic.days import LAST, ONE_DAY, moment
from huiyin.emergency.models import Emergency
from huiyin.rules.terms_situation import SituationPart
from huiyin.statistics import situations

DAY = LAST - ONE_DAY
WORDS = {
    situations.OPENING: "各组照常运转，网上、来信、来电当天登记、当天转送，没有现场接待。",
    SituationPart.TASKS.value: "会议定下、还没有做完的，由办公室每天核对。",
    situations.NEXT: "复工返岗方面的来件继续增多，重点盯办工资、通行和口罩供应。",
}


def report_the_last_day(city: City, emergency: Emergency) -> None:
    """By the dispatcher at five, by the leader half an hour later."""
    writer, leader, at = city.viewer(WRITER), city.viewer(LEADER), moment(DAY, "17:00")
    row = situations.compile_now(city.bureau, emergency, DAY, by=writer, at=at)
    written = at + timedelta(minutes=20)
    row = situations.write(row, WORDS, edition=row.edition, by=writer, at=written)
    situations.issue(row, edition=row.edition, by=leader, at=at + timedelta(minutes=35))
