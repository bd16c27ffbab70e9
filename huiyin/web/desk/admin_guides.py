"""系统管理: the pages of the procedure guide, in both languages."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from huiyin.accounts.models import User
from huiyin.organisations.errors import Refused
from huiyin.publishing import actions
from huiyin.publishing.models import Guide, GuideVersion
from huiyin.rules.terms import Channel
from huiyin.web.desk.admin_fields import Field, chosen, error_of, form_state
from huiyin.web.desk.admin_pages import SYSTEM, page, typed
from huiyin.web.desk.gate import StaffRequest, staff_page

WORDS = {
    "zh-hans": (gettext_noop("标题"), gettext_noop("正文")),
    "en": (gettext_noop("标题（英文）"), gettext_noop("正文（英文）")),
}
ROWS = 14
MOST_VERSIONS = 20


@staff_page(roles=SYSTEM)
def add(request: StaffRequest) -> HttpResponse:
    """Publish another page of the guide."""
    problem = Refused("")
    slug = request.POST.get("slug", "")
    values = _typed(request)
    if request.method == "POST":
        try:
            if Guide.objects.filter(slug=slug.replace("\x00", "")).exists():
                _refuse_known()
            _save(request, slug)
        except Refused as refused:
            problem = refused
        else:
            return redirect("/admin/published/?done=1")
    return _form(request, "", slug, values, problem)


@staff_page(roles=SYSTEM)
def change(request: StaffRequest, slug: str) -> HttpResponse:
    """Change a page of the guide, or publish it no longer."""
    pages = {each.language: each for each in Guide.objects.filter(slug=slug)}
    if not pages:
        raise Http404
    values = {
        f"{part}_{language}": getattr(pages[language], part) if language in pages else ""
        for language in actions.LANGUAGES
        for part in ("title", "body")
    }
    values["channel"] = next(iter(pages.values())).channel
    problem = Refused("")
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                actions.remove_guide(slug, by=request.viewer, at=request.now)
            else:
                values = _typed(request)
                _save(request, slug)
        except Refused as refused:
            problem = refused
        else:
            return redirect("/admin/published/?done=1")
    return _form(request, slug, slug, values, problem)


def _save(request: StaffRequest, slug: str) -> None:
    values = _typed(request)
    pages = {
        language: actions.PageWording(values[f"title_{language}"], values[f"body_{language}"])
        for language in actions.LANGUAGES
    }
    channel = values["channel"]
    actions.save_guide(slug, pages, channel=channel, by=request.viewer, at=request.now)


def _typed(request: StaffRequest) -> dict[str, str]:
    return typed(
        request,
        "channel",
        *(f"{part}_{language}" for language in actions.LANGUAGES for part in ("title", "body")),
    )


def _versions(slug: str) -> list[tuple[GuideVersion, str]]:
    """What the page has said, newest first, with who wrote it."""
    rows = list(GuideVersion.objects.filter(slug=slug)[:MOST_VERSIONS]) if slug else []
    ids = {each.written_by for each in rows if each.written_by}
    names = {str(each.pk): each.name for each in User.objects.filter(pk__in=ids)}
    return [(each, names.get(each.written_by, _("随系统附带"))) for each in rows]


def _refuse_known() -> None:
    raise Refused(_("已经有这个网址名，请换一个。"), field="slug")


def _form(
    request: StaffRequest, known: str, slug: str, values: dict[str, str], problem: Refused
) -> HttpResponse:
    fields = []
    if not known:
        fields.append(
            Field(
                "slug",
                label=_("网址名"),
                help=_("写在网址里，例如 how-to-write；以后不能修改"),
                value=slug,
                limit=actions.LONGEST_SLUG,
                error=error_of(problem, "slug"),
            )
        )
    for language, (title, body) in WORDS.items():
        for part, label in (("title", title), ("body", body)):
            name = f"{part}_{language}"
            help_ = _("段落之间空一行；以“- ”开头的行排成列表") if part == "body" else ""
            fields.append(
                Field(
                    name,
                    label=_(label),
                    help=help_,
                    value=values[name],
                    limit=actions.LONGEST_GUIDE[part],
                    error=error_of(problem, name),
                    rows=ROWS if part == "body" else 0,
                )
            )
    return page(
        request,
        "desk/admin/guide.html",
        tab="published",
        slug=known,
        fields=fields,
        channels=chosen(Channel, values["channel"]),
        versions=_versions(known),
        **form_state(problem),
    )
