"""物资. Asked for, approved by another, received into stock, issued; mended only by a new row (T8).

Whoever moves the stock of a thing holds its row: of two who issue the last box, one is told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from huiyin.emergency.models import Group
from huiyin.emergency.supplies_rows import (
    Supply,
    SupplyLot,
    SupplyMove,
    SupplyMoveQuerySet,
    SupplyRequest,
)
from huiyin.language.clean import Unclean, one_line
from huiyin.organisations.actions import note
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import GROUPED, REGISTERING, Viewer
from huiyin.rules.stock import lowest, taken
from huiyin.rules.terms import OfficeKind, Role
from huiyin.rules.terms_emergency import GroupKind
from huiyin.rules.terms_supplies import MoveKind, SupplyRequestState

APPROVING = frozenset({Role.DISPATCHER, Role.LEADER})
MOST = 9_999_999
ENTERED_LATE = timedelta(days=31)
LONGEST = {"name": 30, "unit": 6, "number": 30, "receiver": 40, "purpose": 100}
LONGEST |= {"reason": 200, "answer": 200}


@dataclass(frozen=True)
class Moved:
    """A move as it is typed; `entry` is the form's own, so that sending it twice moves once."""

    entry: UUID
    amount: int
    on: date
    purpose: str
    receiver: str = ""


def keeping(viewer: Viewer) -> list[Office]:
    """The bureaus whose supplies somebody keeps: one's own, or that of one's emergency office."""
    return list(Office.objects.filter(pk__in=_own(viewer) | _lent(viewer)).order_by("path"))


def keeps(viewer: Viewer) -> bool:
    """Whether there is a bureau whose supplies this person keeps."""
    return bool(_own(viewer) or _lent(viewer))


def _own(viewer: Viewer) -> set[UUID]:
    return {
        UUID(each.office)
        for each in viewer.holdings
        if each.role in REGISTERING and each.kind == OfficeKind.BUREAU
    }


def _lent(viewer: Viewer) -> set[UUID]:
    groups = viewer.office_ids(GROUPED)
    if not groups:
        return set()
    own = Group.objects.filter(office__in=groups, kind=GroupKind.OFFICE, to_on=None)
    return set(own.values_list("emergency__office", flat=True))


def add(office: Office, *, name: str, unit: str, need: int, by: Viewer, at: datetime) -> Supply:
    """Keep one more kind of thing."""
    _refuse_stranger(office, by)
    made = Supply(office=office)
    return _write(made, name=name, unit=unit, need=need, by=by, at=at)


def change(supply: Supply, *, name: str, unit: str, need: int, by: Viewer, at: datetime) -> Supply:
    """Another name or unit, or what two weeks need by now."""
    _refuse_stranger(supply.office, by)
    return _write(supply, name=name, unit=unit, need=need, by=by, at=at)


@transaction.atomic
def ask(
    supply: Supply, *, amount: int, need: int, reason: str, by: Viewer, at: datetime
) -> SupplyRequest:
    """申请. Ask for more; what two weeks need and what is there stand beside it."""
    _refuse_stranger(supply.office, by)
    amount, need = _counted(amount, "amount"), _counted(need, "need", least=0)
    words = _line(reason, "reason", _("请写明为什么需要。"))
    supply = Supply.objects.select_for_update().get(pk=supply.pk)
    same = supply.requests.filter(state=SupplyRequestState.ASKED, asked_by=by.id, amount=amount)
    waiting = same.filter(reason=words, need=need).first()
    if waiting is not None:
        return waiting  # a second tap
    supply.need = need
    supply.save(update_fields=["need"])
    there = usable(supply.lots.all(), localdate(at))
    return SupplyRequest.objects.create(
        supply=supply, amount=amount, need=need, stock=there, reason=words,
        asked_by=by.id, asked_at=at,
    )  # fmt: skip


@transaction.atomic
def decide(
    request: SupplyRequest, *, approved: bool, answer: str = "", by: Viewer, at: datetime
) -> None:
    """审批. By a dispatcher or leader of the bureau who is not the one who asked."""
    request = _waiting(request)
    if by.may_act(APPROVING, str(request.supply.office_id)) is None:
        raise Refused(_("由转办员或者信访部门负责人审批。"))
    if request.asked_by == by.id:
        raise Refused(_("自己提出的申请，要由另一个人审批。"))
    words = _line(answer, "answer")
    if not approved and not words:
        raise Refused(_("不批准的，请写明理由。"), field="answer")
    state = SupplyRequestState.APPROVED if approved else SupplyRequestState.DECLINED
    _settle(request, state, words, by=by, at=at)


@transaction.atomic
def withdraw(request: SupplyRequest, *, by: Viewer, at: datetime) -> None:
    """撤回. Who asked needs it no longer."""
    request = _waiting(request)
    if request.asked_by != by.id:
        raise Refused(_("只有提出申请的人可以撤回。"))
    _settle(request, SupplyRequestState.WITHDRAWN, "", by=by, at=at)


@transaction.atomic
def receive(
    supply: Supply,
    given: Moved,
    *,
    number: str = "",
    expires_on: date | None = None,
    request: SupplyRequest | None = None,
    by: Viewer,
    at: datetime,
) -> list[SupplyMove]:
    """入库. Into a lot with its number and last day, perhaps on an approved request."""
    supply, before = _held(supply, given.entry, by)
    if before:
        return before
    amount = _counted(given.amount, "amount")
    if request is not None and (
        request.supply_id != supply.pk or request.state != SupplyRequestState.APPROVED
    ):
        raise Refused(_("请选择已批准的申请。"), field="asked")
    if request is not None and request.moves.exists():
        raise Refused(_("这个申请已经到货入库；再来的请另记一笔，不选申请。"), field="asked")
    if expires_on is not None and expires_on < given.on:
        raise Refused(_("到货那天已经过期，不能入库；请核对有效期。"), field="expires_on")
    lot, _is_new = SupplyLot.objects.get_or_create(
        supply=supply, number=_line(number, "number"), expires_on=expires_on
    )
    return [_move(lot, MoveKind.RECEIVED, amount, given, request=request, by=by, at=at)]


@transaction.atomic
def issue(supply: Supply, given: Moved, *, by: Viewer, at: datetime) -> list[SupplyMove]:
    """发放. To a receiver for a purpose, what expires first first; nothing that has expired."""
    supply, before = _held(supply, given.entry, by)
    if before:
        return before
    amount = _counted(given.amount, "amount")
    _line(given.receiver, "receiver", _("请写明发给哪个单位或者联系点。"))
    lots = {each.pk: each for each in supply.lots.all()}
    parts = taken((each.as_stock() for each in lots.values()), amount, on=localdate(at))
    if not parts:
        raise Refused(
            _("库存不够：能发的只有 %(there)s %(unit)s。")
            % {"there": usable(lots.values(), localdate(at)), "unit": supply.unit},
            field="amount",
        )
    return [_move(lots[lot], MoveKind.ISSUED, -part, given, by=by, at=at) for lot, part in parts]


@transaction.atomic
def scrap(lot: SupplyLot, given: Moved, *, by: Viewer, at: datetime) -> list[SupplyMove]:
    """报废. What has expired or is damaged leaves the stock, with the reason."""
    _supply, before = _held(lot.supply, given.entry, by)
    if before:
        return before
    lot = SupplyLot.objects.get(pk=lot.pk)
    amount = _counted(given.amount, "amount")
    return [_move(lot, MoveKind.SCRAPPED, -amount, given, by=by, at=at)]


@transaction.atomic
def give_back(move: SupplyMove, given: Moved, *, by: Viewer, at: datetime) -> list[SupplyMove]:
    """退回. A receiver returns some of what was issued."""
    _supply, before = _held(move.lot.supply, given.entry, by)
    if before:
        return before
    amount, out = _counted(given.amount, "amount"), -move.still()
    if move.kind != MoveKind.ISSUED or amount > out:
        raise Refused(
            _("最多退回 %(most)s。") % {"most": out if move.kind == MoveKind.ISSUED else 0},
            field="amount",
        )
    lot = SupplyLot.objects.get(pk=move.lot_id)
    return [_move(lot, MoveKind.RETURNED, amount, given, mends=move, by=by, at=at)]


@transaction.atomic
def correct(move: SupplyMove, given: Moved, *, by: Viewer, at: datetime) -> list[SupplyMove]:
    """更正. `given.amount` is what the row should have said; the difference is a new row."""
    _supply, before = _held(move.lot.supply, given.entry, by)
    if before:
        return before
    if move.mends_id is not None:
        raise Refused(_("请更正原来那一笔。"))
    right = _counted(given.amount, "amount", least=0)
    back = sum(each.amount for each in move.mended.filter(kind=MoveKind.RETURNED))
    difference = (right if move.amount > 0 else back - right) - move.still()
    if right < back:
        raise Refused(_("已经退回 %(back)s，不能少于这个数。") % {"back": back}, field="amount")
    if not difference:
        raise Refused(_("和现在的数一样，不用更正。"), field="amount")
    lot = SupplyLot.objects.get(pk=move.lot_id)
    return [_move(lot, MoveKind.CORRECTED, difference, given, mends=move, by=by, at=at)]


def _move(
    lot: SupplyLot,
    kind: MoveKind,
    amount: int,
    given: Moved,
    *,
    request: SupplyRequest | None = None,
    mends: SupplyMove | None = None,
    by: Viewer,
    at: datetime,
) -> SupplyMove:
    """One row, and the lot's balance with it; refused where any day would end below nothing."""
    today = localdate(at)
    if not today - ENTERED_LATE <= given.on <= today:
        raise Refused(_("日期只能是今天，或者补记三十一天以内的。"), field="on")
    if mends is not None and given.on < mends.on:
        raise Refused(_("不能早于原来那一笔。"), field="on")
    purpose = _line(given.purpose, "purpose", _("请写明来源、用途或者原因。"))
    rows = [*lot.moves.values_list("on", "amount"), (given.on, amount)]
    if amount < 0 and lowest(rows, since=given.on) < 0:
        raise Refused(_("那一天的库存没有这么多。"), field="amount")
    lot.balance += amount
    lot.save(update_fields=["balance"])
    return SupplyMove.objects.create(
        entry=given.entry, lot=lot, kind=kind, amount=amount, on=given.on, purpose=purpose,
        receiver=_line(given.receiver, "receiver"), request=request, mends=mends,
        by=by.id, at=at,
    )  # fmt: skip


def _held(supply: Supply, entry: UUID, by: Viewer) -> tuple[Supply, list[SupplyMove]]:
    """The supply, held until the end of the transaction, and what this form has moved already."""
    _refuse_stranger(supply.office, by)
    supply = (
        Supply.objects.select_for_update(of=["self"]).select_related("office").get(pk=supply.pk)
    )
    before = SupplyMove.objects.filter(entry=entry)
    return supply, list(before.filter(lot__supply=supply, by=by.id))


def _refuse_stranger(office: Office, by: Viewer) -> None:
    if office not in keeping(by):
        raise Refused(_("物资由本部门的人管理。"))


@transaction.atomic
def _write(supply: Supply, *, name: str, unit: str, need: int, by: Viewer, at: datetime) -> Supply:
    supply.name = _line(name, "name", _("请填写物资名称，例如“医用口罩”。"))
    supply.unit = _line(unit, "unit", _("请填写单位，例如“个”。"))
    supply.need = _counted(need, "need", least=0)
    try:
        with transaction.atomic():
            supply.save()
    except IntegrityError:
        raise Refused(_("已经有同名的物资。"), field="name") from None
    note("keep_supply", supply.office.number_code, by=by, at=at, details=supply.name)
    return supply


def _waiting(request: SupplyRequest) -> SupplyRequest:
    rows = SupplyRequest.objects.select_for_update(of=["self"]).select_related("supply")
    fresh = rows.get(pk=request.pk)
    if fresh.state != SupplyRequestState.ASKED:
        raise Refused(_("这个申请已经有了结果。"))
    return fresh


def _settle(
    request: SupplyRequest, state: SupplyRequestState, answer: str, *, by: Viewer, at: datetime
) -> None:
    request.state, request.answer = state, answer
    request.decided_by, request.decided_at = by.id, at
    request.save(update_fields=["state", "answer", "decided_by", "decided_at"])


def _line(text: str, field: str, missing: str = "") -> str:
    try:
        clean = one_line(text, limit=LONGEST[field])
    except Unclean as problem:
        raise Refused(problem.sentence(_), field=field) from None
    if missing and not clean:
        raise Refused(missing, field=field)
    return clean


def _counted(number: int, field: str, *, least: int = 1) -> int:
    if not least <= number <= MOST:
        raise Refused(
            _("请填写 %(least)s 到 %(most)s 之间的整数，不用小数。")
            % {"least": least, "most": MOST},
            field=field,
        )
    return number


def usable(lots: Iterable[SupplyLot], on: date) -> int:
    """How much of these lots may still be issued."""
    return sum(each.balance for each in lots if not each.as_stock().is_expired(on))


def moves_of(supply: Supply) -> SupplyMoveQuerySet:
    """Every move of a thing."""
    return SupplyMove.objects.filter(lot__supply=supply)
