"""A web process starts without what the worker draws and reads with, and looks as nobody."""

import os
import subprocess
import sys

import pytest
from django.db import connection

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
from django.db import connection
from django.urls import get_resolver
assert get_resolver().url_patterns
print([name for name in {HEAVY} if name in sys.modules])
print("huiyin.kept" in str(connection.settings_dict))
"""


@pytest.mark.parametrize("site", ["portal", "desk"])
def test_a_web_process_loads_nothing_heavy_and_begins_before_the_second_wall(site: str) -> None:
    """Nothing gives its connections a view: who is not named by a request is shown no petition."""
    around = os.environ | {"HUIYIN_SITE": site}
    told = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, env=around
    )
    assert told.stdout.split("\n") == ["[]", "False", ""]
    assert "huiyin.kept" in str(connection.settings_dict), "as the commands, and these tests, do"
