"""The picture of an office, the same for everybody, at an address that changes when it does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from huiyin.organisations.models import Logo

KEPT = "public, max-age=31536000, immutable"


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The PNG with this digest; whoever finds it may keep it for a year."""
    # Two offices may have the same.
    found = Logo.objects.filter(digest=digest).first()
    if found is None:
        raise Http404
    return HttpResponse(
        bytes(found.png),
        content_type="image/png",
        headers={
            "Cache-Control": KEPT,
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
