"""延长期限. Once, at most thirty days, by the head; void unless told in time (R34.1, L6)."""

from datetime import datetime
from typing import Any

from huiyin.accounts.models import User
from huiyin.petitions import letters
from huiyin.petitions.actions.handling import issue_to_petitioner
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Clock
from huiyin.petitions.requests import Request
from huiyin.petitions.standing import running
from huiyin.petitions.taking import Taking
from huiyin.rules.limits import rule_set
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Step, TimeLimit


def check(one: Taking, arguments: dict[str, Any]) -> None:
    """Refuse a number of days that the law does not allow."""
    most = rule_set(one.petition.rule_set)[TimeLimit.L5].longest_extension
    days = arguments.get("days")
    if not isinstance(days, int) or not 1 <= days <= most:
        raise Refused("延长的日数应在一日至三十日之间。", field="days")


def extend(one: Taking, request: Request, reason: str) -> None:
    """延长期限. The notice is issued; the date moves when it is served before L5 ends."""
    days = request.arguments["days"]
    clock = _sixty_days(one)
    facts = letters.extension(
        one.petition,
        one.vault,
        clock=clock,
        days=days,
        reason=reason,
        approved_by=one.by.name,
        asked_by=User.objects.get(pk=request.asked_by).name,
        at=one.at,
    )
    one.codes["days"] = days
    issue_to_petitioner(one, LetterKind.EXTENSION, facts)


def take_effect(one: Taking, served_at: datetime) -> None:
    """The notice was served: in time, the sixty days run longer; too late, it is void."""
    request = (
        one.petition.requests.filter(step=Step.EXTEND, agreed=True).order_by("-decided_at").first()
    )
    clock = next((each for each in running(one.petition) if each.limit == TimeLimit.L5), None)
    if request is None or clock is None:
        return
    if localdate(served_at) > clock.legal_on:
        one.codes["void"] = True
        return
    days = request.arguments["days"]
    one.codes["extended"] = days
    one.start(TimeLimit.L5, started_at=clock.started_at, extension=days)


def _sixty_days(one: Taking) -> Clock:
    for clock in running(one.petition):
        if clock.limit == TimeLimit.L5:
            return clock
    raise Refused("该事项没有可以延长的办理期限。")
