"""Ways of the table that nobody can ever go, each with its reason; all others must be gone."""

from tests.verification.case_table import STATES

Ways = list[tuple[str, str]]


def _of(step: str, states: str | list[str]) -> Ways:
    return [(step, state) for state in (states.split() if isinstance(states, str) else states)]


_HELD_BY_REGISTRAR = "registered kept attached split"
_STANDING_STILL = ("kept", "attached", "voided")

REASONS: dict[str, Ways] = {
    "nobody is asked for help, or for the name, before it was registered and sent on; and what "
    "was registered is never merely received again": [
        ("contribute", "received"),
        ("answer_name", "received"),
        ("decline keep", "received"),
        ("decline extend", "received"),
    ],
    "who holds it here is who registered it, and serves as the holder": (
        _of("serve_notice 1", _HELD_BY_REGISTRAR)
    ),
    "nobody has sent it: it is where it was registered": _of("serve_notice 2", _HELD_BY_REGISTRAR),
    "only who registered it hands it over, and serves as that": [("serve_notice 2", "handed_over")],
    "the organ that it is handed over to issues nothing here": [("serve_notice 0", "handed_over")],
    "what was asked for ended with it: it is what was agreed to": [
        ("decline keep", "kept"),
        ("decline void", "voided"),
    ],
    "what ended by mistake stands still until that is decided": (
        _of("decline take_up_again", [each for each in STATES if each not in _STANDING_STILL])
    ),
}
NEVER = {way for ways in REASONS.values() for way in ways}

# What can happen, and is gone in test_c02_kin.py: a mark goes to everything with the same words,
# and the walks of this model know one petition.
ELSEWHERE = {
    *_of("accuse", "attached split"),
    *_of("ask clear_accused", "attached split"),
    *_of("agree clear_accused", "attached split"),
    *_of("decline clear_accused", "attached split"),
}
