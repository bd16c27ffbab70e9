"""A demo may carry a shifted clock for the law's time; nothing else may."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access, AccessSeal
from huiyin.commands import demo, founding
from huiyin.commands.home import Trouble
from huiyin.duty import actions
from huiyin.duty.actions import PostGiven
from huiyin.jobs import timed
from huiyin.notifications.models import Outbox
from huiyin.petitions import simulation
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.simulation import ShiftedClock, law_time, shift_to
from huiyin.rules.moments import localdate
from tests.emergency.declared import an_emergency
from tests.make import a_petition, an_office, at, fresh
from tests.people import CLERK, DISPATCHER, LEADER, SYSTEM_ADMIN, Person
from tests.web.desk import desk_of, page_of, step_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
MORNING = at("2026-02-16 08:00")
MOMENT = timedelta(minutes=1)


@pytest.fixture
def shifted() -> Iterator[None]:
    """A demo whose clock stands at eight in the morning of another day, and runs on."""
    with override_settings(HUIYIN_DEMO=True):
        shift_to(MORNING, real=timezone.now())
        yield
    simulation._known.clear()


def test_the_laws_time_stands_where_it_was_put_and_runs_on(shifted: None) -> None:
    first = law_time(timezone.now())
    assert MORNING - MOMENT < first < MORNING + MOMENT
    assert law_time(timezone.now()) > first


def test_what_is_done_at_the_desk_is_dated_and_recorded_by_it(shifted: None) -> None:
    petition = a_petition(arrived_at=at("2026-02-13 09:00"))
    clerk = desk_of(CLERK)
    page = text(clerk.get(page_of(petition)))
    assert "2月16日" in text(clerk.get("/"))
    assert petition.number in page
    clerk.post(step_of(petition, "note"), {"words": "已电话联系。", "version": petition.version})
    told = Event.objects.filter(petition=petition).latest("seq")
    assert told.step == "note"
    assert localdate(told.at) == localdate(told.recorded_at) == MORNING.date()
    assert fresh(petition).version > petition.version


def test_sessions_keep_the_real_time(shifted: None) -> None:
    clerk: Client = desk_of(CLERK)
    assert clerk.get("/").status_code == 200
    assert clerk.session.get_expiry_date() > timezone.now()


def test_what_watches_over_it_counts_by_it(shifted: None, client: Client) -> None:
    """Work that is due now is not six years late, and what was noted today is sealed today."""
    now = law_time(timezone.now())
    due = Outbox.objects.create(topic="tell", created_at=now, not_before=now - MOMENT)
    assert client.get("/readyz").json()["outbox"] == "ok"
    measured = client.get("/metrics").content.decode()
    age = re.search(r"^huiyin_outbox_age_seconds (\S+)$", measured, re.MULTILINE)
    assert age is not None
    assert 60 <= float(age[1]) < 120
    Outbox.objects.filter(id=due.id).update(not_before=now - timedelta(hours=1))
    assert client.get("/readyz").json()["outbox"] == "late"
    for moment in (now, timezone.now()):
        note_access(Access.READ, viewer=CLERK.viewer, at=moment - MOMENT)
    timed.every_minute(int(timezone.now().timestamp()))
    days = {localdate(moment - MOMENT) for moment in (now, timezone.now())}
    assert set(AccessSeal.objects.values_list("day", flat=True)) == days


def test_a_calendar_of_watches_is_read_by_it(shifted: None) -> None:
    asked = text(desk_of(CLERK).post("/duty/feed/", {"renew": "1"}))
    address = re.search(r"http://testserver(/duty/feed/[\w-]+\.ics)", asked)
    assert address is not None
    given = PostGiven(name="应急值班岗", phone="0990-0000112")
    by, begin = DISPATCHER.viewer, law_time(timezone.now())
    post = actions.add_post(an_office("yunling-bureau"), given, by=by, at=begin)
    end = begin + timedelta(hours=8)
    actions.place(post, CLERK.user, begin=begin, end=end, by=by, at=begin)
    assert "SUMMARY:应急值班岗" in Client().get(address[1]).content.decode()


def test_real_work_knows_no_shift() -> None:
    ShiftedClock.objects.create(seconds=-86400)
    assert abs(law_time(timezone.now()) - timezone.now()) < MOMENT
    with pytest.raises(RuntimeError, match="only a demo"):
        shift_to(MORNING, real=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftedClock.objects.create(id=2, seconds=1)
    assert not Petition.objects.filter(arrived_at__gt=timezone.now()).exists()


@pytest.mark.parametrize(
    ("person", "wanted", "led_to"),
    [
        (LEADER, "/", "/emergency/board/"),
        (CLERK, "", "/emergency/board/"),
        (CLERK, "/duty/", "/duty/"),
        (SYSTEM_ADMIN, "/", "/"),
    ],
)
def test_in_a_replay_one_click_opens_the_board_of_the_morning(
    shifted: None, client: Client, person: Person, wanted: str, led_to: str
) -> None:
    an_emergency(at=MORNING, starts_at=MORNING)
    page = text(client.get(reverse("desk:signin")))
    assert "重演“春季疫情防控”：现在是2026-02-16 08:0" in page
    assert "第1天" in page
    form = {"username": person.user.username, "next": wanted}
    assert client.post(reverse("desk:demo_signin"), form)["Location"] == led_to


def test_a_plain_demo_has_no_morning(client: Client) -> None:
    an_emergency(
        at=timezone.now(), starts_at=timezone.now(), expected_end_on=localdate(timezone.now())
    )
    with override_settings(HUIYIN_DEMO=True):
        assert "重演" not in text(client.get(reverse("desk:signin")))
        form = {"username": LEADER.user.username, "next": "/"}
        assert client.post(reverse("desk:demo_signin"), form)["Location"] == "/"


def test_nights_and_mornings_come_by_the_shifted_clock_and_by_no_other(
    shifted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    came: list[str] = []
    monkeypatch.setattr(timed, "_night", lambda real: came.append(f"night {law_time(real):%d}"))
    monkeypatch.setattr(timed, "_morning", lambda law: came.append(f"morning {law:%d}"))
    now = int(timezone.now().timestamp())
    timed.every_night(now)
    timed.every_morning(now)
    assert came == [], "at the real hours nothing happens"
    for tick in range(now, now + 86_400, 300):
        timed.shifted_days(tick)
    assert sorted(came) == ["morning 16", "night 16"], "in UTC: both on the 17th of the city"
    with override_settings(HUIYIN_DEMO=False):
        simulation._known.clear()
        timed.shifted_days(now)
        timed.every_night(now)
    assert came[2:] == [f"night {timezone.now():%d}"]


@contextmanager
def _in_this_transaction(_role: str) -> Iterator[CursorWrapper]:
    with connection.cursor() as cursor:
        yield cursor


@pytest.mark.parametrize(("mark", "lost"), [("990", 10), ("1005", 0), ("", 0), (None, 0)])
def test_while_the_demo_was_stopped_no_time_passed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mark: str | None, lost: int
) -> None:
    monkeypatch.setenv("HUIYIN_HOME", str(tmp_path))
    monkeypatch.setattr("huiyin.commands.demo.time.time", lambda: 1000.9)
    monkeypatch.setattr("huiyin.commands.demo.databases.connect", _in_this_transaction)
    ShiftedClock.objects.create(seconds=-500)
    if mark is not None:
        (tmp_path / demo.STOPPED).write_text(mark)
    demo._go_on_from_the_stop()
    demo._go_on_from_the_stop()
    assert ShiftedClock.objects.get().seconds == -500 - lost


def test_a_second_demo_of_the_same_folder_is_a_sentence(tmp_path: Path) -> None:
    with demo._alone(tmp_path), pytest.raises(Trouble, match="正在载入"), demo._alone(tmp_path):
        pass
    with demo._alone(tmp_path):
        pass


def test_a_folder_is_shown_as_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huiyin.commands.demo.databases.connect", _in_this_transaction)
    demo._refuse_the_other(founding.CITY)
    with pytest.raises(Trouble, match="不是疫情重演"):
        demo._refuse_the_other(founding.EPIDEMIC)
    ShiftedClock.objects.create(seconds=-500)
    demo._refuse_the_other(founding.EPIDEMIC)
    with pytest.raises(Trouble, match="huiyin demo --emergency"):
        demo._refuse_the_other(founding.CITY)
