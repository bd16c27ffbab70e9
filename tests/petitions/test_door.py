"""The relation table of docs/law.md#door, row by row: who sees a petition, and how much of it."""

import pytest

from huiyin.petitions.actions import handling
from huiyin.petitions.door import Opening, opening
from huiyin.petitions.models import Petition
from huiyin.petitions.wall import Recusal
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import NOBODY as NO_VIEWER
from huiyin.rules.permissions import Viewer, ViewerKind, job_viewer
from huiyin.rules.terms import Matter, Naming, Role, State
from tests.make import ARRIVAL, a_petition, a_user, an_office, fresh, later
from tests.people import (
    ADMINISTRATORS,
    CLERK,
    COLLEAGUE,
    COUNTY_CLERK,
    DISCIPLINE_HANDLER,
    DISCIPLINE_HEAD,
    DISPATCHER,
    HANDLER,
    HEAD,
    LEADER,
    NOBODY,
    OTHER_COUNTY_CLERK,
    OTHER_HANDLER,
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
FILE, REASON, ROW = Opening.FILE, Opening.FILE_WITH_REASON, Opening.ROW
REGISTERING = (CLERK, DISPATCHER, LEADER, SUPERVISOR)


def seen(petition: Petition, viewer: Viewer) -> Opening | None:
    """How far the petition is open to a viewer; None where it does not exist for them."""
    found = Petition.objects.visible_to(viewer, today=TODAY).filter(pk=petition.pk).first()
    return opening(found, viewer) if found else None


def sights(petition: Petition, *cast: Person) -> list[Opening | None]:
    """What each of these people sees."""
    return [seen(petition, person.viewer) for person in cast]


@pytest.mark.parametrize(
    "state", [State.RECEIVED, State.REGISTERED, State.SIGNED, State.CLOSED, State.WITHDRAWN]
)
def test_the_registering_bureau_sees_all_of_it_for_ever(state: State) -> None:
    assert sights(a_petition(state), *REGISTERING) == [FILE] * 4


def test_who_holds_nothing_sees_nothing() -> None:
    petition = a_petition(State.ACCEPTED)
    cast = (*ADMINISTRATORS, REVIEWER, NOBODY, OTHER_HANDLER, OTHER_HEAD, DISCIPLINE_HEAD)
    assert sights(petition, *cast) == [None] * len(cast)
    for kind in ViewerKind:
        if kind is not ViewerKind.JOB:
            assert seen(petition, Viewer(kind, id=NOBODY.id)) is None
    assert seen(petition, NO_VIEWER) is None


def test_an_office_sees_nothing_before_the_petition_is_sent_to_it() -> None:
    assert sights(a_petition(State.REGISTERED), HEAD, HANDLER) == [None, None]


def test_the_head_of_the_holder_sees_all_that_the_office_holds() -> None:
    petition = a_petition(State.SIGNED)
    assert sights(petition, HEAD, HANDLER, COLLEAGUE) == [FILE, FILE, FILE]


def test_a_handler_sees_own_and_unassigned_petitions() -> None:
    petition = a_petition(State.SIGNED)
    handling.allot(petition.pk, person=HANDLER.user, by=HEAD.viewer, at=later(petition))
    assert sights(petition, HEAD, HANDLER, COLLEAGUE) == [FILE, FILE, None]


def test_the_sender_sees_all_from_its_leg_on() -> None:
    petition = a_petition(State.ACCEPTED, bureau="qinghe-bureau", office="liuquan")
    assert seen(petition, COUNTY_CLERK.viewer) == FILE
    # another bureau registers it from now on: what is left is to have sent it
    Petition.objects.filter(pk=petition.pk).update(registering=an_office("yunling-bureau"))
    assert seen(petition, COUNTY_CLERK.viewer) == FILE


def test_a_superior_bureau_in_line_sees_the_row_and_gives_a_reason_for_the_file() -> None:
    petition = a_petition(State.ACCEPTED, bureau="qinghe-bureau", office="liuquan")
    above = (CLERK, DISPATCHER, LEADER, SUPERVISOR, PROVINCE_CLERK, PROVINCE_LEADER)
    assert sights(petition, *above) == [REASON] * len(above)
    assert sights(petition, REVIEWER, OTHER_COUNTY_CLERK) == [None, None]


def test_a_bureau_sees_nothing_of_what_lies_above_or_beside_it() -> None:
    petition = a_petition(State.ACCEPTED)
    assert sights(petition, COUNTY_CLERK, OTHER_COUNTY_CLERK) == [None, None]
    assert sights(petition, PROVINCE_CLERK) == [REASON]


def test_the_holder_of_the_code_sees_the_own_petition_only() -> None:
    petition, other = a_petition(), a_petition()
    assert seen(petition, petitioner(petition)) == FILE
    assert seen(other, petitioner(petition)) is None


def test_a_job_sees_everything() -> None:
    a_petition(), a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    assert Petition.objects.visible_to(job_viewer("night"), today=TODAY).count() == 2


def test_a_recused_person_sees_nothing() -> None:
    petition = a_petition(State.SIGNED)
    Recusal.objects.create(petition=petition, user=HANDLER.user)
    assert sights(petition, HEAD, HANDLER, COLLEAGUE) == [FILE, None, FILE]


def test_a_post_that_has_ended_opens_nothing() -> None:
    petition = a_petition(State.SIGNED)
    user = a_user(Role.HEAD)
    assert seen(petition, user.viewer(TODAY)) == FILE
    user.posts.update(to_on=TODAY)
    assert seen(petition, user.viewer(TODAY)) == FILE
    assert seen(petition, user.viewer(localdate(later(petition)))) is None


# -- what is sealed --------------------------------------------------------------------------------


def test_an_accusation_is_read_with_a_reason_until_it_is_handed_over() -> None:
    petition = a_petition(State.REGISTERED, matter=Matter.ACCUSATION)
    assert sights(petition, *REGISTERING) == [REASON] * 4
    assert sights(petition, PROVINCE_CLERK, PROVINCE_LEADER) == [ROW, ROW]


def test_it_is_sealed_from_the_wish_on_before_anybody_classed_it() -> None:
    petition = a_petition(State.RECEIVED, matter=Matter.ACCUSATION)
    assert petition.is_sealed
    assert sights(petition, *REGISTERING) == [REASON] * 4


def test_after_the_hand_over_only_the_organ_that_has_it_opens_the_words() -> None:
    petition = a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION)
    assert sights(petition, *REGISTERING) == [ROW] * 4
    assert sights(petition, DISCIPLINE_HEAD, DISCIPLINE_HANDLER) == [REASON, REASON]
    assert sights(petition, PROVINCE_CLERK, HEAD, *ADMINISTRATORS) == [ROW, *[None] * 4]


def test_a_hidden_name_changes_nothing_of_who_sees_the_petition() -> None:
    petition = a_petition(State.SIGNED, naming=Naming.WITHHELD)
    assert sights(petition, CLERK, HEAD, HANDLER, OTHER_HEAD) == [FILE, FILE, FILE, None]


def test_questions_about_petitions_read_as_they_say() -> None:
    open_one = a_petition(State.SIGNED)
    served = a_petition(State.SERVED)
    ended = a_petition(State.CLOSED)
    everything = Petition.objects.visible_to(CLERK.viewer, today=TODAY)
    assert set(everything.open()) == {open_one, served}
    assert set(everything.waiting_for_office()) == {open_one}
    due = fresh(open_one).next_due
    assert due is not None
    assert set(everything.late(due)) == set()
    assert set(everything.late(localdate(later(open_one)).replace(month=6))) == {open_one}
    assert ended.next_due is not None


def test_what_was_asked_before_the_door_stands_behind_it_too() -> None:
    """The condition is composed once for a viewer and a day; it never stands in for a question."""
    first, second = a_petition(State.DELIVERED), a_petition(State.DELIVERED)
    viewer = CLERK.viewer
    every = Petition.objects.visible_to(viewer, today=TODAY)
    assert {first, second} <= set(every)
    backward = Petition.objects.order_by("-id").visible_to(viewer, today=TODAY)
    assert list(backward.values_list("pk")) == sorted(every.values_list("pk"), reverse=True)
    assert (
        Petition.objects.select_for_update().visible_to(viewer, today=TODAY).query.select_for_update
    )
    assert list(Petition.objects.filter(pk=first.pk).visible_to(viewer, today=TODAY)) == [first]
    assert not Petition.objects.none().visible_to(viewer, today=TODAY)
    narrowed = every.filter(pk=second.pk)
    assert list(narrowed) == [second]
    assert {first, second} <= set(Petition.objects.visible_to(viewer, today=TODAY))
