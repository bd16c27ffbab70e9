"""What each work-list holds: one narrowing of the petitions that the door lets through.

Which lists there are, and who is shown them, is the table of worklists.py.
"""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from huiyin.notifications.models import Notice
from huiyin.petitions.disputes import Dispute
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.legs import PARTING, Leg
from huiyin.petitions.models import Clock, Event, PetitionLetter
from huiyin.petitions.reaching import patience_ended
from huiyin.petitions.requests import Request
from huiyin.rules.clock import SOON_DAYS
from huiyin.rules.moments import start_of_day
from huiyin.rules.permissions import HANDLING, HEADS, READERS, REGISTERING, Viewer
from huiyin.rules.rule import CONFIRMING, DESK, OPEN, SENDING, UNIT
from huiyin.rules.terms import Role, State, TimeLimit


def to_register(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待登记. Received, and not registered yet."""
    return seen.filter(state=State.RECEIVED, holder__in=viewer.office_ids(READERS))


def to_forward(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待转办. Registered, or signed for by a bureau, and not sent on."""
    # What a superior bureau sent is handed on once it is signed for.
    states = [State.REGISTERED, State.SIGNED]
    return seen.filter(state__in=states, holder__in=viewer.office_ids(REGISTERING))


def to_sign(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待签收. Delivered, and not signed for."""
    return seen.filter(state=State.DELIVERED, holder__in=viewer.office_ids(UNIT | DESK))


def to_decide(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待审批. What a colleague asked for; nobody decides their own."""
    asked = Request.objects.filter(
        petition=OuterRef("pk"), decided_at=None, office__in=viewer.office_ids(CONFIRMING)
    )
    return seen.filter(Exists(asked.exclude(asked_by=viewer.id)))


def objected(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待答复异议. What the viewer's office sent and its receiver objects to."""
    sent = Leg.objects.filter(
        petition=OuterRef("pk"),
        is_main=True,
        sender__in=viewer.office_ids(SENDING | {Role.HEAD}),
    )
    return seen.filter(Exists(sent), state=State.OBJECTED)


def disputed(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待定管辖. Whose organ the superior has to name."""
    submitted = Dispute.objects.filter(
        petition=OuterRef("pk"), decided_at=None, office__in=viewer.office_ids(HEADS)
    )
    return seen.filter(Exists(submitted), state=State.DISPUTED)


def to_contribute(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待会办. What others handle and an opinion is wanted on."""
    side = Leg.objects.filter(
        petition=OuterRef("pk"), kind=Leg.CO, ended_at=None, holder__in=viewer.office_ids(UNIT)
    )
    return seen.filter(Exists(side), state__in=OPEN)


def to_report(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待报结. Served, with a report to the sender still owed."""
    demanded = Clock.objects.filter(petition=OuterRef("pk"), limit=TimeLimit.L11, ended_at=None)
    held = seen.filter(state=State.SERVED, holder__in=viewer.office_ids(UNIT | SENDING))
    return held.filter(Exists(demanded))


def to_do(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待办. Signed for, and not answered."""
    states = [State.REGISTERED, State.SIGNED, State.ACCEPTED]
    return seen.filter(state__in=states, holder__in=viewer.office_ids(HANDLING))


def to_serve(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待送达. With a letter that has still to reach somebody."""
    waiting = PetitionLetter.objects.filter(
        petition=OuterRef("pk"),
        served_at=None,
        to_office=None,
        is_current=True,
        needs_service=True,
        server__in=viewer.office_ids(DESK | UNIT | {Role.LEADER, Role.SUPERVISOR}),
    )
    return seen.filter(Exists(waiting)).exclude(state=State.WITHDRAWN)


def to_correct(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待更正. Where the petitioner asked to have data put right (G6)."""
    return seen.filter(correction_asked=True, registering__in=viewer.office_ids(DESK | UNIT))


def to_tell(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待补告知. Where no message got through and a person has to tell (R23.3)."""
    fallen = Notice.objects.filter(subject=OuterRef("pk"), falls_to__isnull=False, told_at=None)
    ours = Q(falls_to__in=viewer.office_ids(DESK | UNIT | {Role.LEADER}))
    long = Q(falls_to__in=viewer.office_ids({Role.SUPERVISOR}), fell_at__lt=patience_ended(today))
    return seen.filter(Exists(fallen.filter(ours | long)))


def to_follow_up(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待回访. Served, and nobody has asked the petitioner yet."""
    return _served(seen, viewer).filter(followed_up_at=None)


def to_close(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """待办结. Served and followed up."""
    return _served(seen, viewer).exclude(followed_up_at=None)


def _served(seen: PetitionQuerySet, viewer: Viewer) -> PetitionQuerySet:
    return seen.filter(state=State.SERVED, registering__in=viewer.office_ids(READERS))


def handed_over(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """移交来件. Accusations handed over sealed."""
    return seen.filter(state=State.HANDED_OVER, holder__in=viewer.office_ids(HANDLING))


def soon(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """即将超期. Due within days."""
    until = today + timedelta(days=SOON_DAYS)
    ours = seen.waiting_for_office().filter(own(viewer))
    return ours.filter(next_due__gte=today, next_due__lte=until)


def done_in(
    seen: PetitionQuerySet, viewer: Viewer, first_on: date, until: date
) -> PetitionQuerySet:
    """已办. What the viewer's own offices finished or passed on from one day until before another.

    A former holder, who sees no more than its own acts, has not finished what it gave back.
    """
    acts = Event.objects.filter(
        step__in=PARTING,
        office__in=viewer.offices(READERS),
        at__gte=start_of_day(first_on),
        at__lt=start_of_day(until),
        recorded_at__gte=start_of_day(first_on),  # nothing is recorded before it happens
    )
    return seen.beyond_own_acts(viewer).filter(pk__in=acts.values("petition"))


def done_this_month(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """已办. Of the month so far."""
    first_on = today.replace(day=1)
    return done_in(seen, viewer, first_on, today + timedelta(days=1))


def done_lately(
    seen: PetitionQuerySet, viewer: Viewer, today: date, *, days: int
) -> PetitionQuerySet:
    """已办. A part of it: that of the last days of the month so far."""
    first_on = max(today.replace(day=1), today - timedelta(days=days - 1))
    return done_in(seen, viewer, first_on, today + timedelta(days=1))


def late(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    """已超期. Past the target day, while an office has to act."""
    return seen.late(today).filter(own(viewer))


def own(viewer: Viewer) -> Q:
    """What the viewer's own offices registered or hold; what lies below them is not their work."""
    return Q(registering__in=viewer.office_ids(REGISTERING)) | held(viewer)


def held(viewer: Viewer) -> Q:
    """What the viewer's own offices hold."""
    return Q(holder__in=viewer.office_ids(READERS))
