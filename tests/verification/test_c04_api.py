"""C4: no request by the API, however strange, makes an error of our own or an unforeseen answer."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import pytest
from django.http import JsonResponse
from django.utils import timezone
from pytest_django import Settings

from huiyin.accounts.models import Post
from huiyin.api import places, slowing, tracking, ways
from huiyin.api.problems import Kind, Problem
from huiyin.documents.models import Purpose, StoredFile
from huiyin.jobs.outbox import work_off
from huiyin.petitions import tracking as guesses
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.models import Petition
from huiyin.petitions.staff_tokens import Caller, caller_of
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Role, State
from tests.api.staff import Program
from tests.documents.hostile import picture
from tests.make import a_petition, letter
from tests.people import CLERK, HANDLER, SUPERVISOR
from tests.verification.fuzzing import (
    Json,
    Ran,
    document,
    exactly,
    fuzz,
    linked,
    with_values,
    without_token,
)
from tests.web.portal import PHONE, a_portal, code_of
from verify.plugin import is_full, size

pytestmark = [pytest.mark.campaign("C4"), pytest.mark.django_db(transaction=True)]
Tally = Callable[[str, int], None]
DESK = pytest.mark.urls("huiyin.config.urls_desk")
SUBMIT, TRACK = "/api/v1/petitions", "/api/v1/petitions/track"
FIGURES, ME, LIST = "/api/v1/figures", "/api/v1/me", "/api/v1/lists/{name}"
PETITION = "/api/v1/petitions/{key}"
STEPS, TAKE = f"{PETITION}/steps", f"{PETITION}/steps/{{verb}}"
# With a token only; a citizen who names them is refused, which the anonymous cases try.
WITH_TOKEN = ("channel", "office", "arrived_at", "on_the_spot")


@pytest.fixture(autouse=True)
def _ground(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The city; limits that would answer thousands of cases with 429 stand aside."""
    settings.HUIYIN_INTAKE_LIMIT = 0
    monkeypatch.setattr(guesses, "FREE_GUESSES", 10**9)
    monkeypatch.setattr(guesses, "FREE_PER_SOURCE", 10**9)
    caplog.set_level(logging.CRITICAL, "huiyin.request")
    for each in (places, slowing, ways):
        each.forget()
    a_portal()


def held(ran: Ran, tally: Tally, *, limited: bool = False) -> None:
    """Nothing went wrong; how much was tried."""
    assert not ran.faults, f"{len(ran.faults)} faults\n" + "\n".join(ran.faults[:5])
    assert not [each for each in ran.statuses if each >= "500"], ran.statuses
    assert limited or not ran.statuses["429"]
    tally("cases", ran.cases)
    tally("answered 429", ran.statuses["429"])
    for name, count in ran.phases.items():
        tally(name, count)


def test_anonymous_at_the_portal(seed: int, tally: Tally) -> None:
    """Anybody, by the API of the portal"""
    only = () if is_full() else (TRACK,)  # with the edges of every field, which are many
    held(fuzz(document(), examples=size(2, 2_000), seed=seed, headers={}, only=only), tally)


def of_a_citizen(petition: Petition) -> Json:
    """The document as a citizen uses it: a real place, the own number and code; one leads on."""
    made = document()
    number, code = petition.number, code_of(petition)
    exactly(made, "Question", {"number": [number], "code": [code], "phone_tail": [PHONE[-4:]]})
    usual = {"division": ["990100"], "name": ["郑小满"], "phone": [PHONE], "identity": [""]}
    exactly(made, "NewPetition", usual | {"email": ["", "a@example.org"]})
    exactly(made, "NewPetition", {"people_count": [1], "petitioners": [[]]})
    whole = made["components"]["schemas"]["NewPetition"]
    whole["properties"] = {
        name: each for name, each in whole["properties"].items() if name not in WITH_TOKEN
    }
    whole["required"] += ["division", "name", "phone"]
    told = {name: f"$response.body#/{name}" for name in ("number", "code")}
    linked(
        made, SUBMIT, "post", 201,
        {"operationId": "track", "requestBody": told | {"phone_tail": PHONE[-4:]}},
    )  # fmt: skip
    return made


def test_a_citizen_with_number_and_code(seed: int, tally: Tally) -> None:
    """A citizen, who hands in and asks with number and code"""
    made = of_a_citizen(a_petition(State.SERVED))
    ran = fuzz(
        made, examples=size(4, 2_000), seed=seed, headers={}, is_narrowed=True, edges=is_full()
    )
    held(ran, tally)
    assert ran.succeeded >= {f"POST {SUBMIT}", f"POST {TRACK}"}
    assert ran.phases["stateful"]


@DESK
def test_nobody_at_the_desk(seed: int, tally: Tally) -> None:
    """Whoever shows no token, at the API of the desk"""
    ran = fuzz(document(), examples=size(2, 600), seed=seed, headers={}, edges=is_full())
    held(ran, tally)
    assert ran.succeeded == {"GET /api/v1/offices", "GET /api/v1/categories"}


@dataclass(frozen=True)
class Work:
    """What stands at the desk of the handler: a petition to work on, and one with a letter."""

    petition: Petition
    served: Petition


@pytest.fixture
def work() -> Work:
    photo = IncomingFile("现场.png", picture("PNG"))
    made = Work(a_petition(State.ACCEPTED, files=(photo,)), a_petition(State.SERVED))
    while is_full() and work_off(timezone.now()):  # papers and copies to look at take their time
        pass
    return made


def at_the_desk(work: Work) -> Json:
    """The document as a program uses it: what is there, and a note for what is asked."""
    one, other = work.petition, work.served
    files = StoredFile.objects.filter(owner_id=one.pk, purpose=Purpose.ORIGINAL)
    made = with_values(
        document(),
        {
            "key": [str(one.pk), str(other.pk), one.number],
            "verb": ["note", "answer", "invite"],
            "name": ["late", "to-do"],
            "letter_id": [str(letter(other).letter_id) if is_full() else str(new_id())],
            "form": ["pdf"],
            "file_id": [str(each.pk) for each in files],
            "Access-Reason": [quote("核对情况")],
        },
        {
            ("TakeStep", "arguments"): [{"words": "已经联系供水公司。"}],
        },
    )
    # Of a petition that did not move meanwhile: of all numbers this one is met by no luck.
    exactly(made, "TakeStep", {"version": [one.version]})
    there = {"operationId": "steps", "parameters": {"key": "$response.body#/id"}}
    linked(made, PETITION, "get", 200, there)
    return made


@DESK
def test_a_program_of_who_handles(work: Work, seed: int, tally: Tally) -> None:
    """A handler's program"""
    made = at_the_desk(work)
    only = () if is_full() else (ME, PETITION, STEPS, TAKE, LIST)
    headers = {"Authorization": f"Bearer {Program(HANDLER).token}"}
    ran = fuzz(made, examples=size(2, 700), seed=seed, headers=headers, only=only)
    held(ran, tally)
    assert without_token(made, ran) == []
    assert {f"GET {each}" for each in (ME, PETITION, STEPS, LIST)} <= ran.succeeded
    if is_full():
        assert {f"POST {TAKE}", f"GET {PETITION}/letters/{{letter_id}}.{{form}}"} <= ran.succeeded


@pytest.mark.full
@pytest.mark.long
@DESK
def test_a_program_of_who_supervises(work: Work, seed: int, tally: Tally) -> None:
    """The program of a supervisor, who reads figures and may take no step by it"""
    made = at_the_desk(work)
    headers = {"Authorization": f"Bearer {Program(SUPERVISOR).token}"}
    ran = fuzz(made, examples=700, seed=seed, headers=headers)
    held(ran, tally)
    assert without_token(made, ran) == []
    assert f"GET {FIGURES}" in ran.succeeded


@pytest.mark.full
@DESK
def test_a_token_of_who_is_an_auditor_by_now(work: Work, seed: int, tally: Tally) -> None:
    """An auditor, who may have no token: one of an earlier post opens nothing"""
    made = at_the_desk(work)
    token = Program(CLERK).token
    Post.objects.filter(user=CLERK.user).update(role=Role.AUDIT_ADMIN)
    headers = {"Authorization": f"Bearer {token}"}
    # Every answer is the same 401: what an auditor reaches are pages, tried in test_c04_forms.py.
    ran = fuzz(made, examples=100, seed=seed, headers=headers)
    held(ran, tally)
    assert ran.succeeded <= {"GET /api/v1/offices", "GET /api/v1/categories"}
    assert ran.statuses["401"]


@pytest.mark.full
def test_with_the_limits_as_they_are(
    seed: int, tally: Tally, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the limits left in place, too much is answered 429, which is documented"""
    settings.HUIYIN_INTAKE_LIMIT = 1
    monkeypatch.undo()
    made = of_a_citizen(a_petition(State.ACCEPTED))
    ran = fuzz(made, examples=200, seed=seed, headers={}, only=(SUBMIT,), is_narrowed=True)
    assert ran.statuses["429"]
    held(ran, tally, limited=True)


# -- controls --------------------------------------------------------------------------------------


def track_faults(seed: int) -> list[str]:
    """What the fuzzer says of asking for a petition."""
    made = of_a_citizen(a_petition(State.ACCEPTED))
    return fuzz(made, examples=10, seed=seed, headers={}, only=(TRACK,), edges=False).faults


@pytest.mark.control
def test_a_view_that_falls_is_noticed(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def falls(*_given: object, **_named: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(tracking, "open_with", falls)
    assert [each for each in track_faults(seed) if "not_a_server_error" in each]


@pytest.mark.full
@pytest.mark.control
def test_an_answer_that_nobody_documented_is_noticed(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(*_given: object, **_named: object) -> None:
        raise Problem(Kind.SCOPE)

    monkeypatch.setattr(tracking, "open_with", forbidden)
    assert [each for each in track_faults(seed) if "status_code_conformance" in each]


@pytest.mark.full
@pytest.mark.control
def test_an_answer_of_another_shape_is_noticed(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Problem, "answer", lambda _problem: JsonResponse({"no": 1}, status=404))
    assert [each for each in track_faults(seed) if "conformance" in each]


@pytest.mark.control
@DESK
def test_a_token_that_nobody_looks_at_is_noticed(
    seed: int, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = caller_of
    token = Program(HANDLER).token

    def whoever(_text: str, *, at: datetime) -> Caller | None:
        return honest(token, at=at)

    monkeypatch.setattr("huiyin.api.callers.caller_of", whoever)
    made = at_the_desk(work)
    headers = {"Authorization": f"Bearer {token}"}
    ran = fuzz(made, examples=1, seed=seed, headers=headers, only=(ME,), edges=False)
    assert without_token(made, ran)
