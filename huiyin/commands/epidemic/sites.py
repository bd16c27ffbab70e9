"""The places of the bureau: disinfected every day, a door with a thermometer, letters that rest."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from huiyin.commands.city.story import Story
from huiyin.commands.epidemic.city import BEGUN, City
from huiyin.commands.epidemic.days import FIRST, LAST, ONE_DAY, moment, moments
from huiyin.duty.models import DutyPost
from huiyin.emergency.models import Emergency
from huiyin.emergency.sites import (
    Ground,
    disinfect,
    enter,
    hold,
    opened,
    plan_usual,
    set_hall,
    set_limit,
)
from huiyin.emergency.sites_rows import LetterBatch, Site
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel
from huiyin.rules.terms_sites import Band, EntryDeed, SitePlace

AGENT = "含氯消毒液 500 mg/L"
WITHOUT_LIFT = date(2020, 2, 4)
"""On one day nobody did the lift (T10)."""

DONE_BY_THE_MORNING = (SitePlace.RECEPTION, SitePlace.CORRIDOR)
FEVER_FROM, MOST_INSIDE = "37.3", 20
AT_THE_DOOR = ("07:52", "08:05", "08:20", "09:40", "14:10", "16:30")
APART = {date(2020, 2, 6): EntryDeed.RECEIVED_APART, date(2020, 2, 11): EntryDeed.SENT_TO_CARE}
"""On two days somebody at the door was too warm; nobody was just sent away."""

POST_COMES, RESTS = "07:40", 1


def look_after(city: City, emergency: Emergency, guard: DutyPost) -> None:
    """All that was done at the bureau's places, day by day."""
    ground = Ground(emergency, city.bureau)
    by, at = city.registrar(BEGUN), BEGUN + timedelta(hours=1)
    plan_usual(ground, by=by, at=at)
    set_limit(ground, degrees=FEVER_FROM, from_on=FIRST, by=by, at=at)
    set_hall(ground, limit=MOST_INSIDE, post=guard, by=by, at=at)
    places = list(Site.objects.filter(emergency=emergency, office=city.bureau))
    day = FIRST
    while day <= LAST:
        _a_day(city, ground, places, day)
        day += ONE_DAY


def _a_day(city: City, ground: Ground, places: Iterable[Site], day: date) -> None:
    by = city.registrar(moment(day, "08:00"))
    begins = "07:42" if day == LAST else "09:35"
    for order, place in enumerate(places):
        is_left = day == WITHOUT_LIFT and place.name == SitePlace.LIFT.zh
        is_later = day == LAST and place.name not in {each.zh for each in DONE_BY_THE_MORNING}
        if not is_left and not is_later:
            at = moment(day, begins) + order * timedelta(minutes=7)
            disinfect(place, entry=new_id(), agent=AGENT, by=by, at=at)
    for clock in AT_THE_DOOR:
        at = moment(day, clock)
        if at > moment(LAST, "07:55") or at < BEGUN:
            continue
        deed = APART.get(day) if clock == AT_THE_DOOR[-1] else None
        band = Band.REACHED if deed else Band.BELOW
        enter(ground, entry=new_id(), band=band, deed=deed or EntryDeed.LET_IN, by=by, at=at)


def disinfect_letters(city: City, emergency: Emergency, told: Iterable[Story]) -> None:
    """The letters of each day, together, before anybody opens one (B19)."""
    ground = Ground(emergency, city.bureau)
    came = Counter(localdate(moments(each)[0]) for each in told if each.channel is Channel.LETTER)
    for day, letters in sorted(came.items()):
        at = moment(day, POST_COMES)
        hold(ground, entry=new_id(), letters=letters, hours=RESTS, by=city.registrar(at), at=at)


def opened_from_its_batch(petition_id: UUID, arrived_at: datetime) -> None:
    """The letter of a petition comes from the batch of its day."""
    batch = LetterBatch.objects.get(disinfected_at=moment(localdate(arrived_at), POST_COMES))
    opened(batch, petition_id, at=arrived_at)
