"""Reminding each morning: offices of what is due or late, petitioners of a right that ends."""

from datetime import date, timedelta
from itertools import islice

from huiyin.notifications.actions import tell, tell_together
from huiyin.notifications.models import Notice
from huiyin.petitions.models import Clock
from huiyin.petitions.reaching import way_to_reach
from huiyin.rules.clock import SOON_DAYS, Standing, standing
from huiyin.rules.terms import TimeLimit

TOLD = frozenset({Standing.SOON, Standing.TODAY, Standing.PAST_TARGET, Standing.LATE})
AT_ONCE = 500
# Of a clock and its petition what a reminder says: neither reasons nor sealed words.
READ = (
    "limit",
    "target_on",
    "legal_on",
    "office",
    "petition__official",
    "petition__receipt",
)
RIGHT_ENDS_IN = timedelta(days=7)
RIGHT_ENDS = (
    "您的信访事项（编号 {number}）如需申请复查，最迟 {day} 提出；"
    "向哪个机关申请、怎样申请，请凭编号和查询码登录门户查看。"
)


def remind(today: date) -> int:
    """催办. Tell each office of clocks that reached a threshold; once for each, also when late.

    A morning missed is made up the next: what matters is where the clock stands today.
    """
    waiting = (
        Clock.objects.filter(
            # Clocks of hours wake people by the hour (emergency_waking.py), not in the morning.
            ended_at=None,
            is_right=False,
            due_at=None,
            target_on__lte=today + timedelta(days=SOON_DAYS),
        )
        .select_related("petition")
        .only(*READ)
        .order_by("target_on", "id")
    )
    told = 0
    clocks = waiting.iterator(chunk_size=AT_ONCE)
    while some := list(islice(clocks, AT_ONCE)):
        told += tell_together([notice for clock in some if (notice := _reminder(clock, today))])
    return told


def _reminder(clock: Clock, today: date) -> Notice | None:
    """What is said of a clock where it stands today, if anything, to the office that answers."""
    state = standing(clock.target_on, clock.legal_on, today=today)
    if state not in TOLD or clock.office_id is None:
        return None
    return Notice(
        key=f"remind:{clock.pk}:{clock.office_id}:{state}",
        way="desk",
        code=state,
        arguments={
            "number": clock.petition.number,
            "limit": clock.limit,
            "day": clock.target_on.isoformat(),
            "legal": clock.legal_on.isoformat(),
        },
        subject=clock.petition_id,
        to_office=clock.office_id,
    )


def remind_of_rights(today: date) -> int:
    """Tell each petitioner once that the period for a review ends within seven days (G3, L7).

    A review that was asked for in time has ended the clock: nobody is reminded of what is done.
    """
    ending = Clock.objects.filter(
        ended_at=None,
        limit=TimeLimit.L7,
        legal_on__gte=today,
        legal_on__lte=today + RIGHT_ENDS_IN,
    ).select_related("petition")
    told = 0
    for clock in ending.order_by("legal_on", "id").iterator(chunk_size=500):
        way = way_to_reach(clock.petition)
        text = RIGHT_ENDS.format(number=clock.petition.number, day=clock.legal_on.isoformat())
        if way and tell(key=f"right:{clock.pk}", way=way, text=text, subject=clock.petition_id):
            told += 1
    return told
