"""提请审批. A step that a second person confirms: until then a Request row, and nothing changes.

Which steps need it is the column `confirmed_by` of the table. Who confirms is not the one who
asked, and holds dispatcher, head or leader at the same office; where nobody else does, the
superior's decide.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from huiyin.accounts.models import Post
from huiyin.language.clean import tidy
from huiyin.organisations.models import Office, bureaus_above
from huiyin.petitions.actions import emergency, ending, extending, registering
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.standing import marks
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.vault import Vault
from huiyin.petitions.wall import is_walled
from huiyin.rules.checks import Facts
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rows.unseen import ASKED, DECLINED
from huiyin.rules.rule import CONFIRMING, Rule
from huiyin.rules.steps import acting_office, rule_for, to_confirm, why_not
from huiyin.rules.terms import OfficeKind, Step

Arguments = dict[str, Any]


@dataclass(frozen=True)
class Confirmed:
    """A step that waits for a second person: what may be asked, and what then happens."""

    check: Callable[[Taking, Arguments], None]
    carry_out: Callable[[Taking, Request, str], None]


CONFIRMED: dict[Step, Confirmed] = {
    Step.EXTEND: Confirmed(extending.check, extending.extend),
    Step.KEEP: Confirmed(ending.check_ground, ending.keep),
    Step.VOID: Confirmed(ending.check_nothing, ending.void),
    Step.TAKE_UP_AGAIN: Confirmed(ending.check_nothing, ending.take_up_again),
    Step.CLEAR_MARK: Confirmed(emergency.check_mark, emergency.clear_mark),
    Step.CLEAR_ACCUSED: Confirmed(registering.check_mark, registering.clear_accused),
}


def ask_approval(
    step: Step,
    petition_id: UUID,
    *,
    reason: str,
    arguments: Arguments | None = None,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Request:
    """提请审批. Ask for a step that a second person confirms; nothing else changes until then."""
    text = tidy(reason, limit=4000)
    if not text:
        raise Refused("请写明理由，审批人会看到。", field="reason")

    def asking(facts: Facts) -> Rule:
        row = rule_for(step, facts, by)
        if row is None:
            raise Refused(why_not(step, facts, by))
        return replace(ASKED, by=row.by, of=row.of)

    choose = asking
    with taking(
        Step.ASK_APPROVAL, petition_id, by=by, at=at, version=version, choose=choose
    ) as one:
        given = arguments or {}
        CONFIRMED[step].check(one, given)
        office = Office.objects.get(pk=acting_office(one.rule, one.facts, by))
        decides = _deciding(one, office, UUID(by.id), localdate(at))
        row_id = new_id()
        request = Request.objects.create(
            id=row_id,
            petition=one.petition,
            step=step,
            arguments=given,
            office=decides,
            reason=one.vault.seal(text, "petitions_request.reason", row_id),
            asked_by=UUID(by.id),
            asked_at=at,
        )
        one.forget("requests")
        one.codes |= {"request": str(row_id), "step": str(step), **given}
        one.words["reason"] = text
        told = {"office": str(decides.pk), "about": "approval_asked"}
        one.topics.append(("tell_office", one.petition.id, told))
    return request


def _deciding(one: Taking, office: Office, asker: UUID, today: date) -> Office:
    """The office whose second person decides: this one, or the nearest above that has any."""
    for each in [office, *superiors(office)]:
        others = Post.objects.held(today).filter(office=each, role__in=CONFIRMING)
        walled = is_walled(each, marks(one.petition), today)
        if not walled and others.exclude(user=asker).exists():
            return each
    raise Refused("本机构和上级都没有可以审批的第二个人，请联系系统管理员配置岗位。")


def superiors(office: Office) -> list[Office]:
    """The offices above that decide where nobody else at the own one does, the nearest first."""
    bureaus = [each for each in bureaus_above(office) if each.pk != office.pk]
    if office.kind == OfficeKind.BUREAU:
        return bureaus
    line = Office.objects.filter(path__in=office.line()[1:], is_open=True).order_by("-path")
    return [*line, *bureaus]


def may_decide(request: Request, viewer: Viewer) -> bool:
    """Whether this viewer is a second person for the request."""
    holds = viewer.may_act(CONFIRMING, str(request.office_id))
    return holds is not None and str(request.asked_by) != viewer.id


def decide(request_id: UUID, *, agrees: bool, words: str = "", by: Viewer, at: datetime) -> Event:
    """The second person's decision; agreeing takes the step that was asked for, then and there.

    Who asked may take the request back, and never agree to it. What has changed meanwhile so
    that the step is no longer open is refused with its reason.
    """
    asked = Request.objects.filter(pk=request_id).first()
    if asked is None:
        raise Petition.DoesNotExist
    step = Step(asked.step) if agrees else Step.DECLINE

    def confirmed(facts: Facts) -> Rule:
        row = to_confirm(Step(asked.step), facts) if agrees else DECLINED
        if row is None:
            raise Refused("情况已经变化，这一步不能再进行。请退回这项申请。")
        return row

    with taking(step, asked.petition_id, by=by, at=at, choose=confirmed) as one:
        request = Request.objects.select_for_update(of=("self",)).get(pk=request_id)
        said = tidy(words, limit=2000)
        _require_may(request, by, agrees=agrees, said=said)
        vault = Vault(one.petition.id, one.petition.key)
        reason = vault.open(request.reason, "petitions_request.reason", request.id)
        request.decided_by, request.decided_at, request.agreed = UUID(by.id), at, agrees
        request.save(update_fields=["decided_by", "decided_at", "agreed"])
        one.forget("requests")
        one.by = by.actor(str(request.office_id), CONFIRMING)
        one.codes |= {"request": str(request.id), "step": request.step, "agreed": agrees}
        one.codes["asked_by"] = str(request.asked_by)
        one.words |= {"reason": reason, "decision": said}
        if agrees:
            CONFIRMED[step].carry_out(one, request, reason)
    return one.result


def _require_may(request: Request, by: Viewer, *, agrees: bool, said: str) -> None:
    if request.decided_at is not None:
        raise Refused("这项申请已经审批过了。")
    is_own = str(request.asked_by) == by.id
    if is_own and agrees:
        raise Refused("不能由申请人本人审批。")
    if not is_own and not may_decide(request, by):
        raise Refused("您的岗位不能审批这项申请。")
    if not (agrees or is_own or said):
        raise Refused("请写明不同意的理由，申请人会看到。", field="words")  # G11
