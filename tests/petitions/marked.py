"""What tests of emergency petitions share: an emergency with people in its groups, and marks."""

from datetime import datetime, timedelta
from typing import Any

from huiyin.accounts.models import Post, User
from huiyin.emergency.marking import mark
from huiyin.emergency.models import Emergency, Group
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role, State
from huiyin.rules.terms_emergency import GroupKind, Tag
from tests.emergency.declared import AT, an_emergency
from tests.make import a_petition, a_user, fresh, later
from tests.people import CLERK

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def group_of(emergency: Emergency, kind: GroupKind) -> Group:
    """A group of an emergency."""
    return Group.objects.select_related("office").get(emergency=emergency, kind=kind)


def a_member(
    emergency: Emergency, kind: GroupKind, role: Role = Role.GROUP_MEMBER
) -> tuple[User, Viewer]:
    """Somebody new in a group of an emergency, with the viewer that they are."""
    user = a_user()
    office = group_of(emergency, kind).office
    post = Post.objects.create(user=user, office=office, role=role, from_on=localdate(AT))
    return user, user.viewer(localdate(AT), posts=[post])


def a_marked_petition(
    state: State = State.REGISTERED, *, emergency: Emergency | None = None, **given: Any
) -> Petition:
    """A petition found in screening an hour after the last thing that happened to it."""
    if emergency is None:
        emergency = Emergency.objects.first() or an_emergency()
    petition = a_petition(state, **given)
    marked(petition)
    return fresh(petition)


def marked(petition: Petition, at: datetime | None = None) -> EmergencyMark:
    """Mark a petition, by the clerk of the bureau."""
    moment = at or later(petition, HOUR)
    mark(petition.pk, tags=[Tag.PRICES], by=CLERK.viewer, at=moment)
    return mark_row(petition)


def mark_row(petition: Petition) -> EmergencyMark:
    """The mark that stands."""
    return EmergencyMark.objects.get(petition=petition, cleared_at=None)
