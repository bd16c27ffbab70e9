"""C5: with the first wall switched off PostgreSQL still keeps from each what is kept from them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models
from hypothesis import given
from psycopg import sql

from huiyin.accounts.models import User
from huiyin.petitions.models import Petition
from huiyin.petitions.viewing import tell_database, viewing_all
from huiyin.petitions.wall import Recusal
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import NOBODY, SOMEBODY, Viewer, job_viewer
from huiyin.rules.terms import Matter, Role
from tests import cluster
from tests.make import ARRIVAL, a_petition
from tests.people import CLERK, LEADER
from tests.petitions.test_wall_anywhere import Tree, build, place, trees, undone, unhurried
from tests.verification.looking import Looker
from tests.verification.relations import Row, rows, stands
from tests.verification.sampling import some
from tests.verification.test_c05_api import FOUND, Program, posts_of
from tests.verification.test_c05_rights import addresses, no_door, parts_of
from tests.web.desk import page_of, text
from verify.plugin import in_short, size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]
# Kept by a mark or a recusal from people who else would see it; and once, by a mark taken back.
WALLED = [row for row in rows() if row.name.startswith(("accused ", "colleague", "recused"))]
CLEARED = next(row for row in rows() if row.name == "cleared")
HELD = next(row for row in rows() if row.name == "held by")

# Tables with a petition in them that stand before the second wall, each for a reason.
OPEN = {
    "petitions_search": "keyed hashes only, and its index would be lost (decisions/0044)",
    "petitions_accused": "the first wall reads it: ids of offices and people, no words",
    "petitions_recusal": "the first wall reads it: ids of people, no words",
    "petitions_intakekey": "a digest of a citizen's own key, asked for by nobody else",
    "petitions_export": "how many, never which: its rows are read through the door",
    "audit_access": "the denials of the very person are written, and chained, here",
    "notifications_outbox": "work for the worker: topics and ids",
}


def column_of(model: type[models.Model]) -> str | None:
    """The column that names a petition, or is named as if it did."""
    if model is Petition:
        return "id"
    for field in model._meta.concrete_fields:
        if field.related_model is Petition or field.attname in NAMES:
            return field.column
    return None


NAMES = {"petition_id", "petition", "petitions", "owner_id", "subject"}
# `subject` of an alert or a task is a code or another row; `owner` of a task is its person.
OTHERS = {"duty_alert", "emergency_task"}


def columns() -> dict[str, str]:
    """Every table of the product that tells of petitions."""
    found = {
        model._meta.db_table: column
        for model in apps.get_models()
        if model.__module__.startswith("huiyin.") and (column := column_of(model))
    }
    return {table: column for table, column in found.items() if table not in OTHERS}


BEHIND = {table: column for table, column in columns().items() if table not in OPEN}


def asked(query: str, *values: str | UUID) -> list[tuple[Any, ...]]:
    """What the database answers to the role of the web."""
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def counted(petition: Petition) -> dict[str, int]:
    """How many rows of a petition can be read, table by table, whatever stands in the code."""
    parts = [
        f"select '{table}', count(*) from {table} where {column} = %s"  # noqa: S608 (our own names)
        for table, column in BEHIND.items()
    ]
    return dict(asked(" union all ".join(parts), *[petition.pk] * len(parts)))


def counted_by(viewer: Viewer, petition: Petition) -> dict[str, int]:
    """The same for somebody."""
    with undone():
        tell_database(viewer)
        return counted(petition)


def viewer_of(user: User) -> Viewer:
    """A person of the staff; what the database is told of them is the id."""
    return User.objects.get(pk=user.pk).viewer(localdate(ARRIVAL))


def test_every_table_of_petitions_stands_behind_it_or_says_why() -> None:
    """A table that names a petition has the policy for the web, on that column, or a reason."""
    query = "select tablename, qual from pg_policies where policyname = 'second_wall'"
    policies = dict(asked(f"{query} and roles = '{{huiyin_app}}' and cmd = 'ALL'"))
    assert set(policies) == set(BEHIND)
    assert set(OPEN) <= set(columns())
    for table, column in BEHIND.items():
        assert f"({column} <> ALL" in policies[table], table
    others = "select tablename from pg_policies where roles = '{huiyin_worker}' and qual = 'true'"
    assert {table for (table,) in asked(others)} == set(BEHIND)
    switched = "select relname from pg_class where relrowsecurity and relkind in ('r', 'p')"
    assert {table for (table,) in asked(switched)} == set(BEHIND)


@pytest.mark.parametrize("row", in_short(WALLED, every=3), ids=str)
def test_with_the_first_wall_off_nothing_of_it_is_there(
    row: Row, seed: int, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is walled or recused gets no row of any table, and 404 at every address, page and API."""
    petition, people = stands(row)
    assert counted(petition)["petitions_petition"] == 1
    no_door(monkeypatch)
    known, posts = parts_of(petition), list(people)
    for role in some(posts, size(1, 99), f"{seed} {row}"):
        there = counted_by(viewer_of(people[role]), petition)
        assert set(there.values()) == {0}, there
        looker = Looker(people[role])
        for each in some(addresses(), size(2, 99), f"{seed} {row} {role}"):
            if path := each.of(known):
                assert looker.sends(each.method, path).status == 404, (role, path)
                tally("cells", 1)
        for path in ("/", "/inbox/"):
            assert petition.number not in text(looker.client.get(path))
    for role in some(posts_of(row), size(1, 99), f"{seed} {row}"):
        answer = Program(people[role]).sends("GET", f"/api/v1/petitions/{petition.pk}")
        assert (answer.status, petition.number in answer.body) == (404, False)
        tally("cells", 1)


def test_the_second_wall_is_no_blindfold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds it, and whose mark was taken back, reads all there is; so do jobs and citizens."""
    no_door(monkeypatch)
    for row in (HELD, CLEARED):
        petition, people = stands(row)
        whole = counted(petition)
        filled = {table for table, number in whole.items() if number}
        assert filled >= {"petitions_words", "petitions_event", "documents_storedfile"}
        for viewer in (viewer_of(people[Role.HEAD]), job_viewer("send"), NOBODY):
            assert counted_by(viewer, petition) == whole
        assert Looker(people[Role.HEAD]).client.get(page_of(petition)).status_code == 200
        answer = Program(people[Role.HANDLER]).sends("GET", f"/api/v1/petitions/{petition.pk}")
        assert answer.status in FOUND


def test_the_database_knows_in_every_tree_whom_the_wall_shuts_out(tally: Tally) -> None:
    """In random trees of offices PostgreSQL keeps the case from exactly the walled people."""
    case, other = a_petition(matter=Matter.ACCUSATION), a_petition()
    counts = {"trees": 0, "walled": 0, "others": 0}

    @unhurried(size(15, 2_000))
    @given(trees())
    def in_every_tree(tree: Tree) -> None:
        with undone():
            built = build(tree)
            place(case, built.offices[tree.bureau])
            place(other, built.offices[tree.bureau])
            built.mark(case)
            walled = tree.walled_people()
            for n, person in enumerate(built.people):
                tell_database(built.viewer(n))
                found = set(Petition.objects.values_list("pk", flat=True))
                assert found == ({other.pk} if n in walled else {other.pk, case.pk}), person
            counts["trees"] += 1
            counts["walled"] += len(walled)
            counts["others"] += len(built.people) - len(walled)

    in_every_tree()
    assert min(counts.values()) >= 10, counts
    for what, number in counts.items():
        tally(what, number)


def test_who_was_not_named_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing told, and told that somebody knocked at the desk: there is no petition to read."""
    petition = a_petition()
    no_door(monkeypatch)
    assert set(counted_by(SOMEBODY, petition).values()) == {0}
    with undone():
        asked("select set_config('huiyin.kept', '', true)")  # as a connection is served
        assert set(counted(petition).values()) == {0}
        asked("select huiyin_look(%s)", "whoever")
        assert set(counted(petition).values()) == {0}


def test_who_looked_is_forgotten_with_the_transaction() -> None:
    """What one request told the connection is not there for the next, however the first ended."""
    state = "select current_setting('huiyin.viewer', true), current_setting('huiyin.kept', true)"
    clerk = f"staff:{new_id()}"
    with psycopg.connect(cluster.address("app"), autocommit=True) as served:
        assert served.execute(state).fetchone() == (None, None)
        with served.transaction():
            served.execute("select huiyin_look(%s)", [clerk])
            assert served.execute(state).fetchone() == (clerk, "{}")
        assert served.execute(state).fetchone() == ("", "")
        with pytest.raises(psycopg.errors.DivisionByZero), served.transaction():
            served.execute("select huiyin_look(%s), 1 / 0", [clerk])
        assert served.execute(state).fetchone() == ("", "")
        served.execute("select huiyin_look(%s)", [clerk])
        assert served.execute(state).fetchone() == ("", ""), "outside of a transaction"


def test_what_an_office_does_as_a_whole_is_nobodys_view() -> None:
    """Within `viewing_all` all is there; afterwards, or after a failure, the person looks again."""
    petition = a_petition()
    Recusal.objects.create(petition=petition, user=CLERK.user)
    with undone():
        tell_database(CLERK.viewer)
        assert not Petition.objects.exists()
        with viewing_all(job_viewer("count")):
            assert Petition.objects.count() == 1
        assert not Petition.objects.exists()
        with pytest.raises(ZeroDivisionError), viewing_all(job_viewer("count")):
            raise ZeroDivisionError
        assert not Petition.objects.exists()
        assert asked("select current_setting('huiyin.viewer')") == [(CLERK.viewer.tag(),)]


# -- controls: without the policies the same looks find it -----------------------------------------


@pytest.mark.control
@pytest.mark.django_db(transaction=True)
def test_without_the_policies_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster.server().as_administrator(cluster.worker()) as owner:
        for table in BEHIND:
            owner.execute(f"alter table {table} disable row level security".encode())
    petition, people = stands(WALLED[0])
    no_door(monkeypatch)
    user = people[Role.HEAD]
    assert counted_by(viewer_of(user), petition)["petitions_words"] > 0
    assert Looker(user).client.get(page_of(petition)).status_code == 200


CONSTRAINTS = """
select conrelid::regclass::text, conname from pg_constraint
join pg_attribute on attrelid = conrelid and attnum = conkey[1]
where conrelid = any (%s::regclass[]) and attidentity = ''
order by position(contype in 'fpuxcn')
"""


@contextmanager
def bare_rows(petition: UUID) -> Iterator[psycopg.Connection]:
    """A row of a petition in each table, with nothing else in it, and who may change policies."""
    with (
        cluster.server().as_administrator(cluster.worker()) as owner,
        owner.transaction(force_rollback=True),
    ):
        owner.execute(
            "set local lock_timeout = '20s'; set local session_replication_role = replica"
        )
        for table, name in owner.execute(CONSTRAINTS, [list(BEHIND)]).fetchall():
            drop = "alter table {} drop constraint if exists {} cascade"
            owner.execute(sql.SQL(drop).format(sql.Identifier(table), sql.Identifier(name)))
        for table, column in BEHIND.items():
            insert = sql.SQL("insert into {} ({}) values (%s)")
            owner.execute(insert.format(*map(sql.Identifier, (table, column))), [petition])
        yield owner


def tables_read(owner: psycopg.Connection, role: str, tag: str) -> set[str]:
    """In which tables somebody finds a row."""
    parts = [
        sql.SQL("select {} where exists (select from {})").format(table, sql.Identifier(table))
        for table in BEHIND
    ]
    with owner.transaction(force_rollback=True):
        owner.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        if tag:
            owner.execute("select huiyin_look(%s)", [tag])
        return {table for (table,) in owner.execute(sql.SQL(" union all ").join(parts)).fetchall()}


@pytest.mark.control
def test_each_policy_is_missed_in_its_table_and_in_no_other(tally: Tally) -> None:
    petition, kept, other = new_id(), f"staff:{new_id()}", f"staff:{new_id()}"
    every = set(BEHIND)
    # What is done to a table, who looks, and where they find a row before and after.
    changes: tuple[tuple[LiteralString, str, str, bool], ...] = (
        ("alter table {} disable row level security", "huiyin_app", kept, False),
        ("drop policy second_wall on {}", "huiyin_app", other, True),
        ("drop policy whole on {}", "huiyin_worker", "", True),
    )
    with bare_rows(petition) as owner:
        recusal = "insert into petitions_recusal (id, petition_id, user_id) values (%s, %s, %s)"
        owner.execute(recusal, [new_id(), petition, kept.removeprefix("staff:")])
        for change, role, tag, reads in changes:
            assert tables_read(owner, role, tag) == (every if reads else set())
            for table in BEHIND:
                with owner.transaction(force_rollback=True):
                    owner.execute(sql.SQL(change).format(sql.Identifier(table)))
                    found = tables_read(owner, role, tag)
                assert found == (every - {table} if reads else {table}), (change, table)
                tally("policies taken away", 1)


@pytest.mark.control
def test_who_is_not_told_of_is_shown_it(monkeypatch: pytest.MonkeyPatch) -> None:
    petition = a_petition()
    Recusal.objects.create(petition=petition, user=LEADER.user)
    no_door(monkeypatch)
    assert Looker(LEADER.user).client.get(page_of(petition)).status_code == 404
    monkeypatch.setattr(Viewer, "tag", lambda _self: "job:whoever")
    assert Looker(LEADER.user).client.get(page_of(petition)).status_code == 200
