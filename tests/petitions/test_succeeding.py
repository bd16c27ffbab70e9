"""承继: an office ends, its successor goes on where it stood (R24.2)."""

from datetime import datetime

import pytest
from django.utils import timezone

from huiyin.accounts.models import Post
from huiyin.commands.city.loading import FOUNDED
from huiyin.jobs.timed import every_night
from huiyin.notifications.models import Outbox
from huiyin.organisations.errors import Refused as RefusedEnd
from huiyin.organisations.models import Office
from huiyin.petitions.actions import handling, returning, routing, succeeding
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.saying import HAPPENED
from huiyin.petitions.standing import open_steps
from huiyin.petitions.wall import Accused
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Matter, Role, State, Step
from tests.detours import OBJECTION, disputed, invited, objected
from tests.make import DAY, a_petition, an_office, assert_sound, fresh, later, story
from tests.people import DISPATCHER, HANDLER, HEAD, PROVINCE_LEADER, SYSTEM_ADMIN, of_office
from tests.petitions.reading import clocks, dates, ended, topics

pytestmark = pytest.mark.django_db

HEIR = "yunling-housing"


def merge(petition: Petition, slug: str = "yunling-water", heir: str = HEIR) -> Petition:
    """The office ends at once; what it has goes to its successor."""
    at, office = later(petition), an_office(slug)
    end(office, an_office(heir), at)
    assert succeeding.succeed(petition.pk, office_id=office.pk, at=at) is not None
    return fresh(petition)


def end(office: Office, heir: Office | None, at: datetime) -> None:
    last = localdate(at) - DAY
    by = SYSTEM_ADMIN.viewer
    succeeding.end_office(office, last_on=last, successor=heir, by=by, at=at)


@pytest.mark.parametrize(
    "state", [State.DELIVERED, State.SIGNED, State.ACCEPTED, State.ANSWERED, State.SERVED]
)
def test_state_sender_and_dates_stay(state: State) -> None:
    petition = a_petition(state)
    before = dates(petition)
    sender = petition.legs.get(is_main=True).sender
    petition = merge(petition)
    assert (petition.state, petition.holder) == (state, an_office(HEIR))
    assert dates(petition) == before
    leg = petition.legs.get(is_main=True)
    assert (leg.sender, leg.holder) == (sender, an_office(HEIR))
    assert {each.office for each in petition.clocks.filter(ended_at=None, is_right=False)} <= {
        an_office(HEIR),
        petition.registering,
    }
    assert story(petition)[-1].step in HAPPENED, "the petitioner is told who goes on"
    assert topics(petition)[-2:] == ["tell succeeded", "tell_office succeeded"]
    assert_sound(petition)


def test_the_answer_that_waits_is_served_by_the_successor() -> None:
    petition = merge(a_petition(State.ANSWERED))
    head = of_office(Role.HEAD, HEIR).viewer
    assert Step.SERVE in open_steps(petition, head, localdate(later(petition)))


def test_the_successor_objects_and_the_sender_decides_as_before() -> None:
    petition = merge(a_petition(State.SIGNED))
    head = of_office(Role.HEAD, HEIR).viewer
    returning.object_to(petition.pk, **OBJECTION, by=head, at=later(petition))
    returning.agree_return(petition.pk, words="", by=DISPATCHER.viewer, at=later(petition))
    petition = fresh(petition)
    assert (petition.state, clocks(petition)) == (State.REGISTERED, {"L1"})
    assert ended(petition)["L3"] == "returned"


def test_what_was_objected_to_stays_objected() -> None:
    petition = merge(objected())
    assert petition.state == State.OBJECTED
    returning.dismiss_objection(
        petition.pk, reason="已核实。", by=DISPATCHER.viewer, at=later(petition)
    )
    head = of_office(Role.HEAD, HEIR).viewer
    assert Step.SUBMIT_DISPUTE in open_steps(fresh(petition), head, localdate(later(petition)))


def test_a_bureau_that_ends_leaves_register_and_sending_to_its_successor() -> None:
    petition = objected()
    petition = merge(petition, "yunling-bureau", "nanjiang-bureau")
    province = an_office("nanjiang-bureau")
    assert petition.registering == province
    assert petition.legs.get(is_main=True).sender == province
    assert petition.clocks.get(limit="L4s", ended_at=None).office == province
    by = PROVINCE_LEADER.viewer
    returning.agree_return(petition.pk, words="", by=by, at=later(petition))
    petition = fresh(petition)
    assert (petition.state, petition.holder) == (State.REGISTERED, province)
    assert clocks(petition) == {"L1"}
    assert_sound(petition)


def test_who_helps_and_who_decides_is_succeeded_too() -> None:
    helped = merge(invited(), "yunling-labour")
    assert helped.legs.get(kind="co").holder == an_office(HEIR)
    waiting = disputed()
    at = later(waiting)
    office = an_office("nanjiang-bureau")
    assert succeeding.in_hand(office, localdate(at)).filter(pk=waiting.pk).exists()


def test_a_successor_behind_the_wall_is_passed_over() -> None:
    petition = a_petition(State.SIGNED)
    heir = an_office(HEIR)
    Accused.objects.create(petition=petition, office=heir, marked_at=later(petition))
    petition = merge(petition)
    assert (petition.state, petition.holder) == (State.REGISTERED, an_office("yunling-bureau"))
    assert clocks(petition) == {"L1"}


def test_what_was_handed_over_sealed_goes_on_sealed() -> None:
    petition = merge(
        a_petition(State.HANDED_OVER, matter=Matter.ACCUSATION),
        "yunling-discipline",
        "nanjiang-discipline",
    )
    assert (petition.state, petition.holder) == (
        State.HANDED_OVER,
        an_office("nanjiang-discipline"),
    )


def test_twice_is_once() -> None:
    petition = merge(a_petition(State.SIGNED))
    again = succeeding.succeed(petition.pk, office_id=an_office().pk, at=later(petition))
    assert again is None


# -- when it ends ----------------------------------------------------------------------------------


def test_with_work_and_without_a_successor_it_does_not_end() -> None:
    petition = a_petition(State.SIGNED)
    with pytest.raises(RefusedEnd, match="承继"):
        end(an_office(), None, later(petition))
    assert an_office().is_open


def test_nothing_is_sent_to_an_office_that_is_ending() -> None:
    held, petition = a_petition(State.SIGNED), a_petition()
    end(an_office(), an_office(HEIR), later(held))
    with pytest.raises(Refused) as refused:
        routing.forward(petition.pk, to=an_office(), by=DISPATCHER.viewer, at=later(petition))
    assert refused.value.field == "to"


def test_each_petition_is_left_to_the_worker_and_the_office_closes_with_the_last() -> None:
    petitions = [a_petition(State.SIGNED) for _ in range(3)]
    end(an_office(), an_office(HEIR), later(petitions[0]))
    assert an_office().is_open
    assert Outbox.objects.filter(topic="succeed").count() == 3
    night = timezone.now() + DAY
    for petition in petitions[:2]:
        succeeding.succeed(petition.pk, office_id=an_office().pk, at=night)
    every_night(int(night.timestamp()))
    assert an_office().is_open, "one is left"
    succeeding.succeed(petitions[2].pk, office_id=an_office().pk, at=night)
    every_night(int(night.timestamp()))
    assert not an_office().is_open


def test_who_handled_it_goes_on_where_the_successor_has_given_a_post() -> None:
    petition = a_petition(State.SIGNED)
    handling.allot(petition.pk, person=HANDLER.user, by=HEAD.viewer, at=later(petition))
    other = a_petition(State.SIGNED)
    handling.allot(other.pk, person=HEAD.user, by=HEAD.viewer, at=later(other))
    Post.objects.create(
        user=HANDLER.user, office=an_office(HEIR), role=Role.HANDLER, from_on=FOUNDED
    )
    petition = merge(petition)
    assert petition.person == HANDLER.user
    at = later(other)
    succeeding.succeed(other.pk, office_id=an_office().pk, at=at)
    assert fresh(other).person is None
