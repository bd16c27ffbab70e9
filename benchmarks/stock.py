"""Filling the database, in a process that has the models: `python -m benchmarks.stock STEP`."""

import sys
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import django
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

django.setup()

from benchmarks.texts import petition  # noqa: E402 (the models exist only now)
from huiyin.accounts.models import User  # noqa: E402
from huiyin.commands.city.loading import load_offices, load_people  # noqa: E402
from huiyin.organisations.models import Office  # noqa: E402
from huiyin.petitions.intake import Submission, prepare  # noqa: E402
from huiyin.petitions.models import Petition  # noqa: E402
from huiyin.petitions.writing import insert_together  # noqa: E402
from huiyin.rules.actor import CITIZEN  # noqa: E402
from huiyin.rules.terms import Channel, Naming  # noqa: E402
from huiyin.web.desk.signin_session import begin  # noqa: E402

AT_ONCE = 20
CLERK = "zhou.yuhe"


def city() -> None:
    """The offices and people of the demo city, without its petitions."""
    with transaction.atomic():
        load_people(load_offices())


def petitions(first: int, count: int) -> None:
    """Received petitions, their arrivals spread over the last days, written as intake writes."""
    bureau = Office.objects.bureaus().get(division="990100")
    now = datetime.now(UTC)
    for start in range(first, first + count, AT_ONCE):
        rows = []
        for number in range(start, min(start + AT_ONCE, first + count)):
            fields = petition(number)
            submission = Submission(
                office_id=bureau.pk,
                channel=Channel.WEB,
                naming=Naming.NAMED,
                arrived_at=now - timedelta(minutes=number % 10_000),
                **fields,
            )
            key = f"stock-{number:08d}"
            rows += prepare(submission, office=bureau, key=key, by=CITIZEN, at=now).rows
        insert_together(rows)


def session() -> str:
    """The cookie of the bureau's registrar, signed in at the desk."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    begin(request, User.objects.get(username=CLERK), datetime.now(UTC), second="")
    request.session.save()
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


def petition_page() -> str:
    """A petition with a story, and how many queries its page asks."""
    petition_id = Petition.objects.order_by("id")[0].pk
    name, _equals, key = session().partition("=")
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[name] = key
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/petitions/{petition_id}/")
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"the petition page answered {answer.status_code}")
    return f"{petition_id} {len(queries)}"


def main() -> None:
    """Take the step that is named."""
    step, *arguments = sys.argv[1:]
    match step:
        case "city":
            city()
        case "petitions":
            petitions(*map(int, arguments))
        case "session":
            sys.stdout.write(session())
        case "petition":
            sys.stdout.write(petition_page())
        case "bureau":
            sys.stdout.write(str(Office.objects.bureaus().get(division="990100").pk))


if __name__ == "__main__":
    main()
