"""The OpenAPI document of the desk is complete; what is drawn from it is tried by campaign C4."""

from typing import Any

import pytest
from django.urls import URLResolver

from huiyin.api.problems import MEDIA_TYPE
from huiyin.config.urls_desk import urlpatterns
from huiyin.petitions.staff_tokens import Scope
from tests.api.calling import get

pytestmark = pytest.mark.urls("huiyin.config.urls_desk")

PUBLIC = ("offices", "categories")
WITHOUT_SCOPE = ("me",)


@pytest.fixture
def document() -> Any:  # noqa: ANN401 (JSON)
    return get("/api/v1/openapi.json").body


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
