"""One's watches in a calendar: under a secret address kept as a digest, until it is renewed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from huiyin.duty import actions, feeds
from huiyin.duty.actions import PostGiven
from huiyin.duty.models import DutyFeed, Shift
from tests.make import an_office
from tests.people import CLERK, DISPATCHER, LEADER, NOBODY
from tests.web.desk import desk_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
PAGE = "/duty/feed/"


def a_watch() -> Shift:
    given = PostGiven(name="总值班，一层；二层" * 3, phone="0990-0000112")
    by, now = DISPATCHER.viewer, timezone.now()
    post = actions.add_post(an_office("yunling-bureau"), given, by=by, at=now)
    end = now + timedelta(hours=8)
    return actions.place(post, CLERK.user, begin=now, end=end, by=by, at=now)


def asked() -> str:
    page = text(desk_of(CLERK).post(PAGE, {"renew": "1"}))
    found = re.search(r"http://testserver(/duty/feed/[\w-]+\.ics)", page)
    assert found is not None
    return found[1]


def test_a_calendar_reads_only_one_persons_watches_and_no_line_is_too_long() -> None:
    shift, address = a_watch(), asked()
    answer = Client().get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    lines = answer.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    whole = answer.content.replace(b"\r\n ", b"").decode()
    assert f"UID:{shift.pk}@huiyin" in whole
    assert f"SUMMARY:{shift.post.name}" in whole
    assert whole.count("BEGIN:VEVENT") == 1
    assert feeds.calendar_of(LEADER.user, timezone.now()).count(b"BEGIN:VEVENT") == 0


def test_the_secret_stands_nowhere_and_a_new_one_shuts_the_old() -> None:
    a_watch()
    first = asked()
    secret = first.removeprefix(PAGE).removesuffix(".ics")
    assert secret.encode() not in bytes(DutyFeed.objects.get().digest)
    assert secret not in text(desk_of(CLERK).get(PAGE)), "shown once"
    second = asked()
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert desk_of(CLERK).post(PAGE, {"stop": "1"}).status_code == 302
    assert Client().get(second).status_code == 404


def test_who_left_or_guesses_reads_nothing() -> None:
    a_watch()
    address = asked()
    type(CLERK.user).objects.filter(pk=CLERK.user.pk).update(is_active=False)
    assert Client().get(address).status_code == 404
    assert Client().get(f"{PAGE}{'x' * 43}.ics").status_code == 404
    assert desk_of(NOBODY).get(PAGE).status_code == 404
