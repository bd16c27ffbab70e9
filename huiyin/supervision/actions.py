"""Reminding offices of what is soon due, due and late, each morning from an indexed date."""

from datetime import date, timedelta

from huiyin.notifications.actions import tell
from huiyin.petitions.models import Clock
from huiyin.rules.clock import SOON_DAYS, Standing, standing
from huiyin.rules.terms import TimeLimit

SAYINGS = {
    Standing.SOON: "事项 {number} 的「{limit}」期限 {day} 到期，请及时办理。",
    Standing.TODAY: "事项 {number} 的「{limit}」期限今天到期，请立即办理。",
    Standing.PAST_TARGET: "事项 {number} 的「{limit}」已过目标日，法定最迟 {legal}，请立即办理。",
    Standing.LATE: "事项 {number} 的「{limit}」已超过法定期限（{legal}），请立即办理并说明原因。",
}


def remind(today: date) -> int:
    """催办. Tell each office of clocks that reached a threshold; once for each, also when late.

    A morning missed is made up the next: what matters is where the clock stands today.
    """
    waiting = (
        Clock.objects.filter(
            ended_at=None, is_right=False, target_on__lte=today + timedelta(days=SOON_DAYS)
        )
        .select_related("petition")
        .order_by("target_on", "id")
    )
    told = 0
    for clock in waiting.iterator(chunk_size=500):
        state = standing(clock.target_on, clock.legal_on, today=today)
        if state not in SAYINGS or clock.office_id is None:
            continue
        text = SAYINGS[state].format(
            number=clock.petition.number,
            limit=TimeLimit(clock.limit).zh,
            day=clock.target_on.isoformat(),
            legal=clock.legal_on.isoformat(),
        )
        key = f"remind:{clock.pk}:{clock.office_id}:{state}"
        if tell(
            key=key, way="desk", text=text, subject=clock.petition_id, to_office=clock.office_id
        ):
            told += 1
    return told
