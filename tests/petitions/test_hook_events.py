"""Events for endpoints: in order, signed, tried again; never a word, never an accusation."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from huiyin.jobs.waiting import queue_events, send_event
from huiyin.notifications import webhooks
from huiyin.notifications.endpoints import HookEvent, Webhook
from huiyin.notifications.models import Notice
from huiyin.notifications.webhooks import Refused
from huiyin.petitions.actions import closing, registering
from huiyin.petitions.hook_events import NEVER
from huiyin.petitions.models import Event
from huiyin.rules.terms import Matter, Rating, State, Step
from tests.make import a_petition, an_office
from tests.people import CLERK, HANDLER
from tests.statistics.register import rated
from tests.web.desk import NAME, PHONE

pytestmark = pytest.mark.django_db
URL = "https://hooks.example/in"
Posted = list[tuple[dict[str, str], bytes]]


@pytest.fixture(autouse=True)
def _hosts(settings: Settings) -> None:
    settings.HUIYIN_WEBHOOK_HOSTS = {"hooks.example"}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> tuple[Posted, list[Any]]:
    """What was posted, and what the endpoint answers: the first of a list as long as it lasts."""
    posted: Posted = []
    statuses: list[Any] = []

    def post(url: str, body: bytes, headers: dict[str, str], *, resolve: Callable[..., Any]) -> int:
        status = statuses.pop(0) if statuses else 200
        if isinstance(status, Exception):
            raise status
        posted.append((headers, body))
        return int(status)

    monkeypatch.setattr(webhooks, "post", post)
    return posted, statuses


def a_hook(office: str = "yunling-bureau") -> tuple[Webhook, str]:
    # Steps of tests happen in spring; what happened before an endpoint was there is not told.
    return webhooks.register(
        office=an_office(office), name="政务平台", url=URL, at=timezone.now() - timedelta(days=900)
    )


def send_all() -> None:
    while send_event(timezone.now()):
        pass


def bodies(posted: Posted) -> list[dict[str, Any]]:
    return [json.loads(body) for _headers, body in posted]


def test_steps_arrive_in_their_order_without_a_word(answers: tuple[Posted, list[Any]]) -> None:
    posted, _statuses = answers
    hook, _secret = a_hook()
    petition = a_petition(State.SIGNED, name=NAME, phone=PHONE)
    queue_events(timezone.now())
    send_all()
    told = bodies(posted)
    steps = Event.objects.filter(petition=petition).exclude(step=Step.RENDER).order_by("seq")
    assert [each["step"] for each in told] == list(steps.values_list("step", flat=True))
    assert [each["sequence"] for each in told] == list(range(1, len(told) + 1))
    assert told[-1]["state"] == State.SIGNED
    assert set(told[0]) == {
        "id", "sequence", "kind", "petition", "number", "seq", "step", "state", "at",
    }  # fmt: skip
    everything = "".join(body.decode() for _headers, body in posted)
    assert NAME not in everything
    assert PHONE not in everything
    # Nothing new, nothing told again.
    queue_events(timezone.now())
    assert not send_event(timezone.now())
    assert Webhook.objects.get(pk=hook.pk).waiting == 0


def test_what_an_office_must_not_know_is_not_told(answers: tuple[Posted, list[Any]]) -> None:
    posted, _statuses = answers
    a_hook("yunling-water")
    petition = rated(a_petition(State.SERVED), Rating.DISSATISFIED, Rating.DISSATISFIED)
    assert Event.objects.filter(petition=petition, step=Step.RATE).exists()
    queue_events(timezone.now())
    send_all()
    assert "serve" in {each["step"] for each in bodies(posted)}
    assert not {each["step"] for each in bodies(posted)} & set(NEVER)


def test_each_is_signed_with_its_moment_and_id(answers: tuple[Posted, list[Any]]) -> None:
    posted, _statuses = answers
    _hook, secret = a_hook()
    a_petition(State.REGISTERED)
    queue_events(timezone.now())
    send_all()
    headers, body = posted[0]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    written = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    right = base64.b64encode(hmac.digest(key, written, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert headers["webhook-id"] == json.loads(body)["id"]


def test_what_fails_is_tried_again_and_nothing_overtakes_it(
    answers: tuple[Posted, list[Any]],
) -> None:
    posted, statuses = answers
    hook, _secret = a_hook()
    a_petition(State.SIGNED)
    queue_events(timezone.now())
    statuses += [500, OSError(), 302]
    now = timezone.now()
    for wait in (0, 5, 30):
        now += timedelta(seconds=wait)
        assert send_event(now)
        assert not send_event(now)
    row = Webhook.objects.get(pk=hook.pk)
    assert (row.place, row.tries, row.failure) == (0, 3, "HTTP 302")
    posted.clear()
    while send_event(now + timedelta(minutes=2)):
        pass
    assert [each["sequence"] for each in bodies(posted)] == list(range(1, row.last + 1))
    assert Webhook.objects.get(pk=hook.pk).failure == ""


def test_after_seven_days_it_stops_and_the_office_is_told(
    answers: tuple[Posted, list[Any]],
) -> None:
    _posted, statuses = answers
    hook, _secret = a_hook()
    a_petition(State.REGISTERED)
    queue_events(timezone.now())
    statuses += [503, 503]
    now = timezone.now()
    send_event(now)
    send_event(now + timedelta(days=7))
    assert Webhook.objects.get(pk=hook.pk).stopped_at is not None
    assert Notice.objects.filter(code="webhook_stopped", to_office=hook.office_id).count() == 1
    assert not send_event(now + timedelta(days=8))
    webhooks.start_again(hook.pk, at=now + timedelta(days=8))
    assert send_event(now + timedelta(days=8))


def test_replay_goes_back_to_a_number(answers: tuple[Posted, list[Any]]) -> None:
    posted, _statuses = answers
    hook, _secret = a_hook()
    a_petition(State.SIGNED)
    queue_events(timezone.now())
    send_all()
    first = bodies(posted)
    posted.clear()
    count = webhooks.replay(hook.pk, first=2, at=timezone.now())
    send_all()
    assert count == len(first) - 1
    assert bodies(posted) == first[1:]
    for nowhere in (0, -1, len(first) + 1):
        with pytest.raises(Refused):
            webhooks.replay(hook.pk, first=nowhere, at=timezone.now())


def test_an_accusation_never_goes_out(answers: tuple[Posted, list[Any]]) -> None:
    posted, _statuses = answers
    a_hook()
    accusation = a_petition(matter=Matter.ACCUSATION)
    unread = a_petition(State.RECEIVED)
    wished = a_petition(State.RECEIVED, wish=Matter.ACCUSATION)
    queue_events(timezone.now())
    send_all()
    told = {each["petition"] for each in bodies(posted)}
    assert not told & {str(each.pk) for each in (accusation, unread, wished)}


def test_what_turns_out_to_accuse_is_told_no_further(answers: tuple[Posted, list[Any]]) -> None:
    posted, _statuses = answers
    a_hook()
    a_hook("yunling-water")
    petition = a_petition(State.SIGNED)
    queue_events(timezone.now())
    send_all()
    posted.clear()
    registering.accuse(
        petition.pk, office=an_office("yunling-housing"), by=CLERK.viewer, at=timezone.now()
    )
    queue_events(timezone.now())
    send_all()
    assert not posted


def test_an_office_is_told_of_its_own_petitions_only(answers: tuple[Posted, list[Any]]) -> None:
    posted, _statuses = answers
    a_hook("yunling-labour")
    petition = a_petition(State.SIGNED)
    queue_events(timezone.now())
    send_all()
    assert not posted
    a_hook("yunling-water")
    closing.note(petition.pk, words="备注", by=HANDLER.viewer, at=timezone.now())
    queue_events(timezone.now())
    send_all()
    assert {each["petition"] for each in bodies(posted)} == {str(petition.pk)}


def test_what_was_sent_long_ago_is_forgotten_and_not_sent_again(
    answers: tuple[Posted, list[Any]],
) -> None:
    posted, _statuses = answers
    hook, _secret = a_hook()
    petition = a_petition(State.SIGNED)
    queue_events(timezone.now())
    send_all()
    webhooks.forget_sent(timezone.now() + timedelta(days=31))
    assert HookEvent.objects.filter(webhook=hook).count() == 1
    posted.clear()
    closing.note(petition.pk, words="备注", by=HANDLER.viewer, at=timezone.now())
    queue_events(timezone.now())
    send_all()
    assert [each["step"] for each in bodies(posted)] == ["note"]


@pytest.mark.parametrize(
    ("name", "url", "field"),
    [
        ("", URL, "name"),
        ("政务平台", "http://hooks.example/in", "url"),
        ("政务平台", "https://other.example/in", "url"),
    ],
)
def test_what_cannot_be_an_endpoint_is_refused(name: str, url: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        webhooks.register(office=an_office("yunling-bureau"), name=name, url=url, at=timezone.now())
    assert refusal.value.field == field
