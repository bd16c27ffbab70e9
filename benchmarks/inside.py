"""What is measured without a request: `python -m benchmarks.inside STEP`, which prints JSON."""

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 (the models exist only now)
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.stock import CLERK, LEADER, begun_session  # noqa: E402
from benchmarks.texts import petition  # noqa: E402
from huiyin.accounts.models import User  # noqa: E402
from huiyin.commands.import_petitions import BATCH  # noqa: E402
from huiyin.notifications.models import Notice, Outbox  # noqa: E402
from huiyin.organisations.calendars import enter_notice  # noqa: E402
from huiyin.organisations.models import HolidayNotice, Office  # noqa: E402
from huiyin.petitions.finding import find, sought  # noqa: E402
from huiyin.petitions.importing import Fate, take_in  # noqa: E402
from huiyin.petitions.indexing import text_of, words_of  # noqa: E402
from huiyin.petitions.models import Clock, Petition  # noqa: E402
from huiyin.petitions.recounting import leave_recounts, recount  # noqa: E402
from huiyin.petitions.submissions import Submission  # noqa: E402
from huiyin.petitions.vault import Vault  # noqa: E402
from huiyin.petitions.viewing import viewing  # noqa: E402
from huiyin.rules.holidays import Break  # noqa: E402
from huiyin.rules.holidays import Notice as Holidays  # noqa: E402
from huiyin.rules.moments import localdate  # noqa: E402
from huiyin.rules.permissions import Viewer, job_viewer  # noqa: E402
from huiyin.rules.terms import Channel, Naming  # noqa: E402
from huiyin.statistics.counting import Counting, count  # noqa: E402
from huiyin.statistics.definitions import By  # noqa: E402
from huiyin.statistics.monthly import differing  # noqa: E402
from huiyin.supervision.actions import remind  # noqa: E402

SAMPLE = 2000
PATIENCE = 60.0
IMPORTED = 4000
CAME = ("received", "")


def _today() -> date:
    return localdate(datetime.now(UTC))


def _viewer(username: str) -> Viewer:
    return User.objects.get(username=username).viewer(_today())


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def bulk(first: int) -> dict[str, float]:
    """Petitions a second that `huiyin import` takes in, read from the sheet already."""
    bureau = Office.objects.bureaus().get(division="990100")
    at = datetime.now(UTC)
    rows = [
        Submission(
            office_id=bureau.pk,
            channel=Channel.WEB,
            naming=Naming.NAMED,
            arrived_at=at - timedelta(days=1),
            **petition(number),
        )
        for number in range(first, first + IMPORTED)
    ]
    rounds = []
    for start in range(0, IMPORTED, IMPORTED // 4):
        part = rows[start : start + IMPORTED // 4]

        def take(part: list[Submission] = part) -> int:
            taken = 0
            for begin in range(0, len(part), BATCH):
                with viewing(job_viewer("import")):
                    found = take_in(part[begin : begin + BATCH], office=bureau, at=at, writes=True)
                taken += sum(each.fate is Fate.NEW for each in found)
            return taken

        seconds, taken = _timed(take)
        rounds.append(taken / seconds)
    return {"rate": median(rounds[1:])}


def recall(*words: str) -> dict[str, int]:
    """Of the newest petitions that a clerk may find, those that LIKE finds and those found."""
    viewer, today = _viewer(CLERK), _today()
    newest = Petition.objects.visible_to(viewer, today=today).in_earnest().read_by(viewer)
    rows = list(newest.filter(search__isnull=False).order_by("-pk")[:SAMPLE])
    texts = words_of(rows)
    with connection.cursor() as cursor:
        cursor.execute("create temp table plain (id uuid primary key, words text)")
        for row in rows:
            text = text_of(Vault(row.id, row.key), texts.get(row.pk, []))
            cursor.execute("insert into plain values (%s, %s)", [row.pk, text])
    wanted = found = 0
    for word in words:
        with connection.cursor() as cursor:
            cursor.execute("select id from plain where words like %s", [f"%{word}%"])
            like = {row for (row,) in cursor.fetchall()}
        wanted += len(like)
        found += len(like & _found(word, viewer, rows[-1].pk))
    return {"like": wanted, "found": found, "sample": len(rows)}


def _found(word: str, viewer: Viewer, last: Any) -> set[Any]:  # noqa: ANN401
    """Every petition that a search finds, page by page, down to the last of the sample."""
    ids: set[Any] = set()
    before = None
    while True:
        page = find(sought(word), viewer, today=_today(), before=before)
        ids |= {hit.petition.pk for hit in page.hits}
        before = page.older
        if before is None or before < last:
            return ids


def statistics() -> dict[str, Any]:
    """Unit × state × month of all that came in, by sums and by a scan; whether both agree.

    And as the home page of a leader asks it at the door, against counting petition by petition.
    """
    viewer, today = _viewer(LEADER), _today()
    first = (today.replace(day=1) - timedelta(days=5 * 365)).replace(day=1)
    own = Counting(viewer=viewer, first=first, last=today, as_of=today, own_only=True)
    scan = """
        select registering_id, state, to_char(arrived_at at time zone 'Asia/Shanghai', 'YYYY-MM'),
            count(*)
        from petitions_petition where drill is null group by 1, 2, 3"""
    sums = """
        select registering_id, state, to_char(month, 'YYYY-MM'), sum(number)
        from statistics_monthlycount group by 1, 2, 3"""
    rows, scanned = _median(lambda: _asked(scan))
    summed, seconds = _median(lambda: _asked(sums))
    with viewing(viewer):
        table, counted = _median(lambda: count(own, ["received"], By.MONTH))
        each = count(own, ["received", "keep"], By.MONTH).lines
    one_by_one = {month: line[CAME] for month, line in each.items() if CAME in line}
    return {
        "summed": seconds,
        "counted": counted,
        "scanned": scanned,
        "equal": sorted(summed) == sorted(rows)
        and {month: line[CAME] for month, line in table.lines.items()} == one_by_one
        and not differing(),
        "months": len(one_by_one),
    }


def _asked(query: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _median(work: Callable[[], Any]) -> tuple[Any, float]:
    """What it finds, and how long that takes."""
    times = [_timed(work) for _ in range(7)]
    return times[0][1], median(seconds for seconds, _found in times)


def sweep() -> dict[str, float]:
    """One morning: what is due found, offices told; the same again, when nothing is new."""
    today = _today()
    due = Clock.objects.filter(
        ended_at=None, is_right=False, due_at=None, target_on__lte=today + timedelta(days=3)
    )
    first = due.order_by("target_on", "id").values_list("pk")[:500]
    finding = median(_timed(lambda: list(first.all()))[0] for _ in range(7))
    with viewing(job_viewer("morning")):
        telling, told = _timed(lambda: remind(today))
    with viewing(job_viewer("morning")):
        examining, again = _timed(lambda: remind(today))
    return {
        "open": Petition.objects.open().count(),
        "due": due.count(),
        "find": finding,
        "told": told,
        "telling": telling,
        "examining": examining,
        "again": again,
    }


def sweep_once() -> dict[str, int]:
    """One of two sweepers at the same time: how many it told."""
    with viewing(job_viewer("morning")):
        return {"told": remind(_today())}


def forget_reminders() -> dict[str, int]:
    """Let the next morning be the first again."""
    return {"gone": Notice.objects.filter(key__startswith="remind:").delete()[0]}


def calendar() -> dict[str, float]:
    """A break is announced: every clock that it may move is examined, and those moved are written.

    Whatever is not done after a minute stays undone, and is told.
    """
    now = datetime.now(UTC)
    today = localdate(now)
    first = today + timedelta(days=2)
    entered = HolidayNotice.objects.count()
    last_day = first + timedelta(days=6 + entered)  # each size of the stock has its own
    days = Break("临时假期", first.isoformat(), last_day.isoformat())
    notice = Holidays(today, f"临时通知第{entered + 1}号", first.year, (days,))
    running = Clock.objects.filter(ended_at=None).count()
    enter_notice(notice, by=job_viewer("bench"), at=now, today=today)
    began = time.perf_counter()
    found, last = 0, None
    Outbox.objects.filter(topic__in=["recount", "calendar"]).delete()
    while True:
        left = leave_recounts(at=now, **({"after": last} if last else {}))
        rows = Outbox.objects.filter(topic="recount").order_by("subject")
        last = rows.values_list("subject", flat=True).last()
        found += left
        if left < 200 or time.perf_counter() - began > PATIENCE:
            break
    examining = time.perf_counter() - began
    waiting = list(rows.values_list("subject", flat=True))
    done = 0
    for each in waiting:
        if time.perf_counter() - began > PATIENCE:
            break
        done += recount(each, at=now) is not None  # type: ignore[arg-type]
    return {
        "running": running,
        "moved": found,
        "examining": examining,
        "done": done,
        "seconds": time.perf_counter() - began,
    }


def queries(path: str) -> dict[str, int]:
    """What a page of the desk asks, the session's and the viewer's queries among it."""
    client = Client(headers={"host": "127.0.0.1"})
    name, _equals, key = begun_session(CLERK).partition("=")
    client.cookies[name] = key
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        status = client.get(path).status_code
    reads = sum(" FROM " in each["sql"] for each in asked.captured_queries)
    return {"reads": reads, "all": len(asked), "status": status}


STEPS: dict[str, Callable[..., dict[str, Any]]] = {
    "bulk": lambda first: bulk(int(first)),
    "recall": recall,
    "statistics": statistics,
    "sweep": sweep,
    "sweep_once": sweep_once,
    "forget_reminders": forget_reminders,
    "calendar": calendar,
    "queries": queries,
}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(STEPS[sys.argv[1]](*sys.argv[2:])))
