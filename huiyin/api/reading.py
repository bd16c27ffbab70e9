"""Lists, petitions, letters and files for a program that acts for one person of the staff."""

from typing import Annotated, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import Query, Router
from pydantic import StringConstraints

from huiyin.api.callers import call_of, known, wants
from huiyin.api.desk import Desk, Download
from huiyin.api.problems import Kind, Problem, ProblemDetails
from huiyin.api.staff_shapes import ListLine, ListPage, ListQuery, PetitionOut, WhoAmI
from huiyin.petitions.staff_tokens import Scope
from huiyin.petitions.viewing import viewing
from huiyin.rules.permissions import Viewer

MAKING_SECONDS = 60
REFUSALS = dict.fromkeys((400, 401, 403, 404, 422, 503), ProblemDetails)
BYTES = {"schema": {"type": "string", "format": "binary"}}
FORMATS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

Found = TypeVar("Found")
Key = Annotated[str, StringConstraints(max_length=60)]
Place = Annotated[str, StringConstraints(max_length=200)]
Shown = Annotated[str, StringConstraints(max_length=2000)]


def router_for(desk: Desk) -> Router:
    """The addresses that read, answered by this desk."""
    router = Router(tags=["petitions"], auth=known)

    @router.get(
        "/me",
        operation_id="me",
        summary="令牌 The token",
        response={200: WhoAmI, **dict.fromkeys((400, 401, 503), ProblemDetails)},
        openapi_extra=wants(None),
    )
    def me(request: HttpRequest) -> WhoAmI:
        """Who stands behind the token, at which office, and what it may be used for."""
        call = call_of(request, None)
        token = call.caller.token
        return WhoAmI(
            name=call.caller.person.name,
            office=token.office.name,
            roles=_roles(call.viewer),
            acts_as=_roles(call.caller.acting),
            scopes=token.scopes,
            ends_on=token.ends_on,
        )

    @router.get(
        "/lists",
        operation_id="lists",
        summary="清单 Work-lists",
        response={200: list[ListLine], **dict.fromkeys((400, 401, 403, 503), ProblemDetails)},
        openapi_extra=wants(Scope.LISTS),
    )
    def lists(request: HttpRequest) -> list[ListLine]:
        """The work-lists that your posts make sense of."""
        call = call_of(request, Scope.LISTS)
        with viewing(call.viewer):
            return [ListLine(**each) for each in desk.lists(call.viewer, call.at)]

    @router.get(
        "/lists/{name}",
        operation_id="list",
        summary="一份清单 One work-list",
        response={200: ListPage, **REFUSALS},
        openapi_extra=wants(Scope.LISTS),
    )
    def one_list(request: HttpRequest, name: Key, query: Query[ListQuery]) -> ListPage:
        """Fifty petitions in the order of work; `after` leads on from the page before.

        Narrowed and sorted by the same parts as the address of the page; what of them cannot be
        read is left out, and said in `notes`.
        """
        call = call_of(request, Scope.LISTS)
        asked = {part: text for part, text in query.model_dump().items() if text}
        with viewing(call.viewer):
            found = desk.rows(call.viewer, call.at, name, asked)
        return ListPage(**there(found))

    @router.get(
        "/petitions/{key}",
        operation_id="petition",
        summary="信访件 One petition",
        response={200: PetitionOut, **REFUSALS},
        openapi_extra=wants(Scope.PETITIONS, reason=True),
    )
    def petition(request: HttpRequest, key: Key, show: Shown = "") -> PetitionOut:
        """By id or number: what its page shows to you. Every look is written to the accesses.

        Names and numbers are masked; `show` opens fields (joined by
        commas), for this answer only, with the header
        `Access-Reason`, which also opens words that want a reason.
        """
        call = call_of(request, Scope.PETITIONS)
        with viewing(call.viewer):
            found = desk.petition(
                call.viewer, call.at, key, reason=call.reason, show=show.split(",") if show else []
            )
        return PetitionOut(**there(found))

    @router.get(
        "/petitions/{key}/letters/{uuid:letter_id}.{form}",
        operation_id="letter",
        summary="文书 One letter",
        response={200: bytes, **REFUSALS, 409: ProblemDetails},
        openapi_extra={
            **wants(Scope.PETITIONS, reason=True),
            "responses": {200: {"content": dict.fromkeys(FORMATS.values(), BYTES)}},
        },
    )
    def letter(request: HttpRequest, key: Key, letter_id: UUID, form: Key) -> HttpResponse:
        """As `pdf` or `docx`, byte for byte as it was made; 409 `not-ready` until it is."""
        call = call_of(request, Scope.PETITIONS)
        with viewing(call.viewer):
            found = desk.letter(call.viewer, call.at, key, letter_id, form, reason=call.reason)
        return _downloaded(found)

    @router.get(
        "/petitions/{key}/files/{uuid:file_id}",
        operation_id="file",
        summary="材料 One attached file",
        response={200: bytes, **REFUSALS, 409: ProblemDetails},
        openapi_extra={
            **wants(Scope.PETITIONS, reason=True),
            "responses": {200: {"content": {"*/*": BYTES}}},
        },
    )
    def file(request: HttpRequest, key: Key, file_id: UUID, original: bool = False) -> HttpResponse:
        """The copy to look at, or with `original` the file as it came.

        409 `not-ready` until it is checked and made, 409 `no-copy` where it can only be saved.
        """
        call = call_of(request, Scope.PETITIONS)
        with viewing(call.viewer):
            found = desk.file(
                call.viewer, call.at, key, file_id, original=original, reason=call.reason
            )
        return _downloaded(found)

    return router


def _roles(viewer: Viewer) -> list[str]:
    return [_(each.role.zh) for each in viewer.holdings]


def there(found: Found | None) -> Found:
    """What was found; a problem where it is not there, or not for the caller."""
    if found is None:
        raise Problem(Kind.NOT_FOUND)
    return found


def _downloaded(found: Download | None) -> HttpResponse:
    content = there(found)
    if content.content is None:
        raise _lacking(content)
    response = HttpResponse(content.content, content_type=content.media_type)
    saved = content_disposition_header(as_attachment=True, filename=content.name)
    response.headers["Content-Disposition"] = saved or "attachment"
    return response


def _lacking(found: Download) -> Problem:
    sentence = found.lacks.sentence if found.lacks else ""
    if found.lacks and not found.lacks.is_coming:
        return Problem(Kind.NO_COPY, sentence=sentence)
    return Problem(Kind.NOT_READY, sentence=sentence, retry_after=MAKING_SECONDS)
