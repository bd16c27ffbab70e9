"""筛选: what narrows a list, how it stands in an address, and what it must never tell."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import QueryDict

from huiyin.organisations.models import Category
from huiyin.petitions.filters import Filters, Flag, Waiting
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, Matter, Naming, State
from tests.make import ARRIVAL, a_petition, an_office, fresh
from tests.people import CLERK, OTHER_HEAD, Person

TODAY = localdate(ARRIVAL)


def found(query: Mapping[str, str], who: Person = CLERK, today: date = TODAY) -> set[object]:
    """The petitions that a filter leaves of what somebody may know of."""
    seen = Petition.objects.visible_to(who.viewer, today=today)
    return {each.pk for each in Filters.read(query).apply(seen, today)}


@pytest.mark.django_db
def test_each_condition_keeps_what_fits_and_all_of_them_must() -> None:
    sent = a_petition(State.DELIVERED, channel=Channel.WEB)
    letter = a_petition(State.REGISTERED, channel=Channel.LETTER, naming=Naming.WITHHELD)
    late = a_petition(State.RECEIVED, arrived_at=ARRIVAL - timedelta(days=30))
    Petition.objects.filter(pk=letter.pk).update(urgent=True, people_count=5)
    Petition.objects.filter(pk=sent.pk).update(repeat_of=late.pk)
    water = str(an_office().pk)
    before = (TODAY - timedelta(days=1)).isoformat()
    assert found({}) == {sent.pk, letter.pk, late.pk}
    assert found({"channel": "letter"}) == {letter.pk}
    assert found({"office": water}) == {sent.pk}
    assert found({"until": before}) == found({"due": "late"}) == {late.pk}
    assert found({"since": TODAY.isoformat()}) == {sent.pk, letter.pk}
    for flag in ("urgent", "joint", "withheld", "first"):
        assert found({flag: "1"}) == {letter.pk}
    assert found({"repeat": "1"}) == {sent.pk}
    assert found({"repeat": "1", "channel": "letter"}) == set()
    assert found({"office": water}, OTHER_HEAD) == set(), "the door comes first"


@pytest.mark.django_db
def test_a_category_of_the_first_level_holds_those_below_it() -> None:
    petition = a_petition(State.REGISTERED)
    code = fresh(petition).category_id
    assert code is not None
    assert found({"category": code}) == found({"category": code[:2]}) == {petition.pk}
    assert found({"category": "99"}) == set()


@pytest.mark.django_db
def test_a_filter_tells_no_more_of_an_accusation_than_its_row() -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    assert found({}) == {petition.pk}
    for query in ({"category": "05"}, {"first": "1"}, {"repeat": "1"}):
        assert found(query) == set()


@pytest.mark.django_db
def test_what_is_due_counts_days_of_the_office() -> None:
    petition = a_petition(State.RECEIVED)
    due = fresh(petition).next_due
    assert due is not None

    def on(days_before: int) -> set[str]:
        today = due - timedelta(days=days_before)
        return {each for each in Waiting if found({"due": each}, today=today)}

    assert due.weekday() == 1
    assert on(-1) == {"late"}
    assert on(0) == {"today", "soon", "week"}
    assert on(1) == {"soon", "week"}
    assert on(3) == {"soon"}
    assert on(4) == set()
    served = a_petition(State.SERVED)
    assert found({"due": "late"}, today=due + timedelta(days=900)) == {petition.pk}, served


def test_the_address_is_always_written_in_the_same_way() -> None:
    query = QueryDict("repeat=1&joint=on&due=week&until=2026-03-01&since=2026-03-09&channel=call")
    filters = Filters.read(query.dict())
    written = "channel=call&since=2026-03-01&until=2026-03-09&due=week&joint=1&repeat=1"
    assert filters.query() == written
    assert Filters.read(QueryDict(written).dict()) == filters
    assert not Filters.read({"after": "x", "channel": " "})
    assert filters.flags == {Flag.JOINT, Flag.REPEAT}


@pytest.mark.parametrize(
    "value", ["\x00", "💧", "٠١", "0" * 4000, "' OR 1=1 --", "0001-01-01", "9999-12-31", "-1"]
)
def test_what_cannot_be_read_is_left_out_and_said(value: str) -> None:
    names = ("channel", "category", "office", "since", "until", "due")
    filters = Filters.read(dict.fromkeys(names, value))
    assert filters == Filters()
    assert len(filters.notes) == 5, "both days are one condition"
    assert all("没有使用" in note for note in filters.notes)


@pytest.mark.django_db
def test_the_conditions_are_said_in_words_and_taken_off_one_by_one() -> None:
    water = an_office()
    query = f"channel=letter&category=01&office={water.pk}&since=2026-03-01&due=late&joint=1"
    filters = Filters.read(QueryDict(query).dict())
    offices, categories = {water.pk: water}, Category.objects.in_bulk()
    words = filters.in_words(offices, categories)
    assert words == [
        "来信",
        categories["01"].name,
        water.short_name,
        "2026-03-01 以后收到",
        "已超期",
        "联名",
    ]
    for chip in filters.chips(offices, categories):
        left = Filters.read(QueryDict(chip.without).dict()).in_words(offices, categories)
        assert left == [word for word in words if word != chip.words]
    assert Filters.read({"office": str(uuid4())}).in_words(offices, categories) == ["其他单位"]
