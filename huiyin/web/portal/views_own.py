"""One's own data: a copy of all of it, and asking for something to be put right (G6)."""

from urllib.parse import quote

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huiyin.documents.confined import Unshown
from huiyin.petitions.actions import correcting
from huiyin.petitions.letters import person_of
from huiyin.petitions.own_data import WINDOW, TooMany, own_copy
from huiyin.petitions.submissions import LENGTHS
from huiyin.web.portal.fields import PHONE, Text
from huiyin.web.portal.pages import now, page
from huiyin.web.portal.refusals import REFUSALS, blame
from huiyin.web.portal.views_errors import too_many
from huiyin.web.portal.visits import Visit, opened


class CorrectionForm(forms.Form):
    """申请更正. Only what is to change is filled in."""

    name = Text(limit=LENGTHS["name"], required=False, label=lazy("姓名改为"))
    phone = Text(limit=LENGTHS["phone"], required=False, label=lazy("电话改为"))
    address = Text(limit=LENGTHS["address"], required=False, label=lazy("住址改为"))
    email = Text(limit=LENGTHS["email"], required=False, label=lazy("电子邮箱改为"))
    reason = Text(limit=1000, lines=3, label=lazy("为什么要更正"))

    def clean_phone(self) -> str:
        """A telephone number, written in any usual way."""
        phone = str(self.cleaned_data["phone"])
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("电话号码只含数字、空格、+ 和 -，请核对"))
        return phone


@opened
@require_safe
def own(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What can be had and asked for, and what was asked."""
    return page(
        request,
        "portal/own.html",
        done="done" in request.GET,
        failed="failed" in request.GET,
        is_asked=visit.petition.correction_asked,
        has_person=person_of(visit.petition) is not None,
    )


@opened
@require_POST
def copy(request: HttpRequest, visit: Visit) -> HttpResponse:
    """本人信息副本, as a PDF."""
    try:
        content = own_copy(visit.petition, visit.viewer, at=now())
    except TooMany:
        return too_many(request, seconds=int(WINDOW.total_seconds()))
    except Unshown:
        return redirect(reverse("portal:own") + "?failed=1")
    name = quote(f"{_('本人信息副本')}-{visit.petition.number}.pdf")
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@opened
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, visit: Visit) -> HttpResponse:
    """申请更正. What shall stand there instead, and why."""
    if visit.petition.correction_asked or person_of(visit.petition) is None:
        return redirect("portal:own")
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.ask_correction(
                visit.petition.pk,
                wanted={name: form.cleaned_data[name] for name in correcting.CORRECTABLE},
                reason=form.cleaned_data["reason"],
                by=visit.viewer,
                at=now(),
            )
        except REFUSALS as refused:
            blame(form, refused)
        else:
            return redirect(reverse("portal:own") + "?done=1")
    status = 422 if form.errors else 200
    return page(request, "portal/correction.html", status=status, form=form)
