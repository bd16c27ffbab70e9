"""GET /offices and /categories: the words that a petition may name. Public, kept for minutes."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from huiyin.api.problems import ProblemDetails
from huiyin.api.shapes import CategoryLine, OfficeLine
from huiyin.organisations.models import Category, Office
from huiyin.petitions.simulation import law_time
from huiyin.petitions.viewing import viewing
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import NOBODY
from huiyin.rules.terms import Level, OfficeKind

KEPT = "public, max-age=300"


def router() -> Router:
    """The addresses of the public words; the portal and the desk both tell them."""
    made = Router(tags=["lists"])
    for path, view, kind, summary in (
        ("/offices", offices, OfficeLine, "机构 Offices"),
        ("/categories", categories, CategoryLine, "内容分类 Categories"),
    ):
        made.add_api_operation(
            path,
            ["GET"],
            view,
            operation_id=path[1:],
            summary=summary,
            response={200: list[kind], 503: ProblemDetails},  # type: ignore[valid-type]  # a value here
        )
    return made


def offices(request: HttpRequest, response: HttpResponse) -> list[OfficeLine]:
    """Every open office, parents before children."""
    response.headers["Cache-Control"] = KEPT
    with viewing(NOBODY):
        return [
            OfficeLine(
                id=office.id,
                parent=office.parent_id,
                name=office.name,
                short_name=office.short_name,
                kind=OfficeKind(office.kind),
                level=Level(office.level),
                division=office.division,
                address=office.address,
                postcode=office.postcode,
                phone=office.phone,
                hours=office.hours,
            )
            for office in Office.objects.filter(is_open=True).order_by("path")
        ]


def categories(request: HttpRequest, response: HttpResponse) -> list[CategoryLine]:
    """Every category in use, parents before children."""
    response.headers["Cache-Control"] = KEPT
    today = localdate(law_time(timezone.now()))
    with viewing(NOBODY):
        return [
            CategoryLine(code=category.code, parent=category.parent_id, name=category.name)
            for category in Category.objects.in_use(today).order_by("code")
        ]
