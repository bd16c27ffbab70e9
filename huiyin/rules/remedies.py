"""Remedies written as free text: sentences that tell of a right the letter must not name.

复查 and 复核 belong to 信访程序 only; a lawsuit is no remedy against a 信访处理意见 (R31, R35).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

# The parts of a letter in which a clerk writes sentences of his own.
PROSE = (
    "way_of_handling",
    "legal_basis",
    "time_limit",
    "what_to_do",
    "own_remedy",
    "facts_found",
    "reasons",
    "answer",
    "next_step",
    "requests.explanation",
)

_REVIEW = re.compile(
    r"(?:申请|请求|提出|提起|要求)[^，]{0,24}复[查核](?!鉴定)"
    r"|复[查核](?:、复[查核])?(?:申请|权利|请求)"
)
_INVITES = re.compile(r"不服|异议|不同意|不满意|可(?!能)|有权|收到本")
_OTHER_LAW = re.compile(r"《(?!信访)(?![^》]{0,12}信访(?:工作)?条例)[^》]+》")
_SUIT = re.compile(r"诉讼|起诉|行政复议|申请复议|提起复议")
_AGAINST_THIS = re.compile(
    r"不服|有异议|不同意|收到本[^，。；]{0,12}之日起|(?:对|就)本(?:处理)?(?:意见|答复|决定)"
)


def values_at(facts: Mapping[str, Any], path: str) -> list[Any]:
    """The values at a path (`a.b`); a list on the way gives one value for each of its members."""
    values: list[Any] = [facts]
    for key in path.split("."):
        members: list[Any] = []
        for value in values:
            members += value if isinstance(value, list | tuple) else [value]
        values = [member.get(key) if isinstance(member, Mapping) else None for member in members]
    return values


def review_sentences(facts: Mapping[str, Any]) -> list[str]:
    """Sentences that offer 信访复查 or 复核; a review given by another, named law is none."""
    return [
        sentence
        for sentence in _sentences(facts)
        if _REVIEW.search(sentence)
        and _INVITES.search(sentence)
        and not _OTHER_LAW.search(sentence)
    ]


def suit_sentences(facts: Mapping[str, Any]) -> list[str]:
    """Sentences that offer reconsideration or a lawsuit; a suit told as a fact is none."""
    return [
        sentence
        for sentence in _sentences(facts)
        if _SUIT.search(sentence) and _AGAINST_THIS.search(sentence)
    ]


def _sentences(facts: Mapping[str, Any]) -> Iterator[str]:
    for path in PROSE:
        for value in values_at(facts, path):
            text = "\n".join(value) if isinstance(value, list | tuple) else str(value or "")
            for sentence in re.split(r"[。！？；\n]", text):
                if sentence.strip():
                    yield sentence.strip()
