"""登记 and what corrects it: class, procedure, place; the marks of the accused."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from huiyin.accounts.models import User
from huiyin.language.clean import tidy
from huiyin.organisations.models import Category, Office
from huiyin.petitions.actions.listing import counted
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.numbering import next_official
from huiyin.petitions.requests import Request
from huiyin.petitions.standing import marks
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.viewing import viewing_all
from huiyin.petitions.wall import Accused, bureau_outside, is_walled
from huiyin.rules.limits import rule_set
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer, job_viewer
from huiyin.rules.rows.unseen import MARKED_WITH
from huiyin.rules.terms import (
    Channel,
    Matter,
    Procedure,
    State,
    Step,
    TimeLimit,
)
from huiyin.rules.workflow import OFFICE_CLOCKS, OPEN

JOB = job_viewer("kin")


def _classed(
    petition: Petition, matter: Matter | None, procedure: Procedure | None
) -> Procedure | None:
    needed = rule_set(petition.rule_set).needs_class
    if matter is None and needed:
        raise Refused("请选择类别。", field="matter")
    if matter is Matter.CLAIM and procedure is None and needed:
        raise Refused("申诉求决须选择办理程序（《信访工作条例》第三十一条）。", field="procedure")
    return procedure if matter is Matter.CLAIM else None


def register(
    petition_id: UUID,
    *,
    matter: Matter | None,
    procedure: Procedure | None,
    category: Category,
    division: str,
    by: Viewer,
    at: datetime,
    version: int | None = None,
    people_count: int | None = None,
    repeat_of: Petition | None = None,
    compared: str = "",
) -> Event:
    """登记. Class, procedure, category, place; gives the official number (R22.1, R31.1-6).

    Under the law of 2005 a petition needs neither class nor procedure (docs/law.md § 1.14).

    A repeat of a petition that has ended is a new one, flagged, with the facts compared (1.7).
    """
    with taking(Step.REGISTER, petition_id, by=by, at=at, version=version) as one:
        petition = one.petition
        if one.facts.wish is Matter.ACCUSATION and matter is not Matter.ACCUSATION:
            raise Refused(
                "信访人选择的是检举控告，请先按检举控告登记；认为不是的，由另一人说明理由更正分类。",
                field="matter",
            )
        petition.matter = matter
        petition.procedure = _classed(petition, matter, procedure)
        petition.category = category
        petition.division = division
        petition.people_count = counted(petition, people_count or petition.people_count)
        petition.registered_at = at
        petition.is_sealed = matter is Matter.ACCUSATION or bool(marks(petition))
        if repeat_of is not None:
            _flag_repeat(one, repeat_of, compared)
        petition.official = next_official(
            petition.registering,
            Channel(petition.channel),
            localdate(at),
            is_practice=petition.drill is not None,
        )
        one.codes |= {
            "official": petition.official,
            "matter": str(matter or ""),
            "procedure": str(petition.procedure or ""),
            "category": category.code,
            "division": division,
        }
    return one.result


def _flag_repeat(one: Taking, earlier: Petition, compared: str) -> None:
    text = tidy(compared, limit=4000)
    if not text:
        raise Refused("请写明与前一件相比，事实和理由有无变化。", field="compared")
    if earlier.pk == one.petition.pk:
        raise Refused("不能以此件本身作为前一件。", field="repeat_of")
    one.petition.repeat_of = earlier
    one.codes["repeat_of"] = str(earlier.pk)
    one.words["compared"] = text


def reclassify(
    petition_id: UUID,
    *,
    matter: Matter | None,
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
            "new": [str(matter or ""), str(procedure or ""), category.code],
        }
        one.words["reason"] = reason
        petition.matter = matter
        petition.procedure = _classed(petition, matter, procedure)
        petition.category = category
        petition.is_sealed = matter is Matter.ACCUSATION or bool(marks(petition))
        if matter is Matter.ACCUSATION and petition.holder_id != petition.registering_id:
            bring_back(one, petition.registering)
    return one.result


def _by_another_than_registered(one: Taking, by: Viewer) -> None:
    """What the petitioner called an accusation leaves the sealed path by two persons (R30.3)."""
    registered = Event.objects.filter(petition=one.petition, step=Step.REGISTER).order_by("-seq")
    if registered.filter(actor=by.id).exists():
        raise Refused("信访人选择的是检举控告，须由登记人以外的人更正分类。", field="matter")


def bring_back(one: Taking, bureau: Office) -> None:
    """Move the petition to a bureau, to be routed anew; the first clock runs on."""
    if one.leg.holder_id == bureau.pk:
        return
    one.deliver(bureau, kind=Leg.MOVE)
    # The hours of an emergency count for the petitioner, whoever has it.
    ended = set(OFFICE_CLOCKS) - {TimeLimit.L1, TimeLimit.L2, TimeLimit.L15}
    one.end(*ended, outcome="moved")
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
    comes back. What has the same words (parts, the whole, repeats) is marked with it.
    """
    if (office is None) == (user is None):
        raise Refused("请选择被检举控告的单位或者人员（只选其一）。", field="accused")
    with transaction.atomic():
        with taking(Step.ACCUSE, petition_id, by=by, at=at, version=version) as one:
            _mark(one, office, user)
        with viewing_all(JOB):
            for kin in _of_the_same_words(one.petition):
                with taking(
                    Step.ACCUSE, kin, by=JOB, at=at, choose=lambda _facts: MARKED_WITH
                ) as other:
                    other.by = one.by
                    other.codes["with"] = str(petition_id)
                    _mark(other, office, user)
    return one.result


def _of_the_same_words(petition: Petition) -> list[UUID]:
    """What it came of or became, what it was attached to, what was attached to it."""
    near = Q(parent=petition) | Q(attached_to=petition)
    near |= Q(pk__in=[each for each in (petition.parent_id, petition.attached_to_id) if each])
    return list(Petition.objects.filter(near).order_by("pk").values_list("pk", flat=True))


def _mark(one: Taking, office: Office | None, user: User | None) -> None:
    petition = one.petition
    Accused.objects.create(petition=petition, office=office, user=user, marked_at=one.at)
    one.forget("accused")
    petition.is_sealed = True
    one.codes["accused"] = str(office.pk if office else user.pk if user else "")
    _move_outside(one, localdate(one.at))


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
        bring_back(one, bureau)
    elif changes:
        one.take_over(bureau)
        _tell_moved(one, bureau)


def check_mark(one: Taking, arguments: dict[str, Any]) -> None:
    """Refuse to clear a mark that does not stand."""
    if not any(str(each.id) == arguments.get("mark") for each in marks(one.petition)):
        raise Refused("没有这个标记。", field="mark")


def clear_accused(one: Taking, request: Request, reason: str) -> None:
    """撤销被控告标记. A wrong mark goes, by two persons with a reason (R30.3)."""
    petition = one.petition
    Accused.objects.filter(pk=request.arguments["mark"], petition=petition).update(
        cleared_at=one.at
    )
    one.forget("accused")
    petition.is_sealed = petition.matter == Matter.ACCUSATION or bool(marks(petition))
