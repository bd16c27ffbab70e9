"""docs/tour.md walked: each person, list and button that it names is there, in both languages.

That each list is filled for the person who is sent to it, the loaded city proves
(tests/stories/test_the_city_loads.py).
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from huiyin.commands.city.offices import OFFICES
from huiyin.commands.city.people import PEOPLE, SHOWN
from huiyin.petitions.worklists import WORKLISTS

ROOT = Path(__file__).parents[2]
TOUR = (ROOT / "docs" / "tour.md").read_text(encoding="utf-8")
ENGLISH = ROOT / "huiyin" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PAIR = re.compile(r"「([^」]+)」\s+\(\*([^*]+)\*\)")
PERSON = re.compile(r"([\u4e00-\u9fff]{2,4})\s+\(`([a-z.]+)`\)")
LIST = re.compile(r"^- List 「([^」]+)」", re.MULTILINE)


def lists_of_the_tour() -> Iterator[tuple[str, str]]:
    """Each list with the person who is to open it: the one named last before it."""
    for hit in LIST.finditer(TOUR):
        *_, (_name, username) = PERSON.findall(TOUR[: hit.start()])
        yield username, hit.group(1)


def english() -> dict[str, set[str]]:
    """What each Chinese message is in English, in whatever context."""
    catalogue = ENGLISH.read_text(encoding="utf-8")
    found = defaultdict(set)
    for zh, en in re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', catalogue, re.MULTILINE):
        found[zh].add(en)
    return found


def test_each_button_is_called_so_in_both_languages() -> None:
    known = english()
    pairs = [(zh, " ".join(en.split())) for zh, en in PAIR.findall(TOUR)]
    assert len(pairs) > 25
    assert [pair for pair in pairs if pair[1] not in known[pair[0]]] == []


def test_no_button_is_named_in_chinese_alone() -> None:
    named = set(re.findall("「([^」]+)」", TOUR))
    assert named == {zh for zh, _en in PAIR.findall(TOUR)}


def test_each_person_works_in_the_demo() -> None:
    names = {(person.name, person.username) for person in PEOPLE}
    told = set(PERSON.findall(TOUR))
    assert len(told) >= 7
    assert told - names == set()
    assert {username for _role, username in SHOWN} >= {"zhou.yuhe", "shen.wenzhou", "gu.mingche"}


def test_each_list_is_one_of_the_desk() -> None:
    walked = list(lists_of_the_tour())
    assert len(walked) >= 9
    assert {label for _who, label in walked} <= {each.zh for each in WORKLISTS}


def test_each_office_and_file_that_it_names_exists() -> None:
    assert "云岭市自来水有限公司" in {office.name for office in OFFICES}
    for page in re.findall(r"\]\(([a-z-]+\.md)\)", TOUR):
        assert (ROOT / "docs" / page).exists(), page
