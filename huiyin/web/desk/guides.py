"""办理指南. What the public reads about each way in, for who answers the telephone or the door."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huiyin.accounts.models import User
from huiyin.publishing.models import Guide, GuideVersion
from huiyin.rules.terms import Channel
from huiyin.web.desk.gate import PETITION_ROLES, StaffRequest, staff_page
from huiyin.web.desk.publishing_pages import page

MOST = 200  # versions, of all pages together


@require_GET
@staff_page(roles=PETITION_ROLES)
def guides(request: StaffRequest) -> HttpResponse:
    """Every page of the guide, those of a way in first, each with its versions."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    rows = Guide.objects.filter(language__in=[settings.LANGUAGE_CODE, language])
    shown = {each.slug: each for each in sorted(rows, key=lambda each: each.language == language)}
    versions = _versions()
    groups: list[dict[str, Any]] = [
        {"name": each.value, "label": _(each.zh), "pages": []} for each in Channel
    ]
    groups.append({"name": "", "label": _("所有渠道"), "pages": []})
    for each in sorted(shown.values(), key=lambda each: each.order):
        group = next(found for found in groups if found["name"] == each.channel)
        group["pages"].append((each, versions.get((each.slug, each.language), [])))
    return page(
        request,
        "desk/publishing/guides.html",
        tab="guides",
        groups=[each for each in groups if each["pages"]],
    )


def _versions() -> dict[tuple[str, str], list[tuple[GuideVersion, str]]]:
    """What each page has said, newest first, with who wrote it."""
    rows = list(GuideVersion.objects.all()[:MOST])
    people = User.objects.filter(pk__in={each.written_by for each in rows if each.written_by})
    names = {str(each.pk): each.name for each in people}
    found: dict[tuple[str, str], list[tuple[GuideVersion, str]]] = {}
    for each in rows:
        told = (each, names.get(each.written_by, _("随系统附带")))
        found.setdefault((each.slug, each.language), []).append(told)
    return found
