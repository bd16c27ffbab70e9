"""送达打印. The letters that wait for service, and what their papers (exports_papers.py) say.

Name and address are opened for the serving office only, when the papers are made.
"""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from huiyin.petitions.door import hides_name_from
from huiyin.petitions.errors import Refused
from huiyin.petitions.letters import personal
from huiyin.petitions.models import Petition, PetitionLetter
from huiyin.petitions.vault import Vault
from huiyin.rules.permissions import Viewer
from huiyin.rules.rule import DESK, UNIT
from huiyin.rules.terms import LetterKind, Role, State

SERVING = DESK | UNIT | {Role.LEADER, Role.SUPERVISOR}
NO_ADDRESS = "（未留地址，请先与信访人联系）"
LETTERS, ADDRESSES, POSTED, SLIPS = "letters", "addresses", "posted", "slips"


def waiting_letters(viewer: Viewer, today: date) -> QuerySet[PetitionLetter]:
    """The letters that the viewer's offices have to serve, the oldest first."""
    seen = Petition.objects.visible_to(viewer, today=today).in_earnest()
    seen = seen.exclude(state=State.WITHDRAWN)
    links = PetitionLetter.objects.filter(
        served_at=None,
        to_office=None,
        is_current=True,
        needs_service=True,
        server__in=viewer.office_ids(SERVING),
        petition__in=seen,
    )
    return links.select_related("letter__pdf", "petition", "server").order_by(
        "letter__issued_at", "id"
    )


def facts_of_service(link: PetitionLetter, viewer: Viewer) -> dict[str, Any]:
    """What address sheet, list and slip say; the person only where the server may know it."""
    petition, office, letter = link.petition, link.server, link.letter
    vault = Vault(petition.pk, petition.key)
    serves = link.server_id in viewer.office_ids(SERVING)
    given = personal(petition, vault) if serves and not hides_name_from(petition, viewer) else {}
    kind = LetterKind(letter.kind).zh
    return {
        "office_name": office.name,
        "office_address": office.address,
        "office_postcode": office.postcode,
        "office_phone": office.phone,
        "petition_number": petition.number,
        "addressee": given.get("name") or f"信访人（编号{petition.number}）",
        "name": given.get("name") or "信访人",
        "address": given.get("address") or NO_ADDRESS,
        "kind": kind,
        "number": letter.number,
        "enclosed": f"{kind}　{letter.number}",
    }


Ready = list[tuple[PetitionLetter, dict[str, Any]]]


def ready_to_serve(viewer: Viewer, chosen: dict[str, Any], today: date) -> Ready:
    """Those of the chosen letters that still wait, each with what its papers say."""
    links = {str(each.letter_id): each for each in waiting_letters(viewer, today)}
    found = [links[each] for each in chosen["letters"] if each in links]
    if not found:
        raise Refused("所选文书都已经送达，或者不再由您送达。")
    return [(each, facts_of_service(each, viewer)) for each in found]
