"""What must be true before anybody's petition is trusted to this machine.

Each check gives findings: what was found, and in plain words how to mend it. `serve` runs the first
two lists and refuses to start on a refusal; `doctor` runs all.
"""

import json
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import huiyin
from huiyin.commands import databases, keys, migrate, postgres
from huiyin.commands.home import Trouble, home, is_demo
from huiyin.documents.scanner import Away, scanner
from huiyin.privacy.keyring import Keyring, UnusableKeys
from huiyin.publishing.addresses import is_reachable

_GIBIBYTE = 1024**3
_LARGEST_SKEW = 2.0
# Nothing is acknowledged that a power cut could take back (trust: durable before answered).
_DURABLE = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "local", "remote_write", "remote_apply"},
    "data_checksums": {"on"},
    "zero_damaged_pages": {"off"},
}


class Verdict(Enum):
    """How bad it is."""

    GOOD = "✓"
    WARNING = "!"
    REFUSED = "✗"


@dataclass(frozen=True)
class Finding:
    """One sentence about the installation, in both languages, and how to mend it."""

    verdict: Verdict
    zh: str
    en: str
    mend_zh: str = ""
    mend_en: str = ""


def durability() -> Iterator[Finding]:
    """Whether an acknowledged petition survives a power cut, as each role's own sessions see it."""
    wrong = []
    for role in ("app", "worker"):
        with databases.connect(role) as connection:
            for name, allowed in _DURABLE.items():
                found = connection.execute("select current_setting(%s)", [name]).fetchone()
                value = found[0] if found else ""
                if value not in allowed:
                    wrong.append((role, name, value))
    for role, name, value in dict.fromkeys(wrong):
        if name == "data_checksums":
            mend = "pg_checksums --enable -D …"
            zh = f"停止数据库后执行 {mend}，再启动。"
            en = f"Stop the server, run {mend}, start it again."
        else:
            wanted = "off" if name == "zero_damaged_pages" else "on"
            mend = f"alter system set {name} = {wanted}"
            zh = f"由数据库管理员执行 {mend} 后重新加载配置（并检查该角色和该库的单独设置）。"
            en = (
                f"As database administrator: {mend}; then reload. Check role and database settings."
            )
        yield Finding(
            Verdict.REFUSED,
            f"断电会丢数据：{name} = {value}（huiyin_{role}）",
            f"A power cut would lose data: {name} = {value} (huiyin_{role})",
            zh,
            en,
        )
    if not wrong:
        yield Finding(Verdict.GOOD, "断电不丢数据", "A power cut loses nothing acknowledged")


def chinese_text() -> Iterator[Finding]:
    """Whether the database's locale knows Chinese words; in others search finds nothing."""
    with databases.connect("app") as connection:
        row = connection.execute(
            "select current_setting('server_encoding'), '信' ~ '[[:alpha:]]',"
            " length(to_tsvector('simple', '补偿，工资。'))"
        ).fetchone()
        has_trigrams = connection.execute(
            "select 1 from pg_extension where extname = 'pg_trgm'"
        ).fetchone()
        finds = not has_trigrams or connection.execute(
            "select show_trgm('信访') <> '{}'"
        ).fetchone() == (True,)
    if row == ("UTF8", True, 2) and finds:
        yield Finding(Verdict.GOOD, "数据库能处理中文", "The database understands Chinese text")
    else:
        yield Finding(
            Verdict.REFUSED,
            "数据库的字符环境不能处理中文，检索会什么也查不到",
            "The locale of the database cannot take Chinese apart: search would find nothing",
            "请以 UTF8 编码、C.UTF-8（或 zh_CN.UTF-8）字符环境新建数据库，再导入数据。",
            "Make a new database with encoding UTF8 and locale C.UTF-8 (or zh_CN.UTF-8) and restore"
            " into it.",
        )


def migrations() -> Iterator[Finding]:
    """Whether the tables are those of this version."""
    waiting = migrate.unapplied()
    if waiting:
        yield Finding(
            Verdict.REFUSED,
            f"数据库结构不是本版本的，有 {len(waiting)} 项更新未执行",
            f"The tables are not those of this version: {len(waiting)} migrations wait",
            "请执行 huiyin migrate。",
            "Run huiyin migrate.",
        )
    else:
        yield Finding(Verdict.GOOD, "数据库结构是最新的", "The tables are up to date")


def roles() -> Iterator[Finding]:
    """Whether web and worker connect as roles that own nothing."""
    for role in ("app", "worker"):
        with databases.connect(role) as connection:
            row = connection.execute(
                "select current_user, rolsuper or rolbypassrls, rolcreaterole"
                " from pg_roles where rolname = current_user"
            ).fetchone()
        if row != (f"huiyin_{role}", False, False):
            yield Finding(
                Verdict.REFUSED,
                f"{role} 进程的数据库身份权限过大：{row[0] if row else '?'}",
                f"The {role} process connects with too many rights: {row[0] if row else '?'}",
                f"请让它以 huiyin_{role} 身份连接，且不给超级用户权限。",
                f"Let it connect as huiyin_{role}, without superuser rights.",
            )
            return
    yield Finding(
        Verdict.GOOD, "网页和后台进程的数据库权限最小", "Web and worker own nothing in the database"
    )


def clock() -> Iterator[Finding]:
    """Whether this machine and the database agree on the time, and know the office's zone."""
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        yield Finding(
            Verdict.REFUSED,
            "系统没有时区数据",
            "The machine has no time-zone data",
            "请安装 tzdata。",
            "Install tzdata.",
        )
    with databases.connect("app") as connection:
        before = datetime.now(UTC)
        row = connection.execute("select clock_timestamp()").fetchone()
        after = datetime.now(UTC)
    moment = row[0] if row else before
    skew = max((before - moment).total_seconds(), (moment - after).total_seconds(), 0.0)
    if skew > _LARGEST_SKEW:
        yield Finding(
            Verdict.REFUSED,
            f"本机与数据库的时钟相差 {skew:.0f} 秒，期限会算错",
            f"This machine and the database differ by {skew:.0f} seconds: deadlines would be wrong",
            "请在两台机器上启用对时（chrony 或 systemd-timesyncd）。",
            "Let both machines keep time (chrony or systemd-timesyncd).",
        )
    else:
        yield Finding(Verdict.GOOD, "时钟一致", "The clocks agree")


def law_time() -> Iterator[Finding]:
    """Whether the law's time is the real one, as it must be wherever real work is done."""
    with databases.connect("app") as connection:
        table = connection.execute("select to_regclass('petitions_shiftedclock')").fetchone()
        known = table is not None and table[0] is not None  # else the migrations are waiting
        row = known and connection.execute("select 1 from petitions_shiftedclock").fetchone()
    if row and not is_demo():
        yield Finding(
            Verdict.REFUSED,
            "数据库带有演示用的偏移时钟，期限会算错",
            "The database carries the shifted clock of a demo: every deadline would be wrong",
            "演示数据只能用 huiyin demo 打开；真实工作请用另外的数据库。",
            "Open a demo with `huiyin demo` only; use another database for real work.",
        )


def disk() -> Iterator[Finding]:
    """Whether there is room to take petitions in."""
    place = home()
    usage = shutil.disk_usage(place)
    free, entries = usage.free, os.statvfs(place)
    is_tight = entries.f_files > 0 and entries.f_favail < entries.f_files // 50
    if free < _GIBIBYTE or is_tight:
        verdict = Verdict.REFUSED
    elif free < 5 * _GIBIBYTE:
        verdict = Verdict.WARNING
    else:
        verdict = Verdict.GOOD
    size = f"{free / _GIBIBYTE:.1f} GiB"
    is_good = verdict is Verdict.GOOD
    yield Finding(
        verdict,
        f"{place} 剩余空间 {size}",
        f"{size} free in {place}",
        "" if is_good else "请清理磁盘或扩容；不足 1 GiB 时不应再收件。",
        "" if is_good else "Free or add space; below 1 GiB nothing more should be taken in.",
    )


def fonts() -> Iterator[Finding]:
    """Whether the letters' fonts are there and are the ones that were listed."""
    package = Path(huiyin.__file__).parent
    listed: dict[str, str] = json.loads((package / "commands" / "vendored.json").read_text())
    bad = [
        name
        for name, digest in listed.items()
        if name.endswith(".ttf") and _digest(package / name) != digest
    ]
    if bad:
        yield Finding(
            Verdict.REFUSED,
            f"缺少或损坏的字体：{'、'.join(bad)}，公文无法生成",
            f"Fonts missing or damaged: {', '.join(bad)}; letters cannot be made",
            "请重新安装 huiyin；从源码运行时执行 make demo。",
            "Install huiyin again; from a checkout, run make demo.",
        )
    else:
        yield Finding(Verdict.GOOD, "公文字体齐全", "The fonts of the letters are complete")


def key_files() -> Iterator[Finding]:
    """Whether the keys exist, nobody else can read them, and they lie apart from the database."""
    folder = home() / "keys"
    lacking = keys.missing(folder)
    if lacking:
        yield Finding(
            Verdict.REFUSED,
            f"{folder} 里缺少密钥：{'、'.join(lacking)}",
            f"Keys missing in {folder}: {', '.join(lacking)}",
            "数据库已有数据的，请从备份恢复密钥，切勿新建；全新安装的，huiyin serve 会生成。",
            "Where the database holds data restore the keys from their backup, never make new ones;"
            " on a new installation huiyin serve makes them.",
        )
        return
    loose = [path for path in (folder, *folder.iterdir()) if _is_open(path)]
    if loose:
        yield Finding(
            Verdict.REFUSED,
            f"别的用户能读到密钥：{'、'.join(str(path) for path in loose)}",
            f"Others could read the keys: {', '.join(str(path) for path in loose)}",
            f"请执行 chmod 0700 {folder} && chmod 0400 {folder}/*。",
            f"Run chmod 0700 {folder} && chmod 0400 {folder}/*.",
        )
        return
    try:
        Keyring.from_directory(folder)
    except UnusableKeys as problem:
        flaw = problem.flaw
        yield Finding(
            Verdict.REFUSED,
            f"密钥不可用：{problem.path}",
            f"Key unusable: {problem}",
            flaw.zh,
            "Restore it from its backup.",
        )
        return
    if postgres.embedded().folder.resolve() in folder.resolve().parents:
        yield Finding(
            Verdict.REFUSED,
            "密钥放在数据库目录里，备份数据库就等于交出密钥",
            "The keys lie inside the database's folder: its backup would hand them over",
            "请把密钥移到数据库目录之外。",
            "Move them out of the database's folder.",
        )
        return
    yield Finding(Verdict.GOOD, "密钥齐全，只有本用户可读", "The keys are there and private")


def measuring() -> Iterator[Finding]:
    """Who may read /metrics."""
    written = os.environ.get("HUIYIN_METRICS_NETWORKS", "127.0.0.0/8,::1/128")
    networks = [each.strip() for each in written.split(",") if each.strip()]
    told = "、".join(networks) or "无"
    if any(each.endswith("/0") for each in networks):
        yield Finding(
            Verdict.WARNING,
            "/metrics 对所有人开放",
            "/metrics is open to everybody",
            "请在 HUIYIN_METRICS_NETWORKS 里只写监控所在的网段。",
            "Name only the monitoring network in HUIYIN_METRICS_NETWORKS.",
        )
        return
    yield Finding(
        Verdict.GOOD,
        f"/metrics 开放给：{told}",
        f"/metrics is open to: {', '.join(networks) or 'nobody'}",
    )


def scanning() -> Iterator[Finding]:
    """Whether what comes in is looked through for viruses."""
    told = os.environ.get("HUIYIN_SCANNER", "")
    if not told and is_demo():
        yield Finding(Verdict.GOOD, "演示不查病毒", "A demo looks for no viruses")
        return
    try:
        asked = scanner(told)
        name = asked.ask() if asked else ""
    except ValueError:
        yield Finding(
            Verdict.REFUSED,
            f"HUIYIN_SCANNER 写错了：{told}",
            f"HUIYIN_SCANNER makes no sense: {told}",
            "请写成 unix:/run/clamav/clamd.ctl 或者 tcp:127.0.0.1:3310。",
            "Write unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310.",
        )
        return
    except Away as away:
        yield Finding(
            Verdict.WARNING,
            f"病毒扫描程序没有应答（{away}），收到的材料暂时打不开",
            f"The virus scanner does not answer ({away}): files that come in cannot be opened yet",
            "请启动 clamd，并让运行本系统的用户能连接它；恢复后自动继续检查。",
            "Start clamd and let this system's user connect to it; checking goes on by itself.",
        )
        return
    if asked is None:
        yield Finding(
            Verdict.WARNING,
            "收到的材料不查病毒",
            "Files that come in are not looked through for viruses",
            "请安装 ClamAV，并设置 HUIYIN_SCANNER=unix:/run/clamav/clamd.ctl。",
            "Install ClamAV and set HUIYIN_SCANNER=unix:/run/clamav/clamd.ctl.",
        )
        return
    yield Finding(
        Verdict.WARNING if asked.is_far else Verdict.GOOD,
        f"病毒扫描程序：{name}",
        f"Virus scanner: {name}",
        "材料经网络明文传给它，请改用本机的扫描程序，或者保护这段网络。" if asked.is_far else "",
        "Files travel to it in clear: use one on this machine or guard the line."
        if asked.is_far
        else "",
    )


def portal() -> Iterator[Finding]:
    """Whether slips lead people to the portal: an address that only this machine knows does not."""
    address = os.environ.get("HUIYIN_PORTAL_ADDRESS", "")
    if is_demo() or is_reachable(address):
        shown = address or "demo"
        yield Finding(Verdict.GOOD, f"门户地址 {shown}", f"Citizens are led to the portal: {shown}")
        return
    yield Finding(
        Verdict.WARNING,
        "没有设置群众访问门户的地址，凭证上不会印二维码和网址",
        "The address of the portal is not set: slips carry no QR code and no address",
        "请设置环境变量，例如 HUIYIN_PORTAL_ADDRESS=https://xinfang.example.cn，再重新启动。",
        "Set HUIYIN_PORTAL_ADDRESS=https://xinfang.example.cn in the environment and start again.",
    )


Check = Callable[[], Iterator[Finding]]
BEFORE_SERVING: tuple[Check, ...] = (durability, chinese_text, roles, law_time)
ALL: tuple[Check, ...] = (
    key_files, durability, chinese_text, migrations, roles, clock, law_time, disk, fonts, portal,
    measuring, scanning,
)  # fmt: skip


def findings(checks: tuple[Check, ...]) -> Iterator[Finding]:
    """What the checks find; one that cannot be made is a finding itself."""
    for check in checks:
        try:
            yield from check()
        except Trouble as trouble:
            yield Finding(Verdict.REFUSED, trouble.zh, trouble.en)


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _is_open(path: Path) -> bool:
    mode = stat.S_IMODE(path.stat().st_mode)
    return bool(mode & 0o077)
