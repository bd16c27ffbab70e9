"""Rosters in the database: nobody twice, filled by turns and undone, leave, swaps, check-ins."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from huiyin.audit.models import Access
from huiyin.duty import actions, swaps
from huiyin.duty.check_ins import check_in, enter_late
from huiyin.duty.errors import Refused
from huiyin.duty.models import CheckIn, Leave, Shift, Swap
from huiyin.duty.months import month_of
from huiyin.rules.calendars import latest
from huiyin.rules.rosters import gaps, overlaps
from huiyin.rules.terms_duty import LeaveKind, SwapState
from tests.duty.cast import ENTERED, FIRST, LAST, TURN, a_post, a_shift, by
from tests.make import at
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, LEADER, SUPERVISOR

pytestmark = pytest.mark.django_db
ANNUAL = LeaveKind.ANNUAL
WEEK = (at("2026-03-02 08:00"), at("2026-03-09 08:00"))


def people(*chosen: object) -> list[object]:
    return [each.user for each in (chosen or TURN)]  # type: ignore[attr-defined]


def filled(post: object, **more: object) -> actions.Filled:
    usual = {"first": FIRST, "last": LAST, "changes": (time(8),)}
    return actions.fill(post, people(), **usual | more, **by())  # type: ignore[arg-type]


def test_the_database_lets_nobody_stand_twice_even_past_the_actions() -> None:
    post, other = a_post(), a_post(name="接访大厅")
    first = a_shift(post, CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    with pytest.raises(Refused, match="已经有班") as refused:
        a_shift(other, CLERK, "2026-03-02 19:59", "2026-03-02 23:00")
    assert refused.value.field == "person"
    with pytest.raises(Refused, match="已经排满"):
        a_shift(post, LEADER, "2026-03-02 19:59", "2026-03-02 23:00")
    a_shift(other, CLERK, "2026-03-02 20:00", "2026-03-02 23:00")
    with pytest.raises(IntegrityError, match="nobody_stands_twice"), transaction.atomic():
        Shift(
            post=other, user=CLERK.user, seat=3, begins_at=first.begins_at, ends_at=first.ends_at,
            entered_by="x", entered_at=ENTERED,
        ).save(force_insert=True)  # fmt: skip


def test_a_post_for_two_has_two_places() -> None:
    post = a_post(people=2)
    seats = [
        a_shift(post, each, "2026-03-02 08:00", "2026-03-02 20:00").seat for each in (CLERK, LEADER)
    ]
    assert seats == [1, 2]
    with pytest.raises(Refused, match="已经排满"):
        a_shift(post, SUPERVISOR, "2026-03-02 10:00", "2026-03-02 11:00")


def test_a_week_filled_by_turns_has_no_gap_and_filling_again_adds_nothing() -> None:
    post = a_post()
    done = filled(post)
    assert (len(done.shifts), done.left) == (7, 0)
    held = [each.watch() for each in post.shifts.standing()]
    assert gaps(post.need(), held, *WEEK) == []
    assert overlaps(held) == []
    again = filled(post)
    assert (again.shifts, again.left) == ([], 0)


def test_filling_leaves_what_stands_and_undoing_takes_back_only_its_own() -> None:
    post = a_post()
    kept = a_shift(post, SUPERVISOR, "2026-03-03 12:00", "2026-03-03 20:00")
    done = filled(post)
    held = [each.watch() for each in post.shifts.standing()]
    assert gaps(post.need(), held, *WEEK) == []
    assert actions.undo_fill(post, done.batch, **by()) == len(done.shifts)
    assert list(post.shifts.standing()) == [kept]
    assert actions.undo_fill(post, done.batch, **by()) == 0
    assert Access.objects.filter(subject__startswith="fill_roster:").count() == 1


def test_who_is_on_leave_is_passed_over() -> None:
    post = a_post()
    actions.take_leave(CLERK.user, from_on=FIRST, to_on=LAST, kind=ANNUAL, **by(CLERK))
    assert CLERK.user not in {each.user for each in filled(post).shifts}
    with pytest.raises(Refused, match="休假"):
        a_shift(post, CLERK, "2026-03-05 08:00", "2026-03-05 09:00")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last": FIRST - timedelta(days=1)}, "last"),
        ({"last": FIRST + timedelta(days=62)}, "last"),
        ({"changes": ()}, "changes"),
    ],
)
def test_what_makes_no_roster_is_refused_with_its_field(
    wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        filled(a_post(), **wrong)
    assert refused.value.field == field


def test_only_who_leads_the_office_draws_up_its_roster() -> None:
    post = a_post()
    for stranger in (CLERK, SUPERVISOR, HEAD):
        with pytest.raises(Refused, match="转办员或者负责人"):
            actions.place(post, CLERK.user, begin=WEEK[0], end=WEEK[1], **by(stranger))
    with pytest.raises(Refused, match="本机构"):
        a_shift(post, HANDLER, "2026-03-02 08:00", "2026-03-02 20:00")


def test_leave_is_not_taken_over_a_watch_and_a_cancelled_one_stays_with_its_reason() -> None:
    post = a_post()
    a_shift(post, CLERK, "2026-03-04 20:00", "2026-03-05 08:00")
    day = date(2026, 3, 5)
    with pytest.raises(Refused, match="1 个班"):
        actions.take_leave(CLERK.user, from_on=day, to_on=day, kind=ANNUAL, **by(CLERK))
    with pytest.raises(Refused, match="负责人登记"):
        actions.take_leave(LEADER.user, from_on=day, to_on=day, kind=ANNUAL, **by(CLERK))
    leave = actions.take_leave(LEADER.user, from_on=day, to_on=day, kind=ANNUAL, **by())
    with pytest.raises(Refused, match="原因"):
        actions.cancel_leave([leave], why=" ", **by())
    assert actions.cancel_leave([leave], why="启动应急预案。", **by()) == 1
    assert actions.cancel_leave([Leave.objects.get()], why="启动应急预案。", **by()) == 0
    kept = Leave.objects.get()
    assert (kept.cancelled_by, kept.cancelled_why) == (DISPATCHER.id, "启动应急预案。")
    actions.take_leave(LEADER.user, from_on=day, to_on=day, kind=ANNUAL, **by())


def test_a_swap_holds_only_when_the_colleague_agrees() -> None:
    post = a_post()
    mine = a_shift(post, CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    theirs = a_shift(post, LEADER, "2026-03-02 20:00", "2026-03-03 08:00")
    swap = swaps.ask(mine, colleague=LEADER.user, in_return=theirs, **by(CLERK))
    with pytest.raises(Refused, match="先撤回"):
        swaps.ask(mine, colleague=SUPERVISOR.user, **by(CLERK))
    with pytest.raises(Refused, match="对方"):
        swaps.answer(swap, agreed=True, **by(CLERK))
    assert Shift.objects.get(pk=mine.pk).user == CLERK.user
    swaps.answer(swap, agreed=True, **by(LEADER))
    found = {each.pk: each.user for each in Shift.objects.standing()}
    assert found == {mine.pk: LEADER.user, theirs.pk: CLERK.user}
    with pytest.raises(Refused, match="已经有了结果"):
        swaps.withdraw(swap, **by(CLERK))


def test_a_swap_that_would_let_somebody_stand_twice_is_refused() -> None:
    post, other = a_post(), a_post(name="接访大厅")
    mine = a_shift(post, CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    a_shift(other, LEADER, "2026-03-02 18:00", "2026-03-02 22:00")
    swap = swaps.ask(mine, colleague=LEADER.user, **by(CLERK))
    with pytest.raises(Refused, match="已经有班"):
        swaps.answer(swap, agreed=True, **by(LEADER))
    assert Swap.objects.get().state == SwapState.ASKED
    swaps.withdraw(swap, **by(CLERK))
    with pytest.raises(Refused, match="不能换"):
        swaps.ask(mine, colleague=LEADER.user, **by(CLERK, mine.begins_at))


def test_a_check_in_is_within_a_watch_and_twice_is_once() -> None:
    a_shift(a_post(), CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    with pytest.raises(Refused, match="没有班"):
        check_in(CLERK.user, at=at("2026-03-02 07:29"))
    early = check_in(CLERK.user, at=at("2026-03-02 07:45"))
    assert early.at == at("2026-03-02 08:00")
    one = check_in(CLERK.user, at=at("2026-03-02 12:00"))
    assert check_in(CLERK.user, at=at("2026-03-02 12:00:30")) == one
    assert CheckIn.objects.count() == 2
    with pytest.raises(Refused, match="没有班"):
        check_in(CLERK.user, at=at("2026-03-02 20:00"))


def test_a_check_in_entered_afterwards_stays_marked_with_its_reason() -> None:
    shift = a_shift(a_post(), CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    given = {"why": "停电，登录不了。", **by(CLERK, at("2026-03-03 09:00"))}
    late = enter_late(shift, seen=at("2026-03-02 13:00"), **given)
    assert (late.why, late.at) == ("停电，登录不了。", at("2026-03-02 13:00"))
    assert enter_late(shift, seen=at("2026-03-02 13:00:30"), **given) == late, "sent twice"
    for wrong in ("2026-03-02 07:59", "2026-03-02 20:00", "2026-03-03 10:00"):
        with pytest.raises(Refused, match="在这个班里"):
            enter_late(shift, seen=at(wrong), **given)
    with pytest.raises(Refused, match="为什么"):
        enter_late(shift, seen=at("2026-03-02 14:00"), **given | {"why": " "})
    with pytest.raises(Refused, match="自己的"):
        enter_late(shift, seen=at("2026-03-02 14:00"), **given | by(LEADER))
    days_later = by(CLERK, at("2026-03-05 13:01"))
    with pytest.raises(Refused, match="三天"):
        enter_late(shift, seen=at("2026-03-02 13:00"), **given | days_later)
    [one] = month_of(
        [shift.post], FIRST.replace(day=1), calendar=latest(), now=at("2026-03-03 09:00")
    ).people
    assert [each.at for each in one.late] == [late.at]
    assert len(one.missed) == 2, "of three parts of four hours"


def test_a_watch_over_the_years_end_is_in_both_months_and_counts_where_it_begins() -> None:
    post = a_post()
    a_shift(post, CLERK, "2026-12-31 20:00", "2027-01-01 08:00")
    a_shift(post, LEADER, "2027-01-01 08:00", "2027-01-02 00:00")
    asked = {"calendar": latest(), "now": ENTERED}
    december = month_of([post], date(2026, 12, 1), **asked)  # type: ignore[arg-type]
    january = month_of([post], date(2027, 1, 1), **asked)  # type: ignore[arg-type]
    assert [each.user for each in december.days[-1].shifts] == [CLERK.user]
    assert december.gap_count == 0, "its roster begins with this watch"
    assert january.days[0].gaps == []
    assert [one.name for one in january.people] == [LEADER.user.name]


def test_what_is_sent_twice_is_done_once() -> None:
    post = a_post()
    mine = a_shift(post, CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    assert a_shift(post, CLERK, "2026-03-02 08:00", "2026-03-02 20:00") == mine
    asked = swaps.ask(mine, colleague=LEADER.user, **by(CLERK))
    assert swaps.ask(mine, colleague=LEADER.user, **by(CLERK)) == asked
    days = {"from_on": LAST, "to_on": LAST, "kind": ANNUAL, **by(CLERK)}
    assert actions.take_leave(CLERK.user, **days) == actions.take_leave(CLERK.user, **days)


def test_the_application_may_change_no_check_in_and_delete_no_watch() -> None:
    a_shift(a_post(), CLERK, "2026-03-02 08:00", "2026-03-02 20:00")
    check_in(CLERK.user, at=at("2026-03-02 12:00"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE huiyin_app")
        for change in (
            lambda: CheckIn.objects.update(at=ENTERED),
            CheckIn.objects.all().delete,
            lambda: cursor.execute("DELETE FROM duty_shift"),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                change()
