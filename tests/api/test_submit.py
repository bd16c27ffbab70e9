"""Handing in by the API: once for each key, acknowledged only when it is stored."""

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import OperationalError

from huiyin.accounts.models import User
from huiyin.petitions.models import Clock, Event, IntakeKey, Petition
from huiyin.petitions.tokens import IntakeToken, new_token, revoke
from huiyin.petitions.vault import Vault
from huiyin.rules.terms import Channel, Door, State, TimeLimit
from tests.api.calling import PROBLEM, a_body, post, submit
from tests.city import a_city

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
KEY = "b6cf2a54-0d7d-4b0e-8d63-2f6f52b6f1aa"


def a_token(office: str = "yunling-bureau") -> tuple[IntakeToken, str]:
    return new_token("热线平台", office=a_city().offices[office], at=NOW)


def test_a_petition_keeps_the_door_of_the_web_that_its_token_stands_for() -> None:
    bureau = a_city().offices["yunling-bureau"]
    _row, wechat = new_token("公众号", office=bureau, at=NOW, door=Door.WECHAT)
    for token, given in ((wechat, {}), (wechat, {"channel": "call"}), ("", {})):
        assert submit(a_body(**given), token=token).status == 201
    found = Petition.objects.order_by("recorded_at").values_list("channel", "door")
    assert list(found) == [("web", "wechat"), ("call", ""), ("web", "")]
    first = Event.objects.get(petition__door="wechat", seq=1)
    assert first.codes["door"] == "wechat", "what the column says stands in the chain"


def only() -> Petition:
    return Petition.objects.get()


class TestAnybody:
    def test_is_answered_with_number_code_and_deadline(self) -> None:
        with patch("django.utils.timezone.now", return_value=NOW):
            answer = submit()
        assert answer.status == 201
        petition = only()
        assert answer.body["number"] == petition.receipt
        vault = Vault(petition.id, petition.key)
        code = vault.open(petition.code, "petitions_petition.code", petition.id)
        assert answer.body["code"].replace(" ", "") == code
        assert answer.body["office"] == "云岭市信访局"
        assert answer.body["due"]["limit"] == TimeLimit.L1
        assert answer.body["due"]["legal_on"] == "2026-03-17"
        assert answer.body["due"]["reason"][0] == "3月2日（周一）收到，当日不计入"
        assert answer.body["track_at"].endswith("/track")

    def test_comes_in_by_the_web_at_the_bureau_of_the_place(self) -> None:
        submit(a_body(division="990121"))
        petition = only()
        assert petition.channel == Channel.WEB
        assert petition.state == State.RECEIVED
        assert petition.registering == a_city().offices["qinghe-bureau"]

    def test_may_stay_anonymous(self) -> None:
        answer = submit({"request": "请查一查", "division": "990100", "naming": "anonymous"})
        assert answer.status == 201
        assert not only().petitioners.exists()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("channel", "call"),
            ("office", "01a200f2-5847-7638-b693-1be1c4e45c01"),
            ("arrived_at", "2026-03-01T09:00:00+08:00"),
            ("on_the_spot", "没有手机"),
        ],
    )
    def test_may_not_speak_for_an_office(self, field: str, value: str) -> None:
        answer = submit(a_body(**{field: value}))
        assert (answer.status, answer.fields) == (422, [field])
        assert not Petition.objects.exists()

    def test_must_say_where(self) -> None:
        body = a_body()
        del body["division"]
        answer = submit(body)
        assert (answer.status, answer.fields) == (422, ["division"])

    def test_a_place_that_no_bureau_serves_is_told(self) -> None:
        answer = submit(a_body(division="110000"))
        assert (answer.status, answer.fields) == (422, ["division"])

    def test_sets_no_cookie_and_may_not_be_kept(self) -> None:
        answer = submit()
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db(transaction=True)
class TestTheKey:
    def test_same_key_and_body_give_the_same_answer(self) -> None:
        first, second = submit(key=KEY), submit(key=KEY)
        assert (first.status, second.status) == (201, 200)
        assert second.body == first.body
        assert Petition.objects.count() == 1

    def test_another_body_is_refused_and_the_difference_is_named(self) -> None:
        submit(key=KEY)
        answer = submit(a_body(request="请修桥", phone="19900001207"), key=KEY)
        assert (answer.status, answer.kind) == (422, "key-used")
        assert answer.body["differs"] == ["request", "phone"]
        assert "code" not in answer.body
        assert Petition.objects.count() == 1

    @pytest.mark.parametrize(
        ("change", "named"),
        [
            ({"facts": "又停了"}, "facts"),
            ({"naming": "withheld"}, "naming"),
            ({"wish": "claim"}, "wish"),
            ({"people_count": 5}, "people_count"),
            ({"consents_electronic": True}, "consents_electronic"),
            ({"address": "柳荫街"}, "address"),
        ],
    )
    def test_every_field_counts(self, change: dict[str, Any], named: str) -> None:
        submit(key=KEY)
        answer = submit(a_body(**change), key=KEY)
        assert (answer.status, answer.body["differs"]) == (422, [named])

    def test_what_only_looks_different_is_the_same(self) -> None:
        submit(a_body(request="请修路"), key=KEY)
        assert submit(a_body(request="请修路 \r\n"), key=KEY).status == 200

    def test_two_systems_may_use_the_same_key(self) -> None:
        _row, one = a_token()
        _row, other = a_token()
        assert [submit(key="row-0001", token=each).status for each in (one, other)] == [201, 201]
        assert IntakeKey.objects.count() == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 201, "有中文的标识符", "with a space in it"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    shown = {"Idempotency-Key": key} if key else {}
    answer = post("/api/v1/petitions", a_body(), **shown)
    assert (answer.status, answer.kind) == (400, "key-missing")
    assert not Petition.objects.exists()


class TestASystemWithAToken:
    def test_says_channel_office_and_arrival(self) -> None:
        row, token = a_token()
        office = a_city().offices["qinghe-bureau"]
        answer = submit(
            a_body(channel="call", office=str(office.pk), arrived_at="2026-02-27T18:00:00+08:00"),
            token=token,
        )
        assert answer.status == 201
        petition = only()
        assert petition.channel == Channel.CALL
        assert petition.registering == office
        assert petition.arrived_at == datetime(2026, 2, 27, 10, 0, tzinfo=UTC)
        assert Clock.objects.get().started_at == petition.arrived_at
        event = Event.objects.get()
        assert (event.actor, event.actor_post, event.at) == (
            str(row.pk),
            "token",
            petition.arrived_at,
        )

    def test_need_not_say_where(self) -> None:
        _row, token = a_token()
        body = a_body()
        del body["division"]
        assert submit(body, token=token).status == 201
        assert (only().division, only().registering.short_name) == ("990100", "市信访局")

    def test_an_organ_of_its_own_has_the_organs_clock(self) -> None:
        _row, token = a_token("yunling-water")
        answer = submit(token=token)
        assert answer.body["due"]["limit"] == TimeLimit.L2

    def test_never_in_the_future(self) -> None:
        _row, token = a_token()
        later = (datetime.now(UTC) + timedelta(minutes=2)).isoformat()
        answer = submit(a_body(arrived_at=later), token=token)
        assert (answer.status, answer.fields) == (422, ["arrived_at"])

    @pytest.mark.parametrize(
        "moment", ["2022-04-30T23:59:59+08:00", "0001-01-01T00:00:00+23:59", "1900-01-01T00:00:00Z"]
    )
    def test_not_before_the_law(self, moment: str) -> None:
        _row, token = a_token()
        answer = submit(a_body(arrived_at=moment), token=token)
        assert (answer.status, answer.fields) == (422, ["arrived_at"])

    def test_not_for_an_office_elsewhere(self) -> None:
        _row, token = a_token("yunling-water")
        office = a_city().offices["yunling-bureau"]
        answer = submit(a_body(office=str(office.pk)), token=token)
        assert (answer.status, answer.fields) == (422, ["office"])

    @pytest.mark.parametrize("shown", ["Bearer hyt_nothing", "Bearer x", "Basic eDp5", "Bearer "])
    def test_a_token_that_is_none_is_refused(self, shown: str) -> None:
        answer = submit(Authorization=shown)
        assert (answer.status, answer.kind) == (401, "token-refused")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert not Petition.objects.exists()

    def test_a_revoked_token_is_refused_at_once(self) -> None:
        row, token = a_token()
        assert submit(token=token).status == 201
        revoke(row, at=NOW)
        assert submit(token=token).status == 401

    def test_only_a_digest_is_stored(self) -> None:
        row, token = a_token()
        stored = IntakeToken.objects.values().get(pk=row.pk)
        assert token not in repr(stored)
        assert token.encode() not in bytes(stored["digest"])


def test_no_database_is_a_problem_to_be_retried() -> None:
    with patch(
        "huiyin.petitions.intake.insert_together", side_effect=OperationalError("no answer")
    ):
        answer = submit()
    assert (answer.status, answer.kind) == (503, "unavailable")
    assert answer.headers["Retry-After"]
    assert answer.headers["Content-Type"] == PROBLEM


def test_nobody_is_signed_in_by_a_cookie() -> None:
    assert User.objects.exists()
    assert submit(Cookie="huiyin_portal_session=x").status == 201
