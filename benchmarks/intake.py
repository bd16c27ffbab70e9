"""Creates a second: the API and the form with all their rows, beside a bare view and the peers."""

import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from statistics import median

from benchmarks import load, sides, texts
from benchmarks.peer import Rival
from benchmarks.sides import Make, Side, compare
from benchmarks.table import Line
from huiyin.commands import postgres

INSERT = (
    "\\set n random(1, 1000000000)\n"
    "insert into bare_row values (gen_random_uuid(), now(), repeat('信访', 200));\n"
)
_CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


def forms(port: int) -> Make:
    """The form as a browser posts it, with the cookie and the token against forgery."""
    page = load.fetch(port, load.request("GET", "/submit"))
    found = _CSRF.search(page.body)
    if found is None:
        raise RuntimeError("the form has no token")
    cookie = "; ".join(page.cookies)
    token = found.group(1).decode()

    def make(first: int, amount: int) -> Iterator[bytes]:
        return texts.posted_forms(first, amount, token=token, cookie=cookie)

    return make


def plain_sql(*, clients: int, seconds: float) -> float:
    """Rows a second of one prepared INSERT, each committed: what the disk does."""
    server = postgres.embedded()
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(INSERT)
        script.flush()
        words = [
            *(str(postgres.binaries() / "pgbench"), "-n", "-M", "prepared"),
            *("-c", str(clients), "-j", "2", "-T", str(max(1, round(seconds)))),
            *("-f", script.name, "-h", str(server.socket), "-U", "huiyin_app", "huiyin"),
        ]
        said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    found = re.search(r"tps = ([\d.]+)", said)
    return float(found.group(1)) if found else 0.0


def rows(
    ports: Mapping[str, int],
    *,
    stock: int,
    clients: int,
    seconds: float,
    rounds: int,
    peers: Sequence[Rival],
) -> list[Line]:
    """The API and the form beside the bare view; then the API beside each peer."""
    measured = partial(compare, clients=clients, seconds=seconds, rounds=rounds)
    with sides.serving(ports) as served:
        bare = Side("bare", ports["bare"], texts.rows, served.bare)
        api = Side("API", ports["portal"], texts.submissions, served.portal)
        form = Side("form", ports["portal"], forms(ports["portal"]), served.portal, 302)
        floor = partial(plain_sql, clients=clients, seconds=seconds)
        plain = measured([bare, api, form], floor=floor)
        lines = _few(bare, api, form, plain, f"{clients} clients, at {stock:,}")
        for peer in peers:
            api = Side("API", ports["portal"], texts.submissions, served.portal)
            theirs = Side(peer.name, peer.port, peer.make, peer.process, peer.answers)
            lines.append(_against(peer, api, theirs, measured))
    return lines


def _few(bare: Side, api: Side, form: Side, plain: float, where: str) -> list[Line]:
    ratio, by_form = api.rate / bare.rate, form.rate / bare.rate
    app, database = median(api.app_seconds), median(api.database_seconds)
    return [
        Line("bare view, one INSERT 空白视图", bare.shown(), f"{plain:.0f}/s plain SQL"),
        Line(
            f"intake API, {where} 提交接口",
            api.shown(),
            f"{bare.rate:.0f}/s bare",
            f"{ratio:.0%}",
            "≥ 45 %",
            ratio >= 0.45,
            f"{api.costs()} against {bare.costs()}: eight rows with their indexes and foreign"
            " keys, seven seals and a chain link stand against one row",
        ),
        Line(
            "CPU s per 1,000: app, PostgreSQL",
            f"{app:.2f} + {database:.2f}",
            bare.costs().removeprefix("CPU ").removesuffix(" s per 1,000") + " bare",
            "",
            "≤ 0.9 + 0.6",
            app <= 0.9 and database <= 0.6,
            "app: sealing, hashing, JSON and the request; PostgreSQL: eight tables with their"
            " indexes and foreign keys",
        ),
        Line(
            f"p99 against p50, {where}",
            f"{api.percentile(0.99):.1f} / {api.percentile(0.5):.1f} ms",
            "",
            f"{api.tail:.1f} ×",
            "≤ 5 ×",
            api.tail <= 5,
            "others use this machine, or checkpoints fell into the round",
        ),
        Line(
            "intake form with CSRF 网上表单",
            form.shown(),
            f"{bare.rate:.0f}/s bare",
            f"{by_form:.0%}",
            "≥ 25 %",
            by_form >= 0.25,
            f"{form.costs()}: session, form and its checks in front of the same rows",
        ),
    ]


def _against(
    peer: Rival, api: Side, theirs: Side, measured: Callable[[Sequence[Side]], object]
) -> Line:
    what = f"intake API against {peer.name}"
    try:
        measured([api, theirs])
    except (OSError, RuntimeError) as trouble:
        return Line(what, "not measured", "", "", f"≥ {peer.bar} ×", False, str(trouble)[:200])
    ratio = api.against(theirs)
    return Line(
        what,
        api.shown(),
        f"{theirs.shown()} {peer.how}, {theirs.costs()}",
        f"{ratio:.1f} ×",
        f"≥ {peer.bar} ×",
        ratio >= peer.bar,
        f"ours {api.costs()}, theirs {theirs.costs()}",
    )
