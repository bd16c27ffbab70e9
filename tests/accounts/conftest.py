"""Passwords in these tests are hashed by the same algorithm, at a small price."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from huiyin.accounts.passwords import Hasher


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    for hasher in (Argon2PasswordHasher, Hasher):
        monkeypatch.setattr(hasher, "memory_cost", 64)
        monkeypatch.setattr(hasher, "time_cost", 1)
        monkeypatch.setattr(hasher, "parallelism", 1)
