"""A source that floods is asked to wait; what it handed in before, and tokens, are not slowed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from huiyin.api import slowing
from huiyin.petitions.models import Petition
from huiyin.petitions.tokens import new_token
from tests.api.calling import submit
from tests.make import an_office

pytestmark = pytest.mark.campaign("C12")


@pytest.fixture(autouse=True)
def _few(settings: Settings) -> None:
    settings.HUIYIN_INTAKE_LIMIT = 3


def test_one_too_many_waits_and_nothing_is_kept() -> None:
    assert [submit().status for _ in range(3)] == [201] * 3
    answer = submit()
    assert (answer.status, answer.kind) == (429, "too-many-submissions")
    assert 1 <= int(answer.headers["Retry-After"]) <= slowing.WINDOW.total_seconds()
    assert Petition.objects.count() == 3


def test_behind_a_proxy_that_counts_nobody_waits_here(settings: Settings) -> None:
    settings.HUIYIN_INTAKE_LIMIT = 0
    assert [submit().status for _ in range(5)] == [201] * 5


def test_what_was_handed_in_before_is_still_answered() -> None:
    first = submit(key="a-key-of-my-own")
    for _ in range(4):
        submit()
    again = submit(key="a-key-of-my-own")
    assert again.status == 200
    assert again.body["number"] == first.body["number"]


def test_a_token_is_not_slowed() -> None:
    _row, token = new_token("市民热线", office=an_office("yunling-bureau"), at=timezone.now())
    assert [submit(token=token).status for _ in range(6)] == [201] * 6
    assert submit().status == 201, "nor counted"


def test_the_window_passes_and_sources_are_apart() -> None:
    at = timezone.now()
    assert [slowing.seconds_to_wait("1", at=at) for _ in range(3)] == [0, 0, 0]
    assert slowing.seconds_to_wait("1", at=at + timedelta(minutes=4)) == 360
    assert slowing.seconds_to_wait("2", at=at) == 0
    assert slowing.seconds_to_wait("1", at=at + slowing.WINDOW) == 0


def test_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slowing, "MOST_SOURCES", 5)
    at = timezone.now()
    for number in range(20):
        slowing.seconds_to_wait(str(number), at=at)
        assert len(slowing._counts) <= 5


def test_what_is_refused_for_its_words_is_not_counted() -> None:
    for _ in range(5):
        assert submit({"request": ""}).status == 422
    assert submit().status == 201
