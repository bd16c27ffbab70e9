"""情况报告的计数. What a day of a bureau in an emergency came to, counted by the system itself.

The petitions of every number are kept with it: what a number opens is what was counted, as far
as who looks may see it. Accusations are in none, so that nobody can count them (R30.3).
"""

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_noop

from huiyin.emergency.models import Emergency
from huiyin.organisations.models import Office
from huiyin.petitions.door import accusation
from huiyin.petitions.models import Petition
from huiyin.petitions.viewing import viewing_all
from huiyin.rules.moments import end_of_day, localdate
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms import Channel
from huiyin.rules.terms_situation import SituationPart
from huiyin.statistics.counting import Counting, petitions
from huiyin.statistics.definitions import MEASURES
from huiyin.statistics.period import (
    PERIOD_MEASURES,
    over_words,
    within_words,
)
from huiyin.statistics.situation_numbers import Number, Part
from huiyin.statistics.situation_numbers import petitions as opening
from huiyin.statistics.situation_parts import (
    duty_numbers,
    health_numbers,
    notice_numbers,
    site_numbers,
    supply_numbers,
    task_numbers,
)
from huiyin.statistics.volume import volumes

JOB = job_viewer("situation")


def counted(office: Office, emergency: Emergency, day: date, *, at: datetime) -> list[Part]:
    """Every section of a day in which there is something to say, as of a moment.

    What happened is that of the day; what stands (open, late, in stock) stands at the moment.
    It is the same whoever has it compiled.
    """
    with viewing_all(JOB):
        return _counted(office, emergency, day, at=at)


def _counted(office: Office, emergency: Emergency, day: date, *, at: datetime) -> list[Part]:
    until = min(at, end_of_day(day))
    found = [
        (SituationPart.ARRIVALS, arrival_numbers(office, emergency, day, at=until)),
        (SituationPart.URGENT, urgent_numbers(office, emergency, day, at=until)),
        (SituationPart.LATE, late_numbers(office, emergency, localdate(at))),
        (SituationPart.NOTICES, notice_numbers(office, emergency, day, at=until)),
        (SituationPart.DUTY, duty_numbers(office, emergency, day, at=at)),
        (SituationPart.HEALTH, health_numbers(office, emergency, day, at=at)),
        (SituationPart.SITES, site_numbers(office, emergency, day)),
        (SituationPart.SUPPLIES, supply_numbers(office, localdate(at))),
        (SituationPart.TASKS, task_numbers(office, emergency, day, at=at)),
    ]
    return [Part(part, tuple(numbers)) for part, numbers in found if numbers]


def arrival_numbers(
    office: Office, emergency: Emergency, day: date, *, at: datetime
) -> list[Number]:
    """What came in on the day, each way beside what is usual on such a day (A13).

    Nothing is usual of a drill, whose report counts its own practice petitions only.
    """
    rows = list(
        petitions(_counting(office, day, day, at=at, emergency=emergency), MEASURES["received"])
        .order_by("arrived_at", "pk")
        .values_list("pk", "channel")
    )
    past = {} if emergency.is_drill else volumes(JOB, office.pk, last=day, days=1)
    usual = {channel: days[-1].band for channel, days in past.items()}
    numbers = [opening("received", gettext_noop("当天收到"), [pk for pk, _channel in rows])]
    for channel in Channel:
        ids = [pk for pk, way in rows if way == channel]
        band = usual.get(channel)
        if not ids and band is None:
            continue
        is_high = band is not None and len(ids) > band.upper
        note = ""
        if band is not None and band.weeks:
            note = (
                gettext_noop("明显偏多，同星期通常 %(usual)s 件")
                if is_high
                else gettext_noop("同星期通常 %(usual)s 件")
            )
        numbers.append(
            opening(
                f"received_{channel.value}",
                channel.zh,
                ids,
                note=note,
                told={"usual": f"{band.middle:g}"} if band else {},
                is_bad=is_high,
            )
        )
    return numbers


def urgent_numbers(
    office: Office, emergency: Emergency, day: date, *, at: datetime
) -> list[Number]:
    """The emergency petitions: found on the day and until now, told, over their hours, open.

    The bureau that declared counts all of its emergency, any other what it registered itself.
    """
    ours = None if emergency.office_id == office.pk else office
    begun = localdate(emergency.starts_at)
    whole = _counting(ours, begun, day, at=at, emergency=emergency)
    today = _counting(ours, day, day, at=at, emergency=emergency)

    def ids(counting: Counting, name: str) -> list[UUID]:
        rows = petitions(counting, PERIOD_MEASURES[name])
        return list(rows.order_by("arrived_at", "pk").values_list("pk", flat=True))

    found = ids(whole, "found")
    in_time = ids(whole, "found_told_in_time")
    breached = ids(whole, "found_breached")
    closed = set(ids(whole, "found_closed"))
    return [
        opening("found_today", gettext_noop("当天标记"), ids(today, "found")),
        opening("found", gettext_noop("累计标记"), found),
        opening("found_open", gettext_noop("没有办结"), [pk for pk in found if pk not in closed]),
        opening("found_waiting", gettext_noop("时限未到、还没有反馈"), ids(whole, "found_waiting")),
        opening("found_in_time", within_words([emergency.hours]), in_time, under=len(found)),
        opening("found_breached", over_words([emergency.hours]), breached, is_bad=bool(breached)),
    ]


def late_numbers(office: Office, emergency: Emergency, today: date) -> list[Number]:
    """What an office has not done by its target day, of all that the bureau registered."""
    known = Petition.objects.visible_to(JOB, today=today).of_drill(emergency.practises)
    seen = known.exclude(accusation())
    rows = seen.filter(registering=office).order_by("next_due", "pk")
    late = list(rows.late(today).values_list("pk", flat=True))
    due = rows.waiting_for_office().filter(next_due=today)
    return [
        opening("late", gettext_noop("已经超期"), late, is_bad=bool(late)),
        opening("due_today", gettext_noop("当天到期"), due.values_list("pk", flat=True)),
    ]


def _counting(
    office: Office | None,
    first: date,
    last: date,
    *,
    at: datetime,
    emergency: Emergency,
) -> Counting:
    return Counting(
        viewer=JOB,
        first=first,
        last=last,
        as_of=last,
        with_accusations=False,
        registering=office.pk if office else None,
        at=at,
        emergency=emergency.pk,
    )
