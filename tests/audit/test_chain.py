"""Whatever is done to a chain, the first bad row is found; what is equal raises no alarm."""

import hashlib
import json
import random
import subprocess
import sys
import unicodedata
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huiyin.audit import chain
from huiyin.audit.chain import GENESIS, Uncanonical, canonical, link, verify
from verify.plugin import size

pytestmark = pytest.mark.campaign("C11")

Row = tuple[int, bytes, bytes, dict[str, Any]]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def _composed_keys_differ(body: dict[str, Any]) -> bool:
    try:
        canonical(body)
    except Uncanonical:
        return False
    return True


bodies = st.dictionaries(texts, values, max_size=4).filter(_composed_keys_differ)


def a_chain(contents: list[dict[str, Any]]) -> list[Row]:
    """Rows as the database keeps them; equal bodies are told apart by their petition's story."""
    rows: list[Row] = []
    before = GENESIS
    for seq, body in enumerate(contents, start=1):
        own = link(before, body)
        rows.append((seq, before, own, body))
        before = own
    return rows


def events(count: int) -> list[Row]:
    """A chain like a petition's: steps, moments, digests."""
    return a_chain(
        [
            {"petition": "0197-a", "step": f"step-{place}", "at": f"2026-03-0{place % 9 + 1}",
             "facts": {"words": f"{place:064x}", "late": place % 2 == 0, "pages": place}}
            for place in range(count)
        ]
    )  # fmt: skip


@given(contents=st.lists(bodies, max_size=8))
def test_an_honest_chain_raises_no_alarm(contents: list[dict[str, Any]]) -> None:
    rows = a_chain(contents)
    assert verify(rows) is None
    assert verify(iter(rows), head=rows[-1][2] if rows else GENESIS) is None


@given(contents=st.lists(bodies, min_size=1, max_size=6), seed=st.randoms())
def test_key_order_and_driver_types_raise_no_alarm(
    contents: list[dict[str, Any]], seed: random.Random
) -> None:
    rows = [
        (seq, memoryview(before), memoryview(own), _stirred(body, seed))
        for seq, before, own, body in a_chain(contents)
    ]
    assert verify(rows) is None  # type: ignore[arg-type]


@given(contents=st.lists(bodies, min_size=1, max_size=6))
def test_a_journey_through_json_raises_no_alarm(contents: list[dict[str, Any]]) -> None:
    rows = a_chain(contents)
    assert verify([(s, b, o, json.loads(json.dumps(body))) for s, b, o, body in rows]) is None


def test_equal_values_written_otherwise_raise_no_alarm() -> None:
    first = {"name": unicodedata.normalize("NFC", "José é"), "count": 1, "zero": 0, "list": [1]}
    other = {
        "list": (1.0,),
        "zero": -0.0,
        "count": 1.0,
        "name": unicodedata.normalize("NFD", "José é"),
    }
    assert link(GENESIS, first) == link(GENESIS, other)


@given(contents=st.lists(bodies, min_size=1, max_size=6), body=bodies, data=st.data())
def test_an_edited_body_is_found_where_it_stands(
    contents: list[dict[str, Any]], body: dict[str, Any], data: st.DataObject
) -> None:
    rows = a_chain(contents)
    place = data.draw(st.integers(0, len(rows) - 1))
    seq, before, own, old = rows[place]
    rows[place] = (seq, before, own, body)
    same = canonical(old) == canonical(body)
    assert verify(rows) == (None if same else seq)


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_row_forged_with_a_matching_hash_shows_at_the_next_one_or_the_head(place: int) -> None:
    rows = events(7)
    head = rows[-1][2]
    seq, before, _, body = rows[place]
    forged = body | {"step": "forged"}
    rows[place] = (seq, before, link(before, forged), forged)
    assert verify(rows, head=head) == seq + 1
    if place < 6:
        assert verify(rows) == seq + 1


@pytest.mark.parametrize("column", [0, 1, 2, 3])
@pytest.mark.parametrize("place", [0, 3, 6])
@pytest.mark.parametrize(
    "value", [None, 0, -1, 2**63, b"", b"x", bytes(31), bytes(33), "x", {}, {1: 2}, 1.5]
)
def test_any_column_made_into_anything_is_found(column: int, place: int, value: object) -> None:
    rows: list[Any] = list(events(7))
    changed = list(rows[place])
    changed[column] = value
    rows[place] = tuple(changed)
    assert verify(rows) == place + 1


@pytest.mark.parametrize("place", range(6))
def test_a_deleted_row_is_found(place: int) -> None:
    rows = events(7)
    del rows[place]
    assert verify(rows) == place + 1


def test_a_deleted_range_is_found() -> None:
    rows = events(9)
    assert verify(rows[:3] + rows[6:]) == 4
    assert verify(rows[4:]) == 1


@pytest.mark.parametrize("kept", range(7))
def test_a_cut_tail_shows_against_the_head_only(kept: int) -> None:
    rows = events(7)
    assert verify(rows[:kept]) is None
    assert verify(rows[:kept], head=rows[-1][2]) == kept + 1


@pytest.mark.parametrize("place", range(8))
def test_an_inserted_row_is_found(place: int) -> None:
    rows = events(7)
    before = rows[place - 1][2] if place else GENESIS
    body = {"step": "slipped in"}
    rows.insert(place, (place + 1, before, link(before, body), body))
    assert verify(rows, head=events(7)[-1][2]) == place + 2
    renumbered = [(seq, *row[1:]) for seq, row in enumerate(rows, start=1)]
    assert verify(renumbered, head=events(7)[-1][2]) == place + 2


@pytest.mark.parametrize("renumber", [False, True])
def test_two_swapped_rows_are_found(renumber: bool) -> None:
    for one in range(7):
        for other in range(one + 1, 7):
            rows = events(7)
            rows[one], rows[other] = rows[other], rows[one]
            if renumber:
                rows = [(seq, *row[1:]) for seq, row in enumerate(rows, start=1)]
            assert verify(rows) == one + 1


def test_a_doubled_row_is_found() -> None:
    rows = events(5)
    assert verify([*rows[:3], rows[2], *rows[3:]]) == 4


def test_rows_of_another_chain_are_found() -> None:
    rows = events(5)
    other = a_chain([{"petition": "0197-b", "step": f"step-{place}"} for place in range(5)])
    assert verify([*rows[:2], other[2], *rows[3:]]) == 3
    assert verify([*rows[:2], *other[2:]]) == 3
    assert verify(other, head=rows[-1][2]) == 6


def test_a_gap_or_shift_in_the_numbers_is_found() -> None:
    rows = events(5)
    assert verify([(seq + 1, *row) for seq, *row in rows]) == 1  # type: ignore[misc]
    assert verify([(seq + (seq > 3), *row) for seq, *row in rows]) == 4  # type: ignore[misc]


def test_the_first_of_several_bad_rows_is_named() -> None:
    rows = events(9)
    for place in (7, 2, 5):
        seq, before, own, body = rows[place]
        rows[place] = (seq, before, own, body | {"step": "x"})
    assert verify(rows) == 3


def test_rewriting_everything_from_a_row_on_shows_against_the_head() -> None:
    head = events(7)[-1][2]
    contents = [body for _, _, _, body in events(7)]
    contents[3] = contents[3] | {"step": "x"}
    rows = a_chain(contents)
    assert verify(rows) is None
    assert verify(rows, head=head) == 8


@settings(max_examples=size(100, 10_000))
@given(seed=st.integers(0, 2**32))
def test_random_tampering_is_always_found(seed: int) -> None:
    chance = random.Random(seed)
    honest = events(12)
    rows = list(honest)
    for _ in range(chance.randint(1, 3)):
        _tamper(rows, chance)
    found = verify(rows, head=honest[-1][2])
    first = next(
        (place for place, (a, b) in enumerate(zip(rows, honest, strict=False)) if a != b),
        min(len(rows), len(honest)),
    )
    if rows == honest:
        assert found is None
    else:
        assert found is not None
        assert found <= first + 2


def test_the_written_form_is_that_of_rfc_8785() -> None:
    body: dict[str, object] = {
        "€": 6,
        "\r": 1,
        "😀": 7,
        "\ufb01": 8,
        "1": True,
        "ö": None,
        "a": [[], {}],
        "A": -5,
    }
    assert canonical(body).decode() == (
        '{"\\r":1,"1":true,"A":-5,"a":[[],{}],"ö":null,"€":6,"😀":7,"\ufb01":8}'
    )
    assert canonical({"s": '\x00\x1f\x7f\b\t\n\f\r"\\/€'}) == (
        b'{"s":"\\u0000\\u001f\x7f\\b\\t\\n\\f\\r\\"\\\\/\xe2\x82\xac"}'
    )


@given(bodies)
def test_what_is_written_at_once_is_written_as_what_is_looked_at(body: dict[str, Any]) -> None:
    """Plain bodies take a shorter way, to the same bytes."""
    assert canonical(body) == chain._written(chain._plain(body)).encode()


@pytest.mark.parametrize(
    "body",
    [
        {"b": 1, "a": [True, None, {"z": "x", "y": -1}]},
        {"a": '\x00\x1f\x7f"\\/'},
        {"a": 2**53 - 1, "A": (1, 2)},
        {"是": "是"},
        {"\U0001f600": 1, "\uffff": 2, "a": "e\u0301"},
        {"a": 1.0},
    ],
)
def test_either_way_writes_the_same(body: dict[str, Any]) -> None:
    assert canonical(body) == chain._written(chain._plain(body)).encode()


def test_a_link_is_the_hash_of_tag_previous_and_body() -> None:
    previous = bytes(range(32))
    expected = hashlib.sha256(b"\x00" + previous + b'{"a":1,"b":"\xe5\x9b\x9e"}').digest()
    assert link(previous, {"b": "回", "a": 1}) == expected


def test_a_member_of_an_enumeration_counts_as_its_value() -> None:
    class Step(StrEnum):
        ACCEPT = "accept"

    assert canonical({Step.ACCEPT: Step.ACCEPT}) == b'{"accept":"accept"}'


@pytest.mark.parametrize(
    "value",
    [1.5, float("nan"), float("inf"), 2**53, -(2**53), b"bytes", {1, 2}, object(), "\ud800",
     {1: 2}, {"a": {None: 1}}, [1.1], {"é": 1, "e\u0301": 2}],
)  # fmt: skip
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(Uncanonical):
        link(GENESIS, {"value": value})


@pytest.mark.parametrize("previous", [b"", bytes(31), bytes(33)])
def test_only_a_hash_can_be_built_upon(previous: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        link(previous, {})


def test_an_auditor_can_run_the_file_alone() -> None:
    """With nothing installed and nothing else of ours: `-I -S` shuts both out."""
    asked = (
        f"import runpy; alone = runpy.run_path({chain.__file__!r});"
        "own = alone['link'](alone['GENESIS'], {'a': 1});"
        "print(alone['verify']([(1, alone['GENESIS'], own, {'a': 1})]))"
    )
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-c", asked], capture_output=True, text=True, check=True
    )
    assert run.stdout == "None\n"


def _stirred(body: dict[str, Any], seed: random.Random) -> dict[str, Any]:
    """The same body with its keys, at every depth, in another order."""
    pairs = [
        (key, _stirred(value, seed) if isinstance(value, dict) else value)
        for key, value in body.items()
    ]
    seed.shuffle(pairs)
    return dict(pairs)


def _tamper(rows: list[Row], chance: random.Random) -> None:
    if not rows:
        return
    place, other = chance.randrange(len(rows)), chance.randrange(len(rows))
    seq, before, own, body = rows[place]
    match chance.randrange(7):
        case 0:
            rows[place] = (seq, before, own, body | {"step": chance.choice(["x", "y"])})
        case 1:
            del rows[place]
        case 2:
            rows[place], rows[other] = rows[other], rows[place]
        case 3:
            rows.insert(place, rows[other])
        case 4:
            del rows[place:]
        case 5:
            rows[place] = (seq, before, link(before, body | {"step": "z"}), body | {"step": "z"})
        case _:
            forged = bytearray(own)
            forged[chance.randrange(32)] ^= 1 << chance.randrange(8)
            rows[place] = (seq, before, bytes(forged), body)
