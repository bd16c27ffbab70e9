"""第30条第3款 at every address: for who is kept from it, each page is what it was without it.

The addresses come from the URL configuration. A part of an address that nobody taught this test
stops it, so that no new page can be forgotten.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from huiyin.accounts.models import Post
from huiyin.emergency.models import Group
from huiyin.jobs.outbox import work_off
from huiyin.petitions.actions import registering
from huiyin.petitions.actions.together import recuse
from huiyin.petitions.exports import Export
from huiyin.petitions.models import Petition
from huiyin.petitions.worklists import BY_NAME
from huiyin.rules.ids import new_id
from huiyin.rules.moments import localdate
from huiyin.rules.terms import Naming, Role, State
from huiyin.statistics.lists import HOME_LIST
from tests.api.staff import Program
from tests.documents.reading import pdf_text
from tests.make import HOUR, a_petition, an_office, fresh, later
from tests.people import (
    CLERK,
    DISPATCHER,
    HEAD,
    LEADER,
    OTHER_HEAD,
    Person,
)
from tests.petitions.marked import SECOND, marked
from tests.web.desk import desk_of, text
from tests.web.test_desk_emergency_board import declared
from tests.web.test_desk_exporting import ask_list, made, rows_of
from tests.web.test_desk_printing import ask

URLS = "huiyin.config.urls_desk"
pytestmark = [
    pytest.mark.usefixtures("first_wall_alone"),
    pytest.mark.django_db,
    pytest.mark.urls(URLS),
]

COLLEAGUE = Person("fang.zhiqiu")  # of the registering bureau, and recused
PART = re.compile(r"<(?:\w+:)?(\w+)>")
# What tells of the machine, of the session or of the accesses of everybody, not of petitions.
APART = {"alive/", "metrics", "readyz", "admin/health/", "admin/accesses/", "admin/verification/"}
# Which lists an address opens: those of the home page, or one for all of them.
HELD = {
    "waiting/<slug:name>/": "home",
    "lists/<slug:name>/columns/": "one",
    "lists/<slug:name>/views/": "one",
    "lists/<slug:name>/export/": "one",
}
MADE_UP = re.compile(r'(name="(?:key|once|entry)" value=")[^"]+')
SPAN = "from=2025-01-01&to=2027-12-31"
MORE = {
    "lists/<slug:name>/": ["sort=arrived&withheld=1"],
    "figures/": [f"view=unit&by={by}&from=2026-01&to=2026-12" for by in ("unit", "month")],
    "figures/period/": ["from=2026-01-01&to=2026-12-31", "from=2026-01-01&to=2026-12-31&own=1"],
    "figures/petitions/": [
        f"measure={each}&{SPAN}"
        for each in ("received", "unit_due", "unit_rated", "duties", "found")
    ],
    "api/v1/lists/<name>": ["sort=arrived"],
}


def patterns(given: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every address of the desk as it is written in the configuration."""
    for each in given:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from patterns(each.url_patterns, path)
        else:
            yield path


def addresses(known: Mapping[str, list[str]]) -> Iterator[str]:
    """Every address with what its parts can be, and with what can be asked of it."""
    for pattern in sorted({*patterns(get_resolver(URLS).url_patterns)} - APART):
        names = [HELD.get(pattern, name) for name in PART.findall(pattern)]
        for values in product(*(known[name] for name in names)):
            path = pattern
            for value in values:
                path = PART.sub(value, path, count=1)
            for query in ["", *MORE.get(pattern, [])]:
                yield f"/{path}?{query}" if query else f"/{path}"


def parts(petition: Petition | None, export: Export | None = None) -> dict[str, list[str]]:
    """What the parts of addresses can be, of one petition or of none."""
    ids = [str(petition.pk if petition else new_id())]
    letters = petition.letters.values_list("letter", flat=True) if petition else []
    nothing = [str(new_id())]
    return {
        "petition_id": ids,
        "key": [*ids, petition.number if petition else "云岭0000-1"],
        "letter_id": [str(each) for each in letters][:1] or nothing,
        "export_id": [str(export.pk if export else new_id())],
        "name": [*BY_NAME],
        "home": [*HOME_LIST],
        "one": ["late"],
        "form": ["pdf"],
        "verb": ["register", "note"],
        "office_id": [str(an_office().pk)],
        "person_id": [str(HEAD.user.pk)],
        "deed": ["stop"],
        "code": ["0501"],
        "slug": ["how"],
        "kind": ["epidemic"],
        "number": ["1"],
        "digest": ["0" * 16],
        "feed": ["x" * 43],
        "mending": ["correct"],
        **dict.fromkeys(
            (
                "file_id", "request_id", "bulk_id", "view_id", "duty_id", "way_id", "token_id",
                "hook_id", "post_id", "root", "duty_post_id", "shift_id", "swap_id", "handover_id",
                "group_id", "emergency_id", "task_id", "closure_id", "notice_id", "delivery_id",
                "alert_id", "booking_id", "stay_id", "supply_id", "ask_id", "lot_id", "move_id",
                "site_id", "report_id", "theme_id", "proposal_id",
            ),
            nothing,
        ),
    }  # fmt: skip


class Looker:
    """Somebody with a browser and, where a post makes sense of it, a program."""

    def __init__(self, person: Person) -> None:
        self.browser = desk_of(person)
        works = person in (HEAD, OTHER_HEAD, COLLEAGUE)
        self.program = Program(person) if works else None
        self.looks("/api/v1/me")  # a token tells the day on which it was used

    def looks(self, address: str) -> tuple[int, str]:
        """The answer to a look, without what differs at every look."""
        if self.program and address.startswith("/api/v1/"):
            answer = self.program.raw(address.removeprefix("/api/v1"))
        else:
            answer = self.browser.get(address)
        where = answer.headers.get("Location", "")
        return answer.status_code, where + MADE_UP.sub(r"\1…", text(answer))


def a_case() -> tuple[Petition, Export]:
    """What the accused office held in an emergency, printed by a clerk, is marked; a clerk is
    recused from it."""
    arrived = timezone.now() - HOUR
    case = a_petition(State.ACCEPTED, naming=Naming.WITHHELD, wish=None, arrived_at=arrived)
    marked(case, later(case))
    while work_off(timezone.now()):
        pass
    recuse(case.pk, person=COLLEAGUE.user, reason="是亲属。", by=DISPATCHER.viewer, at=later(case))
    registering.accuse(case.pk, office=an_office(), by=CLERK.viewer, at=later(case))
    ask(desk_of(LEADER), fresh(case), what="processing")
    assert case.number in pdf_text(made(LEADER))
    while work_off(timezone.now()):
        pass
    return fresh(case), Export.objects.get()


@pytest.mark.parametrize("person", [HEAD])
def test_every_address_is_what_it_was_without_it(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    emergency, groups = declared(), Group.objects.values_list("office", flat=True)
    today = localdate(now)
    for group in groups:  # who heads the accused office works in every group, too
        Post.objects.create(user=HEAD.user, office_id=group, role=Role.GROUP_MEMBER, from_on=today)
    other = a_petition(State.SIGNED)
    while work_off(now):
        pass
    looker = Looker(person)
    known = {"emergency_id": [str(emergency.pk)], "group_id": [str(each) for each in groups]}
    everywhere = list(addresses(parts(other) | known))
    before = {each: looker.looks(each) for each in everywhere}
    assert {status for status, _text in before.values()} >= {404}
    case, export = a_case()
    changed = [each for each in everywhere if looker.looks(each) != before[each]]
    assert changed == []
    hidden, nothing = parts(case, export), parts(None)
    for there, absent in zip(own(hidden), own(nothing), strict=True):
        told, expected = looker.looks(there), looker.looks(absent)
        assert told[0] == expected[0], there
        assert unnamed(told[1], hidden) == unnamed(expected[1], nothing), there
    monkeypatch.setattr(timezone, "now", lambda: now + SECOND)
    ask_list(looker.browser, "to-do")
    lines = [row[0] for row in rows_of(made(person))]
    assert other.number in lines
    assert case.number not in lines


def own(known: Mapping[str, list[str]]) -> Iterator[str]:
    """The addresses that name a petition, a letter or an export."""
    one = {**known, "name": ["late"], "home": ["urgent"]}
    wanted = {value for name in ("petition_id", "key", "export_id") for value in known[name]}
    return (each for each in addresses(one) if any(value in each for value in wanted))


def unnamed(page: str, known: Mapping[str, list[str]]) -> str:
    """A page without the ids that its address holds."""
    for values in known.values():
        for value in values:
            if len(value) > 8:
                page = page.replace(value, "…")
    return page
