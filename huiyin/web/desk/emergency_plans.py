"""预案. The plan of a bureau for a kind of emergency: to read, to print, and to change by a leader.

On the form each list is a text of lines, as people write lists.
"""

from dataclasses import dataclass, replace
from uuid import UUID

from django.http import Http404, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.emergency import planning
from huiyin.emergency.ending import DECIDING
from huiyin.emergency.plans import (
    PLACES,
    Plan,
    PlannedGroup,
    PlannedNotice,
    PlannedReport,
    PlannedRoster,
)
from huiyin.emergency.writing import hours_typed, lines, number_typed, text_typed
from huiyin.organisations.errors import Refused
from huiyin.organisations.models import Office
from huiyin.rules.terms import Channel
from huiyin.rules.terms_emergency import TAGS, EmergencyKind, Milestone
from huiyin.web.desk.emergency_pages import ROLES, back, bureaus_of, names
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page

LONGEST_NAME = 40
LONGEST_WORDS = 4000
CLOSABLE = (Channel.VISIT,)
"""The only way in that can be closed: the others need nobody to meet (6.2-13)."""


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
                _written(request.POST, before),
                read_version=number_typed(request.POST.get("version", ""), 0, 32000, "version"),
                by=request.viewer,
                at=request.now,
            )
        except Refused as refused:
            problem = refused
        else:
            return back("emergency_plan", bureau.pk, which.value, done="changed")
    typed = request.POST if request.method == "POST" else _as_typed(before)
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
            _("每行一个：名称，起止时间，每班人数。例如：应急值班岗，00:00-24:00，2"),
        ),
        "reports": (_("每日报告"), _("每行一个：名称，钟点。例如：每日情况报告，17:00")),
        "preparations": (_("启动后的准备事项"), _("每行一项，启动时列为任务。")),
        "stand_down": (_("结束事项"), _("每行一项，结束时列为任务。")),
    }
    return [Lines(name, *labels, typed.get(name, "")) for name, labels in said.items()]


def _as_typed(seen: Plan) -> QueryDict:
    """The form of a plan as it stands."""
    form = QueryDict(mutable=True)
    form["name"] = seen.name
    for group in seen.groups:
        form[f"purpose-{group.kind}"] = group.purpose
        form[f"duties-{group.kind}"] = "\n".join(group.duties)
    for notice in seen.notices:
        form[f"title-{notice.code}"], form[f"words-{notice.code}"] = notice.title, notice.words
    for milestone, minutes in seen.minutes.items():
        form[f"minutes-{milestone}"] = str(minutes)
    form.setlist("tags", [each.value for each in seen.tags])
    form.setlist("closes", [each.value for each in seen.closes])
    form["words"] = " ".join(seen.words)
    form["rosters"] = "\n".join(f"{r.name}，{r.hours}，{r.needs}" for r in seen.rosters)
    form["reports"] = "\n".join(f"{each.name}，{each.hour}" for each in seen.reports)
    form["preparations"] = "\n".join(seen.preparations)
    form["stand_down"] = "\n".join(seen.stand_down)
    return form


def _written(form: QueryDict, before: Plan) -> Plan:
    """The plan that was typed; Refused, with the field, for what cannot be."""
    return replace(
        before,
        name=text_typed(form, "name", LONGEST_NAME),
        groups=tuple(
            PlannedGroup(
                each.kind,
                text_typed(form, f"purpose-{each.kind}", 200),
                lines(form.get(f"duties-{each.kind}", ""), f"duties-{each.kind}"),
            )
            for each in before.groups
        ),
        notices=tuple(
            PlannedNotice(
                each.code,
                each.is_public,
                text_typed(form, f"title-{each.code}", 60),
                text_typed(form, f"words-{each.code}", LONGEST_WORDS, many_lines=True),
            )
            for each in before.notices
        ),
        closes=tuple(each for each in CLOSABLE if each.value in form.getlist("closes")),
        tags=tuple(each for each in TAGS[before.kind] if each.value in form.getlist("tags")),
        words=tuple(dict.fromkeys(text_typed(form, "words", 1000, many_lines=True).split())),
        minutes={
            each: number_typed(form.get(f"minutes-{each}", ""), 1, 10_000, f"minutes-{each}")
            for each in Milestone
        },
        rosters=tuple(_roster(line) for line in lines(form.get("rosters", ""), "rosters")),
        reports=tuple(_report(line) for line in lines(form.get("reports", ""), "reports")),
        preparations=lines(form.get("preparations", ""), "preparations"),
        stand_down=lines(form.get("stand_down", ""), "stand_down"),
    )


def _roster(line: str) -> PlannedRoster:
    parts = [each.strip() for each in line.replace(",", "，").split("，")]
    if len(parts) != 3 or not parts[0]:
        raise Refused(
            _("“%(line)s”要写成：名称，起止时间，每班人数。") % {"line": line}, field="rosters"
        )
    needs = number_typed(parts[2].removesuffix("人"), 1, 50, "rosters")
    return PlannedRoster(parts[0], hours_typed(parts[1], "rosters"), needs)


def _report(line: str) -> PlannedReport:
    name, comma, hour = line.replace(",", "，").rpartition("，")
    if not comma or not name.strip():
        raise Refused(_("“%(line)s”要写成：名称，钟点。") % {"line": line}, field="reports")
    hours_typed(f"{hour.strip()}-24:00", "reports")
    return PlannedReport(name.strip(), hour.strip())


def _bureau_or_404(request: StaffRequest, office_id: UUID) -> Office:
    for each in bureaus_of(request):
        if each.pk == office_id:
            return each
    raise Http404


def _kind_or_404(kind: str) -> EmergencyKind:
    if kind not in set(EmergencyKind):
        raise Http404
    return EmergencyKind(kind)
