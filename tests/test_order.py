"""What is begun first: each file of that list is there, and stands before all others."""

from pathlib import Path

import pytest

from tests.conftest import LONGEST


def test_what_is_begun_first_is_there() -> None:
    """A file that was renamed would silently be begun last."""
    there = {path.name for path in Path(__file__).parent.rglob("test_*.py")}
    assert set(LONGEST) - there == set()


def test_what_takes_longest_stands_before_all_others(request: pytest.FixtureRequest) -> None:
    names = [item.path.name for item in request.session.items]
    of_these = [name in LONGEST for name in names]
    assert of_these == sorted(of_these, reverse=True)
