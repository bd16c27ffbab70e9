"""The courses that petitions of the stock take: which steps, after how many days, how many so."""

from typing import Any
from uuid import UUID

from huiyin.language.grams import fold, grams
from huiyin.privacy.indexes import blind_pairs
from huiyin.rules.terms import Channel, Matter, Rating, State, Step
from huiyin.rules.workflow import WORKFLOW

YEARS = 4 * 365
RECENT, LATE_SHARE = 100, 0.12
"""The last petitions of the stock came in within so many days; this share of all it is."""

# On which day after its arrival a petition takes each step, and the state that it then shows.
WAY = (
    (Step.REGISTER, 2, State.REGISTERED),
    (Step.FORWARD, 4, State.DELIVERED),
    (Step.SIGN, 5, State.SIGNED),
    (Step.ACCEPT, 11, State.ACCEPTED),
    (Step.ANSWER, 62, State.ANSWERED),
    (Step.SERVE, 64, State.SERVED),
    (Step.RATE, 69, State.SERVED),
    (Step.FOLLOW_UP, 75, State.SERVED),
    (Step.CLOSE, 90, State.CLOSED),
)
# Most are enquiries that the bureau answers itself; a few say nothing that could be handled.
DIRECT = (
    (Step.REGISTER, 2, State.REGISTERED),
    (Step.REPLY, 4, State.ANSWERED),
    (Step.SERVE, 5, State.SERVED),
    (Step.CLOSE, 30, State.CLOSED),
)
KEPT = ((Step.REGISTER, 2, State.REGISTERED), (Step.KEEP, 6, State.KEPT))
WAYS = (WAY,) * 9 + (DIRECT,) * 10 + (KEPT,)
STAGES = {rule.step: rule.stage for rule in reversed(WORKFLOW)}
CHANNELS = (Channel.WEB, Channel.WEB, Channel.LETTER, Channel.VISIT, Channel.CALL)
MATTERS = (Matter.CLAIM,) * 7 + (Matter.SUGGESTION, Matter.ENQUIRY, Matter.ENQUIRY)
RATINGS = (Rating.SATISFIED, Rating.SATISFIED, Rating.FAIR, Rating.DISSATISFIED)

_hashes: dict[str, str] = {}


def pairs_of(petition_id: UUID, text: str) -> dict[str, Any]:
    """The row of the search index for a text; a pair that was met before is not hashed again."""
    pairs = grams(fold(text).text)
    new = [each for each in pairs if each not in _hashes]
    _hashes.update(zip(new, blind_pairs(new), strict=True))
    return {
        "petition_id": petition_id,
        "tsv": " ".join(f"'{_hashes[each]}'" for each in pairs),
        "waits": False,
    }
