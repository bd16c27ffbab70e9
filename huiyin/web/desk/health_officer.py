"""健康台账. Opened by the health officer for a reason; isolation, and who decides its end."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.emergency import health_ledger
from huiyin.emergency.health import OFFICER, asked
from huiyin.emergency.health_ledger import DECIDING_RELEASE, Ledger
from huiyin.emergency.health_limits import as_set
from huiyin.emergency.health_models import FeverLimit, HealthEntry
from huiyin.emergency.models import Emergency
from huiyin.organisations.errors import Refused
from huiyin.rules.health import reportable, threshold_on
from huiyin.rules.ids import new_id
from huiyin.rules.terms_health import HealthEntryKind, IsolationReason, Movement, Whereabouts
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.health_pages import (
    all_kept_by,
    back,
    day_in,
    decided_by,
    kept_by,
    once_in,
    page,
    typed,
)
from huiyin.web.desk.signin_proof import when_sent


@require_http_methods(["GET", "POST"])
@staff_page(roles=OFFICER, proves=when_sent)
def ledger(request: StaffRequest) -> HttpResponse:
    """Closed until a reason was typed; open only as the answer to it, and kept by no browser."""
    emergency = kept_by(request)
    if request.method != "POST":
        return _closed(request, emergency)
    by, at = request.viewer, request.now
    try:
        opened = health_ledger.read(emergency, reason=request.POST.get("reason", ""), by=by, at=at)
    except Refused as refused:
        return _closed(request, emergency, refused)
    return _open(request, emergency, opened)


def _closed(
    request: StaffRequest, emergency: Emergency, problem: Refused | None = None
) -> HttpResponse:
    others = [each for each in all_kept_by(request) if each != emergency]
    return page(request, "closed", emergency=emergency, others=others, problem=problem)


def _open(
    request: StaffRequest, emergency: Emergency, opened: Ledger, problem: Refused | None = None
) -> HttpResponse:
    today = request.today
    limits = as_set(FeverLimit.objects.filter(office=emergency.office))
    stays = [
        (each, each.isolation.day_number(today), each.gaps(today), each.is_releasable(today))
        for each in opened.stays()
    ]
    return page(
        request,
        "ledger",
        problem=problem,
        emergency=emergency,
        days=[
            (on, limit, _unwell(opened, on, limit))
            for on in reportable(request.now)
            for limit in [threshold_on(on, limits)]
        ],
        stays=[each for each in stays if each[0].released_at is None],
        released=[each for each in stays if each[0].released_at is not None],
        contacts=[
            (row, values) for row, values in _latest(opened) if values["own"] or values["family"]
        ],
        moved=[
            (row, Movement(values["movement"]), date.fromisoformat(values["on"]), values)
            for row, values in opened.of_kind(HealthEntryKind.MOVEMENT)
        ][::-1],
        closed=opened.closed,
        people=[each.person for each in asked(emergency, today, now=request.now)],
        reasons=list(IsolationReason),
        typed=typed(request.POST, "person", "isolation_reason", "since"),
        reason=request.POST.get("reason", ""),
    )


def _unwell(opened: Ledger, on: date, limit: Decimal) -> list[tuple[object, ...]]:
    """The reports of a day of which something is not as usual, by what each person said last."""
    last = {row.user_id: (row, values) for row, values in opened.reports if row.on == on}
    found: list[tuple[object, ...]] = []
    for row, values in last.values():
        fever = bool(values["temperature"]) and Decimal(values["temperature"]) >= limit
        if fever or values["symptoms"] or values["whereabouts"] != Whereabouts.HERE:
            found.append((row, values, fever, Whereabouts(values["whereabouts"])))
    return found


def _latest(opened: Ledger) -> list[tuple[HealthEntry, dict[str, bool]]]:
    """The last screening of each person: an earlier answer is superseded."""
    screened = opened.of_kind(HealthEntryKind.SCREENING)
    return list({row.key.user_id: (row, values) for row, values in screened}.values())


@require_POST
@staff_page(roles=OFFICER, proves=when_sent)
def isolate(request: StaffRequest) -> HttpResponse:
    """Begin somebody's isolation."""
    emergency, posted = kept_by(request), request.POST
    try:
        health_ledger.isolate(
            emergency,
            _person(posted.get("person", "")),
            reason=posted.get("isolation_reason", ""),
            since=day_in(posted, "since"),
            once=once_in(posted),
            by=request.viewer,
            at=request.now,
        )
    except Refused as refused:
        return _again(request, emergency, refused)
    return back("health_ledger", at=str(emergency.pk), done="entered")


@require_POST
@staff_page(roles=OFFICER, proves=when_sent)
def propose(request: StaffRequest, stay_id: UUID) -> HttpResponse:
    """Propose that somebody's isolation ends."""
    emergency, once = kept_by(request), once_in(request.POST)
    try:
        health_ledger.propose_release(
            emergency, stay_id, once=once, by=request.viewer, at=request.now
        )
    except Refused as refused:
        return _again(request, emergency, refused)
    return back("health_ledger", at=str(emergency.pk), done="proposed")


def _again(request: StaffRequest, emergency: Emergency, problem: Refused) -> HttpResponse:
    """The ledger as it was open, with what is to be mended; without a reason it is shut."""
    by, at = request.viewer, request.now
    try:
        opened = health_ledger.read(emergency, reason=request.POST.get("reason", ""), by=by, at=at)
    except Refused:
        return _closed(request, emergency, problem)
    return _open(request, emergency, opened, problem)


def _person(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()  # nobody: the action says what to choose


@require_http_methods(["GET"])
@staff_page(roles=DECIDING_RELEASE)
def releases(request: StaffRequest) -> HttpResponse:
    """审批解除隔离. What waits for the head of the leadership group: days and gaps, no value."""
    return _releases(request, decided_by(request))


@require_POST
@staff_page(roles=DECIDING_RELEASE)
def decide(request: StaffRequest, stay_id: UUID) -> HttpResponse:
    """Agree to a release, or let the isolation go on."""
    decided = decided_by(request)
    row = HealthEntry.objects.filter(pk=stay_id, key__emergency__in=decided)
    entry = row.select_related("key__emergency").first()
    try:
        health_ledger.decide_release(
            entry.key.emergency if entry else decided[0],
            stay_id,
            agrees="agree" in request.POST,
            once=once_in(request.POST),
            by=request.viewer,
            at=request.now,
        )
    except Refused as refused:
        return _releases(request, decided, refused)
    return back("health_releases", done="decided")


def _releases(
    request: StaffRequest, decided: list[Emergency], problem: Refused | None = None
) -> HttpResponse:
    today = request.today
    return page(
        request,
        "releases",
        problem=problem,
        waiting=[
            (each, stay, stay.isolation.day_number(today), stay.gaps(today))
            for each in decided
            for stay in health_ledger.ledger(each).stays()
            if stay.proposal
        ],
    )
