"""The register of the two source reports: 98 petitions in 24 days of 2020, 13 of the epidemic.

The rows are written as they are, copied from one petition that came in by the real step: what is
proved here is the counting. That the steps leave such rows is proved where the steps are.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle

from django.db import connection

from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.models import Clock, Event, Petition
from huiyin.rules.hours import MOST, end_of
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Rating, State, Step, TimeLimit
from huiyin.rules.terms_emergency import EmergencyKind, Found
from huiyin.statistics.counting import Counting
from tests.make import a_receipt, an_office, at, simulated
from tests.people import LEADER

FIRST, LAST = date(2020, 1, 24), date(2020, 2, 16)
AS_OF = date(2020, 2, 16)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def counting(viewer: Viewer | None = None, *, as_of: date = AS_OF) -> Counting:
    """The 24 days, as the leader of the city's bureau sees them."""
    return Counting(viewer=viewer or LEADER.viewer, first=FIRST, last=LAST, as_of=as_of)


@dataclass
class Register:
    """All petitions and, of the epidemic, their marks."""

    petitions: list[Petition]
    marks: list[EmergencyMark] = field(default_factory=list)


def an_epidemic(*, count: int = 98, found: int = 13, rated: int = 13) -> Register:
    """Petitions over the days and the three ways without contact, all in time; some marked."""
    with simulated():
        receipt = a_receipt(arrived_at=at("2020-01-24 08:00"))
    template = Petition.objects.get(pk=receipt.petition_id)
    days = (LAST - FIRST).days
    ways = cycle((Channel.WEB, Channel.LETTER, Channel.CALL))
    # The first at the first second, the last at the last one: both ends count.
    moments = [at("2020-01-24 00:00") + DAY * (days * n // count) for n in range(count)]
    moments[-1] = at("2020-02-16 23:59") + timedelta(seconds=59)
    made = [_copied(template, way, moment) for way, moment in zip(ways, moments, strict=False)]
    register = Register(made)
    marked = made[1 : found + 1]
    for petition in marked:
        petition.urgent, petition.state = True, State.CLOSED
        petition.holder = an_office()
        petition.closed_at = petition.arrived_at + DAY
        register.marks.append(_mark(petition))
    # The template itself came, and was decided on, in the last minute before.
    before = at("2020-01-23 23:59")
    Petition.objects.filter(pk=template.pk).update(arrived_at=before)
    Clock.objects.filter(petition=template).update(
        target_on=localdate(before), ended_at=before, outcome="met"
    )
    Petition.objects.bulk_create(made)
    Clock.objects.bulk_create(_decided(each) for each in made)
    EmergencyMark.objects.bulk_create(register.marks)
    Event.objects.bulk_create(_rating(each) for each in marked[:rated])
    Clock.objects.bulk_create(_to_rate(each) for each in marked)
    with connection.cursor() as cursor:
        cursor.execute("analyze petitions_petition")
    return register


def _copied(template: Petition, way: Channel, moment: datetime) -> Petition:
    made = Petition.objects.get(pk=template.pk)
    made.pk = new_id()
    made.receipt, made.official = f"抄{made.pk}", None
    made.code_index = made.pk.bytes
    made.channel, made.arrived_at, made.registered_at = way, moment, moment + HOUR
    return made


def _mark(petition: Petition) -> EmergencyMark:
    """Marked when it was registered, told just before the hours were over."""
    return EmergencyMark(
        petition=petition,
        emergency=new_id(),
        kind=EmergencyKind.EPIDEMIC,
        group=petition.registering,
        found=Found.REGISTRATION,
        marked_at=petition.arrived_at + HOUR,
        marked_by=LEADER.user.pk,
        counted_from=petition.arrived_at,
        due_at=end_of(petition.arrived_at),
        told_at=petition.arrived_at + timedelta(hours=MOST - 1),
    )


def _clock(petition: Petition, limit: TimeLimit, last: date) -> Clock:
    return Clock(
        petition=petition,
        office=petition.registering,
        limit=limit,
        started_at=petition.arrived_at,
        target_on=last,
        legal_on=last,
        assessed_on=last,
        explanation={},
        calendar="",
        rule_set="2005",
    )


def _decided(petition: Petition) -> Clock:
    made = _clock(petition, TimeLimit.L1, localdate(petition.arrived_at + 15 * DAY))
    made.ended_at, made.outcome = petition.arrived_at, "met"
    return made


def _to_rate(petition: Petition) -> Clock:
    made = _clock(petition, TimeLimit.G8, localdate(petition.arrived_at + 31 * DAY))
    made.is_right = True
    return made


def _rating(petition: Petition) -> Event:
    rated = Rating.SATISFIED.value
    return Event(
        recorded_at=petition.arrived_at + DAY,
        petition=petition,
        seq=2,
        step=Step.RATE,
        at=petition.arrived_at + DAY,
        actor="citizen",
        actor_post="",
        office="",
        codes={"bureau": rated, "organ": rated},
        prev_hash=b"",
        hash=b"",
    )
