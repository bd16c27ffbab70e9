"""What processes cost: CPU seconds and memory, from /proc."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = [], [root]
    while left:
        process = left.pop()
        found.append(process)
        left += parents.get(process, [])
    return found


def cpu_seconds(root: int) -> float:
    """The CPU that a process, those below it and those that it has buried have used."""
    total = 0
    for process in tree(root):
        if fields := _stat(process):
            # utime, stime, and those of children that ended.
            total += sum(int(each) for each in fields[11:15])
    return total / _TICK


def memory(root: int) -> float:
    """The proportional set size of a process and all below it, in MiB."""
    return sum(map(memory_of, tree(root)))


def memory_of(process: int) -> float:
    """The proportional set size of one process: what it shares is divided among the sharers."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(each.split()[1]) for each in text.splitlines() if each.startswith("Pss:")) / 1024


def _stat(process: int) -> list[str]:
    """The fields of /proc/…/stat from the state on; none for a process that has gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()
