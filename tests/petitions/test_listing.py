"""联名人: several people on one petition, one main contact (F22, R20.3)."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from huiyin.petitions import letters, repeats
from huiyin.petitions.actions import joining, listing
from huiyin.petitions.errors import Refused
from huiyin.petitions.intake import receive
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.petitioners import others_of, personal, without_people
from huiyin.petitions.reaching import way_to_reach
from huiyin.petitions.repeats import of_caller, of_same_person
from huiyin.petitions.submissions import MOST_NAMED, Person
from huiyin.petitions.tracking import Opened, Wrong, open_with
from huiyin.petitions.upkeep import first_bad_event
from huiyin.petitions.vault import Vault
from huiyin.petitions.wall import Accused
from huiyin.rules.actor import CITIZEN
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, LetterKind, Naming, State, Step
from tests.make import (
    ARRIVAL,
    a_key,
    a_petition,
    a_receipt,
    a_submission,
    assert_sound,
    fresh,
    later,
    letter,
    story,
)
from tests.people import CLERK
from tests.petitions.reading import facts, words

pytestmark = pytest.mark.django_db

HE, LI = Person(name="何田", phone="19900003301"), Person(name="李禾苗")
SEVERAL: dict[str, Any] = {"petitioners": (HE, LI), "people_count": 5}


def names(petition: Petition) -> list[str]:
    """Who signs besides the main contact."""
    vault = Vault(petition.id, petition.key)
    return [personal(each, vault)["name"] for each in others_of(petition)]


def change(petition: Petition, **given: Any) -> Petition:
    usual: dict[str, Any] = {"reason": "本人来电。", "by": CLERK.viewer, "at": later(petition)}
    listing.list_people(petition.pk, **(usual | given))
    return fresh(petition)


# -- at intake -------------------------------------------------------------------------------------


def test_everybody_who_signs_is_a_sealed_row_and_one_is_the_main_contact() -> None:
    petition = a_petition(State.REGISTERED, **SEVERAL)
    assert names(petition) == ["何田", "李禾苗"]
    assert petition.petitioners.filter(is_main=True).count() == 1
    assert petition.people_count == 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone FROM petitions_petitioner")
        assert all("何田".encode() not in bytes(row[0]) for row in cursor.fetchall())
    assert_sound(petition)


def test_alone_the_first_event_is_what_it_was() -> None:
    assert "others" not in story(a_petition(State.RECEIVED))[0].codes


def test_the_same_key_again_gives_the_same_receipt_and_tells_what_differs() -> None:
    key, submission = a_key(), a_submission(**SEVERAL)
    first = receive(submission, key=key, by=CITIZEN, at=ARRIVAL)
    again = receive(submission, key=key, by=CITIZEN, at=ARRIVAL)
    assert (again.number, again.changed) == (first.number, ())
    fewer = a_submission(petitioners=(HE,), people_count=5)
    assert receive(fewer, key=key, by=CITIZEN, at=ARRIVAL).changed == ("petitioners",)
    alone = a_submission(people_count=5)
    assert receive(alone, key=key, by=CITIZEN, at=ARRIVAL).changed == ("petitioners",)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"petitioners": (HE, LI), "people_count": 2}, "people_count"),
        ({"petitioners": (Person(name=" "),), "people_count": 9}, "petitioners"),
        ({"petitioners": (HE,) * (MOST_NAMED + 1), "people_count": 99}, "petitioners"),
        ({"petitioners": (Person(name="长" * 101),), "people_count": 9}, "name"),
        ({"channel": Channel.VISIT, "people_count": 30, "representatives": 6}, "representatives"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        a_receipt(**given)
    assert refused.value.field == field
    assert not Petition.objects.exists()


def test_a_visit_of_many_has_at_most_five_who_speak() -> None:
    petition = a_petition(
        State.RECEIVED, channel=Channel.VISIT, people_count=300, representatives=5
    )
    assert petition.people_count == 300


def test_without_a_name_nobody_else_is_named() -> None:
    petition = a_petition(State.RECEIVED, naming=Naming.ANONYMOUS, **SEVERAL)
    assert not petition.petitioners.filter(is_main=False).exists()


# -- whom it concerns ------------------------------------------------------------------------------


def test_letters_name_the_first_of_all() -> None:
    petition = a_petition(State.DELIVERED, **SEVERAL)
    assert facts(letter(petition, LetterKind.FORWARDING))["petitioner"] == "郑小满等5人"
    assert facts(letter(petition, LetterKind.FORWARDING_NOTICE))["addressee"] == "郑小满等5人"


def test_a_hidden_name_hides_everybody() -> None:
    petition = a_petition(
        State.DELIVERED,
        naming=Naming.WITHHELD,
        request="何田和李禾苗家停水，电话19900003301。",
        **SEVERAL,
    )
    paper = str(facts(letter(petition, LetterKind.FORWARDING)))
    shown = str(letters.shown_words(petition, Vault(petition.id, petition.key)))
    for said in ("何田", "李禾苗", "19900003301", "郑小满"):
        assert said not in paper
        assert said not in shown


def test_everybody_is_found_by_the_exact_index() -> None:
    petition = a_petition(State.SIGNED, **SEVERAL)
    today = localdate(later(petition))
    [found] = of_caller({"phone": HE.phone}, CLERK.viewer, today=today)
    assert found.petition.pk == petition.pk
    again = a_petition(State.RECEIVED, name="何田", phone=HE.phone)
    [earlier] = of_same_person(again, CLERK.viewer, today=today)
    assert set(earlier.agrees) == {"name", "phone"}


def test_what_is_behind_the_door_takes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of the same telephone one may not know of, the others are found."""
    known = a_petition(State.SIGNED, phone=HE.phone)
    behind = a_petition(State.RECEIVED, phone=HE.phone)
    again = a_petition(State.RECEIVED, name="谷雨", phone=HE.phone)
    last = a_petition(State.RECEIVED, phone=HE.phone)
    today = localdate(later(last))
    for row in (behind, last):
        Accused.objects.create(petition=row, user=CLERK.user, marked_at=ARRIVAL)
    monkeypatch.setattr(repeats, "WITHIN", 2)
    found = [each.petition.pk for each in of_caller({"phone": HE.phone}, CLERK.viewer, today=today)]
    assert {*found} == {known.pk, again.pk}
    [earlier] = of_same_person(again, CLERK.viewer, today=today)
    assert earlier.petition.pk == known.pk


def test_only_the_main_contact_opens_and_is_told() -> None:
    receipt = a_receipt(**SEVERAL)
    number, code = receipt.number, receipt.code
    assert isinstance(open_with(number, code, "1206", source="x", at=ARRIVAL), Opened)
    assert isinstance(open_with(number, code, "3301", source="y", at=ARRIVAL), Wrong)


def test_the_parts_of_a_split_have_the_same_people() -> None:
    petition = a_petition(**SEVERAL)
    made = joining.split(
        petition.pk, parts=["通水。", "退费。"], reason="", by=CLERK.viewer, at=later(petition)
    )
    for each in made:
        assert names(Petition.objects.get(pk=each.petition_id)) == ["何田", "李禾苗"]


# -- later -----------------------------------------------------------------------------------------


def test_people_are_added_and_taken_off_with_a_reason() -> None:
    petition = a_petition(State.SIGNED, **SEVERAL)
    gone = others_of(petition)[0]
    petition = change(petition, add=[Person(name="谷雨")], remove=[gone.pk])
    assert names(petition) == ["李禾苗", "谷雨"]
    assert petition.people_count == 5
    event = story(petition)[-1]
    assert (event.step, event.codes["added"], event.codes["removed"]) == (Step.LIST_PEOPLE, 1, 1)
    assert "何田" not in str(event.codes)
    assert_sound(petition)


def test_who_was_written_wrongly_is_put_right_and_found_by_the_right_number() -> None:
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD, **SEVERAL)
    wrong, other = others_of(petition)
    given = {"name": "何甜", "phone": " 19900003302 "}
    petition = change(petition, correct={wrong.pk: given, other.pk: {"name": "李禾苗"}})
    assert names(petition) == ["何甜", "李禾苗"], "the same person, in the same place"
    event = story(petition)[-1]
    assert (event.codes["corrected"], event.codes["added"], event.codes["removed"]) == (1, 0, 0)
    assert "何" not in str(event.codes)
    vault = Vault(petition.id, petition.key)
    before = words(story(petition)[-1])["corrected"]
    assert before == [{"name": "何田", "phone": "19900003301"}]
    today = localdate(later(petition))
    assert of_caller({"phone": "19900003302"}, CLERK.viewer, today=today)
    assert not of_caller({"phone": HE.phone}, CLERK.viewer, today=today)
    assert "何田" not in without_people("何田和何甜", vault, [*petition.petitioners.all()])
    assert_sound(petition)


def test_another_main_contact_is_told_from_now_on() -> None:
    petition = a_petition(State.SIGNED, **SEVERAL)
    heir = others_of(petition)[1]
    petition = change(petition, main=heir.pk)
    assert petition.petitioners.get(is_main=True).pk == heir.pk
    assert (petition.has_phone, way_to_reach(petition)) == (False, "")
    assert_sound(petition)


def test_a_change_beside_the_chain_is_noticed() -> None:
    petition = a_petition(State.SIGNED, **SEVERAL)
    Petitioner.objects.filter(petition=petition, is_main=False).update(removed_at=ARRIVAL)
    assert first_bad_event(fresh(petition)) == 1
    other = change(a_petition(State.SIGNED), add=[HE])
    Petitioner.objects.filter(petition=other, is_main=False).update(removed_at=ARRIVAL)
    assert first_bad_event(fresh(other)) == other.event_count


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"people_count": 2}, "people_count"),
        ({"people_count": 0}, "people_count"),
        ({"add": [Person(name="")]}, "petitioners"),
        ({"add": [HE] * MOST_NAMED}, "petitioners"),
        ({"main": UUID(int=7)}, ""),
        ({"correct": {UUID(int=7): {"name": "何"}}}, ""),
        ({"remove": [UUID(int=7)]}, ""),
    ],
)
def test_what_cannot_be_changed_is_refused(given: dict[str, Any], field: str) -> None:
    petition = a_petition(State.SIGNED, **SEVERAL)
    with pytest.raises(Refused) as refused:
        change(petition, **given)
    assert refused.value.field == field
    assert names(petition) == ["何田", "李禾苗"]


def test_who_goes_or_asks_for_it_is_not_put_right() -> None:
    petition = a_petition(State.SIGNED, **SEVERAL)
    main, other = petition.petitioners.get(is_main=True), others_of(petition)[0]
    for given in (
        {"correct": {main.pk: {"name": "郑大满"}}},
        {"correct": {other.pk: {"name": "何"}}, "remove": [other.pk]},
        {"correct": {other.pk: {"name": "长" * 101}}},
    ):
        with pytest.raises(Refused):
            change(petition, **given)
    assert names(petition) == ["何田", "李禾苗"]


def test_the_main_contact_is_not_taken_off() -> None:
    petition = a_petition(State.SIGNED, **SEVERAL)
    main = petition.petitioners.get(is_main=True)
    with pytest.raises(Refused, match="主要联系人"):
        change(petition, remove=[main.pk])
