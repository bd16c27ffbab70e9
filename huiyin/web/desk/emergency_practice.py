"""演练信访件. What a drill practises on, on its page; one more, for whoever plays the citizen."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from huiyin.emergency import practising
from huiyin.emergency.models import Emergency
from huiyin.emergency.planning import read
from huiyin.organisations.errors import Refused
from huiyin.petitions.errors import Refused as NotTaken
from huiyin.petitions.models import Petition
from huiyin.web.desk.emergency_pages import back, emergency_or_404
from huiyin.web.desk.gate import StaffRequest, staff_page
from huiyin.web.desk.lists import rows_of


def practice_of(request: StaffRequest, drill: Emergency) -> dict[str, Any]:
    """What its page shows of them: those that the door shows, and what may be added."""
    seen = Petition.objects.visible_to(request.viewer, today=request.today).of_drill(drill.pk)
    petitions = list(seen.select_related("holder", "person").order_by("pk")[: practising.MOST])
    return {
        "practice": rows_of(request, petitions)[0] if petitions else [],
        "adds": _may_add(request, drill) and drill.is_running(request.now),
        "samples": read(drill.plan).practice,
        "key": uuid4().hex,
    }


def _may_add(request: StaffRequest, drill: Emergency) -> bool:
    return request.viewer.may_act(practising.ADDING, str(drill.office_id)) is not None


@require_POST
@staff_page(roles=practising.ADDING)
def add(request: StaffRequest, emergency_id: UUID) -> HttpResponse:
    """再加一件. It comes in now; its slip is shown once, to who let it come in."""
    drill = emergency_or_404(request, emergency_id)
    if not drill.is_drill or not _may_add(request, drill):
        raise Http404
    typed = request.POST.get("sample", "")
    sample = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else -1
    try:
        made = practising.add(
            drill, sample, key=request.POST.get("key", ""), by=request.viewer, at=request.now
        )
    except (Refused, NotTaken):
        return back("emergency", drill.pk, done="not_added")
    return redirect("desk:slip", made.petition_id)
