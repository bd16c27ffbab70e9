"""信访凭证. The receipt: number and code large, a slip to print, what comes next and by when."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huiyin.petitions.explaining import days_left_words, people_date, people_moment
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.privacy.codes import in_groups
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Naming
from huiyin.web.portal.pages import now, page
from huiyin.web.portal.visits import Visit, opened


@dataclass(frozen=True)
class Slip:
    """What stands on the receipt."""

    number: str
    number_groups: list[str]
    code_groups: list[str]
    office: str
    received_words: str
    next_words: list[str]


@opened
@require_safe
def receipt(request: HttpRequest, visit: Visit) -> HttpResponse:
    """已收到. Only for whoever just handed in; later the code is the petitioner's own to keep."""
    if not visit.is_new:
        return redirect("portal:petition")
    address = settings.HUIYIN_PORTAL_ADDRESS.rstrip("/") + reverse("portal:track")
    slip = _slip(visit.petition)
    qr = segno.make(f"{address}#{slip.number}", error="m")
    return page(
        request,
        "portal/receipt.html",
        receipt=slip,
        track_address=address,
        qr=qr.png_data_uri(scale=8, border=2),
    )


def _slip(petition: Petition) -> Slip:
    vault = Vault(petition.pk, petition.key)
    code = vault.open(petition.code, "petitions_petition.code", petition.pk)
    today = localdate(now())
    return Slip(
        number=petition.receipt,
        number_groups=in_groups(petition.receipt).split(),
        code_groups=in_groups(code).split(),
        office=petition.registering.name,
        received_words=people_moment(petition.arrived_at, today),
        next_words=_next_words(petition),
    )


def _next_words(petition: Petition) -> list[str]:
    today = localdate(now())
    words = []
    if petition.next_legal_due:
        values = {
            "office": petition.registering.name,
            "day": people_date(petition.next_legal_due, today),
            "left": days_left_words((petition.next_legal_due - today).days),
        }
        words.append(_("%(office)s最迟 %(day)s（%(left)s）登记，并转送给有权处理的机关。") % values)
    words.append(_("办理机关收到后 15 日内书面告知您：是否受理，按什么程序办。"))
    words.append(_("按信访程序办理的，自受理之日起 60 日内给您书面处理意见。"))
    if petition.has_phone:
        words.append(_("有新进展时，请凭编号和查询码查看。"))
    if petition.naming == Naming.ANONYMOUS:
        words.append(_("您是匿名反映，不会收到书面通知，请凭编号和查询码自己查询。"))
    return words
