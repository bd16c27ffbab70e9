"""值班. The page for three in the morning: who is on duty, my watch, what waits for me."""

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huiyin.accounts.models import User
from huiyin.accounts.telephones import phone_of
from huiyin.duty import actions, alerts, check_ins, handovers, swaps
from huiyin.duty.errors import Refused
from huiyin.duty.models import Alert, AlertCall, DutyPost, Handover, Shift, people_of
from huiyin.duty.months import gaps_ahead
from huiyin.duty.on_duty import ONE_MINUTE
from huiyin.notifications.actions import can_send_messages
from huiyin.notifications.models import Notice
from huiyin.notifications.waking import messages_to
from huiyin.petitions.emergency_unread import unread
from huiyin.petitions.models import Petition
from huiyin.rules.rosters import missed, spans_needed
from huiyin.rules.terms_duty import OF_PETITIONS, AlertCode
from huiyin.web.desk.duty_pages import (
    DUTY_ROLES,
    back,
    colleagues,
    moment_in,
    office_asked,
    offices_of,
    page,
    typed,
)
from huiyin.web.desk.frame import own_office_ids
from huiyin.web.desk.gate import StaffRequest, staff_page

AHEAD = timedelta(days=14)
MY_DAYS = timedelta(days=45)
Row = tuple[Alert, str, list[AlertCall], Petition | None]
MOST_NOTES, MOST_UNREAD, MOST_ALERTS, MOST_WOKEN = 10, 6, 30, 6


def unread_of(request: StaffRequest, office: UUID | None = None) -> list[Petition]:
    """The emergency petitions with running hours that must be opened before one signs.

    Who goes leaves none that nobody of the office has opened; who comes, without `office`, has
    opened each.
    """
    readers = [request.viewer.id]
    if office is not None:
        readers += [str(each.pk) for each in people_of(office, request.today)]
    mine = own_office_ids(request.viewer)
    rows = unread(request.viewer, offices=mine, readers=readers, today=request.today)
    return list(rows[:MOST_UNREAD])


def _numbers(waiting: list[Petition]) -> list[str]:
    return [each.number for each in waiting]


@require_GET
@staff_page(roles=DUTY_ROLES)
def duty(request: StaffRequest) -> HttpResponse:
    """Who is on duty, my watches, what waits for my word, and what is uncovered ahead."""
    return _home(request)


def _home(request: StaffRequest, problem: Refused | None = None) -> HttpResponse:
    me, now = UUID(request.viewer.id), request.now
    office = office_asked(request)
    posts = list(DutyPost.objects.filter(office=office, is_open=True))
    running = Shift.objects.filter(post__in=posts).at(now).select_related("user")
    mine = list(
        Shift.objects.touching(now, now + MY_DAYS)
        .filter(user=me)
        .select_related("post__office")
        .prefetch_related("check_ins")
    )
    current = next((each for each in mine if each.begins_at <= now + check_ins.EARLY), None)
    notes = handovers.notes_of(office.pk)[:MOST_NOTES]
    untaken = [each for each in notes if each.taken_at is None and each.shift.user_id != me]
    return page(
        request,
        "home",
        problem=problem,
        office=office,
        workplaces=offices_of(request),
        plans=actions.plans(request.viewer, office.pk),
        held=[
            (post, [(each, phone_of(each.user)) for each in running if each.post_id == post.pk])
            for post in posts
            if spans_needed(post.need(), now, now + ONE_MINUTE)
        ],
        has_posts=bool(posts),
        alerts=_with_messages(_alerts(request)),
        sends=can_send_messages(),
        has_phone=request.person.phone is not None,
        current=current,
        is_early=current is not None and current.begins_at > now,
        handed_over=current is not None and Handover.objects.filter(shift=current).exists(),
        ahead=[each for each in mine if each != current],
        unsigned=handovers.not_given(me, at=now),
        order=alerts.whom_to_wake(office, now)[:MOST_WOKEN],
        patience=alerts.patience(office),
        swaps=[
            (each, str(each.colleague_id) == request.viewer.id)
            for each in swaps.swaps_of(me, at=now)
        ],
        untaken=untaken,
        unread=unread_of(request) if untaken else [],
        notes=notes,
        gaps=gaps_ahead(posts, begin=now.replace(second=0, microsecond=0), end=now + AHEAD),
    )


def _alerts(request: StaffRequest) -> list[Row]:
    """Open alerts of one's offices in words, who was called, and the petition if one sees it."""
    offices = [UUID(each.office) for each in request.viewer.holdings]
    found = list(alerts.open_alerts(offices)[:MOST_ALERTS])
    seen = Petition.objects.visible_to(request.viewer, today=request.today)
    about = seen.in_bulk({each.subject for each in found if each.code in OF_PETITIONS})
    return [
        (each, _(AlertCode(each.code).zh), list(each.calls.all()), about.get(each.subject))
        for each in found
        if each.subject is None or each.code not in OF_PETITIONS or each.subject in about
    ]


def _with_messages(rows: list[Row]) -> list[tuple[Row, list[tuple[AlertCall, Notice | None]]]]:
    """Each alert with what became of the short message to everybody called."""
    sent = messages_to(call for row in rows for call in row[2])
    return [(row, [(call, sent.get(call.pk)) for call in row[2]]) for row in rows]


@require_POST
@staff_page(roles=DUTY_ROLES)
def seen(request: StaffRequest, alert_id: UUID) -> HttpResponse:
    """知道了. Nobody else is woken."""
    mine = [each for each, *_rest in _alerts(request) if each.pk == alert_id]
    if not mine:
        offices = [UUID(each.office) for each in request.viewer.holdings]
        mine = list(
            Alert.objects.filter(pk=alert_id, office__in=offices, acknowledged_by=request.person.pk)
        )  # a second tap
    if not mine:
        raise Http404
    alerts.acknowledge(mine[0], by=request.viewer, at=request.now)
    return back("duty", done="seen")


@require_POST
@staff_page(roles=DUTY_ROLES)
def check_in(request: StaffRequest) -> HttpResponse:
    """签到, in one tap."""
    try:
        check_ins.check_in(request.person, at=request.now)
    except Refused as refused:
        return _home(request, refused)
    return back("duty", done="checked")


@require_http_methods(["GET", "POST"])
@staff_page(roles=DUTY_ROLES)
def shift(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """One watch of mine: hand it over, or ask a colleague to stand it."""
    found = Shift.objects.standing().filter(pk=shift_id, user=request.person.pk)
    mine = get_object_or_404(found.select_related("post__office"))
    problem = Refused("")
    if request.method == "POST":
        try:
            if "give" in request.POST:
                handovers.give(
                    mine,
                    words=request.POST.get("words", ""),
                    unread=_numbers(unread_of(request, mine.post.office_id)),
                    by=request.viewer,
                    at=request.now,
                )
                return back("duty", done="given")
            if "late" in request.POST:
                _enter_late(request, mine)
                return back("duty_shift", mine.pk, done="late")
            _ask(request, mine)
        except Refused as refused:
            problem = refused
        else:
            return back("duty", done="asked")
    seen = list(mine.check_ins.all())
    theirs = Shift.objects.standing().filter(
        post__office=mine.post.office_id, begins_at__gt=request.now
    )
    others = [
        each for each in colleagues(request, mine.post.office_id) if each[0] != str(mine.user_id)
    ]
    return page(
        request,
        "shift",
        problem=problem,
        shift=mine,
        has_begun=mine.begins_at <= request.now,
        handover=Handover.objects.filter(shift=mine).select_related("taken_by").first(),
        unread=unread_of(request, mine.post.office_id) if mine.begins_at <= request.now else [],
        seen=seen,
        missed=missed(
            mine.watch(),
            every=mine.check_every(),
            seen=[each.at for each in seen],
            until=request.now,
        ),
        colleagues=others,
        returns=theirs.exclude(user=mine.user).select_related("user", "post")[:40],
        typed=typed(
            request, words="", colleague="", in_return="", seen_day="", seen_time="", why=""
        ),
        longest=handovers.LONGEST_WORDS,
    )


def _enter_late(request: StaffRequest, mine: Shift) -> None:
    posted, by, at = request.POST, request.viewer, request.now
    moment = moment_in(posted, "seen_day", "seen_time")
    check_ins.enter_late(mine, seen=moment, why=posted.get("why", ""), by=by, at=at)


def _ask(request: StaffRequest, mine: Shift) -> None:
    known = dict(colleagues(request, mine.post.office_id))
    chosen = request.POST.get("colleague", "")
    if chosen not in known:
        raise Refused(_("请选择本机构的一位同事。"), field="colleague")
    wanted = request.POST.get("in_return", "")
    theirs = Shift.objects.standing().filter(user=UUID(chosen), begins_at__gt=request.now)
    in_return = next(
        (each for each in theirs.select_related("post") if str(each.pk) == wanted), None
    )
    if wanted and in_return is None:
        raise Refused(_("换回来的班要是这位同事的。"), field="in_return")
    swaps.ask(
        mine,
        colleague=User.objects.get(pk=chosen),
        in_return=in_return,
        by=request.viewer,
        at=request.now,
    )


@require_POST
@staff_page(roles=DUTY_ROLES)
def swap(request: StaffRequest, swap_id: UUID) -> HttpResponse:
    """Agree, decline, or withdraw what one asked."""
    found = swaps.swaps_of(UUID(request.viewer.id), at=request.now)
    one = get_object_or_404(found, pk=swap_id)
    try:
        if "withdraw" in request.POST:
            swaps.withdraw(one, by=request.viewer, at=request.now)
        else:
            agreed = "agree" in request.POST
            swaps.answer(one, agreed=agreed, by=request.viewer, at=request.now)
    except Refused as refused:
        return _home(request, refused)
    return back("duty", done="settled")


@require_POST
@staff_page(roles=DUTY_ROLES)
def take(request: StaffRequest, handover_id: UUID) -> HttpResponse:
    """接班. Sign a note that a colleague has left."""
    mine = {each.pk for each in offices_of(request)}
    found = Handover.objects.filter(pk=handover_id, shift__post__office__in=mine)
    one = get_object_or_404(found.select_related("shift__post"))
    if one.taken_at is not None and str(one.taken_by_id) == request.viewer.id:
        return back("duty", done="taken")  # a second tap
    try:
        waiting = _numbers(unread_of(request))
        handovers.take(one, unread=waiting, by=request.viewer, at=request.now)
    except Refused as refused:
        return _home(request, refused)
    return back("duty", done="taken")
