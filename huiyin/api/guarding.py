"""What stands around every address of the API: no cookies, no sessions, no 5xx for bad input.

`ApiFirst` answers API requests before the pages' middleware begins; `guarded` turns whatever
goes wrong into a problem.
"""

import json
import logging
import re
from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from http import HTTPStatus
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, URLPattern, resolve
from django.utils import translation
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from huiyin.api.callers import note_denial_of
from huiyin.api.problems import Kind, Problem
from huiyin.documents.actions import NotKept
from huiyin.petitions.errors import Flawed, Outdated, Refused

ROOT = "/api/"
LARGEST_BODY = 1024 * 1024
JSON, FORM = "application/json", "multipart/form-data"
# Only handing in takes files: one part of JSON, any number of files beside it.
WITH_FILES, PART, FILES = "/petitions", "petition", "files"
DOCUMENT = "openapi-json"
LENGTH = re.compile("[0-9]{1,18}")

View = Callable[..., HttpResponseBase]
log = logging.getLogger("huiyin.api")

# What pydantic says, in the words of the form.
MESSAGES = {
    "missing": gettext_noop("此项必填。"),
    "extra_forbidden": gettext_noop("没有这一项，请核对名称。"),
    "string_type": gettext_noop("此项应为文字。"),
    "string_unicode": gettext_noop("内容中含有残缺的字符，可能是粘贴时损坏，请重新输入后再提交。"),
    "string_too_short": gettext_noop("此项必填。"),
    "string_too_long": gettext_noop("内容过长，请删减后再提交。"),
    "string_pattern_mismatch": gettext_noop("格式不对，请核对。"),
    "enum": gettext_noop("只能填写接口说明中列出的值。"),
    "int_type": gettext_noop("此项应为整数。"),
    "bool_type": gettext_noop("此项应为 true 或 false。"),
    "greater_than_equal": gettext_noop("数值超出范围。"),
    "less_than_equal": gettext_noop("数值超出范围。"),
    "uuid_parsing": gettext_noop("此项应为 UUID。"),
    "uuid_type": gettext_noop("此项应为 UUID。"),
}
OTHERWISE = gettext_noop("此项填写有误，请对照接口说明核对。")


class ApiFirst:
    """Answers the API's addresses itself: nothing that serves pages costs them time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Call the API's view directly; let everything else pass."""
        if not request.path_info.startswith(ROOT):
            return self.get_response(request)
        try:
            match = _found(settings.ROOT_URLCONF, request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.resolver_match = match
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return answer


@lru_cache(maxsize=256)
def _found(urlconf: str, path: str) -> ResolverMatch:
    """What answers at an address; nearly all requests go to a few."""
    return resolve(path, urlconf)


class StrictParser(Parser):
    """JSON in UTF-8 and nothing else: no NaN, no lone halves of characters, no towers of lists."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body as Python has it; Problem where it is not JSON, or too much of it."""
        if len(request.body) > LARGEST_BODY:
            raise Problem(Kind.TOO_LARGE)
        if request.content_type != JSON and not _comes_with_files(request):
            raise Problem(Kind.MEDIA)
        try:
            body: dict[str, Any] = json.loads(request.body.decode(), parse_constant=_no_constant)
        except (ValueError, RecursionError) as flaw:
            raise Problem(Kind.BODY) from flaw
        return body


def _comes_with_files(request: HttpRequest) -> bool:
    return request.content_type == FORM and request.path_info.endswith(WITH_FILES)


def _unwrap(request: HttpRequest) -> None:
    """Take the JSON out of its wrapping as the body, the files beside it read into memory."""
    try:
        parts = request.POST.getlist(PART)
    except MultiPartParserError as flaw:
        raise Problem(Kind.BODY) from flaw
    if len(parts) != 1 or set(request.POST) != {PART} or not set(request.FILES) <= {FILES}:
        raise Problem(Kind.BODY)
    # What reads the body next would else find it read already.
    request._body = parts[0].encode(errors="surrogatepass")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def guarded_urls(api: NinjaAPI) -> list[Any]:
    """The addresses of the API, each one guarded and outside the pages' transaction."""
    _answer_with_problems(api)
    patterns: Iterable[Any] = api.urls[0]
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            # The document is a plain view of the library's, which answers every method alike.
            view = require_safe(pattern.callback) if pattern.name == DOCUMENT else pattern.callback
            pattern.callback = guarded(view)
    return list(patterns)


def guarded(view: View) -> View:
    """The view, in the language asked for, with every error as a problem."""

    @wraps(view, assigned=())
    def answer(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        with translation.override(_language(request)):
            try:
                if not LENGTH.fullmatch(request.META.get("CONTENT_LENGTH") or "0"):
                    raise Problem(Kind.BODY)  # noqa: TRY301 (answered like all others)
                if request.method == "POST" and _comes_with_files(request):
                    _unwrap(request)
                response = view(request, *arguments, **named)
                if response.status_code == HTTPStatus.NOT_FOUND:
                    note_denial_of(request)
            except Exception as error:  # every answer is a problem; the unexpected one is logged
                response = problem_of(error).answer()
            if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                allowed = response.headers["Allow"]
                response = Problem(Kind.METHOD).answer()
                response.headers["Allow"] = allowed
        if isinstance(response, HttpResponse):
            response.headers["Content-Length"] = str(len(response.content))
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # read by Django: no type for it
    answer.owns_transaction = True  # type: ignore[attr-defined]  # read by the gate
    return answer


def _language(request: HttpRequest) -> str:
    if "HTTP_ACCEPT_LANGUAGE" not in request.META:
        return settings.LANGUAGE_CODE
    return translation.get_language_from_request(request)


def _answer_with_problems(api: NinjaAPI) -> None:
    def answer(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
        return problem_of(error).answer()

    api.add_exception_handler(Exception, answer)
    for handled in (HttpError, ValidationError, Http404):
        api.add_exception_handler(handled, answer)


def problem_of(error: Exception | type[Exception]) -> Problem:
    """The problem that an error is to the client; what nobody expected is logged."""
    match error:
        case Problem():
            return error
        case ValidationError():
            return Problem(Kind.FIELDS, errors=[_field_error(each) for each in error.errors])
        case HttpError():
            return error.__cause__ if isinstance(error.__cause__, Problem) else Problem(Kind.BODY)
        case Refused() | Flawed():
            return _refusal(error)
        case RequestDataTooBig():
            return Problem(Kind.TOO_LARGE)
        case UnreadablePostError() | SuspiciousOperation() | DataError():
            return Problem(Kind.BODY)
        case Http404():
            return Problem(Kind.NOT_FOUND)
        case OperationalError() | InterfaceError() | NotKept():
            log.warning("the database or the disk is not available", exc_info=error)
            return Problem(Kind.UNAVAILABLE)
        case _:
            log.error("the API failed", exc_info=error if isinstance(error, Exception) else None)
            return Problem(Kind.FAILED)


def _refusal(error: Refused | Flawed) -> Problem:
    match error:
        case Flawed():
            return Problem(Kind.FIELDS, errors=error.flaws)
        case Outdated():
            return Problem(Kind.OUTDATED, version=error.version)
        case Refused():
            return Problem(Kind.FIELDS, errors=[(error.field, error.sentence)])


def _field_error(flaw: dict[str, Any]) -> tuple[str, str]:
    # The first two parts say body and the name of the argument, which no client knows.
    path = ".".join(str(part) for part in flaw["loc"][2:])
    return path, MESSAGES.get(flaw["type"], OTHERWISE)
