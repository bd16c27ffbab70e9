"""Filling the database, in a process that has the models: `python -m benchmarks.stock STEP`."""

import sys
from datetime import UTC, datetime

import django
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import RequestFactory

django.setup()

from benchmarks import loading  # noqa: E402 (the models exist only now)
from benchmarks.texts import CROWDED  # noqa: E402
from huiyin.accounts.models import User  # noqa: E402
from huiyin.commands.city.loading import load_offices, load_people  # noqa: E402
from huiyin.organisations.models import Office  # noqa: E402
from huiyin.petitions.models import Petition  # noqa: E402
from huiyin.rules.moments import localdate  # noqa: E402
from huiyin.rules.terms import Level, OfficeKind  # noqa: E402
from huiyin.web.desk.signin_session import begin  # noqa: E402

CITY = "990100"
CLERK, LEADER = "zhou.yuhe", "gu.mingche"


def city() -> None:
    """The offices and people of the demo city, without its petitions."""
    with transaction.atomic():
        load_people(load_offices())


def offices() -> None:
    """Bureaus of counties that have nothing else, so that a crowd has twenty to write to.

    Nobody works there, and the stock gives them nothing (`lives.py`).
    """
    above = Office.objects.get(kind=OfficeKind.GOVERNMENT, division=CITY)
    founded = set(Office.objects.bureaus().values_list("division", flat=True))
    for division in set(CROWDED) - founded:
        with transaction.atomic():
            county = _office(above, f"{division}1", division, OfficeKind.GOVERNMENT)
            _office(county, f"{division}2", division, OfficeKind.BUREAU)


def _office(parent: Office, number: str, division: str, kind: OfficeKind) -> Office:
    name = f"{division[-2:]}县{'信访局' if kind is OfficeKind.BUREAU else '人民政府'}"
    return Office.objects.create(
        parent=parent,
        path=f"{parent.path}{number}/",
        name=name,
        short_name=name,
        letter_code=number,
        number_code=number,
        division=division,
        kind=kind,
        level=Level.COUNTY,
    )


def begun_session(username: str) -> str:
    """The cookie of one of the staff, signed in at the desk."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    begin(request, User.objects.get(username=username), datetime.now(UTC), second="totp")
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


def petition_with_a_story() -> str:
    """The petition of the longest story that a clerk of the city's bureau may see."""
    viewer = User.objects.get(username=CLERK).viewer(localdate(datetime.now(UTC)))
    seen = Petition.objects.visible_to(viewer, today=localdate(datetime.now(UTC)))
    found = seen.order_by("-event_count")[0]
    return f"{found.pk} {found.event_count}"


def main() -> None:
    """Take the step that is named."""
    step, *arguments = sys.argv[1:]
    match step:
        case "city":
            city()
        case "offices":
            offices()
        case "load":
            first, last, start, end, notes = map(int, arguments)
            loading.load(first, last, begin=start, end=end, notes=notes)
        case "session":
            sys.stdout.write(begun_session(*arguments))
        case "bureau":
            sys.stdout.write(str(Office.objects.bureaus().get(division=CITY).pk))
        case "told":
            sys.stdout.write(petition_with_a_story())


if __name__ == "__main__":
    main()
