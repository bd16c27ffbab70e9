"""The lists that a home page opens besides the work-lists: what is due, came back, lies too long.

Each begins at the door and is counted with the work-lists, all of a page in one query.
"""

from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_noop

from huiyin.petitions.door import GIVEN_BACK, PetitionQuerySet
from huiyin.petitions.legs import Leg
from huiyin.petitions.models import Clock, Event
from huiyin.petitions.narrowing import own
from huiyin.petitions.worklists import WorkList
from huiyin.rules.calendars import WorkCalendar, in_force
from huiyin.rules.moments import start_of_day
from huiyin.rules.permissions import HANDLING, REGISTERING, Viewer
from huiyin.rules.rule import DESK, OPEN
from huiyin.rules.terms import Role, State, Step, TimeLimit
from huiyin.statistics.periods import ONE_DAY, week_begin

LATELY = timedelta(days=7)
LOOKED_BACK = timedelta(days=30)
BUREAU_HEADS = frozenset({Role.LEADER, Role.SUPERVISOR})


def on_own_desk(viewer: Viewer) -> Q:
    """What a handler works on: their own, and what nobody at their office has been given."""
    return Q(holder__in=viewer.office_ids(HANDLING)) & (Q(person=None) | Q(person=viewer.id))


def _arrived_today(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    mine = viewer.office_ids(REGISTERING)
    return seen.filter(registering__in=mine, arrived_at__gte=start_of_day(today))


def _urgent(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return seen.open().filter(own(viewer), urgent=True)


def _open(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return seen.waiting_for_office().filter(own(viewer))


def _due(seen: PetitionQuerySet, viewer: Viewer, first: date, last: date) -> PetitionQuerySet:
    return seen.waiting_for_office().filter(own(viewer), next_due__range=(first, last))


def _due_by_tomorrow(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return _due(seen, viewer, today, today + ONE_DAY)


def _due_this_week(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return _due(seen, viewer, today, week_begin(today) + 6 * ONE_DAY)


def _unassigned(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    heads = viewer.office_ids([Role.HEAD])
    states = [State.REGISTERED, State.SIGNED, State.ACCEPTED]
    return seen.filter(holder__in=heads, person=None, state__in=states)


def _reworked(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    sent_back = Event.objects.filter(petition=OuterRef("pk"), step=Step.REWORK)
    return seen.filter(Exists(sent_back), on_own_desk(viewer), state=State.ACCEPTED)


def _added(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    said = Event.objects.filter(
        petition=OuterRef("pk"),
        step=Step.SUPPLEMENT,
        recorded_at__gte=start_of_day(today - LATELY),
    )
    return seen.open().filter(Exists(said), on_own_desk(viewer))


def _reports_due(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    demanded = Clock.objects.filter(petition=OuterRef("pk"), limit=TimeLimit.L11, ended_at=None)
    return seen.filter(Exists(demanded), Exists(_sent(viewer)), state__in=OPEN)


def _objections(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    return seen.filter(Exists(_sent(viewer).filter(is_main=True)), state=State.OBJECTED)


def _sent(viewer: Viewer) -> QuerySet[Leg]:
    return Leg.objects.filter(petition=OuterRef("pk"), sender__in=viewer.office_ids(REGISTERING))


def _returned_often(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    gone = Leg.objects.filter(state__in=GIVEN_BACK).order_by().values("petition")
    often = gone.annotate(times=Count("pk")).filter(times__gte=2).values("petition")
    return seen.open().filter(own(viewer), pk__in=often)


def _recorded_late(seen: PetitionQuerySet, viewer: Viewer, today: date) -> PetitionQuerySet:
    late = Event.objects.filter(
        recorded_late(today), recorded_at__gte=start_of_day(today - LOOKED_BACK)
    )
    return seen.filter(own(viewer), pk__in=late.order_by().values("petition"))


def recorded_late(today: date) -> Q:
    """Events that were recorded over one working day after they happened, as a condition."""
    calendar = in_force(today)
    day = today - LOOKED_BACK - LATELY
    late = Q(at__lt=start_of_day(day))
    while day <= today:
        after = start_of_day(_second_working_day(day, calendar))
        begins, ends = start_of_day(day), start_of_day(day + ONE_DAY)
        late |= Q(at__gte=begins, at__lt=ends, recorded_at__gte=after)
        day += ONE_DAY
    # Nearly all are recorded within a day; to ask each for its working day would take seconds.
    return Q(recorded_at__gt=F("at") + ONE_DAY) & late


def _second_working_day(day: date, calendar: WorkCalendar) -> date:
    worked = 0
    while worked < 2:
        day += ONE_DAY
        worked += calendar.is_working(day)
    return day


HOME_LISTS: tuple[WorkList, ...] = (
    WorkList(
        name="arrived-today",
        zh=gettext_noop("今天收到"),
        holds=gettext_noop("今天收到的信访件会列在这里，不论来自哪种渠道。"),
        key="",
        chosen=_arrived_today,
        roles=REGISTERING,
        is_dated=False,
    ),
    WorkList(
        name="due-by-tomorrow",
        zh=gettext_noop("今明到期"),
        holds=gettext_noop("目标日是今天或者明天的信访件会列在这里。"),
        key="",
        chosen=_due_by_tomorrow,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name="due-this-week",
        zh=gettext_noop("本周到期"),
        holds=gettext_noop("目标日在本周日以前、还没有过的信访件会列在这里。"),
        key="",
        chosen=_due_this_week,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name="urgent",
        zh=gettext_noop("紧急件"),
        holds=gettext_noop("标为紧急、还没有办结的信访件会列在这里。"),
        key="",
        chosen=_urgent,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name="open",
        zh=gettext_noop("在办"),
        holds=gettext_noop("轮到机关办理、还没有办完的信访件会列在这里。"),
        key="",
        chosen=_open,
        roles=REGISTERING | HANDLING,
    ),
    WorkList(
        name="unassigned",
        zh=gettext_noop("待分办"),
        holds=gettext_noop("已经签收、还没有分给承办人的信访件会列在这里。"),
        key="",
        chosen=_unassigned,
        roles=frozenset({Role.HEAD}),
    ),
    WorkList(
        name="reworked",
        zh=gettext_noop("退回重办"),
        holds=gettext_noop("上级退回、要求重新办理的信访件会列在这里。"),
        key="",
        chosen=_reworked,
        roles=HANDLING,
    ),
    WorkList(
        name="added",
        zh=gettext_noop("信访人有补充"),
        holds=gettext_noop("七天之内信访人补充过材料的信访件会列在这里。"),
        key="",
        chosen=_added,
        roles=HANDLING,
    ),
    WorkList(
        name="reports-due",
        zh=gettext_noop("待报结的交办件"),
        holds=gettext_noop("本机构交办、对方还没有报送办结报告的信访件会列在这里。"),
        key="",
        chosen=_reports_due,
        roles=REGISTERING,
    ),
    WorkList(
        name="objections",
        zh=gettext_noop("异议待答复"),
        holds=gettext_noop("承办单位提出异议、本机构还没有答复的信访件会列在这里。"),
        key="",
        chosen=_objections,
        roles=BUREAU_HEADS | DESK,
    ),
    WorkList(
        name="returned-often",
        zh=gettext_noop("退回两次以上"),
        holds=gettext_noop("被退回或者收回两次以上、还没有办结的信访件会列在这里。"),
        key="",
        chosen=_returned_often,
        roles=REGISTERING,
    ),
    WorkList(
        name="recorded-late",
        zh=gettext_noop("补录超过一个工作日"),
        holds=gettext_noop(
            "三十天内发生、过了一个工作日以上才录入的经过，所在的信访件会列在这里。"
        ),
        key="",
        chosen=_recorded_late,
        roles=REGISTERING,
        is_dated=False,
    ),
)
HOME_LIST = {each.name: each for each in HOME_LISTS}
