"""A part of what could be tried, drawn by the seed of the campaign."""

from random import Random
from typing import TypeVar

T = TypeVar("T")


def some(everything: list[T], number: int, seed: str) -> list[T]:
    """So many of them, the first among them; all, where there are no more."""
    if len(everything) <= number:
        return everything
    return [everything[0], *Random(seed).sample(everything[1:], number - 1)]
