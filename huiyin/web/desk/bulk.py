"""成批办理 on the desk: tick rows, see what would happen to each, take the step, and the report."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from huiyin.organisations.models import Duty, Office, nearest
from huiyin.petitions import bulk as actions
from huiyin.petitions.actions.reminding import Wording
from huiyin.petitions.bulk import MOST, Asked, Tried, offered
from huiyin.petitions.bulk_rows import Bulk, BulkRow
from huiyin.petitions.explaining import people_date
from huiyin.petitions.models import Petition
from huiyin.petitions.worklists import BY_NAME
from huiyin.rules.terms import State, Step, TimeLimit
from huiyin.web.desk.filtering import asked_of
from huiyin.web.desk.forms import terms_as_choices
from huiyin.web.desk.forms_routing import offices_for
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.lists import asked_rows, list_for
from huiyin.web.desk.seeing import flags_of

BY_DUTY = ""
LOOK_AGAIN = 2  # seconds, while rows wait for the worker


@dataclass(frozen=True)
class Row:
    """One petition of a bulk: what would happen, or what did."""

    id: UUID
    value: str
    number: str
    address: str
    flags: list[tuple[str, str]]
    to: str
    lines: list[str]
    outcome: str
    sentence: str


@require_POST
@staff_page(roles=PETITION_ROLES)
def preview(request: StaffRequest) -> HttpResponse:
    """Every ticked row with what would happen to it, or why nothing can."""
    step = _step(request)
    found = _ticked(request)
    if not found:
        there = _back(request.POST)
        return page(request, "desk/bulk_nothing.html", status=422, back=there, step=_(step.zh))
    arguments = _arguments(request, step)
    rows = _asked(found, arguments, request.today)
    shown = [
        _previewed(
            found[each.petition_id],
            each,
            actions.tried(step, each, arguments, by=request.viewer, at=request.now),
            request.today,
        )
        for each in rows
    ]
    holders = {each.holder for each in found.values()}
    return page(
        request,
        "desk/bulk.html",
        step=step.value,
        step_name=_(step.zh),
        token=uuid4(),
        rows=shown,
        open_count=sum(not each.sentence for each in shown),
        choices=offices_for(holders) if step is Step.FORWARD else [],
        to=arguments.get("to", BY_DUTY),
        wordings=terms_as_choices(Wording) if step is Step.REMIND else [],
        wording=arguments.get("wording", ""),
        most=MOST,
        list=request.POST.get("list", ""),
        query=request.POST.get("query", ""),
        back=_back(request.POST),
    )


@require_POST
@staff_page(roles=PETITION_ROLES)
def confirm(request: StaffRequest) -> HttpResponse:
    """Take the step for the rows that are ticked, at the versions that were previewed."""
    step = _step(request)
    token = _uuid(request.POST.get("token", ""))
    if token is None:
        raise Http404
    found = _ticked(request)
    arguments = _arguments(request, step)
    versions = dict(_pair(text) for text in request.POST.getlist("row"))
    rows = [
        Asked(each.petition_id, versions.get(str(each.petition_id), each.version), each.to)
        for each in _asked(found, arguments, request.today)
    ]
    try:
        actions.ask(token, step, rows, arguments, by=request.viewer, at=request.now)
    except Bulk.DoesNotExist as not_theirs:
        raise Http404 from not_theirs
    there = reverse("desk:bulk_report", args=[token])
    name = BY_NAME.get(request.POST.get("list", ""))
    return redirect(f"{there}?list={name.name}" if name else there)


@require_GET
@staff_page(roles=PETITION_ROLES)
def report(request: StaffRequest, bulk_id: UUID) -> HttpResponse:
    """What came of each row; while some wait the page looks again by itself."""
    bulk = Bulk.objects.filter(pk=bulk_id, person=request.person.pk).first()
    if bulk is None:
        raise Http404
    kept = list(bulk.rows.select_related("to"))
    seen = Petition.objects.visible_to(request.viewer, today=request.today)
    known = seen.select_related("holder").in_bulk([each.petition_id for each in kept])
    shown = [_reported(each, known.get(each.petition_id)) for each in kept]
    outcomes = [each.outcome for each in kept]
    waiting = outcomes.count(BulkRow.WAITING)
    answer = page(
        request,
        "desk/bulk_report.html",
        step=bulk.step,
        step_name=_(Step(bulk.step).zh),
        rows=shown,
        done=outcomes.count(BulkRow.DONE),
        refused=outcomes.count(BulkRow.REFUSED),
        waiting=waiting,
        total=len(kept),
        to=bulk.arguments.get("to", ""),
        wording=bulk.arguments.get("wording", ""),
        list=request.GET.get("list", ""),
        back=_back(request.GET),
    )
    if waiting:
        answer["Refresh"] = str(LOOK_AGAIN)
    return answer


def _step(request: StaffRequest) -> Step:
    wanted = request.POST.get("step", "")
    if wanted not in offered(request.viewer):
        raise Http404
    return Step(wanted)


def _ticked(request: StaffRequest) -> dict[UUID, Petition]:
    """The petitions that are ticked, or all that the list holds as it is narrowed, at most 200."""
    seen = Petition.objects.visible_to(request.viewer, today=request.today)
    if request.POST.get("all"):
        chosen = list_for(request, request.POST.get("list", ""))
        query = QueryDict(request.POST.get("query", "")[:2000]).dict()
        asked = asked_of(chosen, query, request.today)
        listed = asked_rows(chosen, asked, request).select_related("holder", "category")
        return {each.pk: each for each in listed[:MOST]}
    given = [_uuid(_pair(text)[0]) for text in request.POST.getlist("row")[:MOST]]
    ticked = [each for each in given if each]
    known = seen.select_related("holder", "category").in_bulk(ticked)
    return {each: known[each] for each in ticked if each in known}


def _arguments(request: StaffRequest, step: Step) -> dict[str, Any]:
    """What the step is asked with: one office for all, or the wording of a reminder."""
    if step is Step.REMIND:
        wanted = request.POST.get("wording", "")
        return {"wording": wanted if wanted in set(Wording) else Wording.IN_TIME.value}
    office = _uuid(request.POST.get("to", ""))
    return {"to": str(office) if office else BY_DUTY}


def _asked(
    found: Mapping[UUID, Petition], arguments: Mapping[str, Any], today: date
) -> list[Asked]:
    """Each petition with the office it goes to: the chosen one, else who answers for it."""
    chosen = arguments.get("to", "")
    choices = offices_for({each.holder for each in found.values()}) if chosen else []
    office = next((each for each in choices if str(each.pk) == chosen), None)
    duties = _duties(found.values(), today) if "to" in arguments and not office else []
    return [
        Asked(each.pk, each.version, office or _answers_for(each, duties))
        for each in found.values()
    ]


def _duties(petitions: Iterable[Petition], on: date) -> list[Duty]:
    codes = {
        code for e in petitions if e.category_id for code in (e.category_id, e.category_id[:2])
    }
    duties = Duty.objects.in_force(on).filter(category__in=codes, office__is_open=True)
    return list(duties.select_related("office"))


def _answers_for(petition: Petition, duties: list[Duty]) -> Office | None:
    code = petition.category_id or ""
    fitting = [each for each in duties if each.category_id in (code, code[:2])]
    best = nearest(fitting, petition.division)
    return best[0].office if best else None


def _previewed(petition: Petition, row: Asked, outcome: Tried, today: date) -> Row:
    lines = []
    clocks = outcome.event.codes.get("clocks", {}) if outcome.event else {}
    for limit, (target, _legal) in clocks.items():
        words = {
            "limit": _(TimeLimit(limit).zh),
            "day": people_date(date.fromisoformat(target), today),
        }
        lines.append(_("%(limit)s：%(day)s") % words)
    to = row.to.short_name if row.to else petition.holder.short_name
    return _row(
        petition,
        value=f"{petition.pk}:{row.version}",
        to="" if outcome.sentence else to,
        lines=lines,
        sentence=_(outcome.sentence) if outcome.sentence else "",
    )


def _reported(row: BulkRow, petition: Petition | None) -> Row:
    sentence = _(row.sentence) if row.sentence else ""
    if petition is None:
        return Row(row.pk, "", _("看不到的信访件"), "", [], "", [], row.outcome, sentence)
    return _row(
        petition,
        value=str(petition.pk),
        to=row.to.short_name if row.to else petition.holder.short_name,
        outcome=row.outcome,
        sentence=sentence,
    )


def _row(
    petition: Petition,
    *,
    value: str,
    to: str,
    lines: list[str] | None = None,
    outcome: str = "",
    sentence: str = "",
) -> Row:
    return Row(
        id=petition.pk,
        value=value,
        number=petition.number,
        address=reverse("desk:petition", args=[petition.pk]),
        flags=flags_of(petition),
        to=to,
        lines=lines or [_(State(petition.state).zh)],
        outcome=outcome,
        sentence=sentence,
    )


def _back(query: Mapping[str, str]) -> str:
    """The list one came from, narrowed as it was."""
    chosen = BY_NAME.get(query.get("list", ""))
    if chosen is None:
        return reverse("desk:home")
    kept = query.get("query", "")[:2000]
    there = reverse("desk:list", args=[chosen.name])
    return f"{there}?{kept}" if kept else there


def _pair(text: str) -> tuple[str, int]:
    """A ticked row: the id and the version that was seen; 0 is that of no petition."""
    petition, _colon, version = text.partition(":")
    plain = version.isascii() and version.isdigit() and len(version) < 10
    return petition, int(version) if plain else 0


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
