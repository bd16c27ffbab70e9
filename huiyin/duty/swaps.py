"""换班. One asks a colleague to stand a watch; the roster changes when the colleague agrees."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huiyin.accounts.models import User
from huiyin.duty.errors import Refused
from huiyin.duty.models import Leave, Shift, Swap, works_through
from huiyin.organisations.actions import note
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.rosters import Span
from huiyin.rules.terms_duty import SwapState


def swaps_of(person: UUID, *, at: datetime) -> QuerySet[Swap]:
    """What waits for an answer, asked by or of somebody, for a watch that has not begun."""
    theirs = Q(asked_by=person) | Q(colleague=person)
    open_ones = Swap.objects.filter(theirs, state=SwapState.ASKED, shift__begins_at__gt=at)
    return open_ones.select_related(
        "shift__post__office", "in_return__post", "asked_by", "colleague"
    )


@transaction.atomic
def ask(
    shift: Shift, *, colleague: User, in_return: Shift | None = None, by: Viewer, at: datetime
) -> Swap:
    """Ask a colleague of the same office to stand one's watch, perhaps for one of theirs."""
    if str(shift.user_id) != by.id:
        raise Refused(_("只能为自己的班找人换。"))
    _refuse_begun(shift, at)
    if colleague.pk == shift.user_id or not _stands(colleague, shift):
        raise Refused(_("请选择本机构的一位同事。"), field="colleague")
    if in_return is not None:
        if in_return.user_id != colleague.pk or in_return.post.office_id != shift.post.office_id:
            raise Refused(_("换回来的班要是这位同事的。"), field="in_return")
        _refuse_begun(in_return, at)
    known = Swap.objects.filter(shift=shift, state=SwapState.ASKED, in_return=in_return)
    if same := known.filter(colleague=colleague).first():
        return same  # sent twice
    try:
        with transaction.atomic():
            return Swap.objects.create(
                shift=shift,
                in_return=in_return,
                asked_by_id=UUID(by.id),
                colleague=colleague,
                asked_at=at,
            )
    except IntegrityError:
        raise Refused(_("这个班已经请人换了，先撤回再另请。")) from None


@transaction.atomic
def answer(swap: Swap, *, agreed: bool, by: Viewer, at: datetime) -> None:
    """同意或者不同意. Only the colleague's word changes the roster."""
    swap = _locked(swap)
    if str(swap.colleague_id) != by.id:
        raise Refused(_("这次换班由对方答复。"))
    if agreed:
        _exchange(swap, at)
    _settle(swap, SwapState.AGREED if agreed else SwapState.REFUSED, by=by, at=at)


@transaction.atomic
def withdraw(swap: Swap, *, by: Viewer, at: datetime) -> None:
    """撤回. Who asked needs it no longer."""
    swap = _locked(swap)
    if str(swap.asked_by_id) != by.id:
        raise Refused(_("只有提出换班的人可以撤回。"))
    _settle(swap, SwapState.WITHDRAWN, by=by, at=at)


def _locked(swap: Swap) -> Swap:
    fresh = Swap.objects.select_for_update().get(pk=swap.pk)
    if fresh.state != SwapState.ASKED:
        raise Refused(_("这次换班已经有了结果。"))
    return fresh


def _settle(swap: Swap, state: SwapState, *, by: Viewer, at: datetime) -> None:
    swap.state, swap.settled_at = state, at
    swap.save(update_fields=["state", "settled_at"])
    note(f"swap_{state.value}", str(swap.shift_id), by=by, at=at)


def _exchange(swap: Swap, at: datetime) -> None:
    """Let each stand the other's watch; the database refuses whoever would stand twice."""
    moved = [(swap.shift, swap.asked_by_id, swap.colleague_id)]
    if swap.in_return is not None:
        moved.append((swap.in_return, swap.colleague_id, swap.asked_by_id))
    for shift, giver, taker in moved:
        _refuse_begun(shift, at)
        if shift.user_id != giver:
            raise Refused(_("值班表已经变了，请撤回以后重新提出。"))
        if not _stands(User.objects.get(pk=taker), shift):
            raise Refused(_("接班的人那时已经不在本机构任职，不能换。"))
        first, last = localdate(shift.begins_at), localdate(shift.ends_at)
        if Leave.objects.touching(first, last).filter(user=taker).exists():
            raise Refused(_("接班的人那几天休假，不能换。"))
    try:
        with transaction.atomic():
            # Off the roster for a moment: neighbours that change places would meet on the way.
            ids = [shift.pk for shift, _giver, _taker in moved]
            Shift.objects.filter(pk__in=ids).update(cancelled_at=at)
            for shift, _giver, taker in moved:
                Shift.objects.filter(pk=shift.pk).update(user=taker, cancelled_at=None)
    except IntegrityError:
        raise Refused(_("有人在同一段时间里已经有班，不能换。")) from None


def _stands(person: User, shift: Shift) -> bool:
    return works_through(person, shift.post.office_id, Span(shift.begins_at, shift.ends_at))


def _refuse_begun(shift: Shift, at: datetime) -> None:
    if shift.cancelled_at is not None or shift.begins_at <= at:
        raise Refused(_("已经开始或者已经取消的班不能换。"))
