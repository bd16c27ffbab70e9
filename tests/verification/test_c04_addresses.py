"""C4: every address of every site is described by the OpenAPI document, or named here with why.

The hand-written lists are those of campaign C5: a new address that is in none of them fails.
"""

import re
from collections.abc import Iterable

import pytest
from django.test import override_settings
from django.urls import get_resolver

from tests.verification.fuzzing import document
from tests.verification.pages_table import OPEN, OWN, PAGES, PORTAL
from tests.verification.test_c05_pages import lines
from tests.web.test_desk_wall_everywhere import patterns

pytestmark = [pytest.mark.campaign("C4"), pytest.mark.django_db]
DESK, SITE = "huiyin.config.urls_desk", "huiyin.config.urls_portal"
API = "api/v1/"
# What the API answers but does not describe: itself, and what is nowhere.
UNDESCRIBED = {API, f"{API}openapi.json"}
# Pages for people: HTML and forms, which campaign C4 fills in and C5 opens as everybody.
OF_PEOPLE = {DESK: (PAGES, OPEN), SITE: (PORTAL, OWN)}
# Pages of one petition, its papers and files; the steps are words of rules/workflow.py. What each
# opens to whom is in rights_table.py.
OF_A_PETITION = {
    "petitions/<uuid:petition_id>/",
    "petitions/<uuid:petition_id>/slip/",
    "petitions/<uuid:petition_id>/print/",
    "petitions/<uuid:petition_id>/limits/",
    "petitions/<uuid:petition_id>/letters/<uuid:letter_id>.<str:form>",
    "petitions/<uuid:petition_id>/files/<uuid:file_id>/",
    "petitions/<uuid:petition_id>/files/<uuid:file_id>/mask/",
    "petitions/<uuid:petition_id>/files/<uuid:file_id>/mask/<int:number>.jpg",
    "petitions/<uuid:petition_id>/requests/<uuid:request_id>/",
    "petitions/<uuid:petition_id>/<slug:verb>/",
    "emergency/screening/<uuid:petition_id>/",
}
PART = re.compile(r"<[^>]*>|\{[^}]*\}")


def _plain(paths: Iterable[str]) -> set[str]:
    """Addresses without the names of their parts."""
    return {PART.sub("*", each.removeprefix("/")) for each in paths}


def _served(urls: str) -> set[str]:
    return set(patterns(get_resolver(urls).url_patterns))


@pytest.mark.parametrize("urls", [DESK, SITE])
def test_every_address_is_described_or_named(urls: str) -> None:
    """Every address is in the OpenAPI document of its site, or in a list of pages"""
    with override_settings(ROOT_URLCONF=urls):
        described = _plain(document()["paths"])
    named = {line.path for table in OF_PEOPLE[urls] for line in lines(table)}
    for path in _served(urls):
        if path.startswith(API) and path not in UNDESCRIBED:
            assert PART.sub("*", path) in described, path
        else:
            assert path in named | (OF_A_PETITION if urls == DESK else set()), path


@pytest.mark.control
@pytest.mark.parametrize("path", ["api/v1/new", "new/"])
def test_an_address_that_nobody_described_is_noticed(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "_served", lambda _urls: {path})
    with pytest.raises(AssertionError, match=path):
        test_every_address_is_described_or_named(SITE)
