"""信访凭证. What stands on the slip that a petitioner takes away, from portal or counter."""

from dataclasses import dataclass
from datetime import date

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from huiyin.organisations.models import Office
from huiyin.petitions.explaining import days_left_words, people_date, people_moment
from huiyin.petitions.models import Petition
from huiyin.petitions.vault import Vault
from huiyin.privacy.codes import in_groups
from huiyin.publishing.addresses import is_reachable
from huiyin.rules.terms import Channel, Naming, OfficeKind

PORTAL = "huiyin.config.urls_portal"
"""The addresses of the portal, for whom the desk hands a slip."""


@dataclass(frozen=True)
class Slip:
    """What stands on the slip."""

    number: str
    number_groups: list[str]
    code_groups: list[str]
    office: str
    received_words: str
    next_words: list[str]
    track_address: str  # as published where only this machine would get to the portal's own
    qr: str  # empty where it would lead nowhere


def slip_of(petition: Petition, today: date) -> Slip:
    """The slip of a petition just taken in."""
    vault = Vault(petition.pk, petition.key)
    code = vault.open(petition.code, "petitions_petition.code", petition.pk)
    portal = portal_address()
    address = portal + reverse("portal:track", urlconf=PORTAL) if portal else ""
    qr = segno.make(f"{address}#{petition.receipt}", error="m") if address else None
    return Slip(
        number=petition.receipt,
        number_groups=in_groups(petition.receipt).split(),
        code_groups=in_groups(code).split(),
        office=petition.registering.name,
        received_words=people_moment(petition.arrived_at, today),
        next_words=next_words(
            petition.registering,
            petition.next_legal_due,
            Naming(petition.naming),
            has_phone=petition.has_phone,
            today=today,
        ),
        track_address=address or _published(petition.registering),
        qr=str(qr.png_data_uri(scale=8, border=2)) if qr else "",
    )


def portal_address() -> str:
    """Where citizens reach the portal; empty where it was never said, except in a demo."""
    address: str = settings.HUIYIN_PORTAL_ADDRESS.rstrip("/")
    return address if settings.HUIYIN_DEMO or is_reachable(address) else ""


def _published(office: Office) -> str:
    """The office's way in by the web, in the words it is published with (R18.1)."""
    way = office.ways_in.filter(channel=Channel.WEB).first()
    return way.place if way else ""


def next_words(
    office: Office, legal_on: date | None, naming: Naming, *, has_phone: bool, today: date
) -> list[str]:
    """What happens next and until when, by which office (R22.1, R23.1)."""
    words = []
    if legal_on:
        values = {
            "office": office.name,
            "day": people_date(legal_on, today),
            "left": days_left_words((legal_on - today).days),
        }
        if office.kind == OfficeKind.BUREAU:
            words.append(
                _("%(office)s最迟 %(day)s（%(left)s）登记，并转送给有权处理的机关。") % values
            )
        else:
            words.append(_("%(office)s最迟 %(day)s（%(left)s）书面告知您是否受理。") % values)
    if office.kind == OfficeKind.BUREAU:
        words.append(_("办理机关收到后 15 日内书面告知您：是否受理，按什么程序办。"))
    words.append(_("按信访程序办理的，自受理之日起 60 日内给您书面处理意见。"))
    if has_phone:
        words.append(_("有新进展时，请凭编号和查询码查看。"))
    if naming == Naming.ANONYMOUS:
        words.append(_("您是匿名反映，不会收到书面通知，请凭编号和查询码自己查询。"))
    return words
