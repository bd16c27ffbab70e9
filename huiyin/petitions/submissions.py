"""What a petitioner hands in, by whatever way, and what of it can be taken (R19.1, D12)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from huiyin.language.clean import Unclean, tidy
from huiyin.petitions.errors import Refused
from huiyin.rules.limits import rules_of
from huiyin.rules.moments import localdate, start_of_day
from huiyin.rules.terms import Channel, Door, Matter, Naming

LONGEST = 20_000
MOST_PEOPLE = 9999
MOST_REPRESENTATIVES = 5
MOST_NAMED = 50  # besides the main contact; a longer list comes as a file
SHORTEST_KEY, LONGEST_KEY = 8, 200
PERSONAL = ("name", "phone", "identity", "address", "email")
LENGTHS = {
    "request": LONGEST,
    "facts": LONGEST,
    "reasons": LONGEST,
    "complained_about": 200,
    "place_detail": 300,
    "name": 100,
    "phone": 40,
    "identity": 40,
    "address": 300,
    "email": 200,
    "evidence": 200,
    "on_the_spot": 200,
    "foreign": 60,
}


@dataclass(frozen=True)
class IncomingFile:
    """A file as it arrives: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Person:
    """联名人. Somebody else who signs: a name and how to reach them (F22)."""

    name: str
    phone: str = ""
    identity: str = ""
    address: str = ""

    def given(self) -> dict[str, str]:
        """What was given, as the fields of a petitioner."""
        return {name: value for name in PERSONAL if (value := getattr(self, name, ""))}


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a petitioner hands in, by whatever way (R19.1)."""

    office_id: UUID
    channel: Channel
    naming: Naming
    request: str
    division: str
    arrived_at: datetime
    door: Door | None = None
    wish: Matter | None = None
    facts: str = ""
    reasons: str = ""
    complained_about: str = ""
    place_detail: str = ""
    name: str = ""
    phone: str = ""
    identity: str = ""
    address: str = ""
    email: str = ""
    people_count: int = 1
    consents_electronic: bool = False
    states_arrival: bool = False
    evidence: str = ""
    on_the_spot: str = ""  # why it is recorded in a hall that is closed (6.2-13)
    postmark: date | None = None
    representatives: int = 0
    petitioners: tuple[Person, ...] = ()  # who sign besides the one named above
    foreign: str = ""  # its number in the system that it comes from
    drill: UUID | None = None  # 演练信访件: practice of this drill, no matter of anybody
    files: tuple[IncomingFile, ...] = field(default=())

    def body(self) -> dict[str, str]:
        """The words of the matter, and what shows when it arrived."""
        words = {
            "request": self.request,
            "facts": self.facts,
            "reasons": self.reasons,
            "complained_about": self.complained_about,
            "place_detail": self.place_detail,
        }
        shown = {"evidence": self.evidence, "on_the_spot": self.on_the_spot}
        return words | {name: text for name, text in shown.items() if text}

    def noted(self) -> dict[str, Any]:
        """What the counter noted besides, as the codes of the first event; without it, nothing."""
        postmark = self.postmark.isoformat() if self.postmark else ""
        noted = {
            "door": self.door.value if self.door else "",
            "postmark": postmark,
            "representatives": self.representatives,
            "foreign": self.foreign,
            "drill": str(self.drill or ""),
        }
        return {name: value for name, value in noted.items() if value}

    def others(self) -> list[dict[str, str]]:
        """What the others who sign gave of themselves."""
        return [each.given() for each in self.petitioners]

    def whole(self) -> Mapping[str, Any]:
        """Everything that makes two submissions the same."""
        return self._whole

    @cached_property
    def _whole(self) -> dict[str, Any]:
        return {
            **self.body(),
            **self.noted(),
            **{name: getattr(self, name) for name in PERSONAL},
            **({"petitioners": self.others()} if self.petitioners else {}),
            "office": str(self.office_id),
            "naming": self.naming.value,
            "wish": self.wish.value if self.wish else "",
            "division": self.division,
            "people_count": self.people_count,
            "consents_electronic": self.consents_electronic,
            "arrived_at": written(self.arrived_at) if self.states_arrival else "",
            "files": [[each.name, hashlib.sha256(each.content).hexdigest()] for each in self.files],
        }


def checked(submission: Submission) -> Submission:
    """The submission with tidy text; Refused, with the field, where it cannot be taken."""
    given = submission.__dict__
    texts: dict[str, Any] = {name: _tidied(text, name) for name in LENGTHS if (text := given[name])}
    if not texts.get("request"):
        raise Refused("请写明您的请求：希望解决什么问题。", field="request")
    if sum(len(texts.get(name, "")) for name in ("request", "facts", "reasons")) > LONGEST:
        raise Refused("请求、事实和理由合计不能超过20000字。", field="facts")
    if submission.naming is Naming.ANONYMOUS:
        texts |= {"name": "", "identity": "", "address": "", "email": "", "petitioners": ()}
    elif not texts.get("name"):
        raise Refused("请填写姓名；不愿留名的，请选择匿名。", field="name")
    texts = {"petitioners": checked_people(submission.petitioners)} | texts
    named = 1 + len(texts["petitioners"])
    if not 1 <= submission.people_count <= MOST_PEOPLE:
        raise Refused("人数应在1至9999之间。", field="people_count")
    if submission.people_count < named:
        raise Refused("一共几个人反映，不能少于写了姓名的人数。", field="people_count")
    if submission.representatives > MOST_REPRESENTATIVES:
        raise Refused(
            "多人走访同一事项的，推选的代表不超过5人（第20条）。", field="representatives"
        )
    if not 0 <= submission.representatives <= submission.people_count:
        raise Refused("代表人数不能多于一共反映的人数。", field="representatives")
    if submission.postmark and submission.postmark > localdate(submission.arrived_at):
        raise Refused("邮戳日期不能晚于收到的日期。", field="postmark")
    changed = {name: text for name, text in texts.items() if text != given[name]}
    return replace(submission, **changed) if changed else submission


def checked_people(people: Sequence[Person]) -> tuple[Person, ...]:
    """The others who sign with tidy text; Refused where one cannot be taken."""
    if len(people) > MOST_NAMED:
        raise Refused("联名的人最多写50位，人数照实填写，其余的请附名单。", field="petitioners")
    tidied = tuple(
        replace(each, **{name: _tidied(text, name) for name, text in each.given().items()})
        for each in people
    )
    if not all(each.name for each in tidied):
        raise Refused("请填写每一位联名人的姓名。", field="petitioners")
    return tidied


def checked_texts(given: Mapping[str, str]) -> dict[str, str]:
    """What is given of one person, tidied; nothing where nothing is given."""
    tidied = {name: _tidied(text, name) for name, text in given.items()}
    return {name: text for name, text in tidied.items() if text}


def flaw_of_arrival(arrived_at: datetime, *, at: datetime) -> str:
    """The sentence for a stated arrival that cannot be; nothing if it can."""
    if arrived_at > at:
        return gettext_noop("到达时间不能晚于现在。")
    if arrived_at < _rules_began(localdate(at)):
        return gettext_noop("到达时间早于现行条例施行，请核对。")
    return ""


@lru_cache(maxsize=8)
def _rules_began(today: date) -> datetime:
    return start_of_day(rules_of(today).valid_from)


def _tidied(text: str, field: str) -> str:
    limit = LENGTHS[field]
    try:
        return tidy(text, limit=limit, many_lines=limit == LONGEST)
    except Unclean as flaw:
        raise Refused(flaw.sentence(gettext), field=field) from flaw


def check_key(key: str) -> None:
    """Refuse what is too short to be one of a kind, or too long."""
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise Refused("防重复提交的标识应为8至200个字符。", field="key")


def written(at: datetime) -> str:
    """A moment as one text, whatever its zone."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
