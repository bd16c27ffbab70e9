"""The search index: late, in batches, twice, side by side, and never what must not be in it."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, connections, transaction

from huiyin.jobs import waiting
from huiyin.language.clean import tidy
from huiyin.language.grams import fold, grams
from huiyin.petitions.actions import citizen
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.models import Petition
from huiyin.petitions.searchable import Search, follow, mark_missing
from huiyin.privacy.indexes import blind_pairs
from huiyin.privacy.keyring import Keyring
from huiyin.rules.terms import Matter, State, Step
from tests.make import REQUEST, a_petition, fresh, later
from tests.people import petitioner

pytestmark = pytest.mark.django_db


def row(petition: Petition) -> Search:
    return Search.objects.get(petition=petition)


def pairs(petition: Petition) -> set[str]:
    """What stands in the index of a petition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tsvector_to_array(tsv) FROM petitions_search WHERE petition_id = %s",
            [petition.pk],
        )
        return set(cursor.fetchone()[0] or ())


def hashed(text: str) -> set[str]:
    """The pairs of a text as the index keeps them."""
    return set(blind_pairs(grams(fold(text).text)))


def test_no_pair_stands_in_the_index_in_the_clear() -> None:
    petition = a_petition()
    index_waiting()
    assert pairs(petition)
    assert all(each.isascii() for each in pairs(petition))
    other = Keyring(keks={}, index_key=b"x" * 32, current="")
    assert not set(blind_pairs(["供水"], ring=other)) & hashed("供水")


def test_nothing_is_indexed_at_intake_nor_in_the_step_itself() -> None:
    petition = a_petition(State.RECEIVED)
    assert not Search.objects.exists()
    petition = a_petition(State.REGISTERED)
    assert (row(petition).tsv, row(petition).waits) == (None, True)
    assert waiting.index_words() is False
    assert row(petition).waits is False
    assert pairs(petition) >= hashed(REQUEST)


def test_batches_leave_the_rest_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        a_petition()
    monkeypatch.setattr(waiting, "BATCH", 2)
    assert waiting.index_words() is True
    assert Search.objects.filter(waits=True).count() == 1
    assert waiting.index_words() is False
    assert index_waiting() == 0, "twice is harmless"


def test_old_words_stay_findable_while_new_ones_wait() -> None:
    petition = a_petition()
    index_waiting()
    citizen.supplement(
        petition.pk, words="电表烧坏了。", by=petitioner(petition), at=later(petition)
    )
    assert row(petition).waits
    assert hashed("供水") <= pairs(petition)
    assert not hashed("电表") & pairs(petition)
    index_waiting()
    assert hashed("供水 电表") <= pairs(petition)


def test_steps_that_change_no_words_leave_the_index_alone() -> None:
    petition = a_petition(State.REGISTERED)
    index_waiting()
    petition = fresh(petition)
    for step in set(Step) - {Step.REGISTER, Step.RECLASSIFY, Step.SUPPLEMENT, Step.CLEAR_ACCUSED}:
        follow(petition, step)
    assert not row(petition).waits
    a_petition(State.CLOSED)
    assert index_waiting() == 1


def test_words_of_one_that_do_not_open_keep_nobody_waiting(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, whole = a_petition(), a_petition()
    Petition.objects.filter(pk=broken.pk).update(key=whole.key)
    assert index_waiting() == 2
    assert pairs(broken) == set()
    assert hashed("供水") <= pairs(whole)
    assert broken.number in caplog.text
    assert index_waiting() == 0


def test_what_came_in_unmarked_is_marked_at_night() -> None:
    petition = a_petition()
    a_petition(State.RECEIVED)
    a_petition(matter=Matter.ACCUSATION)
    Search.objects.all().delete()
    mark_missing()
    assert [each.petition_id for each in Search.objects.all()] == [petition.pk]
    index_waiting()
    mark_missing()
    assert not row(petition).waits


def test_hostile_words_are_indexed_as_they_are() -> None:
    words = "' \\ \\' '' %_ :* & | ! <-> 停:1 \u2028 \u3000 ﷺ 😀停 \U0002a6b2\U0002a6b3"
    petition = a_petition(request=words, facts="", reasons="", place_detail="")
    index_waiting()
    assert pairs(petition) == hashed(tidy(words, limit=200))


class TestSideBySide:
    """Two connections at once."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture(autouse=True)
    def _close(self) -> Iterator[None]:
        yield
        connections.close_all()

    def test_two_workers_share_the_work_and_neither_waits(self) -> None:
        a_petition()
        counts: list[int] = []

        def work() -> None:
            try:
                counts.append(index_waiting())
            finally:
                connections.close_all()

        with transaction.atomic():
            assert index_waiting() == 1
            other = threading.Thread(target=work)
            other.start()
            other.join(timeout=10)
        assert counts == [0]

    def test_a_step_that_takes_the_words_out_wins_over_the_worker(self) -> None:
        petition = a_petition()
        started = threading.Event()

        def step() -> None:
            try:
                with transaction.atomic():
                    sealed = Petition.objects.select_for_update().get(pk=petition.pk)
                    sealed.is_sealed = True
                    sealed.save(update_fields=["is_sealed"])
                    started.set()
                    follow(sealed, Step.ACCUSE)
            finally:
                connections.close_all()

        with transaction.atomic():
            assert index_waiting() == 1
            other = threading.Thread(target=step)
            other.start()
            assert started.wait(timeout=10)
        other.join(timeout=10)
        assert not Search.objects.exists()
