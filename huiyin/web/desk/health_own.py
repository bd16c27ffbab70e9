"""每日健康报告. My own report in two taps; screening and movements; all that is kept of me."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huiyin.emergency import health_reporting as reporting
from huiyin.emergency.health import asks, first_reports
from huiyin.emergency.health_ledger import Ledger, Stay
from huiyin.emergency.health_ledger import ledger as opened
from huiyin.organisations.errors import Refused
from huiyin.rules.health import ONE_DAY, is_in_time, standing
from huiyin.rules.terms_health import HealthEntryKind, Movement, Whereabouts
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.health_pages import back, day_in, once_in, page, typed


@require_http_methods(["GET", "POST"])
@staff_page
def report(request: StaffRequest) -> HttpResponse:
    """My report of today, or of yesterday late; who is asked nothing is told so."""
    problem = Refused("")
    if request.method == "POST":
        try:
            _send(request)
        except Refused as refused:
            problem = refused
        else:
            return back("my_health", done="reported")
    return _page(request, problem)


def _send(request: StaffRequest) -> None:
    posted = request.POST
    reporting.report(
        request.person,
        condition_in(posted),
        on=None if posted.get("for") == "today" else day_in(posted, "on", request.today),
        once=once_in(posted),
        at=request.now,
        waited=_waited(posted.get("waited", "")),
    )


def condition_in(posted: Mapping[str, str]) -> reporting.Condition:
    """What was answered; without an answer everything is as usual."""
    return reporting.Condition(
        temperature=posted.get("temperature", ""),
        has_symptoms=posted.get("symptoms") == "yes",
        whereabouts=posted.get("whereabouts", Whereabouts.HERE),
    )


def _waited(text: str) -> timedelta:
    """How long the report has waited on the phone, in seconds; nothing for what is no number."""
    is_number = text.isascii() and text.isdigit() and len(text) < 7
    return timedelta(seconds=int(text)) if is_number else timedelta(0)


def _page(request: StaffRequest, problem: Refused) -> HttpResponse:
    today, yesterday = request.today, request.today - ONE_DAY
    now_asked, asked_before = asks(request.person, today), asks(request.person, yesterday)
    on = yesterday if _wants(request, yesterday) else today
    emergency = (asked_before if on == yesterday else None) or now_asked
    if emergency is None:
        return page(request, "none", problem=problem, yesterday=asked_before and yesterday)
    me = request.person
    mine = opened(emergency, people=[me])
    sent = first_reports({me.pk}, on).get(me.pk)
    return page(
        request,
        "report",
        problem=problem,
        emergency=emergency,
        on=on,
        is_today=on == today,
        yesterday=yesterday,
        missed_yesterday=asked_before is not None and not first_reports({me.pk}, yesterday),
        sent=sent,
        told_at=next((said.get("told_at") for row, said in mine.reports if row == sent), ""),
        stands=standing(
            on,
            received_at=sent.received_at if sent else None,
            filled_at=sent.filled_at if sent else None,
            now=request.now,
        ),
        is_late=not is_in_time(on, request.now),
        stay=_my_stay(mine, today),
        whereabouts=list(Whereabouts),
        typed=typed(request.POST, "temperature", "symptoms", "whereabouts"),
    )


def _wants(request: StaffRequest, day: date) -> bool:
    asked = request.POST.get("on") or request.GET.get("on")
    return asked == day.isoformat()


def _my_stay(mine: Ledger, today: date) -> tuple[Stay, int, int] | None:
    """My isolation: it, which day of it, and how many days lack an entry."""
    for each in mine.stays():
        if each.released_at is None:
            return each, each.isolation.day_number(today), len(each.gaps(today - ONE_DAY))
    return None


@require_http_methods(["GET", "POST"])
@staff_page
def more(request: StaffRequest) -> HttpResponse:
    """接触情况和人员动态. Two questions, my movements, and all that is kept of me."""
    emergency = asks(request.person, request.today)
    if emergency is None:
        return page(request, "none")
    problem = Refused("")
    if request.method == "POST":
        try:
            _enter(request)
        except Refused as refused:
            problem = refused
        else:
            return back("health_more", done="entered")
    mine = opened(emergency, people=[request.person])
    return page(
        request,
        "more",
        problem=problem,
        emergency=emergency,
        movements=list(Movement),
        typed=typed(request.POST, "own", "family", "movement", "moved_on", "province"),
        screened=mine.of_kind(HealthEntryKind.SCREENING)[-1:],
        moved=[
            (Movement(values["movement"]), date.fromisoformat(values["on"]), values["province"])
            for _row, values in mine.of_kind(HealthEntryKind.MOVEMENT)
        ],
        reports=[(row, values, Whereabouts(values["whereabouts"])) for row, values in mine.reports][
            ::-1
        ],
    )


def _enter(request: StaffRequest) -> None:
    posted, once, at = request.POST, once_in(request.POST), request.now
    if "movement" in posted:
        reporting.move(
            request.person,
            movement=posted["movement"],
            on=day_in(posted, "moved_on"),
            is_other_province=posted.get("province") == "yes",
            once=once,
            at=at,
        )
        return
    answers = [posted.get("own"), posted.get("family")]
    if any(each not in ("yes", "no") for each in answers):
        raise Refused(_("两个问题都请选择有或者没有。"), field="own")
    own, family = (each == "yes" for each in answers)
    reporting.screen(request.person, own_contact=own, family_contact=family, once=once, at=at)
