"""Reminding offices of what is soon due, due and late, each morning from an indexed date."""

from datetime import date, timedelta

from huiyin.notifications.actions import tell
from huiyin.petitions.models import Clock
from huiyin.rules.clock import SOON_DAYS, Standing, standing

TOLD = frozenset({Standing.SOON, Standing.TODAY, Standing.PAST_TARGET, Standing.LATE})


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
        if state not in TOLD or clock.office_id is None:
            continue
        key = f"remind:{clock.pk}:{clock.office_id}:{state}"
        arguments = {
            "number": clock.petition.number,
            "limit": clock.limit,
            "day": clock.target_on.isoformat(),
            "legal": clock.legal_on.isoformat(),
        }
        if tell(
            key=key,
            way="desk",
            code=state,
            arguments=arguments,
            subject=clock.petition_id,
            to_office=clock.office_id,
        ):
            told += 1
    return told
