"""15:30 和 16:00 提醒. Offices are told how many reports are open, who has a number is prompted.

At the desk the head of every page says it to who has not reported, and no row is kept of that. A
short message names neither health nor an emergency, and is gone the next night.
"""

from collections import Counter
from datetime import datetime
from uuid import UUID

from huiyin.accounts.models import User
from huiyin.accounts.telephones import phone_of
from huiyin.emergency.health import asked, asking_on
from huiyin.emergency.health_models import DailyReport
from huiyin.notifications.actions import can_send_messages, tell
from huiyin.notifications.gateways import Refused
from huiyin.notifications.models import Notice
from huiyin.privacy.identity import is_mobile
from huiyin.rules.health import REMINDED_FIRST, is_in_time
from huiyin.rules.moments import localdate, localtime, start_of_day

PROMPT = "今日日报尚未填报，16:00 截止，请登录系统填写。"
PROMPTED = "daily_report"
"""What the message says, and the code by which it is known."""

OVER = "over"  # nobody needs it any more: no failure


def remind_to_report(at: datetime) -> int:
    """Tell each office where reports are still due how many, never whose; how many were told."""
    if localtime(at).time() < REMINDED_FIRST:
        return 0
    today = localdate(at)
    told = 0
    for emergency in asking_on(today):
        waited_for = [each for each in asked(emergency, today, now=at) if not each.has_reported]
        counts = Counter(each.offices[0].pk for each in waited_for)
        told += sum(_tell_office(office, count, at) for office, count in counts.items())
        if is_in_time(today, at) and not emergency.is_drill and can_send_messages():
            told += sum(_prompt(each.person, at) for each in waited_for)
    return told


def _tell_office(office: UUID, count: int, at: datetime) -> bool:
    today = localdate(at)
    code = "health_due" if is_in_time(today, at) else "health_missing"
    arguments = {"n": str(count)}
    made = tell(
        key=f"{code}:{today}:{office}", way="desk", code=code, arguments=arguments,
        to_office=office, since=at,
    )  # fmt: skip
    return made is not None


def _prompt(person: User, at: datetime) -> bool:
    """A short message to who left a mobile number, once a day."""
    if not is_mobile(phone_of(person)):
        return False
    made = tell(
        key=f"{PROMPTED}:{localdate(at)}:{person.pk}",
        way="sms",
        code=PROMPTED,
        text=PROMPT,
        to_person=person.pk,
        since=at,
    )
    return made is not None


def number_to_prompt(notice: Notice, at: datetime) -> str:
    """The number of who has not reported; Refused once that was done, or the hour is over."""
    on = localdate(notice.created_at)
    late = User.objects.filter(pk__in=[notice.to_person], is_active=True)
    person = late.exclude(pk__in=DailyReport.objects.filter(on=on).values("user")).first()
    if person is None or not is_in_time(on, at):
        raise Refused(OVER)
    return phone_of(person)


def forget_prompts(at: datetime) -> None:
    """Nobody is to read from messages who was late: those of earlier days go every night."""
    Notice.objects.filter(code=PROMPTED, created_at__lt=start_of_day(localdate(at))).delete()
