"""GET /figures on the desk and GET /statistics on the portal: numbers with what they mean."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from huiyin.api.callers import call_of, known, wants
from huiyin.api.desk import Desk
from huiyin.api.figures_shapes import FiguresOut, FiguresQuery, MonthLine, OrganLine, YearOut
from huiyin.api.lists import KEPT
from huiyin.api.problems import Kind, Problem, ProblemDetails
from huiyin.api.reading import there
from huiyin.petitions.staff_tokens import Scope
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import NOBODY
from huiyin.statistics.public import PublicMonth, monthly, years

Year = Annotated[int | None, Field(ge=1, le=9999, description="The newest unless another is.")]


def router_for(desk: Desk) -> Router:
    """The figures of the desk, answered by this desk."""
    router = Router(tags=["figures"], auth=known)

    @router.get(
        "/figures",
        operation_id="figures",
        summary="统计 Figures",
        response={
            200: FiguresOut,
            **dict.fromkeys((400, 401, 403, 404, 422, 503), ProblemDetails),
        },
        openapi_extra=wants(Scope.FIGURES),
    )
    def figures(request: HttpRequest, query: Query[FiguresQuery]) -> FiguresOut:
        """Counts and rates of whole months, of what you may know of, as the page has them.

        For leaders, supervisors and heads of units. Each rate has its numerator and denominator;
        without a denominator it has no value. What of the query cannot be read is said in `notes`.
        """
        call = call_of(request, Scope.FIGURES)
        asked = {
            part: text for part, text in query.model_dump(by_alias=True).items() if text is not None
        }
        with viewing(call.viewer):
            found = desk.figures(call.viewer, call.at, asked)
        return FiguresOut(**there(found))

    return router


def public_router() -> Router:
    """The public figures, for anybody."""
    router = Router(tags=["figures"])

    @router.get(
        "/statistics",
        operation_id="statistics",
        summary="公开统计 Public figures",
        response={200: YearOut, **dict.fromkeys((400, 404, 422, 503), ProblemDetails)},
    )
    def statistics(request: HttpRequest, response: HttpResponse, year: Year = None) -> YearOut:
        """The months of a year that are over, newest first, as they were published (G13).

        What was published does not change. A number below ten is null, and with it others, so
        that none follows from a total. Accusations are not in it.
        """
        with viewing(NOBODY):
            known = years()
            if year is not None and year not in known:
                raise Problem(Kind.NOT_FOUND)
            chosen = year or next(iter(known), None)
            found = monthly(chosen) if chosen else []
        response.headers["Cache-Control"] = KEPT
        return YearOut(year=chosen, years=known, months=[_line(each) for each in found])

    return router


def _line(month: PublicMonth) -> MonthLine:
    return MonthLine(
        month=f"{month.month:%Y-%m}",
        as_of=month.as_of,
        definitions=month.definitions,
        whole=month.whole,
        offices=[OrganLine(name=each.name, counts=each.counts) for each in month.offices],
    )
