"""A keyring of its own for these tests."""

from pathlib import Path

import pytest

from huiyin.privacy.keyring import Keyring, make_keys


@pytest.fixture(scope="session")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    """The keys of a fresh installation."""
    path: Path = tmp_path_factory.mktemp("keys")
    make_keys(path)
    return Keyring.from_directory(path)
