"""docs/emergency.md names every row of what the two offices did, and tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "emergency.md").read_text()
ROWS = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| ")]
IDS = [(re.findall(r"\b[ABT]\d+\b", cells[0]), cells) for cells in ROWS]
WANTED = {
    f"{kind}{n}" for kind, last in (("A", 24), ("B", 28), ("T", 11)) for n in range(1, last + 1)
}


def named_tests(cell: str) -> list[tuple[str, str]]:
    """File and name of each test in a cell; a name alone belongs to the file before it."""
    found, file = [], ""
    for path, name in re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", cell):
        file = path or file
        found.append((file, name))
    return found


def test_every_row_is_there() -> None:
    told = {each for ids, _cells in IDS for each in ids}
    assert told >= WANTED


def test_every_row_has_a_test_that_exists() -> None:
    for ids, cells in IDS:
        if not ids:
            continue
        tests = named_tests(cells[-1])
        assert tests, f"{ids} names no test"
        for file, name in tests:
            assert (ROOT / file).is_file(), f"{ids}: {file}"
            if name:
                assert f"def {name}(" in (ROOT / file).read_text(), f"{ids}: {file}::{name}"


def test_every_id_is_restated_in_the_law() -> None:
    law = (ROOT / "docs" / "law.md").read_text()
    assert [each for each in sorted(WANTED) if f'<a id="{each}">' not in law] == []
