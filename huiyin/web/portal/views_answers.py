"""政策解答. Questions with their answers and sources, to be searched by everybody (A21, B23)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from huiyin.language.clean import Unclean, one_line
from huiyin.publishing.answers import MOST_FOUND, in_force, searched, tags_of
from huiyin.rules.moments import localdate
from huiyin.web.portal.pages import now, page

LONGEST_SEARCH = 60


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Those in force; what is searched for is kept nowhere."""
    force = in_force(localdate(now()))
    words, tag = _asked(request, "q"), _asked(request, "tag")
    found = list(searched(force, words, tag)[:MOST_FOUND])
    listed = found if not words and not tag else list(force[:MOST_FOUND])
    return page(request, "portal/answers.html", found=found, q=words, tag=tag, tags=tags_of(listed))


@require_safe
def answer(request: HttpRequest, root: UUID) -> HttpResponse:
    """One answer; one that is over is not found any more."""
    found = in_force(localdate(now())).filter(root=root).first()
    if found is None:
        raise Http404
    return page(request, "portal/answer.html", each=found)


def _asked(request: HttpRequest, name: str) -> str:
    try:
        return one_line(request.GET.get(name, ""), limit=LONGEST_SEARCH)
    except Unclean:
        return ""
