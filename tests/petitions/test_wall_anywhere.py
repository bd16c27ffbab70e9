"""The wall in random trees of offices: for the accused side the case does not exist (B1, R30.3).

The oracle walks parents and children; the product compares paths in SQL.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huiyin.accounts.models import Post, User
from huiyin.commands.city.loading import FOUNDED
from huiyin.organisations.models import Office
from huiyin.petitions.actions import registering, routing
from huiyin.petitions.errors import Refused
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Petition
from huiyin.petitions.wall import Accused
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import REGISTERING, Viewer, roles_at
from huiyin.rules.terms import Level, Matter, OfficeKind, Role
from tests.make import ARRIVAL, DAY, a_petition, fresh
from verify.plugin import size

TODAY = localdate(ARRIVAL)
G, B = OfficeKind.GOVERNMENT, OfficeKind.BUREAU
BELOW_GOVERNMENT = (
    G, B, OfficeKind.DEPARTMENT, OfficeKind.DISCIPLINE, OfficeKind.TOWNSHIP, OfficeKind.JUSTICE,
)  # fmt: skip
Shown = dict[tuple[int, str], list[tuple[object, ...]]]
BELOW_OFFICE = (OfficeKind.DIVISION, OfficeKind.ENTERPRISE)


@dataclass
class Tree:
    """A tree to be: offices as (parent, kind), people as lists of (office, role)."""

    offices: list[tuple[int | None, OfficeKind]]
    people: list[list[tuple[int, Role]]]
    accused: tuple[str, int]
    bureau: int
    attempts: list[tuple[str, int]] = field(default_factory=list)

    def above(self, node: int) -> Iterator[int]:
        """The offices above one, nearest first."""
        parent = self.offices[node][0]
        while parent is not None:
            yield parent
            parent = self.offices[parent][0]

    def below(self, node: int) -> set[int]:
        """An office and everything below it."""
        return {each for each in range(len(self.offices)) if node in (each, *self.above(each))}

    def commanders(self, node: int) -> set[int]:
        """Who heads an office, up to and without the first government; the office itself too."""
        found: set[int] = set()
        for each in (node, *self.above(node)):
            if self.offices[each][1] is G:
                break
            found.add(each)
        return found

    def walled_offices(self) -> set[int]:
        """Where the case must never come."""
        what, number = self.accused
        if what == "office":
            return self.below(number) | self.commanders(number)
        walled: set[int] = set()
        for office, role in self.people[number]:
            walled |= self.commanders(office)
            if role in (Role.HEAD, Role.LEADER):
                walled |= self.below(office)
        return walled

    def walled_people(self) -> set[int]:
        """Who must never learn of the case."""
        offices = self.walled_offices()
        accused = {self.accused[1]} if self.accused[0] == "person" else set()
        return accused | {
            number
            for number, posts in enumerate(self.people)
            if any(office in offices for office, _role in posts)
        }


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """A natural tree: three levels of government with a bureau each, and offices grown below."""
    offices: list[tuple[int | None, OfficeKind]] = [
        (None, G), (0, B), (0, OfficeKind.DISCIPLINE), (0, G), (3, B), (3, G), (5, B),
    ]  # fmt: skip
    for _ in range(draw(st.integers(2, 8))):
        parent = draw(st.integers(0, len(offices) - 1))
        kinds = BELOW_GOVERNMENT if offices[parent][1] is G else BELOW_OFFICE
        kind = draw(st.sampled_from(kinds))
        if kind is B and (parent, B) in offices:
            kind = OfficeKind.DEPARTMENT
        offices.append((parent, kind))
    posts = [
        (number, role)
        for number, (_parent, kind) in enumerate(offices)
        for role in sorted(roles_at(kind))
        if not role.endswith("_admin")
    ]
    # Whoever sits at each bureau, with every role of its desk, can be accused like anybody.
    people = [
        [(number, role) for role in sorted(REGISTERING)]
        for number, (_parent, kind) in enumerate(offices)
        if kind is B
    ]
    people += draw(
        st.lists(st.lists(st.sampled_from(posts), min_size=1, max_size=2), min_size=2, max_size=5)
    )
    numbers = st.integers(0, len(offices) - 1)
    below = st.integers(3, len(offices) - 1)  # seldom the province: nobody is above it
    accused = draw(
        st.one_of(
            st.tuples(st.just("office"), st.one_of(below, below, numbers)),
            st.tuples(st.just("person"), st.integers(0, len(people) - 1)),
        )
    )
    bureaus = [number for number, (_parent, kind) in enumerate(offices) if kind is B]
    steps = st.one_of(
        st.tuples(st.sampled_from(["forward", "hand_over"]), numbers),
        st.tuples(st.just("hand_over"), st.just(2)),
    )
    return Tree(
        offices, people, accused, draw(st.sampled_from(bureaus)), draw(st.lists(steps, max_size=3))
    )


@dataclass
class Built:
    """The tree in the database."""

    tree: Tree
    offices: list[Office]
    people: list[User]

    def viewer(self, number: int) -> Viewer:
        """A person of the tree before the door."""
        posts = [
            Post(user=self.people[number], office=self.offices[office], role=role)
            for office, role in self.tree.people[number]
        ]
        return self.people[number].viewer(TODAY, posts=posts)

    def guises(self, number: int) -> dict[str, Viewer]:
        """A person with every right, and as a program acts for that person at one office alone."""
        whole = self.viewer(number)
        offices = sorted({each.office for each in whole.holdings})
        alone = {
            office: whole.with_rights_of(each for each in whole.holdings if each.office == office)
            for office in offices
        }
        return {"": whole, **(alone if len(offices) > 1 else {})}

    def shown(self) -> Shown:
        """What each person of the walled side is shown of petitions, in every guise."""
        columns = ("pk", "receipt", "official", "state", "next_due", "version", "holder")
        return {
            (number, office): list(
                Petition.objects.visible_to(viewer, today=TODAY)
                .order_by("pk")
                .values_list(*columns)
            )
            for number in sorted(self.tree.walled_people())
            for office, viewer in self.guises(number).items()
        }

    def mark(self, petition: Petition) -> None:
        """Mark the accused of the tree, where the petition stands."""
        what, number = self.tree.accused
        Accused.objects.create(
            petition=petition,
            office=self.offices[number] if what == "office" else None,
            user=self.people[number] if what == "person" else None,
            marked_at=ARRIVAL,
        )

    def number_of(self, office: Office) -> int:
        """The place of an office in the tree."""
        return next(n for n, each in enumerate(self.offices) if each.pk == office.pk)

    def desk_of(self, bureau: int) -> int:
        """Who sits at a bureau with every role."""
        bureaus = [n for n, (_parent, kind) in enumerate(self.tree.offices) if kind is B]
        return bureaus.index(bureau)


def build(tree: Tree) -> Built:
    """The offices, people and posts of a tree, in a few statements."""
    offices: list[Office] = []
    for number, (parent, kind) in enumerate(tree.offices):
        over = offices[parent] if parent is not None else None
        offices.append(
            Office(
                parent=over,
                path=f"{over.path if over else 'T'}{number}/",
                name=f"机构{number}",
                short_name=f"机构{number}",
                letter_code=f"树{number}",
                number_code=f"T{number}",
                division="990100",
                kind=kind,
                level=Level.COUNTY,
                address="云岭市云中路1号",
                phone="0990-2002",
                contact="值班室",
            )
        )
    people = [User(username=f"tree.{n}", name=f"人{n}") for n in range(len(tree.people))]
    Office.objects.bulk_create(offices)
    User.objects.bulk_create(people)
    Post.objects.bulk_create(
        Post(user=people[n], office=offices[office], role=role, from_on=FOUNDED)
        for n, posts in enumerate(tree.people)
        for office, role in posts
    )
    return Built(tree, offices, people)


@contextmanager
def undone() -> Iterator[None]:
    """Everything within is undone: each example finds the database as the first did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def place(petition: Petition, bureau: Office) -> None:
    """Let a bureau of the tree have received it."""
    Leg.objects.filter(petition=petition).update(holder=bureau)
    Petition.objects.filter(pk=petition.pk).update(registering=bureau, holder=bureau)


def unhurried(examples: int) -> settings:
    """How many trees; each is its own transaction, so nothing is carried over."""
    return settings(
        max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )


@pytest.mark.campaign("C5")
@pytest.mark.django_db
def test_for_the_walled_side_the_case_does_not_exist(tally: Callable[[str, int], None]) -> None:
    """In random trees of offices what a walled person is shown is what it was without the case."""
    case, other = a_petition(matter=Matter.ACCUSATION), a_petition()
    checked = {"trees": 0, "walled": 0, "seen": 0}

    @unhurried(size(12, 2_000))
    @given(trees())
    def in_every_tree(tree: Tree) -> None:
        with undone():
            built = build(tree)
            bureau = built.offices[tree.bureau]
            place(other, bureau)
            before = built.shown()
            place(case, bureau)
            built.mark(case)
            checked["walled"] += not_there(built, before)
            checked["seen"] += there_for_the_bureau(case, built, tree.bureau)
            checked["trees"] += 1

    in_every_tree()
    assert min(checked.values()) > checked["trees"] // 10, checked
    for what, number in checked.items():
        tally(what, number)


@pytest.mark.campaign("C5")
@pytest.mark.django_db
def test_tagging_moves_it_outside_and_no_step_brings_it_back() -> None:
    case = a_petition(matter=Matter.ACCUSATION)
    home = case.registering
    checked = {"moved": 0, "refused": 0, "routed": 0}

    @unhurried(size(12, 400))
    @given(trees())
    def in_every_tree(tree: Tree) -> None:
        with undone():
            built = build(tree)
            place(case, built.offices[tree.bureau])
            if not accuse(case, built):
                checked["refused"] += 1
                return
            keeper = built.number_of(fresh(case).registering)
            checked["moved"] += keeper != tree.bureau
            never_walled(case, built)
            there_for_the_bureau(case, built, keeper)
            checked["routed"] += route(case, built)

    in_every_tree()
    assert fresh(case).registering_id == home.pk
    assert checked["routed"] > 0, checked


def accuse(case: Petition, built: Built) -> bool:
    """Mark the accused of the tree, False where no bureau above could take it."""
    what, number = built.tree.accused
    office = built.offices[number] if what == "office" else None
    user = built.people[number] if what == "person" else None
    desk = built.desk_of(built.tree.bureau)
    try:
        with transaction.atomic():
            registering.accuse(
                case.pk, office=office, user=user, by=built.viewer(desk), at=ARRIVAL + DAY
            )
    except Refused:
        walled = built.tree.walled_offices()
        line = (built.tree.bureau, *built.tree.above(built.tree.bureau))
        bureaus = {
            n for n, (parent, kind) in enumerate(built.tree.offices) if kind is B and parent in line
        }
        assert bureaus <= walled, "a bureau above stood outside the wall"
        return False
    return True


def never_walled(case: Petition, built: Built) -> None:
    """Neither who holds the case nor who keeps it stands on the walled side."""
    now, walled = fresh(case), built.tree.walled_offices()
    assert built.number_of(now.holder) not in walled
    assert built.number_of(now.registering) not in walled


def not_there(built: Built, before: Shown) -> int:
    """For the walled side every list is what it was without the case."""
    assert built.shown() == before
    return len(before)


def there_for_the_bureau(case: Petition, built: Built, keeper: int) -> int:
    """Whoever keeps the case and stands outside the wall finds it: the wall is no blindfold."""
    desk = built.desk_of(keeper)
    if desk in built.tree.walled_people():
        return 0
    viewer = built.viewer(desk)
    assert Petition.objects.visible_to(viewer, today=TODAY).filter(pk=case.pk).exists()
    return 1


def route(case: Petition, built: Built) -> int:
    """Try to send it anywhere: however often it moves, never to the walled side."""
    moved = 0
    for number, (action, to) in enumerate(built.tree.attempts):
        desk = built.viewer(built.desk_of(built.number_of(fresh(case).registering)))
        send = routing.forward if action == "forward" else routing.hand_over
        if action == "forward":
            # as if it were no accusation: only the wall is in the way
            Petition.objects.filter(pk=case.pk).update(matter=Matter.CLAIM)
        try:
            with transaction.atomic():
                moment = ARRIVAL + DAY * 2 + timedelta(hours=number)
                send(case.pk, to=built.offices[to], by=desk, at=moment)
            moved += 1
        except (Refused, Petition.DoesNotExist):
            pass
        Petition.objects.filter(pk=case.pk).update(matter=Matter.ACCUSATION)
        never_walled(case, built)
    return moved


def test_the_oracle_knows_a_wall_when_it_sees_one() -> None:
    tree = Tree(
        offices=[(None, G), (0, B), (0, G), (2, B), (2, OfficeKind.DEPARTMENT),
                 (4, OfficeKind.DIVISION)],
        people=[[(4, Role.HEAD)], [(5, Role.HANDLER)], [(3, Role.REGISTRAR)], [(2, Role.HEAD)]],
        accused=("office", 5),
        bureau=3,
    )  # fmt: skip
    assert tree.walled_offices() == {4, 5}
    assert tree.walled_people() == {0, 1}
    tree.accused = ("person", 3)
    assert tree.walled_offices() == {2, 3, 4, 5}
