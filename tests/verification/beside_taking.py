"""The world in which the second model is held against the product, and every step by its name."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from huiyin.accounts.models import Post, User
from huiyin.documents.models import Purpose, StoredFile
from huiyin.emergency.models import Emergency, Group
from huiyin.petitions.actions import masking
from huiyin.petitions.intake import IncomingFile
from huiyin.petitions.masked_copies import MaskedCopy
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Matter, Naming, Procedure, Role, Stage
from tests.emergency.declared import AT, an_emergency
from tests.make import a_receipt, a_user
from tests.masking import stored_of
from tests.people import COUNTY_LEADER, Person, petitioner
from tests.verification.beside_model import HOURS, MEMBERS, STAGES, Life
from tests.verification.beside_roads import BESIDE_LOWER, TWO
from tests.verification.beside_walk import Move
from tests.verification.case_model import CAST, COUNTY, PETITIONER
from tests.verification.every_step import Wish, taken

OFFICES = {BESIDE_LOWER, *(office for _posts, office in CAST.values())}
ROLES = {"G": Role.GROUP_HEAD, "E": Role.GROUP_DEPUTY, "M": Role.GROUP_MEMBER}
LASTS = timedelta(days=90)
CLASSES = {
    "6": (Matter.CLAIM, Procedure.PETITION),
    "1": (Matter.CLAIM, Procedure.ARBITRATION),
    "a": (Matter.ACCUSATION, None),
    "-": (None, None),
}


class World:
    """An emergency of the city and a stricter one of a county below, with people in the groups."""

    def __init__(self) -> None:
        # Whoever takes the steps of 2022 held his post already when the law of 2005 was in force.
        Post.objects.update(from_on=date(2020, 1, 1))
        until = localdate(AT + LASTS)
        self.emergencies: dict[str, Emergency] = {
            "city": an_emergency(expected_end_on=until),
            "county": an_emergency(
                office=COUNTY,
                by=COUNTY_LEADER,
                expected_end_on=until,
                division="990121",
                hours=HOURS["county"],
            ),
        }
        self.users: dict[str, User] = {}
        self.members: dict[str, Viewer] = {}
        for who in MEMBERS:
            self._let_in(who)

    def _let_in(self, who: str) -> None:
        of, kind, role = who.split(":")
        office = Group.objects.get(emergency=self.emergencies[of], kind=kind).office
        today, user = localdate(AT), a_user()
        post = Post.objects.create(user=user, office=office, role=ROLES[role], from_on=today)
        self.users[who], self.members[who] = user, user.viewer(today, posts=[post])

    def viewer(self, who: str, petition: Petition) -> Viewer:
        """Somebody before the door."""
        if who == PETITIONER:
            return petitioner(petition)
        return self.members[who] if who in self.members else Person(who).viewer

    def receive(self, life: Life) -> Petition:
        """A petition that comes in now by the net."""
        given: dict[str, Any] = {}
        if life.is_hidden:
            file = IncomingFile("材料.txt", b"no name")
            given = {"naming": Naming.WITHHELD, "files": (file,)}
        received = a_receipt(bureau=life.home, arrived_at=life.at, **given)
        return Petition.objects.get(pk=received.petition_id)


def take(
    world: World, petition: Petition, life: Life, move: Move, words: str, version: int | None = None
) -> None:
    """Take one step in the product, with the version that was seen, if any."""
    if move.step in COPIES:
        by = world.viewer(move.who, petition)
        COPIES[move.step](petition, by, life.at, words, version, is_open=move.edge is not None)
        return
    wish = _wish(world, petition, life, move, words)
    halves = [(move.step, move.who)]
    if move.road and move.step in TWO:
        second = move.road.second(life)
        halves = [(f"ask {move.step}", move.who), (f"agree {move.step}", second)]
        version = None
    for step, who in halves:
        by = world.viewer(who, petition)
        taken(step, petition, by, life.at, wish, version)


def _release(
    petition: Petition, by: Viewer, at: datetime, words: str, version: int | None, *, is_open: bool
) -> None:
    """Write a masked copy, as who keeps the register does, and lay it before the unit."""
    if is_open:
        original = StoredFile.objects.get(owner_id=petition.pk, purpose=Purpose.ORIGINAL)
        masking.write(petition.pk, original.pk, text=words, by=by, at=at)
    copy = MaskedCopy.objects.filter(petition=petition, taken_back_at=None).first()
    masking.release_copy(
        petition.pk,
        copy_id=copy.pk if copy else petition.pk,
        stored_id=stored_of(copy) if copy else petition.pk,
        by=by,
        at=at,
        version=version,
    )


def _take_back(
    petition: Petition, by: Viewer, at: datetime, words: str, version: int | None, *, is_open: bool
) -> None:
    copy = MaskedCopy.objects.filter(petition=petition, taken_back_at=None).first()
    assert copy or not is_open
    copy_id = copy.pk if copy else petition.pk
    masking.take_back_copy(
        petition.pk, copy_id=copy_id, reason=words, by=by, at=at, version=version
    )


COPIES = {"release_copy": _release, "take_back_copy": _take_back}


def _wish(world: World, petition: Petition, life: Life, move: Move, words: str) -> Wish:
    given = move.given
    matter, procedure = CLASSES.get(given.kind, CLASSES["6"])
    running = world.emergencies[given.to if given.to in world.emergencies else "city"]
    return Wish(
        words=words,
        matter=matter,
        procedure=procedure,
        to=given.to if given.to in OFFICES else "yunling-discipline",
        claims=(given.to,) if move.step == "submit_dispute" else (),
        person=given.to if given.to in CAST else "gu.mingche",
        until=given.until,
        other=world.receive(life).pk if move.step == "attach" else None,
        emergency=running.pk,
        stage=Stage(given.to) if given.to in STAGES else Stage.HANDLE,
        leader=world.users.get(given.to),
        when=given.when,
        is_confirmed=given.is_confirmed,
    )
