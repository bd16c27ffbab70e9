"""Nobody finds by what he could not read: accusations, sealed files, hidden names."""

import pytest

from huiyin.organisations.models import Category
from huiyin.petitions.actions import approving, citizen, handling, registering, routing
from huiyin.petitions.door import Opening, is_accusation, opening
from huiyin.petitions.finding import find, sought
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.models import Petition
from huiyin.petitions.searchable import Search, mark_missing
from huiyin.petitions.upkeep import broken_invariants
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Naming, Procedure, State, Step
from tests.make import ARRIVAL, CATEGORIES, HOUR, a_petition, an_office, fresh, later
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    COUNTY_CLERK,
    DISCIPLINE_HANDLER,
    DISCIPLINE_HEAD,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    OTHER_HEAD,
    PROVINCE_CLERK,
    PROVINCE_LEADER,
    REVIEWER,
    SUPERVISOR,
    Person,
    petitioner,
)

pytestmark = pytest.mark.django_db

TODAY = localdate(ARRIVAL)
EVERYBODY = (
    CLERK, DISPATCHER, LEADER, SUPERVISOR, REVIEWER, HEAD, HANDLER, OTHER_HEAD, DISCIPLINE_HEAD,
    DISCIPLINE_HANDLER, PROVINCE_CLERK, PROVINCE_LEADER, COUNTY_CLERK, NOBODY, *ADMINISTRATORS,
)  # fmt: skip
SECRET = "收钱办事的科长"
NAME, PHONE, IDENTITY = "欧阳静好", "13900001111", "110101199003070011"
ADDRESS = "云岭市柳荫街99号7栋601室"


def finds(typed: str, *, who: Person) -> set[object]:
    """The ids of what somebody finds; everything that waits is indexed first."""
    while index_waiting():
        pass
    return {hit.petition.pk for hit in find(sought(typed), who.viewer, today=TODAY).hits}


def reclassify(petition: Petition, matter: Matter, *, by: Person = CLERK) -> None:
    registering.reclassify(
        petition.pk,
        matter=matter,
        procedure=Procedure.PETITION if matter is Matter.CLAIM else None,
        category=Category.objects.get(pk=CATEGORIES[matter]),
        reason="核对后更正。",
        by=by.viewer,
        at=later(petition, HOUR),
    )


def in_index(petition: Petition) -> bool:
    return Search.objects.filter(petition=petition).exists()


@pytest.mark.parametrize("state", [State.RECEIVED, State.REGISTERED, State.HANDED_OVER])
def test_nobody_finds_an_accusation_by_word_or_person(state: State) -> None:
    petition = a_petition(
        state, matter=Matter.ACCUSATION, request=SECRET, name=NAME, phone=PHONE, identity=IDENTITY
    )
    assert not in_index(petition)
    for who in EVERYBODY:
        for typed in (SECRET, "收钱", NAME, PHONE, IDENTITY):
            assert finds(typed, who=who) == set(), (who, typed)
    assert index_waiting() == 0


def test_words_are_in_the_index_only_from_the_class_on() -> None:
    petition = a_petition(State.RECEIVED, wish=None, request=SECRET)
    assert not in_index(petition)
    assert finds(SECRET, who=CLERK) == set()
    assert finds(SECRET, who=CLERK) == set()


def test_becoming_an_accusation_takes_the_words_out_in_the_same_step() -> None:
    petition = a_petition(State.SIGNED, request=SECRET)
    assert finds(SECRET, who=CLERK) == {petition.pk}
    reclassify(petition, Matter.ACCUSATION)
    assert not in_index(petition)
    for who in EVERYBODY:
        assert finds(SECRET, who=who) == finds("郑小满", who=who) == set()
    assert not in_index(petition)


def test_marking_an_accused_takes_the_words_out_and_clearing_brings_them_back() -> None:
    petition = a_petition(request=SECRET)
    assert finds(SECRET, who=CLERK) == {petition.pk}
    registering.accuse(
        petition.pk, office=an_office("yunling-water"), by=CLERK.viewer, at=later(petition)
    )
    assert not in_index(petition)
    assert finds(SECRET, who=CLERK) == finds("郑小满", who=CLERK) == set()
    mark = fresh(petition).accused.get()
    asked = approving.ask_approval(
        Step.CLEAR_ACCUSED,
        petition.pk,
        arguments={"mark": str(mark.pk)},
        reason="标记有误。",
        by=CLERK.viewer,
        at=later(petition),
    )
    assert not in_index(petition)
    approving.decide(asked.pk, agrees=True, by=LEADER.viewer, at=later(petition))
    assert finds(SECRET, who=CLERK) == {petition.pk}


def test_a_wrong_accusation_is_found_once_it_is_none() -> None:
    petition = a_petition(matter=Matter.ACCUSATION, wish=None, request=SECRET)
    reclassify(petition, Matter.CLAIM)
    assert finds(SECRET, who=CLERK) == {petition.pk}


def test_a_hand_over_leaves_nothing() -> None:
    petition = a_petition(matter=Matter.ACCUSATION, request=SECRET)
    Search.objects.create(petition=petition, waits=False)  # however it came in
    routing.hand_over(
        petition.pk,
        to=an_office("yunling-discipline"),
        by=DISPATCHER.viewer,
        at=later(petition),
    )
    assert not in_index(petition)


def test_a_supplement_to_an_accusation_stays_out() -> None:
    petition = a_petition(matter=Matter.ACCUSATION)
    citizen.supplement(petition.pk, words=SECRET, by=petitioner(petition), at=later(petition))
    assert not in_index(petition)
    assert all(finds(SECRET, who=who) == set() for who in EVERYBODY)


def test_words_that_stand_in_the_index_by_mistake_are_not_found_and_are_reported() -> None:
    petition = a_petition(request=SECRET)
    assert finds(SECRET, who=CLERK) == {petition.pk}
    Petition.objects.filter(pk=petition.pk).update(is_sealed=True)
    assert all(finds(SECRET, who=who) == set() for who in EVERYBODY)
    assert [fault.petition_id for fault in broken_invariants(TODAY)] == [petition.pk]
    Search.objects.update(waits=True)
    index_waiting()
    assert not in_index(petition), "the worker looks again before it writes"
    assert broken_invariants(TODAY) == []
    mark_missing()
    assert not in_index(petition)


def test_who_reads_with_a_reason_finds_by_number_only() -> None:
    petition = a_petition(State.ACCEPTED, bureau="qinghe-bureau", office="liuquan", request=SECRET)
    for who in (CLERK, LEADER, PROVINCE_CLERK, PROVINCE_LEADER):
        for typed in (SECRET, "郑小满", "19900001206"):
            assert finds(typed, who=who) == set(), (who, typed)
    assert finds(SECRET, who=COUNTY_CLERK) == finds("郑小满", who=COUNTY_CLERK) == {petition.pk}


def hidden(state: State = State.SIGNED) -> Petition:
    """A petition whose author asks to be hidden from the unit, and says in the text who it is."""
    return a_petition(
        state,
        naming=Naming.WITHHELD,
        name=NAME,
        phone=PHONE,
        identity=IDENTITY,
        address=ADDRESS,
        email="haohao@example.org",
        request=f"请修水管。我叫{NAME}，住{ADDRESS}，电话 139-0000-1111，"
        f"证件{IDENTITY}，邮箱 haohao@example.org。",
    )


PERSONAL = [
    NAME, "欧阳", "阳静", "静好", "叫欧", PHONE, "139-0000-1111", "0000-1111", "1111", IDENTITY,
    "19900307", "7栋601", "601室", "haohao", "haohao@example.org", f"修水管 {NAME}", "水管 静好",
]  # fmt: skip


def test_the_unit_does_not_find_a_hidden_name_by_what_is_hidden() -> None:
    petition = hidden()
    for who in (HEAD, HANDLER):
        assert finds("修水管", who=who) == {petition.pk}
        for typed in PERSONAL:
            assert finds(typed, who=who) == set(), (who, typed)
    for typed in (NAME, PHONE, IDENTITY, "601室", "静好"):
        assert finds(typed, who=CLERK) == {petition.pk}, typed


def test_a_piece_of_text_shown_to_the_unit_holds_nothing_of_the_person() -> None:
    hidden()
    index_waiting()
    hits = find(sought("修水管"), HANDLER.viewer, today=TODAY).hits
    shown = "".join(piece for piece, _ in hits[0].pieces)
    assert "（已隐去）" in shown
    assert not any(part in shown for part in (NAME, "139", IDENTITY, "601", "haohao"))
    assert hits[0].by == ""


def test_once_the_petitioner_agrees_the_unit_finds_the_name() -> None:
    petition = hidden()
    handling.ask_name(petition.pk, reason="须核对户名。", by=HANDLER.viewer, at=later(petition))
    assert finds(NAME, who=HANDLER) == set()
    citizen.answer_name(petition.pk, agrees=True, by=petitioner(petition), at=later(petition))
    assert finds(NAME, who=HANDLER) == finds(PHONE, who=HANDLER) == {petition.pk}


def test_what_is_read_by_words_is_what_the_door_opens() -> None:
    """`read_by` for rows and `opening` for one petition say the same, for everybody."""
    made = [
        a_petition(State.RECEIVED),
        a_petition(State.RECEIVED, matter=Matter.ACCUSATION),
        a_petition(State.REGISTERED),
        a_petition(State.SIGNED, naming=Naming.WITHHELD),
        a_petition(State.ACCEPTED, bureau="qinghe-bureau", office="liuquan"),
        a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION),
        a_petition(State.CLOSED),
        a_petition(State.WITHDRAWN),
    ]
    moved = a_petition(State.ACCEPTED, bureau="qinghe-bureau", office="liuquan")
    Petition.objects.filter(pk=moved.pk).update(registering=an_office("yunling-bureau"))
    handling.allot(made[3].pk, person=HANDLER.user, by=HEAD.viewer, at=later(made[3]))
    opened = 0
    for who in EVERYBODY:
        seen = Petition.objects.visible_to(who.viewer, today=TODAY)
        by_rows = {each.pk for each in seen.read_by(who.viewer)}
        one_by_one = {
            each.pk
            for each in seen
            if opening(each, who.viewer) is Opening.FILE and not is_accusation(each)
        }
        assert by_rows == one_by_one, who
        opened += len(by_rows)
    assert opened > 20
