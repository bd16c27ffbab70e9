"""预约来访. Who comes today and whether they have come; the slots that a hall offers."""

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huiyin.organisations.errors import Refused
from huiyin.publishing import appointments as verbs
from huiyin.publishing.models import Booking, WayIn
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel
from huiyin.web.desk.admin_fields import day_asked
from huiyin.web.desk.forms import Day, Listed
from huiyin.web.desk.frame import own_office_ids
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.notices_forms import Refusable
from huiyin.web.desk.publishing_pages import RECEIVING, WRITING, page
from huiyin.web.ways import titled

HOURS = {"invalid": gettext_lazy("时间请写成 09:00 的样子。")}


class OfferForm(Refusable):
    """Which hall receives how many people, on which days and in which hours."""

    way = Listed(label=gettext_lazy("接待场所"))
    first_on = Day(label=gettext_lazy("从哪一天起"))
    last_on = Day(label=gettext_lazy("到哪一天止"))
    begins = forms.TimeField(
        label=gettext_lazy("每天从几点"),
        initial=time(9),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=HOURS,
    )
    ends = forms.TimeField(
        label=gettext_lazy("到几点"),
        initial=time(12),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=HOURS,
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("每段多少分钟"),
        coerce=int,
        initial=30,
        choices=[(each, str(each)) for each in verbs.MINUTES],
    )
    limit = forms.IntegerField(
        label=gettext_lazy("每段最多几个人"),
        min_value=1,
        max_value=verbs.MOST_IN_SLOT,
        initial=10,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *arguments: Any, ways: list[WayIn], **options: Any) -> None:
        super().__init__(*arguments, **options)
        field = self.fields["way"]
        self.ways = {str(each.pk): each for each in ways}
        if isinstance(field, forms.ChoiceField):
            field.choices = [(pk, titled(each)) for pk, each in self.ways.items()]

    def given(self) -> tuple[WayIn, verbs.Offer]:
        """The hall and what it offers."""
        typed = dict(self.cleaned_data)
        return self.ways[typed.pop("way")], verbs.Offer(**typed)


@require_GET
@staff_page(roles=RECEIVING)
def appointments(request: StaffRequest) -> HttpResponse:
    """The slots of a day with who is to come."""
    on = day_asked(request, "on", request.today)
    halls = halls_of(request)
    slots = list(verbs.of_day(halls, on).select_related("way"))
    expected = verbs.expected(slots)
    free = {each.pk for each in verbs.open_slots(halls, request.now)}
    return page(
        request,
        "desk/publishing/appointments.html",
        tab="appointments",
        on=on,
        slots=[
            (each, titled(each.way), expected.get(each.pk, []), each.pk in free) for each in slots
        ],
        now=request.now,
        to_tell=len(verbs.to_tell(halls, request.now)),
        people=sum(each.taken for each in slots),
        places=sum(each.limit for each in slots),
        arrived=sum(
            each.booking.people
            for rows in expected.values()
            for each in rows
            if each.booking.arrived_at
        ),
        may_offer=bool(WRITING & request.viewer.roles),
        done=request.GET.get("done", ""),
    )


@require_POST
@staff_page(roles=RECEIVING)
def arrived(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """Note that somebody has come, or take the note back."""
    rows = Booking.objects.filter(slot__way__in=halls_of(request), cancelled_at=None)
    rows = rows.select_related("slot")
    booking = get_object_or_404(rows, pk=booking_id)
    back = f"{reverse('desk:appointments')}?on={localdate(booking.slot.starts_at)}"
    try:
        verbs.mark_arrived(booking, arrived="undo" not in request.POST, at=request.now)
    except Refused:  # cancelled in the same moment
        return redirect(f"{back}&done=gone")
    return redirect(back)


@require_http_methods(["GET", "POST"])
@staff_page(roles=WRITING)
def offer(request: StaffRequest) -> HttpResponse:
    """Offer slots of one's own halls, or take back those of a day that nobody has booked."""
    halls = halls_of(request)
    form = OfferForm(request.POST or None, ways=halls, initial={"first_on": request.today})
    if "take_back" in request.POST:
        form.fields["last_on"].required = False  # only the first day is taken back
    if request.method == "POST" and form.is_valid():
        way, given = form.given()
        try:
            if "take_back" in request.POST:
                verbs.take_back(way, given.first_on, by=request.viewer, at=request.now)
            else:
                verbs.offer(way, given, by=request.viewer, at=request.now)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect(f"{reverse('desk:appointments')}?on={given.first_on}&done=1")
    return page(
        request,
        "desk/publishing/offer.html",
        tab="appointments",
        status=422 if form.errors else 200,
        form=form,
        has_hall=bool(halls),
    )


def halls_of(request: StaffRequest) -> list[WayIn]:
    """The reception places of one's own offices."""
    own = own_office_ids(request.viewer)
    return list(WayIn.objects.filter(office__in=own, channel=Channel.VISIT))
