"""复查申请书. The form that asks for a review, filled as far as it is known (R35.1, L7)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from huiyin.petitions.letters import name_of
from huiyin.petitions.models import PetitionLetter
from huiyin.petitions.telling import told
from huiyin.petitions.vault import Vault
from huiyin.rules.citing import cited
from huiyin.rules.moments import localdate
from huiyin.rules.terms import LetterKind, Naming
from huiyin.web.portal.pages import now, page
from huiyin.web.portal.visits import Visit, opened


@dataclass(frozen=True)
class Against:
    """The opinion that the review is asked against."""

    number: str
    office: str


@opened
@require_safe
def application(request: HttpRequest, visit: Visit) -> HttpResponse:
    """复查申请书. A page to print, fill in and hand in; there only while the period runs."""
    today = localdate(now())
    story = told(visit.petition, visit.viewer, today=today)
    if story.next_right is None:
        return redirect("portal:petition")
    return page(
        request,
        "portal/review.html",
        number=story.number,
        name=_name(visit),
        right=story.next_right,
        against=_against(visit),
        law=cited(visit.petition.rule_set, "第三十五条"),
        blank_lines=range(9),
    )


def _name(visit: Visit) -> str:
    """The name as it was given; who hid it writes it in, or not, on the paper."""
    petition = visit.petition
    if petition.naming != Naming.NAMED and petition.name_disclosure != "granted":
        return ""
    return name_of(petition, Vault(petition.pk, petition.key))


def _against(visit: Visit) -> Against | None:
    link = (
        PetitionLetter.objects.filter(
            petition=visit.petition, letter__kind=LetterKind.OPINION, served_at__isnull=False
        )
        .select_related("letter__office")
        .order_by("-served_at")
        .first()
    )
    return Against(link.letter.number, link.letter.office.name) if link else None
