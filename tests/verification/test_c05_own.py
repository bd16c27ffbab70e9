"""C5: each page with a question mark opens for whom its object concerns; else it is nothing."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from pytest_django import Settings

from huiyin.organisations.models import Office
from huiyin.rules.terms import Role
from tests.make import a_user
from tests.people import CLERK, DISPATCHER, HEAD, LEADER, SUPERVISOR, SYSTEM_ADMIN, Person
from tests.verification.looking import Looker
from tests.verification.own_pages import OWN, UNTRIED, Sent, World, a_world, open_urgent
from tests.verification.pages_table import PAGES
from tests.verification.rights_table import POSTS
from tests.verification.sampling import some
from tests.verification.test_c05_pages import CHANGES, lines
from tests.web.everything import HOME
from verify.plugin import size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]

CONCERNED: dict[str, Person] = {
    "R": CLERK, "D": DISPATCHER, "L": LEADER, "S": SUPERVISOR, "U": HEAD, "O": SUPERVISOR,
    "G": DISPATCHER, "A": SYSTEM_ADMIN,
}  # fmt: skip
# What a page makes anew at every look, so that a form sent twice is taken once.
ONCE = re.compile(r'(name="(?:once|entry|key|token)" value=")[^"]*')


@dataclass(frozen=True)
class Row:
    """A page and method of the table: for whom, whose it is, what it says to everybody else."""

    method: str
    path: str
    letter: str
    whose: str
    status: int


def rows() -> list[Row]:
    """The table, read."""
    return [
        Row(method, each.path, letter, whose, int(status))
        for each in lines(OWN)
        for letter, whose, status in [each.rest]
        for method in each.methods
    ]


@dataclass(frozen=True)
class People:
    """Of one post: whom the objects concern, a colleague, and somebody elsewhere."""

    concerned: Looker
    colleague: Looker
    elsewhere: Looker


def people(letter: str, world: World) -> People:
    """Who tries the pages of a post."""
    role = POSTS[letter]
    near: Office | str = world.group if role is Role.GROUP_HEAD else HOME
    far: Office | str = world.far_group if role is Role.GROUP_HEAD else "qinghe-bureau"
    if role is Role.HEAD:
        near, far = "yunling-water", "yunling-housing"
    one, colleague = CONCERNED[letter].user, a_user(role, near)
    for each in (one, colleague):
        open_urgent(each)
    return People(Looker(one), Looker(colleague), Looker(a_user(role, far)))


def test_each_opens_for_whom_it_concerns_and_is_nothing_to_others(
    settings: Settings, seed: int, tally: Tally
) -> None:
    """Each opens for whom it concerns; to others it is as what does not exist."""
    settings.HUIYIN_WEBHOOK_HOSTS = {"hooks.example"}
    world = a_world()
    cast = {letter: people(letter, world) for letter in CONCERNED}
    table = some(rows(), size(10, 999), str(seed))
    wrong = [
        f"{row.method} {row.path} {fault}"
        for row in table
        for fault in _faults(row, world.sent[row.path], cast[row.letter])
    ]
    assert not wrong, "\n".join(wrong)
    tally("cells", 3 * len(table))
    # The control: whoever is taken for the one whom it concerns, and is not, is seen.
    kept = [row for row in table if row.whose != "all"]
    for row in some(kept, size(2, len(kept)), f"{seed} control"):
        mistaken = _mistaken(cast[row.letter])
        assert len(list(_faults(row, world.sent[row.path], mistaken))) >= 2, row


def _mistaken(cast: People) -> People:
    return replace(cast, concerned=cast.elsewhere, elsewhere=cast.concerned)


def _faults(row: Row, sent: Sent, cast: People) -> Iterator[str]:
    """What is not as the table says."""
    for who, opens in (
        ("concerned", True),
        ("colleague", row.whose != "own"),
        ("elsewhere", row.whose == "all"),
    ):
        looker, form = getattr(cast, who), row.method == "POST"
        answer = _sent(looker, sent, form=form)
        nothing = _sent(looker, sent.to_nothing(), form=form)
        if opens and not (_is_taken(answer, sent, form=form) and answer != nothing):
            yield f"does not open for {who}: {answer.status} {answer.where}"
        if not opens and answer != nothing:
            yield f"is not as nothing for {who}: {_difference(answer, nothing)}"
        if nothing.status != row.status or (not opens and nothing.status >= 400 and answer.changes):
            yield f"is answered with {nothing.status} to {who} where nothing is, not {row.status}"


def _difference(one: "Told", other: "Told") -> list[str]:
    pairs = [(getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__]
    return [f"{a!r:.2000} / {b!r:.2000}" for a, b in pairs if a != b]


@dataclass(frozen=True)
class Told:
    """What somebody can tell by an answer, and what it left behind."""

    status: int
    where: str
    body: str
    headers: str
    denials: int
    changes: tuple[str, ...]


def _sent(looker: Looker, sent: Sent, *, form: bool) -> Told:
    """Send it, and blank the id by which it was named."""
    method = "POST" if form else "GET"
    answer = looker.sends(method, sent.address, sent.form if form else None)
    headers = repr(sorted(answer.headers.items()))
    return Told(
        answer.status,
        answer.headers.get("Location", "").replace(sent.name, "…"),
        ONCE.sub(r"\1", answer.body).replace(sent.name, "…"),
        headers.replace(sent.name, "…"),
        answer.denials,
        # Not every query: who is on duty is remembered from one page to the next.
        tuple(sql for sql in answer.queries if CHANGES.match(sql)),
    )


def _is_taken(told: Told, sent: Sent, *, form: bool) -> bool:
    says = sent.says.replace(sent.name, "…") if form else ""
    return told.status in (200, 302) and (says in told.where or says in told.body)


def test_every_page_with_a_question_mark_has_its_row() -> None:
    """Every page and method with a question mark has a row, or a reason why not; no other has."""
    asked = {
        (method.removesuffix("?"), line.path)
        for line in lines(PAGES)
        for method in line.methods
        if method.endswith("?")
    }
    tried = [(row.method, row.path) for row in rows()]
    assert sorted([*tried, *UNTRIED]) == sorted(asked)
    assert all(len(reason) > 20 for reason in UNTRIED.values())
    posts = {line.path: line.rest[0] for line in lines(PAGES)}
    assert all(row.letter in posts[row.path] for row in rows())
    assert {row.whose for row in rows()} == {"own", "office", "all"}
