"""C5: how long a denied answer takes tells nothing: as long as that a petition is not there."""

import time
from collections.abc import Callable
from statistics import median
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import HANDLING, REGISTERING
from huiyin.web.desk import doorway
from huiyin.web.desk.gate import StaffRequest
from tests.verification.relations import rows, stands
from tests.web.desk import page_of
from tests.web.staff import at_work
from verify.plugin import is_full, size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]
MOST = 0.005  # seconds
HIDDEN = ("accused person", "recused", "other organ")
AGAIN = 3


def denied(relation: str) -> tuple[Client, Petition]:
    """Somebody at work from whom this petition is hidden."""
    [row] = [each for each in rows() if each.name == relation]
    petition, people = stands(row)
    hidden = [role for role in people if row.cells[role] == "-" and role in REGISTERING | HANDLING]
    return at_work(Client(), people[hidden[0]]), petition


def seconds(client: Client, petition: UUID) -> float:
    """How long the answer takes that nothing is there."""
    # On a busy machine others' work would be measured too: in short only that of this process is.
    clock = time.perf_counter if is_full() else time.thread_time
    began = clock()
    answer = client.get(page_of(petition))
    took = clock() - began
    assert answer.status_code == 404
    return took


def apart(client: Client, petition: Petition, pairs: int) -> float:
    """How far apart the medians of both answers are, one asked right after the other."""
    there: list[float] = []
    nowhere: list[float] = []
    for number in range(pairs):
        both = [(there, petition.pk), (nowhere, new_id())]
        for times, asked in both if number % 2 else reversed(both):
            times.append(seconds(client, asked))
    return abs(median(there) - median(nowhere))


@pytest.mark.parametrize("relation", HIDDEN if is_full() else HIDDEN[:1])
def test_a_hidden_petition_takes_as_long_as_none(relation: str, tally: Tally) -> None:
    """What is hidden is denied in the time of what is not there: medians less than 5 ms apart"""
    client, petition = denied(relation)
    pairs = size(5, 200)
    seconds(client, petition.pk)  # what is read once and remembered
    # A busy machine may disturb one round; a difference of ours shows in every one.
    assert any(apart(client, petition, pairs) < MOST for _round in range(AGAIN))
    tally("pairs", pairs)


@pytest.mark.full
@pytest.mark.control
def test_a_denial_that_takes_longer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    client, petition = denied("accused person")
    real = doorway.not_found

    def slower(request: StaffRequest) -> HttpResponse:
        until = time.thread_time() + 4 * MOST
        while str(petition.pk) in request.path and time.thread_time() < until:
            pass
        return real(request)

    monkeypatch.setattr(doorway, "not_found", slower)
    seconds(client, petition.pk)
    assert all(apart(client, petition, 4) > MOST for _round in range(AGAIN))
