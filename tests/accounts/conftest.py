"""Passwords in these tests are hashed by the same algorithm, at a small price."""

import pytest


@pytest.fixture(autouse=True)
def _cheap_hashes(cheap_hashes: None) -> None:
    pass
