"""C12, D8: every answer of every site carries the same strict headers, and looking changes nothing.

Two differences from trust.md D8, on purpose. Referrer-Policy is `same-origin`: with `no-referrer`
browsers send `Origin: null` with every form, which the guard against forged forms refuses. Images
may be `data:`, for the QR code of the second factor.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from django.conf import settings as configured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pytest_django import Settings

from huiyin.config import urls_desk, urls_portal
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Role, State
from huiyin.web import middleware
from tests.make import a_user, letter
from tests.people import LEADER
from tests.verification.pages_table import OPEN, OWN, PAGES, PORTAL, PROGRAM
from tests.verification.rights_table import POSTS
from tests.verification.test_c05_pages import Line, Place, lines
from tests.web.desk import desk_of
from tests.web.portal import a_portal, open_petition
from tests.web.staff import at_work, sign_in
from tests.web.test_desk_wall_everywhere import PART
from tests.web.test_every_new_form import _written
from tests.web.ways import recent
from verify.plugin import is_full

pytestmark = [pytest.mark.campaign("C12"), pytest.mark.django_db]
Tally = Callable[[str, int], None]
DESK = pytest.mark.urls("huiyin.config.urls_desk")
SITES = {"desk": urls_desk, "portal": urls_portal}

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self';"
    " frame-ancestors 'none'; base-uri 'none'"
)
WANTED = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
OFF = ("camera", "geolocation", "microphone", "payment", "usb", "serial", "bluetooth", "midi")
# Answers that are the same for everybody may be kept for a while.
KEPT = re.compile(r"public, max-age=\d{1,3}")


def wrong_with(answer: Any, *, is_open: bool) -> list[str]:  # noqa: ANN401 (of Django's client)
    """Which headers are missing or otherwise; only what is open to everybody may be kept."""
    found = [
        f"{name}: {answer.headers.get(name)}"
        for name, value in WANTED.items()
        if answer.headers.get(name) != value
    ]
    allowed = answer.headers.get("Permissions-Policy", "")
    found += [each for each in OFF if f"{each}=()" not in allowed]
    kept = answer.headers.get("Cache-Control", "")
    if "no-store" not in kept and not (is_open and KEPT.fullmatch(kept)):
        found.append(f"Cache-Control: {kept}")
    for cookie in answer.cookies.values():
        if not cookie["httponly"] or not cookie["samesite"] or cookie["domain"]:
            found.append(f"cookie {cookie.key}")
    return found


def _strict(answer: Any) -> list[str]:  # noqa: ANN401 (of Django's client)
    return wrong_with(answer, is_open=False)


def looks(seed: int) -> Iterator[tuple[Client, str, bool]]:
    """Who looks at which address of the desk; whether it is open to everybody."""
    nobody = Client(raise_request_exception=False)
    draw = Random(seed)
    of_nobody = [each for each in lines(OPEN) + lines(PROGRAM) if "GET" in each.methods]
    for line in of_nobody:
        yield nobody, "/" + PART.sub(str(new_id()), line.path), line.path.startswith("api/")
    pages = [each for each in lines(PAGES) if "GET" in each.methods[0]]
    place = Place() if is_full() else None
    for line in pages if is_full() else draw.sample(pages, 12):
        role = POSTS[line.rest[0][0]]
        path = place.address(line.path)[0] if place else "/" + PART.sub(str(new_id()), line.path)
        person = place.person(role) if place else a_user(role, _office(role))
        yield at_work(Client(raise_request_exception=False), person), path, False


def _office(role: Role) -> str:
    return "yunling-water" if role in (Role.HANDLER, Role.HEAD) else "yunling-bureau"


def crawled(given: Iterator[tuple[Client, str, bool]]) -> tuple[int, list[str]]:
    """How many addresses were looked at, and what was wrong: headers, or that looking wrote."""
    found, count = [], 0
    for client, path, is_open in given:
        client.get(path)  # the first look of a session may note that somebody is at work
        before = _written()
        answer = client.get(path)
        found += [f"{path}: {each}" for each in wrong_with(answer, is_open=is_open)]
        wrote = {name for name, _rows in _written().items() - before.items()}
        found += [f"{path} wrote {wrote}"] if wrote else []
        count += 1
    return count, found


@DESK
def test_looking_at_the_desk(seed: int, tally: Tally) -> None:
    """Every address of the desk has the headers, and a look writes nothing but that one looked"""
    count, found = crawled(looks(seed))
    assert not found, "\n".join(found)
    tally("addresses", count)


def test_looking_at_the_portal(tally: Tally) -> None:
    """The same at the portal, for nobody and for who has opened a petition"""
    a_portal()
    petition = recent(State.SERVED)
    own = open_petition(Client(raise_request_exception=False), petition)
    known = str(letter(petition).letter_id)

    def portal() -> Iterator[tuple[Client, str, bool]]:
        for table in (PORTAL, OWN):
            for line in lines(table):
                if "GET" in line.methods:
                    yield own, "/" + PART.sub(known, line.path), _is_open(line)

    count, found = crawled(portal())
    assert not found, "\n".join(found)
    tally("addresses", count)


def _is_open(line: Line) -> bool:
    return line.path.startswith(("api/", "logo/"))


# -- errors, files, https --------------------------------------------------------------------------


def falls(_request: HttpRequest, **_parts: object) -> HttpResponse:
    raise RuntimeError("broken on purpose")


@pytest.mark.parametrize("site", ["desk", "portal"])
def test_every_error_has_the_headers(
    site: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    """400, 401, 403, 404, 405, 413, 415, 422 and 500, pages and API, carry them too"""
    a_portal()
    settings.ROOT_URLCONF = f"huiyin.config.urls_{site}"
    errors = "desk.errors" if site == "desk" else "portal.views_errors"
    settings.CSRF_FAILURE_VIEW = f"huiyin.web.{errors}.csrf_refused"
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    form = "/signin/" if site == "desk" else "/submit"
    api = f"/api/v1/petitions/{new_id()}/steps/note" if site == "desk" else "/api/v1/petitions"
    large = b"{" + b" " * (2 << 20)
    answers = [
        client.get("/nothing/here"),
        client.post(form, {"name": "x"}),
        Client().put("/healthz"),
        client.get("/", headers={"Host": "evil.example"}),
        client.get("/api/v1/nothing"),
        client.post(api, b"{", content_type="application/json"),
        client.post(api, large, content_type="application/json"),
        client.post(api, b"<x/>", content_type="text/xml"),
    ]
    healthz = SITES[site].urlpatterns[0]
    monkeypatch.setattr(healthz, "callback", falls)
    answers.append(client.get("/healthz"))
    statuses = {each.status_code for each in answers}
    assert statuses >= {400, 403, 404, 405, 500}, statuses
    found = [f"{each.status_code} {said}" for each in answers for said in _strict(each)]
    assert not found, found
    tally("errors", len(answers))


def test_a_file_of_ours_has_them_too() -> None:
    answer: Any = Client().get("/static/huiyin/mark.svg")
    assert {name: answer.headers.get(name) for name in WANTED} == WANTED


@DESK
def test_behind_https_a_browser_is_told_to_stay_there(settings: Settings) -> None:
    """With TLS every answer, of pages and of the API, says Strict-Transport-Security for a year"""
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    client = Client(raise_request_exception=False)
    for path in ("/signin/", "/nothing/here", "/api/v1/offices", "/api/v1/me", "/healthz"):
        answer = client.get(path, secure=True)
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000"), path


@pytest.mark.parametrize(("site", "same_site"), [("desk", "Strict"), ("portal", "Lax")])
def test_behind_https_cookies_are_bound_to_the_host(site: str, same_site: str) -> None:
    """With TLS all cookies are __Host-, Secure, HttpOnly; SameSite Strict at the desk"""
    names = ("SESSION_COOKIE", "CSRF_COOKIE", "LANGUAGE_COOKIE")
    code = (
        "import json\nfrom huiyin.config import settings as s\n"
        f"print(json.dumps({{n: [getattr(s, n + e) for e in ('_NAME', '_SECURE', '_HTTPONLY',"
        f" '_SAMESITE')] for n in {names!r}}} | {{'hsts': s.SECURE_HSTS_SECONDS}}))"
    )
    made = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"HUIYIN_TLS": "1", "HUIYIN_SITE": site},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(made.stdout)
    assert told.pop("hsts") == 365 * 24 * 60 * 60
    for name, secure, httponly, same in told.values():
        assert name.startswith(f"__Host-huiyin_{site}_")
        assert (secure, httponly, same) == (True, True, same_site)


@DESK
def test_signing_out_empties_the_browser() -> None:
    """Signing out has the browser forget pages and stores; cookies are ended by name"""
    client = Client()
    sign_in(client, LEADER.user)
    answer = client.post("/signout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.cookies[configured.SESSION_COOKIE_NAME].value == ""


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
@pytest.mark.parametrize("name", [*WANTED, "Permissions-Policy", "Cache-Control"])
def test_a_header_that_is_missing_is_noticed(name: str) -> None:
    a_portal()
    answer = Client().get("/")
    assert not wrong_with(answer, is_open=False)
    del answer.headers[name]
    assert wrong_with(answer, is_open=False)


@pytest.mark.control
def test_a_weaker_policy_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    a_portal()
    weak = POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    monkeypatch.setitem(middleware.HEADERS, "Content-Security-Policy", weak)
    assert wrong_with(Client().get("/"), is_open=False)


@pytest.mark.control
@DESK
def test_a_look_that_writes_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk_of(LEADER)
    honest = middleware.Headers.__call__

    def writes(self: middleware.Headers, request: HttpRequest) -> HttpResponse:
        a_user(Role.REGISTRAR, "yunling-bureau")
        return honest(self, request)

    monkeypatch.setattr(middleware.Headers, "__call__", writes)
    _count, found = crawled(iter([(client, "/", False)]))
    assert [each for each in found if "wrote" in each]
