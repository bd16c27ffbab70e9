"""The work-lists of the desk: what waits for whom. Each one begins at the door.

Change what a list holds, who is shown it, or how it is counted here; its orders are sorting.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop

from huiyin.notifications.models import Notice
from huiyin.petitions.disputes import Dispute
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.legs import PARTING, Leg
from huiyin.petitions.models import Clock, Event, Petition, PetitionLetter
from huiyin.petitions.prepared import fetch_prepared
from huiyin.petitions.reaching import patience_ended
from huiyin.petitions.requests import Request
from huiyin.petitions.sorting import BY_DUE, Sort
from huiyin.rules.clock import SOON_DAYS
from huiyin.rules.moments import start_of_day
from huiyin.rules.permissions import HANDLING, HEADS, READERS, REGISTERING, Viewer
from huiyin.rules.rule import BUREAU, CONFIRMING, DESK, OPEN, SENDING, UNIT
from huiyin.rules.terms import OfficeKind, Role, State, TimeLimit

MOST = 999
DONE = "done"

Chosen = Callable[[PetitionQuerySet, Viewer, date], PetitionQuerySet]


@dataclass(frozen=True, kw_only=True)
class WorkList:
    """清单. A list of work: its name in addresses, its label, what it holds and who is shown it."""

    name: str
    zh: str
    holds: str  # what would be here, told when the list is empty
    key: str  # the letter that opens it after g
    chosen: Chosen
    roles: frozenset[Role]
    kinds: frozenset[OfficeKind] | None = None  # None: offices of any kind
    is_dated: bool = True  # every petition of the list has a next date

    def rows(self, viewer: Viewer, today: date, sort: Sort = BY_DUE) -> PetitionQuerySet:
        """The petitions of the list that this viewer may know of, in the order of work."""
        seen = Petition.objects.visible_to(viewer, today=today)
        return self.chosen(seen, viewer, today).order_by(*sort.order)

    def is_for(self, viewer: Viewer) -> bool:
        """Whether a post that the viewer holds makes sense of the list."""
        return any(
            each.role in self.roles and (self.kinds is None or each.kind in self.kinds)
            for each in viewer.holdings
        )


def _to_register(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return seen.filter(state=State.RECEIVED, holder__in=viewer.office_ids(READERS))


def _to_forward(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    # What a superior bureau sent is handed on once it is signed for.
    states = [State.REGISTERED, State.SIGNED]
    return seen.filter(state__in=states, holder__in=viewer.office_ids(REGISTERING))


def _to_sign(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return seen.filter(state=State.DELIVERED, holder__in=viewer.office_ids(UNIT | DESK))


def _to_decide(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    asked = Request.objects.filter(
        petition=OuterRef("pk"), decided_at=None, office__in=viewer.office_ids(CONFIRMING)
    )
    return seen.filter(Exists(asked.exclude(asked_by=viewer.id)))


def _objected(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    sent = Leg.objects.filter(
        petition=OuterRef("pk"),
        is_main=True,
        sender__in=viewer.office_ids(SENDING | {Role.HEAD}),
    )
    return seen.filter(Exists(sent), state=State.OBJECTED)


def _disputed(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    submitted = Dispute.objects.filter(
        petition=OuterRef("pk"), decided_at=None, office__in=viewer.office_ids(HEADS)
    )
    return seen.filter(Exists(submitted), state=State.DISPUTED)


def _to_contribute(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    side = Leg.objects.filter(
        petition=OuterRef("pk"), kind=Leg.CO, ended_at=None, holder__in=viewer.office_ids(UNIT)
    )
    return seen.filter(Exists(side), state__in=OPEN)


def _to_report(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    demanded = Clock.objects.filter(petition=OuterRef("pk"), limit=TimeLimit.L11, ended_at=None)
    held = seen.filter(state=State.SERVED, holder__in=viewer.office_ids(UNIT | SENDING))
    return held.filter(Exists(demanded))


def _to_do(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    states = [State.REGISTERED, State.SIGNED, State.ACCEPTED]
    return seen.filter(state__in=states, holder__in=viewer.office_ids(HANDLING))


def _to_serve(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    waiting = PetitionLetter.objects.filter(
        petition=OuterRef("pk"),
        served_at=None,
        to_office=None,
        is_current=True,
        needs_service=True,
        server__in=viewer.office_ids(DESK | UNIT | {Role.LEADER, Role.SUPERVISOR}),
    )
    return seen.filter(Exists(waiting)).exclude(state=State.WITHDRAWN)


def _to_correct(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return seen.filter(correction_asked=True, registering__in=viewer.office_ids(DESK | UNIT))


def _to_tell(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    fallen = Notice.objects.filter(subject=OuterRef("pk"), falls_to__isnull=False, told_at=None)
    ours = Q(falls_to__in=viewer.office_ids(DESK | UNIT | {Role.LEADER}))
    long = Q(falls_to__in=viewer.office_ids({Role.SUPERVISOR}), fell_at__lt=patience_ended(today))
    return seen.filter(Exists(fallen.filter(ours | long)))


def _to_follow_up(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return _served(seen, viewer).filter(followed_up_at=None)


def _to_close(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return _served(seen, viewer).exclude(followed_up_at=None)


def _served(seen: PetitionQuerySet, viewer: Viewer) -> PetitionQuerySet:
    return seen.filter(state=State.SERVED, registering__in=viewer.office_ids(READERS))


def _handed_over(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return seen.filter(state=State.HANDED_OVER, holder__in=viewer.office_ids(HANDLING))


def _soon(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    until = today + timedelta(days=SOON_DAYS)
    ours = _ours(seen.waiting_for_office(), viewer)
    return ours.filter(next_due__gte=today, next_due__lte=until)


def done_in(
    seen: PetitionQuerySet, viewer: Viewer, first_on: date, until: date
) -> PetitionQuerySet:
    """已办. What the viewer's own offices finished or passed on from one day until before another.

    A former holder, who sees no more than its own acts, has not finished what it gave back.
    """
    acts = Event.objects.filter(
        step__in=PARTING,
        office__in=viewer.offices(READERS),
        at__gte=start_of_day(first_on),
        at__lt=start_of_day(until),
        recorded_at__gte=start_of_day(first_on),  # nothing is recorded before it happens
    )
    return seen.beyond_own_acts(viewer).filter(pk__in=acts.values("petition"))


def _done(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    first_on = today.replace(day=1)
    return done_in(seen, viewer, first_on, today + timedelta(days=1))


def _late(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return _ours(seen.late(today), viewer)


def _ours(rows: PetitionQuerySet, viewer: Viewer) -> PetitionQuerySet:
    """What the viewer's own offices registered or hold; what lies below them is not their work."""
    return rows.filter(
        Q(registering__in=viewer.office_ids(REGISTERING)) | Q(holder__in=viewer.office_ids(READERS))
    )


WORKLISTS: tuple[WorkList, ...] = (
    WorkList(
        name="to-decide",
        zh=gettext_noop("待审批"),
        holds=gettext_noop("同事提请审批、等您同意或者不同意的信访件会列在这里。"),
        key="p",
        chosen=_to_decide,
        roles=CONFIRMING,
        is_dated=False,
    ),
    WorkList(
        name="to-register",
        zh=gettext_noop("待登记"),
        holds=gettext_noop("刚收到、还没有登记的信访件会列在这里。打开一件，核对内容后登记。"),
        key="d",
        chosen=_to_register,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name="to-forward",
        zh=gettext_noop("待转办"),
        holds=gettext_noop(
            "已经登记、等待转送、交办或者移交的信访件，和上级转来、等待转交下级的，会列在这里。"
        ),
        key="z",
        chosen=_to_forward,
        roles=REGISTERING,
    ),
    WorkList(
        name="to-sign",
        zh=gettext_noop("待签收"),
        holds=gettext_noop(
            "转来本单位、还没有签收的信访件会列在这里。期限自送到本单位之日起算，与签收无关。"
        ),
        key="q",
        chosen=_to_sign,
        roles=UNIT | DESK,
    ),
    WorkList(
        name="objected",
        zh=gettext_noop("待答复异议"),
        holds=gettext_noop(
            "承办单位认为不属于自己职权、等待本机构核实答复的信访件会列在这里。"
            "没有答复之前，对方的期限继续计算。"
        ),
        key="f",
        chosen=_objected,
        roles=SENDING | {Role.HEAD},
    ),
    WorkList(
        name="disputed",
        zh=gettext_noop("待定管辖"),
        holds=gettext_noop(
            "下级机关对由谁办理有不同意见、提请本机构指定管辖的信访件会列在这里。"
            "没有决定之前，各项期限继续计算。"
        ),
        key="w",
        chosen=_disputed,
        roles=HEADS,
        kinds=frozenset({OfficeKind.GOVERNMENT, OfficeKind.BUREAU, OfficeKind.DEPARTMENT}),
    ),
    WorkList(
        name="to-do",
        zh=gettext_noop("待办"),
        holds=gettext_noop("本单位已签收、等待受理或者答复的信访件会列在这里。"),
        key="b",
        chosen=_to_do,
        roles=HANDLING,
    ),
    WorkList(
        name="to-contribute",
        zh=gettext_noop("待会办"),
        holds=gettext_noop("其他单位请本单位会办、还没有提交意见的信访件会列在这里。"),
        key="x",
        chosen=_to_contribute,
        roles=UNIT,
    ),
    WorkList(
        name="handed-over",
        zh=gettext_noop("移交来件"),
        holds=gettext_noop("密封移交给本单位的检举控告会列在这里。"),
        key="y",
        chosen=_handed_over,
        roles=HANDLING,
        kinds=frozenset({OfficeKind.DISCIPLINE, OfficeKind.JUSTICE}),
        is_dated=False,
    ),
    WorkList(
        name="to-serve",
        zh=gettext_noop("待送达"),
        holds=gettext_noop(
            "已经制发、还没有送到信访人手里的文书会列在这里。送达后，该项期限才算办结。"
        ),
        key="s",
        chosen=_to_serve,
        roles=REGISTERING | HANDLING,
        is_dated=False,
    ),
    WorkList(
        name="to-tell",
        zh=gettext_noop("待补告知"),
        holds=gettext_noop(
            "发给信访人的消息三天没有送到、要由人用电话、书信或者当面告知的信访件会列在这里。"
        ),
        key="m",
        chosen=_to_tell,
        roles=BUREAU | UNIT,
        is_dated=False,
    ),
    WorkList(
        name="to-report",
        zh=gettext_noop("待报结"),
        holds=gettext_noop("上级交办、答复已经送达、还没有报送办结报告的信访件会列在这里。"),
        key="o",
        chosen=_to_report,
        roles=UNIT | SENDING,
    ),
    WorkList(
        name="to-correct",
        zh=gettext_noop("待更正"),
        holds=gettext_noop("信访人申请更正姓名、电话或者住址、等待核对答复的信访件会列在这里。"),
        key="e",
        chosen=_to_correct,
        roles=DESK | UNIT,
        is_dated=False,
    ),
    WorkList(
        name="to-follow-up",
        zh=gettext_noop("待回访"),
        holds=gettext_noop("答复已经送达、还没有回访的信访件会列在这里。"),
        key="h",
        chosen=_to_follow_up,
        roles=REGISTERING,
    ),
    WorkList(
        name="to-close",
        zh=gettext_noop("待办结"),
        holds=gettext_noop("已经回访、可以办结的信访件会列在这里。"),
        key="j",
        chosen=_to_close,
        roles=REGISTERING,
    ),
    WorkList(
        name="soon",
        zh=gettext_noop("即将超期"),
        holds=gettext_noop("三天之内到期的信访件会列在这里。"),
        key="i",
        chosen=_soon,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name="late",
        zh=gettext_noop("已超期"),
        holds=gettext_noop(
            "过了目标日还没有办完的信访件会列在这里。等待信访人评价或者申请复查的不算超期。"
        ),
        key="c",
        chosen=_late,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name=DONE,
        zh=gettext_noop("已办"),
        holds=gettext_noop("本机构这个月办结、送达或者转出的信访件会列在这里。"),
        key="l",
        chosen=_done,
        roles=REGISTERING | HANDLING,
        is_dated=False,
    ),
)
BY_NAME = {each.name: each for each in WORKLISTS}


def lists_of(viewer: Viewer) -> list[WorkList]:
    """The lists that this viewer's posts make sense of."""
    return [each for each in WORKLISTS if each.is_for(viewer)]


def counts(lists: Sequence[WorkList], viewer: Viewer, today: date) -> list[int]:
    """How many each list holds, read at most to 1000, all in one query."""
    if not lists:
        return []
    parts, values = counting(tuple(lists), viewer, today)
    [row] = fetch_prepared(f"SELECT {', '.join(parts)}", values)
    return list(row)


@lru_cache(maxsize=256)
def counting(
    lists: tuple[WorkList, ...], viewer: Viewer, today: date
) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """The columns that count: the same for a viewer all day, and dear to compose."""
    parts: list[str] = []
    values: list[Any] = []
    for each in lists:
        rows = each.rows(viewer, today).order_by().values("pk")[: MOST + 1]
        try:
            sql, parameters = rows.query.sql_with_params()
        except EmptyResultSet:
            parts.append("0")
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 (made by the ORM)
        values += parameters
    return tuple(parts), tuple(values)
