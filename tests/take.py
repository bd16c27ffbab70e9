"""Taking any step by its name, with what it usually needs: to go through all of them."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from huiyin.accounts.models import User
from huiyin.organisations.models import Category
from huiyin.petitions.actions import (
    citizen,
    closing,
    correcting,
    disputing,
    handling,
    joining,
    listing,
    masking,
    registering,
    reminding,
    reporting,
    returning,
    routing,
    serving,
    together,
)
from huiyin.petitions.actions.reminding import Wording
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.masked_copies import MaskedCopy
from huiyin.petitions.models import Petition
from huiyin.petitions.submissions import Person as Signing
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer, ViewerKind
from huiyin.rules.terms import Matter, Naming, Procedure, Rating, Service, State, Step
from tests.detours import (
    OBJECTION,
    REPORT,
    assigned_and_served,
    dismissed,
    disputed,
    invited,
    objected,
    repeated,
)
from tests.make import (
    ARRIVAL,
    DAY,
    OPINION,
    REPLY,
    TOLD,
    WAY,
    a_petition,
    an_office,
    later,
    unserved,
)
from tests.masking import a_masked_copy, stored_of
from tests.people import (
    CLERK,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    PROVINCE_LEADER,
    SUPERVISOR,
    Person,
    petitioner,
)
from tests.take_case import Case, doing
from tests.take_emergency import IN_EMERGENCY


def _category(code: str = "0102") -> Category:
    return Category.objects.get(pk=code)


def _register(p: Petition, by: Viewer, at: datetime, more: dict[str, Any]) -> object:
    return registering.register(
        p.pk,
        matter=Matter.CLAIM,
        procedure=Procedure.PETITION,
        category=_category(),
        division="990100",
        by=by,
        at=at,
        **more,
    )


def _reclassify(p: Petition, by: Viewer, at: datetime, more: dict[str, Any]) -> object:
    return registering.reclassify(
        p.pk,
        matter=Matter.SUGGESTION,
        procedure=None,
        category=_category("0103"),
        reason="来信提的是建议。",
        by=by,
        at=at,
        **more,
    )


def _serve(is_answer: bool, p: Petition, by: Viewer, at: datetime, more: dict[str, Any]) -> object:
    return serving.serve(
        p.pk,
        letter_id=unserved(p, is_answer=is_answer).letter_id,
        how=Service.POST,
        served_at=at,
        to="郑小满",
        evidence="挂号信 XA1",
        by=by,
        at=at,
        **more,
    )


def _asked() -> Petition:
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD)
    handling.ask_name(petition.pk, reason="须核对户名。", by=HEAD.viewer, at=later(petition))
    return petition


def _masked() -> Petition:
    sent = (IncomingFile("郑小满.txt", b"no name"),)
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD, files=sent)
    a_masked_copy(petition)
    return petition


def _released() -> Petition:
    petition = _masked()
    _release(petition, CLERK.viewer, later(petition), {})
    return petition


def _release(p: Petition, by: Viewer, at: datetime, more: dict[str, Any]) -> object:
    copy = MaskedCopy.objects.get(petition=p)
    return masking.release_copy(
        p.pk, copy_id=copy.pk, stored_id=stored_of(copy), by=by, at=at, **more
    )


def _take_back(p: Petition, by: Viewer, at: datetime, more: dict[str, Any]) -> object:
    copy = MaskedCopy.objects.get(petition=p)
    reason = "漏遮了一处门牌。"
    return masking.take_back_copy(p.pk, copy_id=copy.pk, reason=reason, by=by, at=at, **more)


def _to_correct() -> Petition:
    petition = a_petition(State.ACCEPTED)
    correcting.ask_correction(petition.pk, **MOVED, by=petitioner(petition), at=later(petition))
    return petition


def _state(state: State, **given: Any) -> Callable[[], Petition]:
    return partial(a_petition, state, **given)


def _the_first() -> UUID:
    return Petition.objects.get(state=State.SIGNED).pk


def _recuse_oneself(p: Petition, by: Viewer, at: datetime, more: dict[str, Any]) -> object:
    person = User.objects.filter(pk=UUID(by.id)).first() if by.kind is ViewerKind.STAFF else None
    own = person or HANDLER.user
    return together.recuse(p.pk, person=own, reason="与信访人是亲属。", by=by, at=at, **more)


LABOUR_HEAD = Person("feng.tinglan")
_REPORTED = doing(reporting.report_result, report=REPORT)
_ACCUSATION: dict[str, Any] = {"matter": Matter.ACCUSATION}
MOVED: dict[str, Any] = {"wanted": {"address": "云溪街道九号"}, "reason": "搬了家。"}
LISTING: dict[str, Any] = {"add": [Signing(name="何田")], "reason": "来电补充。"}
_SIGNED = _state(State.SIGNED)

CASES: tuple[Case, ...] = (
    Case(Step.REGISTER, _state(State.RECEIVED), CLERK, _register),
    Case(Step.FORWARD, a_petition, DISPATCHER, doing(routing.forward, to=an_office)),
    Case(
        Step.HAND_OVER,
        partial(a_petition, **_ACCUSATION),
        LEADER,
        doing(routing.hand_over, to=partial(an_office, "yunling-discipline")),
    ),
    Case(Step.SIGN, _state(State.DELIVERED), HEAD, doing(handling.sign)),
    Case(Step.ALLOT, _SIGNED, HEAD, doing(handling.allot, person=lambda: HANDLER.user)),
    Case(Step.ACCEPT, _SIGNED, HANDLER, doing(handling.accept, way_of_handling=WAY)),
    Case(
        Step.INFORM,
        _state(State.SIGNED, procedure=Procedure.ARBITRATION),
        HANDLER,
        doing(handling.inform, told=TOLD | {"procedure": "31-2"}),
    ),
    Case(
        Step.REPLY,
        _state(State.SIGNED, matter=Matter.ENQUIRY),
        HANDLER,
        doing(handling.reply, answer=REPLY),
    ),
    Case(Step.ANSWER, _state(State.ACCEPTED), HANDLER, doing(handling.answer, findings=OPINION)),
    Case(
        Step.CORRECT_LETTER,
        _state(State.SERVED),
        HANDLER,
        doing(handling.correct_letter, findings=OPINION, reason="日期写错。"),
    ),
    Case(Step.SERVE_NOTICE, _state(State.DELIVERED), CLERK, partial(_serve, False)),
    Case(Step.SERVE, _state(State.ANSWERED), HANDLER, partial(_serve, True)),
    Case(
        Step.RATE,
        _state(State.SERVED),
        None,
        doing(citizen.rate, bureau=Rating.SATISFIED, organ=Rating.FAIR, reason="办得快。"),
        is_versioned=False,
    ),
    Case(
        Step.FOLLOW_UP,
        _state(State.SERVED),
        CLERK,
        doing(closing.follow_up, reached=True, words="已经来水。"),
    ),
    Case(Step.CLOSE, _state(State.SERVED), LEADER, doing(closing.close, words="办结。")),
    Case(
        Step.WITHDRAW,
        _SIGNED,
        None,
        doing(citizen.withdraw, reason="已经解决。"),
        is_versioned=False,
    ),
    Case(Step.ASK_CORRECTION, _SIGNED, None, doing(correcting.ask_correction, **MOVED), False),
    Case(
        Step.DECIDE_CORRECTION,
        _to_correct,
        CLERK,
        doing(correcting.decide_correction, agrees=True, reason="已经核对。"),
    ),
    Case(
        Step.SUPPLEMENT,
        _SIGNED,
        None,
        doing(citizen.supplement, words="昨天又停了一次。"),
        is_versioned=False,
    ),
    Case(
        Step.CONTACT,
        _SIGNED,
        HANDLER,
        doing(closing.contact, way="电话", result="已接通", words="约定上门。"),
    ),
    Case(Step.NOTE, _SIGNED, HANDLER, doing(closing.note, words="请核对管线图。")),
    *IN_EMERGENCY,
    Case(Step.LIST_PEOPLE, _SIGNED, CLERK, doing(listing.list_people, **LISTING)),
    Case(Step.REMIND, _SIGNED, DISPATCHER, doing(reminding.remind, wording=Wording.LATE)),
    Case(Step.RECLASSIFY, _SIGNED, CLERK, _reclassify),
    Case(
        Step.ACCUSE,
        _SIGNED,
        CLERK,
        doing(registering.accuse, office=partial(an_office, "yunling-housing")),
    ),
    Case(
        Step.ASK_NAME,
        _state(State.SIGNED, naming=Naming.WITHHELD),
        HANDLER,
        doing(handling.ask_name, reason="须核对户名。"),
    ),
    Case(
        Step.ANSWER_NAME,
        _asked,
        None,
        doing(citizen.answer_name, agrees=True),
        is_versioned=False,
    ),
    Case(Step.RELEASE_COPY, _masked, CLERK, _release),
    Case(Step.TAKE_BACK_COPY, _released, CLERK, _take_back),
    Case(
        Step.REISSUE_CODE,
        _SIGNED,
        CLERK,
        doing(closing.reissue_code, matched=["name", "phone", "address"]),
        is_versioned=False,
    ),
    Case(
        Step.ASSIGN,
        a_petition,
        DISPATCHER,
        doing(routing.assign, to=an_office, report_by=lambda: localdate(ARRIVAL + 40 * DAY)),
    ),
    Case(
        Step.HAND_ON,
        _state(State.SIGNED, office="yunling-labour"),
        LABOUR_HEAD,
        doing(routing.hand_on, to=partial(an_office, "qinghe-labour")),
    ),
    Case(Step.OBJECT, _SIGNED, HANDLER, doing(returning.object_to, **OBJECTION)),
    Case(Step.AGREE_RETURN, objected, LEADER, doing(returning.agree_return, words="已核实。")),
    Case(
        Step.DISMISS_OBJECTION,
        objected,
        DISPATCHER,
        doing(returning.dismiss_objection, reason="管网归该单位维护。"),
    ),
    Case(
        Step.SUBMIT_DISPUTE,
        dismissed,
        HEAD,
        doing(disputing.submit_dispute, reason="双方都认为不归自己。"),
    ),
    Case(
        Step.WITHDRAW_DISPUTE,
        disputed,
        HEAD,
        doing(disputing.withdraw_dispute, reason="已协商。"),
    ),
    Case(
        Step.APPOINT,
        disputed,
        PROVINCE_LEADER,
        doing(disputing.appoint, to=partial(an_office, "yunling-housing"), reason="管网归其管理。"),
    ),
    Case(
        Step.UPHOLD,
        disputed,
        PROVINCE_LEADER,
        doing(disputing.uphold, reason="管网已经移交该单位。"),
    ),
    Case(Step.ASK_RETURN, dismissed, HEAD, doing(returning.ask_return, reason="权属有新文件。")),
    Case(
        Step.TAKE_BACK,
        _SIGNED,
        LEADER,
        doing(returning.take_back, reason="改由住建部门办理。"),
    ),
    Case(Step.RECALL, _state(State.DELIVERED), DISPATCHER, doing(returning.recall)),
    Case(
        Step.REPORT_RESULT,
        assigned_and_served,
        HEAD,
        doing(reporting.report_result, report=REPORT),
    ),
    Case(
        Step.REWORK,
        _state(State.ANSWERED),
        SUPERVISOR,
        doing(returning.rework, reason="没有回应第二项请求。"),
    ),
    Case(
        Step.INVITE,
        _state(State.ACCEPTED),
        HANDLER,
        doing(
            together.invite, office=partial(an_office, "yunling-housing"), words="请核实管线权属。"
        ),
    ),
    Case(Step.CONTRIBUTE, invited, LABOUR_HEAD, doing(together.contribute, words="没有欠薪。")),
    Case(
        Step.ATTACH,
        repeated,
        CLERK,
        doing(joining.attach, to=_the_first, compared="同一人，同一请求。"),
    ),
    Case(
        Step.SPLIT,
        a_petition,
        CLERK,
        doing(joining.split, parts=["恢复供水。", "退还多收的水费。"], reason="两项分属两个单位。"),
    ),
    Case(
        Step.RECUSE,
        _state(State.SIGNED),
        HEAD,
        _recuse_oneself,
    ),
    Case(
        Step.NOTE_REVIEW,
        _state(State.SERVED),
        CLERK,
        doing(
            closing.note_review,
            asked_on=lambda: localdate(ARRIVAL + 4 * DAY),
            way="邮寄",
            evidence="邮戳",
        ),
    ),
)
