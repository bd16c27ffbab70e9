"""未读应急件. Emergency petitions whose hours run and that somebody has not opened since (B4).

A hand-over is signed by who knows them: what counts is who opened the page, or took a step on it.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q

from huiyin.audit.models import Access
from huiyin.petitions.door import PetitionQuerySet, accusation
from huiyin.petitions.emergency_board import marked, running
from huiyin.petitions.emergency_marks import EmergencyMark, seen_by_groups
from huiyin.petitions.models import Event
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import State


def unread(
    viewer: Viewer, *, offices: Collection[UUID], readers: Collection[str], today: date
) -> PetitionQuerySet:
    """What these offices register, hold or work on as a group, and none of the readers has opened.

    `readers` are ids of people. An accusation is opened by few and for a reason: it holds up
    nobody's hand-over.
    """
    theirs = Q(registering__in=offices) | Q(holder__in=offices)
    theirs |= Q(pk__in=seen_by_groups(offices).values("petition"))
    rows = running(marked(viewer, today=today)).filter(theirs)
    rows = rows.exclude(accusation()).exclude(state=State.HANDED_OVER)
    mark = EmergencyMark.objects.filter(petition=OuterRef("pk"), cleared_at=None)
    since = rows.annotate(since=mark.values("marked_at")[:1], due=mark.values("due_at")[:1])
    looks = Access.objects.filter(
        petition_id=OuterRef("pk"), viewer__in=readers, recorded_at__gte=OuterRef("since")
    )
    acts = Event.objects.filter(
        petition=OuterRef("pk"), actor__in=readers, at__gte=OuterRef("since")
    )
    fresh = since.exclude(Exists(looks.exclude(kind=Access.DENIED))).exclude(Exists(acts))
    return fresh.order_by(F("due"), "pk")
