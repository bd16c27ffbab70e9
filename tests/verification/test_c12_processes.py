"""C12, D8: in every process of the web a session ends within seconds (`make verify` only)."""

import http.client
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks import ground
from tests.verification.served import a_city_of_its_own, in_product, two_ports
from verify.plugin import is_full

pytestmark = pytest.mark.campaign("C12")
Tally = Callable[[str, int], None]
PAGE = "/opinions/"  # of who works with petitions at a bureau
CLICKS = 200  # so many that each of the processes is met


@pytest.fixture(scope="module")
def desk(django_db_setup: None) -> Iterator[int]:
    """The port of a desk with eight processes and an installation of its own."""
    with a_city_of_its_own():
        port = two_ports()
        with ground.serving_huiyin(port, site="desk", workers=8):
            yield port


def asked_often(port: int, cookie: str) -> list[int]:
    """What the page answers very often, each time by a connection of its own."""

    def ask(_which: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", PAGE, headers={"Cookie": cookie})
            return connection.getresponse().status
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as workers:
        return list(workers.map(ask, range(CLICKS)))


if is_full():
    # The processes of the web take minutes to start beside everything else of `make test`.

    @pytest.mark.parametrize(
        ("deed", "username", "status"),
        [("everywhere", "zhou.yuhe", 302), ("elsewhere", "fang.zhiqiu", 423),
         ("stop", "shen.wenzhou", 302)],
    )  # fmt: skip
    def test_every_process_hears_of_the_end_within_seconds(
        desk: int, deed: str, username: str, status: int, tally: Tally
    ) -> None:
        """In eight processes what a session may ends within five seconds of its taking away"""
        cookie = ground.in_django("session", username)
        assert set(asked_often(desk, cookie)) == {200}
        in_product("-m", "tests.verification.revoking", deed, username)
        until = time.monotonic() + 5
        while 200 in (met := asked_often(desk, cookie)) and time.monotonic() < until:
            time.sleep(0.1)
        assert set(met) == {status}
        tally("clicks", 2 * CLICKS)
