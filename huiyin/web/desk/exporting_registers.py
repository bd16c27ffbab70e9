"""登记簿. The register of an office by day or by unit, on paper or as a spreadsheet."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from huiyin.organisations.models import Office
from huiyin.petitions.errors import Refused
from huiyin.petitions.exports import Export, Product
from huiyin.petitions.exports_asking import ask_export
from huiyin.petitions.registers import MOST_DAYS, REGISTER, register_rows
from huiyin.rules.permissions import READERS
from huiyin.web.desk.exporting_forms import PurposeForm
from huiyin.web.desk.forms import Chosen, Day, Listed
from huiyin.web.desk.frame import own_offices, page
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.signin_proof import when_sent

ORDERS = {"day": gettext_noop("按日"), "unit": gettext_noop("按单位")}
MEDIA = {"pdf": gettext_noop("打印（PDF）"), "xlsx": gettext_noop("电子表格（xlsx）")}
MOST = 999


class RegisterForm(PurposeForm):
    """From which day to which, of which office, in which order, on paper or not."""

    office = Listed(label=gettext_lazy("哪个机构"))
    since = Day(label=gettext_lazy("收到日期从"))
    until = Day(label=gettext_lazy("到"))
    by = Chosen(label=gettext_lazy("排列"))
    medium = Chosen(label=gettext_lazy("格式"))

    field_order = ("office", "since", "until", "by", "medium", "reason")

    def __init__(self, request: StaffRequest, offices: dict[UUID, Office]) -> None:
        first = request.today.replace(day=1)
        initial: dict[str, Any] = {
            "since": first,
            "until": request.today,
            "by": "day",
            "medium": "pdf",
            "office": next(iter(offices), ""),
        }
        super().__init__(request.POST if request.method == "POST" else None, initial=initial)
        self.offer("office", [(str(each.pk), each.name) for each in offices.values()])
        self.offer("by", [(name, _(label)) for name, label in ORDERS.items()])
        self.offer("medium", [(name, _(label)) for name, label in MEDIA.items()])

    def clean(self) -> dict[str, Any]:
        """A span that is not upside down and no longer than a quarter."""
        typed = super().clean() or {}
        since, until = typed.get("since"), typed.get("until")
        if since and until and since > until:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        elif since and until and until - since >= timedelta(days=MOST_DAYS):
            self.add_error(
                "until",
                ngettext(
                    "最多 %(days)s 天，请分段打印。", "最多 %(days)s 天，请分段打印。", MOST_DAYS
                )
                % {"days": MOST_DAYS},
            )
        return typed


@require_http_methods(["GET", "POST"])
@staff_page(roles=PETITION_ROLES, proves=when_sent)
def registers(request: StaffRequest) -> HttpResponse:
    """Choose a register; posted, the worker makes it."""
    mine = request.viewer.office_ids(READERS)
    offices = {key: each for key, each in own_offices(request.viewer).items() if key in mine}
    form = RegisterForm(request, offices)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("desk:export", _ask(request, form).pk)
        except Refused as refusal:
            form.add_error(
                refusal.field if refusal.field in form.fields else None, _(refusal.sentence)
            )
    return page(
        request,
        "desk/print_register.html",
        status=422 if form.errors else 200,
        here="exports",
        form=form,
    )


def _ask(request: StaffRequest, form: RegisterForm) -> Export:
    typed = form.cleaned_data
    since: date = typed["since"]
    until: date = typed["until"]
    office = UUID(typed["office"])
    rows = register_rows(
        request.viewer, office=office, since=since, until=until, today=request.today
    )
    return ask_export(
        Product.REGISTER,
        title="信访事项登记簿",
        about=f"{since.isoformat()} 至 {until.isoformat()} 收到，{ORDERS[typed['by']]}",
        arguments={
            "since": since.isoformat(),
            "until": until.isoformat(),
            "by": typed["by"],
            "as": typed["medium"],
            "columns": list(REGISTER),
        },
        reason=typed["reason"],
        office=office,
        total=rows.order_by().values("pk")[: MOST + 1].count(),
        by=request.viewer,
        at=request.now,
    )
