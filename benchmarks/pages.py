"""How long a page takes: the work-list and the petition page of the desk beside a bare page."""

from itertools import repeat

from benchmarks import ground, load

LIST = "/lists/to-register/"
SAMPLES = 120


def milliseconds(port: int, path: str, *, cookie: str = "", samples: int = SAMPLES) -> load.Result:
    """The time of one page for one person, after a few that are thrown away."""
    headers = {"Cookie": cookie} if cookie else {}
    asked = load.request("GET", path, headers=headers)
    load.run(port, repeat(asked), clients=1, seconds=10, most=10)
    result = load.run(port, repeat(asked), clients=1, seconds=30, most=samples)
    if set(result.statuses) != {200}:
        raise RuntimeError(f"{path} answered {dict(result.statuses)}")
    return result


def both(desk: int, bare: int, *, cookie: str, office: str) -> tuple[float, float]:
    """p50 of the work-list and of the bare page: the medians of three interleaved rounds."""
    lists, bares = [], []
    for _ in range(3):
        lists.append(milliseconds(desk, LIST, cookie=cookie, samples=SAMPLES // 3).percentile(0.5))
        bares.append(
            milliseconds(bare, f"/page?office={office}", samples=SAMPLES // 3).percentile(0.5)
        )
    return sorted(lists)[1], sorted(bares)[1]


def ports() -> tuple[int, int, int]:
    """Bare, portal, desk."""
    return ground.PORT, ground.PORT + 1, ground.PORT + 2
