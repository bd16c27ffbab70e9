"""GET /offices and /categories: the words that a petition may name. Public, kept for minutes."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from huiyin.api.problems import ProblemDetails
from huiyin.api.shapes import CategoryLine, OfficeLine
from huiyin.organisations.models import Category, Office
from huiyin.petitions.viewing import viewing
from huiyin.rules.moments import localdate
from huiyin.rules.permissions import NOBODY
from huiyin.rules.terms import Level, OfficeKind

KEPT = "public, max-age=300"

router = Router(tags=["lists"])


@router.get(
    "/offices",
    operation_id="offices",
    summary="机构 Offices",
    response={200: list[OfficeLine], 503: ProblemDetails},
)
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


@router.get(
    "/categories",
    operation_id="categories",
    summary="内容分类 Categories",
    response={200: list[CategoryLine], 503: ProblemDetails},
)
def categories(request: HttpRequest, response: HttpResponse) -> list[CategoryLine]:
    """Every category in use, parents before children."""
    response.headers["Cache-Control"] = KEPT
    with viewing(NOBODY):
        return [
            CategoryLine(code=category.code, parent=category.parent_id, name=category.name)
            for category in Category.objects.in_use(localdate(timezone.now())).order_by("code")
        ]
