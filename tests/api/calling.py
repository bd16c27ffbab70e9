"""Calling the API as another system does: JSON out, JSON back, nothing kept between."""

import json
from typing import Any

from django.test import Client

from huiyin.rules.ids import new_id

SUBMIT = "/api/v1/petitions"
TRACK = "/api/v1/petitions/track"
PROBLEM = "application/problem+json"


class Answer:
    """What came back."""

    def __init__(self, response: Any) -> None:  # noqa: ANN401 (Django's test client adds to it)
        self.status: int = response.status_code
        self.headers = response.headers
        self.cookies = response.cookies
        self.body: Any = json.loads(response.content) if response.content else None

    @property
    def kind(self) -> str:
        """The end of the problem's type."""
        return str(self.body["type"]).rpartition(":")[2]

    @property
    def fields(self) -> list[str]:
        """The fields that the problem names."""
        return [each["field"] for each in self.body["errors"]]


def a_body(**given: object) -> dict[str, object]:
    """A petition that is taken in as it is."""
    return {
        "request": "请尽快修复柳荫街的路灯。",
        "division": "990100",
        "name": "郑小满",
        "phone": "19900001206",
    } | given


def submit(
    body: object = None, *, key: str | None = None, token: str = "", **headers: str
) -> Answer:
    """Hand in a petition."""
    shown = {"Idempotency-Key": key or str(new_id())} | headers
    if token:
        shown["Authorization"] = f"Bearer {token}"
    return post(SUBMIT, a_body() if body is None else body, **shown)


def track(number: str, code: str, phone_tail: str = "1206", **headers: str) -> Answer:
    """Ask where a petition is."""
    return post(TRACK, {"number": number, "code": code, "phone_tail": phone_tail}, **headers)


def post(address: str, body: object, **headers: str) -> Answer:
    """Send JSON, or bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = headers.pop("content_type", "application/json")
    client = Client(raise_request_exception=False)
    return Answer(client.post(address, content, content_type=kind, headers=headers))


def get(address: str, **headers: str) -> Answer:
    """Read something public."""
    return Answer(Client(raise_request_exception=False).get(address, headers=headers))
