"""排队. Who hands in many within an hour is never refused: the next one comes with a proof (C12).

What was filled in stays: on its page where a script sends it, else sealed as a draft. Meanwhile the
telephone and the window are named.
"""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse

from huiyin.petitions.arrivals import Arrival
from huiyin.web.portal import proofs
from huiyin.web.portal.pages import now, page
from huiyin.web.portal.places import portal_office
from huiyin.web.portal.proofs import Paid
from huiyin.web.sources import source_of
from huiyin.web.ways import Way, ways_of

QUEUED = 429


def arrival_of(request: HttpRequest, *, key: str, phone: str, at: datetime) -> Arrival:
    """Who hands in the form with this key, and how its price was paid if there was one."""
    sealed, proof = request.POST.get("sealed", ""), request.POST.get("proof", "")
    how = proofs.paid_for_handing_in(key, sealed, proof, at=at) if sealed else Paid.NOT
    return Arrival(
        phone=phone,
        source=source_of(request),
        at=at,
        proved=how is Paid.WORKED,
        waited=how is Paid.WAITED,
    )


def told(request: HttpRequest, key: str, *, draft: str) -> HttpResponse:
    """The page that waits, or computes, and then hands in what is kept as a draft."""
    price = proofs.price_of_handing_in(key, at=now())
    return page(
        request,
        "portal/queue.html",
        status=QUEUED,
        price=price,
        draft=draft,
        ways=ways_of(portal_office(), now()),
    )


def told_to_script(key: str) -> JsonResponse:
    """The same for the script of the form, which sends the form again with the proof."""
    price = proofs.price_of_handing_in(key, at=now())
    ways = ways_of(portal_office(), now())
    return JsonResponse(
        {
            "price": {
                "sealed": price.sealed,
                "challenge": json.loads(price.challenge),
                "seconds": price.wait_seconds,
            },
            "ways": [_told(each) for each in ways],
        },
        status=QUEUED,
    )


def _told(way: Way) -> dict[str, str]:
    return {
        "title": way.title,
        "number": way.number,
        "dial": way.dial,
        "where": " ".join(filter(None, (way.address, way.hours, way.closed))),
    }
