"""What a petitioner hands in, by whatever way, and what of it can be taken (R19.1, D12)."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from huiyin.language.clean import Unclean, tidy
from huiyin.petitions.errors import Refused
from huiyin.rules.terms import Channel, Matter, Naming

LONGEST = 20_000
MOST_PEOPLE = 9999
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
}


@dataclass(frozen=True)
class IncomingFile:
    """A file as it arrives: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a petitioner hands in, by whatever way (R19.1)."""

    office_id: UUID
    channel: Channel
    naming: Naming
    request: str
    division: str
    arrived_at: datetime
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
    files: tuple[IncomingFile, ...] = field(default=())

    def body(self) -> dict[str, str]:
        """The words of the matter."""
        return {
            "request": self.request,
            "facts": self.facts,
            "reasons": self.reasons,
            "complained_about": self.complained_about,
            "place_detail": self.place_detail,
        }

    def whole(self) -> dict[str, Any]:
        """Everything that makes two submissions the same."""
        return {
            **self.body(),
            **{name: getattr(self, name) for name in PERSONAL},
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
    texts: dict[str, Any] = {
        name: _tidied(text, name) for name in LENGTHS if (text := getattr(submission, name))
    }
    if not texts.get("request"):
        raise Refused("请写明您的请求：希望解决什么问题。", field="request")
    if sum(len(texts.get(name, "")) for name in ("request", "facts", "reasons")) > LONGEST:
        raise Refused("请求、事实和理由合计不能超过20000字。", field="facts")
    if submission.naming is Naming.ANONYMOUS:
        texts |= {"name": "", "identity": "", "address": "", "email": ""}
    elif not texts.get("name"):
        raise Refused("请填写姓名；不愿留名的，请选择匿名。", field="name")
    if not 1 <= submission.people_count <= MOST_PEOPLE:
        raise Refused("人数应在1至9999之间。", field="people_count")
    return replace(submission, **texts)


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
