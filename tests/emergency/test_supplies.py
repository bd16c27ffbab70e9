"""Supplies: a thousand masks in and out (T8), lots, late entries, requests, two at once."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from huiyin.emergency import supplies
from huiyin.emergency.models import Group
from huiyin.emergency.supplies_rows import (
    Supply,
    SupplyLot,
    SupplyMove,
    SupplyMoveQuerySet,
)
from huiyin.organisations.errors import Refused
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Holding, Viewer, ViewerKind
from huiyin.rules.terms import OfficeKind, Role
from huiyin.rules.terms_emergency import GroupKind
from huiyin.rules.terms_supplies import MoveKind, SupplyRequestState
from tests.emergency.declared import an_emergency
from tests.emergency.stores import NOW, POINT, TODAY, come_in, go_out, masks, moved
from tests.make import an_office, at
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    COUNTY_CLERK,
    DISPATCHER,
    HEAD,
    LEADER,
    SUPERVISOR,
    Person,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def of(supply: Supply) -> SupplyMoveQuerySet:
    return SupplyMove.objects.filter(lot__supply=supply)


def test_t8_a_thousand_masks_in_a_thousand_out_to_the_contact_point_leaves_none() -> None:
    """T8, B6."""
    supply = masks()
    come_in(supply, 1000)
    [out] = go_out(supply, 1000)
    assert (out.amount, out.receiver, out.kind) == (-1000, POINT, MoveKind.ISSUED)
    assert of(supply).balance(TODAY) == 0
    assert SupplyLot.objects.get().balance == 0
    with pytest.raises(Refused, match="能发的只有 0 个"):
        go_out(supply, 1)
    assert of(supply).balance(TODAY) == 0


def test_a_form_that_is_sent_twice_moves_once() -> None:
    supply, given = masks(), moved(300)
    come_in(supply, 1000)
    first = supplies.issue(supply, given, by=CLERK.viewer, at=NOW)
    assert supplies.issue(supply, given, by=CLERK.viewer, at=NOW) == first
    assert of(supply).balance(TODAY) == 700


def test_what_expires_first_is_issued_first_and_what_has_expired_is_only_scrapped() -> None:
    supply = masks()
    old = come_in(supply, 50, on=TODAY - 9 * DAY, number="旧", expires_on=TODAY - DAY).lot
    soon = come_in(supply, 20, number="甲", expires_on=TODAY + DAY).lot
    come_in(supply, 5, number="甲", expires_on=TODAY + DAY)
    late = come_in(supply, 100, number="乙").lot
    out = go_out(supply, 40)
    assert [(each.lot, each.amount) for each in out] == [(soon, -25), (late, -15)]
    with pytest.raises(Refused, match="85 个"):
        go_out(supply, 86)
    supplies.scrap(old, moved(50, purpose="过期"), by=CLERK.viewer, at=NOW)
    with pytest.raises(Refused, match="没有这么多"):
        supplies.scrap(old, moved(1, purpose="过期"), by=CLERK.viewer, at=NOW)
    assert of(supply).balance(TODAY) == 85
    assert of(supply).balance(TODAY - DAY) == 50


def test_an_entry_for_yesterday_counts_from_yesterday_and_takes_nothing_spent_since() -> None:
    supply = masks()
    come_in(supply, 100, on=TODAY - 3 * DAY)
    go_out(supply, 80)
    with pytest.raises(Refused, match="那一天的库存"):
        go_out(supply, 20, on=TODAY - 4 * DAY)
    go_out(supply, 20, on=TODAY - 2 * DAY)
    ends = [of(supply).balance(TODAY - n * DAY) for n in (4, 3, 2, 0)]
    assert ends == [0, 100, 80, 0]
    for on in (TODAY + DAY, TODAY - 32 * DAY, date.min):
        with pytest.raises(Refused) as refused:
            come_in(supply, 1, on=on)
        assert refused.value.field == "on"


def test_a_return_and_a_correction_are_new_rows_within_what_went_out() -> None:
    supply = masks()
    into = come_in(supply, 100)
    [out] = go_out(supply, 60)
    by: dict[str, Any] = {"by": SUPERVISOR.viewer, "at": NOW}
    supplies.give_back(out, moved(10, purpose="没有用完"), **by)
    with pytest.raises(Refused, match="最多退回 50"):
        supplies.give_back(out, moved(51, purpose="没有用完"), **by)
    [mended] = supplies.correct(out, moved(55, purpose="点错了"), **by)
    assert (mended.amount, mended.mends) == (5, out)
    assert of(supply).balance(TODAY) == 55
    with pytest.raises(Refused, match="不能少于"):
        supplies.correct(out, moved(9, purpose="点错了"), **by)
    with pytest.raises(Refused, match="库存"):
        supplies.correct(into, moved(44, purpose="少收了"), **by)
    supplies.correct(into, moved(45, purpose="少收了"), **by)
    assert of(supply).balance(TODAY) == 0
    with pytest.raises(Refused, match="原来那一笔"):
        supplies.correct(mended, moved(1, purpose="点错了"), **by)
    with pytest.raises(Refused, match="不用更正"):
        supplies.correct(into, moved(45, purpose="少收了"), **by)


def test_a_request_is_approved_by_another_and_received_into_stock() -> None:
    supply = masks(need=0)
    asked: dict[str, Any] = {"amount": 1000, "need": 1400, "reason": "大厅和联系点两周用量"}
    request = supplies.ask(supply, **asked, by=DISPATCHER.viewer, at=NOW)
    assert supplies.ask(supply, **asked, by=DISPATCHER.viewer, at=NOW) == request
    assert (request.stock, request.need, request.supply.need) == (0, 1400, 1400)
    for by, why in ((DISPATCHER, "另一个人"), (CLERK, "负责人审批")):
        with pytest.raises(Refused, match=why):
            supplies.decide(request, approved=True, by=by.viewer, at=NOW)
    with pytest.raises(Refused, match="理由"):
        supplies.decide(request, approved=False, by=LEADER.viewer, at=NOW)
    with pytest.raises(Refused, match="已批准"):
        come_in(supply, 1000, request=request)
    supplies.decide(request, approved=True, by=LEADER.viewer, at=NOW)
    with pytest.raises(Refused, match="有了结果"):
        supplies.withdraw(request, by=DISPATCHER.viewer, at=NOW)
    request.refresh_from_db()
    assert (request.state, request.decided_by) == (SupplyRequestState.APPROVED, LEADER.id)
    assert come_in(supply, 1000, request=request).request == request
    with pytest.raises(Refused, match="已经到货入库"):
        come_in(supply, 1000, request=request)


@pytest.mark.parametrize("amount", [-1, 0, 10_000_000])
def test_an_amount_that_is_none_is_said(amount: int) -> None:
    supply = masks()
    with pytest.raises(Refused, match="不用小数"):
        come_in(supply, amount)
    with pytest.raises(Refused, match="到货那天已经过期"):
        come_in(supply, 1, expires_on=TODAY - DAY)
    assert come_in(supply, 1, on=TODAY - DAY, expires_on=TODAY - DAY).amount == 1


def test_stock_goes_on_across_the_end_of_a_year() -> None:
    night, morning = at("2026-12-31 23:59:59"), at("2027-01-01 00:00:00")
    supply = masks(when=night)
    come_in(supply, 10, on=localdate(night), when=night, expires_on=localdate(night))
    with pytest.raises(Refused, match="只有 0 个"):
        go_out(supply, 1, on=localdate(morning), when=morning)
    assert of(supply).balance(localdate(night)) == 10
    come_in(supply, 5, on=localdate(night), when=morning)
    go_out(supply, 5, on=localdate(morning), when=morning)
    assert [of(supply).balance(localdate(each)) for each in (night, morning)] == [15, 10]


@pytest.mark.parametrize("who", [HEAD, COUNTY_CLERK, *ADMINISTRATORS])
def test_who_does_not_work_there_moves_nothing(who: Person) -> None:
    supply = masks()
    come_in(supply, 10)
    with pytest.raises(Refused, match="本部门"):
        go_out(supply, 1, by=who)


def test_the_office_group_of_an_emergency_keeps_the_supplies_of_its_bureau() -> None:
    emergency = an_emergency()
    groups = {each.kind: each.office for each in Group.objects.filter(emergency=emergency)}
    kept = {
        kind: supplies.keeping(
            Viewer(
                ViewerKind.STAFF,
                holdings=(
                    Holding(Role.GROUP_MEMBER, str(each.pk), each.path, OfficeKind(each.kind)),
                ),
            )
        )
        for kind, each in groups.items()
    }
    assert {kind for kind, found in kept.items() if found} == {GroupKind.OFFICE}
    assert kept[GroupKind.OFFICE] == [an_office("yunling-bureau")]


def test_the_database_lets_no_balance_fall_below_nothing_and_keeps_every_row() -> None:
    supply = masks()
    move = come_in(supply, 10)
    tried: list[tuple[type[Exception], Callable[[], object]]] = [
        (IntegrityError, lambda: SupplyLot.objects.update(balance=-1)),
        (ProgrammingError, lambda: SupplyMove.objects.update(amount=1)),
        (ProgrammingError, move.delete),
    ]
    for trouble, deed in tried:
        with pytest.raises(trouble), transaction.atomic():
            deed()
    assert connection.is_usable()
