"""The work-lists of the desk: what waits for whom. Each one begins at the door.

Change here which lists there are, who is shown each, or how they are counted. What a list holds is
narrowing.py, its orders are sorting.py.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.utils.translation import gettext_noop

from huiyin.petitions import narrowing
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.models import Petition
from huiyin.petitions.prepared import fetch_prepared, with_constants
from huiyin.petitions.sorting import BY_DUE, Sort
from huiyin.rules.permissions import HANDLING, HEADS, REGISTERING, Viewer
from huiyin.rules.rule import BUREAU, CONFIRMING, DESK, SENDING, UNIT
from huiyin.rules.terms import OfficeKind, Role, State

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
    glances: tuple[Chosen, ...] = ()  # parts of a long list that show it to be long, read first

    def rows(
        self,
        viewer: Viewer,
        today: date,
        sort: Sort = BY_DUE,
        span: tuple[date, date] | None = None,
    ) -> PetitionQuerySet:
        """The petitions of the list that this viewer may know of, in the order of work.

        With a span, those done from its first day until before its last one.
        """
        seen = Petition.objects.visible_to(viewer, today=today).in_earnest()
        held = narrowing.done_in(seen, viewer, *span) if span else self.chosen(seen, viewer, today)
        return held.order_by(*sort.order)

    def practice(self, viewer: Viewer, today: date, drills: Iterable[UUID]) -> PetitionQuerySet:
        """演练信访件. What the list holds of these drills; shown after the list, never counted."""
        known = Petition.objects.visible_to(viewer, today=today).filter(drill__in=list(drills))
        seen = known.exclude(state=State.PRACTISED)
        return self.chosen(seen, viewer, today).order_by(*BY_DUE.order)

    def is_for(self, viewer: Viewer) -> bool:
        """Whether a post that the viewer holds makes sense of the list."""
        return any(
            each.role in self.roles and (self.kinds is None or each.kind in self.kinds)
            for each in viewer.holdings
        )


WORKLISTS: tuple[WorkList, ...] = (
    WorkList(
        name="to-decide",
        zh=gettext_noop("待审批"),
        holds=gettext_noop("同事提请审批、等您同意或者不同意的信访件会列在这里。"),
        key="p",
        chosen=narrowing.to_decide,
        roles=CONFIRMING,
        is_dated=False,
    ),
    WorkList(
        name="to-register",
        zh=gettext_noop("待登记"),
        holds=gettext_noop("刚收到、还没有登记的信访件会列在这里。打开一件，核对内容后登记。"),
        key="d",
        chosen=narrowing.to_register,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name="to-forward",
        zh=gettext_noop("待转办"),
        holds=gettext_noop(
            "已经登记、等待转送、交办或者移交的信访件，和上级转来、等待转交下级的，会列在这里。"
        ),
        key="z",
        chosen=narrowing.to_forward,
        roles=REGISTERING,
    ),
    WorkList(
        name="to-sign",
        zh=gettext_noop("待签收"),
        holds=gettext_noop(
            "转来本单位、还没有签收的信访件会列在这里。期限自送到本单位之日起算，与签收无关。"
        ),
        key="q",
        chosen=narrowing.to_sign,
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
        chosen=narrowing.objected,
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
        chosen=narrowing.disputed,
        roles=HEADS,
        kinds=frozenset({OfficeKind.GOVERNMENT, OfficeKind.BUREAU, OfficeKind.DEPARTMENT}),
    ),
    WorkList(
        name="to-do",
        zh=gettext_noop("待办"),
        holds=gettext_noop("本单位已签收、等待受理或者答复的信访件会列在这里。"),
        key="b",
        chosen=narrowing.to_do,
        roles=HANDLING,
    ),
    WorkList(
        name="to-contribute",
        zh=gettext_noop("待会办"),
        holds=gettext_noop("其他单位请本单位会办、还没有提交意见的信访件会列在这里。"),
        key="x",
        chosen=narrowing.to_contribute,
        roles=UNIT,
    ),
    WorkList(
        name="handed-over",
        zh=gettext_noop("移交来件"),
        holds=gettext_noop("密封移交给本单位的检举控告会列在这里。"),
        key="y",
        chosen=narrowing.handed_over,
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
        chosen=narrowing.to_serve,
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
        chosen=narrowing.to_tell,
        roles=BUREAU | UNIT,
        is_dated=False,
    ),
    WorkList(
        name="to-report",
        zh=gettext_noop("待报结"),
        holds=gettext_noop("上级交办、答复已经送达、还没有报送办结报告的信访件会列在这里。"),
        key="o",
        chosen=narrowing.to_report,
        roles=UNIT | SENDING,
    ),
    WorkList(
        name="to-correct",
        zh=gettext_noop("待更正"),
        holds=gettext_noop("信访人申请更正姓名、电话或者住址、等待核对答复的信访件会列在这里。"),
        key="e",
        chosen=narrowing.to_correct,
        roles=DESK | UNIT,
        is_dated=False,
    ),
    WorkList(
        name="to-follow-up",
        zh=gettext_noop("待回访"),
        holds=gettext_noop("答复已经送达、还没有回访的信访件会列在这里。"),
        key="h",
        chosen=narrowing.to_follow_up,
        roles=REGISTERING,
    ),
    WorkList(
        name="to-close",
        zh=gettext_noop("待办结"),
        holds=gettext_noop("已经回访、可以办结的信访件会列在这里。"),
        key="j",
        chosen=narrowing.to_close,
        roles=REGISTERING,
    ),
    WorkList(
        name="soon",
        zh=gettext_noop("即将超期"),
        holds=gettext_noop("三天之内到期的信访件会列在这里。"),
        key="i",
        chosen=narrowing.soon,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name="late",
        zh=gettext_noop("已超期"),
        holds=gettext_noop(
            "过了目标日还没有办完的信访件会列在这里。等待信访人评价或者申请复查的不算超期。"
        ),
        key="c",
        chosen=narrowing.late,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name=DONE,
        zh=gettext_noop("已办"),
        holds=gettext_noop("本机构这个月办结、送达或者转出的信访件会列在这里。"),
        key="l",
        chosen=narrowing.done_this_month,
        glances=(partial(narrowing.done_lately, days=3), partial(narrowing.done_lately, days=10)),
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
        seen = Petition.objects.visible_to(viewer, today=today).in_earnest()
        glances = [_counted(one(seen, viewer, today), if_more_than=MOST) for one in each.glances]
        tries = [*glances, _counted(each.rows(viewer, today))]
        parts.append(f"COALESCE({', '.join(written for written, _told in tries)})")
        values += [value for _written, told in tries for value in told]
    return tuple(parts), tuple(values)


def _counted(rows: PetitionQuerySet, *, if_more_than: int = -1) -> tuple[str, Sequence[Any]]:
    """A scalar that counts them, at most to 1000, and its values; NULL of fewer than wanted."""
    try:
        sql, parameters = rows.order_by().values("pk")[: MOST + 1].query.sql_with_params()
    except EmptyResultSet:
        return "0", ()
    written, told = with_constants(sql, parameters)
    having = f" HAVING count(*) > {if_more_than}" if if_more_than >= 0 else ""
    return f"(SELECT count(*) FROM ({written}) AS counted{having})", told  # noqa: S608 (by the ORM)
