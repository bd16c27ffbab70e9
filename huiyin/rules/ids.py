"""Row ids: UUIDv7, made before the row because the seal of its fields needs them."""

from uuid import UUID

import uuid6


def new_id() -> UUID:
    """A fresh UUIDv7: unique, and in order of making."""
    return UUID(int=uuid6.uuid7().int)
