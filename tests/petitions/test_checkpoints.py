"""The signed checkpoints: what a busy minute, a long month and a power cut may not do to them."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from django.conf import LazySettings
from django.utils import timezone

from huiyin.audit import chain
from huiyin.petitions import checkpoints
from huiyin.petitions.actions.citizen import supplement
from huiyin.petitions.checkpoints import checkpoint, missing_of, read
from huiyin.petitions.models import Event, Petition
from huiyin.rules.terms import State
from tests.make import a_petition, a_receipt
from tests.people import petitioner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places(settings: LazySettings, tmp_path: Path) -> tuple[Path, Path]:
    """The installation's own checkpoints, and a copy elsewhere."""
    both = tmp_path / "own", tmp_path / "elsewhere"
    settings.HUIYIN_CHECKPOINTS = list(both)
    return both


def signed(folder: Path) -> list[str]:
    """Each event that a checkpoint of the folder saw."""
    return [place for line in read(folder) for place, _own in line["events"]]


def written() -> set[str]:
    """Each event of the database."""
    return {f"{petition}/{seq}" for petition, seq in Event.objects.values_list("petition", "seq")}


def add_to(petition: Petition) -> None:
    """One more event, recorded now."""
    supplement(petition.pk, words="又一句", by=petitioner(petition), at=timezone.now())


def each_time(monkeypatch: pytest.MonkeyPatch, also: Callable[[], object]) -> None:
    """Do this, too, whenever a checkpoint is signed."""
    append = checkpoints._append

    def and_also(*told: object) -> object:
        also()
        return append(*told)  # type: ignore[arg-type]  # whatever it takes

    monkeypatch.setattr(checkpoints, "_append", and_also)


def test_it_ends_while_people_go_on_handing_in(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = a_petition(State.DELIVERED)
    with monkeypatch.context() as busy:
        each_time(busy, lambda: add_to(before))
        assert checkpoint(timezone.now()) == before.event_count
    assert set(signed(places[0])) < written()
    checkpoint(timezone.now())
    assert sorted(signed(places[0])) == sorted(written())


def test_what_is_too_much_for_one_goes_into_several_each_event_once(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_petition(State.SERVED)
    monkeypatch.setattr(checkpoints, "MOST", 2)
    count = checkpoint(timezone.now())
    assert count == len(written())
    assert len(read(places[0])) == -(-count // 2)
    assert sorted(signed(places[0])) == sorted(written())
    assert checkpoint(timezone.now()) == 0
    assert missing_of(read(places[0])) == []


def test_a_checkpoint_torn_by_a_power_cut_is_signed_anew(
    places: tuple[Path, Path], seed: int
) -> None:
    a_receipt()
    checkpoint(timezone.now())
    a_petition(State.DELIVERED)
    checkpoint(timezone.now())
    (own,), (copy,) = (list(each.glob(chain.CHECKPOINTS)) for each in places)
    whole = own.read_bytes()
    first = whole.index(b"\n") + 1
    torn = whole[: Random(seed).randrange(first + 1, len(whole))]
    # The copy is written once the own one is on disk for good.
    for ends in ({own: torn, copy: whole[:first]}, {copy: torn}):
        for place, content in ends.items():
            place.write_bytes(content)
        with pytest.raises(ValueError, match="line 1"):
            [read(place) for place in places]
        checkpoint(timezone.now())
        assert own.read_bytes() == copy.read_bytes()
        whole = own.read_bytes()
        torn = whole[: Random(seed).randrange(first + 1, len(whole))]
    assert sorted(signed(own.parent)) == sorted(written())
    assert chain.first_bad_checkpoint(read(own.parent), checkpoints.public_keys(own.parent)) is None


def test_files_are_read_from_their_end_whatever_their_lines_are_like(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(checkpoints, "BLOCK", 7)
    draw, place = Random(seed), tmp_path / "some.jsonl"
    for ends in (b"\n", b""):
        for _ in range(200):
            lines = [draw.randbytes(draw.randint(1, 30)).hex().encode() for _ in range(5)]
            lines = lines[: draw.randint(0, 5)]
            place.write_bytes(b"\n".join(lines) + (ends if lines else b""))
            assert list(checkpoints._backwards(place)) == lines[::-1]


def test_a_copy_is_compared_where_it_ends(
    places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(checkpoints, "BLOCK", 16)
    for _ in range(3):
        a_receipt()
        checkpoint(timezone.now())
    (own,), (copy,) = (list(each.glob(chain.CHECKPOINTS)) for each in places)
    assert own.read_bytes() == copy.read_bytes()
    copy.write_bytes(copy.read_bytes()[:-3] + b"x}\n")
    changed = copy.read_bytes()
    a_receipt()
    checkpoint(timezone.now())
    assert copy.read_bytes() == changed
    assert "is no copy of" in caplog.text
