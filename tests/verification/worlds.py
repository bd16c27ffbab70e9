"""Two worlds that differ in one accusation, and all that somebody can read in either (B1)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from hypothesis import strategies as st

from huiyin.emergency.opinions import joinable
from huiyin.notifications.models import Notice
from huiyin.organisations.models import Office
from huiyin.petitions import repeats
from huiyin.petitions.disputes import Dispute
from huiyin.petitions.emergency_board import marked
from huiyin.petitions.exports_posting import waiting_letters
from huiyin.petitions.finding import find, numbered, sought
from huiyin.petitions.indexing import index_waiting
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Petition, PetitionLetter
from huiyin.petitions.registers import register_rows
from huiyin.petitions.requests import Request
from huiyin.petitions.worklists import BY_NAME, WORKLISTS, counts
from huiyin.rules.ids import new_id
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Matter, State
from huiyin.statistics import open_work
from huiyin.statistics.counting import Counting, count
from huiyin.statistics.definitions import By
from huiyin.statistics.sources import SOURCES
from huiyin.statistics.volume import open_by_channel, volumes
from huiyin.web.desk.inbox import told_to
from tests.make import ARRIVAL, DAY, a_petition
from tests.petitions.test_wall_anywhere import TODAY, Built, Tree, trees

COLUMNS = ("pk", "receipt", "official", "state", "next_due", "version", "holder", "matter")
SECRET = "暗巷里的第七盏灯"
KNOWN = "known"
PARTS = 4
FORMER = (State.RETURNED, State.TAKEN_BACK)


@dataclass(frozen=True)
class Way:
    """What happened to the case before it was marked: where it went, who was asked and told."""

    tree: Tree
    case: int
    through: tuple[int, ...]  # offices, the last of which holds it now
    ends: State  # how the earlier ones let go of it
    helper: int | None = None
    decides: int | None = None
    arbitrates: int | None = None
    part: int | None = None  # which part of the questions is asked; all, where there is none


@st.composite
def ways(draw: st.DrawFn) -> Way:
    """Any way through any tree, over the accused and their superiors too: marks come late."""
    tree = draw(trees())
    offices = st.integers(0, len(tree.offices) - 1)
    maybe = st.one_of(st.none(), offices)
    through = draw(st.lists(offices, max_size=4))
    return Way(
        tree,
        draw(st.integers(0, len(STATES) - 1)),
        (tree.bureau, *through),
        draw(st.sampled_from(FORMER)),
        draw(maybe),
        draw(maybe),
        draw(maybe),
        draw(st.integers(0, PARTS - 1)),
    )


# What the accused are said to have done differs, and how far it came: neither may show.
STATES = (
    (State.REGISTERED, Matter.ACCUSATION),
    (State.ACCEPTED, Matter.CLAIM),
    (State.ANSWERED, Matter.CLAIM),
)


def cases() -> list[Petition]:
    """The cases of whom one is in the other world, each with words and people of its own."""
    return [a_case(number) for number in range(len(STATES))]


def a_case(number: int) -> Petition:
    """One of them."""
    state, matter = STATES[number]
    case = a_petition(state, matter=matter, facts=f"{SECRET}。第{number}次反映，没有水。")
    index_waiting()
    return case


def lay(petition: Petition, built: Built, way: Way) -> None:
    """Let a petition have gone this way through the tree, and stand at its end."""
    on_way = [built.offices[number] for number in way.through]
    last = on_way[-1]
    Petition.objects.filter(pk=petition.pk).update(registering=on_way[0], holder=last)
    Leg.objects.filter(petition=petition).update(holder=last, person=None, sender=on_way[0])
    PetitionLetter.objects.filter(petition=petition).update(server=last)
    Leg.objects.bulk_create(list(_legs(petition, on_way, built, way)))
    for office in on_way:
        _tell(petition, office)
    if way.decides is not None:
        _ask(petition, built.offices[way.decides])
    if way.arbitrates is not None:
        _dispute(petition, built.offices[way.arbitrates], on_way[0])


def _legs(petition: Petition, on_way: list[Office], built: Built, way: Way) -> Iterator[Leg]:
    for sender, holder in pairwise(on_way):
        yield _leg(petition, sender, holder, kind=Leg.FORWARD, state=way.ends, is_over=True)
    if way.helper is not None:
        helper = built.offices[way.helper]
        yield _leg(petition, on_way[0], helper, kind=Leg.CO, state=State.DELIVERED, is_over=False)


def _leg(
    petition: Petition, sender: Office, holder: Office, *, kind: str, state: State, is_over: bool
) -> Leg:
    return Leg(
        petition=petition,
        sender=sender,
        holder=holder,
        kind=kind,
        state=state,
        is_main=False,
        delivered_at=ARRIVAL,
        ended_at=ARRIVAL + DAY if is_over else None,
    )


def _tell(petition: Petition, office: Office) -> None:
    Notice.objects.create(
        subject=petition.pk,
        way="inbox",
        to_office=office.pk,
        text="收到一件信访事项，请查看。",
        key=f"told:{new_id()}",
    )


def _ask(petition: Petition, office: Office) -> None:
    Request.objects.create(
        petition=petition,
        step="extend",
        arguments={},
        office=office,
        reason=b"",
        asked_by=new_id(),
        asked_at=ARRIVAL,
    )


def _dispute(petition: Petition, office: Office, by: Office) -> None:
    Dispute.objects.create(petition=petition, office=office, submitted_by=by, submitted_at=ARRIVAL)


# -- reading ---------------------------------------------------------------------------------------

READERS = 2
MONTH = timedelta(days=30)
Questions = dict[str, Callable[[], object]]


def readers(built: Built) -> list[int]:
    """The walled people whose world is looked at: a few, the accused first."""
    what, number = built.tree.accused
    walled = sorted(built.tree.walled_people(), key=lambda each: (what, number) != ("person", each))
    return walled[:READERS]


def read(viewer: Viewer, case: Petition, other: Petition, part: int | None) -> dict[str, str]:
    """What this viewer is answered wherever petitions are asked for, by the name of the question.

    Whatever part is asked, what the door shows is. `other` is one that the viewer may know of, or
    not; beside it the case must not show either.
    """
    questions = _questions(viewer, case, other) | _figures(viewer)
    asked = [KNOWN, *(questions if part is None else list(questions)[part::PARTS])]
    return {name: repr(questions[name]()) for name in asked}


def _questions(viewer: Viewer, case: Petition, other: Petition) -> Questions:
    seen = Petition.objects.visible_to(viewer, today=TODAY)
    given = {"name": "郑小满", "phone": "19900001206"}
    return {
        KNOWN: lambda: list(seen.order_by("pk").values_list(*COLUMNS)),
        "lists": lambda: counts(WORKLISTS, viewer, TODAY),
        "a list": lambda: [
            _ids(BY_NAME[name].rows(viewer, TODAY)) for name in ("to-do", "to-decide", "late")
        ],
        "number": lambda: numbered(sought(case.receipt), viewer, today=TODAY),
        "search secret": lambda: _found(SECRET, viewer),
        "search words": lambda: _found("没有水", viewer),
        "search name": lambda: _found("郑小满", viewer),
        "caller": lambda: _earlier(repeats.of_caller(given, viewer, today=TODAY)),
        "same person": lambda: _earlier(repeats.of_same_person(other, viewer, today=TODAY)),
        "same number": lambda: repeats.by_number(other, case.receipt, viewer, today=TODAY),
        "inbox": lambda: list(told_to(viewer, seen).values_list("pk", "subject")),
        "letters": lambda: _ids(waiting_letters(viewer, TODAY)),
        "emergency": lambda: _ids(marked(viewer, today=TODAY)),
        "opinions": lambda: _ids(joinable(viewer, today=TODAY)),
    }


def _figures(viewer: Viewer) -> Questions:
    counting = Counting(viewer=viewer, first=TODAY - MONTH, last=TODAY, as_of=TODAY)
    mine = UUID(min(each.office for each in viewer.holdings))
    span = {"since": TODAY - MONTH, "until": TODAY, "today": TODAY}
    return {
        "figures by unit": lambda: count(counting, SOURCES, By.UNIT),
        "figures by matter": lambda: count(counting, SOURCES, By.MATTER),
        "by person": lambda: open_work.by_person(viewer, TODAY),
        "by unit": lambda: open_work.by_unit(viewer, TODAY),
        "by stage": lambda: open_work.by_stage(viewer, TODAY),
        "arrivals": lambda: open_work.arrivals(viewer, TODAY - MONTH, TODAY),
        "arrivals today": lambda: open_work.arrivals_today(viewer, TODAY),
        "open by channel": lambda: open_by_channel(viewer, mine, TODAY),
        "volumes": lambda: volumes(viewer, mine, last=TODAY, days=7),
        "register": lambda: _ids(register_rows(viewer, office=mine, **span)),
    }


def _found(typed: str, viewer: Viewer) -> object:
    found = find(sought(typed), viewer, today=TODAY)
    return [(each.petition.pk, each.pieces) for each in found.hits], found.older


def _ids(rows: QuerySet[Any]) -> list[UUID]:
    return list(rows.values_list("pk", flat=True))


def _earlier(found: Iterable[repeats.Earlier]) -> list[tuple[UUID, tuple[str, ...]]]:
    return [(each.petition.pk, each.agrees) for each in found]
