"""到期销毁. Thirty days after an emergency its health rows and their keys are destroyed.

What stays is a register of counts without a name. The key of the emergency, without which no
backup opens either, goes when the register is written for good.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from django.db import transaction

from huiyin.emergency.health import asked, last_day, tally
from huiyin.emergency.health_keys import key_name
from huiyin.emergency.health_ledger import ledger
from huiyin.emergency.health_models import (
    DailyReport,
    HealthDay,
    HealthEntry,
    HealthKey,
    HealthRegister,
)
from huiyin.emergency.health_reminding import forget_prompts
from huiyin.emergency.models import Emergency
from huiyin.privacy import perishing
from huiyin.rules.health import ONE_DAY, destroyed_from
from huiyin.rules.moments import localdate
from huiyin.rules.terms_health import HealthEntryKind, ReportStanding


def destroy_what_is_over(at: datetime) -> int:
    """到期销毁. Destroy what has outlived its time; how many emergencies. May run twice."""
    forget_prompts(at)
    today = localdate(at)
    kept = Emergency.objects.filter(health_keys__isnull=False).distinct()
    over = [each for each in kept if destroyed_from(last_day(each)) <= today]
    for emergency in over:
        _destroy(emergency, at=at)
    # A file that outlived its rows, because the machine stopped between the two.
    written = HealthRegister.objects.filter(destroyed_at__lt=at).select_related("emergency")
    for register in written:
        if not perishing.is_destroyed(key_name(register.emergency)):
            perishing.destroy(key_name(register.emergency))
    return len(over)


@transaction.atomic
def _destroy(emergency: Emergency, *, at: datetime) -> None:
    opened = ledger(emergency)
    is_whole = opened.closed == 0
    register, _is_new = HealthRegister.objects.get_or_create(
        emergency=emergency,
        defaults={
            "people": HealthKey.objects.filter(emergency=emergency)
            .values("user")
            .distinct()
            .count(),
            "isolations": len(opened.of_kind(HealthEntryKind.ISOLATION)) if is_whole else None,
            "destroyed_at": at,
        },
    )
    HealthDay.objects.bulk_create(_days(register, emergency, at), ignore_conflicts=True)
    DailyReport.objects.filter(key__emergency=emergency).delete()
    HealthEntry.objects.filter(key__emergency=emergency).delete()
    HealthKey.objects.filter(emergency=emergency).delete()
    transaction.on_commit(partial(perishing.destroy, key_name(emergency)))


def _days(register: HealthRegister, emergency: Emergency, at: datetime) -> Iterator[HealthDay]:
    day = localdate(emergency.starts_at)
    while day <= last_day(emergency):
        people = asked(emergency, day, now=at)
        counted = tally(people)
        yield HealthDay(
            register=register,
            on=day,
            asked=len(people),
            reported=sum(each.has_reported for each in people),
            on_time=counted[ReportStanding.ON_TIME] + counted[ReportStanding.SENT_LATE],
        )
        day += ONE_DAY
