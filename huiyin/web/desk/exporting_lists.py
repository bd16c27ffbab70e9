"""导出清单. A work-list as it is filtered, as a spreadsheet: masked by oneself, else by two."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods

from huiyin.organisations.models import Category, Office
from huiyin.petitions.door import PetitionQuerySet
from huiyin.petitions.errors import Refused
from huiyin.petitions.exports import Export, Product
from huiyin.petitions.exports_asking import MOST_BY_ONE, ask_export
from huiyin.petitions.registers import COLUMNS, REGISTER
from huiyin.petitions.worklists import WorkList
from huiyin.web.desk.exporting_forms import PurposeForm, column_choices
from huiyin.web.desk.filtering import Asked, asked_of
from huiyin.web.desk.forms import Chosen
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.lists import asked_rows, list_for
from huiyin.web.desk.signin_proof import when_sent

MASKED, WHOLE = "masked", "whole"
KEPT_BACK = {
    MASKED: gettext_noop("遮盖（5,000 件以内，自己就可以导出）"),
    WHOLE: gettext_noop("不遮盖（须由另一个人审批）"),
}
PAPER = "zh-hans"


class ListForm(PurposeForm):
    """Which columns, masked or not, for what."""

    columns = forms.MultipleChoiceField(
        label=gettext_lazy("列"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("请至少选择一列。")},
    )
    personal = Chosen(label=gettext_lazy("姓名、电话和住址"))

    field_order = ("columns", "personal", "reason")

    def __init__(self, request: StaffRequest) -> None:
        initial: dict[str, Any] = {"columns": list(REGISTER), "personal": MASKED}
        super().__init__(request.POST if request.method == "POST" else None, initial=initial)
        self.offer("columns", column_choices())
        self.offer("personal", [(name, _(label)) for name, label in KEPT_BACK.items()])

    @property
    def is_unmasked(self) -> bool:
        """Whether a personal column is asked for as it is."""
        chosen = self.cleaned_data["columns"]
        wants = any(COLUMNS[name].is_personal for name in chosen)
        return wants and self.cleaned_data["personal"] == WHOLE


@require_http_methods(["GET", "POST"])
@staff_page(roles=PETITION_ROLES, proves=when_sent)
def export_list(request: StaffRequest, name: str) -> HttpResponse:
    """What would be exported; posted, it is made, or waits for a second person."""
    chosen = list_for(request, name)
    asked = asked_of(chosen, request.GET.dict(), request.today)
    count = _count(asked_rows(chosen, asked, request))
    form = ListForm(request)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("desk:export", _ask(request, chosen, asked, form, count).pk)
        except Refused as refusal:
            form.add_error(None, _(refusal.sentence))
    return page(
        request,
        "desk/print_list.html",
        status=422 if form.errors else 200,
        here=name,
        title=_(chosen.zh),
        name=name,
        query=asked.query(),
        conditions=_in_words(asked),
        count=count,
        is_many=count > MOST_BY_ONE,
        most=MOST_BY_ONE,
        form=form,
    )


def _count(rows: PetitionQuerySet) -> int:
    """How many, as far as it matters: one more than a single person may have."""
    return rows.order_by().values("pk")[: MOST_BY_ONE + 1].count()


def _in_words(asked: Asked) -> list[str]:
    filters = asked.filters
    offices = Office.objects.in_bulk([filters.office] if filters.office else [])
    codes = [filters.category] if filters.category else []
    categories = {each.code: each for each in Category.objects.filter(code__in=codes)}
    month = [asked.month.isoformat()[:7]] if asked.month else []
    return [*month, *filters.in_words(offices, categories)]


def _ask(
    request: StaffRequest, chosen: WorkList, asked: Asked, form: ListForm, count: int
) -> Export:
    with translation.override(PAPER):
        about = "，".join([chosen.zh, *_in_words(asked)])
    typed = form.cleaned_data
    return ask_export(
        Product.LIST,
        title="信访事项清单",
        about=about,
        arguments={
            "list": chosen.name,
            "query": asked.filters.query(),
            "sort": asked.sort.name,
            "month": [each.isoformat() for each in asked.span or ()],
            "columns": [name for name in COLUMNS if name in typed["columns"]],
            "unmasked": form.is_unmasked,
        },
        reason=typed["reason"],
        office=UUID(request.viewer.holdings[0].office),
        is_unmasked=form.is_unmasked,
        needs_second=form.is_unmasked or count > MOST_BY_ONE,
        total=count,
        by=request.viewer,
        at=request.now,
    )
