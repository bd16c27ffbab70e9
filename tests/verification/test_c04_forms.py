"""C4: whatever is sent instead of a filled-in form is answered by a page that loses nothing."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from huiyin.accounts.models import User
from huiyin.petitions import tracking
from huiyin.publishing.models import VisitSlot
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Role, State, Step
from huiyin.web.portal import urls as portal_urls
from tests.make import a_user
from tests.publishing.test_closures import a_way
from tests.verification.every_form import (
    STANDS,
    WITH_A_FORM,
    beside_the_steps,
    of_the_steps,
    routes_that_take_a_form,
    without_form,
)
from tests.verification.odd_forms import corpus, fault_of, tries
from tests.verification.pages_table import OWN, PAGES, PORTAL
from tests.verification.rights_table import POSTS
from tests.verification.sampling import some
from tests.verification.test_c05_pages import Line, Place, lines
from tests.web.forms import Form, forms_of
from tests.web.portal import a_portal, open_petition
from tests.web.staff import at_work
from tests.web.test_desk_wall_everywhere import PART
from tests.web.ways import recent
from verify.plugin import in_short, is_full, size

DESK = "huiyin.config.urls_desk"
pytestmark = [pytest.mark.campaign("C4"), pytest.mark.django_db]
Tally = Callable[[str, int], None]
ADMINISTRATORS = {"A", "B", "C"}  # of whom no one may use the API; the last is the auditor


@pytest.fixture(autouse=True)
def _ground(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Limits that would answer thousands of tries with a price stand aside."""
    monkeypatch.setattr(tracking, "FREE_GUESSES", 10**9)
    monkeypatch.setattr(tracking, "FREE_PER_SOURCE", 10**9)
    monkeypatch.setattr(settings, "HUIYIN_INTAKE_OF_AN_ADDRESS", 0)
    monkeypatch.setattr(settings, "HUIYIN_INTAKE_OF_A_PHONE", 0)
    caplog.set_level(logging.CRITICAL, "huiyin.request")


def held(forms: list[Form], count: int, seed: int, tally: Tally) -> None:
    """Every form is sent at least once, so many times in all, and nothing goes wrong."""
    draw, words = Random(seed), corpus(seed, size(40, 2_000))
    fell: list[str] = []
    statuses: Counter[int] = Counter()
    for number in range(max(count, len(forms))):
        form = forms[number % len(forms)]
        status, fault = fault_of(form, *tries(form, words, draw))
        statuses[status] += 1
        fell += [fault] if fault else []
    assert not fell, f"{len(fell)} faults\n" + "\n".join(sorted(set(fell))[:20])
    assert statuses[422] or not is_full(), statuses
    tally("forms", len(forms))
    tally("cases", statuses.total())
    tally("answered 429", statuses[429])


def tried_by(line: Line) -> list[str]:
    """Who tries a page of the desk: the first post that it is for, and every administrator."""
    posts = line.rest[0]
    return [posts[0], *(each for each in posts[1:] if each in ADMINISTRATORS)]


def of_the_pages(seed: int) -> dict[str, list[Form]]:
    """The forms of the pages of the desk that are not of one petition, by the post that tries.

    In short some pages of administrators, for which nothing has to stand anywhere.
    """
    every = lines(PAGES)
    if is_full():
        place = Place()
        found = _by_post(every, lambda path: place.address(path)[0], place.person)
    else:
        own = [one for one in every if "<" not in one.path and set(one.rest[0]) <= ADMINISTRATORS]
        found = _by_post(some(own, 4, str(seed)), "/{}".format, _at_the_bureau)
    for post in found:
        asked_of = [line for line in every if post in tried_by(line) and "POST" in line.methods[-1]]
        posted = {_route(form) for form in found[post]}
        assert not is_full() or posted >= {line.path for line in asked_of}, post
    return found


def _by_post(
    every: list[Line], address: Callable[[str], str], person: Callable[[Role], User]
) -> dict[str, list[Form]]:
    forms: dict[str, list[Form]] = {}
    for post in POSTS:
        if theirs := [line for line in every if post in tried_by(line)]:
            client = at_work(Client(), person(POSTS[post]))
            pages = (_on(client, line, address(line.path)) for line in theirs)
            forms[post] = [form for page in pages for form in page]
    return forms


def _at_the_bureau(role: Role) -> User:
    return a_user(role, "yunling-bureau")


def _route(form: Form) -> str:
    return resolve(form.where.partition("?")[0]).route


def _on(client: Client, line: Line, where: str) -> Iterator[Form]:
    """What a page asks and what it sends; where it shows nothing to send, a request for it."""
    found: list[Form] = []
    if "GET" in line.methods[0]:
        found = list(forms_of(client, [where]))
        yield from forms_of(client, [where], "GET")
    yield from found
    if not found and "POST" in line.methods[-1]:
        yield without_form(client, where)


@pytest.mark.long
@pytest.mark.urls(DESK)
def test_the_forms_of_the_steps(seed: int, tally: Tally) -> None:
    """Every step's form and all else of one petition, filled in as nobody fills them in"""
    assert WITH_A_FORM - {stand.step for stand in STANDS} == set()
    forms = list(of_the_steps(size(2, 99), Random(seed)))
    forms += list(beside_the_steps()) if is_full() else []
    held(forms, size(20, 4_000), seed, tally)
    if is_full():
        to = [resolve(form.where.partition("?")[0]) for form in forms]
        assert {each.kwargs.get("verb") for each in to} >= {step.value for step in WITH_A_FORM}
        assert {each.route for each in to} >= routes_that_take_a_form()
        tally("steps", len(WITH_A_FORM))


@pytest.mark.urls(DESK)
def test_the_forms_of_the_desk(seed: int, tally: Tally) -> None:
    """Every form of the desk, with all kinds of texts and content, and as each administrator"""
    found = of_the_pages(seed)
    held([form for forms in found.values() for form in forms], size(20, 5_000), seed, tally)
    tally("forms of administrators", sum(len(found.get(each, ())) for each in ADMINISTRATORS))


def at_the_portal() -> Iterator[Form]:
    """The forms of the portal; the petitioner has opened a petition."""
    a_portal()
    client = open_petition(Client(raise_request_exception=False), recent(State.SERVED))
    start = timezone.now() + timedelta(hours=20)
    VisitSlot.objects.create(
        way=a_way(), starts_at=start, ends_at=start + timedelta(minutes=30), limit=9
    )
    for line in lines(PORTAL) + lines(OWN):
        if not line.path.startswith("api/"):
            yield from _on(client, line, "/" + PART.sub(str(new_id()), line.path))


def test_the_forms_of_the_portal(seed: int, tally: Tally) -> None:
    """Every form of the portal, the same way"""
    forms = list(at_the_portal())
    assert {"/submit", "/track", "/petition/supplement"} <= {form.where for form in forms}
    held(forms, size(30, 5_000), seed, tally)


# -- controls --------------------------------------------------------------------------------------


@pytest.mark.control
def test_a_step_that_nobody_tries_is_noticed(
    seed: int, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = [stand for stand in STANDS if stand.step is not Step.HAND_OVER]
    monkeypatch.setitem(globals(), "STANDS", tried)
    with pytest.raises(AssertionError, match="hand_over"):
        test_the_forms_of_the_steps(seed, tally)


def falls(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


def leads_away(_request: HttpRequest) -> HttpResponse:
    return redirect("https://evil.example/")


def forgets(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<form><input name=number></form>", status=422)


@pytest.mark.control
@pytest.mark.parametrize("answers", in_short([falls, leads_away, forgets], every=3))
def test_what_a_form_must_not_answer_is_noticed(
    answers: Callable[[HttpRequest], HttpResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_portal()
    client = Client(raise_request_exception=False)
    (form,) = forms_of(client, ["/track"])
    (route,) = [each for each in portal_urls.urlpatterns if each.pattern.match("track")]
    monkeypatch.setattr(route, "callback", answers)
    draw, words = Random(1), ["九号楼"]
    assert any(fault_of(form, *tries(form, words, draw))[1] for _each in range(40))
