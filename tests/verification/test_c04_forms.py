"""C4: whatever is sent instead of a filled-in form is answered by a page that loses nothing."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from huiyin.petitions import tracking
from huiyin.publishing.models import VisitSlot
from huiyin.rules.ids import new_id
from huiyin.rules.terms import State
from huiyin.web.portal import urls as portal_urls
from tests.publishing.test_closures import a_way
from tests.verification.odd_forms import corpus, fault_of, tries
from tests.verification.pages_table import OWN, PAGES, PORTAL
from tests.verification.rights_table import POSTS
from tests.verification.test_c05_pages import Line, Place, lines
from tests.web.desk import desk_of, page_of, step_of
from tests.web.forms import WORDS, Form, forms_of
from tests.web.portal import a_portal, open_petition
from tests.web.staff import at_work
from tests.web.test_desk_wall_everywhere import PART
from tests.web.ways import WAYS, recent
from verify.plugin import is_full, size

DESK = "huiyin.config.urls_desk"
pytestmark = [pytest.mark.campaign("C4"), pytest.mark.django_db]
Tally = Callable[[str, int], None]


@pytest.fixture(autouse=True)
def _ground(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Limits that would answer thousands of tries with a price stand aside."""
    monkeypatch.setattr(tracking, "FREE_GUESSES", 10**9)
    monkeypatch.setattr(tracking, "FREE_PER_SOURCE", 10**9)
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
    assert statuses[422], statuses
    tally("forms", len(forms))
    tally("cases", statuses.total())
    tally("answered 429", statuses[429])


def without_form(client: Client, where: str) -> Form:
    """A request to an address that takes one, where no page shows a form for it."""
    return Form(client, where, {name: [WORDS] for name in ("key", "words", "reason", "version")})


def of_the_pages() -> Iterator[Form]:
    """Every form of every page of the desk that is not of one petition, by who may open it."""
    place = Place()
    for line in lines(PAGES):
        person = place.person(POSTS[line.rest[0][0]])
        where, client = place.address(line.path)[0], at_work(Client(), person)
        found = list(forms_of(client, [where])) if "GET" in line.methods[0] else []
        yield from found
        if not found and "POST" in line.methods[-1]:
            yield without_form(client, where)


def of_the_steps(count: int, draw: Random) -> Iterator[Form]:
    """The forms of the steps of a petition, each in a state in which it is open."""
    for way in draw.sample(WAYS, min(count, len(WAYS))):
        petition, client = way.made(), desk_of(way.who())
        found = list(forms_of(client, [step_of(petition, way.step.value), page_of(petition)]))
        yield from found or [without_form(client, step_of(petition, way.step.value))]


@pytest.mark.urls(DESK)
def test_the_forms_of_the_desk(seed: int, tally: Tally) -> None:
    """Every form of the desk, filled in with all kinds of texts, in all kinds of content"""
    forms = list(of_the_steps(size(3, 99), Random(seed)))
    forms += list(of_the_pages()) if is_full() else []
    held(forms, size(30, 8_000), seed, tally)
    if is_full():
        posted = {resolve(form.where.partition("?")[0]).route for form in forms}
        wanted = {line.path for line in lines(PAGES) if "POST" in line.methods[-1]}
        assert not wanted - posted


def at_the_portal() -> Iterator[Form]:
    """The forms of the portal; the petitioner has opened a petition."""
    a_portal()
    client = open_petition(Client(raise_request_exception=False), recent(State.SERVED))
    start = timezone.now() + timedelta(hours=20)
    VisitSlot.objects.create(
        way=a_way(), starts_at=start, ends_at=start + timedelta(minutes=30), limit=9
    )
    for line in lines(PORTAL) + lines(OWN):
        if "POST" in line.methods[-1] and not line.path.startswith("api/"):
            yield from _on(client, line)


def _on(client: Client, line: Line) -> Iterator[Form]:
    where = "/" + PART.sub(str(new_id()), line.path)
    found = list(forms_of(client, [where])) if "GET" in line.methods else []
    yield from found or [without_form(client, where)]


def test_the_forms_of_the_portal(seed: int, tally: Tally) -> None:
    """Every form of the portal, the same way"""
    forms = list(at_the_portal())
    assert {"/submit", "/track", "/petition/supplement"} <= {form.where for form in forms}
    held(forms, size(30, 6_000), seed, tally)


# -- controls --------------------------------------------------------------------------------------


def falls(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)


def leads_away(_request: HttpRequest) -> HttpResponse:
    return redirect("https://evil.example/")


def forgets(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("<form><input name=number></form>", status=422)


@pytest.mark.control
@pytest.mark.parametrize("answers", [falls, leads_away, forgets])
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
