"""The OpenAPI document is complete; what is drawn from it is tried by campaign C4."""

from typing import Any

import pytest

from huiyin.api.problems import MEDIA_TYPE
from huiyin.api.urls import urlpatterns
from tests.api.calling import get


@pytest.fixture
def document() -> Any:  # noqa: ANN401 (JSON)
    return get("/api/v1/openapi.json").body


def test_it_is_openapi_3_1_and_names_every_address(document: Any) -> None:  # noqa: ANN401 (JSON)
    assert document["openapi"].startswith("3.1")
    described = {path.removeprefix("/api/v1/") for path in document["paths"]}
    served = {str(pattern.pattern) for pattern in urlpatterns}
    assert described == served - {"", "openapi.json"}


def test_every_error_is_a_problem(document: Any) -> None:  # noqa: ANN401 (JSON)
    for operations in document["paths"].values():
        for operation in operations.values():
            errors = {
                status: answer
                for status, answer in operation["responses"].items()
                if int(status) >= 400
            }
            assert "503" in errors
            for answer in errors.values():
                assert list(answer["content"]) == [MEDIA_TYPE]


def test_every_operation_and_field_is_explained(document: Any) -> None:  # noqa: ANN401 (JSON)
    for operations in document["paths"].values():
        assert all(each["description"] and each["summary"] for each in operations.values())
    fields = document["components"]["schemas"]["NewPetition"]["properties"]
    unexplained = [name for name, field in fields.items() if not field.get("description")]
    assert unexplained == []


def test_the_key_is_required_and_the_token_is_not(document: Any) -> None:  # noqa: ANN401 (JSON)
    submit = document["paths"]["/api/v1/petitions"]["post"]
    (key,) = submit["parameters"]
    assert (key["name"], key["in"], key["required"]) == ("Idempotency-Key", "header", True)
    assert submit["security"] == [{}, {"IntakeToken": []}]
    assert "IntakeToken" in document["components"]["securitySchemes"]
