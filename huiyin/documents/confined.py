"""Has a copy made by a process of its own, so that a hostile file harms nothing but itself (D7)."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

import huiyin
from huiyin.documents.boxes import Box
from huiyin.rules.terms import Term

WALL_SECONDS = 30
PAGES_SECONDS = 120  # every page drawn anew

# Where the process finds this package; it is given nothing else.
_HOME = Path(huiyin.__file__).resolve().parents[1]


class NoCopy(Term):
    """没有阅览副本的原因. Why a file is kept but not shown."""

    DAMAGED = "damaged", "文件已经损坏，无法显示，只能下载原件。"
    LOCKED = "locked", "文件设有打开密码，无法显示，只能下载原件。"
    LARGE = "large", "文件的页数或者画面过大，无法显示，只能下载原件。"
    HARMFUL = "harmful", "文件查出病毒，已经封存，不能打开。"
    STOPPED = "stopped", "文件处理时间过长或者异常，无法显示，只能下载原件。"


class Unshown(Exception):
    """No copy came back; `reason` is a value of `NoCopy`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def make_copy(media_type: str, content: bytes) -> tuple[str, bytes]:
    """The type and bytes of the copy that may be shown; raises `Unshown`."""
    return _run("shown", media_type, content, seconds=WALL_SECONDS)


def make_pages(media_type: str, content: bytes) -> bytes:
    """Every page of a shown copy as a picture, packed (`masked.Pages`); raises `Unshown`."""
    return _run("pages", media_type, content, seconds=PAGES_SECONDS)[1]


def cover_pages(pages: bytes, boxes: Sequence[Box]) -> tuple[str, bytes]:
    """The type and bytes of these pages with the boxes blackened; raises `Unshown`."""
    content = json.dumps(boxes).encode() + b"\n" + pages
    return _run("pages", "boxes", content, seconds=PAGES_SECONDS)


def make_logo(media_type: str, content: bytes) -> bytes:
    """A picture as the small PNG that stands for an office; raises `Unshown`."""
    return _run("small", media_type, content, seconds=WALL_SECONDS)[1]


def make_own_copy(paper: Mapping[str, Any]) -> bytes:
    """A composed copy of somebody's own data as PDF; raises `Unshown`."""
    fonts = [str(settings.HUIYIN_HOME / "fonts"), str(settings.HUIYIN_FONTS)]
    content = json.dumps({"paper": paper, "fonts": fonts}, ensure_ascii=False).encode()
    return _run("own_copy", "pdf", content, seconds=PAGES_SECONDS)[1]


def _run(module: str, argument: str, content: bytes, *, seconds: int) -> tuple[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", f"huiyin.documents.{module}", argument],
                input=content,
                capture_output=True,
                timeout=seconds,
                cwd=folder,
                env={"PYTHONPATH": str(_HOME), "LC_ALL": "C.UTF-8"},
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise Unshown(NoCopy.STOPPED) from late
    head, _, copy = done.stdout.partition(b"\n")
    if done.returncode != 0 or not head:
        raise Unshown(NoCopy.STOPPED)
    if head.startswith(b"!"):
        raise Unshown(NoCopy(head[1:].decode()))
    return head.decode(), copy
