"""Named points at which a process can be made to die, so that crash tests hit every window.

Production never sets HUIYIN_FAILPOINT; a test does, and looks at what is left behind.
"""

import os
from enum import StrEnum

VARIABLE = "HUIYIN_FAILPOINT"
DIED = 137


class Failpoint(StrEnum):
    """Every point there is; tests/petitions/test_intake_crashes.py dies at each of them."""

    BEFORE_INSERT = "before_insert"
    AFTER_INSERT_BEFORE_COMMIT = "after_insert_before_commit"
    AFTER_COMMIT_BEFORE_ANSWER = "after_commit_before_answer"
    AFTER_FILE_WRITTEN = "after_file_written"


_named = os.environ.get(VARIABLE, "")
_chosen = Failpoint(_named) if _named else None


def reach(point: Failpoint) -> None:
    """Die here, as by kill -9, if this is the point that the environment names."""
    if point is _chosen:
        os._exit(DIED)
