"""A notice that is entered makes a calendar version, which nothing changes any more."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import ProgrammingError, transaction

from huiyin.organisations.calendars import calendars, enter_notice, in_force
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import HolidayNotice
from huiyin.rules.calendars import latest, versions, with_entered
from huiyin.rules.holidays import Break, Notice
from tests.make import at
from tests.people import SYSTEM_ADMIN

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
NOTICE = Notice(
    date(2026, 11, 5),
    "国办发明电〔2026〕99号",
    2027,
    (
        Break("元旦", "2027-01-01", "2027-01-03"),
        Break("春节", "2027-02-05", "2027-02-12", ("2027-01-31", "2027-02-13")),
    ),
    is_whole_year=True,
)


def enter(notice: Notice = NOTICE) -> HolidayNotice:
    return enter_notice(notice, by=SYSTEM_ADMIN.viewer, at=at("2026-11-20 10:00"), today=TODAY)


def test_what_is_entered_is_the_newest_calendar() -> None:
    row = enter()
    assert row.version == "2026-11-05"
    calendar = in_force(TODAY)
    assert calendar.source == "国办发明电〔2026〕99号"
    assert calendar.is_confirmed(2027)
    assert not calendar.is_working(date(2027, 2, 5))
    assert calendar.is_working(date(2027, 1, 31))
    assert in_force(date(2026, 11, 4)) == latest()
    assert calendars().versions()[:-1] == versions()


def test_a_wrong_notice_is_corrected_by_a_later_one() -> None:
    enter()
    longer = Break("元旦", "2027-01-01", "2027-01-04")
    second = enter(replace(NOTICE, breaks=(longer,)))
    assert second.version == "2026-11-05-2"
    calendar = in_force(TODAY)
    assert not calendar.is_working(date(2027, 1, 4))
    assert calendar.is_working(date(2027, 2, 5)), "a notice of the whole year replaces all of it"
    assert not calendars().of("2026-11-05").is_working(date(2027, 2, 5))
    one_break = Break("国庆节", "2027-10-01", "2027-10-07")
    enter(replace(NOTICE, breaks=(one_break,), is_whole_year=False))
    calendar = in_force(TODAY)
    assert calendar.version == "2026-11-05-3"
    assert not calendar.is_working(date(2027, 10, 5))
    assert not calendar.is_working(date(2027, 1, 4)), "what it does not name stands"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"paper": "  "}, "paper"),
        ({"paper": "长" * 61}, "paper"),
        ({"paper": "文\x00号"}, "paper"),
        ({"year": 1900}, "year"),
        ({"published_on": date(2026, 11, 21)}, "published_on"),
        ({"published_on": date(2025, 11, 3)}, "published_on"),
        ({"breaks": ()}, "breaks"),
        ({"breaks": (Break("春节", "2027-02-12", "2027-02-05"),)}, "breaks"),
        # Off here, worked there: 2026-02-14 was announced as worked.
        (
            {
                "year": 2026,
                "is_whole_year": False,
                "breaks": (Break("加假", "2026-02-14", "2026-02-14"),),
            },
            "breaks",
        ),
    ],
)
def test_what_cannot_be_right_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        enter(replace(NOTICE, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not HolidayNotice.objects.exists()


def test_the_same_notice_is_entered_once() -> None:
    enter()
    with pytest.raises(Refused, match="已经录入"):
        enter()
    assert HolidayNotice.objects.count() == 1


def test_what_was_entered_cannot_be_changed_in_the_database() -> None:
    row = enter()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        HolidayNotice.objects.filter(pk=row.pk).update(year=2028)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        HolidayNotice.objects.filter(pk=row.pk)._raw_delete("default")


def test_other_processes_look_again_after_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    known = calendars()
    # Another process enters it: this one is not told.
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("huiyin.organisations.calendars.forget", lambda: None)
        enter()
    assert calendars() is known
    monkeypatch.setattr("huiyin.organisations.calendars.SECONDS", 0.0)
    assert calendars().latest().version == "2026-11-05"


def test_who_updates_after_entering_keeps_counting_by_what_was_entered() -> None:
    shipped = versions()[-1]
    entered = Notice(
        shipped.published_on, "手工录入", 2026, (Break("元旦", "2026-01-01", "2026-01-01"),)
    )
    known = with_entered([entered])
    assert len(known.versions()) == len(versions())
    assert known.of(shipped.version).source == "手工录入"
