"""The OpenAPI document is complete, and fuzzing by it finds no failure."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import (
    not_a_server_error,
)
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from huiyin.api.problems import MEDIA_TYPE
from huiyin.api.urls import urlpatterns
from tests.api.calling import SUBMIT, TRACK, get

CASES = 90
FUZZED = (
    (SUBMIT, "POST", GenerationMode.POSITIVE),
    (SUBMIT, "POST", GenerationMode.NEGATIVE),
    (TRACK, "POST", GenerationMode.POSITIVE),
    (TRACK, "POST", GenerationMode.NEGATIVE),
    ("/api/v1/offices", "GET", GenerationMode.POSITIVE),
    ("/api/v1/categories", "GET", GenerationMode.POSITIVE),
    ("/api/v1/ways", "GET", GenerationMode.POSITIVE),
    ("/api/v1/statistics", "GET", GenerationMode.POSITIVE),
    ("/api/v1/statistics", "GET", GenerationMode.NEGATIVE),
)
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
    unsupported_method,
)


@pytest.fixture
def document() -> Any:  # noqa: ANN401 (JSON)
    return get("/api/v1/openapi.json").body


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("path", "method", "mode"), FUZZED)
def test_fuzzing_finds_no_failure_and_no_undocumented_answer(
    document: Any,  # noqa: ANN401 (JSON)
    path: str,
    method: str,
    mode: GenerationMode,
) -> None:
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    statuses: set[int] = set()

    @settings(
        max_examples=CASES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy(mode))
    def each(case: "Case[Any]") -> None:
        answer = case.call_and_validate(checks=list(CHECKS), base_url="http://127.0.0.1")
        statuses.add(answer.status_code)

    each()
    assert statuses


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
