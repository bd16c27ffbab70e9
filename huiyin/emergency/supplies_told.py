"""What the stock says: each thing against its need, what expires, the ledger of a span of days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _

from huiyin.accounts.models import User
from huiyin.documents.tables import Table, write
from huiyin.emergency.supplies import usable
from huiyin.emergency.supplies_rows import Supply, SupplyLot, SupplyMove, SupplyRequest
from huiyin.organisations.models import Office
from huiyin.rules.stock import lasts, missing
from huiyin.rules.terms_supplies import MoveKind, SupplyRequestState

MOST_ROWS = 3000
"""Of one ledger; longer spans are asked for in parts."""


@dataclass(frozen=True)
class Standing:
    """How one thing stands: what may be issued, against what two weeks need."""

    supply: Supply
    stock: int
    lasts: int | None
    missing: int
    soon: list[SupplyLot]
    expired: list[SupplyLot]

    @property
    def covered(self) -> int:
        """How much of the need is there: never more than the need."""
        return min(self.stock, self.supply.need)


@dataclass(frozen=True)
class Line:
    """A move in the ledger, with who entered it."""

    move: SupplyMove
    who: str

    @property
    def kind(self) -> MoveKind:
        """Why, as a word."""
        return MoveKind(self.move.kind)


@dataclass(frozen=True)
class Ledger:
    """台账. What was there before a span of days, every move in it, what is there after."""

    first: date
    last: date
    supplies: list[tuple[Supply, int, int, int, int]]  # before, in, out, after
    lines: list[Line]
    is_cut: bool


def standings(office: Office, today: date) -> list[Standing]:
    """Every thing that a bureau keeps; what will not last two weeks first."""
    kept = Supply.objects.filter(office=office).prefetch_related("lots")
    found = [standing(each, today) for each in kept]
    return sorted(found, key=lambda each: (each.missing == 0, each.supply.name))


def standing(supply: Supply, today: date) -> Standing:
    """How one thing stands today."""
    lots = [each for each in supply.lots.all() if each.balance]
    stock = usable(lots, today)
    return Standing(
        supply,
        stock,
        lasts(stock, supply.need),
        missing(stock, supply.need),
        [each for each in lots if each.as_stock().expires_soon(today)],
        [each for each in lots if each.as_stock().is_expired(today)],
    )


def waiting(office: Office) -> list[tuple[SupplyRequest, str]]:
    """Requests that wait for a decision or for the goods, with who asked; the oldest first."""
    open_ones = SupplyRequest.objects.filter(
        supply__office=office,
        state__in=[SupplyRequestState.ASKED, SupplyRequestState.APPROVED],
        moves=None,
    )
    rows = list(open_ones.select_related("supply").order_by("asked_at"))
    known = names(each.asked_by for each in rows)
    return [(each, known.get(each.asked_by, "")) for each in rows]


def ledger(office: Office, *, first: date, last: date) -> Ledger:
    """The moves of a span of days, both ends counted."""
    kept = list(Supply.objects.filter(office=office))
    moves = SupplyMove.objects.filter(lot__supply__in=kept)
    before, gone_in, gone_out = (
        dict(rows.values_list("lot__supply").annotate(whole=Sum("amount")).order_by())
        for rows in (
            moves.filter(on__lt=first),
            moves.filter(on__range=(first, last), amount__gt=0),
            moves.filter(on__range=(first, last), amount__lt=0),
        )
    )
    sums = [
        (each, *(rows.get(each.pk, 0) for rows in (before, gone_in, gone_out))) for each in kept
    ]
    rows = moves.filter(on__range=(first, last)).select_related("lot__supply")
    part = list(rows.order_by("on", "at", "pk")[: MOST_ROWS + 1])
    return Ledger(
        first,
        last,
        [(each, had, more, -less, had + more + less) for each, had, more, less in sums],
        lines_of(part[:MOST_ROWS]),
        len(part) > MOST_ROWS,
    )


def lines_of(moves: Iterable[SupplyMove]) -> list[Line]:
    """Moves with the names of who entered them."""
    rows = list(moves)
    known = names(each.by for each in rows)
    return [Line(each, known.get(each.by, "")) for each in rows]


def names(ids: Iterable[str]) -> dict[str, str]:
    """The names of staff by their ids."""
    wanted = {UUID(each) for each in ids if each}
    return {str(pk): user.name for pk, user in User.objects.in_bulk(wanted).items()}


def workbook(office: Office, told: Ledger) -> bytes:
    """The ledger as a spreadsheet."""
    columns = (
        (_("日期"), 12.0), (_("物资"), 18.0), (_("批号"), 14.0), (_("有效期至"), 12.0),
        (_("变动"), 8.0), (_("数量"), 10.0), (_("计量单位"), 8.0), (_("来源、用途或者原因"), 30.0),
        (_("领用单位或者联系点"), 24.0), (_("经手人"), 12.0),
    )  # fmt: skip
    sums = (
        _("%(name)s：期初 %(had)s，增 %(more)s，减 %(less)s，期末 %(left)s %(unit)s")
        % {"name": each.name, "had": had, "more": more, "less": less, "left": left,
           "unit": each.unit}
        for each, had, more, less, left in told.supplies
    )  # fmt: skip
    return write(
        Table(
            name=_("物资台账"),
            head=[
                _("%(office)s物资台账") % {"office": office.name},
                f"{told.first.isoformat()} — {told.last.isoformat()}",
                *sums,
            ],
            columns=columns,
            rows=[_row(each) for each in told.lines],
        )
    )


def _row(line: Line) -> list[str | int | date | None]:
    move, lot = line.move, line.move.lot
    return [
        move.on, lot.supply.name, lot.number, lot.expires_on, _(line.kind.zh), move.amount,
        lot.supply.unit, move.purpose, move.receiver, line.who,
    ]  # fmt: skip
