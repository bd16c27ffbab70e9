"""Intake: one statement, every row, once for each key."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any
from unittest.mock import patch

import psycopg
import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.test import TestCase

from huiyin.notifications.models import Outbox
from huiyin.organisations.models import Office
from huiyin.petitions import intake, numbering
from huiyin.petitions.errors import Refused
from huiyin.petitions.intake import Receipt, Submission, earlier, receive, receive_once
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Event, IntakeKey, Petition, Petitioner, Words
from huiyin.petitions.numbering import BLOCK, next_receipt
from huiyin.petitions.submissions import checked
from huiyin.petitions.upkeep import first_bad_event
from huiyin.petitions.vault import Vault
from huiyin.privacy.codes import has_check_digit, is_code
from huiyin.privacy.indexes import blind
from huiyin.rules.actor import CITIZEN
from huiyin.rules.permissions import NOBODY, Viewer, ViewerKind
from huiyin.rules.terms import Matter, Naming, Stage, State, Step, TimeLimit
from tests import cluster
from tests.city import a_city
from tests.make import ARRIVAL, a_key, a_submission, at

THREADS = 20


def once(
    submission: Submission, key: str, *, viewer: Viewer = NOBODY, office: Office | None = None
) -> Receipt:
    """Take in by the API's way."""
    return receive_once(
        checked(submission),
        key=key,
        by=CITIZEN,
        at=submission.arrived_at,
        office=office or a_city().offices["yunling-bureau"],
        viewer=viewer,
    )


class TestWhatItWrites(TestCase):
    """The rows that one petition becomes."""

    def setUp(self) -> None:
        self.submission = a_submission(wish=Matter.CLAIM, identity="110101199003071233")
        self.receipt = once(self.submission, a_key())
        self.petition = Petition.objects.get(pk=self.receipt.petition_id)

    def test_number_and_code(self) -> None:
        number = self.receipt.number
        assert number == self.petition.receipt
        assert number.startswith("H26")
        assert has_check_digit(number.removeprefix("H"))
        assert is_code(self.receipt.code)
        assert bytes(self.petition.code_index) == blind("code", self.receipt.code)

    def test_state_and_holder(self) -> None:
        bureau = a_city().offices["yunling-bureau"]
        assert self.petition.state == State.RECEIVED
        assert (self.petition.registering, self.petition.holder) == (bureau, bureau)
        leg = Leg.objects.get()
        assert (leg.petition, leg.holder, leg.is_main, leg.delivered_at) == (
            self.petition,
            bureau,
            True,
            self.submission.arrived_at,
        )

    def test_first_clock_and_its_copies(self) -> None:
        clock = Clock.objects.get()
        assert (clock.limit, clock.ended_at) == (TimeLimit.L1, None)
        # 2 March is not counted; the fifteenth day after it is a Tuesday.
        assert (clock.target_on, clock.legal_on) == (date(2026, 3, 17), date(2026, 3, 17))
        assert clock.explanation[0] == ["day_zero", "2026-03-02", "received"]
        assert (self.petition.next_due, self.petition.next_legal_due) == (
            clock.target_on,
            clock.legal_on,
        )
        assert clock.legal_on == self.receipt.due.legal

    def test_one_event_that_the_chain_proves(self) -> None:
        event = Event.objects.get()
        assert (event.seq, event.step, event.stage, event.after) == (
            1,
            Step.RECEIVE,
            Stage.RECEIVE,
            State.RECEIVED,
        )
        assert bytes(self.petition.chain_head) == bytes(event.hash)
        assert self.petition.event_count == 1
        assert first_bad_event(self.petition) is None

    def test_words_and_person_are_sealed(self) -> None:
        vault = Vault(self.petition.id, self.petition.key)
        words = Words.objects.get()
        assert vault.open_words(words.body, words.id) == self.submission.body()
        person = Petitioner.objects.get()
        for name in ("name", "phone", "identity"):
            sealed = getattr(person, name)
            wanted = getattr(self.submission, name)
            assert vault.open(sealed, f"petitions_petitioner.{name}", person.id) == wanted
            assert bytes(getattr(person, f"{name}_index")) == blind(name, wanted)
        assert person.address is None

    def test_work_for_the_worker(self) -> None:
        note = Outbox.objects.get()
        assert (note.topic, note.subject, note.done_at) == ("received", self.petition.id, None)
        assert note.arguments == {}

    def test_nothing_is_stored_in_the_clear(self) -> None:
        texts = [self.submission.request, self.submission.name, self.submission.phone]
        for model in (Petition, Leg, Clock, Event, Words, Petitioner, IntakeKey, Outbox):
            for row in model._default_manager.values():
                stored = b" ".join(
                    bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    for value in row.values()
                )
                assert not any(text.encode() in stored for text in texts)

    def test_an_accusation_is_sealed_from_the_first_moment(self) -> None:
        receipt = once(a_submission(wish=Matter.ACCUSATION), a_key())
        assert Petition.objects.get(pk=receipt.petition_id).is_sealed

    def test_the_anonymous_leave_no_person(self) -> None:
        before = Petitioner.objects.count()
        once(a_submission(naming=Naming.ANONYMOUS, name="不会保存", address="不会保存"), a_key())
        assert Petitioner.objects.count() == before


@pytest.mark.parametrize(
    ("arrived", "legal"),
    [
        ("2026-02-05 23:59", date(2026, 2, 24)),  # the 20th lies in the Spring Festival
        ("2026-02-06 00:00", date(2026, 2, 24)),
        ("2026-09-10 09:00", date(2026, 9, 28)),  # the 25th begins the Mid-Autumn days off
        ("2026-12-20 09:00", date(2027, 1, 4)),
    ],
)
def test_the_first_deadline(db: None, arrived: str, legal: date) -> None:
    receipt = receive(a_submission(arrived_at=at(arrived)), key=a_key(), by=CITIZEN, at=at(arrived))
    assert Clock.objects.get(petition=receipt.petition_id).legal_on == legal


def end_connections() -> None:
    """Have the server end every connection of this test, as a restart does."""
    with cluster.server().as_administrator() as administrator:
        administrator.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s",
            [cluster.worker()],
        )


class _Watched:
    """Counts what goes to the database."""

    def __init__(self) -> None:
        self.statements: list[bytes] = []

    def execute(self, cursor: Any, query: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        self.statements.append(query if isinstance(query, bytes) else str(query).encode())
        return _execute(cursor, query, *rest, **named)


_execute = psycopg.RawCursor.execute


@pytest.mark.django_db(transaction=True)
class TestOneRoundTrip:
    def test_one_statement_and_no_transaction_around_it(self) -> None:
        office, submission = a_city().offices["yunling-bureau"], a_submission()
        # The block of numbers is fetched once for a hundred petitions: not by this one.
        next_receipt(2026)
        while numbering._block.next >= numbering._block.end:
            next_receipt(2026)
        watched = _Watched()
        raw: list[str] = []

        def note(execute: Any, query: str, *rest: Any) -> Any:  # noqa: ANN401
            raw.append(query)
            return execute(query, *rest)

        with (
            patch.object(
                psycopg.RawCursor,
                "execute",
                autospec=True,
                side_effect=watched.execute,
            ),
            connection.execute_wrapper(note),
        ):
            once(submission, a_key(), office=office)
        assert raw == []
        assert len(watched.statements) == 1
        assert watched.statements[0].count(b"INSERT INTO") == 8
        assert not connection.in_atomic_block

    def test_the_viewer_is_told_before_the_first_row(self) -> None:
        a_city()
        with cluster.server().as_administrator(cluster.worker()) as administrator:
            administrator.execute(
                """
                create table seen (viewer text);
                grant insert, select on seen to huiyin_app;
                create function see() returns trigger language plpgsql as $$ begin
                  insert into seen values (current_setting('huiyin.viewer', true)); return new;
                end $$;
                create trigger see before insert on petitions_petition
                  for each row execute function see();
                """
            )
        once(a_submission(), a_key(), viewer=Viewer(ViewerKind.TOKEN, id="abc"))
        with connection.cursor() as cursor:
            cursor.execute("select viewer from seen")
            assert cursor.fetchall() == [("token:abc",)]
            cursor.execute("select current_setting('huiyin.viewer', true)")
            assert cursor.fetchone() in [("",), (None,)]

    def test_a_lost_connection_is_mended_without_a_word(self) -> None:
        office, submission = a_city().offices["yunling-bureau"], a_submission()
        once(submission, a_key(), office=office)
        end_connections()
        once(submission, a_key(), office=office)
        assert Petition.objects.count() == 2

    def test_a_lost_connection_inside_a_transaction_is_told(self) -> None:
        office, submission = a_city().offices["yunling-bureau"], a_submission()
        with pytest.raises(OperationalError):
            self.lose_it_halfway(submission, office)
        connection.close()
        assert not Petition.objects.exists()

    @transaction.atomic
    def lose_it_halfway(self, submission: Submission, office: Office) -> None:
        """Take one in, lose the connection, take another in."""
        once(submission, a_key(), office=office)
        end_connections()
        once(submission, a_key(), office=office)


@pytest.mark.campaign("C2")
@pytest.mark.django_db(transaction=True)
class TestTogether:
    """Many at once."""

    def in_threads(self, act: Any) -> list[Any]:  # noqa: ANN401
        """What each of twenty threads got, all let go at the same moment."""
        a_city()
        barrier = Barrier(THREADS)

        def one(number: int) -> Any:  # noqa: ANN401
            try:
                barrier.wait()
                return act(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(one, range(THREADS)))

    def test_the_same_key_makes_one_petition(self) -> None:
        submission, key = a_submission(), a_key()

        def act(_number: int) -> Receipt:
            try:
                return once(submission, key)
            except IntegrityError:
                first = earlier(checked(submission), key)
                assert first is not None
                return first

        receipts = self.in_threads(act)
        assert len({(each.number, each.code) for each in receipts}) == 1
        assert sum(each.is_new for each in receipts) == 1
        assert Petition.objects.count() == Event.objects.count() == IntakeKey.objects.count() == 1
        assert Outbox.objects.count() == 1

    def test_the_same_key_by_the_pages_way_makes_one_petition(self) -> None:
        submission, key = a_submission(), a_key()

        def act(_number: int) -> Receipt:
            with transaction.atomic():
                return receive(submission, key=key, by=CITIZEN, at=submission.arrived_at)

        receipts = self.in_threads(act)
        assert len({(each.number, each.code) for each in receipts}) == 1
        assert sum(each.is_new for each in receipts) == 1
        assert Petition.objects.count() == 1

    def test_the_same_key_with_many_bodies_keeps_the_first(self) -> None:
        key = a_key()

        def act(number: int) -> Receipt:
            submission = a_submission(request=f"请修第{number}盏路灯")
            with transaction.atomic():
                return receive(submission, key=key, by=CITIZEN, at=submission.arrived_at)

        receipts = self.in_threads(act)
        assert Petition.objects.count() == 1
        others = [each for each in receipts if not each.is_new]
        assert len(others) == THREADS - 1
        assert {each.changed for each in others} == {("request",)}

    def test_numbers_are_never_the_same(self) -> None:
        receipts = self.in_threads(lambda _number: [once(a_submission(), a_key()) for _ in "abc"])
        numbers = {receipt.number for some in receipts for receipt in some}
        assert len(numbers) == 3 * THREADS == Petition.objects.count()
        assert all(first_bad_event(petition) is None for petition in Petition.objects.all())
        assert Event.objects.count() == Outbox.objects.count() == 3 * THREADS

    def test_blocks_of_numbers_do_not_overlap(self) -> None:
        some = self.in_threads(lambda _number: [next_receipt(2026) for _ in range(BLOCK + 5)])
        numbers = [number for each in some for number in each]
        assert len(set(numbers)) == len(numbers)


@pytest.fixture
def _city(db: None) -> None:
    a_city()


@pytest.mark.usefixtures("_city")
class TestTheSameAgain:
    def test_after_weeks_the_same_answer(self) -> None:
        submission, key = a_submission(), a_key()
        first = receive(submission, key=key, by=CITIZEN, at=ARRIVAL)
        later = a_submission(arrived_at=ARRIVAL + timedelta(days=60))
        second = receive(later, key=key, by=CITIZEN, at=later.arrived_at)
        assert (second.number, second.code, second.due) == (first.number, first.code, first.due)
        assert not second.is_new
        assert second.changed == ()

    def test_another_arrival_is_another_body_only_if_it_was_stated(self) -> None:
        key = a_key()
        receive(a_submission(states_arrival=True), key=key, by=CITIZEN, at=ARRIVAL)
        other = a_submission(states_arrival=True, arrived_at=ARRIVAL - timedelta(days=1))
        again = receive(other, key=key, by=CITIZEN, at=ARRIVAL)
        assert again.changed == ("arrived_at",)

    def test_a_transaction_that_goes_on_is_unharmed(self) -> None:
        submission, key = a_submission(), a_key()
        receive(submission, key=key, by=CITIZEN, at=ARRIVAL)
        receive(submission, key=key, by=CITIZEN, at=ARRIVAL)
        assert Petition.objects.count() == 1

    @pytest.mark.parametrize("key", ["", "1234567", "x" * 201])
    def test_a_key_that_is_none_is_refused(self, key: str) -> None:
        with pytest.raises(Refused) as refused:
            receive(a_submission(), key=key, by=CITIZEN, at=ARRIVAL)
        assert refused.value.field == "key"

    def test_an_office_that_is_gone_is_no_used_key(self) -> None:
        assert earlier(checked(a_submission()), a_key()) is None

    def test_dates_are_counted_once_for_a_day(self) -> None:
        intake._first_due.cache_clear()
        for _ in range(5):
            receive(a_submission(), key=a_key(), by=CITIZEN, at=ARRIVAL)
        assert intake._first_due.cache_info().misses == 1


def test_rows_keep_two_moments(db: None) -> None:
    arrived, recorded = ARRIVAL, ARRIVAL + timedelta(hours=30)
    receipt = receive(a_submission(), key=a_key(), by=CITIZEN, at=recorded)
    petition = Petition.objects.get(pk=receipt.petition_id)
    event = Event.objects.get()
    assert (petition.arrived_at, petition.recorded_at) == (arrived, recorded)
    assert (event.at, event.recorded_at) == (arrived, recorded)
    assert event.recorded_at.astimezone(UTC) > datetime(2026, 3, 2, tzinfo=UTC)
