"""Whether the log that brings back any moment arrives where it is kept."""

from collections.abc import Iterator

from huiyin.commands import databases, postgres
from huiyin.commands.checks import Finding, Verdict

_LATE = 5  # minutes


def log_kept() -> Iterator[Finding]:
    """Whether PostgreSQL could put its log away; nothing to say where none is to be kept."""
    folder = postgres.kept_log()
    if folder is None or not databases.is_embedded():
        return
    with databases.connect("app") as connection:
        row = connection.execute(
            "select current_setting('archive_mode') = 'on', last_failed_wal,"
            " last_failed_time > coalesce(last_archived_time, '-infinity')"
            "   and last_failed_time > now() - make_interval(mins => %s) from pg_stat_archiver",
            [_LATE],
        ).fetchone()
    is_on, failed, is_failing = row or (False, "", False)
    if not is_on:
        yield Finding(
            Verdict.WARNING,
            f"数据库启动时还没有设置 {postgres.WAL}，日志没有留存",
            f"The database was started without {postgres.WAL}: its log is not kept",
            "请重新启动 huiyin serve。",
            "Start huiyin serve again.",
        )
    elif is_failing:
        yield Finding(
            Verdict.WARNING,
            f"日志 {failed} 放不进 {folder}，此后的时刻恢复不了，磁盘也会逐渐写满",
            f"{failed} cannot be put into {folder}: no later moment can be brought back, and the"
            " disk fills",
            "请检查该目录的空间和权限；恢复后自动补放。",
            "Look at that folder's room and rights; what waits is made up for.",
        )
    else:
        yield Finding(
            Verdict.GOOD, f"日志留存在 {folder}", f"The log of the database is kept in {folder}"
        )
