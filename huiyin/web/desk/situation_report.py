"""每日情况报告. One day: its numbers stand, the words around them are written, then it is issued.

What was issued is shown as it was frozen; each number still opens what was counted, as far as
who looks may see it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from huiyin.emergency.ending import DECIDING
from huiyin.emergency.meetings import may_write
from huiyin.organisations.errors import Refused
from huiyin.petitions.errors import Refused as ExportRefused
from huiyin.petitions.explaining import people_moment
from huiyin.petitions.exports import Product
from huiyin.petitions.exports_asking import ask_export
from huiyin.petitions.models import Petition
from huiyin.petitions.sorting import BY_DUE
from huiyin.rules.permissions import READERS
from huiyin.rules.terms_situation import SituationPart
from huiyin.statistics import situations as verbs
from huiyin.statistics.situation_models import Situation, SituationIssue, SituationReceipt
from huiyin.statistics.situation_paper import TITLE, to_draw
from huiyin.statistics.situation_parts import SUPPLY
from huiyin.web.desk.emergency_pages import ROLES, back, inner_bureaus, names
from huiyin.web.desk.frame import own_offices, page
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.keyset import page_of
from huiyin.web.desk.lists import rows_of
from huiyin.web.desk.period_report import MEDIA, MediumForm
from huiyin.web.desk.situation_days import lines_of

OF_ALL = {"found_in_time": "found"}
"""Of which number another one is a part."""


@dataclass(frozen=True)
class NumberShown:
    """A number with its words, in the language of the page."""

    label: str
    number: int
    under: int | None
    unit: str
    note: str
    is_bad: bool
    address: str
    under_address: str


@dataclass(frozen=True)
class PartShown:
    """A section: its numbers, what is typed about it, and what is kept where that differs."""

    name: str
    label: str
    numbers: list[NumberShown]
    typed: str
    kept: str


def _makes_file(request: HttpRequest, _parts: Mapping[str, object]) -> bool:
    return request.POST.get("act") == "file"


@require_http_methods(["GET", "POST"])
@staff_page(roles=ROLES, proves=_makes_file)
def report(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """A draft to edit for who writes; anything else to read, make a file of, acknowledge."""
    row = situation_or_404(request, report_id)
    problem = Refused("")
    form = MediumForm(request.POST if request.POST.get("act") == "file" else None)
    form.offer("medium", [(name, _(label)) for name, label in MEDIA.items()])
    if request.method == "POST":
        try:
            done = _done(request, row, form)
        except Refused as refused:
            problem = refused
        else:
            if done is not None:
                return done
        row = situation_or_404(request, report_id)
    return _shown(request, row, form, problem)


@require_GET
@staff_page(roles=ROLES)
def behind(request: StaffRequest, report_id: UUID) -> HttpResponse:
    """The petitions that a number counted, of those that who looks may see."""
    row = situation_or_404(request, report_id)
    of = request.GET.get("of", "")
    number = next(
        (each for part in row.parts for each in part["numbers"] if each["name"] == of), None
    )
    if number is None or of not in row.behind:
        raise Http404
    seen = Petition.objects.visible_to(request.viewer, today=request.today)
    part = page_of(
        seen.filter(pk__in=row.behind[of])
        .order_by(*BY_DUE.order)
        .select_related("holder", "person"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        is_dated=False,
    )
    shown, offices, _beside = rows_of(request, part.rows)
    return page(
        request,
        "desk/figures_list.html",
        here="emergency",
        offices=offices,
        title=_number(number, row).label,
        about=_(
            "%(moment)s数出 %(number)s 件；这里列出其中您现在能看到的。"
            "数出以后，承办机构、保密范围或者您的岗位有变化的，列出的会比数出的少。"
        )
        % {
            "moment": people_moment(row.counted_at, date.min),
            "number": len(row.behind[of]),
        },
        rows=shown,
        next=part.next,
        previous=part.previous,
        asked=f"{urlencode({'of': of})}&",
        back=reverse("desk:situation", args=[row.pk]),
    )


def situation_or_404(request: StaffRequest, report_id: UUID) -> Situation:
    """A report of a bureau at which, or in whose groups, one works."""
    rows = Situation.objects.filter(pk=report_id, office__in=inner_bureaus(request))
    row = rows.select_related("office", "emergency", "issue").first()
    if row is None:
        raise Http404
    return row


def _done(request: StaffRequest, row: Situation, form: MediumForm) -> HttpResponse | None:
    """What was asked for, done; None where the form says what is wrong."""
    act, by, at = request.POST.get("act", ""), request.viewer, request.now
    if act in ("read", "file"):
        if row.issued is None:
            raise Http404
        if act == "file":
            return _file(request, row.issued, form)
        if not verbs.acknowledge(row.issued, by=by, at=at):
            raise Http404
        return back("situation", row.pk, done="read")
    if not may_write(row.office, by):
        raise Http404
    if act == "correct":
        return redirect(
            "desk:situation",
            verbs.correct(row, request.POST.get("reason", ""), by=by, at=at).pk,
        )
    edition = _edition(request)
    if act == "issue":
        verbs.issue(row, edition=edition, by=by, at=at)
        return back("situation", row.pk, done="issued")
    recounts = act == "recount"
    verbs.write(row, request.POST, edition=edition, recounts=recounts, by=by, at=at)
    if act == "preview":
        return redirect(f"{reverse('desk:situation', args=[row.pk])}?preview=1")
    return back("situation", row.pk, done="recounted" if recounts else "saved")


def _edition(request: StaffRequest) -> int:
    typed = request.POST.get("edition", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def _file(request: StaffRequest, made: SituationIssue, form: MediumForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    offices = own_offices(request.viewer)
    office = next(offices[key] for key in offices if key in request.viewer.office_ids(READERS))
    drawn = to_draw(made)
    try:
        export = ask_export(
            Product.REPORT,
            title=TITLE,
            about=drawn["about"],
            arguments={"as": form.cleaned_data["medium"], **drawn},
            reason=form.cleaned_data["reason"],
            office=office.pk,
            by=request.viewer,
            at=request.now,
        )
    except ExportRefused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, _(refusal.sentence))
        return None
    return redirect("desk:export", export.pk)


def _shown(
    request: StaffRequest, row: Situation, form: MediumForm, problem: Refused
) -> HttpResponse:
    made = row.issued
    body = made.body if made else verbs.body_of(row)
    writes = may_write(row.office, request.viewer)
    leads = request.viewer.may_act(DECIDING, str(row.office_id)) is not None
    is_preview = made is None and leads and request.GET.get("preview") == "1"
    edits = made is None and writes and not is_preview
    typed = request.POST if problem.sentence and "edition" in request.POST else row.words
    siblings = Situation.objects.filter(
        office=row.office, emergency=row.emergency, day=row.day
    ).select_related("issue", "emergency")
    lines = lines_of(siblings)
    receipts = list(_receipts(made)) if made else []
    who = names([row.written_by, made.issued_by if made else ""])
    return page(
        request,
        "desk/situation/edit.html" if edits else "desk/situation/report.html",
        status=422 if problem.sentence or form.errors else 200,
        here="emergency",
        report=row,
        issue=made,
        body=body,
        day=row.day,
        state=next(each.state for each in lines if each.row.pk == row.pk),
        others=[each for each in lines if each.row.pk != row.pk],
        is_last=lines[0].row.pk == row.pk,
        counted_at=datetime.fromisoformat(body["counted_at"]),
        parts=[_part(each, row, body, typed) for each in body["parts"]],
        opening=_text(verbs.OPENING, body, typed),
        next_steps=_text(verbs.NEXT, body, typed),
        longest=verbs.LONGEST,
        leads=leads,
        writes=writes,
        is_preview=is_preview,
        receipts=receipts,
        read_count=sum(each.read_at is not None for each in receipts),
        to_read=any(each.user_id == request.person.pk and not each.read_at for each in receipts),
        written_by=who.get(row.written_by, ""),
        issued_by=who.get(made.issued_by, "") if made else "",
        digest=bytes(made.digest).hex()[:16] if made else "",
        reason=request.POST.get("reason", "") if problem.field == "reason" else "",
        longest_reason=verbs.LONGEST_REASON,
        form=form,
        problem=problem,
        done=request.GET.get("done", ""),
    )


def _receipts(made: SituationIssue) -> list[SituationReceipt]:
    return list(made.receipts.select_related("user"))


def _text(name: str, body: Mapping[str, Any], typed: Mapping[str, str]) -> PartShown:
    kept, written = body["words"].get(name, ""), typed.get(name, "")
    return PartShown(name, "", [], written, kept if kept != written else "")


def _part(
    part: Mapping[str, Any], row: Situation, body: Mapping[str, Any], typed: Mapping[str, str]
) -> PartShown:
    name = part["part"]
    text = _text(name, body, typed)
    numbers = [_number(each, row) for each in part["numbers"]]
    return PartShown(name, _(SituationPart(name).zh), numbers, text.typed, text.kept)


def _number(number: Mapping[str, Any], row: Situation) -> NumberShown:
    def address(name: str) -> str:
        if name not in row.behind:
            return ""
        return f"{reverse('desk:situation_petitions', args=[row.pk])}?{urlencode({'of': name})}"

    name = number["name"]
    return number_shown(number, address(name), address(OF_ALL.get(name, "")))


def number_shown(number: Mapping[str, Any], address: str, under_address: str = "") -> NumberShown:
    """A number as a page shows it; the addresses list its petitions, and those it is a part of."""
    label, note = number["zh"], number["note"]
    return NumberShown(
        _(label),
        number["number"],
        number["under"],
        number["unit"] if number["name"].startswith(SUPPLY) else "",
        _(note) % number["told"] if note else "",
        number["is_bad"],
        address,
        under_address,
    )
