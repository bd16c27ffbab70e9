"""情况报告里的数. A number with its words, as it is counted and as it is frozen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from huiyin.rules.terms_situation import SituationPart

MOST_NAMED = 8
"""So many places, posts or things are named beside a number; the rest is said by the number."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number; with `under` it is so many of so many. `note` is filled in with `told`."""

    name: str
    zh: str
    number: int
    under: int | None = None
    unit: str = ""
    note: str = ""
    told: Mapping[str, str] = field(default_factory=dict)
    is_bad: bool = False
    behind: tuple[UUID, ...] | None = None

    def as_json(self) -> dict[str, Any]:
        """What is kept of it; its petitions are kept apart."""
        return {
            "name": self.name,
            "zh": self.zh,
            "number": self.number,
            "under": self.under,
            "unit": self.unit,
            "note": self.note,
            "told": dict(self.told),
            "is_bad": self.is_bad,
        }


@dataclass(frozen=True)
class Part:
    """A section: what it is about and its numbers."""

    part: SituationPart
    numbers: tuple[Number, ...]

    def as_json(self) -> dict[str, Any]:
        """What is kept of it."""
        return {"part": self.part.value, "numbers": [each.as_json() for each in self.numbers]}


def petitions(name: str, zh: str, ids: Iterable[UUID], **more: Any) -> Number:
    """A number of petitions that opens exactly these."""
    behind = tuple(ids)
    return Number(name=name, zh=zh, number=len(behind), unit="件", behind=behind, **more)


def behind(parts: Iterable[Part]) -> dict[str, list[str]]:
    """The petitions of every number that has any, by its name."""
    return {
        each.name: [str(pk) for pk in each.behind]
        for part in parts
        for each in part.numbers
        if each.behind
    }


def named(names: Iterable[str]) -> str:
    """「电梯、卫生间」; of many the first ones and a dash of dots."""
    there = list(dict.fromkeys(names))
    return "、".join(there[:MOST_NAMED]) + ("……" if len(there) > MOST_NAMED else "")
