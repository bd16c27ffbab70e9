"""打印. The forms of one petition on paper: chosen, with a purpose, made by the worker."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods

from huiyin.documents.sheets import FormSheet
from huiyin.petitions.errors import Refused
from huiyin.petitions.exports import Export, Product
from huiyin.petitions.exports_asking import ask_export
from huiyin.petitions.models import Petition
from huiyin.petitions.petitioners import personal
from huiyin.web.desk.doorway import (
    acting_at,
    not_found,
    note_reading,
    note_reveal,
    petition_page,
    reason_of,
)
from huiyin.web.desk.dossier import Dossier, dossier
from huiyin.web.desk.forms import Chosen, line
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest
from huiyin.web.desk.printing_dossier import whole_file
from huiyin.web.desk.printing_sheets import (
    cover,
    has_cover,
    open_fields,
    processing,
    registration,
    slips,
    to_petitioner,
)
from huiyin.web.desk.sheet import sheet_of
from huiyin.web.desk.signin_proof import when_sent

PAPER = "zh-hans"  # what the office files is in its own language, whoever prints it
REGISTRATION, PROCESSING, COVER = "registration", "processing", "cover"
SERVICE, DOSSIER = "service", "dossier"
FORMS = {
    REGISTRATION: (
        gettext_noop("信访事项登记表"),
        gettext_noop("登记的全部内容，按固定位置排列。"),
    ),
    PROCESSING: (
        gettext_noop("信访事项办理单"),
        gettext_noop("经过单位、期限已经填好，留出拟办意见、领导批示和办理结果。"),
    ),
    COVER: (
        gettext_noop("隐名件、检举控告件封面"),
        gettext_noop("写明什么不得透露、不得透露给谁，随材料流转。"),
    ),
    SERVICE: (
        gettext_noop("送达回证"),
        gettext_noop("给信访人的文书每份一张；已经登记送达的，方式、时间和凭据照记录填好。"),
    ),
    DOSSIER: (
        gettext_noop("卷宗"),
        gettext_noop(
            "封面、目录、登记表、全部文书、附件的阅览副本和办理经过，合为一份，另附压缩包和校验值。"
        ),
    ),
}


class PrintForm(forms.Form):
    """Which form, with which personal fields, for what."""

    use_required_attribute = False

    what = Chosen(label=gettext_lazy("打印什么"))
    whole = forms.BooleanField(
        label=gettext_lazy("个人信息不遮盖"), required=False, widget=forms.CheckboxInput
    )
    reason = line(label=gettext_lazy("用途（会记入访问记录，并印在页脚）"), limit=200)

    def __init__(self, request: StaffRequest, one: Dossier) -> None:
        posted = request.POST if request.method == "POST" else None
        super().__init__(posted, initial={"what": request.GET.get("what", REGISTRATION)})
        self.fields["reason"].widget.attrs["class"] = "form-control"
        self.fields["whole"].widget.attrs["class"] = "form-check-input"
        self._offered = offered(one)
        if isinstance(self.fields["what"], forms.ChoiceField):
            self.fields["what"].choices = [(name, name) for name in self._offered]
        if one.sight.hides_name or not one.people:
            del self.fields["whole"]

    @property
    def cards(self) -> list[tuple[str, str, str, bool]]:
        """The choices with what each is for."""
        chosen = self["what"].value()
        return [
            (name, _(label), _(says), name == chosen)
            for name, (label, says) in self._offered.items()
        ]

    def clean_reason(self) -> str:
        """A purpose that says something."""
        try:
            return reason_of(self.cleaned_data["reason"])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None


def offered(one: Dossier) -> dict[str, tuple[str, str]]:
    """The forms that make sense of this petition."""
    idle = set()
    if not has_cover(one.petition):
        idle.add(COVER)
    if not to_petitioner(one):
        idle.add(SERVICE)
    return {name: said for name, said in FORMS.items() if name not in idle}


@require_http_methods(["GET", "POST"])
@petition_page(proves=when_sent)
def print_petition(request: StaffRequest, subject: Petition) -> HttpResponse:
    """Choose what to print; posted, the worker makes it."""
    one = dossier(subject, request.viewer, at=request.now)
    if one.sight.is_former or not one.sight.may_read:
        return not_found(request)
    form = PrintForm(request, one)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("desk:export", _ask(request, one, form).pk)
        except Refused as refusal:
            form.add_error(None, _(refusal.sentence))
    return page(
        request,
        "desk/print.html",
        status=422 if form.errors else 200,
        offices=one.own_offices,
        sheet_id=subject.pk,
        number=subject.number,
        form=form,
    )


def _ask(request: StaffRequest, one: Dossier, form: PrintForm) -> Export:
    what, reason = form.cleaned_data["what"], form.cleaned_data["reason"]
    whole = form.cleaned_data.get("whole", False)
    with translation.override(PAPER):
        sheets, opened = _composed(request, one, what, whole=whole)
        arguments: dict[str, Any] = {"sheets": [each.as_json() for each in sheets]}
        if what == DOSSIER:
            arguments = whole_file(one, sheets[0], at=request.now)
    note_reading(request, one, reason, subject=f"print {what}")
    for name in opened:
        note_reveal(request, one, name, reason)
    is_whole_file = what == DOSSIER
    return ask_export(
        Product.DOSSIER if is_whole_file else Product.SHEETS,
        title=f"{'卷宗' if is_whole_file else sheets[0].title} {one.petition.number}",
        arguments=arguments,
        reason=reason,
        office=UUID(acting_at(request, one).holdings[0].office),
        petitions=[one.petition.pk],
        is_unmasked=bool(opened),
        by=request.viewer,
        at=request.now,
    )


def _composed(
    request: StaffRequest, one: Dossier, what: str, *, whole: bool
) -> tuple[list[FormSheet], list[str]]:
    """The filled forms, and the personal fields that stand open on them."""
    if what == PROCESSING:
        return [processing(one)], []
    if what == COVER:
        return [cover(one)], []
    if what == SERVICE:
        return slips(one, whole=whole), ["address", "name"] if whole else []
    shown = (
        {f"{person.id}:{name}" for person in one.people for name in personal(person, one.vault)}
        if whole
        else set()
    )
    people = sheet_of(one, today=request.today, at=request.now, reads=True, shown=shown).people
    return [registration(one, people, at=request.now)], list(open_fields(people))
