"""A sealed value opens in its own cell with its own key, unchanged, or not at all."""

import traceback
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from huiyin.privacy.keyring import Keyring, add_kek, make_keys
from huiyin.privacy.sealing import (
    WRAPPED_SIZE,
    Cause,
    Unreadable,
    Unsealable,
    cipher_of,
    digest,
    digest_key,
    key_id,
    new_key,
    rewrap,
    seal,
    seal_bytes,
    seal_with,
    unseal,
    unseal_bytes,
    unseal_with,
    unwrap,
    wrap,
)

CELL = "petitions_petitioner.name:0197-a"
OTHER_CELL = "petitions_petitioner.name:0197-b"
KEY = new_key()

texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(text=texts)
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert unseal(seal(text, KEY, aad=CELL), KEY, aad=CELL) == text


@given(text=texts)
def test_a_key_made_ready_seals_and_opens_the_same(text: str) -> None:
    cipher = cipher_of(KEY)
    assert unseal(seal_with(cipher, text, aad=CELL), KEY, aad=CELL) == text
    assert unseal_with(cipher, seal(text, KEY, aad=CELL), aad=CELL) == text
    with pytest.raises(Unreadable):
        unseal_with(cipher, seal(text, KEY, aad=CELL), aad=OTHER_CELL)


@given(content=st.binary(max_size=4096))
def test_bytes_come_back_as_they_were(content: bytes) -> None:
    assert unseal_bytes(seal_bytes(content, KEY, aad=CELL), KEY, aad=CELL) == content


def test_what_a_database_driver_returns_is_taken_too(ring: Keyring) -> None:
    sealed = memoryview(seal("云岭市", KEY, aad=CELL))
    wrapped = memoryview(wrap(KEY, aad=CELL, ring=ring))

    assert unseal(sealed, KEY, aad=CELL) == "云岭市"
    assert unwrap(wrapped, aad=CELL, ring=ring) == KEY
    assert rewrap(wrapped, aad=CELL, ring=ring) == bytes(wrapped)


def test_equal_texts_are_sealed_differently() -> None:
    assert len({seal("同一句话", KEY, aad=CELL) for _ in range(50)}) == 50


def test_a_value_costs_29_bytes_and_a_wrapped_key_65(ring: Keyring) -> None:
    assert len(seal("", KEY, aad=CELL)) == 29
    assert len(wrap(KEY, aad=CELL, ring=ring)) == WRAPPED_SIZE == 65


def test_a_value_opens_in_no_other_cell() -> None:
    sealed = seal("张三丰", KEY, aad=CELL)
    for cell in (OTHER_CELL, "petitions_petitioner.phone:0197-a", "", CELL + " "):
        with pytest.raises(Unreadable) as refusal:
            unseal(sealed, KEY, aad=cell)
        assert refusal.value.cause is Cause.REFUSED


def test_a_value_opens_with_no_other_key() -> None:
    with pytest.raises(Unreadable) as refusal:
        unseal(seal("张三丰", KEY, aad=CELL), new_key(), aad=CELL)
    assert refusal.value.cause is Cause.REFUSED


def test_every_flipped_bit_of_a_value_is_noticed() -> None:
    sealed = seal("张三丰", KEY, aad=CELL)
    for bit in range(len(sealed) * 8):
        with pytest.raises(Unreadable):
            unseal(_flipped(sealed, bit), KEY, aad=CELL)


def test_every_flipped_bit_of_a_wrapped_key_is_noticed(ring: Keyring) -> None:
    wrapped = wrap(KEY, aad=CELL, ring=ring)
    for bit in range(len(wrapped) * 8):
        with pytest.raises(Unreadable):
            unwrap(_flipped(wrapped, bit), aad=CELL, ring=ring)


def test_what_is_cut_or_lengthened_does_not_open(ring: Keyring) -> None:
    sealed = seal("张三丰", KEY, aad=CELL)
    wrapped = wrap(KEY, aad=CELL, ring=ring)
    for length in range(len(sealed)):
        with pytest.raises(Unreadable):
            unseal(sealed[:length], KEY, aad=CELL)
    for length in range(len(wrapped)):
        with pytest.raises(Unreadable):
            unwrap(wrapped[:length], aad=CELL, ring=ring)
    with pytest.raises(Unreadable):
        unseal(sealed + b"\x00", KEY, aad=CELL)
    with pytest.raises(Unreadable):
        unwrap(wrapped + b"\x00", aad=CELL, ring=ring)


@given(garbage=st.binary(max_size=80))
def test_garbage_is_unreadable_and_nothing_else(garbage: bytes, ring: Keyring) -> None:
    with pytest.raises(Unreadable):
        unseal(garbage, KEY, aad=CELL)
    with pytest.raises(Unreadable):
        unwrap(garbage, aad=CELL, ring=ring)


def test_a_wrapped_key_belongs_to_its_record(ring: Keyring) -> None:
    wrapped = wrap(KEY, aad=CELL, ring=ring)
    assert unwrap(wrapped, aad=CELL, ring=ring) == KEY
    with pytest.raises(Unreadable) as refusal:
        unwrap(wrapped, aad=OTHER_CELL, ring=ring)
    assert refusal.value.cause is Cause.REFUSED


def test_a_wrapped_key_never_passes_for_a_value(ring: Keyring) -> None:
    """Even to one who could seal under the key-encrypting key itself."""
    kek = ring.keks[ring.current]
    wrapped = wrap(KEY, aad=CELL, ring=ring)
    as_value = wrapped[:1] + wrapped[5:]
    with pytest.raises(Unreadable):
        unseal_bytes(as_value, kek, aad=CELL)
    as_key = b"\x01" + ring.current.encode() + seal_bytes(KEY, kek, aad=CELL)[1:]
    with pytest.raises(Unreadable):
        unwrap(as_key, aad=CELL, ring=ring)


def test_another_installation_cannot_unwrap(ring: Keyring, tmp_path: Path) -> None:
    make_keys(tmp_path)
    stranger = Keyring.from_directory(tmp_path)
    with pytest.raises(Unreadable) as refusal:
        unwrap(wrap(KEY, aad=CELL, ring=ring), aad=CELL, ring=stranger)
    assert refusal.value.cause is Cause.REFUSED


def test_rewrapping_moves_to_the_new_key_and_back_to_nothing_old(tmp_path: Path) -> None:
    make_keys(tmp_path)
    before = Keyring.from_directory(tmp_path)
    wrapped = wrap(KEY, aad=CELL, ring=before)
    assert key_id(wrapped) == "0001"
    assert rewrap(wrapped, aad=CELL, ring=before) == wrapped

    add_kek(tmp_path)
    both = Keyring.from_directory(tmp_path)
    assert unwrap(wrapped, aad=CELL, ring=both) == KEY
    again = rewrap(wrapped, aad=CELL, ring=both)
    assert key_id(again) == "0002"
    assert unwrap(again, aad=CELL, ring=both) == KEY
    assert rewrap(again, aad=CELL, ring=both) == again
    with pytest.raises(Unreadable):
        rewrap(wrapped, aad=OTHER_CELL, ring=both)

    (tmp_path / "kek-0001").unlink()
    after = Keyring.from_directory(tmp_path)
    assert unwrap(again, aad=CELL, ring=after) == KEY
    with pytest.raises(Unreadable) as refusal:
        unwrap(wrapped, aad=CELL, ring=after)
    assert refusal.value.cause is Cause.NO_KEY


def test_a_later_version_is_named_as_such(ring: Keyring) -> None:
    with pytest.raises(Unreadable) as refusal:
        unseal(b"\x02" + seal("x", KEY, aad=CELL)[1:], KEY, aad=CELL)
    assert refusal.value.cause is Cause.VERSION
    with pytest.raises(Unreadable) as refusal:
        unwrap(b"\x02" + wrap(KEY, aad=CELL, ring=ring)[1:], aad=CELL, ring=ring)
    assert refusal.value.cause is Cause.VERSION


def test_bytes_that_are_no_text_do_not_show_in_the_error() -> None:
    sealed = seal_bytes(b"secret \xff\xfe", KEY, aad=CELL)
    with pytest.raises(Unreadable) as refusal:
        unseal(sealed, KEY, aad=CELL)
    assert refusal.value.cause is Cause.NOT_TEXT
    _assert_silent(refusal.value, "secret")


def test_a_lone_surrogate_is_refused_without_the_text() -> None:
    with pytest.raises(Unsealable) as refusal:
        seal("secret \ud800", KEY, aad=CELL)
    _assert_silent(refusal.value, "secret")


def test_a_refusal_names_the_cell_and_holds_no_other_error() -> None:
    with pytest.raises(Unreadable) as refusal:
        unseal(seal("secret", KEY, aad=CELL), KEY, aad=OTHER_CELL)
    assert OTHER_CELL in str(refusal.value)
    _assert_silent(refusal.value, "secret")


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_only_keys_of_32_bytes_are_wrapped(ring: Keyring, size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        wrap(b"k" * size, aad=CELL, ring=ring)


@given(content=st.binary(max_size=200), other=st.binary(max_size=200))
def test_a_digest_tells_contents_apart_for_the_holder_of_the_key_only(
    content: bytes, other: bytes
) -> None:
    own = digest(KEY, content)
    assert len(own) == 32
    assert own == digest(KEY, content)
    assert (own == digest(KEY, other)) is (content == other)
    assert own != digest(new_key(), content)


def test_new_keys_differ() -> None:
    assert len({new_key() for _ in range(100)}) == 100


def _flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def _assert_silent(error: BaseException, secret: str) -> None:
    assert error.__cause__ is None
    assert error.__context__ is None
    assert secret not in str(error)
    assert secret not in repr(error)
    assert secret not in repr(vars(error))
    assert secret not in "".join(traceback.format_exception_only(error))


@given(st.binary(min_size=32, max_size=32))
def test_the_key_for_digests_is_that_of_hkdf(key: bytes) -> None:
    """What was digested stays so: RFC 5869 as another library has it."""
    info = b"huiyin digest key\x00"
    assert digest_key(key) == HKDFExpand(algorithm=SHA256(), length=32, info=info).derive(key)
