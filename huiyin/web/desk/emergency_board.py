"""应急看板. Every open emergency petition with its hours, its stages and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from huiyin.emergency.current import shown_to
from huiyin.emergency.models import Emergency
from huiyin.organisations.models import Office
from huiyin.petitions.door import is_accusation
from huiyin.petitions.emergency_board import (
    MOST,
    Course,
    Spread,
    courses,
    marked,
    members,
    running,
    spread,
    told_in_events,
    told_on,
)
from huiyin.petitions.emergency_marks import EmergencyMark
from huiyin.petitions.explaining import people_moment, time_left_words, took_words
from huiyin.petitions.models import Petition
from huiyin.rules.hours import left, whole
from huiyin.rules.permissions import GROUPED
from huiyin.rules.stages import Dot, Pace
from huiyin.rules.terms import Role
from huiyin.rules.terms_emergency import Tag
from huiyin.web.desk.charts import Chart, Series, columns
from huiyin.web.desk.dues import hour_colour
from huiyin.web.desk.emergency_pages import emergencies_of, group_or_404
from huiyin.web.desk.emergency_today import missing_today, on_watch
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.lists import Row, rows_of

CHASING = GROUPED | {Role.DISPATCHER, Role.LEADER, Role.SUPERVISOR}
SIGNS = {
    Pace.DONE: "●",
    Pace.LATE_DONE: "▲",
    Pace.WAITING: "○",
    Pace.MISSING: "!",
    Pace.NOT_NEEDED: "—",
}
IN_TIME = Series(gettext_noop("按目标"), "in-time")
LATE = Series(gettext_noop("超过目标"), "late")
MISSING = Series(gettext_noop("缺"), "soon")


@dataclass(frozen=True)
class DotShown:
    """One stage on the board."""

    stage: str
    name: str
    sign: str
    pace: str
    says: str
    is_missing: bool


@dataclass(frozen=True)
class Line:
    """One emergency petition on the board."""

    row: Row
    group: str
    tags: str
    due: str
    words: str
    colour: str
    most: int
    spent: int
    dots: list[DotShown]
    contact: str
    contact_is_late: bool
    unread: int
    leader: str
    is_running: bool
    version: int
    seen: int

    @property
    def is_missing(self) -> bool:
        """Whether a stage was not reached in its time."""
        return any(each.is_missing for each in self.dots)


@require_GET
@staff_page(roles=PETITION_ROLES)
def board(request: StaffRequest, group_id: UUID | None = None) -> HttpResponse:
    """The board; with a group, its inbox. What is shown is what the door shows."""
    whose = group_or_404(request, group_id) if group_id else None
    group = whose.office if whose else None
    drill = whose.emergency if whose and whose.emergency.is_drill else _drill(request, group)
    seen = marked(
        request.viewer, today=request.today, group=group_id, drill=drill.pk if drill else None
    )
    related = ("holder", "registering", "person")
    petitions = list(seen.select_related(*related).order_by("-id")[:MOST])
    open_ids = set(running(seen).values_list("pk", flat=True))
    told_ids = set(told_on(seen, request.today).values_list("pk", flat=True))
    found, rows, own = _read(request, petitions)
    reads = members({each.mark.leading_id for each in found if each.mark.leading_id}, request.today)
    lines = [(each, _line(request, each, rows[each.petition.pk], reads)) for each in found]
    open_lines = [line for each, line in lines if each.petition.pk in open_ids]
    told = [line for each, line in lines if each.petition.pk in told_ids]
    following = [
        line
        for each, line in lines
        if each.mark.told_at and not each.mark.tracked_at and each.petition.pk not in told_ids
    ]
    watched = on_watch(request) if group is None and drill is None else []
    return page(
        request,
        "desk/emergency/board.html",
        here="board",
        offices=own,
        group=group,
        drill=drill,
        lines=open_lines,
        late=sum(each.colour == "late" for each in open_lines),
        told=told,
        following=following,
        watched=watched,
        lacks=missing_today(
            request,
            shown_to(own.values(), request.now),
            watched=watched,
            unread=sum(each.unread > 0 for each in (*open_lines, *told)),
            stages=sum(each.is_missing for each in (*open_lines, *told, *following)),
        )
        if group is None and drill is None
        else [],
        counts=_counts(found, request.now),
        stages={"chart": stage_chart(spread(found, request.now))},
        is_cut=len(petitions) == MOST,
        may_chase=bool(request.viewer.roles & CHASING),
        read_at=people_moment(request.now, request.today),
    )


def _drill(request: StaffRequest, group: Office | None) -> Emergency | None:
    """The drill whose board is asked for by its id; nothing: the board in earnest."""
    wanted = request.GET.get("drill", "")
    if group is not None or not wanted:
        return None
    known = (each for each in emergencies_of(request) if each.is_drill)
    found = next((each for each in known if str(each.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def _read(
    request: StaffRequest, petitions: list[Petition]
) -> tuple[list[Course], dict[UUID, Row], dict[UUID, Office]]:
    ids = [each.pk for each in petitions]
    marks = EmergencyMark.objects.filter(petition__in=ids, cleared_at=None)
    lines, own, _rest = rows_of(request, petitions)
    standing = list(marks.select_related("group", "led_by"))
    found = courses(petitions, standing, told_in_events(ids))
    return found, {each.id: each for each in lines}, own


def _line(request: StaffRequest, one: Course, row: Row, reads: dict[UUID, set[str]]) -> Line:
    mark, now = one.mark, request.now
    end = mark.told_at or now
    words, colour = _standing(one, now)
    contact, is_late = _contact(one, now)
    is_sealed = is_accusation(one.petition)  # says nothing of its matter, and no group reads it
    wanted = reads.get(mark.leading_id, set()) if mark.leading_id and not is_sealed else set()
    return Line(
        row=row,
        group=mark.group.short_name,
        tags="" if is_sealed else _("、").join(_(Tag(each).zh) for each in mark.tags),
        due=people_moment(mark.due_at, request.today),
        words=words,
        colour=colour,
        most=int((mark.due_at - mark.counted_from).total_seconds()) or 1,
        spent=max(int((end - mark.counted_from).total_seconds()), 0),
        dots=[_dot(each) for each in one.dots(now)],
        contact=contact,
        contact_is_late=is_late,
        unread=len(wanted - one.acknowledged - one.recused),
        leader=mark.led_by.name if mark.is_led and mark.led_by else "",
        is_running=one.is_running,
        version=one.petition.version,
        seen=one.petition.event_count,
    )


def _standing(one: Course, now: datetime) -> tuple[str, str]:
    mark = one.mark
    if mark.told_at is not None:
        took = took_words(whole(mark.told_at) - whole(mark.counted_from))
        late = one.is_late(now)
        return _("%(took)s反馈") % {"took": took}, "late" if late else "done"
    if not one.is_running:
        return _("已经结束"), "none"
    remains = left(mark.due_at, now)
    return time_left_words(remains), hour_colour(remains)


def _contact(one: Course, now: datetime) -> tuple[str, bool]:
    target = one.mark.clockwork.contact()
    if one.contacted_at is not None:
        took = whole(one.contacted_at) - whole(one.mark.counted_from)
        said = _("首次联系 %(took)s") % {"took": took_words(took)}
        return said, whole(one.contacted_at) > target
    return _("还没有联系信访人"), one.is_running and whole(now) > target


def _dot(dot: Dot) -> DotShown:
    if dot.took is not None:
        says = took_words(dot.took)
    elif dot.at is not None:
        says = _("标记以前")
    else:
        says = _(dot.pace.zh)
    return DotShown(
        dot.stage.value,
        _(dot.stage.zh),
        SIGNS[dot.pace],
        dot.pace.value.replace("_", "-"),
        says,
        dot.pace is Pace.MISSING,
    )


def _counts(found: Sequence[Course], now: datetime) -> dict[str, int]:
    """All of them, how many were told, how many of those in time, how many are too late."""
    told = [each for each in found if each.mark.told_at is not None]
    return {
        "all": len(found),
        "told": len(told),
        "in_time": sum(not each.is_late(now) for each in told),
        "breached": sum(each.is_late(now) for each in found),
    }


def stage_chart(found: Sequence[Spread]) -> Chart:
    """How the five firsts went: in time, later, missing; above each column the two numbers."""
    series = [Series(_(each.name), each.tone) for each in (IN_TIME, LATE, MISSING)]
    return columns(
        "stages",
        title=_("五个第一时间"),
        about=_("每个阶段按目标完成、超过目标和缺少的件数；柱上写的是按目标的件数和应完成的件数。"),
        axis=_("阶段"),
        says=_("按目标／应完成"),
        series=series,
        lines=[
            (
                _(each.stage.zh),
                f"{each.in_time}/{each.counted}",
                (each.in_time, each.late, each.missing),
            )
            for each in found
        ],
    )
