"""Finding by number, person and words: everything within the door, nothing beyond it."""

import random

import pytest
from pytest_django import DjangoAssertNumQueries as AssertQueries

from huiyin.language.grams import fold
from huiyin.petitions.actions import citizen
from huiyin.petitions.errors import Refused
from huiyin.petitions.finding import LONGEST, Found, find, numbered, sought
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Naming, State
from tests.make import ARRIVAL, a_petition, later
from tests.people import CLERK, HANDLER, HEAD, OTHER_HEAD, Person, petitioner

pytestmark = pytest.mark.django_db

TODAY = localdate(ARRIVAL)


def found(typed: str, who: Person = CLERK, **more: object) -> Found:
    return find(sought(typed), who.viewer, today=TODAY, **more)  # type: ignore[arg-type]


def ids(typed: str, who: Person = CLERK) -> list[object]:
    """The ids of what somebody finds, in order."""
    index_waiting()
    return [hit.petition.pk for hit in found(typed, who).hits]


def marked(typed: str) -> list[str]:
    """The words marked in the first hit."""
    index_waiting()
    return [piece for piece, is_marked in found(typed).hits[0].pieces if is_marked]


def test_any_two_characters_of_every_part_of_the_text_find_it() -> None:
    petition = a_petition(
        request="请恢复供水。",
        facts="水管在三号楼。",
        reasons="家有婴儿。",
        complained_about="自来水营业厅",
        place_detail="柳荫街44号",
    )
    for typed in ("供水", "三号", "婴儿", "营业厅", "44", "街44号", "复供水", "请恢复供水。"):
        assert ids(typed) == [petition.pk], typed
    for typed in ("水请", "儿自", "停电", "供水 电", "45"):
        assert ids(typed) == [], typed


def test_a_supplement_is_found_too() -> None:
    petition = a_petition()
    index_waiting()
    citizen.supplement(
        petition.pk, words="电表也烧坏了。", by=petitioner(petition), at=later(petition)
    )
    assert ids("电表") == [petition.pk]
    assert ids("供水 电表") == [petition.pk]


def test_traditional_and_simplified_find_each_other_in_any_width_and_case() -> None:
    old = a_petition(request="請盡快發(fā)還補償款，合同ＡＢ１２號。")
    new = a_petition(request="请尽快发还补偿款，合同ab12号。")
    for typed in ("发还补偿", "發還補償", "Ab12号", "ａｂ１２號"):
        assert ids(typed) == [new.pk, old.pk], typed
    assert marked("發還") == ["发还"]


def test_terms_are_all_needed_in_any_order_and_the_newest_stands_first() -> None:
    first = a_petition(request="停水三天，没有通知。")
    second = a_petition(request="没有通知就停水。", facts="")
    a_petition(request="停水。", facts="贴过告示。")
    assert ids("通知 停水") == [second.pk, first.pk]
    assert marked("停水　通知 就") == ["通知就停水"]


def test_a_single_character_counts_beside_another_term() -> None:
    petition = a_petition(request="停水三天。")
    assert ids("停水 三") == [petition.pk]
    assert ids("停水 四") == []


@pytest.mark.parametrize("typed", ["水", "水 电", " ", "", "　", "a"])
def test_less_than_two_characters_are_refused(typed: str) -> None:
    with pytest.raises(Refused, match="至少输入两个字"):
        sought(typed)


@pytest.mark.parametrize("typed", ["停水\x00", "停水\ud800", "停" * (LONGEST + 1), "停" * 10_000])
def test_what_cannot_stand_in_a_text_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        sought(typed)
    assert refusal.value.sentence.endswith("。")


HOSTILE = [
    "停水%",
    "%%",
    "__",
    "''",
    "'; drop table petitions_search; --",
    "\\\\",
    "\\'",
    "'a | b'",
    "a & !b",
    "停:*水",
    "停水'",
    "<b>停水</b>",
    "😀😀",
    "{}",
    "$1$$",
    "停\u200b水%",
    "(((",
    "!!",
    "<->",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_signs_are_nothing_but_signs(typed: str) -> None:
    a_petition(request="停水三天。")
    assert ids(typed) == []
    petition = a_petition(request=f"牌子上写着{typed}。")
    assert ids(typed) == [petition.pk]


def test_recall_is_that_of_a_plain_scan() -> None:
    chance = random.Random(7)
    letters = "停水供電电發发工资資补償里裡，。1２ "
    texts = ["请" + "".join(chance.choices(letters, k=40)) for _ in range(25)]
    rows = {
        a_petition(request=text, facts="", reasons="", place_detail="").pk: text for text in texts
    }
    index_waiting()
    hits = 0
    for _ in range(120):
        text = chance.choice(texts)
        start = chance.randrange(38)
        typed = text[start : start + chance.randint(2, 4)]
        wanted = fold(typed).text.split()
        if not any(len(each) > 1 for each in wanted):
            continue
        scanned = {pk for pk, one in rows.items() if all(each in fold(one).text for each in wanted)}
        assert {hit.petition.pk for hit in found(typed).hits} == scanned, typed
        hits += len(scanned)
    assert hits > 120


def test_pages_lead_on_without_loss_or_repetition(monkeypatch: pytest.MonkeyPatch) -> None:
    made = [a_petition(request=f"第{number}次停水。").pk for number in range(7)]
    index_waiting()
    # picked out by the index, at once or some at a time; looked through in order, being too many
    # or known to be frequent, by somebody who sees few petitions or many
    for most, frequent, first, few in (
        (1000, 1000, 64, 1000),
        (1000, 1000, 1, 1000),
        (2, 1000, 64, 1000),
        (1000, 1, 64, 1000),
        (1000, 1, 64, 2),
        (1000, 1, 64, 2),
    ):
        monkeypatch.setattr("huiyin.petitions.finding.MOST_CANDIDATES", most)
        monkeypatch.setattr("huiyin.petitions.finding.FREQUENT", frequent)
        monkeypatch.setattr("huiyin.petitions.finding.AT_FIRST", first)
        monkeypatch.setattr("huiyin.petitions.finding.AT_ONCE", 2 * first)
        monkeypatch.setattr("huiyin.petitions.finding.FEW", few)
        read, before = [], None
        while True:
            part = found("停水", before=before, size=3)
            read += [hit.petition.pk for hit in part.hits]
            if (before := part.older) is None:
                break
        assert read == made[::-1]


def test_a_hidden_name_is_hidden_on_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = a_petition(State.SIGNED, naming=Naming.WITHHELD)
    open_ = a_petition(State.SIGNED)
    for frequent in (1000, 0):
        monkeypatch.setattr("huiyin.petitions.finding.FREQUENT", frequent)
        assert ids("郑小满", HANDLER) == [open_.pk]
        assert ids("郑小满", CLERK) == [open_.pk, hidden.pk]


def test_a_search_asks_the_same_few_queries(django_assert_max_num_queries: AssertQueries) -> None:
    for _ in range(4):
        a_petition(naming=Naming.WITHHELD)
    index_waiting()
    viewer = CLERK.viewer
    with django_assert_max_num_queries(5):
        assert len(find(sought("供水"), viewer, today=TODAY).hits) == 4


def test_rows_that_only_look_alike_are_passed_over_until_the_page_is_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = a_petition(request="停水停电。").pk
    for _ in range(6):
        a_petition(request="停电，停水，水停。")  # holds all pairs of 停水停电, in another order
    index_waiting()
    assert [hit.petition.pk for hit in found("停水停电", size=2).hits] == [real]
    monkeypatch.setattr("huiyin.petitions.finding.MOST_EXAMINED", 3)
    part = found("停水停电", size=2)
    assert (part.hits, part.older is None) == ([], False)
    rest = found("停水停电", size=2, before=part.older)
    while not rest.hits:
        rest = found("停水停电", size=2, before=rest.older)
    assert rest.hits[0].petition.pk == real


def test_a_person_is_found_by_the_full_name_phone_and_identity_number() -> None:
    petition = a_petition(name="买买提·吐尔逊", phone="13912340000", identity="110101199003070011")
    a_petition(name="买买提", phone="13912340001")
    for typed, by in (
        ("买买提・吐尔逊", "name"),
        ("139 1234 0000", "phone"),
        ("+86-139-1234-0000", "phone"),
        ("１１０１０１１９９００３０７００１１", "identity"),
    ):
        hits = found(typed).hits
        assert [(hit.petition.pk, hit.by) for hit in hits] == [(petition.pk, by)], typed
    for typed in ("买买提·吐", "1391234000", "11010119900307001"):
        assert found(typed).hits == [], typed


def test_a_person_is_found_before_the_words_have_a_class() -> None:
    petition = a_petition(State.RECEIVED)
    assert ids("郑小满") == [petition.pk]
    assert ids("供水") == []


def test_a_number_leads_to_its_petition_typed_anyhow() -> None:
    petition = a_petition()
    official = petition.official or ""
    for typed in (official, petition.receipt, f" {official.lower()[:4]}-{official[4:]} "):
        assert numbered(sought(typed), CLERK.viewer, today=TODAY) == petition
    for typed in (official[:-1], "WX20261234567"):
        assert numbered(sought(typed), CLERK.viewer, today=TODAY) is None
    assert numbered(sought(official), OTHER_HEAD.viewer, today=TODAY) is None


def test_an_office_finds_its_own_and_nobody_else_s() -> None:
    petition = a_petition(State.SIGNED)
    assert ids("供水", HEAD) == ids("供水", HANDLER) == [petition.pk]
    assert ids("郑小满", HANDLER) == ids("19900001206", HANDLER) == [petition.pk]
    assert ids("供水", OTHER_HEAD) == ids("郑小满", OTHER_HEAD) == []
    assert ids("供水", HEAD) == [petition.pk]
    a_petition(State.REGISTERED, matter=Matter.SUGGESTION)
    assert ids("供水", HEAD) == [petition.pk]
    assert Petition.objects.count() == 2
