"""系统管理: the picture of an office: seen, put there or replaced, taken away after a question."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from huiyin.documents.logos import MOST_BYTES, put_logo, remove_logo
from huiyin.organisations.errors import Refused
from huiyin.web.desk.admin_fields import form_state
from huiyin.web.desk.admin_pages import SYSTEM, page
from huiyin.web.desk.admin_tree import of_mine
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.signin_proof import always
from huiyin.web.portal.places import portal_office


@staff_page(roles=SYSTEM, proves=always)
def logo(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """The picture as it is, and the form for another."""
    shown = get_object_or_404(of_mine(request), pk=office_id)
    problem = Refused("")
    if request.method == "POST":
        try:
            name, content = _uploaded(request)
            put_logo(shown, name, content, by=request.viewer, at=request.now)
        except Refused as refused:
            problem = refused
        else:
            return redirect(f"{request.path}?done=1")
    return page(
        request,
        "desk/admin/office_logo.html",
        tab="offices",
        office=shown,
        is_of_portal=shown == portal_office(),
        done="done" in request.GET,
        **form_state(problem),
    )


@staff_page(roles=SYSTEM)
def remove(request: StaffRequest, office_id: UUID) -> HttpResponse:
    """Ask, then take the picture away."""
    shown = get_object_or_404(of_mine(request), pk=office_id)
    if request.method == "POST":
        remove_logo(shown, by=request.viewer, at=request.now)
    if request.method == "POST" or not shown.logo:
        return redirect("desk:office_logo", office_id=office_id)
    return page(request, "desk/admin/office_logo_remove.html", tab="offices", office=shown)


def _uploaded(request: StaffRequest) -> tuple[str, bytes]:
    file = request.FILES.get("logo")
    if not isinstance(file, UploadedFile) or not file.size:
        raise Refused(_("请选择一张图片。"), field="logo")
    # One byte more than may be is enough to be refused.
    return file.name or "", file.read(MOST_BYTES + 1)
