"""The steps of an emergency petition, each with what it usually needs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from huiyin.accounts.models import Post
from huiyin.commands.city.loading import FOUNDED
from huiyin.emergency.marking import mark
from huiyin.emergency.models import Emergency
from huiyin.petitions.actions import emergency, emergency_leading
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Role, Stage, Step
from huiyin.rules.terms_emergency import GroupKind
from tests.emergency.declared import an_emergency
from tests.make import a_petition, later
from tests.people import CLERK, LEADER, SUPERVISOR, Person
from tests.petitions.marked import a_marked_petition, group_of
from tests.take_case import Case, doing


def _tell_result(p: Petition, by: Viewer, at: datetime, more: dict[str, Any]) -> object:
    return emergency.tell_result(
        p.pk, way="电话", told_at=at, words="已经补货。", by=by, at=at, **more
    )


def _told() -> Petition:
    petition = a_marked_petition()
    _tell_result(petition, CLERK.viewer, later(petition), {})
    return petition


def _led() -> Petition:
    petition = a_marked_petition()
    emergency_leading.lead(
        petition.pk,
        leader=LEADER.user,
        instruction="今天办好。",
        until=localdate(later(petition)),
        by=LEADER.viewer,
        at=later(petition),
    )
    return petition


@dataclass(frozen=True)
class Member(Person):
    """Somebody of the leading group of the emergency that is current."""

    @property
    def viewer(self) -> Viewer:
        """With a post in that group and no other."""
        office = group_of(Emergency.objects.get(), GroupKind.LEADING).office
        post, _new = Post.objects.get_or_create(
            user=self.user, office=office, role=Role.GROUP_MEMBER, from_on=FOUNDED
        )
        return self.user.viewer(FOUNDED, posts=[post])


def _to_mark() -> Petition:
    an_emergency()
    return a_petition()


IN_EMERGENCY = [
    Case(Step.MARK, _to_mark, CLERK, doing(mark)),
    Case(Step.ACKNOWLEDGE, a_marked_petition, Member("lu.qingyan"), doing(emergency.acknowledge)),
    Case(Step.CHASE, a_marked_petition, SUPERVISOR, doing(emergency.chase, stage=Stage.HANDLE)),
    Case(
        Step.EXPLAIN,
        a_marked_petition,
        CLERK,
        doing(emergency_leading.explain, words="有补贴。"),
    ),
    Case(Step.TELL_RESULT, a_marked_petition, CLERK, _tell_result),
    Case(
        Step.LEAD,
        a_marked_petition,
        LEADER,
        doing(
            emergency_leading.lead,
            leader=lambda: LEADER.user,
            instruction="今天办好。",
            until=date(2026, 4, 1),
        ),
    ),
    Case(Step.LEAD_RESULT, _led, CLERK, doing(emergency_leading.lead_result, words="已经办好。")),
    Case(
        Step.TRACK,
        _told,
        CLERK,
        doing(emergency_leading.track, is_confirmed=True, words="已经补货。"),
    ),
]
