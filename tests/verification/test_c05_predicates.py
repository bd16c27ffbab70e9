"""C5: whatever predicate door and wall are made of, without it a cell of the table is wrong.

What Django makes of `visible_to` is taken apart, down to the queries within, so that a predicate
which is added some day is tried too; all relations of the table stand in one city meanwhile.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import given
from hypothesis import seed as seeded

from huiyin.accounts.models import Post
from huiyin.commands.city.loading import FOUNDED
from huiyin.petitions.models import Petition
from huiyin.petitions.wall import Accused, walled_from
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import GROUPED, HANDLING, REGISTERING, Viewer
from huiyin.rules.terms import Role
from tests.make import DAY, a_petition
from tests.petitions.test_wall_anywhere import TODAY, Built, Tree, build, trees, undone, unhurried
from tests.verification.predicates import DEEPER, predicates, without
from tests.verification.relations import IN_A_GROUP, Row, rows, stands
from tests.verification.test_c05_trees import LACKING, OFFICES
from tests.verification.unkept import composed_for_each_look
from verify.plugin import size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.usefixtures("first_wall_alone"),
    pytest.mark.django_db,
]
Tally = Callable[[str, int], None]
WORKING = REGISTERING | HANDLING | GROUPED
# Of these it is the person that counts, not the post: nobody else of the office stands so.
PERSONAL = {"accused person", "recused", "recused holder", "allotted to", "returned by"}

# Somebody of an office that no petition of the table ever came to; what others of an office see
# of a petition that is kept from one of them.
BESIDE = "beside"
OTHERS = {"recused": "registered by", "recused holder": "held by"}
WALL = f"exists petitions_accused(cleared_at isnull True, petition exact outer){DEEPER}"
MARKED = "(urgent exact True and …)"
MARK = "exists petitions_emergencymark(cleared_at isnull True, petition exact outer)"
SENT = "exists petitions_leg(sender in …, not (kind exact co), petition exact outer)"
WISHED = "(matter isnull True and …)"

# What nobody misses, and why it stands there all the same.
IMPLIED = {
    f"{SENT}{DEEPER}not (kind exact co)": "who asked for help holds it, or held it once",
    f"{MARKED}{DEEPER}urgent exact True": "so is all that a standing mark is on; by index",
    f"{MARKED}{DEEPER}{MARK}{DEEPER}cleared_at isnull True": "what is cleared is not urgent",
    f"{MARKED}{DEEPER}{MARK}{DEEPER}petition exact outer": "the table has one emergency only",
    f"{MARKED}{DEEPER}{WISHED}": "an accusation is not marked before it is registered",
    f"{MARKED}{DEEPER}{WISHED}{DEEPER}matter isnull True": "the same",
    f"{MARKED}{DEEPER}{WISHED}{DEEPER}wish isnull False": "Django's, for what SQL does not know",
    f"{MARKED}{DEEPER}(matter exact accusation and …)": "an accusation is sealed",
    f"{MARKED}{DEEPER}not (state exact handed_over)": "only an accusation is handed over",
}


@dataclass(frozen=True)
class Stood:
    """A relation of the table: its petition, and the viewers who stand to it so."""

    row: Row
    petition: UUID
    viewers: dict[Role, Viewer]

    @property
    def office(self) -> str:
        """Where they work."""
        return next(iter(self.viewers.values())).holdings[0].office

    def sees(self, other: "Stood", role: Role, every: dict[str, Row]) -> bool | None:
        """Whether this post sees the petition of another relation; None if nobody decided."""
        if self.row.name == BESIDE or other is self:
            return self.row.cells[role] != "-"
        name = OTHERS.get(other.row.name, other.row.name)
        cell = every[name].cells[role]
        is_told = other.office == self.office and name not in PERSONAL and cell != "."
        return cell != "-" if is_told else None


@dataclass(frozen=True)
class Look:
    """Somebody before the door, and which petitions the table lets them know of, and which not."""

    viewer: Viewer
    sees: dict[UUID, bool]


def everybody(today: date) -> list[Look]:
    """One of each post at each office, and whom it is about; all relations stand at once."""
    every = sorted(rows(), key=lambda row: row.name in IN_A_GROUP)
    stood, table = [_stood(row, today) for row in every], {row.name: row for row in every}
    looks: dict[tuple[str, Role, str], Look] = {}
    for each in stood:
        personal = each.row.name if each.row.name in PERSONAL else ""
        for role, viewer in each.viewers.items():
            cells = {other.petition: each.sees(other, role, table) for other in stood}
            said = {petition: cell for petition, cell in cells.items() if cell is not None}
            looks.setdefault((each.office, role, personal), Look(viewer, said))
    return list(looks.values())


def _stood(row: Row, today: date) -> Stood:
    petition, people = stands(row)
    working = {role: each.viewer(today) for role, each in people.items() if role in WORKING}
    return Stood(row, petition.pk, working)


def take_away(
    found: QuerySet[Any, UUID], right: set[UUID], within: Iterable[UUID], noticed: dict[str, bool]
) -> None:
    """Note for each predicate of a query, unless it was seen before, whether it is missed."""
    asked = set(within)
    assert set(found.all()) & asked == right
    for name, places in predicates(found.query).items():
        if not noticed.setdefault(name, False):
            with without(places):
                noticed[name] = set(found.all()) & asked != right


def unnoticed(noticed: dict[str, bool]) -> list[str]:
    """What could be taken away, and no cell was wrong."""
    return sorted(name for name, is_noticed in noticed.items() if not is_noticed)


@pytest.mark.full
@pytest.mark.control
def test_without_any_one_predicate_of_the_door_a_cell_of_the_table_is_wrong(
    monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    composed_for_each_look(monkeypatch)
    today, noticed = localdate(timezone.now()), dict[str, bool]()
    looks = everybody(today)
    for look in looks:
        seen = Petition.objects.visible_to(look.viewer, today=today)
        right = {pk for pk, is_seen in look.sees.items() if is_seen}
        take_away(seen.order_by().values_list("pk", flat=True), right, look.sees, noticed)
    left = [name for name in unnoticed(noticed) if not name.startswith(WALL)]
    assert left == sorted(IMPLIED)
    tally("cells", sum(len(look.sees) for look in looks))
    tally("predicates taken away", len(noticed))


# -- the wall, in trees where the accused stand anywhere -------------------------------------------


def with_what_is_over(built: Built, case: Petition, *, has_last_day: bool) -> None:
    """A mark that was taken back, and who is accused headed every office once, and will.

    Nothing of that walls anybody today. Their posts of today have a last day, or none.
    """
    now = timezone.now()
    Accused.objects.create(petition=case, office=built.offices[0], marked_at=now, cleared_at=now)
    what, number = built.tree.accused
    if what == "office":
        return
    user, times = built.people[number], ((FOUNDED, TODAY - DAY), (TODAY + DAY, None))
    if has_last_day:
        Post.objects.filter(user=user).update(to_on=TODAY + DAY)
    Post.objects.bulk_create(
        Post(user=user, office=each, role=Role.HEAD, from_on=on, to_on=to)
        for each in built.offices
        for on, to in times
    )


def look_in(tree: Tree, case: Petition, noticed: dict[str, bool], *, has_last_day: bool) -> None:
    """Whom the mark walls in a tree, and whether that shows without each predicate."""
    with undone():
        built = build(tree)
        built.mark(case)
        with_what_is_over(built, case, has_last_day=has_last_day)
        walled = tree.walled_people()
        for number in range(len(built.people)):
            found = walled_from(built.viewer(number), TODAY)
            right = {case.pk} if number in walled else set()
            take_away(found, right, [case.pk], noticed)


@pytest.mark.control
def test_without_any_one_predicate_of_the_wall_somebody_is_told_wrongly(
    seed: int, tally: Tally
) -> None:
    case, noticed = a_petition(), dict[str, bool]()
    for accused, people, _at in LACKING.values():
        for has_last_day in (False, True):
            tree = Tree(OFFICES, people, accused, bureau=3)
            look_in(tree, case, noticed, has_last_day=has_last_day)

    @seeded(seed)
    @unhurried(size(60, 500))
    @given(trees())
    def in_every_tree(tree: Tree) -> None:
        if unnoticed(noticed):
            look_in(tree, case, noticed, has_last_day=tree.bureau % 2 == 0)

    in_every_tree()
    assert unnoticed(noticed) == []
    tally("predicates taken away", len(noticed))
