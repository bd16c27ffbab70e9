"""The addresses of the API under /api/v1/, on the portal, and the document that describes them."""

from typing import Any

from django.urls import re_path
from ninja.openapi.schema import OpenAPISchema

from huiyin.api import figures, lists, submitting, tracking, ways
from huiyin.api.document import DocumentedAPI, nothing_here
from huiyin.api.guarding import FILES, FORM, JSON, PART, guarded, guarded_urls
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


class PortalAPI(DocumentedAPI):
    """The API of the portal, whose document says how files come with a petition."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 document, with the second way of handing in."""
        document = super().get_openapi_schema(**where)
        body = document["paths"]["/api/v1/petitions"]["post"]["requestBody"]["content"]
        body[FORM] = _with_files(body[JSON]["schema"])
        return document


api = PortalAPI(
    title="Huiyin",
    description=DESCRIPTION,
    urls_namespace="api",
    scheme=SCHEME,
    token="An intake token, made by `huiyin token new`.",  # noqa: S106 (what it is)
)
api.add_router("", submitting.router)
api.add_router("", tracking.router)
api.add_router("", lists.router())
api.add_router("", ways.router())
api.add_router("", figures.public_router())

app_name = "api"
urlpatterns = [*guarded_urls(api), re_path("", guarded(nothing_here))]
