"""Every test of the API begins with the city and with nothing remembered."""

import pytest

from huiyin.api import places, slowing, ways
from tests.city import a_city


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    places.forget()
    slowing.forget()
    ways.forget()
    a_city()
