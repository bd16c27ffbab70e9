"""Taking steps and deciding on requests, once for each Idempotency-Key of a token."""

import hashlib
import re
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from ninja import Path, Router

from huiyin.api.callers import Call, call_of, known, wants
from huiyin.api.desk import Desk, Plain
from huiyin.api.problems import Kind, Problem, ProblemDetails
from huiyin.api.reading import Key, there
from huiyin.api.staff_shapes import Decision, StepsOffered, StepTaken, TakeStep
from huiyin.petitions.errors import Outdated, Refused
from huiyin.petitions.models import Petition
from huiyin.petitions.staff_tokens import KeyUsed, Scope
from huiyin.petitions.submissions import LONGEST_KEY, SHORTEST_KEY
from huiyin.petitions.viewing import viewing

KEY = re.compile(rf"[\x21-\x7e]{{{SHORTEST_KEY},{LONGEST_KEY}}}")
KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": "Made by the client for each step and sent again with each retry: the same key"
    " and body give the same answer, another body is refused (422, key-used).",
    "schema": {
        "type": "string",
        "minLength": SHORTEST_KEY,
        "maxLength": LONGEST_KEY,
        "pattern": r"^[\x21-\x7e]+$",
    },
}
REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 503), ProblemDetails)


def router_for(desk: Desk) -> Router:
    """The addresses that act, answered by this desk."""
    router = Router(tags=["steps"], auth=known)

    @router.get(
        "/petitions/{key}/steps",
        operation_id="steps",
        summary="可以办理的步骤 Open steps",
        response={
            200: StepsOffered,
            **dict.fromkeys((400, 401, 403, 404, 422, 503), ProblemDetails),
        },
        openapi_extra=wants(Scope.STEPS),
    )
    def steps(request: HttpRequest, key: Key) -> StepsOffered:
        """The buttons of its page: every step open to you now, with the schema of what it needs."""
        call = call_of(request, Scope.STEPS)
        with viewing(call.acting):
            found = desk.steps(call.acting, call.at, key)
        return StepsOffered(**there(found))

    @router.post(
        "/petitions/{key}/steps/{verb}",
        operation_id="take",
        summary="办理一步 Take a step",
        response={200: StepTaken, **REFUSALS},
        openapi_extra=_keyed(Scope.STEPS),
    )
    def take(request: HttpRequest, key: Key, verb: Key, step: TakeStep) -> StepTaken:
        """By the same rules as the form of the step on the desk.

        409 `outdated` where somebody changed the petition since `version`, 409 `step-refused` with
        the sentence that the page shows where the step is not open.
        """
        call = call_of(request, Scope.STEPS)

        def doing() -> Plain | None:
            return desk.take(call.acting, call.at, key, verb, step.arguments, version=step.version)

        return StepTaken(**_once(request, call, doing))

    @router.post(
        "/petitions/{key}/requests/{request_id}",
        operation_id="decide",
        summary="审批 Decide on a request",
        response={200: StepTaken, **REFUSALS},
        openapi_extra=_keyed(Scope.REQUESTS),
    )
    def decide(
        request: HttpRequest, key: Key, request_id: Annotated[UUID, Path()], decision: Decision
    ) -> StepTaken:
        """As a second person: never on what you asked for yourself, which you may only take back.

        Roles that sign in with a second factor decide on the pages (403, second-factor).
        """
        call = call_of(request, Scope.REQUESTS)

        def doing() -> Plain | None:
            return desk.decide(
                call.acting,
                call.at,
                key,
                request_id,
                agrees=decision.agrees,
                words=decision.words,
            )

        return StepTaken(**_once(request, call, doing))

    return router


def _keyed(scope: Scope) -> dict[str, Any]:
    return wants(scope) | {"parameters": [KEY_PARAMETER]}


def _once(request: HttpRequest, call: Call, doing: Callable[[], Plain | None]) -> Plain:
    """Do it in one transaction with the memory that it was done; a second try is answered."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY", "")
    if not KEY.fullmatch(key):
        raise Problem(Kind.KEY)
    digest = hashlib.sha256(request.path_info.encode() + b"\n" + request.body).digest()
    acting = call.acting
    with viewing(acting):
        earlier = _earlier(call, key, digest)
    if earlier is not None:
        return earlier
    try:
        with viewing(acting):
            answer = _done(doing)
            if answer is not None:
                _remember(call, key, digest, answer)
    except (IntegrityError, Outdated, Problem):
        # The same key at the same moment: the other one has done it, and what it did may be all
        # that stands in the way of this one.
        with viewing(acting):
            earlier = _earlier(call, key, digest)
        if earlier is None:
            raise
        return earlier
    return there(answer)


def _done(doing: Callable[[], Plain | None]) -> Plain | None:
    try:
        with transaction.atomic():
            return doing()
    except Petition.DoesNotExist:
        return None
    except Outdated:
        raise
    except Refused as refusal:
        if refusal.field:
            raise
        raise Problem(Kind.STEP, sentence=refusal.sentence) from refusal


def _earlier(call: Call, key: str, digest: bytes) -> Plain | None:
    used = KeyUsed.objects.filter(token=call.caller.token, key=key).first()
    if used is None:
        return None
    if bytes(used.digest) != digest:
        raise Problem(Kind.KEY_USED)
    answer: Plain = used.answer
    return answer


def _remember(call: Call, key: str, digest: bytes, answer: Plain) -> None:
    # A new query code is told once and kept nowhere in clear.
    kept = {name: value for name, value in answer.items() if name != "code"}
    KeyUsed.objects.create(
        token=call.caller.token, key=key, digest=digest, answer=kept, used_at=call.at
    )
