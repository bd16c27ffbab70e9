"""The pages that are the same for everybody: home, ways in, guide, privacy, preferences."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huiyin.notifications.actions import can_send_messages
from huiyin.organisations.models import Office
from huiyin.petitions.tracking import ask_new_code
from huiyin.publishing.data_map import of_the_petitioner
from huiyin.publishing.models import Guide
from huiyin.publishing.notices import public_now
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Channel, Level
from huiyin.web.portal.forms_find import FindForm, LostForm
from huiyin.web.portal.pages import LARGE_COOKIE, YEAR, now, page
from huiyin.web.portal.places import portal_office
from huiyin.web.portal.views_errors import too_many
from huiyin.web.ways import closed_at, guides_by_channel, ways_by_office, ways_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here."""
    office = portal_office()
    return page(
        request,
        "portal/home.html",
        ways=ways_of(office, now()),
        closed=closed_at(office, now()),
        notices=public_now(localdate(now())),
        web_guides=guides_by_channel().get(Channel.WEB, []),
        find=FindForm(),
        not_found=False,
    )


@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """Telephone, letters, reception: every office of the territory."""
    top = portal_office()
    offices = Office.objects.filter(is_open=True, ways_in__isnull=False).distinct()
    nearest = sorted(
        offices, key=lambda each: (each != top, each.level == Level.PROVINCE, each.path)
    )
    listed = ways_by_office(nearest, now())
    return page(request, "portal/ways.html", offices=listed, ways=ways_of(top, now()))


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """The procedure and one's rights; a page that is not translated stands there in Chinese."""
    rows = Guide.objects.filter(language__in=[settings.LANGUAGE_CODE, _language()])
    shown = {each.slug: each for each in sorted(rows, key=_is_in_language)}
    listed = sorted(shown.values(), key=lambda each: each.order)
    return page(request, "portal/guides.html", guides=listed)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of the guide; in Chinese where it is not yet translated."""
    found = {each.language: each for each in Guide.objects.filter(slug=slug)}
    chosen = found.get(_language()) or found.get(settings.LANGUAGE_CODE)
    if chosen is None:
        raise Http404
    return page(request, "portal/guide.html", guide=chosen)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """How personal data are used (PIPL Arts. 17, 35; G6)."""
    return page(request, "portal/privacy.html", kept=of_the_petitioner())


@require_http_methods(["GET", "HEAD", "POST"])
def lost(request: HttpRequest) -> HttpResponse:
    """What to do when the query code is lost; a new one by SMS where messages can go out (G10)."""
    form, asked = LostForm(request.POST or None), False
    if request.method == "POST" and can_send_messages() and form.is_valid():
        source = request.META.get("REMOTE_ADDR", "")
        number, phone = form.cleaned_data["number"], form.cleaned_data["phone"]
        if ask_new_code(number, phone, source=source, at=now()) is not None:
            return too_many(request, seconds=900)
        form, asked = LostForm(), True
    return page(
        request,
        "portal/lost.html",
        ways=ways_of(portal_office(), now()),
        form=form if can_send_messages() else None,
        asked=asked,
    )


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Language and large type, remembered in this browser for a year."""
    onward = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(onward if safe else "/")
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES):
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    if request.POST.get("large") in ("on", "off"):
        _remember(response, LARGE_COOKIE, request.POST["large"])
    return response


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def _is_in_language(guide: Guide) -> bool:
    return guide.language == _language()


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE
