"""信访凭证. The receipt: number and code large, a slip to print, what comes next and by when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from huiyin.rules.moments import localdate
from huiyin.web.portal.pages import now, page
from huiyin.web.portal.visits import Visit, opened
from huiyin.web.slip import slip_of
from huiyin.web.ways import closed_at


@opened
@require_safe
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """已收到. Only for whoever just handed in; later the code is the petitioner's own to keep."""
    if not visit.is_new:
        return redirect("portal:petition")
    at = now()
    return page(
        request,
        "portal/receipt.html",
        receipt=slip_of(visit.petition, localdate(at)),
        closed=closed_at(visit.petition.registering, at),
    )
