"""登记 and what corrects it: class, procedure, place; the marks of the accused."""

from datetime import date, datetime
from uuid import UUID

from huiyin.accounts.models import User
from huiyin.organisations.models import Category, Office
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event, Petition, Request
from huiyin.petitions.numbering import next_official
from huiyin.petitions.standing import marks
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.vault import Vault
from huiyin.petitions.wall import Accused, bureau_outside, is_walled
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.steps import rule_for
from huiyin.rules.terms import (
    Channel,
    Matter,
    Procedure,
    State,
    Step,
    TimeLimit,
)
from huiyin.rules.workflow import OPEN


def _classed(matter: Matter, procedure: Procedure | None) -> Procedure | None:
    if matter is Matter.CLAIM and procedure is None:
        raise Refused("申诉求决须选择办理程序（《信访工作条例》第三十一条）。", field="procedure")
    return procedure if matter is Matter.CLAIM else None


def register(
    petition_id: UUID,
    *,
    matter: Matter,
    procedure: Procedure | None,
    category: Category,
    division: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
    people_count: int | None = None,
) -> Event:
    """登记. Class, procedure, category, place; gives the official number (R22.1, R31.1-6)."""
    with taking(Step.REGISTER, petition_id, by=by, at=at, version=version) as one:
        petition = one.petition
        if one.facts.wish is Matter.ACCUSATION and matter is not Matter.ACCUSATION:
            raise Refused(
                "信访人选择的是检举控告，请先按检举控告登记；认为不是的，由另一人说明理由更正分类。",
                field="matter",
            )
        petition.matter = matter
        petition.procedure = _classed(matter, procedure)
        petition.category = category
        petition.division = division
        petition.people_count = people_count or petition.people_count
        petition.registered_at = at
        petition.is_sealed = matter is Matter.ACCUSATION or bool(marks(petition))
        petition.official = next_official(
            petition.registering, Channel(petition.channel), localdate(at)
        )
        one.codes |= {
            "official": petition.official,
            "matter": str(matter),
            "procedure": str(petition.procedure or ""),
            "category": category.code,
            "division": division,
        }
    return one.result


def reclassify(
    petition_id: UUID,
    *,
    matter: Matter,
    procedure: Procedure | None,
    category: Category,
    reason: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """更正分类. Old value, reason and person are kept; no clock restarts (1.6).

    What turns out to be an accusation comes back to the registering bureau at once, to be
    handed over sealed; L1 runs on with its first date.
    """
    with taking(Step.RECLASSIFY, petition_id, by=by, at=at, version=version) as one:
        petition = one.petition
        if not reason.strip():
            raise Refused("请写明更正的理由。", field="reason")
        if one.facts.wish is Matter.ACCUSATION and matter is not Matter.ACCUSATION:
            _by_another_than_registered(one, by)
        one.codes |= {
            "old": [petition.matter, petition.procedure, petition.category_id],
            "new": [str(matter), str(procedure or ""), category.code],
        }
        one.words["reason"] = reason
        petition.matter = matter
        petition.procedure = _classed(matter, procedure)
        petition.category = category
        petition.is_sealed = matter is Matter.ACCUSATION or bool(marks(petition))
        if matter is Matter.ACCUSATION and petition.holder_id != petition.registering_id:
            _bring_back(one, petition.registering)
    return one.result


def _by_another_than_registered(one: Taking, by: Viewer) -> None:
    """What the petitioner called an accusation leaves the sealed path by two persons (R30.3)."""
    registered = Event.objects.filter(petition=one.petition, step=Step.REGISTER).order_by("-seq")
    if registered.filter(actor=by.id).exists():
        raise Refused("信访人选择的是检举控告，须由登记人以外的人更正分类。", field="matter")


def _bring_back(one: Taking, bureau: Office) -> None:
    """Move the petition to a bureau, to be routed anew; the first clock runs on."""
    if one.leg.holder_id == bureau.pk:
        return
    one.deliver(bureau, kind=Leg.MOVE)
    one.end(TimeLimit.L3, TimeLimit.L5, outcome="moved")
    one.resume(TimeLimit.L1, TimeLimit.L2)
    one.take_over(bureau)
    _tell_moved(one, bureau)


def _tell_moved(one: Taking, bureau: Office) -> None:
    arguments = {"office": str(bureau.pk), "about": "moved"}
    one.topics.append(("tell_office", one.petition.id, arguments))


def accuse(
    petition_id: UUID,
    *,
    office: Office | None = None,
    user: User | None = None,
    by: Viewer,
    at: datetime,
    version: int | None = None,
) -> Event:
    """标记被控告对象. From now on the accused side is shut out (R30.3).

    If the wall would shut out the holder or the registering bureau, the petition moves in this
    same step to the nearest bureau above outside the wall, which is told. What has ended stays
    ended, and only the bureau that keeps it changes; what was handed over to the accused side
    comes back.
    """
    if (office is None) == (user is None):
        raise Refused("请选择被检举控告的单位或者人员（只选其一）。", field="accused")
    today = localdate(at)
    with taking(Step.ACCUSE, petition_id, by=by, at=at, version=version) as one:
        petition = one.petition
        Accused.objects.create(petition=petition, office=office, user=user, marked_at=at)
        one.forget("accused")
        petition.is_sealed = True
        one.codes["accused"] = str(office.pk if office else user.pk if user else "")
        _move_outside(one, today)
    return one.result


def _move_outside(one: Taking, today: date) -> None:
    """Take the petition from bureau and holder on the walled side, in the step that marks."""
    petition, standing = one.petition, marks(one.petition)
    bureau = petition.registering
    changes = is_walled(bureau, standing, today)
    if changes:
        above = bureau_outside(bureau, standing, today)
        if above is None:
            raise Refused("没有可以接手的上级信访部门，请先联系上级机关。")
        petition.registering = bureau = above
    is_walled_in = is_walled(petition.holder, standing, today)
    is_handled = petition.state in OPEN | {State.HANDED_OVER}
    if (is_walled_in and is_handled) or (changes and petition.state in OPEN):
        _bring_back(one, bureau)
    elif changes:
        one.take_over(bureau)
        _tell_moved(one, bureau)


def ask_to_clear(
    petition_id: UUID, *, mark_id: UUID, reason: str, by: Viewer, at: datetime
) -> Request:
    """Ask that a wrong mark be removed; a second person must agree (R30.3)."""
    if not reason.strip():
        raise Refused("请写明标记有误的理由。", field="reason")
    with taking(Step.NOTE, petition_id, by=by, at=at) as one:
        petition = one.petition
        if rule_for(Step.CLEAR_ACCUSED, one.facts, by) is None:
            raise Refused("您的岗位不能撤销标记，或者没有可以撤销的标记。")
        if not any(each.id == mark_id for each in marks(petition)):
            raise Refused("没有这个标记。")
        if petition.requests.filter(step=Step.CLEAR_ACCUSED, decided_at=None).exists():
            raise Refused("已经有一项撤销申请等待审批。")
        row = new_id()
        request = Request.objects.create(
            id=row,
            petition=petition,
            step=Step.CLEAR_ACCUSED,
            arguments={"mark": str(mark_id)},
            reason=one.vault.seal(reason, "petitions_request.reason", row),
            asked_by=UUID(by.id),
            asked_at=at,
        )
        one.codes["request"] = str(row)
        one.words["note"] = reason
    return request


def decide_clearing(request_id: UUID, *, agrees: bool, by: Viewer, at: datetime) -> Event:
    """The second person's decision on removing a wrong mark; never the one who asked."""
    asked = Request.objects.filter(pk=request_id).first()
    if asked is None:
        raise Petition.DoesNotExist
    with taking(Step.CLEAR_ACCUSED, asked.petition_id, by=by, at=at) as one:
        petition = one.petition
        request = petition.requests.get(pk=request_id)
        if request.decided_at is not None:
            raise Refused("这项申请已经审批过了。")
        if str(request.asked_by) == by.id:
            raise Refused("不能由申请人本人审批。")
        if not by.may_act(one.rule.confirmed_by, one.facts.registering):
            raise Refused("只有本机构的转办员或者负责人可以审批。")
        reason = Vault(petition.id, petition.key).open(
            request.reason, "petitions_request.reason", request.id
        )
        request.decided_by, request.decided_at, request.agreed = UUID(by.id), at, agrees
        request.save(update_fields=["decided_by", "decided_at", "agreed"])
        one.codes |= {"request": str(request.id), "agreed": agrees}
        one.words["reason"] = reason
        if agrees:
            Accused.objects.filter(pk=request.arguments["mark"]).update(cleared_at=at)
            one.forget("accused")
            petition.is_sealed = petition.matter == Matter.ACCUSATION or bool(marks(petition))
    return one.result
