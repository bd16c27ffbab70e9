"""/metrics: what it tells, to whom, and that it names nobody."""

import os
import re
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from huiyin.notifications.models import Notice, Outbox
from huiyin.rules.terms import State
from huiyin.web import counting
from tests.make import a_petition
from tests.people import CLERK
from tests.web.desk import NAME, PHONE, desk_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
LINE = re.compile(r"(# (HELP|TYPE) .+|[a-z_]+(\{[^}]*\})? [0-9.e+-]+)")


def told(**headers: str) -> dict[str, float]:
    response = Client().get("/metrics", headers=headers)
    assert response.status_code == 200
    lines = response.content.decode().splitlines()
    assert all(LINE.fullmatch(line) for line in lines)
    samples = (line.rpartition(" ") for line in lines if not line.startswith("#"))
    return {name: float(value) for name, _space, value in samples}


def test_requests_are_counted_by_class_and_time() -> None:
    before = told()
    counting.note("GET", 200, 0.03)
    counting.note("BREW", 503, 60.0)
    after = told()
    other = 'huiyin_requests_total{method="OTHER",status="5xx"}'
    assert after[other] == before[other] + 1
    read = 'huiyin_requests_total{method="GET",status="2xx"}'
    assert after[read] >= before[read] + 2  # what asked before counts too
    slow = 'huiyin_request_seconds_bucket{le="10.0"}'
    whole = "huiyin_request_seconds_count"
    assert after[whole] - before[whole] == after[slow] - before[slow] + 1
    assert after["huiyin_request_seconds_sum"] >= before["huiyin_request_seconds_sum"] + 60


def test_pages_and_the_api_are_counted() -> None:
    missing = 'huiyin_requests_total{method="GET",status="4xx"}'
    before = told()[missing]
    desk_of(CLERK).get("/nothing/")
    Client().get("/api/v1/nothing")
    assert told()[missing] == before + 2


def test_what_waits_is_told() -> None:
    now = timezone.now()
    a_petition(State.SIGNED, name=NAME, phone=PHONE)
    Outbox.objects.filter(done_at=None).update(not_before=now - timedelta(minutes=10))
    Notice.objects.create(key="a", way="sms", text="消息", tries=13, next_at=None)
    found = told()
    assert found["huiyin_database_up"] == 1
    assert found["huiyin_outbox_length"] == Outbox.objects.filter(done_at=None).count()
    assert found["huiyin_outbox_age_seconds"] >= 600
    assert found["huiyin_messages_given_up"] == 1
    assert found["huiyin_webhooks_stopped"] == 0
    assert found["huiyin_database_connections_max"] > 0


def test_it_names_nobody_and_no_petition() -> None:
    petition = a_petition(State.SIGNED, name=NAME, phone=PHONE)
    desk_of(CLERK).get(f"/petitions/{petition.pk}/")
    everything = Client().get("/metrics").content.decode()
    for word in (NAME, PHONE, petition.number, str(petition.pk), CLERK.user.username):
        assert word not in everything


def test_a_scrape_is_cheap(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(14):
        told()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"])
def test_nothing_is_there_through_a_proxy(header: str) -> None:
    assert Client().get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_nothing_is_there_from_elsewhere(settings: Settings) -> None:
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "", "nonsense"):
        assert Client(REMOTE_ADDR=address).get("/metrics").status_code == 404
    settings.HUIYIN_METRICS_NETWORKS = ["10.1.0.0/16"]
    assert Client(REMOTE_ADDR="10.1.2.3").get("/metrics").status_code == 200
    assert Client().get("/metrics").status_code == 404


def test_a_token_opens_it_from_anywhere(settings: Settings) -> None:
    settings.HUIYIN_METRICS_NETWORKS = []
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    settings.HUIYIN_METRICS_TOKEN = "a-token-of-the-operator"
    told(Authorization="Bearer a-token-of-the-operator")
    for wrong in ("Bearer no", "Bearer ", "令牌"):
        answer = Client().get("/metrics", headers={"Authorization": wrong})
        assert answer.status_code == 404


def test_counting_leaves_the_server_its_choice_of_how_workers_start() -> None:
    program = "import huiyin.web.counting, multiprocessing as m; m.set_start_method('fork')"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)


def test_workers_count_side_by_side_and_each_count_is_told() -> None:
    """Each in a row of its own, which the next one takes over: ten times as many as there are."""
    before = dict(read_requests())
    for _ in range(2):
        children = [_counting(5) for _ in range(3)]
        assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    after = dict(read_requests())
    assert after["GET", "2xx"] == before["GET", "2xx"] + 30
    assert counting._own_row() + 4 * counting._WIDTH < len(counting._counts)


def _counting(times: int) -> int:
    """A worker forked from here that counts some requests and ends."""
    child = os.fork()
    if child == 0:
        for _ in range(times):
            counting.note("GET", 200, 0.01)
        os._exit(0)
    return child


def read_requests() -> list[tuple[tuple[str, str], int]]:
    return [((method, status), count) for method, status, count in counting.requests()]


def test_a_process_that_is_killed_while_it_counts_stops_nobody() -> None:
    """A row that is free again with its holder's death: kill -9 must not take the others along."""
    child = os.fork()
    if child == 0:
        with counting._thread:
            counting._own_row()
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    counting_again = threading.Thread(target=counting.note, args=("GET", 200, 0.01), daemon=True)
    counting_again.start()
    counting_again.join(5)
    assert not counting_again.is_alive()
