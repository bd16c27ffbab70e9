"""The demo's tables hang together: every name is known, every text whole."""

import re
from collections import Counter
from pathlib import Path

from huiyin.commands.city import guide
from huiyin.commands.city.matters import STORIES
from huiyin.commands.city.offices import DUTIES, OFFICES, OfficeRow
from huiyin.commands.city.people import PEOPLE, SHOWN
from huiyin.organisations.categories import CATEGORIES
from huiyin.publishing.guides import GUIDES
from huiyin.publishing.guides_ways import WAY_GUIDES
from huiyin.rules import terms
from huiyin.rules.permissions import GROUPED, clash, roles_at
from huiyin.rules.terms import (
    OfficeKind,
    Role,
    Term,
)

BY_SLUG = {office.slug: office for office in OFFICES}
NAMES = {person.username: person for person in PEOPLE}
CODES = dict(CATEGORIES)
DOCS = Path(__file__).parents[2] / "docs"


# -- offices, categories, people --------------------------------------------------------------


def test_codes_of_offices_are_unique() -> None:
    for field in ("slug", "name", "code", "number", "phone"):
        counted = Counter(getattr(office, field) for office in OFFICES)
        assert [value for value, count in counted.items() if count > 1] == []


def test_parents_stand_before_children_and_are_governments() -> None:
    seen: dict[str, OfficeRow] = {}
    for office in OFFICES:
        if office.parent:
            assert seen[office.parent].kind is OfficeKind.GOVERNMENT
        seen[office.slug] = office
    assert [office.slug for office in OFFICES if not office.parent] == ["nanjiang-gov"]


def test_places_and_numbers_are_invented() -> None:
    for office in OFFICES:
        assert re.fullmatch(r"99\d{4}(\d{3})?", office.division)
        assert re.fullmatch(r"\d{4,6}", office.number)
        assert re.fullmatch(r"0990-\d{4}", office.phone)
    for story in STORIES:
        for phone in (story.phone, *dict(story.others).values()):
            assert re.fullmatch(r"(1990000\d{4})?", phone)


def test_every_level_with_a_bureau_has_a_discipline_organ() -> None:
    for kind in (OfficeKind.BUREAU, OfficeKind.DISCIPLINE):
        parents = {office.parent for office in OFFICES if office.kind is kind}
        assert parents == {"nanjiang-gov", "yunling-gov", "qinghe-gov", "beiling-gov"}


def test_every_category_has_its_parent_before_it() -> None:
    assert len(CODES) == len(CATEGORIES)
    seen: set[str] = set()
    for code, name in CATEGORIES:
        assert name
        assert code[:-2] in seen or len(code) == 2
        seen.add(code)
    assert sum(len(code) == 2 for code in CODES) == 17


def test_duties_name_known_offices_and_categories() -> None:
    for duty in DUTIES:
        assert duty.category in CODES
        assert BY_SLUG[duty.office].division.startswith(duty.division.rstrip("0"))
        assert duty.basis


def test_posts_are_such_as_the_office_can_give() -> None:
    assert len(NAMES) == len(PEOPLE) == len({person.name for person in PEOPLE})
    for person in PEOPLE:
        assert clash(role for role, _ in person.posts) is None
        for role, slug in person.posts:
            assert role in roles_at(BY_SLUG[slug].kind)


def test_every_organ_has_a_head_and_somebody_who_handles() -> None:
    held = {(role, slug) for person in PEOPLE for role, slug in person.posts}
    for office in OFFICES:
        if office.kind is OfficeKind.GOVERNMENT:
            continue
        wanted = {Role.HEAD, Role.HANDLER}
        if office.kind is OfficeKind.BUREAU:
            wanted = {Role.REGISTRAR, Role.DISPATCHER, Role.LEADER}
        assert {role for role, slug in held if slug == office.slug} >= wanted


def test_the_sign_in_page_shows_each_role_once() -> None:
    assert [role for role, _ in SHOWN] == list(dict(SHOWN))
    assert set(dict(SHOWN)) == set(Role) - GROUPED, "a group is set up in an emergency only"
    for role, username in SHOWN:
        assert [held for held, _ in NAMES[username].posts] == [role]


# -- public texts and words --------------------------------------------------------------------


def test_public_texts_are_in_both_languages() -> None:
    ways = [text for way in guide.WAYS for text in (way.title, way.place, way.hours)]
    for text in (
        *ways,
        *(text for each in (*GUIDES, *WAY_GUIDES) for text in (each.title, each.body)),
    ):
        assert text.keys() == {"zh", "en"}
        assert re.search(r"[\u4e00-\u9fff]", text["zh"])
        assert re.search(r"[a-z]", text["en"])


def test_every_bureau_tells_every_way_in() -> None:
    for office in OFFICES:
        if office.kind is OfficeKind.BUREAU:
            told = {way.channel for way in guide.WAYS if way.office == office.slug}
            assert told >= {
                terms.Channel.WEB,
                terms.Channel.LETTER,
                terms.Channel.CALL,
                terms.Channel.VISIT,
            }
    for way in guide.WAYS:
        assert way.place["zh"]


def every_term() -> list[Term]:
    kinds = [each for each in vars(terms).values() if isinstance(each, type)]
    return [
        member for kind in kinds if issubclass(kind, Term) and kind is not Term for member in kind
    ]


def test_every_term_has_a_line_in_the_glossary() -> None:
    lines = (DOCS / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = {tuple(cell.strip() for cell in line.split("|")[1:3]) for line in lines if "|" in line}
    wanted = {(f"`{type(term).__name__}.{term.name}`", term.zh) for term in every_term()}
    assert wanted - rows == set()


def test_every_id_that_the_code_cites_stands_in_the_law_page() -> None:
    page = (DOCS / "law.md").read_text(encoding="utf-8")
    anchors = set(re.findall(r'<a id="([^"]+)"></a>', page))
    assert len(anchors) > 80
    for path in sorted((DOCS.parent / "huiyin").rglob("*.py")):
        cited = set(re.findall(r"\b(?:R\d+\.\d+|[LG]\d+)\b", path.read_text(encoding="utf-8")))
        assert cited - anchors == set(), path
