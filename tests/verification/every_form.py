"""C4: where the forms of a petition stand: one open petition for every step that has a form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from django.test import Client
from django.urls import resolve, reverse

from huiyin.emergency.models import Emergency
from huiyin.petitions.actions import registering
from huiyin.petitions.models import Petition
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Step
from huiyin.web.desk.steps import CHOSEN, FORMS
from tests.emergency.declared import an_emergency
from tests.make import a_petition, an_office, later
from tests.masking import hidden, originals
from tests.people import CLERK, HEAD, Person
from tests.petitions.marked import a_marked_petition
from tests.take import CASES
from tests.verification.rights_table import PETITION
from tests.web.desk import desk_of, page_of, step_of
from tests.web.forms import WORDS, Form, forms_of
from tests.web.test_desk_deciding import asked, place_of
from tests.web.ways import WAYS


@dataclass(frozen=True)
class Stand:
    """A step that is open for a petition, and who takes it there."""

    step: Step
    made: Callable[[], Petition]
    who: Callable[[], Person]


def _accused() -> Petition:
    petition = a_petition()
    registering.accuse(
        petition.pk, office=an_office("yunling-housing"), by=CLERK.viewer, at=later(petition)
    )
    return petition


def _to_mark() -> Petition:
    if not Emergency.objects.exists():
        an_emergency()
    return a_petition()


def _by(person: Person) -> Callable[[], Person]:
    def who() -> Person:
        assert person.viewer.holdings  # who is of a group comes to it by being looked at
        return person

    return who


# Those whose time runs now, those that only a form asks for, and of all others the case by which
# every step is taken once.
_NOW = [Stand(way.step, way.made, way.who) for way in WAYS]
_NOW += [
    Stand(Step.CLEAR_ACCUSED, _accused, _by(CLERK)),
    Stand(Step.CLEAR_MARK, a_marked_petition, _by(CLERK)),
    Stand(Step.MARK, _to_mark, _by(CLERK)),
]
_EVER = [Stand(case.step, case.made, _by(case.by)) for case in CASES if case.by]
STANDS = _NOW + [each for each in _EVER if each.step not in {stand.step for stand in _NOW}]
WITH_A_FORM = FORMS.keys() | CHOSEN.keys()


def without_form(client: Client, where: str) -> Form:
    """A request to an address that takes one, where no page shows a form for it."""
    return Form(client, where, {name: [WORDS] for name in ("key", "words", "reason", "version")})


def of_the_steps(count: int, draw: Random) -> Iterator[Form]:
    """The forms of the steps of a petition, each where it is open, and of the petition's page."""
    for stand in draw.sample(STANDS, min(count, len(STANDS))):
        petition = stand.made()
        client, where = desk_of(stand.who()), step_of(petition, stand.step.value)
        found = list(forms_of(client, [where]))
        assert found, f"{stand.step} shows no form"
        yield from found
        yield from forms_of(client, [page_of(petition)])


def beside_the_steps() -> Iterator[Form]:
    """The other forms of one petition: to print, to mask, to decide, to screen."""
    petition, request = hidden(), asked()
    mask = reverse("desk:mask", args=[petition.pk, originals(petition)[0].pk])
    yield from forms_of(desk_of(CLERK), [mask])
    yield from forms_of(desk_of(HEAD), [place_of(request)])
    yield from forms_of(desk_of(CLERK), [reverse("desk:print", args=[petition.pk])])
    yield without_form(desk_of(CLERK), reverse("desk:screen", args=[petition.pk]))


def routes_that_take_a_form() -> set[str]:
    """The addresses of one petition that take a form, by the table of who may open them."""
    lines = (line.split() for line in PETITION.splitlines() if line.startswith("POST"))
    return {resolve("/" + re.sub("<[^>]+>", str(new_id()), line[1])).route for line in lines}
