"""C7: reads a page as a browser does and tells what of a citizen's words is more than words."""

import re
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote_plus

from huiyin.documents.files import safe_name
from tests.verification.vectors import MARK

TEMPLATES = Path(__file__).parents[2] / "huiyin" / "web" / "templates"
# What Django's own widgets write; everything else stands in a template.
WIDGETS = {"input", "select", "option", "optgroup", "textarea", "ul", "li", "div", "label", "a"}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "srcset", "xlink:href"}
HARMLESS = re.compile(r"(?:https?://|mailto:|tel:|data:image/(?:png|svg\+xml)|[/?#.]|[^:]*$)")


@cache
def elements() -> frozenset[str]:
    """The elements that the templates write."""
    tag = re.compile(r"<([a-z][a-z0-9]*)[\s>/]")
    written = {name for path in TEMPLATES.rglob("*.html") for name in tag.findall(path.read_text())}
    code = Path(__file__).parents[2] / "huiyin" / "web"
    written |= {name for path in code.rglob("*.py") for name in tag.findall(path.read_text())}
    return frozenset(written | WIDGETS)


class Reader(HTMLParser):
    """Takes a page apart: its words, each stretch for itself, and what is not as we write it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.faults: list[str] = []
        self.script = ""
        self._run = ""

    def handle_data(self, data: str) -> None:
        """Go on with a stretch of words."""
        self._run += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element and its attributes."""
        self._end_run()
        if tag not in elements():
            self.faults.append(f"element {tag}")
        for name, value in attrs:
            self.words.append(value or "")
            if name.startswith("on") or name in ("srcdoc", "style") or MARK.search(name):
                self.faults.append(f"attribute {name}")
            if name in ADDRESSES and not HARMLESS.match((value or "").strip()):
                self.faults.append(f"address {value!r:.60}")
        if tag == "script":
            self.script = dict(attrs).get("type") or "script"

    def handle_endtag(self, tag: str) -> None:
        """End a stretch of words; no script of ours holds any."""
        if tag == "script":
            if self.script != "application/json" and self._run.strip():
                self.faults.append("a script with words in it")
                self._run = ""
            self.script = ""
        self._end_run()

    def handle_comment(self, data: str) -> None:
        """No words stand in comments."""
        self._end_run()
        if MARK.search(data):
            self.faults.append("words in a comment")

    def close(self) -> None:
        """End the page."""
        super().close()
        self._end_run()

    def _end_run(self) -> None:
        if self._run:
            self.words.append(self._run)
        self._run = ""


def _even(text: str) -> str:
    return " ".join(text.split())


def seen_on(page: str, known: Mapping[str, str]) -> tuple[set[str], list[str]]:
    """The marks of the vectors that a page shows as words; and every fault."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    shown: set[str] = set()
    faults = list(reader.faults)
    told = 0
    for each in reader.words:
        words = _even(each)
        for found in MARK.finditer(words):
            told += 1
            wanted, rest = _even(known[found[0]]), words[found.start() :]
            if _is_whole(rest, wanted):
                shown.add(found[0])
            elif not _is_cut(rest, wanted):
                faults.append(f"not as written: {wanted!r:.80} became {rest!r:.80}")
    if told < len(MARK.findall(page)):
        faults.append("words where no words are")
    return shown, faults


def _is_whole(rest: str, wanted: str) -> bool:
    """Whether the words stand there as written, as the name of a file, or in an address."""
    as_name = _even(safe_name(f"{wanted}.png"))
    return rest.startswith((wanted, as_name)) or _even(unquote_plus(rest)).startswith(wanted)


def _is_cut(rest: str, wanted: str) -> bool:
    """Whether only the beginning is shown; the mark alone is what taken for more would leave."""
    beginning = rest.removesuffix("…").rstrip()
    is_more = MARK.fullmatch(beginning) is None or rest.endswith("…")
    return is_more and wanted.startswith(beginning)
