"""人员变动: what somebody who left had in hand goes to a colleague, or to be allotted (2.8)."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from huiyin.accounts.models import Post, User
from huiyin.notifications.actions import leave
from huiyin.organisations.models import Office
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.taking import taking
from huiyin.petitions.viewing import viewing_all
from huiyin.petitions.wall import is_kept_from
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import HANDLING, REGISTERING, job_viewer
from huiyin.rules.rows.unseen import LEFT_BEHIND
from huiyin.rules.terms import State, Step
from huiyin.rules.workflow import OPEN

JOB = job_viewer("leaving")


def count_held(person: User, office: Office, today: date) -> int:
    """How much a person has in hand at an office, whoever asks."""
    held = Petition.objects.visible_to(JOB, today=today).filter(person=person, holder=office)
    with viewing_all(JOB):
        return held.filter(state__in=OPEN | {State.HANDED_OVER}).count()


def left_behind(today: date) -> PetitionQuerySet:
    """What is in the hands of somebody who works there no longer."""
    there = Post.objects.held(today).filter(
        user=OuterRef("person"), office=OuterRef("holder"), role__in=HANDLING | REGISTERING
    )
    held = Petition.objects.visible_to(JOB, today=today).exclude(person=None)
    gone = Q(person__is_active=False) | ~Exists(there)
    return held.filter(gone, state__in=OPEN | {State.HANDED_OVER})


def leave_to_colleagues(*, at: datetime, person: User | None = None) -> None:
    """Leave what is left behind to the worker, each petition a transaction of its own."""
    found = left_behind(localdate(at))
    if person is not None:
        found = found.filter(person=person)
    with viewing_all(JOB):
        left = list(found.values_list("pk", flat=True))
    for petition in left:
        leave("reallot", subject=petition, at=at)


def hand_over_work(petition_id: UUID, *, at: datetime) -> Event | None:
    """人员变动. Give a petition on to whom its person named, else to be allotted by the head.

    Without a colleague who may have it, it has no person, and the office is told.
    """
    today = localdate(at)
    if not left_behind(today).filter(pk=petition_id).exists():
        return None
    with taking(Step.ALLOT, petition_id, by=JOB, at=at, choose=lambda _facts: LEFT_BEHIND) as one:
        petition, gone = one.petition, one.petition.person
        colleague = _colleague(petition, gone, today) if gone else None
        petition.person = one.leg.person = colleague
        one.codes |= {"person": str(colleague.pk) if colleague else "", "left": True}
        if colleague and gone:
            asked = petition.requests.filter(decided_at=None, asked_by=gone.pk)
            asked.update(asked_by=colleague.pk)
            one.forget("requests")
        about = "allotted" if colleague else "left"
        told = {"office": str(petition.holder_id), "about": about}
        one.topics.append(("tell_office", petition.id, told))
    return one.result


def may_take_over(person: User, office_id: UUID, today: date) -> bool:
    """Whether somebody works at an office and could have its petitions in hand."""
    posts = Post.objects.held(today).filter(user=person, office=office_id)
    return person.is_active and posts.filter(role__in=HANDLING | REGISTERING).exists()


def _colleague(petition: Petition, gone: User, today: date) -> User | None:
    """Whom the post that ended last names, where nothing keeps that person from it."""
    posts = gone.posts.filter(office=petition.holder_id).exclude(handed_to=None)
    post = posts.select_related("handed_to").order_by("-to_on", "-id").first()
    person = post.handed_to if post else None
    if person is None or not may_take_over(person, petition.holder_id, today):
        return None
    return None if is_kept_from(petition.pk, person.viewer(today), today) else person
