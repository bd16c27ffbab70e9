"""What the tests of the desk share: somebody at work, and the text of a page without its tokens."""

import re
from typing import cast
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from huiyin.petitions.models import Petition
from huiyin.petitions.worklists import WORKLISTS
from tests.people import Person
from tests.web.staff import at_work

NAME = "郑小满"
PHONE = "19900001206"
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')


def desk_of(person: Person) -> Client:
    """A browser in which this person is at work."""
    return at_work(Client(), person.user)


def text(response: HttpResponseBase) -> str:
    """The page, without what differs at every look."""
    return _TOKEN.sub(r"\1", cast(HttpResponse, response).content.decode())


def page_of(petition: Petition | UUID) -> str:
    """The address of a petition."""
    return reverse(
        "desk:petition", args=[petition.pk if isinstance(petition, Petition) else petition]
    )


def step_of(petition: Petition, verb: str) -> str:
    """The address of a step of a petition."""
    return reverse("desk:step", args=[petition.pk, verb])


def lists_with(person: Person, petition: Petition) -> set[str]:
    """The names of the lists in which this person finds a petition."""
    client = desk_of(person)
    found = set()
    for each in WORKLISTS:
        response = client.get(reverse("desk:list", args=[each.name]))
        if response.status_code == 200 and page_of(petition) in text(response):
            found.add(each.name)
    return found


def posted(petition: Petition, **fields: object) -> dict[str, object]:
    """A form as the page of a petition, opened just now, would send it."""
    fresh = Petition.objects.get(pk=petition.pk)
    return {"version": str(fresh.version), "seen": str(fresh.event_count), **fields}
