"""Every form of emergency work, duty and publishing, filled in as no form expects it (§ 12)."""

from collections.abc import Iterator
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction

from tests.people import CLERK, DISPATCHER, LEADER, SUPERVISOR
from tests.web.desk import desk_of
from tests.web.everything import everything
from tests.web.forms import Form, forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("huiyin.config.urls_desk")]
HOSTILE = (
    "", "a\x00b", "\ud800", "\u202e反\u2066", "😀", "长" * 350_000, "<b>", "-1", "1000000000",
    "9" * 40, "1e3", "2026-02-31", "0001-01-01", "9999-12-31", "24:00", "0001-01-01T00:00",
    "9999-12-31T23:59", "x", "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
SPARE = ("django_session", "audit_access")  # what looking at a page writes


@pytest.mark.ignore_template_errors
def test_what_no_form_expects_breaks_no_page_and_a_refusal_writes_nothing() -> None:
    pages, values = everything(), cycle(HOSTILE)
    of_health = [each for each in pages if each.startswith("/health/")]
    who = ((CLERK, pages), (DISPATCHER, pages), (LEADER, pages), (SUPERVISOR, of_health))
    forms = {
        str(form): form for person, theirs in who for form in forms_of(desk_of(person), theirs)
    }
    assert len(forms) > 90
    fell = [f"{form}: {problem}" for form in forms.values() for problem in _tried(form, values)]
    assert fell == []


def _tried(form: Form, values: Iterator[str]) -> Iterator[str]:
    """What went wrong with nothing at all, with one odd field, and with nothing but odd ones."""
    some = list(form.fields)
    tries = [{}, form.fields | {name: [next(values)] for name in some}]
    tries += [form.fields | {name: [next(values)]} for name in some[:1]]
    for fields in tries:
        before = _written()
        point = transaction.savepoint()
        body = urlencode(fields, doseq=True, errors="surrogatepass")
        kind = "application/x-www-form-urlencoded"
        try:
            status = form.client.post(form.where, body, content_type=kind).status_code
            after = _written()
            # What was taken in must be readable too.
            page = form.client.get(form.where).status_code if status == 302 else 200
        except Exception as broken:
            yield f"{fields!r:.200} {broken!r:.200}"
        else:
            if status >= 500 or page >= 500:
                yield f"{fields!r:.200} {status} {page}"
            elif status >= 400 and after != before:
                yield f"{fields!r:.200} {status} wrote {after.keys() - before.keys()}"
        transaction.savepoint_rollback(point)


def _written() -> dict[str, int]:
    """How many rows of which table this transaction has written so far."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd > 0 AND relname <> ALL(%s)",
            [list(SPARE)],
        )
        return dict(cursor.fetchall())
