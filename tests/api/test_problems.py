"""Every error is a problem with a plain sentence, and bad input is never the server's failure."""

from unittest.mock import patch

import pytest
from django.test import Client

from huiyin.api.problems import Kind
from huiyin.petitions.models import Petition
from tests.api.calling import PROBLEM, SUBMIT, TRACK, Answer, a_body, get, post, submit

DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nonsense",
        b"\xff\xfe{\x00}\x00",
        '{"request": "修路"}'.encode("gb18030"),
        '{"request": "修路"}'.encode("utf-16"),
        b'{"request": NaN}',
        b'{"people_count": ' + b"9" * 5000 + b"}",
        DEEP,
    ],
)
def test_what_is_no_json_is_a_problem(body: bytes) -> None:
    answer = submit(body)
    assert (answer.status, answer.kind) == (400, "unreadable-body")
    assert answer.headers["Content-Type"] == PROBLEM


@pytest.mark.parametrize("body", [[], "text", 1, None, True])
def test_what_is_no_object_is_a_problem(body: object) -> None:
    content = b"null" if body is None else body
    assert submit(content).status == 422


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("request", "有\x00空字符"),
        ("request", "半个\ud800字"),
        ("request", "\ufffe"),
        ("request", ""),
        ("request", " \n "),
        ("request", 5),
        ("request", None),
        ("request", "长" * 20_001),
        ("facts", "a" + "\u0301" * 50),
        ("name", "长" * 101),
        ("name", ""),
        ("name", "名\x00字"),
        ("people_count", 0),
        ("people_count", 2**63),
        ("people_count", 10**400),
        ("people_count", 1.5),
        ("people_count", "1"),
        ("people_count", True),
        ("consents_electronic", "yes"),
        ("naming", "nobody"),
        ("wish", "x"),
        ("division", "９９０１００"),
        ("division", "99\x0000"),
        ("division", "9" * 13),
        ("channel", "pigeon"),
        ("office", "not-a-uuid"),
        ("office", 7),
        ("arrived_at", 0),
        ("arrived_at", "yesterday"),
        ("arrived_at", "2026-03-01T09:00:00"),
        ("arrived_at", "300000-01-01T00:00:00Z"),
        ("is_staff", True),
        ("id", "01a200f2-5847-7638-b693-1be1c4e45c01"),
        ("state", "closed"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(field: str, value: object) -> None:
    answer = submit(a_body(**{field: value}))
    assert answer.status == 422
    assert field in answer.fields
    assert all(each["message"] for each in answer.body["errors"])
    assert not Petition.objects.exists()


def test_all_words_together_are_limited() -> None:
    answer = submit(a_body(request="长" * 10_000, facts="长" * 10_001))
    assert (answer.status, answer.fields) == (422, ["facts"])


@pytest.mark.parametrize(
    "text", ["𬎆𠮷龘", "👩‍👩‍👧", "阿依古丽·买买提", "ئۇيغۇر", "e\u0301", "‮反向", "a\r\nb"]
)
def test_what_people_write_is_taken(text: str) -> None:
    assert submit(a_body(request=text, name=text)).status == 201


def test_too_much_is_refused() -> None:
    answer = submit(b'{"request": "' + b"x" * 1_100_000 + b'"}')
    assert (answer.status, answer.kind) == (413, "too-large")
    answer = submit(b"x" * 3_000_000)
    assert (answer.status, answer.kind) == (413, "too-large")


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("address", [SUBMIT, TRACK])
def test_another_media_type_is_refused(address: str, kind: str) -> None:
    answer = post(address, b"a=b", content_type=kind, **{"Idempotency-Key": "12345678"})
    wrapped = kind.startswith("multipart") and address == SUBMIT  # may bring files, if it is whole
    expected = (400, "unreadable-body") if wrapped else (415, "media-type")
    assert (answer.status, answer.kind) == expected


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_another_method_is_refused_and_the_right_one_named(method: str) -> None:
    answer = Answer(getattr(Client(), method)(SUBMIT))
    assert (answer.status, answer.kind) == (405, "method-not-allowed")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("address", ["/api/v1/", "/api/v1/nothing", "/api/v1/petitions/"])
def test_an_unknown_address_is_a_problem(address: str) -> None:
    answer = get(address)
    assert (answer.status, answer.kind) == (404, "not-found")


def test_what_nobody_expected_is_a_problem_without_a_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with patch("huiyin.petitions.intake.prepare", side_effect=RuntimeError("郑小满 secret")):
        answer = submit()
    assert (answer.status, answer.kind) == (500, "failed")
    assert "secret" not in str(answer.body)
    assert "the API failed" in caplog.text


def test_sentences_come_in_the_language_asked_for() -> None:
    chinese = submit(a_body(name=""))
    english = submit(a_body(name=""), **{"Accept-Language": "en"})
    assert chinese.body["detail"] == Kind.FIELDS.zh
    assert english.body["type"] == chinese.body["type"]
    assert english.headers["Content-Type"] == PROBLEM


def test_problems_have_all_members_of_the_standard() -> None:
    body = submit(b"{").body
    assert set(body) == {"type", "title", "status", "detail", "errors", "differs"}
    assert body["type"].startswith("urn:huiyin:problem:")


def test_a_strange_length_is_no_failure() -> None:
    client = Client(raise_request_exception=False)
    answer = client.generic(
        "POST", SUBMIT, b"{}", content_type="application/json", CONTENT_LENGTH="many"
    )
    assert answer.status_code in {400, 422}
