"""代约和告知. Booking and cancelling for who telephones; telling whom a closed hall expects."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.organisations.errors import Refused
from huiyin.petitions.explaining import people_date
from huiyin.privacy.codes import in_groups
from huiyin.publishing import appointments as verbs
from huiyin.publishing.models import Booking, VisitSlot
from huiyin.rules.moments import localdate, localtime
from huiyin.web.desk.appointments import halls_of
from huiyin.web.desk.forms import Listed, line
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.notices_forms import Refusable
from huiyin.web.desk.publishing_pages import RECEIVING, page
from huiyin.web.portal.fields import PHONE
from huiyin.web.ways import titled


class CallForm(Refusable):
    """What a caller says: when, how to call them, how many come, a number to call back."""

    key = forms.CharField(widget=forms.HiddenInput(), min_length=32, max_length=64)
    slot = Listed(label=gettext_lazy("什么时候"))
    name = line(
        limit=verbs.LONGEST["name"],
        label=gettext_lazy("怎么称呼"),
        help_text=gettext_lazy("例如“陈女士”；不问什么事"),
    )
    people = forms.IntegerField(
        min_value=1,
        max_value=verbs.MOST_PEOPLE,
        initial=1,
        label=gettext_lazy("一共几个人来"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"max_value": gettext_lazy("同一件事来访的不超过5人，请推选代表。")},
    )
    phone = line(
        limit=verbs.LONGEST["phone"],
        required=False,
        label=gettext_lazy("回电号码"),
        help_text=gettext_lazy("时间有变时告知用，过后三十天删除"),
    )

    def __init__(self, *arguments: Any, slots: list[VisitSlot], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in ("name", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        several = len({each.way_id for each in slots}) > 1
        field = self.fields["slot"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(each.pk), _told(each, several)) for each in slots]

    def clean_phone(self) -> str:
        """A telephone number, written in any usual way."""
        phone = str(self.cleaned_data["phone"])
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(gettext_lazy("电话号码只含数字、空格、+ 和 -，请核对"))
        return phone


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@staff_page(roles=RECEIVING)
def book(request: StaffRequest) -> HttpResponse:
    """代约. Book a slot while somebody is on the telephone; the code is read out or printed."""
    slots = verbs.open_slots(halls_of(request), request.now)
    begun = {"key": uuid4().hex, "slot": request.GET.get("slot", "")}
    form = CallForm(request.POST or None, slots=_choices(request, slots), initial=begun)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            slot = UUID(given.pop("slot"))
            booked = verbs.book(slot, **given, by=request.viewer, at=request.now)
        except Refused as refused:
            form.refuse(refused)
        else:
            return page(
                request,
                "desk/publishing/booked.html",
                tab="appointments",
                booking=booked.booking,
                slot=booked.booking.slot,
                code=in_groups(booked.code),
                on=localdate(booked.booking.slot.starts_at).isoformat(),
            )
    return page(
        request,
        "desk/publishing/book.html",
        tab="appointments",
        status=422 if form.errors else 200,
        form=form,
        has_slots=bool(slots) or request.method == "POST",
    )


@require_POST
@staff_page(roles=RECEIVING)
def cancel(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """Cancel for somebody who telephones."""
    booking = _booking(request, booking_id)
    day = f"{reverse('desk:appointments')}?on={localdate(booking.slot.starts_at)}"
    try:
        verbs.cancel(booking, by=request.viewer, at=request.now)
    except Refused:
        return redirect(f"{day}&done=over")
    return redirect(f"{day}&done=cancelled")


def _opens_number(request: HttpRequest, _parts: Mapping[str, object]) -> bool:
    return "number" in request.POST


@require_http_methods(["GET", "POST"])
@staff_page(roles=RECEIVING, proves=_opens_number)
def to_tell(request: StaffRequest) -> HttpResponse:
    """要告知的. Who is to come while the hall is closed: their number, and that they were told."""
    shown, number = None, ""
    if request.method == "POST":
        wanted = request.POST.get("number") or request.POST.get("told") or request.POST.get("undo")
        shown = _booking(request, _id(wanted))
        if "number" not in request.POST:
            told = "told" in request.POST
            verbs.mark_told(shown, told=told, by=request.viewer, at=request.now)
            last = f"?last={shown.pk}" if told else ""
            return redirect(f"{reverse('desk:appointments_to_tell')}{last}")
        number = verbs.number_of(shown, by=request.viewer, at=request.now)
    waiting = verbs.to_tell(halls_of(request), request.now)
    return page(
        request,
        "desk/publishing/to_tell.html",
        tab="appointments",
        reached=[each for each in waiting if each.booking.phone],
        silent=[each for each in waiting if not each.booking.phone],
        shown=shown,
        number=number,
        last=request.GET.get("last", ""),
    )


def _choices(request: StaffRequest, slots: list[VisitSlot]) -> list[VisitSlot]:
    """What can be booked; and what was chosen a moment ago, so that the action says what is wrong
    with it, or shows again what the same form has booked."""
    typed = _id(request.POST.get("slot"))
    if typed is None or any(each.pk == typed for each in slots):
        return slots
    chosen = VisitSlot.objects.filter(pk=typed, way__in=halls_of(request))
    return [*slots, *chosen.select_related("way")]


def _told(slot: VisitSlot, several: bool) -> str:
    day = localdate(slot.starts_at)
    span = f"{localtime(slot.starts_at):%H:%M}—{localtime(slot.ends_at):%H:%M}"
    left = _("余 %(left)s 人") % {"left": slot.left}
    where = [titled(slot.way)] if several else []
    return " · ".join([f"{people_date(day, day)} {span}", *where, left])


def _booking(request: StaffRequest, booking_id: UUID | None) -> Booking:
    if booking_id is None:
        raise Http404
    rows = Booking.objects.filter(slot__way__in=halls_of(request), cancelled_at=None)
    return get_object_or_404(rows.select_related("slot__way"), pk=booking_id)


def _id(typed: str | None) -> UUID | None:
    try:
        return UUID(typed or "")
    except ValueError:
        return None
