"""C4: forms filled in as nobody fills them in, and what may come back."""

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as begins_with
from hypothesis import strategies as st

from tests.verification.unicode_words import even, is_refusable, refusable, texts
from tests.verification.vectors import FORMULAS, vectors
from tests.web.desk import text
from tests.web.forms import Form
from tests.web.test_every_new_form import HOSTILE

URLENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "----as-a-browser-does"
# Longer than any field: what is typed there is refused, and need not come back whole.
LONGEST = 20_000
LONGEST_ADDRESS = 4_000
BROKEN = (
    b"", b"&&&", b"%", b"%ff%fe=%80", b"words=%00", b"\xff\xfe\x00=1", b"=", b"a" * 9_000,
    b"words=%E4%B8", b'{"words": 1}', b"<xml/>", b"words[]=1&words[a]=2", b"&".join([b"x=1"] * 999),
    b"&".join([b"x=1"] * 2_000),
)  # fmt: skip
KINDS = (URLENCODED, f"{URLENCODED}; charset=utf-16", f"{URLENCODED}; charset=nonsense",
         "multipart/form-data", f"multipart/form-data; boundary={BOUNDARY}", "application/json",
         "text/plain", "")  # fmt: skip


def corpus(seed: int, count: int) -> list[str]:
    """Texts of all kinds: drawn by hypothesis, and those of the other campaigns."""
    drawn: list[str] = []

    @begins_with(seed)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.text(st.characters()) | st.integers().map(str) | st.dates().map(str))
    def draw(one: str) -> None:
        drawn.append(one)

    draw()
    refused = Random(seed)
    return [
        *drawn, *texts(seed, count), *(refusable(refused) for _each in range(count // 4)),
        *vectors().values(), *FORMULAS, *HOSTILE,
    ]  # fmt: skip


def tries(form: Form, words: list[str], draw: Random) -> tuple[Form, str, bytes]:
    """The form filled in somehow: with what, as which kind of content, in which bytes."""
    names = list(form.fields) or ["words"]
    fields = dict(form.fields)
    match draw.randrange(8):
        case 0:
            fields = {name: [draw.choice(words)] for name in names}
        case 1:
            fields.pop(draw.choice(names), None)
        case 2:
            fields[draw.choice(names)] = [
                draw.choice(words) for _each in range(draw.randint(2, 40))
            ]
        case 3:
            fields[draw.choice(words)[:100] or "x"] = [draw.choice(words)]
        case 4:
            return replace(form, fields={}), draw.choice(KINDS), draw.choice(BROKEN)
        case _:
            for name in draw.sample(names, min(len(names), draw.randint(1, 3))):
                fields[name] = [draw.choice(words)]
    filled = replace(form, fields=fields)
    if draw.randrange(4):
        return filled, URLENCODED, urlencode(fields, doseq=True, errors="surrogatepass").encode()
    return filled, f"multipart/form-data; boundary={BOUNDARY}", b"".join(_parts(fields))


def _parts(fields: dict[str, list[str]]) -> Iterator[bytes]:
    for name, values in fields.items():
        told = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        for value in values:
            head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{told}"\r\n\r\n'
            yield f"{head}{value}\r\n".encode(errors="surrogatepass")
    yield f"--{BOUNDARY}--\r\n".encode()


def fault_of(page: Form, form: Form, kind: str, body: bytes) -> tuple[int, str]:
    """The status of the answer, and what is wrong with it; the request is undone.

    Where only what is typed differs from what the page gave, nothing typed may be lost.
    """
    point = transaction.savepoint()
    try:
        answer = _sent(form, kind, body)
    except Exception as broken:  # whatever falls out of a page is the finding
        return 500, f"{form.where} {kind} {body!r:.300}: {broken!r:.300}"
    finally:
        transaction.savepoint_rollback(point)
    by_hand = all(form.fields.get(n) == v for n, v in page.fields.items() if n not in form.typed)
    return answer.status_code, _wrong_with(answer, form, body, by_hand=by_hand)


def _sent(form: Form, kind: str, body: bytes) -> Any:  # noqa: ANN401 (of Django's client)
    if form.method == "POST":
        return form.client.generic("POST", form.where, body, content_type=kind)
    # What somebody asks stands in the address, never longer than a server takes it.
    asked = body[:LONGEST_ADDRESS].decode("latin-1")
    return form.client.get(form.where.partition("?")[0], QUERY_STRING=asked)


def _wrong_with(
    answer: Any,  # noqa: ANN401 (of Django's client)
    form: Form,
    body: bytes,
    *,
    by_hand: bool,
) -> str:
    said = f"{form.where} {body!r:.300}: {answer.status_code}"
    if answer.status_code >= 500:
        return said
    if 300 <= answer.status_code < 400:
        where = urlsplit(answer.headers["Location"])
        is_ours = not where.netloc and not where.scheme and where.path.startswith(("/", "?"))
        return "" if is_ours else f"{said} leads to {answer.headers['Location']}"
    if (
        by_hand
        and answer.status_code == 422
        and answer.headers["Content-Type"].startswith("text/html")
    ):
        lost = _lost(form, text(answer))
        return f"{said} lost {lost}" if lost else ""
    return ""


def _lost(form: Form, page: str) -> str:
    """What somebody typed that is not on the page with the refusal."""
    kept = Kept()
    kept.feed(page)
    kept.close()
    for name in form.typed & form.fields.keys():
        value = form.fields[name][-1]
        if is_refusable(value) or len(value) > LONGEST:
            continue
        if even(value, one_line=True) and even(value, one_line=True) not in kept.values:
            return f"{name}={value!r:.100}"
    return ""


class Kept(HTMLParser):
    """What stands in the fields of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.values: set[str] = set()
        self.area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the value of a field; begin a larger one."""
        given = dict(attrs)
        if tag == "input":
            self.values.add(even(given.get("value") or "", one_line=True))
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        """Read on in a larger field."""
        if self.area is not None:
            self.area += data

    def handle_endtag(self, tag: str) -> None:
        """End a larger field."""
        if tag == "textarea" and self.area is not None:
            self.values.add(even(self.area, one_line=True))
            self.area = None
