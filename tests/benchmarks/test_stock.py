"""The stock that is measured is one that the product itself would have made."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from benchmarks import loading, loading_plan, texts
from benchmarks import stock as founding
from benchmarks.lives import Lives
from benchmarks.table import Line, show
from huiyin.api.places import bureau_of, forget
from huiyin.organisations.models import Office
from huiyin.petitions.finding import find, sought
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.searchable import Search
from huiyin.petitions.upkeep import broken_invariants, first_bad_event
from huiyin.petitions.writing import Row
from huiyin.rules.moments import localdate
from huiyin.rules.terms import State
from tests import cluster
from tests.city import a_city

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime.now(UTC)
COUNT = 150


@pytest.fixture
def stock() -> list[Petition]:
    a_city()
    lives = Lives(NOW)
    rows = [row for number in range(COUNT) for row in lives.rows(number, number / COUNT)]
    loaded(rows)
    return list(Petition.objects.order_by("pk"))


def loaded(rows: Iterable[Row]) -> None:
    """By the administrator, as where it is measured: COPY is not for the role of the web."""
    with (
        cluster.server().as_administrator(cluster.worker()) as connection,
        connection.transaction(),
    ):
        loading.copy(connection, rows)


def test_every_petition_is_whole(stock: list[Petition]) -> None:
    assert len(stock) == COUNT
    assert [each.number for each in stock if first_bad_event(each) is not None] == []
    assert broken_invariants(localdate(NOW)) == []
    states = {each.state for each in stock}
    assert {State.DELIVERED, State.ACCEPTED, State.SERVED, State.CLOSED, State.KEPT} <= states
    assert len({each.registering_id for each in stock}) == Office.objects.bureaus().count()
    assert all(each.next_due for each in stock if each.state not in (State.CLOSED, State.KEPT))


def test_its_words_are_found_and_its_index_is_the_workers_own(stock: list[Petition]) -> None:
    city = a_city()
    viewer = city.people["zhou.yuhe"].viewer(localdate(NOW))
    seen = Petition.objects.visible_to(viewer, today=localdate(NOW)).read_by(viewer)
    some = seen.filter(search__isnull=False).order_by("pk")[0]
    number = int((some.official or "")[-9:])
    hits = find(sought(texts.lane(number)), viewer, today=localdate(NOW)).hits
    assert some in [hit.petition for hit in hits]
    before = dict(Search.objects.values_list("pk", "tsv"))
    Search.objects.update(waits=True)
    assert index_waiting() == len(before) > 0
    assert dict(Search.objects.values_list("pk", "tsv")) == before


def test_a_crowd_has_twenty_offices_which_the_stock_leaves_alone() -> None:
    a_city()
    before = {each.pk for each in Lives(NOW).bureaus}
    founding.offices()
    founding.offices()  # a second stock founds none
    forget()
    assert len({bureau_of(each).pk for each in texts.DIVISIONS}) == len(texts.DIVISIONS) == 20
    assert {each.pk for each in Lives(NOW).bureaus} == before
    forget()


def test_each_has_somebody_who_is_found_by_name(stock: list[Petition]) -> None:
    people = Petitioner.objects.filter(petition__in=stock, is_main=True)
    assert people.exclude(name_index=None).count() == COUNT


def test_a_story_can_be_made_long() -> None:
    a_city()
    loaded(Lives(NOW, notes=45).rows(1, 0.95))
    petition = Petition.objects.get()
    assert petition.events.count() == petition.event_count >= 46
    assert first_bad_event(petition) is None


def test_a_loader_has_its_own_stretch() -> None:
    assert loading_plan.slices(0, 5, 2) == [(0, 3), (3, 5)]
    assert loading_plan.slices(3, 4, 8) == [(3, 4)]


def test_a_missed_bar_is_shown_with_its_cause() -> None:
    met = Line("查找", "3 ms", "", "", "≤ 5 ms", True, "never shown")
    missed = Line("统计", "30 ms", "1 ms", "30 ×", "≤ 5 ms", False, "counted anew")
    shown = show([met, missed, Line("only told", "7")])
    assert "✓      查找" in shown
    assert "✗      统计" in shown
    assert "↳ counted anew" in shown
    assert "never shown" not in shown
    assert "1 of 2 bars reached" in shown
