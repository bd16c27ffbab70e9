"""会议. The minutes of a bureau: written, corrected, printed; and the tasks each meeting set."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.emergency import meetings as verbs
from huiyin.emergency.models import Emergency, Meeting, Task
from huiyin.emergency.tasks import LONGEST_WHAT, owners
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.web.desk.emergency_pages import (
    ROLES,
    back,
    emergencies_of,
    inner_bureaus,
    moment_of,
    names,
    one_of,
    optional_moment,
    typed_moment,
)
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page

FIELDS = ("title", "held_at", "place", "chair", "attendees", "passed_on", "decisions", "emergency")


@require_GET
@staff_page(roles=ROLES)
def meetings(request: StaffRequest) -> HttpResponse:
    """The minutes of one's bureau, the newest first."""
    bureaus = inner_bureaus(request)
    if not bureaus:
        raise Http404
    rows = Meeting.objects.filter(office__in=bureaus).order_by("root", "-version").distinct("root")
    held = sorted(rows, key=lambda each: (each.held_at, each.pk), reverse=True)
    return page(
        request,
        "desk/emergency/meetings.html",
        here="emergency",
        meetings=held,
        may_write=any(verbs.may_write(each, request.viewer) for each in bureaus),
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=verbs.MINUTING)
def add(request: StaffRequest) -> HttpResponse:
    """Write the minutes of a meeting."""
    bureau = _written_bureau_or_404(request)
    problem = Refused("")
    if request.method == "POST":
        try:
            made = verbs.record(
                bureau,
                _given(request),
                _emergency(request, bureau),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("meeting", made.root, done="recorded")
    typed = {name: request.POST.get(name, "") for name in FIELDS}
    typed["held_at"] = typed["held_at"] or typed_moment(request.now)
    return _form(request, bureau, typed, problem, last=None)


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES)
def meeting(request: StaffRequest, root: UUID) -> HttpResponse:
    """The minutes, for reading and for paper, with the tasks; whoever writes sets more of them."""
    rows = _versions_or_404(request, root)
    writes = verbs.may_write(rows[0].office, request.viewer)
    problem = Refused("")
    if request.method == "POST":
        if not writes:
            raise Http404
        try:
            verbs.set_task(
                rows[0],
                request.POST.get("what", ""),
                owner=one_of(request, "owner"),
                due_at=optional_moment(request, "due_at"),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("meeting", root, done="task")
    who = names(each.written_by for each in rows)
    return page(
        request,
        "desk/emergency/meeting.html",
        status=422 if problem.sentence else 200,
        here="emergency",
        meeting=rows[0],
        versions=[(each, who.get(each.written_by, "")) for each in rows],
        attendees="、".join(rows[0].attendees.splitlines()),
        tasks=Task.objects.filter(meeting=root).select_related("owner"),
        writes=writes,
        owners=owners(Task(office=rows[0].office), request.now) if writes else [],
        typed={name: request.POST.get(name, "") for name in ("what", "owner", "due_at")},
        now=request.now,
        problem=problem,
        longest_what=LONGEST_WHAT,
        done=request.GET.get("done", ""),
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=verbs.MINUTING)
def correct(request: StaffRequest, root: UUID) -> HttpResponse:
    """Correct the minutes: a new version, the old ones stay."""
    rows = _versions_or_404(request, root)
    if not verbs.may_write(rows[0].office, request.viewer):
        raise Http404
    problem, last = Refused(""), rows[0]
    if request.method == "POST":
        seen = request.POST.get("version", "")
        read = next((each for each in rows if str(each.version) == seen), rows[-1])
        try:
            verbs.correct(read, _given(request), by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return back("meeting", root, done="corrected")
        typed = {name: request.POST.get(name, "") for name in FIELDS}
    else:
        typed = {name: str(getattr(last, name)) for name in FIELDS}
        typed["held_at"] = typed_moment(last.held_at)
    return _form(request, last.office, typed, problem, last=last)


def _form(
    request: StaffRequest,
    bureau: Office,
    typed: dict[str, str],
    problem: Refused,
    *,
    last: Meeting | None,
) -> HttpResponse:
    return page(
        request,
        "desk/emergency/meeting_form.html",
        status=422 if problem.sentence else 200,
        here="emergency",
        bureau=bureau,
        emergencies=[] if last else _chosen_from(request, bureau),
        typed=typed,
        last=last,
        problem=problem,
        longest=verbs.LONGEST,
    )


def _given(request: StaffRequest) -> verbs.Minutes:
    held_at = moment_of(request, "held_at", _("请填写会议的日期和钟点。"))
    return verbs.considered(request.POST, held_at, at=request.now)


def _chosen_from(request: StaffRequest, bureau: Office) -> list[Emergency]:
    return [each for each in emergencies_of(request) if each.office_id == bureau.pk]


def _emergency(request: StaffRequest, bureau: Office) -> Emergency | None:
    wish = one_of(request, "emergency")
    return next((each for each in _chosen_from(request, bureau) if each.pk == wish), None)


def _written_bureau_or_404(request: StaffRequest) -> Office:
    for each in inner_bureaus(request):
        if verbs.may_write(each, request.viewer):
            return each
    raise Http404


def _versions_or_404(request: StaffRequest, root: UUID) -> list[Meeting]:
    mine = Meeting.objects.filter(root=root, office__in=inner_bureaus(request))
    rows = list(mine.select_related("office", "emergency").order_by("-version"))
    if not rows:
        raise Http404
    return rows
