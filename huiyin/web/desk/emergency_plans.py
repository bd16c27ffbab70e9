"""预案. The plan of a bureau for a kind of emergency: to read, to print, and to change."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.emergency import planning
from huiyin.emergency.ending import DECIDING
from huiyin.emergency.plans import PLACES
from huiyin.emergency.writing import number_typed
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.terms_emergency import TAGS, EmergencyKind, Milestone
from huiyin.web.desk.emergency_pages import ROLES, back, bureaus_of, names
from huiyin.web.desk.emergency_plan_typed import (
    CLOSABLE,
    LONGEST_NAME,
    LONGEST_WORDS,
    as_typed,
    reports_of,
    written,
)
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page


@dataclass(frozen=True)
class Lines:
    """A list of the plan as a text of lines."""

    name: str
    label: str
    help: str
    value: str


@require_GET
@staff_page(roles=ROLES)
def plan(request: StaffRequest, office_id: UUID, kind: str) -> HttpResponse:
    """Read a plan, and print it."""
    bureau, which = _bureau_or_404(request, office_id), _kind_or_404(kind)
    rows = planning.versions(bureau, which)
    seen = planning.read(rows[0]) if rows else planning.SHIPPED[which]
    who = names(each.written_by for each in rows)
    return page(
        request,
        "desk/emergency/plan.html",
        here="emergency",
        bureau=bureau,
        plan=seen,
        minutes=[(each, seen.minutes[each]) for each in Milestone],
        versions=rows,
        written=[(each, who.get(each.written_by, "")) for each in rows],
        is_ours=request.viewer.may_act(DECIDING, str(bureau.pk)) is not None,
        done=request.GET.get("done", ""),
    )


@require_http_methods(["GET", "POST"])
@staff_page(roles=DECIDING)
def change(request: StaffRequest, office_id: UUID, kind: str) -> HttpResponse:
    """Write a new version of a plan."""
    bureau, which = _bureau_or_404(request, office_id), _kind_or_404(kind)
    if request.viewer.may_act(DECIDING, str(bureau.pk)) is None:
        raise Http404
    last = planning.newest(bureau, which)
    before = planning.plan_for(bureau, which)
    problem = Refused("")
    if request.method == "POST":
        try:
            planning.change_plan(
                bureau,
                written(request.POST, before),
                read_version=number_typed(request.POST.get("version", ""), 0, 32000, "version"),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("emergency_plan", bureau.pk, which.value, done="changed")
    typed = request.POST if request.method == "POST" else as_typed(before)
    return page(
        request,
        "desk/emergency/plan_change.html",
        status=422 if problem.sentence else 200,
        here="emergency",
        bureau=bureau,
        plan=before,
        version=typed.get("version", str(last.version if last else 0)),
        name=typed.get("name", ""),
        groups=[
            (each, typed.get(f"purpose-{each.kind}", ""), typed.get(f"duties-{each.kind}", ""))
            for each in before.groups
        ],
        notices=[
            (each, typed.get(f"title-{each.code}", ""), typed.get(f"words-{each.code}", ""))
            for each in before.notices
        ],
        minutes=[(each, typed.get(f"minutes-{each}", "")) for each in Milestone],
        tags=[(each, each.value in typed.getlist("tags")) for each in TAGS[which]],
        closes=[(each, each.value in typed.getlist("closes")) for each in CLOSABLE],
        texts=_texts(typed),
        hours=typed.get("hours", ""),
        rest_hours=typed.get("rest_hours", ""),
        reports=[(each, typed.get(f"report-{each}", "")) for each in reports_of(which)],
        places=[f"{{{each}}}" for each in PLACES],
        problem=problem,
        longest_name=LONGEST_NAME,
        longest_words=LONGEST_WORDS,
    )


def _texts(typed: QueryDict) -> list[Lines]:
    said = {
        "words": (_("排查用词"), _("用空格或者换行隔开。只用来提示，由人判断。")),
        "rosters": (
            _("值班岗"),
            _(
                "每行一个：名称，起止时间，每班人数，每班几小时（8、12、24），几分钟没人应答叫下一个。"
                "后两项可以不写。例如：应急值班岗，00:00-24:00，2，12，10"
            ),
        ),
        "supplies": (
            _("要有的物资"),
            _("每行一种：名称，单位，两周需要多少。例如：医用口罩，只，1000"),
        ),
        "places": (_("每天消毒的区域"), _("每行一处：名称，每天几次。例如：电梯，2")),
        "preparations": (_("启动后的准备事项"), _("每行一项，启动时列为任务。")),
        "stand_down": (_("结束事项"), _("每行一项，结束时列为任务。")),
        "practice": (
            _("演练用的信访件"),
            _(
                "每行一件：网上、来信或者来电，冒号，反映的内容。内容是编的，不写真实的人名、地名、"
                "电话。演练开始时收到；空着的，用随系统提供的。"
            ),
        ),
    }
    return [Lines(name, *labels, typed.get(name, "")) for name, labels in said.items()]


def _bureau_or_404(request: StaffRequest, office_id: UUID) -> Office:
    for each in bureaus_of(request):
        if each.pk == office_id:
            return each
    raise Http404


def _kind_or_404(kind: str) -> EmergencyKind:
    if kind not in set(EmergencyKind):
        raise Http404
    return EmergencyKind(kind)
