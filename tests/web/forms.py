"""The forms that the pages of a person hold, as a browser would send them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser

from django.test import Client
from django.utils import timezone

from huiyin.rules.moments import localdate
from tests.web.desk import text

Fields = dict[str, list[str]]
WORDS = "写明情况。"
TODAY = localdate(timezone.now())
BY_HAND = ("text", "tel", "email", "search", "url")
TYPED = {"number": "1", "numeric": "1", "date": str(TODAY), "time": "09:00"}
NAMED = {
    "phone": "19900001206",
    "hour": "09:00",
    "told_hour": "09:00",
    "temperature": "36.5",
    "degrees": "37.4",
    "due_at": f"{TODAY + timedelta(days=2)} 16:00",
    "source_link": "https://example.org/1",
}


@dataclass(frozen=True)
class Form:
    """A form of a page: who found it, where it goes, what stands in it."""

    client: Client
    where: str
    fields: Fields
    typed: frozenset[str] = frozenset()  # what somebody types, not chooses
    method: str = "POST"

    def __str__(self) -> str:
        return f"{self.where} {sorted(self.fields)}"


class _Reader(HTMLParser):
    """Reads the forms of a method, with the first choice of everything to choose from."""

    def __init__(self, here: str, method: str) -> None:
        super().__init__()
        self.here, self.method = here, method
        self.found: list[tuple[str, Fields]] = []
        self.typed: set[str] = set()
        self.buttons: list[tuple[str, str]] = []
        self.now: Fields | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a form, or note one of its fields."""
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form" and (given.get("method") or "get").upper() == self.method:
            self.now = {}
            self.buttons = []
            self.found.append((given.get("action") or self.here, self.now))
        if self.now is None:
            return
        if tag == "select":
            self.select = name
            self.now[name] = []
        elif tag == "option" and self.select and value and not self.now[self.select]:
            self.now[self.select] = [value]
        elif tag == "button" and name:
            self.buttons.append((name, value))
        elif tag == "textarea" and name:
            self.now.setdefault(name, [WORDS])
            self.typed.add(name)
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            self._note(given.get("type", "text"), name, value, given)

    def _note(self, kind: str, name: str, value: str, given: dict[str, str]) -> None:
        assert self.now is not None
        if kind in BY_HAND:
            self.typed.add(name)
        usual = NAMED.get(name) or TYPED.get(given.get("inputmode", "")) or TYPED.get(kind)
        if kind not in ("checkbox", "radio") or name not in self.now:
            self.now[name] = [value or usual or WORDS]

    def handle_endtag(self, tag: str) -> None:
        """Close a form; each of its buttons sends it in a way of its own."""
        if tag == "select":
            self.select = ""
        if tag == "form" and self.now is not None:
            where, plain = self.found.pop()
            ways = [plain | {name: [value]} for name, value in self.buttons] or [plain]
            self.found += [(where, each) for each in ways]
            self.now = None


def forms_of(client: Client, pages: Iterable[str], method: str = "POST") -> Iterator[Form]:
    """What the pages offer this person to send; a page that is not theirs holds nothing."""
    for page in pages:
        answer = client.get(page)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        reader = _Reader(page, method)
        reader.feed(re.sub(r"(?s)<header.*?</header>", "", text(answer)))
        for where, fields in reader.found:
            if where != "/unlock/":  # stands hidden on every page, and has tests of its own
                yield Form(client, where, fields, frozenset(reader.typed & fields.keys()), method)
