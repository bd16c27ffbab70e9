"""C4: cases drawn from the OpenAPI document by schemathesis, sent to the product in this process.

All its phases: the examples of the document, the edges of every field, whatever can be drawn
within and beside the schema, and what follows from an earlier answer (by links).
"""

import json
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote

import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from hypothesis.errors import HypothesisWarning
from schemathesis import Case, HookContext
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import Request

Json = dict[str, Any]
CHECKS = {
    # Rules that no schema can say are told by documented answers: no such division is a 422.
    "positive_data_acceptance": {"enabled": False},
    # Its second call fails in this process (max_redirects); `without_token` below does the same.
    "ignored_auth": {"enabled": False},
}
PLACE = "http://localhost"


@dataclass
class Ran:
    """What came of it."""

    statuses: Counter[str] = field(default_factory=Counter)
    by_operation: dict[str, set[int]] = field(default_factory=dict)
    phases: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    opened: dict[str, Request] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many requests were answered."""
        return self.statuses.total()

    @property
    def succeeded(self) -> set[str]:
        """The operations that did at least once what they are for."""
        return {name for name, codes in self.by_operation.items() if codes & {200, 201}}


class InProcess:
    """The product as the fuzzer calls it, counting what it answers."""

    def __init__(self, statuses: Counter[str]) -> None:
        self.statuses = statuses
        self.product = get_wsgi_application()
        self.opened: set[BaseDatabaseWrapper] = set()

    def __call__(self, environ: Json, start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer, and remember the connection of this thread, so that it can be closed."""

        def begin(status: str, *more: object) -> Any:  # noqa: ANN401 (as WSGI has it)
            self.statuses[status[:3]] += 1
            return start(status, *more)

        connection = connections[DEFAULT_DB_ALIAS]
        if connection not in self.opened:
            connection.inc_thread_sharing()
            self.opened.add(connection)
        return cast("Iterable[bytes]", self.product(environ, begin))

    def close(self) -> None:
        """Close what the threads of the fuzzer left open."""
        for each in self.opened:
            if each is not connections[DEFAULT_DB_ALIAS]:
                each.close()
            each.dec_thread_sharing()


def fuzz(
    document: Json,
    *,
    examples: int,
    seed: int,
    headers: Mapping[str, str],
    only: Sequence[str] = (),
    is_narrowed: bool = False,
    edges: bool = True,
) -> Ran:
    """Try every operation of a document, or only of these addresses, with these headers.

    A document that was narrowed on purpose (`exactly`) refuses more than the product does. The
    edges of every field are many, however few examples are asked for.
    """
    checks = CHECKS | ({"negative_data_rejection": {"enabled": False}} if is_narrowed else {})
    config = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "headers": dict(headers),
            "generation": {"max-examples": examples, "database": "none", "no-shrink": True},
            "checks": checks,
            "phases": {
                "coverage": {"enabled": edges},
                "stateful": {"enabled": not only},  # what is left may lead nowhere
            },
        }
    )
    ran = Ran()
    product = InProcess(ran.statuses)
    schema = schemathesis.openapi.from_dict(document, config=config)
    schema.app = product
    try:
        with warnings.catch_warnings():
            # How long the words are by which it would repeat a case is no concern of ours.
            warnings.simplefilter("ignore", HypothesisWarning)
            for event in from_schema(schema.include(path=list(only)) if only else schema).execute():
                _note(event, ran)
    finally:
        product.close()
    return ran


@schemathesis.hook
def before_call(_context: HookContext, case: Case[Any], _kwargs: Json) -> None:
    """Write what is no string, but stands in an address, as one: a `?` of it would end the path."""
    given = case.path_parameters or {}
    odd = {
        name: quote(str(each), safe="") for name, each in given.items() if not isinstance(each, str)
    }
    if odd:
        case.path_parameters = given | odd


def _note(event: events.EngineEvent, ran: Ran) -> None:
    if isinstance(event, events.NonFatalError | events.FatalError):
        ran.faults.append(f"the fuzzer itself: {event!r:.500}")
    if not isinstance(event, events.ScenarioFinished):
        return
    label = event.recorder.label or ""
    for each in event.recorder.interactions.values():
        if each.response is not None:
            ran.by_operation.setdefault(label, set()).add(each.response.status_code)
            ran.phases[event.phase.value] += 1
            if each.response.status_code in (200, 201):
                ran.opened.setdefault(label, each.request)
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                told = check.failure_info
                ran.faults.append(
                    f"{event.phase.value} {label} {check.name}: {told.failure.title}"
                    f" {told.failure.message:.400}\n{told.code_sample:.600}"
                )


def without_token(document: Json, ran: Ran) -> list[str]:
    """What wants a token and opened with one, but opens without it or with another as well."""
    found = []
    for label, request in ran.opened.items():
        method, _space, path = label.partition(" ")
        operation = document["paths"].get(path, {}).get(method.lower(), {})
        if not operation.get("security") or {} in operation["security"]:
            continue
        sent = {
            name: values[0]
            for name, values in request.headers.items()
            if name.lower() not in ("authorization", "content-type", "content-length", "host")
        }
        for token in ({}, {"Authorization": "Bearer hyp_nobodys"}, {"Authorization": "Basic eDp5"}):
            answer = Client(raise_request_exception=False).generic(
                method,
                request.uri.removeprefix(PLACE),
                request.body or b"",
                content_type="application/json",
                headers=sent | token,
            )
            if answer.status_code != 401:
                found.append(f"{label} with {token or 'no token'}: {answer.status_code}")
    return found


# -- the document, with what stands in the database ------------------------------------------------


def document() -> Json:
    """The document as the product gives it to anybody."""
    found: Json = json.loads(Client().get("/api/v1/openapi.json").content)
    return found


def with_values(
    given: Json,
    parameters: Mapping[str, list[Any]],
    fields: Mapping[tuple[str, str], list[Any]],
) -> Json:
    """The document in which parameters and fields of bodies are often what really exists."""
    made = deepcopy(given)
    for operations in made["paths"].values():
        for operation in operations.values():
            for each in operation.get("parameters", []):
                if each["name"] in parameters:
                    each["schema"] = _often(each["schema"], parameters[each["name"]])
    for (shape, name), values in fields.items():
        properties = made["components"]["schemas"][shape]["properties"]
        properties[name] = _often(properties[name], values)
    return made


def exactly(made: Json, shape: str, fields: Mapping[str, list[Any]]) -> None:
    """Have these fields of a body hold nothing else, but where the schema is broken on purpose."""
    for name, values in fields.items():
        made["components"]["schemas"][shape]["properties"][name] = {"enum": values}


def _often(schema: Json, values: list[Any]) -> Json:
    plain = {key: value for key, value in schema.items() if key != "default"}
    return {"anyOf": [{"enum": values}, plain]}


def linked(given: Json, path: str, method: str, status: int, link: Json) -> None:
    """Have an answer lead on to another operation."""
    answer = given["paths"][path][method]["responses"][str(status)]
    answer.setdefault("links", {})[link["operationId"]] = link
