"""The daily situation report: counted once at its hour, edited around, issued, never changed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from huiyin.emergency.ending import stand_down
from huiyin.emergency.models import Emergency
from huiyin.emergency.supplies_rows import Supply
from huiyin.notifications.models import Notice
from huiyin.organisations.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, Matter, State
from huiyin.rules.terms_emergency import GroupKind
from huiyin.statistics import period_paper, situations
from huiyin.statistics.closing import closing
from huiyin.statistics.counting import Counting
from huiyin.statistics.period import reported
from huiyin.statistics.period_tables import tables
from huiyin.statistics.situation_counting import urgent_numbers
from huiyin.statistics.situation_models import Situation, SituationReceipt
from huiyin.statistics.situation_paper import blocks_of, cells_of, to_draw
from tests.emergency.declared import AT, an_emergency
from tests.emergency.stores import come_in
from tests.make import DAY, HOUR, a_petition, an_office, at
from tests.people import CLERK, DISPATCHER, LEADER
from tests.petitions.marked import a_marked_petition, a_member

pytestmark = pytest.mark.django_db
FIVE = at("2026-03-02 17:00")
MINUTE = timedelta(minutes=1)


def compiled(emergency: Emergency | None = None) -> Situation:
    """The report of the first day, made by the worker at its hour."""
    emergency or an_emergency()
    situations.compile_what_is_due(FIVE)
    return Situation.objects.select_related("office", "emergency").get()


def numbers(row: Situation) -> dict[str, tuple[int, int | None]]:
    return {
        each["name"]: (each["number"], each["under"])
        for part in row.parts
        for each in part["numbers"]
    }


def test_it_is_compiled_at_its_hour_once_and_says_when_it_was_counted() -> None:
    an_emergency()
    assert situations.compile_what_is_due(FIVE - MINUTE) == 0
    assert situations.compile_what_is_due(FIVE) == 1
    assert situations.compile_what_is_due(FIVE + 5 * MINUTE) == 0
    row = Situation.objects.get()
    assert (row.day, row.counted_at, row.compiled_by) == (date(2026, 3, 2), FIVE, "job:situation")
    assert Notice.objects.filter(code="situation_ready").count() == 1


def test_an_hour_that_was_slept_through_is_made_up_once_yesterday_too() -> None:
    emergency = an_emergency()
    late = at("2026-03-04 09:12")
    assert situations.compile_what_is_due(late) == 1, "today's hour has not come"
    row = Situation.objects.get()
    assert (row.day, row.counted_at) == (date(2026, 3, 3), late)
    assert situations.compile_what_is_due(late + MINUTE) == 0
    stand_down(emergency, reason="响应终止。", by=LEADER.viewer, at=late)
    assert situations.compile_what_is_due(at("2026-03-04 17:00")) == 0, "over before the hour"


def test_another_hour_counts_from_then_on() -> None:
    emergency = an_emergency()
    for typed in ("", "25:00", "17:00:30", "下午五点", "17:00+08:00"):
        with pytest.raises(Refused):
            situations.set_hour(emergency, typed, by=LEADER.viewer, at=FIVE - DAY)
    situations.set_hour(emergency, "18:30", by=DISPATCHER.viewer, at=FIVE - HOUR)
    assert situations.compile_what_is_due(FIVE) == 0
    assert situations.compile_what_is_due(FIVE + 90 * MINUTE) == 1
    with pytest.raises(Refused):
        situations.set_hour(emergency, "08:00", by=CLERK.viewer, at=FIVE)


def test_it_counts_what_happened_and_every_number_keeps_its_petitions() -> None:
    emergency = an_emergency()
    petition = a_marked_petition(State.REGISTERED, channel=Channel.LETTER)
    a_petition(State.RECEIVED, matter=Matter.ACCUSATION)
    masks = Supply.objects.get(name="医用口罩")
    come_in(masks, 800, on=date(2026, 3, 2), when=FIVE)
    row = compiled(emergency)
    found = numbers(row)
    assert found["received"] == (1, None), "accusations are not counted"
    assert found["received_letter"] == (1, None)
    assert (found["found_today"], found["found"]) == ((1, None), (1, None))
    assert found["found_in_time"] == (0, 1)
    assert row.behind["found_open"] == row.behind["received"] == [str(petition.pk)]
    assert found[f"supply_{masks.pk.hex}"] == (800, None)
    assert found["reported"][0] == 0
    assert found["reported"][1] == found["on_time"][1] != 0
    assert found["isolated"] == (0, None)
    assert found["posts"][0] == 0, "the plan's posts have no roster yet"
    assert found["tasks_open"][0] > 0


def test_words_are_written_around_and_nobody_overwrites_what_they_have_not_read() -> None:
    row = compiled()
    typed = {"opening": "全天平稳。", "arrivals": "网上为主。", "received": "999"}
    mine = situations.write(row, typed, edition=1, by=DISPATCHER.viewer, at=FIVE)
    assert mine.words == {"opening": "全天平稳。", "arrivals": "网上为主。"}
    assert numbers(mine) == numbers(row), "no field changes a number"
    with pytest.raises(Refused, match="别人刚刚改过"):
        situations.write(row, {"opening": "我的"}, edition=1, by=LEADER.viewer, at=FIVE)
    with pytest.raises(Refused):
        situations.write(row, {"opening": "长" * 2001}, edition=2, by=LEADER.viewer, at=FIVE)
    with pytest.raises(Refused):
        situations.write(row, typed, edition=2, by=CLERK.viewer, at=FIVE)


def test_a_draft_is_counted_again_and_what_was_issued_never() -> None:
    emergency = an_emergency()
    member, viewer = a_member(emergency, GroupKind.LEADING)
    row = compiled(emergency)
    a_petition(State.RECEIVED)
    again = situations.write(row, {}, edition=1, recounts=True, by=LEADER.viewer, at=FIVE + HOUR)
    assert (numbers(again)["received"], again.counted_at) == ((1, None), FIVE + HOUR)
    with pytest.raises(Refused):
        situations.issue(row, edition=2, by=DISPATCHER.viewer, at=FIVE + HOUR)
    made = situations.issue(row, edition=2, by=LEADER.viewer, at=FIVE + HOUR)
    assert made.number == "云信情〔2026〕1号"
    before = (to_draw(made), bytes(made.digest), blocks_of(made.body), cells_of(made.body["parts"]))
    Petition.objects.update(arrived_at=FIVE - 9 * DAY)
    a_marked_petition(State.REGISTERED)
    Emergency.objects.update(name="另一个名称")
    made.refresh_from_db()
    assert (
        to_draw(made),
        bytes(made.digest),
        blocks_of(made.body),
        cells_of(made.body["parts"]),
    ) == before
    assert situations.digest_of(made.body) == bytes(made.digest)
    with pytest.raises(Refused, match="已经签发"):
        situations.write(row, {}, edition=2, by=LEADER.viewer, at=FIVE + 2 * HOUR)
    with pytest.raises(Refused, match="已经签发"):
        situations.issue(row, edition=2, by=LEADER.viewer, at=FIVE + 2 * HOUR)
    assert situations.acknowledge(made, by=viewer, at=FIVE + 2 * HOUR)
    assert not situations.acknowledge(made, by=CLERK.viewer, at=FIVE + 2 * HOUR)
    receipt = SituationReceipt.objects.get()
    assert (receipt.user_id, receipt.read_at) == (member.pk, FIVE + 2 * HOUR)


def test_a_correction_is_another_version_with_another_number() -> None:
    row = compiled()
    with pytest.raises(Refused):
        situations.correct(row, "", by=CLERK.viewer, at=FIVE)
    situations.write(row, {"next_steps": "明天继续。"}, edition=1, by=LEADER.viewer, at=FIVE)
    first = situations.issue(row, edition=2, by=LEADER.viewer, at=FIVE)
    with pytest.raises(Refused, match="为什么"):
        situations.correct(row, " ", by=LEADER.viewer, at=FIVE)
    second = situations.correct(row, "漏计一件。", by=DISPATCHER.viewer, at=FIVE + HOUR)
    assert situations.correct(row, "再来", by=LEADER.viewer, at=FIVE + HOUR) == second
    assert (second.version, second.words) == (2, {"next_steps": "明天继续。"})
    made = situations.issue(second, edition=1, by=LEADER.viewer, at=FIVE + HOUR)
    assert (first.number[-2:], made.number[-2:]) == ("1号", "2号")
    assert blocks_of(made.body)[:3] == [
        ("heading", "一、更正原因"),
        ("text", f"本期更正并代替{first.number}。"),
        ("text", "漏计一件。"),
    ]


@pytest.mark.parametrize(
    ("hours", "words"), [(24, ("24小时内反馈", "超过24小时")), (12, ("时限内反馈", "超过时限"))]
)
def test_a_stricter_plan_is_not_said_to_have_24_hours(hours: int, words: tuple[str, str]) -> None:
    emergency = an_emergency(hours=hours)
    numbers = urgent_numbers(emergency.office, emergency, localdate(AT), at=AT)
    assert tuple(each.zh for each in numbers[-2:]) == words
    a_marked_petition(State.REGISTERED)
    day = localdate(AT)
    counting = Counting(viewer=LEADER.viewer, first=day, last=day + DAY, as_of=day + DAY)
    report = reported(counting)
    assert report.hours == {hours: 1}
    assert tuple(tables(report)[0].heads[-2:]) == words
    note = period_paper.to_draw(report, head="云岭市信访局", at=AT)["note"]
    assert ("应急件的时限：12小时1件；" in note) == (hours == 12)
    parts = closing(emergency, LEADER.viewer, at=AT + DAY).parts
    notes = [each.note for part in parts for each in part.numbers]
    assert ("时限是 %(hours)s 小时" in notes) == (hours == 12)


def test_a_drill_takes_no_number_of_the_real_series_and_by_hand_is_the_same_report() -> None:
    emergency = an_emergency(is_drill=True, name="演练")
    office, today = an_office("yunling-bureau"), date(2026, 3, 2)
    by, before = DISPATCHER.viewer, FIVE - HOUR
    row = situations.compile_now(office, emergency, today, by=by, at=before)
    assert situations.compile_now(office, emergency, today, by=by, at=before) == row
    assert situations.compile_what_is_due(FIVE) == 0
    for day in (date(2026, 3, 1), date(2026, 3, 3)):
        with pytest.raises(Refused):
            situations.compile_now(office, emergency, day, by=by, at=before)
    made = situations.issue(row, edition=1, by=LEADER.viewer, at=FIVE)
    assert made.number == "云信情演〔2026〕1号"


def test_the_database_lets_no_day_have_two_and_no_issue_be_changed() -> None:
    row = compiled()
    with pytest.raises(IntegrityError), transaction.atomic():
        Situation.objects.create(
            office=row.office, emergency=row.emergency, day=row.day, parts=[], behind={},
            counted_at=FIVE, compiled_by="x", compiled_at=FIVE,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_or(has_table_privilege(r, 'statistics_situationissue', 'UPDATE, DELETE'))"
            " FROM unnest(ARRAY['huiyin_app', 'huiyin_worker']) r"
        )
        assert cursor.fetchone() == (False,)
