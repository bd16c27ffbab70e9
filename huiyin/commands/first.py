"""What `huiyin found` writes into an empty database, whole or not at all."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import translation

from huiyin.accounts.errors import Refused as PersonRefused
from huiyin.accounts.founding import Appointed, NewPerson, appoint_administrators
from huiyin.organisations.errors import Refused as OfficeRefused
from huiyin.organisations.founding import found, is_founded
from huiyin.organisations.tree import Particulars
from huiyin.petitions.viewing import viewing
from huiyin.publishing.actions import load_guides
from huiyin.rules.permissions import job_viewer
from huiyin.rules.terms import Level, OfficeKind, Role

Answers = Mapping[str, str]

VIEWER = job_viewer("found")
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
_ABOVE_NUMBER = "1000"
_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4}
"""How many digits of a division name the province, the city."""

QUESTION_OF = {
    "name": "{office}",
    "short_name": "{office}_short",
    "number_code": "{office}_number",
    "letter_code": "letters",
    "level": "level",
    "division": "division",
}
"""Which question a refused particular of an office was the answer to."""


class Mistake(Exception):
    """An answer that cannot be taken: to which question, and why, in both languages."""

    def __init__(self, question: str, zh: str, en: str) -> None:
        super().__init__(zh)
        self.question, self.zh, self.en = question, zh, en


def is_begun() -> bool:
    """Whether there is anything to be protected from a second founding."""
    with viewing(VIEWER):
        return is_founded()


def begin(answers: Answers, *, at: datetime) -> list[Appointed]:
    """The offices, the categories, the guide and the three administrators with their passwords."""
    said: list[Mistake] = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            try:
                return _begin(answers, at)
            except Mistake as mistake:
                said.append(mistake)
    zh, en = said
    raise Mistake(zh.question, zh.zh, en.en)


def _begin(answers: Answers, at: datetime) -> list[Appointed]:
    people = {role: _person(role, answers[role]) for role in ADMINISTRATORS}
    try:
        with viewing(VIEWER):
            *_others, bureau = found(_offices(answers), by=VIEWER, at=at)
            load_guides(at)
            return appoint_administrators(bureau, people, by=VIEWER, at=at)
    except OfficeRefused as refused:
        office, _dot, field = refused.field.partition(".")
        asked = QUESTION_OF.get(field, "{office}").format(office=office)
        question = "above" if office == "above" else asked
        raise Mistake(question, refused.sentence, refused.sentence) from None
    except PersonRefused as refused:
        raise Mistake(refused.field, refused.sentence, refused.sentence) from None


def _offices(answers: Answers) -> dict[str, Particulars]:
    level, division = Level(answers["level"]), answers["division"].strip()
    line = {}
    if answers["above"].strip():
        higher = _above(level)
        line["above"] = Particulars(
            name=answers["above"],
            short_name="",
            kind=OfficeKind.GOVERNMENT,
            level=higher,
            number_code=_ABOVE_NUMBER,
            letter_code="",
            division=division[: _DIGITS[higher]].ljust(6, "0"),
        )
    for name, kind, letters in (
        ("government", OfficeKind.GOVERNMENT, ""),
        ("bureau", OfficeKind.BUREAU, answers["letters"]),
    ):
        line[name] = Particulars(
            name=answers[name],
            short_name=answers[f"{name}_short"],
            kind=kind,
            level=level,
            number_code=answers[f"{name}_number"],
            letter_code=letters,
            division=division,
        )
    return line


def _above(level: Level) -> Level:
    if level is Level.PROVINCE:
        raise Mistake(
            "above",
            "省级安装不填上级政府。",
            "An installation of a province names no government above.",
        )
    levels = list(Level)
    return levels[levels.index(level) - 1]


def _person(role: Role, text: str) -> NewPerson:
    username, _sign, name = text.replace("＝", "=").partition("=")
    if not name.strip():
        raise Mistake(
            role,
            "请写成 用户名=姓名，例如 li.ming=李明。",
            "Write it as username=name, for example li.ming=李明.",
        )
    return NewPerson(username, name)
