"""One of everything that emergency work, duty and publishing keep, as it stands at this moment."""

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from huiyin.accounts.models import Post
from huiyin.duty import actions as duty
from huiyin.duty import handovers, swaps
from huiyin.duty.actions import PostGiven
from huiyin.duty.alerts import raise_alert
from huiyin.duty.models import Shift
from huiyin.emergency import health_ledger, meetings, opinions, papers, proposals, sites, supplies
from huiyin.emergency.current import forget_now, leading
from huiyin.emergency.models import Emergency, Task
from huiyin.emergency.opinions import ThemeGiven
from huiyin.emergency.sites_rows import Site
from huiyin.jobs.outbox import work_off
from huiyin.petitions.indexing import index_waiting
from huiyin.publishing import answers, appointments, closures, notices
from huiyin.publishing.appointments import Offer
from huiyin.publishing.models import Delivery, VisitSlot
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, Role, State
from huiyin.rules.terms_duty import AlertCode, LeaveKind
from huiyin.rules.terms_emergency import EmergencyKind
from huiyin.rules.terms_health import IsolationReason
from huiyin.rules.terms_opinions import SubmissionWay
from huiyin.statistics import situations
from tests.emergency.declared import an_emergency
from tests.emergency.opinions import WORDS as PROPOSAL
from tests.emergency.opinions import a_suggestion
from tests.emergency.stores import masks, moved
from tests.make import a_petition, an_office
from tests.people import CLERK, DISPATCHER, LEADER, SUPERVISOR, Person
from tests.petitions.marked import marked
from tests.publishing.test_answers import WORDS as ANSWER
from tests.publishing.test_appointments import NAME, PHONE
from tests.publishing.test_closures import a_way
from tests.publishing.test_notices import INTERNAL, WORDS

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HOME = "yunling-bureau"


def everything() -> list[str]:
    """Make it all; the pages on which somebody of the bureau works with it."""
    now = timezone.now()
    emergency = _an_emergency()
    made = [
        _petitions(emergency),
        _of_the_emergency(emergency),
        _told(),
        _on_duty(),
        _stores(emergency),
        _health(emergency),
        _themes(),
        _days(emergency),
    ]
    work_off(now)
    made += [[there("delivery", row.pk)] for row in Delivery.objects.all()]
    return [page for pages in made for page in pages]


def there(name: str, *arguments: object) -> str:
    """The address of a page."""
    return reverse(f"desk:{name}", args=arguments)


def _by(person: Person, ago: timedelta = timedelta()) -> dict[str, Any]:
    now = timezone.now()
    return {"by": person.user.viewer(localdate(now)), "at": now - ago}


def _an_emergency() -> Emergency:
    """An epidemic that began three weeks ago; its group has a head, the bureau an officer."""
    then = timezone.now() - 21 * DAY
    emergency = an_emergency(
        at=then, starts_at=then, expected_end_on=localdate(timezone.now()) + 20 * DAY
    )
    held = [
        (SUPERVISOR, an_office(HOME), Role.HEALTH_OFFICER),
        (DISPATCHER, leading(emergency), Role.GROUP_HEAD),
    ]
    for person, office, role in held:
        Post.objects.create(user=person.user, office=office, role=role, from_on=localdate(then))
    forget_now()
    return emergency


def _petitions(emergency: Emergency) -> list[str]:
    then = timezone.now() - 3 * HOUR
    marked(a_petition(State.RECEIVED, arrived_at=then), then + HOUR)
    a_petition(State.REGISTERED, arrived_at=then, request="请解决口罩供应。")
    index_waiting()
    return [there("emergency_board"), there("screening")]


def _of_the_emergency(emergency: Emergency) -> list[str]:
    now, office = timezone.now(), an_office(HOME)
    given = {"title": "第一次会议", "place": "三楼", "chair": "顾明澈", "attendees": "顾明澈",
             "passed_on": "", "decisions": "一、值班。"}  # fmt: skip
    minutes = meetings.considered(given, now - HOUR, at=now)
    meeting = meetings.record(office, minutes, emergency, **_by(DISPATCHER))
    wording = papers.considered({"kind": "contingency", "title": "应急预案", "text": "第一条"})
    paper = papers.write_paper(office, wording, **_by(DISPATCHER))
    one = [emergency.pk]
    return [
        there("emergencies"),
        there("declare_emergency"),
        there("emergency_plan", office.pk, EmergencyKind.EPIDEMIC),
        there("change_emergency_plan", office.pk, EmergencyKind.EPIDEMIC),
        there("emergency_group", leading(emergency).pk),
        *(there("emergency_task", each.pk) for each in Task.objects.order_by("pk")[:1]),
        there("meeting_add"),
        there("meeting", meeting.root),
        there("meeting_correct", meeting.root),
        there("paper_add"),
        there("paper", paper.root),
        there("paper_change", paper.root),
        *(there(name, *one) for name in ("emergency", "prolong_emergency", "end_emergency")),
        there("emergency_report", *one),
    ]


def _told() -> list[str]:
    now = timezone.now()
    today, office = localdate(now), an_office(HOME)
    public = notices.draft(office, replace(WORDS, from_on=today), **_by(DISPATCHER))
    notices.issue(public, **_by(LEADER))
    inner = notices.draft(office, replace(INTERNAL, from_on=today), **_by(DISPATCHER))
    notices.issue(inner, **_by(LEADER))
    draft = notices.draft(office, replace(WORDS, from_on=today), **_by(DISPATCHER))
    wording = replace(ANSWER, source_on=today, valid_from=today, valid_until=None)
    answer = answers.publish(office, wording, **_by(DISPATCHER))
    hall, letters = a_way(), a_way(Channel.LETTER)
    offer = Offer(
        first_on=today, last_on=today + 14 * DAY, begins=time(9), ends=time(10),
        minutes=30, limit=6,
    )  # fmt: skip
    appointments.offer(hall, offer, **_by(DISPATCHER, 10 * HOUR))
    for slot in VisitSlot.objects.filter(starts_at__range=(now, now + 13 * DAY)).order_by(
        "-starts_at"
    )[:2]:
        appointments.book(slot.pk, name=NAME, phone=PHONE, people=1, key=slot.pk.hex, at=now)
    shut = closures.close(letters, from_on=today, reason="防止聚集", **_by(LEADER))
    last = slot.starts_at
    return [
        there("notice_new"),
        *(there("notice", each.root) for each in (public, inner, draft)),
        there("notice_change", draft.root),
        there("notice_remind", inner.root),
        there("answers"),
        there("answer_new"),
        there("answer", answer.root),
        there("guides"),
        f"{there('appointments')}?day={localdate(last)}",
        there("offer"),
        there("appointment_book"),
        there("appointments_to_tell"),
        there("closures"),
        there("close_way", hall.pk),
        there("reopen_way", shut.pk),
    ]


def _on_duty() -> list[str]:
    now, office = timezone.now(), an_office(HOME)
    given = PostGiven(name="值班岗", phone="0990-0000112", people=2)
    post = duty.add_post(office, given, **_by(DISPATCHER))

    def watch(person: Person, begin: float, end: float) -> Shift:
        span: dict[str, Any] = {"begin": now + begin * HOUR, "end": now + end * HOUR}
        return duty.place(post, person.user, **span, **_by(DISPATCHER))

    over, mine, later = watch(CLERK, -9, -1), watch(CLERK, -1, 7), watch(CLERK, 30, 38)
    watch(LEADER, 40, 48)
    handovers.give(over, words="无", unread=(), **_by(CLERK))
    swaps.ask(later, colleague=LEADER.user, **_by(CLERK))
    raise_alert(office, AlertCode.GAP, None, now)
    days: dict[str, Any] = {"from_on": localdate(now) + 5 * DAY, "to_on": localdate(now) + 6 * DAY}
    duty.take_leave(SUPERVISOR.user, **days, kind=LeaveKind.ANNUAL, **_by(DISPATCHER))
    names = ("duty", "duty_month", "duty_desks", "duty_feed", "duty_leave", "duty_post_add")
    return [
        *(there(name) for name in names),
        *(there(name, post.pk) for name in ("duty_post", "duty_fill", "duty_place")),
        *(there("duty_shift", each.pk) for each in (mine, later)),
        there("duty_cancel", later.pk),
    ]


def _stores(emergency: Emergency) -> list[str]:
    now = timezone.now()
    today = localdate(now)
    supply = masks(when=now, name="暖手炉")
    asks = [
        supplies.ask(supply, amount=10, need=20, reason="防疫", **_by(CLERK)) for _each in (1, 2)
    ]
    supplies.decide(asks[0], approved=True, **_by(LEADER))
    [lot_move] = supplies.receive(supply, moved(9, today, receiver=""), **_by(CLERK))
    [issued] = supplies.issue(supply, moved(2, today), **_by(CLERK))
    ground = sites.Ground(emergency, an_office(HOME))
    sites.set_hall(ground, limit=20, post=None, **_by(CLERK))
    sites.hold(ground, entry=new_id(), letters=3, hours=0, **_by(CLERK))
    return [
        there("supplies"),
        there("supply_add"),
        *(there("supply_decide", each.pk) for each in asks),
        there("supply_scrap", lot_move.lot_id),
        there("supply_mend", issued.pk, "return"),
        there("supply_mend", issued.pk, "correct"),
        there("supply", supply.pk),
        *(there(f"supply_{each}", supply.pk) for each in ("change", "ask", "receive", "issue")),
        *(there(name) for name in ("sites", "sites_setup", "sites_door")),
        there("site_late", Site.objects.all()[0].pk),
    ]


def _health(emergency: Emergency) -> list[str]:
    then = 15 * DAY
    for person in (CLERK, LEADER):
        since = localdate(timezone.now() - then)
        stay = health_ledger.isolate(
            emergency, person.user.pk, reason=IsolationReason.CONTACT, since=since,
            once=new_id(), **_by(SUPERVISOR, then),
        )  # fmt: skip
    health_ledger.propose_release(emergency, stay.pk, once=new_id(), **_by(SUPERVISOR))
    names = ("my_health", "health_more", "health_people", "health_limits", "health_releases")
    ledger = f"{there('health_ledger')}?reason=核对隔离天数"
    return [*(there(name) for name in names), ledger, there("health_for", CLERK.user.pk)]


def _themes() -> list[str]:
    today = localdate(timezone.now())
    given = ThemeGiven(title="停水通知", gatherer=CLERK.user.pk, from_on=today - 30 * DAY)
    theme = opinions.begin(an_office(HOME), given, **_by(CLERK))
    then = timezone.now() - DAY
    one, two = (a_suggestion(arrived_at=then) for _each in (1, 2))
    opinions.gather(theme, [one.pk], **_by(CLERK))
    draft = proposals.draft(theme, PROPOSAL, **_by(DISPATCHER))
    signed = proposals.draft(theme, replace(PROPOSAL, title="另一份"), **_by(DISPATCHER))
    made = proposals.issue(signed, **_by(LEADER))
    organ = made.addressed.all()[0]
    proposals.submit(organ, way=SubmissionWay.EXCHANGE, delivered_on=today, **_by(DISPATCHER))
    return [
        there("theme_add"),
        f"{there('join_theme')}?row={two.pk}",
        there("theme", theme.pk),
        there("theme_change", theme.pk),
        f"{there('gather', theme.pk)}?from={today - 30 * DAY}&to={today}",
        there("proposal_add", theme.pk),
        *(there("proposal", each.root) for each in (draft, signed)),
        there("proposal_change", draft.root),
    ]


def _days(emergency: Emergency) -> list[str]:
    now, office = timezone.now(), an_office(HOME)
    today = localdate(now)
    draft = situations.compile_now(office, emergency, today, **_by(DISPATCHER))
    past = situations.compile_now(office, emergency, today - DAY, **_by(DISPATCHER))
    situations.issue(past, edition=past.edition, **_by(LEADER))
    return [there("situations", emergency.pk), *(there("situation", e.pk) for e in (draft, past))]
