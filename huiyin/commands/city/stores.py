"""What the city's bureau keeps in stock on an ordinary day: lots, last days, an open request."""

from datetime import datetime, timedelta

from huiyin.emergency import supplies
from huiyin.emergency.supplies import Moved
from huiyin.organisations.models import Office
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import Viewer

STOCK: tuple[tuple[str, str, int, tuple[tuple[str, int, int], ...]], ...] = (
    ("医用口罩", "个", 400, (("KZ-01", 200, 25), ("KZ-02", 300, 400))),
    ("免洗洗手液", "瓶", 6, (("XS-07", 10, 200),)),
    ("老花镜", "副", 4, (("", 6, 0),)),
)
"""Name, unit, what two weeks need, and the lots: number, how many, last day from today."""


def stock_up(bureau: Office, keeper: Viewer, *, now: datetime) -> None:
    """Receive everything, give some out at the counter, ask for more of what will not last."""
    today, earlier = localdate(now), now - timedelta(days=9)
    for name, unit, need, lots in STOCK:
        kept = supplies.add(bureau, name=name, unit=unit, need=need, by=keeper, at=earlier)
        for number, amount, lasts in lots:
            supplies.receive(
                kept,
                Moved(new_id(), amount, localdate(earlier), "采购"),
                number=number,
                expires_on=today + timedelta(days=lasts) if lasts else None,
                by=keeper,
                at=earlier,
            )
        given = Moved(new_id(), lots[0][1] // 2, today, "接待用", "接待大厅")
        supplies.issue(kept, given, by=keeper, at=now)
    supplies.ask(kept, amount=6, need=6, reason="来访老人多，不够用。", by=keeper, at=now)
