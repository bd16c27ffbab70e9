"""交办组转送: a group sends on as an arm of its bureau; the record names both (B12, T11)."""

from datetime import datetime, timedelta

import pytest

from huiyin.petitions.actions import routing
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.emergency_standing import Standing, standing_of_groups
from huiyin.petitions.errors import Refused
from huiyin.petitions.models import Petition
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role, Step
from huiyin.rules.terms_emergency import GroupKind
from tests.emergency.declared import an_emergency
from tests.make import an_office, assert_sound, fresh, later, story
from tests.people import PROVINCE_LEADER
from tests.petitions.marked import a_marked_petition, a_member, group_of

pytestmark = pytest.mark.django_db
NET = GroupKind.NET


def forward(petition: Petition, by: Viewer, at: datetime | None = None) -> None:
    routing.forward(petition.pk, to=an_office("yunling-water"), by=by, at=at or later(petition))


def test_the_head_of_the_group_forwards_in_the_name_of_the_bureau() -> None:
    emergency = an_emergency()
    petition = a_marked_petition(emergency=emergency)
    group = group_of(emergency, NET)
    assert EmergencyMark.objects.get(petition=petition).group_id == group.pk
    _user, member = a_member(emergency, NET)
    _user, stranger = a_member(emergency, GroupKind.MAIL, Role.GROUP_HEAD)
    _user, supervisor = a_member(emergency, GroupKind.SUPERVISION, Role.GROUP_HEAD)
    for who in (member, supervisor):
        with pytest.raises(Refused, match="岗位"):
            forward(petition, who)
    with pytest.raises(Petition.DoesNotExist):
        forward(petition, stranger)
    user, head = a_member(emergency, NET, Role.GROUP_HEAD)
    forward(petition, head)
    petition = fresh(petition)
    assert petition.holder == an_office("yunling-water")
    sent = petition.events.get(step=Step.FORWARD)
    assert (sent.actor, sent.office, sent.actor_post) == (
        str(user.pk),
        str(group.pk),
        Role.GROUP_HEAD,
    )
    assert petition.legs.get(holder=petition.holder).sender == an_office("yunling-bureau")
    with pytest.raises(Refused):
        forward(petition, head)
    assert_sound(petition)


def test_the_office_sees_who_is_late_and_only_what_it_may_see() -> None:
    emergency = an_emergency()
    petition = a_marked_petition(emergency=emergency)
    net = group_of(emergency, NET).pk
    _user, office = a_member(emergency, GroupKind.OFFICE)
    _user, mail = a_member(emergency, GroupKind.MAIL)
    due = EmergencyMark.objects.get(petition=petition).due_at
    assert standing_of_groups(office, emergency.pk, due) == {net: Standing(1, 0)}
    late = due + timedelta(seconds=1)
    assert standing_of_groups(office, emergency.pk, late) == {net: Standing(1, 1)}
    assert standing_of_groups(mail, emergency.pk, late) == {}


def test_a_group_of_a_bureau_above_sends_nothing_on_for_the_one_that_has_it() -> None:
    above = {"office": "nanjiang-bureau", "by": PROVINCE_LEADER, "division": "990000"}
    emergency = an_emergency(**above)  # type: ignore[arg-type]
    petition = a_marked_petition(emergency=emergency)
    _user, head = a_member(emergency, NET, Role.GROUP_HEAD)
    with pytest.raises(Refused, match="岗位"):
        forward(petition, head)
    assert Step.FORWARD not in {each.step for each in story(petition)}
