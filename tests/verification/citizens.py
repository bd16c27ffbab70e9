"""Citizens who do not give up: each sends the same petition, under the same key, until it is taken.

Over HTTP, as a system does by the API and as a person does by the form and its check page.
"""

import hashlib
import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from random import Random
from types import TracebackType
from urllib.parse import urlencode
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from benchmarks.texts import petition

API, FORM, CONFIRM, RECEIPT = "/api/v1/petitions", "/submit", "/submit/confirm", "/receipt"
PATIENCE = 240.0  # seconds; who is not answered by then was never going to be
ANSWER = 30.0
REPLAYS, CHANGES = 0.02, 0.01
BUSY = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|key|draft)" value="([^"]+)"')
_NUMBER = re.compile(r'data-number="([^"]+)"')

File = tuple[str, bytes]


class NotYet(Exception):
    """It was not taken this time; nothing says that it never will be."""


@dataclass(frozen=True)
class Sheet:
    """A petition about to be handed in."""

    number: int
    by_form: bool
    files: tuple[File, ...]

    @property
    def words(self) -> dict[str, str]:
        """Its fields; the same number has the same."""
        return petition(self.number)


def sheet(number: int, *, seed: int) -> Sheet:
    """One in twenty goes by the form with files, one in twenty by the API with a file."""
    by_form = number % 20 == 0
    files: tuple[File, ...] = ()
    if number % 10 == 0:
        draw = Random(f"{seed} {number}")
        sound = draw.randbytes(draw.randint(500, 50_000)).hex().encode()
        files = ((f"录音{number}.wav", b"RIFF\0\0\0\0WAVEfmt " + sound),)
    if number % 40 == 0:
        scan = b"%PDF-1.4\n1 0 obj<<>>endobj\n%" + draw.randbytes(8000).hex().encode()
        files += ((f"证据{number}.pdf", scan + b"\ntrailer<<>>\n%%EOF\n"),)
    return Sheet(number, by_form, files)


@dataclass(frozen=True)
class Acknowledged:
    """What a citizen was told is there, and so must be there: whatever happened since."""

    number: int
    key: str
    receipt: str
    files: list[tuple[str, str]]


def ledger(acknowledged: list[Acknowledged]) -> str:
    """As the one who checks reads it."""
    return json.dumps([asdict(each) for each in acknowledged], ensure_ascii=False)


@dataclass(frozen=True)
class Answer:
    """One answer: when it was asked for, how long it took, what it was; status 0 for none."""

    asked_at: float
    seconds: float
    status: int
    text: str


@dataclass(kw_only=True)
class Crowd:
    """Citizens at work, each a thread; to be used with `with`, which waits for the last of them."""

    port: int
    clients: int
    first: int
    count: int
    seed: int
    step: int = 1
    forgets_keys: bool = False
    pauses: tuple[float, float] = (0.05, 0.4)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    trouble: list[BaseException] = field(default_factory=list)
    attempts: int = 0
    _left: Iterator[int] = field(init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Crowd":
        last = self.first + self.count * self.step
        self._left = iter(range(self.first, last, self.step))
        self._threads = [
            threading.Thread(
                target=self._work, args=(Random(f"{self.seed} {self.first} {each}"),), daemon=True
            )
            for each in range(self.clients)
        ]
        for each in self._threads:
            each.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, *_: BaseException | TracebackType | None
    ) -> None:
        if kind is not None:
            self.stop()
        for each in self._threads:
            each.join(PATIENCE)

    def close(self) -> None:
        """Nobody new."""
        with self._lock:
            self._left = iter(())

    def stop(self) -> None:
        """Let nobody begin another, and who waits go home."""
        self._stop.set()

    def wait_for(self, count: int) -> None:
        """Wait until so many have been told that theirs is there."""
        while len(self.acknowledged) < count and any(each.is_alive() for each in self._threads):
            time.sleep(0.002)

    def statuses(self) -> Counter[int]:
        """How often which status was answered; 0 is no answer."""
        return Counter(each.status for each in self.answers)

    def ledger(self) -> str:
        """What was acknowledged, as the one who checks reads it."""
        return ledger(self.acknowledged)

    def _work(self, place: int) -> None:
        draw = Random(f"{self.seed} {self.first} {place}")
        try:
            while not self._stop.is_set():
                with self._lock:
                    number = next(self._left, None)
                if number is None:
                    return
                self._bring(sheet(number, seed=self.seed), draw)
        except BaseException as trouble:
            self.trouble.append(trouble)

    def _bring(self, one: Sheet, draw: Random) -> None:
        """Hand in until it is acknowledged, and sometimes once more."""
        until = time.monotonic() + PATIENCE
        key = str(UUID(int=draw.getrandbits(128), version=4))
        citizen = Citizen(self, one)
        while not self._stop.is_set():
            if self.forgets_keys:
                key = str(UUID(int=draw.getrandbits(128), version=4))
            try:
                self.attempts += 1
                receipt, key = citizen.hand_in(key)
            except (OSError, http.client.HTTPException, NotYet) as problem:
                if time.monotonic() > until:
                    raise TimeoutError(f"petition {one.number} was never taken") from problem
                self._stop.wait(draw.uniform(*self.pauses))
            else:
                kept = [(name, hashlib.sha256(content).hexdigest()) for name, content in one.files]
                self.acknowledged.append(Acknowledged(one.number, key, receipt, kept))
                break
        else:
            return
        if not self.forgets_keys and not one.by_form:
            self._again(citizen, key, receipt, draw.random())

    def _again(self, citizen: "Citizen", key: str, receipt: str, chance: float) -> None:
        """Some send it again on purpose, some with other words: the same number, or a refusal."""
        bare = key.removeprefix("api:")
        try:
            if chance < REPLAYS:
                again, _key = citizen.hand_in(bare)
                assert again == receipt, "the same key, another petition"
            elif chance < REPLAYS + CHANGES:
                status = citizen.with_other_words(bare)
                assert status == HTTPStatus.UNPROCESSABLE_ENTITY, status
        except (OSError, http.client.HTTPException, NotYet):
            return  # it was killed meanwhile, and was acknowledged before


@dataclass(kw_only=True)
class Stream(Crowd):
    """A new citizen every fifth of a second, until `close`; who is turned away comes again later.

    Later is when the office asked them to come: `Retry-After`.
    """

    clients: int = 0
    count: int = 0
    pauses: tuple[float, float] = (4.0, 6.0)
    every: float = 0.2
    begun: int = 0
    _closed: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Stream":
        self._threads = [threading.Thread(target=self._open, daemon=True)]
        self._threads[0].start()
        return self

    def close(self) -> None:
        """Nobody new."""
        self._closed.set()
        self._threads[0].join()

    def _open(self) -> None:
        while not self._closed.wait(self.every) and not self._stop.is_set():
            one = threading.Thread(target=self._one, args=(self.first + self.begun,), daemon=True)
            self.begun += 1
            self._threads.append(one)
            one.start()

    def _one(self, number: int) -> None:
        try:
            self._bring(sheet(number, seed=self.seed), Random(f"{self.seed} {number}"))
        except BaseException as trouble:
            self.trouble.append(trouble)


@dataclass
class Citizen:
    """One of them, with the cookies of a browser."""

    crowd: Crowd
    sheet: Sheet
    cookies: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)

    def hand_in(self, key: str) -> tuple[str, str]:
        """The receipt number and the key as the office keeps it; NotYet when it was not taken."""
        if self.sheet.by_form:
            return self._by_form()
        return self._by_api(key), f"api:{key}"

    def with_other_words(self, key: str) -> int:
        """The status of a petition with this key that says something else."""
        words = self.sheet.words | {"facts": "后来想起来的另一件事。"}
        return self._send("POST", API, json.dumps(words), "application/json", key)[0]

    def _by_api(self, key: str) -> str:
        words = json.dumps(self.sheet.words, ensure_ascii=False)
        if self.sheet.files:
            body = _parts({"petition": words, "files": self.sheet.files})
            status, answer = self._send("POST", API, body, MULTIPART_CONTENT, key)
        else:
            status, answer = self._send("POST", API, words, "application/json", key)
        assert status in {HTTPStatus.CREATED, HTTPStatus.OK}, f"{status}: {answer}"
        number: str = json.loads(answer)["number"]
        return number

    def _by_form(self) -> tuple[str, str]:
        """The form, the check page, 确认提交; who has a check page confirms it again."""
        if "key" not in self.hidden:
            self._read(self._send("GET", FORM))
        if "draft" not in self.hidden:
            filled = {"naming": "named", "place": "990100", "people_count": "1", "declares": "on"}
            given = self.sheet.words | filled | self.hidden | {"check": "1"}
            body = _parts({**given, "attachments": self.sheet.files})
            self._read(self._send("POST", FORM, body, MULTIPART_CONTENT))
        confirmed = urlencode({**self.hidden, "confirm": "1"})
        status, page = self._send("POST", CONFIRM, confirmed, "application/x-www-form-urlencoded")
        assert status == HTTPStatus.FOUND, f"{status}: {page}"
        status, page = self._send("GET", RECEIPT)
        found = _NUMBER.search(page)
        assert found is not None, f"{status}: no number on the receipt"
        return found.group(1), f"portal:{self.hidden['key']}"

    def _read(self, answer: tuple[int, str]) -> None:
        status, page = answer
        assert status == HTTPStatus.OK, f"{status}: {page}"
        self.hidden |= dict(_HIDDEN.findall(page))

    def _send(
        self, method: str, path: str, body: str | bytes = b"", kind: str = "", key: str = ""
    ) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": kind} if kind else {}
        headers |= {"Idempotency-Key": key} if key else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.crowd.port, timeout=ANSWER)
        began, status, text = time.monotonic(), 0, ""
        try:
            connection.request(
                method, path, body.encode() if isinstance(body, str) else body, headers
            )
            answer = connection.getresponse()
            text, status = answer.read().decode(), answer.status
        finally:
            connection.close()
            taken = time.monotonic() - began
            self.crowd.answers.append(Answer(began, taken, status, text))
        if answer.status in BUSY:
            raise NotYet(answer.status)
        for each in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = each.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text


def _parts(given: dict[str, object]) -> bytes:
    """A multipart body; files are told by their place in a tuple."""
    parts = {
        name: [SimpleUploadedFile(*each) for each in value] if isinstance(value, tuple) else value
        for name, value in given.items()
    }
    return encode_multipart(BOUNDARY, parts)
