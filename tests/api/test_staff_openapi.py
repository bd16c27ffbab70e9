"""The OpenAPI document of the desk is complete, and fuzzing by it with a token finds no failure."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.urls import URLResolver
from hypothesis import HealthCheck, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from huiyin.api.problems import MEDIA_TYPE
from huiyin.config.urls_desk import urlpatterns
from huiyin.petitions.staff_tokens import Scope
from huiyin.rules.terms import State
from tests.api.calling import get
from tests.api.staff import Program
from tests.make import a_petition
from tests.people import CLERK

pytestmark = pytest.mark.urls("huiyin.config.urls_desk")

CASES = 12
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    ignored_auth,
    unsupported_method,
]
PUBLIC = ("offices", "categories")
WITHOUT_SCOPE = ("me",)


@pytest.fixture
def document() -> Any:  # noqa: ANN401 (JSON)
    return get("/api/v1/openapi.json").body


@pytest.mark.django_db(transaction=True)
def test_fuzzing_with_a_token_finds_no_failure_and_no_undocumented_answer(
    document: Any,  # noqa: ANN401 (JSON)
) -> None:
    a_petition(State.SIGNED)
    headers = {"Authorization": f"Bearer {Program(CLERK).token}"}
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    statuses: set[int] = set()
    for path, operations in document["paths"].items():
        for method in operations:
            strategy = schema[path][method.upper()].as_strategy(GenerationMode.POSITIVE)

            @settings(
                max_examples=CASES,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            )
            @given(case=strategy)
            def each(case: "Case[Any]") -> None:
                answer = case.call_and_validate(
                    checks=CHECKS, headers=headers, base_url="http://127.0.0.1"
                )
                statuses.add(answer.status_code)

            each()
    assert statuses >= {200, 404}


@pytest.mark.django_db
def test_it_is_openapi_3_1_and_names_every_address(document: Any) -> None:  # noqa: ANN401 (JSON)
    assert document["openapi"].startswith("3.1")
    (served,) = [each for each in urlpatterns if str(each.pattern) == "api/v1/"]
    assert isinstance(served, URLResolver)
    routes = [str(each.pattern) for each in served.url_patterns]
    assert len(document["paths"]) == len(set(routes)) - 2  # the document, and nothing here


@pytest.mark.django_db
def test_every_address_names_its_scope_and_its_refusals(document: Any) -> None:  # noqa: ANN401
    scopes = set()
    for operations in document["paths"].values():
        for operation in operations.values():
            assert operation["summary"]
            assert operation["description"]
            name = operation["operationId"]
            if name not in PUBLIC:
                ((scheme, wanted),) = operation["security"][0].items()
                assert scheme == "StaffToken"
                scopes |= set(wanted)
                assert bool(wanted) == (name not in WITHOUT_SCOPE)
                assert "401" in operation["responses"]
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == [MEDIA_TYPE]
    assert scopes == {each.value for each in Scope}
