"""The keys' own copy: every file of the key folder, sealed with a passphrase.

Argon2id makes the passphrase a key, AES-GCM seals. The costs belong to the format and are not read
from the file: a hostile one could ask for all the memory there is.
"""

import json
import os
from pathlib import Path

import click
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huiyin.commands.home import Trouble
from huiyin.commands.keys import SIGNING
from huiyin.privacy.keyring import INDEX_NAME, KEK_NAME
from huiyin.privacy.signing import NAME

SHORTEST = 12
_HEAD = b"huiyin keys 1\n"
_SALT, _NONCE = 16, 12
_LARGEST = 1 << 20
_ROUNDS, _MEMORY, _LANES = 3, 128 * 1024, 2


def write(folder: Path, target: Path, passphrase: str) -> None:
    """Seal the keys of a folder into a new file."""
    found = {path.name: path.read_text() for path in sorted(folder.iterdir()) if _is_key(path.name)}
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    sealed = _cipher(passphrase, salt).encrypt(nonce, json.dumps(found).encode(), _HEAD)
    write_new(target, _HEAD + salt + nonce + sealed)


def read(source: Path, passphrase: str) -> dict[str, str]:
    """The keys of a sealed copy by their names."""
    try:
        with source.open("rb") as file:
            content = file.read(_LARGEST)
    except OSError as problem:
        raise Trouble(
            f"读不了 {source}：{problem.strerror}。", f"Cannot read {source}: {problem.strerror}."
        ) from problem
    rest = content.removeprefix(_HEAD)
    salt, nonce, sealed = rest[:_SALT], rest[_SALT : _SALT + _NONCE], rest[_SALT + _NONCE :]
    if rest == content or not sealed:
        raise Trouble(f"{source} 不是密钥副本。", f"{source} is no copy of keys.")
    try:
        found: dict[str, str] = json.loads(_cipher(passphrase, salt).decrypt(nonce, sealed, _HEAD))
    except InvalidTag:
        raise Trouble(
            "口令不对，或密钥副本已损坏。",
            "The passphrase is wrong, or the copy of the keys is damaged.",
        ) from None
    return {name: text for name, text in found.items() if _is_key(name)}


def put(keys: dict[str, str], folder: Path) -> None:
    """Write keys into an empty folder."""
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, text in keys.items():
        write_new(folder / name, text.encode(), mode=0o400)


def write_new(target: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file that was not there, on disk for good."""
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except OSError as problem:
        raise Trouble(
            f"无法新建 {target}：{problem.strerror}。", f"Cannot make {target}: {problem.strerror}."
        ) from problem
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def passphrase(file: Path | None, *, is_new: bool) -> str:
    """The passphrase from a file, else asked for; a new one is asked for twice."""
    if file is not None:
        said = file.read_text(encoding="utf-8").strip()
    else:
        said = click.prompt(
            "密钥副本的口令 Passphrase of the keys' copy",
            hide_input=True,
            confirmation_prompt=is_new,
        )
    if is_new and len(said) < SHORTEST:
        raise Trouble(
            f"口令至少 {SHORTEST} 个字符。", f"A passphrase has at least {SHORTEST} characters."
        )
    return said


def _is_key(name: str) -> bool:
    return name == SIGNING or any(each.fullmatch(name) for each in (KEK_NAME, INDEX_NAME, NAME))


def _cipher(said: str, salt: bytes) -> AESGCM:
    key = hash_secret_raw(
        said.encode(),
        salt,
        time_cost=_ROUNDS,
        memory_cost=_MEMORY,
        parallelism=_LANES,
        hash_len=32,
        type=Type.ID,
    )
    return AESGCM(key)
