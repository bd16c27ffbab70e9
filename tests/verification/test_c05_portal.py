"""C5: on the portal a petition opens for who has its code, and leads to no other."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.terms import State
from tests.make import letter
from tests.people import LEADER
from tests.verification.looking import Answer, Looker
from tests.verification.pages_table import OWN, PORTAL
from tests.verification.test_c05_pages import lines
from tests.web.portal import a_portal, open_petition
from tests.web.test_desk_wall_everywhere import PART, patterns
from tests.web.ways import recent

URLS = "huiyin.config.urls_portal"
pytestmark = [pytest.mark.campaign("C5"), pytest.mark.django_db, pytest.mark.urls(URLS)]
Tally = Callable[[str, int], None]


def sent(looker: Looker, value: str) -> dict[tuple[str, str], Answer]:
    """What comes back from every address of an opened petition, with this id in it."""
    return {
        (method, line.path): looker.sends(method, "/" + PART.sub(value, line.path))
        for line in lines(OWN)
        for method in line.methods
    }


def with_code(petition: Petition) -> Looker:
    """The browser of the petitioner."""
    looker = Looker(None)
    looker.client = open_petition(Client(), petition)
    return looker


def test_without_the_code_every_address_leads_back_to_asking_for_it(tally: Tally) -> None:
    """Nobody, nor somebody signed in at the desk, reaches a petition without its code."""
    a_portal()
    petition = recent(State.ACCEPTED)
    for looker in (Looker(None), Looker(LEADER.user)):
        found = sent(looker, str(letter(petition).letter_id))
        for place, answer in found.items():
            assert answer.status == 302, place
            assert answer.headers["Location"].startswith(reverse("portal:track")), place
        tally("cells", len(found))


def test_who_has_one_code_finds_nothing_of_another_petition(tally: Tally) -> None:
    """With the code of one petition its pages open; letters and parts of others do not exist."""
    a_portal()
    mine, other = recent(State.ACCEPTED), recent(State.SERVED, days=5)
    looker = with_code(mine)
    theirs, nothing = str(letter(other).letter_id), str(new_id())
    hidden, missing = sent(looker, theirs), sent(looker, nothing)
    for place, answer in hidden.items():
        is_named = "<" in place[1]
        assert (answer.status == 404) == is_named or place[1] == "petition/whole", place
        assert other.number not in answer.body
        if is_named:
            assert answer.without(theirs) == missing[place].without(nothing), place
    own = looker.sends("GET", f"/petition/letters/{letter(mine).letter_id}")
    assert own.status not in (302, 404)
    tally("cells", len(hidden))


def test_every_address_of_the_portal_is_in_a_table() -> None:
    """An address that nobody decided on fails."""
    decided = [line.path for table in (PORTAL, OWN) for line in lines(table)]
    assert len(decided) == len(set(decided))
    assert set(patterns(get_resolver(URLS).url_patterns)) == set(decided)


def test_what_is_open_to_everybody_asks_nobody_who_they_are() -> None:
    """The open addresses answer, and none of them sends anybody to a sign-in."""
    a_portal()
    nobody = Looker(None)
    for line in lines(PORTAL):
        for method in line.methods:
            answer = nobody.sends(method, "/" + PART.sub(str(new_id()), line.path))
            assert answer.status not in (401, 403, 405, 500), line
            assert "signin" not in answer.headers.get("Location", "")
