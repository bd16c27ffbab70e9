"""Every form of emergency work, duty and publishing, filled in as no form expects it (§ 12)."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import Settings

from huiyin.publishing.models import VisitSlot
from huiyin.rules.terms import State
from tests.make import a_petition
from tests.people import CLERK, COUNTY_CLERK, DISPATCHER, LEADER, OTHER_HEAD, SUPERVISOR
from tests.publishing.test_closures import a_way
from tests.verification.sampling import some
from tests.web.desk import desk_of, text
from tests.web.everything import everything
from tests.web.forms import Fields, Form, forms_of
from tests.web.portal import a_portal, open_petition
from verify.plugin import is_full, size

pytestmark = [
    pytest.mark.campaign("C4"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
PORTAL = pytest.mark.urls("huiyin.config.urls_portal")
AT_THE_PORTAL = (
    "supplement", "withdraw", "correction", "submit", "appointments", "appointment_own", "track",
)  # fmt: skip
ID = re.compile(r"[0-9a-f]{8}-")
HOSTILE = (
    "", "a\x00b", "\ud800", "\u202e反\u2066", "😀", "长" * 350_000, "<b>", "-1", "1000000000",
    "9" * 40, "1e3", "2026-02-31", "0001-01-01", "9999-12-31", "24:00", "0001-01-01T00:00",
    "9999-12-31T23:59", "x", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
SPARE = ("django_session",)  # what looking at a page writes, as is who looked


def test_what_no_form_expects_breaks_no_page_and_a_refusal_writes_nothing(seed: int) -> None:
    pages, values = everything(), cycle(HOSTILE)
    of_health = [each for each in pages if each.startswith("/health/")]
    who = ((CLERK, pages), (DISPATCHER, pages), (LEADER, pages), (SUPERVISOR, of_health))
    forms = {
        str(form): form for person, theirs in who for form in forms_of(desk_of(person), theirs)
    }
    assert len(forms) > 90
    chosen = some(list(forms.values()), size(16, 999), str(seed))
    fell = _faults(chosen, values)
    only_posted = {form.where for form in forms.values()} - {*pages}
    assert max(desk_of(CLERK).get(each).status_code for each in only_posted) < 500
    elsewhere = [(person, desk_of(person)) for person in (COUNTY_CLERK, OTHER_HEAD)]
    for number, form in enumerate(each for each in chosen if ID.search(each.where)):
        for person, client in elsewhere if is_full() else [elsewhere[number % 2]]:
            wrote = _sent(replace(form, client=client))[1]
            if wrote - {"statistics_situation"}:  # each bureau of the area has its own report
                fell.append(f"{form} by {person} wrote {wrote}")
    assert not fell, "\n".join(fell)


@PORTAL
def test_the_same_at_the_portal(client: Client) -> None:
    a_portal()
    petition = a_petition(State.SERVED)
    start = timezone.now() + timedelta(hours=20)
    VisitSlot.objects.create(
        way=a_way(), starts_at=start, ends_at=start + timedelta(minutes=30), limit=9
    )
    pages = [reverse(f"portal:{each}") for each in AT_THE_PORTAL]
    forms = list(forms_of(open_petition(client, petition), pages))
    assert {form.where for form in forms} >= {*pages}
    fell = _faults(forms, cycle(HOSTILE))
    assert not fell, "\n".join(fell)


@pytest.mark.parametrize(
    ("urls", "where", "told"),
    [
        ("desk", "/duty/check-in/", "huiyin.web.desk.errors.csrf_refused"),
        ("portal", "/appointments", "huiyin.web.portal.views_errors.csrf_refused"),
    ],
)
def test_a_form_from_elsewhere_is_refused_in_words(
    urls: str, where: str, told: str, settings: Settings
) -> None:
    settings.CSRF_FAILURE_VIEW, settings.ROOT_URLCONF = told, f"huiyin.config.urls_{urls}"
    client = Client(enforce_csrf_checks=True)
    client.force_login(CLERK.user)
    answer = client.post(where, {})
    assert answer.status_code == 403
    assert "Cookie" in text(answer)
    assert "请" in text(answer)
    views = list(_views(get_resolver().url_patterns))
    assert len(views) > 30
    assert [view for view in views if getattr(view, "csrf_exempt", False)] == []


def _views(given: Iterable[URLPattern | URLResolver]) -> Iterator[Callable[..., object]]:
    """Every view of a site, but for those of programs, which send no cookie."""
    for each in given:
        if isinstance(each, URLPattern):
            yield each.callback
        elif not str(each.pattern).startswith("api/"):
            yield from _views(each.url_patterns)


def _faults(forms: list[Form], values: Iterator[str]) -> list[str]:
    """What went wrong with them; in short each is tried in one way, the next in the next way."""
    found = []
    for number, form in enumerate(forms):
        ways = _odd(form, values)
        for fields in ways if is_full() else [ways[number % len(ways)]]:
            fault = _fault_of(replace(form, fields=fields))
            found += [f"{form}: {fields!r:.200} {fault}"] if fault else []
        if is_full() or number % 2:
            found += [f"{form} twice: {problem}" for problem in _twice(form)]
    return found


def _odd(form: Form, values: Iterator[str]) -> list[Fields]:
    """Nothing at all, nothing but odd fields, and one odd field."""
    some = list(form.fields)
    all_odd = form.fields | {name: [next(values)] for name in some}
    return [{}, all_odd, *(form.fields | {name: [next(values)]} for name in some[:1])]


def _fault_of(form: Form) -> str:
    """What went wrong with it as it is filled in, or nothing; it is undone."""
    point = transaction.savepoint()
    try:
        status, wrote = _sent(form)
        # What was taken in must be readable too.
        page = form.client.get(form.where).status_code if status == 302 else 200
    except Exception as broken:
        return f"{broken!r:.200}"
    finally:
        transaction.savepoint_rollback(point)
    if status >= 500 or page >= 500:
        return f"{status} {page}"
    return f"{status} wrote {wrote}" if status >= 400 and wrote else ""


def _twice(form: Form) -> Iterator[str]:
    """What the same form added when it came a second time, as a double click sends it."""
    point = transaction.savepoint()
    _sent(form)
    before = _rows()
    status = form.client.post(form.where, form.fields).status_code
    more = _rows() - before
    if status >= 500 or (status < 400 and more):
        yield f"{status} added {more}"
    transaction.savepoint_rollback(point)


def _sent(form: Form) -> tuple[int, set[str]]:
    """What the answer is, and which tables were written."""
    before = _written()
    body = urlencode(form.fields, doseq=True, errors="surrogatepass")
    kind = "application/x-www-form-urlencoded"
    status = form.client.post(form.where, body, content_type=kind).status_code
    return status, {name for name, _count in _written().items() - before.items()}


def _written() -> dict[str, int]:
    """How many rows of which table this transaction has written so far."""
    return _counted("n_tup_ins + n_tup_upd", SPARE)


def _rows() -> Counter[str]:
    """How many rows it has added, but for what may be asked for again and is kept as often."""
    return Counter(_counted("n_tup_ins", (*SPARE, "petitions_export", "petitions_draft")))


def _counted(what: str, but: tuple[str, ...]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT relname, {what} FROM pg_stat_xact_user_tables"  # noqa: S608 (our own words)
            f" WHERE {what} > 0 AND relname <> ALL(%s) AND relname NOT LIKE 'audit\\_access%%'",
            [list(but)],
        )
        return dict(cursor.fetchall())
