"""Row ids: UUIDv7, made before the row because the seal of its fields needs them."""

import os
import time
from uuid import UUID

_MILLISECOND = 1_000_000
_VERSION = 7 << 76
_VARIANT = 0b10 << 62


class _Last:
    """The moment of the last id, in parts of a millisecond (4,096 to one)."""

    moment = 0


def new_id() -> UUID:
    """A fresh UUIDv7 (RFC 9562, 6.2, method 3): unique, and in order of making."""
    moment = (time.time_ns() << 12) // _MILLISECOND
    if moment <= _Last.moment:
        moment = _Last.moment + 1
    _Last.moment = moment
    random = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=(moment >> 12) << 80 | _VERSION | (moment & 0xFFF) << 64 | _VARIANT | random)
