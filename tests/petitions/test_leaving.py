"""人员变动: what somebody who leaves has in hand is handed over before it is forgotten (2.8)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from huiyin.accounts import actions as accounts
from huiyin.accounts.errors import Refused
from huiyin.accounts.models import Post, User
from huiyin.notifications.models import Outbox
from huiyin.petitions.actions import handling, leaving
from huiyin.petitions.models import Petition
from huiyin.petitions.wall import Recusal
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Role, State
from tests.make import a_petition, a_user, an_office, assert_sound, fresh, later, story
from tests.people import COLLEAGUE, HANDLER, HEAD, SECURITY_ADMIN
from tests.petitions.reading import topics

pytestmark = pytest.mark.django_db


def held() -> Petition:
    """A petition that the handler has in hand."""
    petition = a_petition(State.ACCEPTED)
    handling.allot(petition.pk, person=HANDLER.user, by=HEAD.viewer, at=later(petition))
    return fresh(petition)


def leaves(to: User | None = None, *, days: int = -1) -> Post:
    """The handler's post ends."""
    now = timezone.now()
    post = Post.objects.get(user=HANDLER.user, office=an_office())
    last = localdate(now) + timedelta(days=days)
    by = SECURITY_ADMIN.viewer
    return accounts.end_post(post.pk, to_on=last, handed_to=to, by=by, at=now)


def work_off() -> int:
    """What is left behind goes on; how many there were."""
    now = timezone.now()
    leaving.leave_to_colleagues(at=now)
    rows = Outbox.objects.filter(topic="reallot", done_at=None)
    subjects = [row.subject for row in rows if row.subject]
    return sum(leaving.hand_over_work(each, at=now) is not None for each in subjects)


def test_it_goes_to_the_colleague_that_was_chosen() -> None:
    petition = held()
    leaves(COLLEAGUE.user)
    assert work_off() == 1
    petition = fresh(petition)
    assert petition.person == COLLEAGUE.user
    assert petition.legs.get(is_main=True).person == COLLEAGUE.user
    assert story(petition)[-1].codes == {"person": COLLEAGUE.id, "left": True}
    assert topics(petition)[-1] == "tell_office allotted"
    assert_sound(petition)
    assert work_off() == 0


def test_without_a_choice_it_waits_to_be_allotted_and_the_office_is_told() -> None:
    petition = held()
    leaves()
    work_off()
    petition = fresh(petition)
    assert (petition.person, topics(petition)[-1]) == (None, "tell_office left")
    assert petition.state == State.ACCEPTED


def test_an_end_to_come_changes_nothing_before() -> None:
    petition = held()
    leaves(COLLEAGUE.user, days=0)
    assert work_off() == 0
    assert fresh(petition).person == HANDLER.user


def test_a_colleague_who_steps_back_does_not_get_it() -> None:
    petition = held()
    Recusal.objects.create(petition=petition, user=COLLEAGUE.user)
    leaves(COLLEAGUE.user)
    work_off()
    assert fresh(petition).person is None


def test_a_stopped_account_leaves_it_to_the_head() -> None:
    petition = held()
    User.objects.filter(pk=HANDLER.user.pk).update(is_active=False)
    work_off()
    assert fresh(petition).person is None


@pytest.mark.parametrize("role", [Role.HANDLER, None])
def test_only_somebody_of_the_same_office_takes_over(role: Role | None) -> None:
    stranger = a_user(role, "yunling-housing")
    with pytest.raises(Refused) as refused:
        leaves(stranger)
    assert refused.value.field == "handed_to"
    with pytest.raises(Refused):
        leaves(HANDLER.user)


def test_what_has_ended_stays_with_who_did_it() -> None:
    petition = held()
    Petition.objects.filter(pk=petition.pk).update(state=State.WITHDRAWN)
    leaves(COLLEAGUE.user)
    assert work_off() == 0
