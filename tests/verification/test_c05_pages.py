"""C5: every page of the desk that is not of one petition opens for the posts of the table only."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import pytest
from django.urls import get_resolver, resolve

from huiyin.accounts.models import Post, User
from huiyin.emergency.current import leading
from huiyin.emergency.models import Emergency
from huiyin.organisations.models import Duty, Office
from huiyin.rules.ids import new_id
from huiyin.rules.terms import Role
from tests.make import a_user, an_office
from tests.people import CLERK
from tests.verification.looking import Looker
from tests.verification.pages_table import OPEN, PAGES, PROGRAM
from tests.verification.rights_table import POSTS
from tests.verification.sampling import some
from tests.web.everything import everything
from tests.web.test_desk_wall_everywhere import PART, URLS, patterns
from verify.plugin import is_full, size

pytestmark = [
    pytest.mark.campaign("C5"),
    pytest.mark.django_db,
    pytest.mark.urls("huiyin.config.urls_desk"),
]
Tally = Callable[[str, int], None]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ELSEWHERE = (Role.DISPATCHER, Role.LEADER)
CHANGES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|audit_access)')
SHUT = {401, 403, 404, 405, 500}


@dataclass(frozen=True)
class Line:
    """A line of a table: methods, the address as it is configured, what stands behind it."""

    methods: tuple[str, ...]
    path: str
    rest: tuple[str, ...]


def lines(table: str) -> list[Line]:
    """A table, read."""
    found = []
    for line in table.splitlines():
        if line.strip() and not line.startswith("#"):
            methods, path, *rest = line.split()
            found.append(Line(tuple(methods.split(",")), path.removeprefix("/"), tuple(rest)))
    return found


class Place:
    """Where one of everything stands: addresses by pattern, and who is in which post."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.at: dict[str, str] = {}
        for page in everything():
            match = resolve(page.split("?")[0])
            self.at.setdefault(match.route, page)
            self.known |= {name: str(value) for name, value in match.kwargs.items()}
        self.group = leading(Emergency.objects.get())
        # What can be named though no page of `everything` leads there.
        self.known |= {
            "office_id": str(an_office("yunling-bureau").pk),
            "person_id": CLERK.id,
            "post_id": str(Post.objects.filter(user=CLERK.user)[0].pk),
            "duty_id": str(Duty.objects.all()[0].pk),
            "group_id": str(self.group.pk),
            "name": "late",
            "code": "0501",
            "slug": "how",
            "deed": "stop",
            "form": "pdf",
            "feed": "x" * 43,
            "digest": "0" * 16,
        }

    def address(self, pattern: str) -> tuple[str, bool]:
        """An address of this pattern, and whether something stands there."""
        if pattern in self.at:
            return self.at[pattern], True
        path, is_there = pattern, True
        for name in PART.findall(pattern):
            is_there = is_there and name in self.known
            path = PART.sub(self.known.get(name, str(new_id())), path, count=1)
        return f"/{path}", is_there and "root" not in PART.findall(pattern)

    def person(self, role: Role, *, bureau: str = "yunling-bureau") -> User:
        """Somebody in this post: at the bureau, at a unit, or in the leading group."""
        if role in (Role.HANDLER, Role.HEAD):
            return a_user(role, "yunling-water")
        is_grouped = role in (Role.GROUP_HEAD, Role.GROUP_DEPUTY, Role.GROUP_MEMBER)
        office: str | Office = self.group if is_grouped else bureau
        return a_user(role, office)


def test_every_page_opens_for_the_posts_of_the_table_only(seed: int, tally: Tally) -> None:
    """Every page and method opens for the posts of the table, and elsewhere as it says."""
    place = Place()
    here = {role: Looker(place.person(role)) for role in POSTS.values()}
    there = {role: Looker(place.person(role, bureau="qinghe-bureau")) for role in ELSEWHERE}
    wrong: list[str] = []
    cells = 0
    for line in some(lines(PAGES), size(24, 999), str(seed)):
        path, is_there = place.address(line.path)
        if not is_there and not all(each.endswith("?") for each in line.methods):
            wrong.append(f"{line.path}: nothing stands there, so nobody is seen to open it")
        allowed = {POSTS[letter] for letter in line.rest[0]}
        away = {} if line.rest[1] == "." else {r: there[r] for r in ELSEWHERE if r in allowed}
        for method in line.methods:
            for role in _tried(allowed, f"{seed} {line.path}"):
                cells += 1
                status = here[role].sends(method.removesuffix("?"), path).status
                opens = status not in SHUT
                finds = is_there and not method.endswith("?")
                if opens != (role in allowed) and (opens or finds):
                    wrong.append(f"{method} {line.path} for {role}: {status}")
            for role in some(sorted(away), size(1, 9), f"{seed} {line.path}"):
                cells += 1
                status = away[role].sends(method.removesuffix("?"), path).status
                opens = status not in SHUT
                finds = is_there and not method.endswith("?") and line.rest[1] == "="
                if opens != (line.rest[1] == "=") and (opens or finds):
                    wrong.append(f"{method} {line.path} for {role} elsewhere: {status}")
    assert not wrong, "\n".join(wrong)
    tally("cells", cells)


def _tried(allowed: set[Role], seed: str) -> list[Role]:
    """Every post; in short one that may and one that may not."""
    everybody = sorted(POSTS.values())
    if is_full():
        return everybody
    Random(seed).shuffle(everybody)
    return sorted({role in allowed: role for role in everybody}.values())


def test_who_is_not_signed_in_is_led_to_the_sign_in(tally: Tally) -> None:
    """Whoever is not signed in finds the sign-in, whether or not there is something."""
    nobody, cells = Looker(None), 0
    for line in lines(PAGES):
        path = PART.sub(str(new_id()), line.path)
        for method in line.methods:
            verb = method.removesuffix("?")
            answer, cells = nobody.sends(verb, f"/{path}"), cells + 1
            assert answer.status == (302 if verb == "GET" else 401), line
            if verb == "GET":
                assert answer.headers["Location"].startswith("/signin/"), line
    for line in lines(PROGRAM):
        for method in line.methods:
            answer, cells = nobody.sends(method, f"/{_some(line.path)}"), cells + 1
            assert answer.status == 401, line
    for line in lines(OPEN):
        for method in line.methods:
            answer, cells = nobody.sends(method, f"/{_some(line.path)}"), cells + 1
            assert str(answer.status) in line.rest, (line, answer.status)
    tally("cells", cells)


def _some(pattern: str) -> str:
    return re.sub(r"<[^>]+>", str(new_id()), pattern)


def test_a_method_that_the_table_does_not_name_is_refused(seed: int) -> None:
    """A method that the table does not name is refused (405), and changes nothing."""
    looker = Looker(a_user(Role.LEADER, "yunling-bureau"))
    named: dict[str, set[str]] = {}
    for line in lines(PAGES) + lines(OPEN):
        named.setdefault(line.path, set()).update(each.removesuffix("?") for each in line.methods)
    every = [*named]
    for path in every if is_full() else Random(seed).sample(every, 10):
        for method in set(METHODS) - named[path]:
            answer = looker.sends(method, "/" + PART.sub(str(new_id()), path))
            assert answer.status in (404, 405), (method, path)
            assert not [sql for sql in answer.queries if CHANGES.match(sql)], (method, path)


def test_every_address_of_the_desk_is_in_a_table() -> None:
    """An address that nobody decided on fails."""
    every = set(patterns(get_resolver(URLS).url_patterns))
    of_one = {each for each in every if "petition_id" in each}
    decided = [line.path for table in (PAGES, OPEN, PROGRAM) for line in lines(table)]
    assert every - of_one == set(decided)
    letters = {letter for line in lines(PAGES) for letter in line.rest[0]}
    assert letters == set(POSTS)
