"""What both APIs share: their JSON, and how their OpenAPI documents speak of errors and tokens."""

from typing import Any, NoReturn

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import JSONRenderer

from huiyin.api.guarding import StrictParser
from huiyin.api.problems import MEDIA_TYPE, Kind, Problem


class PlainRenderer(JSONRenderer):
    """JSON with Chinese as it is read."""

    json_dumps_params = {"ensure_ascii": False, "separators": (",", ":")}


class DocumentedAPI(NinjaAPI):
    """An API whose document says how errors and tokens look."""

    def __init__(self, *, scheme: str, token: str, **given: Any) -> None:
        self.scheme, self.token = scheme, token
        super().__init__(
            version="1",
            docs_url=None,
            parser=StrictParser(),
            renderer=PlainRenderer(),
            **given,
        )

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        """The OpenAPI 3.1 document; errors are application/problem+json."""
        document = super().get_openapi_schema(**where)
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {MEDIA_TYPE: answer["content"]["application/json"]}
        document["components"]["securitySchemes"] = {
            self.scheme: {"type": "http", "scheme": "bearer", "description": self.token}
        }
        return document


def nothing_here(request: HttpRequest) -> NoReturn:
    """Any other address below the API: a problem, not a page."""
    raise Problem(Kind.NOT_FOUND)
