"""来访预约. Other ways first, then a slot of the hall, booked with a code and no account."""

from itertools import groupby
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from huiyin.organisations.errors import Refused
from huiyin.privacy.codes import in_groups
from huiyin.publishing import appointments as verbs
from huiyin.publishing.closures import met_by
from huiyin.publishing.models import VisitSlot
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel
from huiyin.web.portal.fields import PHONE
from huiyin.web.portal.pages import now, page, personal
from huiyin.web.portal.places import portal_office
from huiyin.web.ways import closed_at, placed, titled, ways_of

LINE = {"class": "form-control", "autocomplete": "off"}


class BookForm(forms.Form):
    """A slot, how to call who comes, how many, and a telephone if they like."""

    key = forms.CharField(widget=forms.HiddenInput(), min_length=32, max_length=64)
    slot = forms.UUIDField(
        label=lazy("什么时候"),
        error_messages={"required": lazy("请选一个时段"), "invalid": lazy("请选一个时段")},
    )
    name = forms.CharField(
        max_length=verbs.LONGEST["name"],
        label=lazy("怎么称呼您"),
        help_text=lazy("例如“陈女士”，到时好叫您"),
        widget=forms.TextInput(attrs=LINE),
        error_messages={"required": lazy("请填写怎么称呼您，例如“陈女士”。")},
    )
    people = forms.IntegerField(
        min_value=1,
        max_value=verbs.MOST_PEOPLE,
        initial=1,
        label=lazy("一共几个人来"),
        help_text=lazy("同一件事来访的不超过 5 人，多于 5 人的请推选代表"),
        widget=forms.NumberInput(attrs={**LINE, "inputmode": "numeric"}),
        error_messages={
            "required": lazy("请填写这一项"),
            "max_value": lazy("同一件事来访的不超过5人，请推选代表。"),
        },
    )
    phone = forms.CharField(
        required=False,
        max_length=verbs.LONGEST["phone"],
        label=lazy("手机号"),
        help_text=lazy("可以不留；留了，时间有变时我们打电话告诉您"),
        widget=forms.TextInput(attrs={**LINE, "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        """A telephone number, written in any usual way."""
        phone = str(self.cleaned_data["phone"])
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(lazy("电话号码只含数字、空格、+ 和 -，请核对"))
        return phone


class CodeForm(forms.Form):
    """The code of an appointment."""

    code = forms.CharField(
        max_length=60,
        label=lazy("预约码"),
        help_text=lazy("12 位数字，空格可有可无"),
        widget=forms.TextInput(attrs={**LINE, "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": lazy("请填写预约码")},
    )


@sensitive_post_parameters()
@personal
@require_http_methods(["GET", "HEAD", "POST"])
def appointments(request: HttpRequest) -> HttpResponse:
    """Book a slot; what is shown after it can be printed, and the same key books only once."""
    at, office = now(), portal_office()
    form = BookForm(request.POST or None, initial={"key": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            booked = verbs.book(
                given["slot"],
                name=given["name"],
                phone=given["phone"],
                people=given["people"],
                key=given["key"],
                at=at,
            )
        except Refused as refused:
            form.add_error(
                refused.field if refused.field in form.fields else None, refused.sentence
            )
        else:
            return page(
                request,
                "portal/appointment.html",
                booking=booked.booking,
                slot=booked.booking.slot,
                title=titled(booked.booking.slot.way),
                place=placed(booked.booking.slot.way),
                code=in_groups(booked.code),
                state="booked",
                closed=[],
            )
    slots = verbs.open_slots(office.ways_in.all(), at) if office else []
    ways = [each for each in ways_of(office, at) if not each.is_closed]
    return page(
        request,
        "portal/appointments.html",
        status=422 if form.errors else 200,
        form=form,
        chosen=str(form["slot"].value() or ""),
        days=[(day, list(rows)) for day, rows in groupby(slots, key=_day)],
        ways=ways,
        is_received=any(each.channel == Channel.VISIT for each in ways),
        closed=closed_at(office, at),
    )


@sensitive_post_parameters()
@personal
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Look at an appointment with its code, or cancel it; a wrong code tells nothing."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        booking = verbs.found(form.cleaned_data["code"])
        if booking is None:
            form.add_error("code", lazy("没有这个预约，或者已经取消。请核对预约码。"))
        else:
            state = "shown"
            if "cancel" in request.POST:
                try:
                    verbs.cancel(booking, at=now())
                    state = "cancelled"
                except Refused as refused:
                    form.add_error(None, refused.sentence)
            if not form.errors:
                way = booking.slot.way
                is_shut = met_by([way])(way.pk, booking.slot.starts_at) is not None
                return page(
                    request,
                    "portal/appointment.html",
                    booking=booking,
                    slot=booking.slot,
                    title=titled(way),
                    place=placed(way),
                    code=in_groups(form.cleaned_data["code"]),
                    state=state,
                    closed=closed_at(way.office, now()) if is_shut else [],
                )
    return page(
        request, "portal/appointment_own.html", form=form, status=422 if form.errors else 200
    )


def _day(slot: VisitSlot) -> object:
    return localdate(slot.starts_at)
