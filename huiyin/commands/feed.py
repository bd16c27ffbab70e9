"""huiyin feed: send a file of messages through the public API, and look whether all are there."""

import http.client
import json
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from huiyin.commands.home import Trouble
from huiyin.commands.messages import Message, Unusable, read

SUBMIT, TRACK = "/api/v1/petitions", "/api/v1/petitions/track"
TRIES = 6
PATIENCE = 30.0
SHOWN_ROWS = 12


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="办事大厅 portal")
@click.option("--token", envvar="HUIYIN_TOKEN", required=True, help="huiyin token new")
@click.option("--clients", default=4, show_default=True, type=click.IntRange(1, 64))
@click.option("--most", type=click.IntRange(1), help="最多发送几行。Stop after so many rows.")
def command(*, file: Path, url: str, token: str, clients: int, most: int | None) -> None:
    """导入留言：经公开接口逐件提交并回查。Send a CSV of messages and find each again.

    \b
    NAME
        huiyin feed — hand in the messages of a CSV file through the public API

    \b
    DESCRIPTION
        Guesses the columns from the header (留言编号 留言用户 留言主题 留言时间
        留言详情 and others) and the encoding (UTF-8, GB18030). Every message has a
        key made from its words: what is in the file twice comes in once, and a
        second run makes nothing new. Lost connections are tried again. Messages from
        before the law was in force come in as of today, their own time in the text.
        Afterwards each acknowledged petition is looked up by number and code.

    \b
    ENVIRONMENT
        HUIYIN_TOKEN   the intake token, instead of --token

    \b
    EXIT STATUS
        0 all that was acknowledged was found again, 1 something was not
    """
    feed = Feed(url, token, clients)
    began = time.monotonic()
    try:
        feed.send(_first(read(file), most))
        sent = time.monotonic()
        feed.look_up()
    finally:
        feed.close()
    report(feed, seconds=sent - began, tracking=time.monotonic() - sent)
    if feed.found < len(feed.receipts) or feed.lost:
        sys.exit(1)


@dataclass
class Feed:
    """One run: what was read, answered and found again."""

    url: str
    token: str = field(repr=False)
    clients: int
    read: int = 0
    dated_now: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    refused: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    lost: list[int] = field(default_factory=list)
    receipts: dict[str, tuple[str, str]] = field(default_factory=dict)
    found: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _own: threading.local = field(default_factory=threading.local)
    _opened: list[http.client.HTTPConnection] = field(default_factory=list)

    def send(self, messages: Iterable[Message | Unusable]) -> None:
        """Hand in every message, several at a time."""
        _in_threads(self.clients, self._submit, messages, lambda: f"已读 {self.read}")

    def look_up(self) -> None:
        """Look for every petition that was acknowledged."""
        _in_threads(
            self.clients,
            self._track,
            list(self.receipts.items()),
            lambda: f"已回查 {self.found}/{len(self.receipts)}",
        )

    def _submit(self, message: Message | Unusable) -> None:
        with self._lock:
            self.read += 1
        if isinstance(message, Unusable):
            self._refuse(message.reason, message.row)
            return
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": message.key}
        answer = self._post(SUBMIT, message.petition, headers)
        if answer is None:
            with self._lock:
                self.lost.append(message.row)
            return
        status, body = answer
        if status == http.HTTPStatus.UNAUTHORIZED:
            raise Trouble(f"令牌被拒绝：{body['detail']}", "The token was refused.")
        if status not in (http.HTTPStatus.CREATED, http.HTTPStatus.OK):
            self._refuse(_reason(status, body), message.row)
            return
        with self._lock:
            self.statuses[status] += 1
            self.receipts[body["number"]] = body["code"], message.petition.get("phone", "")
            self.dated_now += message.was_dated_now

    def _track(self, receipt: tuple[str, tuple[str, str]]) -> None:
        number, (code, phone) = receipt
        question = {"number": number, "code": code, "phone_tail": phone[-4:]}
        answer = self._post(TRACK, question, {})
        if answer is None or answer[0] != http.HTTPStatus.OK:
            return
        if answer[1]["receipt"] == number:
            with self._lock:
                self.found += 1

    def _refuse(self, reason: str, row: int) -> None:
        with self._lock:
            self.refused[reason].append(row)

    def _post(
        self, path: str, body: dict[str, Any], headers: dict[str, str]
    ) -> tuple[int, Any] | None:
        """The answer; None where there was none after several tries."""
        content = json.dumps(body, ensure_ascii=False).encode()
        for again in range(TRIES):
            time.sleep(0.2 * (2**again - 1))
            try:
                connection = self._connection()
                connection.request(
                    "POST", path, content, {"Content-Type": "application/json"} | headers
                )
                response = connection.getresponse()
                answer = json.loads(response.read())
            except (OSError, http.client.HTTPException, ValueError):
                # The next request on it connects anew.
                self._connection().close()
                continue
            if response.status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                return response.status, answer
        return None

    def _connection(self) -> http.client.HTTPConnection:
        """This thread's own connection, kept open from request to request."""
        kept: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if kept is None:
            parts = urlsplit(self.url)
            kinds: dict[str, type[http.client.HTTPConnection]] = {
                "http": http.client.HTTPConnection,
                "https": http.client.HTTPSConnection,
            }
            if parts.scheme not in kinds or not parts.hostname:
                raise Trouble(f"{self.url} 不是网址。", f"{self.url} is no http address.")
            kept = kinds[parts.scheme](parts.hostname, parts.port, timeout=PATIENCE)
            self._own.connection = kept
            self._opened.append(kept)
        return kept

    def close(self) -> None:
        """Close every connection."""
        for each in self._opened:
            each.close()


def report(feed: Feed, *, seconds: float, tracking: float) -> None:
    """Say what came of it."""
    created, same = feed.statuses[201], feed.statuses[200]
    refused = sum(map(len, feed.refused.values()))
    rate = (created + same) / seconds if seconds else 0.0
    click.echo(f"读取 read                {feed.read}")
    click.echo(f"新登记 acknowledged      {created}")
    click.echo(f"相同内容 same again      {same}")
    click.echo(f"未接收 refused           {refused}")
    for reason, rows in sorted(feed.refused.items(), key=lambda item: -len(item[1])):
        rows.sort()
        more = f" … 共 {len(rows)} 行" if len(rows) > SHOWN_ROWS else ""
        click.echo(f"    {reason}：第 {'、'.join(map(str, rows[:SHOWN_ROWS]))} 行{more}")
    if feed.lost:
        click.echo(f"没有答复 no answer       {len(feed.lost)}：第 {sorted(feed.lost)} 行")
    if feed.dated_now:
        click.echo(f"按今日收到 dated today   {feed.dated_now}")
    click.echo(f"回查到 found again       {feed.found} / {len(feed.receipts)}")
    click.echo(f"用时 seconds             {seconds:.1f}（{rate:.0f} 件/秒）+ 回查 {tracking:.1f}")


def _reason(status: int, body: dict[str, Any]) -> str:
    fields = [f"{each['field']} {each['message']}" for each in body.get("errors", [])]
    differs = [f"differs: {', '.join(body['differs'])}"] if body.get("differs") else []
    return f"{status} " + ("；".join(fields + differs) or str(body.get("detail", "")))


def _first(
    messages: Iterator[Message | Unusable], most: int | None
) -> Iterator[Message | Unusable]:
    for number, message in enumerate(messages):
        if most is not None and number >= most:
            return
        yield message


def _in_threads(
    count: int, act: Callable[[Any], None], things: Iterable[Any], progress: Callable[[], str]
) -> None:
    """Do it for each, some at a time, with a line of progress for who watches."""
    watched = sys.stderr.isatty()
    waiting = threading.Semaphore(4 * count)

    given_up = threading.Event()

    def one(thing: Any) -> None:  # noqa: ANN401 (whatever `act` takes)
        try:
            act(thing)
        except Trouble:
            given_up.set()
            raise
        finally:
            waiting.release()

    with ThreadPoolExecutor(count) as pool:
        under_way = []
        for number, thing in enumerate(things):
            waiting.acquire()
            if given_up.is_set():
                break
            under_way.append(pool.submit(one, thing))
            if watched and number % 25 == 0:
                click.echo(f"\r{progress()}", nl=False, err=True)
        for each in under_way:
            each.result()
    if watched:
        click.echo("\r\x1b[K", nl=False, err=True)
