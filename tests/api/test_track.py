"""Tracking by the API: the right code opens, everything else is one and the same 404."""

from datetime import timedelta
from unittest.mock import patch

import pytest

from huiyin.api.proving import DIFFICULTY
from huiyin.petitions.actions import approving, joining
from huiyin.petitions.numbers_given import WrongGuess
from huiyin.petitions.tracking import FREE_GUESSES
from huiyin.petitions.vault import Vault
from huiyin.rules.terms import Naming, State, Step
from tests.api.calling import submit, track
from tests.make import a_petition, fresh, later
from tests.people import DISPATCHER, HANDLER, HEAD

WRONG_CODE = "0000 0000 0000"


def test_the_right_code_tells_where_it_is() -> None:
    receipt = submit().body
    answer = track(receipt["number"], receipt["code"])
    assert answer.status == 200
    body = answer.body
    assert body["state"] == State.RECEIVED
    assert body["sentence"].startswith("云岭市信访局已收到，最迟 ")
    assert [each["stage"] for each in body["stages"]] == ["receive"]
    (clock,) = body["clocks"]
    assert (clock["limit"], clock["legal_on"]) == ("L1", receipt["due"]["legal_on"])
    assert clock["reason"] == receipt["due"]["reason"]
    assert clock["is_yours"] is False
    assert body["next_right"] is None


def test_numbers_and_codes_may_be_typed_loosely() -> None:
    receipt = submit().body
    answer = track(f" {receipt['number'].lower()} ", receipt["code"].replace(" ", "-"))
    assert answer.status == 200


def test_after_service_letters_and_the_next_right_are_told() -> None:
    petition = a_petition(State.SERVED)
    vault = Vault(petition.id, petition.key)
    code = vault.open(petition.code, "petitions_petition.code", petition.id)
    now = petition.served_at
    assert now is not None
    with patch("django.utils.timezone.now", return_value=now + timedelta(days=1)):
        body = track(petition.number, code).body
    assert body["state"] == State.SERVED
    assert "opinion" in [each["kind"] for each in body["letters"]]
    assert "forwarding" not in [each["kind"] for each in body["letters"]]
    assert body["next_right"]["limit"] in {"L7", "G8"}
    assert body["number"] == petition.official
    assert body["receipt"] == petition.receipt


def test_a_split_petition_names_its_parts_and_each_opens_with_the_same_code() -> None:
    petition = a_petition()
    made = joining.split(
        petition.pk,
        parts=["恢复供水。", "退还水费。"],
        reason="归两家管。",
        by=DISPATCHER.viewer,
        at=later(petition),
    )
    vault = Vault(petition.id, petition.key)
    code = vault.open(petition.code, "petitions_petition.code", petition.id)
    body = track(fresh(petition).number, code).body
    assert (body["state"], body["joined"], body["extension"]) == (State.SPLIT, None, None)
    assert [each["number"] for each in body["parts"]] == [each.number for each in made]
    for part in body["parts"]:
        assert part["state"] == State.RECEIVED
        assert track(part["number"], code).body["parts"] == []


def test_an_extension_and_what_is_between_offices() -> None:
    petition = a_petition(State.ACCEPTED)
    asked = approving.ask_approval(
        Step.EXTEND,
        petition.pk,
        reason="等待鉴定。",
        arguments={"days": 10},
        by=HANDLER.viewer,
        at=later(petition),
    )
    approving.decide(asked.pk, agrees=True, by=HEAD.viewer, at=later(petition))
    vault = Vault(petition.id, petition.key)
    code = vault.open(petition.code, "petitions_petition.code", petition.id)
    body = track(petition.number, code).body
    extension = body["extension"]
    assert (extension["days"], extension["new_day"], extension["reason"]) == (
        10,
        None,
        "等待鉴定。",
    )
    assert not {"L4", "L11"} & {each["limit"] for each in body["clocks"]}


def test_without_a_phone_number_and_code_suffice() -> None:
    receipt = submit({"request": "查一查", "division": "990100", "naming": Naming.ANONYMOUS}).body
    assert track(receipt["number"], receipt["code"], "").status == 200


def test_whatever_is_wrong_the_answer_is_the_same() -> None:
    receipt = submit().body
    answers = [
        track(receipt["number"], WRONG_CODE),
        track(receipt["number"], receipt["code"], "0000"),
        track("H26999999990", receipt["code"]),
        track("x", "x"),
    ]
    assert {each.status for each in answers} == {404}
    assert len({str(each.body) for each in answers}) == 1
    assert len({str(sorted(each.headers.items())) for each in answers}) == 1


def test_every_wrong_guess_is_counted_and_then_slowed() -> None:
    receipt = submit().body
    for guess in range(FREE_GUESSES):
        assert track(receipt["number"], WRONG_CODE).status == 404
        assert WrongGuess.objects.count() == guess + 1
    answer = track(receipt["number"], WRONG_CODE)
    assert (answer.status, answer.kind) == (429, "too-many-guesses")
    assert answer.body["difficulty"] == DIFFICULTY
    assert answer.body["challenge"]


@pytest.mark.parametrize(
    ("number", "code"), [("\x00", "1" * 12), ("1" * 40, "\ud800"), ("x" * 41, "1"), ("", "1")]
)
def test_unreadable_guesses_are_no_failure(number: str, code: str) -> None:
    assert track(number, code).status in {404, 422}
