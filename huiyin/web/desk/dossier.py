"""Everything the petition page needs, read in one query whatever the length of the story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from huiyin.accounts.models import User
from huiyin.audit.models import Access
from huiyin.documents.models import Letter, Purpose, StoredFile
from huiyin.notifications.models import Notice
from huiyin.organisations.models import Category, Office
from huiyin.organisations.places import PLACES, place_names
from huiyin.petitions.door import is_accusation
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.events import story_begins
from huiyin.petitions.legs import Leg
from huiyin.petitions.masked_copies import MaskedCopy
from huiyin.petitions.models import (
    Clock,
    Event,
    Petition,
    Petitioner,
    PetitionLetter,
    Words,
)
from huiyin.petitions.petitioners import without_people
from huiyin.petitions.requests import Request
from huiyin.petitions.vault import Vault
from huiyin.petitions.wall import Accused
from huiyin.publishing.answers import used
from huiyin.publishing.models import Answer
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.web.desk.frame import own_office_ids
from huiyin.web.desk.reading import Reading, attach
from huiyin.web.desk.seeing import Sight, sight_of
from huiyin.web.desk.story_words import Names

PRESENT = timedelta(minutes=10)
# The petition was opened, its words were not: no organ has "opened the file" (G5).
LOOK = "look"
OPENED_HERE = (Purpose.ORIGINAL, Purpose.SHOWN, Purpose.MASKED)


@dataclass
class Dossier:
    """案卷. A petition with its rows, opened for one viewer."""

    petition: Petition
    viewer: Viewer
    sight: Sight
    vault: Vault
    words: dict[int, dict[str, Any]]
    events: list[Event]
    people: list[Petitioner]
    links: list[PetitionLetter]
    files: list[StoredFile]
    copies: list[MaskedCopy]
    requests: list[Request]  # those that wait
    related: list[Petition]
    untold: list[Notice]  # messages that a person has to tell
    others: list[Access]
    names: Names
    own_offices: dict[UUID, Office]
    place: str

    @property
    def original(self) -> Mapping[str, str]:
        """What the petitioner wrote when handing in."""
        return self.words.get(1, {})

    def clean(self, text: str) -> str:
        """A text as this viewer may read it: without the person where the name is hidden."""
        return without_people(text, self.vault, self.people) if self.sight.hides_name else text


def dossier(petition: Petition, viewer: Viewer, *, at: datetime) -> Dossier:
    """Read everything that belongs to a visible petition; its relations stand as prefetched."""
    own = own_office_ids(viewer)
    read = _READING(
        mine=petition.pk,
        division=petition.division,
        offices=[*own, petition.registering_id, petition.holder_id],
        viewer=viewer.id,
        since=at - PRESENT,
        begun=story_begins(petition),
        kin=[each for each in _kin(petition) if each],
    )
    legs, clocks, links, letters, marks, story, words, people = read[:8]
    files, copies, requests, emergencies, kin, untold, others, users, offices = read[8:]
    by_id = {each.pk: each for each in offices}
    _join(links, letters, by_id)
    for relation, rows in (
        ("legs", legs),
        ("clocks", clocks),
        ("letters", links),
        ("accused", marks),
        ("petitioners", people),
        ("masked_copies", copies),
        ("requests", requests),
        ("emergency_marks", emergencies),
    ):
        attach(petition, relation, rows)
    vault = Vault(petition.id, petition.key)
    return Dossier(
        petition=petition,
        viewer=viewer,
        sight=sight_of(petition, viewer),
        vault=vault,
        words={each.seq: vault.open_words(each.body, each.id) for each in words},
        events=story,
        people=people,
        links=sorted(links, key=lambda each: each.letter.issued_at, reverse=True),
        files=files,
        copies=copies,
        requests=[each for each in requests if each.decided_at is None],
        related=_known(kin, viewer, at),
        untold=untold,
        others=others,
        names=Names(
            {str(each.pk): each.name for each in users},
            {str(each.pk): each for each in offices},
            _answers(story),
        ),
        own_offices={key: by_id[key] for key in own if key in by_id},
        place=place_names(offices).get(petition.division, petition.division),
    )


def _join(
    links: list[PetitionLetter], letters: list[Letter], offices: Mapping[UUID, Office]
) -> None:
    by_id = {each.pk: each for each in letters}
    for link in links:
        link.letter = by_id[link.letter_id]
        link.server = offices[link.server_id]


def _answers(story: Sequence[Event]) -> dict[str, Answer]:
    """The policy answers that explanations used; most petitions were explained nothing."""
    ids = {each for event in story for each in event.codes.get("answers", [])}
    return {str(each.pk): each for each in used(ids)} if ids else {}


def _asked(
    *,
    mine: UUID,
    division: str,
    offices: list[UUID],
    viewer: str,
    since: datetime,
    begun: datetime,
    kin: list[UUID],
) -> list[QuerySet[Any]]:
    """Everything that belongs to a petition, as it is unpacked in `dossier`."""
    story = Event.objects.filter(petition=mine, recorded_at__gte=begun)
    return [
        Leg.objects.filter(petition=mine),
        Clock.objects.filter(petition=mine),
        PetitionLetter.objects.filter(petition=mine),
        Letter.objects.filter(owner_id=mine).defer("facts"),
        Accused.objects.filter(petition=mine),
        story.order_by("seq"),
        Words.objects.filter(petition=mine),
        Petitioner.objects.filter(petition=mine).order_by("-is_main", "id"),
        StoredFile.objects.filter(owner_id=mine, purpose__in=OPENED_HERE),
        MaskedCopy.objects.filter(petition=mine),
        Request.objects.filter(petition=mine),
        EmergencyMark.objects.filter(petition=mine),
        Petition.objects.filter(_goes_with(mine, kin)).only("id"),
        Notice.objects.filter(subject=mine, falls_to__isnull=False, told_at=None),
        _others(mine, viewer, since),
        _people(mine, story),
        _offices(mine, story, division, offices),
    ]


def _goes_with(mine: UUID, kin: list[UUID]) -> Q:
    """What the petition came of, was attached to or repeats; its parts and its repeats."""
    return Q(pk__in=kin) | Q(parent=mine) | Q(attached_to=mine)


def _kin(petition: Petition) -> list[UUID | None]:
    return [petition.parent_id, petition.attached_to_id, petition.repeat_of_id]


def _known(kin: list[Petition], viewer: Viewer, at: datetime) -> list[Petition]:
    """Those of them that this viewer may know of; most petitions stand alone."""
    if not kin:
        return []
    seen = Petition.objects.visible_to(viewer, today=localdate(at))
    return list(seen.filter(pk__in=[each.pk for each in kin]).order_by("arrived_at", "id"))


def _others(mine: UUID, viewer: str, since: datetime) -> QuerySet[Access]:
    """Who else opened this petition just now."""
    looks = Access.objects.filter(
        petition_id=mine, kind__in=[Access.READ, LOOK], recorded_at__gte=since
    )
    return looks.exclude(viewer=viewer).order_by("-recorded_at")


def _people(mine: UUID, story: QuerySet[Event]) -> QuerySet[User]:
    """The staff that the story and the marks name."""
    named = User.objects.only("id", "name").annotate(tag=Cast("id", TextField()))
    return named.filter(
        Q(tag__in=_named(story, "actor", "person", "accused", "asked_by", "leader"))
        | Q(pk__in=Request.objects.filter(petition=mine).values("asked_by"))
    )


def _offices(
    mine: UUID, story: QuerySet[Event], division: str, offices: list[UUID]
) -> QuerySet[Office]:
    """The offices that the story, the letters and the marks name, the place and the viewer's."""
    return Office.objects.annotate(tag=Cast("id", TextField())).filter(
        Q(tag__in=_named(story, "office", "to", "from", "accused", "co_handler", "group"))
        | Q(pk__in=Leg.objects.filter(petition=mine).values("holder"))
        | Q(pk__in=Request.objects.filter(petition=mine).values("office"))
        | Q(pk__in=PetitionLetter.objects.filter(petition=mine).values("server"))
        | Q(pk__in=offices)
        | Q(division=division, kind__in=PLACES)
    )


def _named(story: QuerySet[Event], column: str, *codes: str) -> QuerySet[Any]:
    """What the events hold in a column and in these codes: the story is gone through once."""
    places = [F(column), *(KeyTextTransform(code, "codes") for code in codes)]
    every = Func(*places, template="unnest(ARRAY[%(expressions)s])", output_field=TextField())
    return story.values_list(every, flat=True)


_READING = Reading(_asked)


def category_of(petition: Petition, *, reads: bool) -> Category | None:
    """「城乡建设 / 供水」. It tells of the matter: of an accusation only with its words (R30.1)."""
    return petition.category if reads or not is_accusation(petition) else None
