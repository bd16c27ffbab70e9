"""Opening a petition with its number and code, and leaving it (G10)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huiyin.petitions.tracking import NeedsProof, Opened, open_with, part_opened_by
from huiyin.web.portal import proofs, visits
from huiyin.web.portal.forms_find import FindForm
from huiyin.web.portal.pages import now, page, personal
from huiyin.web.portal.proofs import Attempt, Paid
from huiyin.web.portal.visits import Visit, opened


@personal
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """查询. The same words for every wrong answer; a price after many of them."""
    if request.method != "POST":
        return _form(request, FindForm())
    if "sealed" in request.POST:
        return _with_price(request)
    form = FindForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    typed = form.cleaned_data
    return _try(request, Attempt(typed["number"], typed["code"], typed["tail"]), Paid.NOT)


def _with_price(request: HttpRequest) -> HttpResponse:
    answer = proofs.paid(request.POST["sealed"], request.POST.get("proof", ""), at=now())
    if answer is None:
        return redirect("portal:track")
    attempt, how = answer
    return _try(request, attempt, how)


def _try(request: HttpRequest, attempt: Attempt, how: Paid) -> HttpResponse:
    source = request.META.get("REMOTE_ADDR", "")
    answer = open_with(
        attempt.number,
        attempt.code,
        attempt.tail,
        source=source,
        at=now(),
        proved=how is Paid.WORKED,
        waited=how is Paid.WAITED,
    )
    match answer:
        case Opened():
            response = redirect("portal:petition")
            visits.begin(response, answer.petition.pk, answer.petition.code_index)
            return response
        case NeedsProof():
            price = proofs.price_of(attempt, at=now())
            return page(request, "portal/proof.html", status=429, price=price)
        case _:
            form = FindForm(initial={"number": attempt.number})
            return _form(request, form, not_found=True)


def _form(
    request: HttpRequest, form: FindForm, *, status: int = 200, not_found: bool = False
) -> HttpResponse:
    return page(
        request,
        "portal/track.html",
        status=status,
        find=form,
        not_found=not_found,
        left="left" in request.GET,
        idle="idle" in request.GET,
    )


@opened
@require_POST
def part(request: HttpRequest, visit: Visit, part_id: UUID) -> HttpResponse:
    """分拆出的一件. Opened from the petition that was split, without typing the code again."""
    found = part_opened_by(visit.petition, part_id)
    if found is None:
        raise Http404
    response = redirect("portal:petition")
    visits.begin(response, found.pk, found.code_index, from_whole=True)
    return response


@opened
@require_POST
def whole(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Back to the petition that was split; only for who came from there."""
    parent = visit.petition.parent if visit.from_whole else None
    if parent is None or part_opened_by(parent, visit.petition.pk) is None:
        raise Http404
    response = redirect("portal:petition")
    visits.begin(response, parent.pk, parent.code_index)
    return response


@personal
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """离开. Nothing about the petition stays in this browser."""
    response = redirect(reverse("portal:track") + "?left=1")
    visits.end(response)
    return response
