"""The addresses of the API under /api/v1/, on the portal, and the document that describes them."""

from typing import Any, NoReturn

from django.http import HttpRequest
from django.urls import re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from huiyin.api import lists, submitting, tracking
from huiyin.api.guarding import FILES, FORM, JSON, PART, StrictParser, guarded, guarded_urls
from huiyin.api.problems import MEDIA_TYPE, Kind, Problem
from huiyin.api.submitting import SCHEME
from huiyin.documents.files import MOST_FILES

DESCRIPTION = """\
Hand in petitions and see where they are. Requests and answers are JSON in UTF-8, at most 1 MB;
moments carry their zone, days are days in Asia/Shanghai. Every error is a problem (RFC 9457) whose
`type` is for programs. After a lost connection, a 5xx or a 429: send the same request with the same
`Idempotency-Key` again; it never makes a second petition.
"""


def _with_files(petition: dict[str, Any]) -> dict[str, Any]:
    """How a petition and its files stand in one request."""
    files = {
        "type": "array",
        "maxItems": MOST_FILES,
        "items": {"type": "string", "format": "binary"},
    }
    return {
        "schema": {
            "type": "object",
            "required": [PART],
            "additionalProperties": False,
            "properties": {PART: petition, FILES: files},
        },
        "encoding": {PART: {"contentType": JSON}},
    }


class PlainRenderer(JSONRenderer):
    """JSON with Chinese as it is read."""

    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


class HuiyinAPI(NinjaAPI):
    """The API, whose document says how errors and tokens look."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 document; errors are application/problem+json."""
        document = super().get_openapi_schema(**where)
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
        body = document["paths"]["/api/v1/petitions"]["post"]["requestBody"]["content"]
        body[FORM] = _with_files(body[JSON]["schema"])
        document["components"]["securitySchemes"] = {
            SCHEME: {
                "type": "http",
                "scheme": "bearer",
                "description": "An intake token, made by `huiyin token new`.",
            }
        }
        return document


def nothing_here(request: HttpRequest) -> NoReturn:
    """Any other address below the API: a problem, not a page."""
    raise Problem(Kind.NOT_FOUND)


api = HuiyinAPI(
    title="Huiyin",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api",
    parser=StrictParser(),
    renderer=PlainRenderer(),
)
api.add_router("", submitting.router)
api.add_router("", tracking.router)
api.add_router("", lists.router)

app_name = "api"
urlpatterns = [*guarded_urls(api), re_path("", guarded(nothing_here))]
