"""登记簿、清单. Petitions as lines of a table on paper or in a sheet; never the matter itself.

Change here which columns there are. Each line is read at the door, as who asked for it sees it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Prefetch, Q

from huiyin.organisations.models import Office
from huiyin.organisations.places import PLACES, place_names
from huiyin.petitions.door import (
    Opening,
    PetitionQuerySet,
    hides_name_from,
    is_accusation,
    opening,
)
from huiyin.petitions.models import Petition, Petitioner
from huiyin.petitions.petitioners import personal
from huiyin.petitions.vault import Vault
from huiyin.petitions.viewing import viewing
from huiyin.privacy.masks import mask_address, mask_name, mask_phone
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.permissions import Viewer
from huiyin.rules.terms import Channel, Matter, Naming, Procedure, State

BATCH = 200
MOST_DAYS = 92

Value = str | int | date | None


@dataclass(frozen=True)
class Line:
    """One petition as a line: what stands open of its person, masked or whole."""

    petition: Petition
    place: str
    name: str
    phone: str
    address: str
    is_named: bool  # whether anything stands open of the person


@dataclass(frozen=True)
class Column:
    """One column: its name in addresses, its head, its widths on paper and in a sheet."""

    name: str
    zh: str
    on_paper: float
    in_sheet: float
    value: Callable[[Line], Value]
    is_personal: bool = False


def _day(moment: str) -> Callable[[Line], Value]:
    def told(line: Line) -> Value:
        at = getattr(line.petition, moment)
        return localdate(at) if at else None

    return told


def _kind(line: Line) -> str:
    petition = line.petition
    parts = [Matter(petition.matter).zh if petition.matter else "尚未登记"]
    if petition.procedure:
        parts.append(Procedure(petition.procedure).zh)
    return " · ".join(parts)


def _category(line: Line) -> str:
    hidden = is_accusation(line.petition)
    return "" if hidden or line.petition.category is None else str(line.petition.category)


COLUMNS = {
    each.name: each
    for each in (
        Column("number", "编号", 3.4, 26, lambda line: line.petition.number),
        Column("channel", "信访形式", 1.6, 9, lambda line: Channel(line.petition.channel).zh),
        Column("arrived", "收到日期", 1.8, 12, _day("arrived_at")),
        Column("registered", "登记日期", 1.8, 12, _day("registered_at")),
        Column("matter", "类别", 2.2, 20, _kind),
        Column("category", "内容分类", 2.6, 24, _category),
        Column("place", "属地", 1.8, 14, lambda line: line.place),
        Column("people", "人数", 0.8, 6, lambda line: line.petition.people_count),
        Column("naming", "署名", 1.4, 12, lambda line: Naming(line.petition.naming).zh),
        Column("state", "状态", 1.8, 12, lambda line: State(line.petition.state).zh),
        Column("holder", "当前单位", 3.0, 26, lambda line: line.petition.holder.name),
        Column(
            "person",
            "承办人",
            1.4,
            10,
            lambda line: line.petition.person.name if line.petition.person else "",
        ),
        Column("due", "目标日", 1.8, 12, lambda line: line.petition.next_due),
        Column("legal", "法定最迟", 1.8, 12, lambda line: line.petition.next_legal_due),
        Column("closed", "办结日期", 1.8, 12, _day("closed_at")),
        Column("name", "信访人", 1.6, 14, lambda line: line.name, is_personal=True),
        Column("phone", "电话", 2.0, 16, lambda line: line.phone, is_personal=True),
        Column("address", "住址", 3.0, 30, lambda line: line.address, is_personal=True),
    )
}
REGISTER = (
    "number",
    "channel",
    "arrived",
    "name",
    "matter",
    "category",
    "state",
    "holder",
    "registered",
    "due",
    "closed",
)


def register_rows(
    viewer: Viewer, *, office: UUID, since: date, until: date, today: date
) -> PetitionQuerySet:
    """What an office registered or holds, of what arrived from one day to another."""
    seen = Petition.objects.visible_to(viewer, today=today).in_earnest()
    arrived = seen.filter(
        arrived_at__gte=start_of_day(since), arrived_at__lt=start_of_day(until + timedelta(days=1))
    )
    own = arrived.filter(Q(registering=office) | Q(holder=office))
    return own.order_by("arrived_at", "id")


def lines_of(
    rows: Callable[[], PetitionQuerySet],
    viewer: Viewer,
    *,
    is_unmasked: bool,
    ids: Sequence[UUID],
    told: Callable[[int], None],
) -> Iterator[Line]:
    """The lines in the order of `ids`, read at the door in batches; `told` hears how far it is."""
    places = place_names(Office.objects.filter(kind__in=PLACES))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        with viewing(viewer):
            found = _read(rows(), part)
        for each in part:
            if each in found:
                yield _line(found[each], viewer, places, is_unmasked=is_unmasked)
        told(start + len(part))


def _read(rows: PetitionQuerySet, ids: Sequence[UUID]) -> dict[UUID, Petition]:
    """Petitions by id, with what a line of them needs."""
    whole = rows.filter(pk__in=list(ids)).select_related(
        "holder", "registering", "person", "category__parent"
    )
    people = Prefetch("petitioners", Petitioner.objects.order_by("-is_main", "id"))
    return {each.pk: each for each in whole.prefetch_related(people, "legs", "requests")}


def _line(
    petition: Petition, viewer: Viewer, places: Mapping[str, str], *, is_unmasked: bool
) -> Line:
    """What stands open of the person: nothing of an accusation, of a hidden name, of a file that
    opens with a reason only."""
    shut = (
        is_accusation(petition)
        or opening(petition, viewer) is not Opening.FILE
        or hides_name_from(petition, viewer)
    )
    people = [] if shut else list(petition.petitioners.all())
    given = personal(people[0], Vault(petition.pk, petition.key)) if people else {}
    name, phone, address = (given.get(each, "") for each in ("name", "phone", "address"))
    if not is_unmasked:
        name, phone, address = mask_name(name), mask_phone(phone), mask_address(address)
    return Line(
        petition=petition,
        place=places.get(petition.division, petition.division),
        name=name or ("匿名" if petition.naming == Naming.ANONYMOUS else "（不显示）"),
        phone=phone,
        address=address,
        is_named=bool(people),
    )


def on_paper(value: Value) -> str:
    """A value as it stands in a printed table."""
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
