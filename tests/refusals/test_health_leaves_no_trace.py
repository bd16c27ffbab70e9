"""Refusal 11, on a whole life: no table, no log and no copy outside health knows a value of it."""

import logging
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from huiyin.emergency.current import forget_now
from huiyin.emergency.health_ledger import decide_release, isolate, propose_release, read
from huiyin.emergency.health_models import HealthEntry
from huiyin.emergency.health_reporting import Condition, move, report, report_for, screen
from huiyin.emergency.models import Emergency
from huiyin.organisations.errors import Refused
from huiyin.privacy import perishing
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role
from huiyin.rules.terms_health import IsolationReason, Movement, Whereabouts
from tests.emergency.declared import an_emergency
from tests.emergency.test_health import appointed, head_of, in_isolation, officer
from tests.make import DAY, at
from tests.people import CLERK, COUNTY_CLERK, HANDLER, LEADER, SUPERVISOR
from tests.web.desk import desk_of
from tests.web.test_health_pages import now_running

pytestmark = pytest.mark.django_db
NOW = at("2026-03-16 10:00")
SAID = ("41.7", "screening", "isolation", "released", "abroad")
"""What was reported and entered in the life below: it stands nowhere, in clear or as bytes."""


def a_whole_life(emergency: Emergency, by: Viewer, heads: Viewer) -> None:
    today = NOW.date()
    given = Condition("41.7", has_symptoms=True, whereabouts=Whereabouts.ABROAD)
    report(CLERK.user, given, on=today, once=new_id(), at=NOW)
    report_for(emergency, HANDLER.user, given, on=today, told_at=NOW, once=new_id(), by=by, at=NOW)
    screen(CLERK.user, own_contact=True, family_contact=True, once=new_id(), at=NOW)
    move(CLERK.user, movement=Movement.RETURNED, on=today, is_other_province=True, once=new_id(),
         at=NOW)  # fmt: skip
    stay = isolate(emergency, CLERK.user.pk, reason=IsolationReason.ABROAD,
                   since=today - 14 * DAY, once=new_id(), by=by, at=NOW)  # fmt: skip
    read(emergency, reason="核实情况", by=by, at=NOW)
    propose_release(emergency, stay.pk, once=new_id(), by=by, at=NOW)
    decide_release(emergency, stay.pk, agrees=True, once=new_id(), by=heads, at=NOW)


def rows_that_say(words: tuple[str, ...]) -> dict[str, int]:
    """In how many rows of each table of the whole database one of these stands."""
    spelled = [*words, *(each.encode().hex() for each in words)]
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables"
            " where table_schema = 'public' and table_type = 'BASE TABLE'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in sorted(tables):
            cursor.execute(
                f'select count(*) from "{table}" t where t::text ~ %s',  # noqa: S608
                ["|".join(each.replace(".", r"\.") for each in spelled)],
            )
            found[table] = cursor.fetchone()[0]
    assert len(tables) > 100, "so that the search looks at something"
    return found


def test_11_a_whole_life_leaves_no_value_in_any_table_or_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    emergency, by = an_emergency(), officer()
    heads, before = head_of(emergency), rows_that_say(SAID)
    with caplog.at_level(logging.DEBUG):
        a_whole_life(emergency, by, heads)
    assert rows_that_say(SAID) == before
    said = [each for each in caplog.messages if "INSERT" not in each and "SELECT" not in each]
    assert not any(word in line for line in said for word in SAID)
    with connection.cursor() as cursor:
        cursor.execute("update organisations_office set short_name = '41.7'")
    assert rows_that_say(SAID) != before, "the search would find it"


def test_11_what_a_backup_takes_does_not_hold_the_file_of_the_keys() -> None:
    place = perishing.folder().resolve()
    for taken in (settings.HUIYIN_KEYS, settings.HUIYIN_FILES):
        assert not place.is_relative_to(Path(taken).resolve())


@pytest.mark.urls("huiyin.config.urls_desk")
def test_11_an_officer_elsewhere_or_of_a_drill_reads_decides_and_guesses_nothing() -> None:
    real, by = an_emergency(), officer()
    stay = in_isolation(real, by)
    drill = an_emergency(is_drill=True)
    elsewhere = appointed(COUNTY_CLERK, "qinghe-bureau", Role.HEALTH_OFFICER)
    for emergency, viewer in ((real, elsewhere), (real, LEADER.viewer), (drill, elsewhere)):
        with pytest.raises(Refused, match="健康专员"):
            read(emergency, reason="想看看", by=viewer, at=NOW)
    heads_drill = head_of(drill)
    for other in (stay.pk, UUID(int=1)):
        with pytest.raises(Refused, match="没有这一条"):
            propose_release(drill, other, once=new_id(), by=by, at=NOW)
        with pytest.raises(Refused, match="没有这一条"):
            decide_release(drill, other, agrees=True, once=new_id(), by=heads_drill, at=NOW)
    with pytest.raises(Refused, match="组长"):
        decide_release(real, stay.pk, agrees=True, once=new_id(), by=heads_drill, at=NOW)


@pytest.mark.urls("huiyin.config.urls_desk")
def test_11_after_the_end_the_ledger_opens_for_its_officer_only_and_takes_nothing_more() -> None:
    emergency = now_running()
    desk_of(HANDLER).post("/health/", {"for": "today", "once": str(new_id())})
    Emergency.objects.filter(pk=emergency.pk).update(ended_at=emergency.starts_at + DAY)
    forget_now()
    client: Client = desk_of(SUPERVISOR)
    assert client.post("/health/ledger/", {"reason": "收尾核对"}).status_code == 200
    form = {"person": HANDLER.id, "isolation_reason": "abroad", "reason": "收尾"}
    since = (emergency.starts_at + timedelta(days=1)).date().isoformat()
    assert client.post("/health/isolate/", form | {"since": since}).status_code == 422
    assert client.post("/health/", {"for": "today"}).status_code == 422
    assert not HealthEntry.objects.exists()
    for who in (HANDLER, LEADER, CLERK):
        assert desk_of(who).get(f"/health/ledger/?at={emergency.pk}").status_code == 404
    assert client.get(f"/health/ledger/?at={new_id()}").status_code == 404
