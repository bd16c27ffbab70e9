"""Searching as a clerk does: words that are rare, words that are frequent, a whole name."""

import json
from itertools import cycle
from statistics import median
from urllib.parse import quote

from benchmarks import ground, load, texts
from benchmarks.pages import Desk
from benchmarks.table import Line

RARE = [texts.lane(number) for number in range(5)]
FREQUENT = ["停水", "路灯不亮", "工资", "物业", "东湖路"]
NAMES = [str(texts.petition(number)["name"]) for number in range(5)]
SAMPLES = 75


def rows(desk: Desk, count: int) -> list[Line]:
    """The three kinds of words, and whether everything is found that LIKE finds."""
    found = json.loads(
        ground.in_django("recall", *RARE, *FREQUENT, "小区里老人", "修过一次", module="inside")
    )
    exact = found["found"] / found["like"] if found["like"] else 0.0
    return [
        _kind(desk, f"search, rare word, at {count:,} 查找", RARE, 15),
        _kind(desk, f"search, frequent word, at {count:,}", FREQUENT, 60),
        _kind(desk, f"search, exact name, at {count:,}", NAMES, 15),
        Line(
            f"recall against LIKE on {found['sample']:,} of {count:,}",
            f"{found['found']:,}",
            f"{found['like']:,} by LIKE",
            f"{exact:.0%}",
            "100 %",
            found["found"] == found["like"] and found["like"] > 0,
            "a word was not found: a fault",
        ),
    ]


def _kind(desk: Desk, what: str, words: list[str], most: float) -> Line:
    pages = cycle([_asked(desk, word) for word in words])
    load.run(desk.port, pages, clients=1, seconds=20, most=2 * len(words))
    rounds = [
        load.run(desk.port, pages, clients=1, seconds=20, most=SAMPLES // 3) for _ in range(3)
    ]
    if any(set(each.statuses) != {200} for each in rounds):
        raise RuntimeError(f"{what}: {[dict(each.statuses) for each in rounds]}")
    p50 = median(each.percentile(0.5) for each in rounds)
    p95 = median(each.percentile(0.95) for each in rounds)
    return Line(
        what,
        f"p50 {p50:.1f}, p95 {p95:.1f} ms",
        "",
        "",
        f"p95 ≤ {most} ms",
        p95 <= most,
        "the whole page is timed, its menu with its counts included; up to thirty petitions are"
        " opened and looked through for the words",
    )


def _asked(desk: Desk, word: str) -> bytes:
    """The page of what is found: the word is posted, sealed, and stands in the address."""
    page = load.fetch(desk.port, load.request("GET", "/search/", headers={"Cookie": desk.cookie}))
    cookies = [desk.cookie, *(each for each in page.cookies if "csrf" in each)]
    token = page.body.partition(b'name="csrfmiddlewaretoken" value="')[2].partition(b'"')[0]
    posted = load.request(
        "POST",
        "/search/",
        body=f"csrfmiddlewaretoken={token.decode()}&q={quote(word)}".encode(),
        headers={
            "Cookie": "; ".join(cookies),
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    answer = load.fetch(desk.port, posted)
    if "?t=" not in answer.location:
        raise RuntimeError(f"searching for {word} answered {answer.status} {answer.location}")
    return load.request("GET", answer.location, headers={"Cookie": desk.cookie})
