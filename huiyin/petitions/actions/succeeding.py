"""承继: what an office that ends has in hand goes to its successor, one by one (R24.2)."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from huiyin.accounts.models import Post, User
from huiyin.notifications.actions import leave
from huiyin.organisations import tree
from huiyin.organisations.models import Office
from huiyin.petitions.actions.registering import bring_back
from huiyin.petitions.disputes import Dispute
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Event, Petition
from huiyin.petitions.requests import Request
from huiyin.petitions.standing import marks, running
from huiyin.petitions.taking import Taking, taking
from huiyin.petitions.viewing import viewing_all
from huiyin.petitions.wall import bureau_outside, is_kept_from, is_walled
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import READERS, Viewer, job_viewer
from huiyin.rules.rows.unseen import SUCCEEDED
from huiyin.rules.terms import State, Step
from huiyin.rules.workflow import OPEN, WAITING

JOB = job_viewer("succession")
# What somebody still answers for: also what a discipline organ was handed over.
IN_HAND = OPEN | WAITING | {State.HANDED_OVER}


def in_hand(office: Office, today: date) -> PetitionQuerySet:
    """What an office has in hand: holds, registered, sent on, helps with, or has to decide."""
    mine = OuterRef("pk")
    legs = Leg.objects.filter(petition=mine)
    return Petition.objects.visible_to(JOB, today=today).filter(
        Q(holder=office)
        | Q(registering=office)
        | Exists(legs.filter(is_main=True, sender=office))
        | Exists(legs.filter(kind=Leg.CO, ended_at=None, holder=office))
        | Exists(Request.objects.filter(petition=mine, decided_at=None, office=office))
        | Exists(Dispute.objects.filter(petition=mine, decided_at=None, office=office)),
        state__in=IN_HAND,
    )


def has_in_hand(office: Office, today: date) -> bool:
    """Whether an office has anything in hand."""
    return count_in_hand(office, today) > 0


def count_in_hand(office: Office, today: date) -> int:
    """How much that is, of whoever asks: also what the wall keeps from that person."""
    with viewing_all(JOB):
        return in_hand(office, today).count()


@transaction.atomic
def end_office(
    office: Office, *, last_on: date, successor: Office | None, by: Viewer, at: datetime
) -> None:
    """撤销、合并. End an office; what it has in hand goes to its successor before it closes."""
    today = localdate(at)
    tree.end_office(
        office,
        last_on=last_on,
        successor=successor,
        is_busy=lambda each: has_in_hand(each, today),
        by=by,
        at=at,
    )
    if last_on < today:
        leave_to_successor(office, at)


def close_ended(at: datetime) -> None:
    """Leave to successors what ended offices still have, and close those that have nothing."""
    today = localdate(at)
    for office in Office.objects.filter(ends_on__lt=today, successor__isnull=False):
        leave_to_successor(office, at)
    close_empty(today)


def close_empty(today: date) -> None:
    """Close the ended offices that have nothing left in hand."""
    tree.end_what_is_due(today, lambda each: has_in_hand(each, today))


def leave_to_successor(office: Office, at: datetime) -> None:
    """Leave each petition to the worker: a transaction of its own, tried until it is done."""
    with viewing_all(JOB):
        found = list(in_hand(office, localdate(at)).values_list("pk", flat=True))
    for petition in found:
        leave("succeed", subject=petition, arguments={"office": str(office.pk)}, at=at)


def succeed(petition_id: UUID, *, office_id: UUID, at: datetime) -> Event | None:
    """承继. The successor goes on where the office stood; None where nothing is left to pass on.

    State, sender and clocks stay. A successor on the walled side is passed over for the nearest
    bureau above, as it is when somebody is marked.
    """
    office, today = Office.objects.get(pk=office_id), localdate(at)
    heir = _heir(office, today)
    if heir is None or not in_hand(office, today).filter(pk=petition_id).exists():
        return None
    with taking(Step.SUCCEED, petition_id, by=JOB, at=at, choose=lambda _facts: SUCCEEDED) as one:
        to = _outside(one, office, heir, today)
        one.codes |= {"from": str(office.pk), "to": str(to.pk)}
        _pass_on(one, office, to, is_heir=to.pk == heir.pk)
        told = {"office": str(to.pk), "about": "succeeded"}
        one.topics.append(("tell_office", petition_id, told))
    return one.result


def _heir(office: Office, today: date) -> Office | None:
    """The successor that is still there: of one that has ended too, its own."""
    heir = office.successor
    while heir is not None and heir.ends_on is not None and heir.ends_on < today:
        heir = heir.successor
    return heir


def _outside(one: Taking, office: Office, heir: Office, today: date) -> Office:
    if not is_walled(heir, marks(one.petition), today):
        return heir
    above = bureau_outside(office, marks(one.petition), today)
    if above is None:
        raise Refused("没有可以接手的上级信访部门，请先联系上级机关。")
    return above


def _pass_on(one: Taking, office: Office, to: Office, *, is_heir: bool) -> None:
    petition = one.petition
    for clock in running(petition):
        if clock.office_id == office.pk:
            clock.office = to
            clock.save(update_fields=["office"])
    if petition.registering_id == office.pk:
        petition.registering = to
    waiting = petition.letters.filter(served_at=None, to_office=None, is_current=True)
    waiting.filter(server=office).update(server=to)
    petition.letters.filter(only_for=office).update(only_for=to)
    petition.requests.filter(decided_at=None, office=office).update(office=to)
    waiting_disputes = petition.disputes.filter(decided_at=None)
    waiting_disputes.filter(office=office).update(office=to)
    waiting_disputes.filter(submitted_by=office).update(submitted_by=to)
    petition.legs.filter(kind=Leg.CO, ended_at=None, holder=office).update(holder=to)
    for relation in ("clocks", "letters", "requests", "legs"):
        one.forget(relation)
    if one.leg.sender_id == office.pk:
        one.leg.sender = to
    if petition.holder_id == office.pk:
        if is_heir:
            one.succeed(to, _still_there(petition, to, localdate(one.at)))
        else:
            bring_back(one, to)
        one.topics.append(("tell", petition.id, {"about": "succeeded"}))
    if one.leg.sender_id == one.leg.holder_id:
        one.leg.sender = None


def _still_there(petition: Petition, heir: Office, today: date) -> User | None:
    """Who handled it goes on where the successor has given a post, and nothing forbids it."""
    person = petition.person
    if person is None or not person.is_active:
        return None
    posts = Post.objects.held(today).filter(user=person, office=heir, role__in=READERS)
    if not posts.exists() or is_kept_from(petition.pk, person.viewer(today), today):
        return None
    return person
