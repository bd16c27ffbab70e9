"""Steps by a program: every step of the table, by the form of its page, once for each key."""

from datetime import timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from django.utils import timezone

from huiyin.api import callers, stepping
from huiyin.petitions.actions import approving
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.staff_tokens import KeyUsed, Scope, forget_keys
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State, Step
from huiyin.rules.workflow import WORKFLOW
from huiyin.web.desk.steps import CHOSEN, FORMS
from tests.api.staff import Program
from tests.make import ARRIVAL, OPINION, a_petition, an_office, later
from tests.people import CLERK, DISPATCHER, HANDLER, HEAD, LEADER, OTHER_HANDLER, Person
from tests.take import CASES
from tests.take_case import Case
from tests.web.desk import NAME, PHONE

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]

STAFF_STEPS = {rule.step for rule in WORKFLOW if rule.by}
# Who is of a group only for a case holds no post that a token could act for.
TAKEN = [case for case in CASES if type(case.by) is Person]


def test_every_step_that_a_person_may_take_has_the_form_that_page_and_program_share() -> None:
    assert set(FORMS) | set(CHOSEN) == STAFF_STEPS


@pytest.mark.parametrize("case", TAKEN, ids=lambda each: each.step)
def test_every_step_is_offered_with_a_schema(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    petition = case.made()
    at = later(petition)
    monkeypatch.setattr(callers, "timezone", SimpleNamespace(now=lambda: at))
    assert case.by is not None
    program = Program(case.by)
    answer = program.get(f"/petitions/{petition.pk}/steps")
    if not program.get("/me").body["acts_as"]:
        assert (answer.status, answer.kind) == (403, "second-factor")
        return
    offered = {each["step"]: each for each in answer.body["steps"]}
    schema = offered[case.step]["arguments"]
    assert schema["type"] == "object"
    assert set(schema["required"]) <= set(schema["properties"])
    assert all(schema["properties"].values())
    assert answer.body["version"] == Petition.objects.get(pk=petition.pk).version


def test_forwarding_does_what_the_page_does() -> None:
    petition = a_petition()
    program = Program(DISPATCHER)
    answer = program.take(petition, "forward", to=str(an_office().pk), note="请依法办理。")
    assert answer.status == 200, answer.body
    assert answer.body["state"] == State.DELIVERED
    event = Event.objects.get(petition=petition, step=Step.FORWARD)
    assert (event.actor, event.actor_post) == (str(DISPATCHER.user.pk), "dispatcher")
    assert Petition.objects.get(pk=petition.pk).holder_id == an_office().pk


def test_an_answer_with_its_rows() -> None:
    petition = a_petition(State.ACCEPTED)
    program = Program(HANDLER)
    arguments = {
        "facts_found": OPINION["facts_found"],
        "reasons": OPINION["reasons"],
        "laws": "《信访工作条例》第三十二条",
        "requests": [
            {"request": "恢复供水。", "decision": "support", "explanation": "已经安排。"},
            {"request": "减免水费。", "decision": "no", "explanation": "没有依据。"},
        ],
    }
    flawed = program.take(petition, "answer", **arguments)
    assert flawed.status == 422
    decisions = _enum(program, petition, "answer")
    arguments["requests"] = [
        {"request": "恢复供水。", "decision": decisions[0], "explanation": "已经安排。"},
        {"request": "减免水费。", "decision": decisions[1], "explanation": "没有依据。"},
    ]
    answer = program.take(petition, "answer", **arguments)
    assert answer.status == 200, answer.body
    assert answer.body["state"] == State.ANSWERED


def _enum(program: Program, petition: Petition, verb: str) -> list[str]:
    offered = program.get(f"/petitions/{petition.pk}/steps").body["steps"]
    schema = next(each["arguments"] for each in offered if each["step"] == verb)
    found: list[str] = schema["properties"]["requests"]["items"]["properties"]["decision"]["enum"]
    return found


def test_splitting_takes_a_list_of_parts() -> None:
    petition = a_petition()
    answer = Program(CLERK).take(
        petition, "split", part=["恢复供水。", "退还水费。"], reason="分属两个单位。"
    )
    assert answer.status == 200, answer.body
    assert Petition.objects.filter(parent=petition).count() == 2


# -- what is refused ------------------------------------------------------------------------------


def test_an_office_that_the_page_does_not_offer_is_refused() -> None:
    petition = a_petition()
    far = an_office("qinghe-labour")
    answer = Program(DISPATCHER).take(petition, "forward", to=str(far.parent_id))
    assert (answer.status, answer.fields) == (422, ["to"])
    assert Petition.objects.get(pk=petition.pk).state == State.REGISTERED


def test_a_step_that_is_not_open_says_why_as_the_page_does() -> None:
    petition = a_petition(State.SIGNED)
    answer = Program(HANDLER).take(petition, "sign")
    assert (answer.status, answer.kind) == (409, "step-refused")
    assert "当前状态下不能" in answer.body["detail"]


def test_an_old_version_is_told_the_new_one() -> None:
    petition = a_petition(State.SIGNED)
    body = {"version": petition.version + 5, "arguments": {"words": "备注"}}
    answer = Program(HANDLER).post(f"/petitions/{petition.pk}/steps/note", body)
    assert (answer.status, answer.kind) == (409, "outdated")
    assert answer.body["version"] == Petition.objects.get(pk=petition.pk).version


def test_flaws_are_told_field_by_field() -> None:
    petition = a_petition(State.SIGNED)
    program = Program(HANDLER)
    assert program.take(petition, "note").fields == ["words"]
    assert program.take(petition, "note", words="好", by="me").fields == ["by"]
    assert program.take(petition, "note", words="乱\ufffd\ufffd码\x00").status == 422
    for misfit in ({"a": 1}, ["好"], 1.5):
        assert program.take(petition, "note", words=misfit).fields == ["words"]
    assert program.take(petition, "note", words="长" * 5000).fields == ["words"]
    assert program.take(petition, "nothing").status == 404
    assert program.take(petition, "rate").status == 404


def test_who_may_not_see_it_cannot_act_on_it() -> None:
    petition = a_petition(State.SIGNED)
    answer = Program(OTHER_HANDLER).take(petition, "note", words="备注")
    assert answer.status == 404
    assert not Event.objects.filter(petition=petition, step=Step.NOTE).exists()


def test_a_leaders_token_reads_and_does_not_act() -> None:
    petition = a_petition()
    program = Program(LEADER)
    assert program.get(f"/petitions/{petition.pk}").status == 200
    answer = program.take(petition, "forward", to=str(an_office().pk))
    assert (answer.status, answer.kind) == (403, "second-factor")


# -- once -----------------------------------------------------------------------------------------


def test_the_same_key_is_the_same_step() -> None:
    petition = a_petition(State.SIGNED)
    program = Program(HANDLER)
    version = Petition.objects.get(pk=petition.pk).version
    body = {"version": version, "arguments": {"words": "备注"}}
    address = f"/petitions/{petition.pk}/steps/note"
    first = program.post(address, body, key="a-key-of-mine")
    second = program.post(address, body, key="a-key-of-mine")
    assert first.status == second.status == 200
    assert first.body == second.body
    assert Event.objects.filter(petition=petition, step=Step.NOTE).count() == 1
    other = program.post(address, body | {"version": version + 1}, key="a-key-of-mine")
    assert (other.status, other.kind) == (422, "key-used")
    assert program.post(address, body, key="short").kind == "key-missing"


def test_the_same_key_at_the_same_moment_has_the_same_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second looks for the key before the first has ended, and acts after it."""
    petition = a_petition(State.DELIVERED)
    program = Program(HEAD)
    version = Petition.objects.get(pk=petition.pk).version
    address, body = f"/petitions/{petition.pk}/steps/sign", {"version": version, "arguments": {}}
    first = program.post(address, body, key="a-key-of-mine")
    assert first.status == 200, first.body
    look, looks = stepping._earlier, count()
    monkeypatch.setattr(stepping, "_earlier", lambda *asked: look(*asked) if next(looks) else None)
    second = program.post(address, body, key="a-key-of-mine")
    assert (second.status, second.body) == (200, first.body)
    assert Event.objects.filter(petition=petition, step=Step.SIGN).count() == 1


def test_a_refused_step_leaves_its_key_free() -> None:
    petition = a_petition(State.SIGNED)
    program = Program(HANDLER)
    assert program.take(petition, "note", key="a-key-of-mine").status == 422
    assert program.take(petition, "note", key="a-key-of-mine", words="备注").status == 200


def test_keys_are_forgotten_after_a_month() -> None:
    petition = a_petition(State.SIGNED)
    Program(HANDLER).take(petition, "note", words="备注")
    forget_keys(timezone.now())
    assert KeyUsed.objects.count() == 1
    KeyUsed.objects.update(used_at=timezone.now() - timedelta(days=31))
    forget_keys(timezone.now())
    assert KeyUsed.objects.count() == 0


def test_a_new_code_is_told_once_and_kept_nowhere() -> None:
    petition = a_petition(State.SIGNED, name=NAME, phone=PHONE)
    program = Program(CLERK)
    wrong = program.take(petition, "reissue_code", name=NAME, phone_tail="0000")
    assert wrong.fields == ["matched"]
    known = {"name": NAME, "phone_tail": PHONE[-4:], "arrived_on": str(localdate(ARRIVAL))}
    first = program.take(petition, "reissue_code", key="a-key-of-mine", **known)
    code = first.body["code"]
    assert len(code) >= 8
    assert code not in str(KeyUsed.objects.get().answer)


# -- second persons -------------------------------------------------------------------------------


def _asked() -> tuple[Petition, Request]:
    petition = a_petition(State.ACCEPTED)
    request = approving.ask_approval(
        Step.EXTEND,
        petition.pk,
        reason="管网图纸须调取。",
        arguments={"days": 20},
        by=HANDLER.viewer,
        at=later(petition),
    )
    return petition, request


def test_asking_changes_nothing_until_a_second_person_agrees(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    petition = a_petition(State.ACCEPTED)
    at = later(petition)
    monkeypatch.setattr(callers, "timezone", SimpleNamespace(now=lambda: at))
    answer = Program(HANDLER).take(petition, "extend", days=20, reason="须调取图纸。")
    assert answer.status == 200, answer.body
    assert answer.body["step"] == "ask_approval"
    request = Request.objects.get(petition=petition)
    head = Program(HEAD)
    shown = head.get(f"/petitions/{petition.pk}").body["requests"]
    assert [each["id"] for each in shown] == [str(request.pk)]
    decided = head.post(f"/petitions/{petition.pk}/requests/{request.pk}", {"agrees": True})
    assert decided.status == 200, decided.body
    assert Request.objects.get(pk=request.pk).agreed


def test_nobody_agrees_to_what_he_asked_for() -> None:
    petition, request = _asked()
    address = f"/petitions/{petition.pk}/requests/{request.pk}"
    own = Program(HANDLER).post(address, {"agrees": True})
    assert own.status == 409
    assert own.kind == "step-refused"
    assert Request.objects.get(pk=request.pk).decided_at is None


def test_who_declines_says_why() -> None:
    petition, request = _asked()
    address = f"/petitions/{petition.pk}/requests/{request.pk}"
    program = Program(HEAD)
    assert program.post(address, {"agrees": False}).fields == ["words"]
    assert program.post(address, {"agrees": False, "words": "不必延长。"}).status == 200
    assert program.post(address, {"agrees": True}).status == 404


def test_deciding_wants_its_own_scope() -> None:
    petition, request = _asked()
    address = f"/petitions/{petition.pk}/requests/{request.pk}"
    answer = Program(HEAD, Scope.STEPS).post(address, {"agrees": True})
    assert (answer.status, answer.kind) == (403, "scope-missing")
