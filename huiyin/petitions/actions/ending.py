"""存 and 作废: ends without an answer, by two persons, with an approval sheet (1.4, 2.8)."""

from typing import Any

from huiyin.accounts.models import User
from huiyin.petitions import letters
from huiyin.petitions.errors import Refused
from huiyin.petitions.requests import Request
from huiyin.petitions.taking import Taking
from huiyin.rules.terms import Keeping, LetterKind


def check_ground(one: Taking, arguments: dict[str, Any]) -> None:
    """Refuse to keep a petition on no ground of the list."""
    if arguments.get("ground") not in list(Keeping):
        raise Refused("请选择存的理由。", field="ground")


def check_nothing(one: Taking, arguments: dict[str, Any]) -> None:
    """Nothing but a reason is asked for."""


def keep(one: Taking, request: Request, reason: str) -> None:
    """存. Kept without being passed on; the petitioner is told, the public figures count it."""
    ground = Keeping(request.arguments["ground"])
    one.codes["ground"] = str(ground)
    _end(one, request, f"{ground.zh}。{reason}")


def void(one: Taking, request: Request, reason: str) -> None:
    """作废. Registered by mistake; it stays visible and is counted (2.8)."""
    _end(one, request, reason)


def _end(one: Taking, request: Request, reason: str) -> None:
    office = one.petition.holder
    facts = letters.approval(
        one.petition,
        office=office,
        step=one.rule.step,
        reason=reason,
        asked=(User.objects.get(pk=request.asked_by).name, request.asked_at),
        approved=(one.by.name, one.at),
    )
    one.issue(
        LetterKind.APPROVAL,
        facts,
        office=office,
        to_office=office,
        needs_service=False,
        only_for=office,
    )
    one.petition.closed_at = one.at
    one.topics.append(("tell", one.petition.id, {"about": str(one.rule.step)}))
