"""The campaigns: what each one shows, in the order in which they run.

A campaign is the tests that carry its mark, `pytestmark = pytest.mark.campaign("C3")`, wherever
they stand: short in `make test`, at full size in `make verify`. Those marked `control` break what
they try on purpose and pass only when that is noticed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

MINUTES = 20
MINUTES_IN_ALL = 150


@dataclass(frozen=True)
class Campaign:
    """One promise and how it is tried: `at_least` so much of what its tests count, all together.

    Its tests are dealt out to the processes one by one, or by the file where those of a file share
    what they break. One that is only planned has no tests yet; it is named, and does not run with
    the others.
    """

    id: str
    name: str
    promise: str
    processes: int = 1
    is_dealt_by_file: bool = False
    is_planned: bool = False
    at_least: Mapping[str, int] = field(default_factory=dict)


CAMPAIGNS = (
    Campaign(
        "C1",
        "Crash",
        "What was acknowledged exists exactly once, whole, whatever is killed at whatever moment.",
        at_least={
            "intakes acknowledged": 10_000,
            "kills": 60,
            "deaths of web processes at failpoints": 250,
        },
    ),
    Campaign(
        "C2",
        "The workflow",
        "A petition goes as a small model of the law goes, step by step at random.",
        processes=2,  # the walk in two halves
        at_least={"runs": 1_000, "steps": 50_000},
    ),
    Campaign(
        "C2B",
        "Races",
        "However many hands reach for one petition, each step happens once and in some order.",
        processes=4,  # which mostly wait
        at_least={"operations": 20_000, "official numbers": 100_000},
    ),
    Campaign(
        "C2C",
        "Beside the way",
        "The same model of emergencies, of the law of 2005 and of masked copies; what is closed.",
        processes=2,
        at_least={"steps beside the way": 15_000},
    ),
    Campaign(
        "C3",
        "Clocks",
        "Every date is what the law and its calendar say, counted twice by two programs.",
        processes=2,
        at_least={"examples": 200_000},
    ),
    Campaign(
        "C4",
        "API and forms",
        "No request, however strange, makes an error of our own.",
        processes=2,
        at_least={"cases": 50_000},
    ),
    Campaign(
        "C5",
        "Rights",
        "Everybody reaches what the law gives them, and nothing beside it.",
        processes=2,
    ),
    Campaign(
        "C6",
        "Files",
        "A hostile file harms neither the server nor whoever opens it.",
        at_least={"files": 400},
    ),
    Campaign(
        "C7",
        "Injection",
        "What a citizen writes is shown as words and never does anything.",
        at_least={"payload and sink": 10_000},
    ),
    Campaign(
        "C8",
        "Text",
        "Every character comes back as it was written, or is refused plainly.",
        at_least={"texts": 5_000},
    ),
    Campaign(
        "C9",
        "Faults",
        "When a part fails nothing is lost, and it catches up by itself.",
        processes=2,
        is_dealt_by_file=True,
    ),
    Campaign("C10", "Backup", "What the documented commands restore is what was there."),
    Campaign(
        "C11",
        "Chain",
        "Whoever changes the record behind our back is found at the place.",
        at_least={"tamperings": 1_000},
    ),
    Campaign(
        "C12",
        "Brute force",
        "Guessing does not pay, and does not lock out the rightful.",
        processes=2,
        is_dealt_by_file=True,  # planted words are looked for while the others guess
    ),
    Campaign(
        "C13",
        "Migrations",
        "A new version takes over while people work, also after a kill.",
        is_planned=True,
    ),
    Campaign(
        "C14",
        "Soak",
        "A year of work leaves nothing slower, larger or forgotten.",
        is_planned=True,
    ),
)
BY_ID = {each.id: each for each in CAMPAIGNS}
