"""What draws, reads and counts is left to the worker: a web process starts without it."""

import os
import subprocess
import sys

import pytest

HEAVY = (
    "typst",
    "docx",
    "PIL",
    "pikepdf",
    "fontTools",
    "opencc",
    "xlsxwriter",
    "python_calamine",
    "statistics",
)
LOADED = f"""
import sys
import huiyin.config.wsgi
from django.urls import get_resolver
assert get_resolver().url_patterns
print([name for name in {HEAVY} if name in sys.modules])
"""


@pytest.mark.parametrize("site", ["portal", "desk"])
def test_a_web_process_loads_nothing_heavy(site: str) -> None:
    around = os.environ | {"HUIYIN_SITE": site}
    told = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, env=around
    )
    assert told.stdout.strip() == "[]"
