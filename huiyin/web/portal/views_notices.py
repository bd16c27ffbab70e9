"""公告. What the office tells everybody, in Chinese or, where it was written, in English."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from huiyin.publishing.models import Guide, Notice, NoticePaper
from huiyin.publishing.notices import public_now
from huiyin.rules.moments import localdate
from huiyin.web.portal.pages import now, page


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice in force, newest first."""
    return page(request, "portal/notices.html", notices=public_now(localdate(now())))


@require_safe
def notice(request: HttpRequest, root: UUID) -> HttpResponse:
    """One notice; one that is over or was withdrawn is not found any more."""
    found = _found(root)
    is_english = translation.get_language() == "en" and bool(found.text_en)
    guides = Guide.objects.filter(slug=found.guide) if found.guide else Guide.objects.none()
    listed = {each.language: each for each in guides}
    return page(
        request,
        "portal/notice.html",
        notice=found,
        title=found.title_en if is_english else found.title,
        text=found.text_en if is_english else found.text,
        guide=listed.get(translation.get_language() or "") or listed.get("zh-hans"),
    )


@require_safe
def paper(request: HttpRequest, root: UUID) -> HttpResponse:
    """The notice on A4, as it is put up on a wall."""
    drawn = NoticePaper.objects.filter(notice=_found(root)).first()
    if drawn is None:
        raise Http404
    response = HttpResponse(bytes(drawn.pdf), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="notice.pdf"'
    return response


def _found(root: UUID) -> Notice:
    found = next((each for each in public_now(localdate(now())) if each.root == root), None)
    if found is None:
        raise Http404
    return found
