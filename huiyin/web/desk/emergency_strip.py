"""What the page of a petition says of its emergency mark."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from huiyin.petitions.door import is_accusation
from huiyin.petitions.emergency_board import courses, is_contact
from huiyin.petitions.emergency_marks import EmergencyMark, mark_of
from huiyin.petitions.explaining import people_date, people_moment, took_words
from huiyin.rules.stages import TIMED, Pace
from huiyin.rules.terms_emergency import Found, Tag
from huiyin.web.desk.dossier import Dossier


def mark_facts(one: Dossier, today: date, at: datetime, *, reads: bool) -> list[tuple[str, str]]:
    """How it was found, from when its hours count, who has it; nothing without a mark.

    Tags tell of the matter: of an accusation they wait for the reason, as its words do (R30.1).
    """
    mark = mark_of(one.petition)
    if mark is None:
        return []
    tags = mark.tags if reads or not is_accusation(one.petition) else []
    found = [_(Found(mark.found).zh), *(_(Tag(each).zh) for each in tags)]
    if one.petition.drill is not None:
        found.insert(0, _("演练"))
    led = ""
    if mark.is_led and mark.led_until:
        led = _("%(leader)s，%(day)s 报告结果") % {
            "leader": one.names.people.get(str(mark.led_by_id), ""),
            "day": people_date(mark.led_until, today),
        }
    return [
        (_("应急"), " · ".join(found)),
        (_("应急工作组"), one.names.office(str(mark.group_id))),
        (_("标记时间"), people_moment(mark.marked_at, today)),
        (_("开始计时"), people_moment(mark.counted_from, today)),
        (_("首次联系"), _first_contact(one, today)),
        (_("五个第一时间"), _stages(one, mark, at)),
        (_("领导督办"), led),
    ]


def _stages(one: Dossier, mark: EmergencyMark, at: datetime) -> str:
    """How long each stage took, or that it is missing (A15)."""
    [course] = courses([one.petition], [mark], one.events)
    return " · ".join(
        f"{_(dot.stage.zh)} {took_words(dot.took) if dot.took is not None else _(dot.pace.zh)}"
        for dot in course.dots(at)
        if dot.stage in TIMED and dot.pace is not Pace.NOT_NEEDED
    )


def _first_contact(one: Dossier, today: date) -> str:
    """When the petitioner was first spoken to since the hours began (A20)."""
    mark = mark_of(one.petition)
    at = [
        each.at for each in one.events if mark and is_contact(each) and each.at >= mark.counted_from
    ]
    return people_moment(min(at), today) if at else _("还没有")
