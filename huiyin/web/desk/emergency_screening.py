"""排查. What the word list of an emergency proposes, and a person's decision on each (A24)."""

from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_POST

from huiyin.audit.actions import note_access
from huiyin.audit.models import Access
from huiyin.emergency.current import current_for
from huiyin.emergency.marking import mark, tags_of
from huiyin.emergency.models import Emergency
from huiyin.emergency.planning import read
from huiyin.organisations.models import Office
from huiyin.petitions.emergency_screening import decided, proposals, to_screen
from huiyin.petitions.errors import Refused
from huiyin.petitions.explaining import short_date
from huiyin.petitions.models import Petition
from huiyin.rules.moments import localdate
from huiyin.rules.rule import BUREAU, UNIT
from huiyin.rules.terms import Channel, State
from huiyin.rules.terms_emergency import Tag
from huiyin.web.desk.frame import page
from huiyin.web.desk.gate import StaffRequest, staff_page

KEEPERS = BUREAU | UNIT
DONE = {
    "marked": gettext_noop("已标记应急，时钟开始计时。"),
    "left": gettext_noop("已记下：与这次应急无关，不再提出。"),
    "before": gettext_noop("这一件刚刚有人决定过，或者已经办结。"),
}


def _known(request: StaffRequest) -> list[Emergency]:
    """The emergencies that are current where the viewer keeps a register."""
    offices = Office.objects.filter(pk__in=request.viewer.office_ids(KEEPERS))
    found = {e.pk: e for office in offices for e in current_for(office, request.now)}
    return list(found.values())


def _chosen(known: list[Emergency], wanted: str) -> Emergency | None:
    """The one that is named; the nearest where none is."""
    if not wanted:
        return known[0] if known else None
    return next((each for each in known if str(each.pk) == wanted), None)


@require_GET
@staff_page(roles=KEEPERS)
def screening(request: StaffRequest) -> HttpResponse:
    """The proposals of the emergency that is current; of several, of the one that is named."""
    known = _known(request)
    emergency = _chosen(known, request.GET.get("emergency", ""))
    found = []
    if emergency is not None:
        words = read(emergency.plan).words
        found = proposals(
            emergency.pk,
            words,
            request.viewer,
            today=request.today,
            drill=emergency.practises,
        )
        note_access(
            Access.SEARCH, viewer=request.viewer, at=request.now, subject=f"screening {len(found)}"
        )
    return page(
        request,
        "desk/emergency/screening.html",
        here="screening",
        emergencies=known,
        emergency=emergency,
        words=read(emergency.plan).words if emergency else (),
        tags=[(each.value, _(each.zh)) for each in tags_of([emergency])] if emergency else [],
        rows=[
            {
                "id": each.petition.pk,
                "number": each.petition.number,
                "channel": _(Channel(each.petition.channel).zh),
                "arrived": short_date(localdate(each.petition.arrived_at), request.today),
                "holder": each.petition.holder.short_name,
                "state": _(State(each.petition.state).zh),
                "words": each.words,
                "pieces": each.pieces,
            }
            for each in found
        ],
        done=_(DONE[done]) if (done := request.GET.get("done", "")) in DONE else "",
    )


@require_POST
@staff_page(roles=KEEPERS)
def decide(request: StaffRequest, petition_id: UUID) -> HttpResponse:
    """Mark it, or write down that it does not belong; nobody is asked about it again."""
    emergency = _chosen(_known(request), request.POST.get("emergency", ""))
    if emergency is None:
        raise Http404
    waiting = to_screen(
        emergency.pk, request.viewer, today=request.today, drill=emergency.practises
    )
    belongs = request.POST.get("belongs") == "1"
    back = {"emergency": str(emergency.pk), "done": "marked" if belongs else "left"}
    if not waiting.filter(pk=petition_id).exists():
        seen = Petition.objects.visible_to(request.viewer, today=request.today)
        if not seen.filter(pk=petition_id).exists():
            raise Http404
        back["done"] = "before"
    else:
        chosen = request.POST.getlist("tags")
        tags = [each for each in tags_of([emergency]) if each.value in chosen]
        if not _decided(request, petition_id, emergency, belongs=belongs, tags=tags):
            back["done"] = "before"
    return redirect(f"{reverse('desk:screening')}?{urlencode(back)}")


def _decided(
    request: StaffRequest,
    petition_id: UUID,
    emergency: Emergency,
    *,
    belongs: bool,
    tags: list[Tag],
) -> bool:
    """Do what was decided; False where somebody was quicker, whose word stands."""
    by, at = request.viewer, request.now
    try:
        with transaction.atomic():
            if decided(petition_id, emergency.pk, belongs=belongs, by=by, at=at) is None:
                return False
            if belongs:
                mark(petition_id, emergency_id=emergency.pk, tags=tags, by=by, at=at)
    except (Refused, Petition.DoesNotExist):
        return False
    return True
