"""Files beside a petition: judged by what they are, kept once for each key, never half."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huiyin.documents.models import StoredFile
from huiyin.notifications.models import Outbox
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from tests.api.calling import SUBMIT, TRACK, Answer, a_body
from tests.masking import picture

PNG = picture()
Sent = tuple[str, bytes]


def hand_in(*files: Sent, key: str = "", address: str = SUBMIT, **parts: Any) -> Answer:
    """A multipart request with a petition and these files."""
    fields = {"petition": json.dumps(a_body()), **parts}
    uploads = [SimpleUploadedFile(name, content, "image/png") for name, content in files]
    client = Client(raise_request_exception=False)
    headers = {"Idempotency-Key": key or str(new_id())}
    return Answer(client.post(address, {**fields, "files": uploads}, headers=headers))


def test_files_are_kept_sealed_and_their_copies_left_for_the_worker() -> None:
    answer = hand_in(("一.png", PNG), ("二.txt", "三天没水".encode()))
    assert answer.status == 201
    petition = Petition.objects.get(receipt=answer.body["number"])
    kept = StoredFile.objects.filter(owner_id=petition.pk)
    assert sorted(each.media_type for each in kept) == ["image/png", "text/plain"]
    assert Outbox.objects.filter(topic="derive").count() == 2


def test_without_a_file_multipart_is_taken_too() -> None:
    assert hand_in().status == 201
    assert not StoredFile.objects.exists()


def test_the_same_key_answers_the_same_and_keeps_the_files_once() -> None:
    first = hand_in(("一.png", PNG), key="one-key-for-both")
    again = hand_in(("一.png", PNG), key="one-key-for-both")
    assert (first.status, again.status) == (201, 200)
    assert again.body == first.body
    assert StoredFile.objects.count() == 1
    other = hand_in(("一.png", picture(size=(10, 10))), key="one-key-for-both")
    assert (other.status, other.kind) == (422, "key-used")
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("空.png", b""),
        ("程序.exe", b"MZ" + bytes(50)),
        ("网页.png", b"<html><script>"),
        ("包.zip", b"PK\x03\x04" + bytes(50)),
        ("图.svg", b"<svg/>"),
        ("假.pdf", PNG),
        ("没有后缀", PNG),
        ("../../etc/passwd", b"root"),
    ],
)
def test_a_file_that_may_not_come_in_is_named_and_nothing_is_kept(
    name: str, content: bytes
) -> None:
    answer = hand_in(("好.png", PNG), (name, content))
    assert (answer.status, answer.kind) == (422, "invalid-fields")
    assert answer.fields == ["files"]
    assert not Petition.objects.exists()
    assert not StoredFile.objects.exists()


def test_twenty_files_are_taken_and_one_more_is_not() -> None:
    assert hand_in(*[(f"{n}.png", PNG) for n in range(20)]).status == 201
    answer = hand_in(*[(f"{n}.png", PNG) for n in range(21)])
    assert answer.fields == ["files"]
    assert hand_in(*[(f"{n}.png", PNG) for n in range(60)]).status == 400


def test_a_file_of_more_than_twenty_megabytes_is_refused() -> None:
    answer = hand_in(("大.txt", b"a" * (20 * 1024 * 1024 + 1)))
    assert answer.fields == ["files"]


@pytest.mark.parametrize(
    "parts",
    [
        {"petition": ""},
        {"petition": "{"},
        {"petition": "null"},
        {"petition": ["{}", "{}"]},
        {"more": "x"},
        {"petition": json.dumps(a_body(files=["x"]))},
    ],
)
def test_parts_that_are_wrong_are_problems(parts: dict[str, Any]) -> None:
    assert hand_in(("一.png", PNG), **parts).status in {400, 422}
    assert not StoredFile.objects.exists()


def test_a_petition_too_long_is_refused_as_in_json() -> None:
    assert hand_in(petition=json.dumps(a_body(facts="长" * 600_000))).status == 413


def test_only_handing_in_takes_files() -> None:
    assert hand_in(("一.png", PNG), address=TRACK).status == 415


def test_a_broken_wrapping_is_a_problem() -> None:
    client = Client(raise_request_exception=False)
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        headers = {"Idempotency-Key": str(new_id())}
        answer = client.post(SUBMIT, b"nonsense", content_type=kind, headers=headers)
        assert answer.status_code == 400
