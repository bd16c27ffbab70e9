"""Accesses and events stay: refused by grant and trigger, found when a superuser changes them."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from huiyin.audit.actions import first_bad_seal, note_access, seal_accesses, sealed_days
from huiyin.audit.models import Access, AccessSeal
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.upkeep import first_bad_event
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from tests import cluster
from tests.make import ARRIVAL, DAY, a_petition, fresh
from tests.people import CLERK, HANDLER

TODAY = localdate(ARRIVAL)
KEPT = ("petitions_event", "audit_access", "audit_accessseal")
CHANGES = ("update {} set id = id", "delete from {}", "truncate {}")


def some_accesses(count: int = 5, since: datetime = ARRIVAL) -> list[Access]:
    """Accesses of one day, a minute apart."""
    return [
        note_access(
            Access.READ,
            viewer=CLERK.viewer,
            at=since + timedelta(minutes=number),
            petition_id=new_id(),
            reason=f"核对第{number}件",
        )
        for number in range(count)
    ]


def seal_all() -> int:
    """Seal the day up to its end."""
    return seal_accesses(TODAY, until=ARRIVAL + timedelta(hours=12))


# -- refused ---------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("table", KEPT)
@pytest.mark.parametrize("change", CHANGES)
def test_the_app_may_not_change_what_stays(table: str, change: str) -> None:
    a_petition(State.REGISTERED), some_accesses(1), seal_all()
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute(change.format(table))


@pytest.mark.django_db(transaction=True)
def test_neither_worker_nor_owner_may_change_what_stays() -> None:
    with transaction.atomic():
        a_petition(State.REGISTERED), some_accesses(1), seal_all()
    for role, refusal in (("worker", "permission denied"), ("owner", "append-only")):
        with psycopg.connect(cluster.address(role), autocommit=True) as other:
            for table in KEPT:
                for change in CHANGES[:2]:
                    with pytest.raises(psycopg.Error, match=refusal):
                        other.execute(change.format(table))


# -- sealed ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_access_keeps_who_where_and_why_and_never_what() -> None:
    row = some_accesses(1)[0]
    assert (row.viewer, row.name, row.post) == (CLERK.id, "周雨禾", "registrar")
    assert row.office == CLERK.viewer.holdings[0].office
    assert {field.name for field in Access._meta.fields} == {
        "pk", "id", "recorded_at", "kind", "viewer", "name", "post", "office", "petition_id",
        "subject", "reason",
    }  # fmt: skip


@pytest.mark.django_db
def test_sealing_covers_each_access_once_and_twice_is_harmless() -> None:
    rows = some_accesses(5)
    assert seal_all() == 5
    assert seal_all() == 0
    more = some_accesses(2, since=ARRIVAL + timedelta(hours=1))
    assert seal_all() == 2
    seals = list(AccessSeal.objects.order_by("seq"))
    assert [seal.seq for seal in seals] == [1, 2]
    assert [each for seal in seals for each in seal.accesses] == [str(r.id) for r in rows + more]
    assert bytes(seals[1].prev_hash) == bytes(seals[0].hash)
    assert sealed_days() == [TODAY]
    assert first_bad_seal(TODAY) is None


@pytest.mark.django_db
def test_an_access_that_is_being_written_waits_for_the_next_seal() -> None:
    some_accesses(1)
    assert seal_accesses(TODAY, until=ARRIVAL + timedelta(seconds=5)) == 0
    assert seal_accesses(TODAY, until=ARRIVAL + timedelta(seconds=31)) == 1


@pytest.mark.django_db
def test_each_day_has_a_chain_of_its_own() -> None:
    some_accesses(1), some_accesses(1, since=ARRIVAL + DAY)
    assert seal_accesses(TODAY, until=ARRIVAL + 2 * DAY) == 1
    assert seal_accesses(TODAY + DAY, until=ARRIVAL + 2 * DAY) == 1
    assert sealed_days() == [TODAY, TODAY + DAY]
    assert first_bad_seal(TODAY + DAY) is None


@pytest.mark.django_db
def test_many_accesses_make_several_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huiyin.audit.actions.BATCH", 2)
    some_accesses(5)
    assert seal_all() == 5
    assert [len(seal.accesses) for seal in AccessSeal.objects.order_by("seq")] == [2, 2, 1]
    assert first_bad_seal(TODAY) is None


@pytest.mark.django_db
def test_a_day_without_accesses_has_nothing_wrong() -> None:
    assert seal_all() == 0
    assert first_bad_seal(TODAY) is None


# -- found when a superuser changed it -------------------------------------------------------------


class Tamperer:
    """A superuser with triggers disabled, and a copy from which everything is put back."""

    def __init__(self, tables: tuple[str, ...]) -> None:
        self.tables = tables
        self.link = psycopg.connect(
            host=str(cluster.server().socket), user="postgres", dbname=cluster.worker(),
            autocommit=True,
        )  # fmt: skip
        self.link.execute("set session_replication_role = replica")
        for table in tables:
            self.link.execute(f"create temp table kept_{table} as table {table}")

    def did(self, statement: str, *values: Any) -> None:
        """Change something."""
        assert self.link.execute(statement, values).rowcount > 0, statement

    def put_back(self) -> None:
        """Undo every change."""
        for table in self.tables:
            self.link.execute(f"delete from {table}")  # noqa: S608
            self.link.execute(f"insert into {table} table kept_{table}")


@pytest.fixture
def tamperer(request: pytest.FixtureRequest) -> Iterator[Tamperer]:
    with transaction.atomic():
        request.param()
    one = Tamperer(("petitions_event", "petitions_petition", "audit_access", "audit_accessseal"))
    yield one
    one.link.close()


def _a_story() -> None:
    a_petition(State.CLOSED), a_petition(State.REGISTERED)


EVENT = "update petitions_event set {} where petition_id = %s and seq = 4"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tamperer", [_a_story], indirect=True, ids=["a story"])
def test_every_change_of_an_event_is_found_at_its_place(tamperer: Tamperer) -> None:
    petition = Petition.objects.get(state=State.CLOSED)
    other = Petition.objects.exclude(pk=petition.pk).get()
    last = petition.event_count
    assert first_bad_event(petition) is None
    edits = {
        "at": "at = at - interval '1 day'",
        "recorded_at": "recorded_at = recorded_at - interval '1 second'",
        "step": "step = 'note'",
        "stage": "stage = 'track'",
        "actor": f"actor = '{HANDLER.id}'",
        "actor_post": "actor_post = 'leader'",
        "office": "office = ''",
        "leg": "leg_id = null",
        "before": "before = null",
        "after": "after = 'closed'",
        "codes": """codes = codes || '{"more": 1}'""",
        "words_digest": "words_digest = '\\x00'",
        "prev_hash": "prev_hash = hash",
        "hash": "hash = prev_hash",
        "id": "id = gen_random_uuid()",
        "seq": "seq = 40",
    }
    for column, change in edits.items():
        tamperer.did(EVENT.format(change), petition.pk)
        assert first_bad_event(fresh(petition)) == 4, column
        tamperer.put_back()
    delete = "delete from petitions_event where petition_id = %s and seq "
    swap = "update petitions_event set seq = case seq when 3 then 4 else 3 end"
    moved = "update petitions_event set petition_id = %s, seq = %s where petition_id = %s"
    cases: dict[str, tuple[str, tuple[Any, ...], int]] = {
        "first deleted": (delete + "= 1", (petition.pk,), 1),
        "one deleted": (delete + "= 4", (petition.pk,), 4),
        "last deleted": (delete + "= %s", (petition.pk, last), last),
        "tail cut off": (delete + "> 4", (petition.pk,), 5),
        "all deleted": (delete + "> 0", (petition.pk,), 1),
        "two swapped": (f"{swap} where petition_id = %s and seq in (3, 4)", (petition.pk,), 3),
        "one doubled": (
            "insert into petitions_event (id, recorded_at, petition_id, seq, step, at, actor,"
            " actor_post, office, codes, prev_hash, hash) select gen_random_uuid(), recorded_at,"
            " petition_id, seq, step, at, actor, actor_post, office, codes, prev_hash, hash"
            " from petitions_event where petition_id = %s and seq = 4",
            (petition.pk,),
            4,
        ),
        "another's put at the end": (
            f"{moved} and seq = 2", (petition.pk, last + 1, other.pk), last + 1,
        ),
    }  # fmt: skip
    for what, (statement, values, place) in cases.items():
        tamperer.did(statement, *values)
        found = first_bad_event(fresh(petition))
        assert found in ({4, 5} if what == "one doubled" else {place}), what
        tamperer.put_back()
    assert first_bad_event(fresh(petition)) is None
    assert Event.objects.filter(petition=petition).count() == last


def _a_day() -> None:
    some_accesses(3), seal_all()
    some_accesses(3, since=ARRIVAL + timedelta(hours=1)), seal_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tamperer", [_a_day], indirect=True, ids=["a day"])
def test_every_change_of_a_sealed_access_is_found_at_its_seal(tamperer: Tamperer) -> None:
    second = AccessSeal.objects.get(seq=2)
    one = second.accesses[1]
    assert first_bad_seal(TODAY) is None
    for change in (
        "kind = 'admin'", "viewer = 'x'", "name = '顾明澈'", "post = 'leader'", "office = ''",
        "petition_id = null", "subject = 'x'", "reason = ''",
        "recorded_at = recorded_at + interval '1 second'",
    ):  # fmt: skip
        tamperer.did(f"update audit_access set {change} where id = %s", one)  # noqa: S608
        assert first_bad_seal(TODAY) == 2, change
        tamperer.put_back()
    turned = json.dumps(list(reversed(second.accesses)))
    cases: dict[str, tuple[str, tuple[Any, ...], int]] = {
        "deleted": ("delete from audit_access where id = %s", (one,), 2),
        "forgotten": (
            "update audit_accessseal set accesses = accesses - 1 where seq = %s", (2,), 2,
        ),
        "reordered": (
            "update audit_accessseal set accesses = %s::jsonb where seq = 2", (turned,), 2,
        ),
        "first seal deleted": ("delete from audit_accessseal where seq = %s", (1,), 1),
        "seals renumbered": ("update audit_accessseal set seq = seq + 5 where seq < %s", (3,), 1),
        "moved to another day": (
            "update audit_accessseal set day = day + 1 where seq = %s", (1,), 1,
        ),
    }  # fmt: skip
    for what, (statement, values, place) in cases.items():
        tamperer.did(statement, *values)
        assert first_bad_seal(TODAY) == place, what
        tamperer.put_back()
    assert first_bad_seal(TODAY) is None
