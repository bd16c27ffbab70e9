"""What was typed into a form that may not go on yet, kept inside the page that asks for more.

The page sends it to the same address with the answer; the gate takes the answer out and lets the
rest on, so that no view ever meets a password or a code.
"""

from typing import Any, cast

from django.http import HttpRequest, QueryDict

USERNAME, PASSWORD, CODE, DEMO = "unlock_username", "unlock_password", "unlock_code", "unlock_demo"
UNLOCKING = frozenset({USERNAME, PASSWORD, CODE, DEMO})
PROVE_PASSWORD, PROVE_CODE, PROVE_DEMO = "prove_password", "prove_code", "prove_demo"
PROVING = frozenset({PROVE_PASSWORD, PROVE_CODE, PROVE_DEMO})
_OURS = UNLOCKING | PROVING | {"csrfmiddlewaretoken"}


def carried(request: HttpRequest) -> dict[str, Any]:
    """What of a posted form the page keeps, as its template carried.html is told."""
    is_post = request.method == "POST"
    posted = request.POST if is_post else QueryDict()
    return {
        "carried": [
            (name, value)
            for name, values in posted.lists()
            if name not in _OURS
            for value in values
        ],
        "files": list(request.FILES) if is_post else [],
        "is_post": is_post,
        "here": request.get_full_path(),
    }


def take_out(request: HttpRequest, names: frozenset[str]) -> None:
    """Leave a form without these fields."""
    kept = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in names:
            kept.setlist(name, values)
    kept._mutable = False
    request.POST = cast(Any, kept)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, not a person."""
    return "application/json" in request.headers.get("Accept", "")
