"""What the API of the desk asks of the desk: pages and API stand side by side and share its forms.

Whoever composes the addresses fills the port (config/urls_desk.py, docs/decisions/0022).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from huiyin.rules.permissions import Viewer

Plain = dict[str, Any]


class Lacking(Protocol):
    """Why there is nothing to open: not yet, or never."""

    @property
    def sentence(self) -> str:
        """What people are told."""

    @property
    def is_coming(self) -> bool:
        """Whether it is worth asking again."""


class Download(Protocol):
    """A letter or a file; without content, what it lacks."""

    @property
    def content(self) -> bytes | None:
        """The bytes."""

    @property
    def name(self) -> str:
        """What it is called when saved."""

    @property
    def media_type(self) -> str:
        """What it is."""

    @property
    def lacks(self) -> Lacking | None:
        """Why there is no content."""


class Desk(Protocol):
    """The desk for one viewer at a moment; None is what is not there for them."""

    def lists(self, viewer: Viewer, at: datetime) -> list[Plain]:
        """The work-lists."""

    def rows(
        self, viewer: Viewer, at: datetime, name: str, query: Mapping[str, str]
    ) -> Plain | None:
        """A page of a work-list, narrowed and sorted."""

    def petition(
        self, viewer: Viewer, at: datetime, key: str, *, reason: str, show: list[str]
    ) -> Plain | None:
        """A petition by id or number."""

    def letter(
        self, viewer: Viewer, at: datetime, key: str, letter_id: UUID, form: str, *, reason: str
    ) -> Download | None:
        """A letter."""

    def file(
        self, viewer: Viewer, at: datetime, key: str, file_id: UUID, *, original: bool, reason: str
    ) -> Download | None:
        """A file."""

    def steps(self, viewer: Viewer, at: datetime, key: str) -> Plain | None:
        """The open steps."""

    def take(
        self,
        viewer: Viewer,
        at: datetime,
        key: str,
        verb: str,
        arguments: Mapping[str, Any],
        *,
        version: int,
    ) -> Plain | None:
        """Take a step."""

    def decide(
        self,
        viewer: Viewer,
        at: datetime,
        key: str,
        request_id: UUID,
        *,
        agrees: bool,
        words: str,
    ) -> Plain | None:
        """Decide on a request."""

    def figures(self, viewer: Viewer, at: datetime, query: Mapping[str, str]) -> Plain | None:
        """A table of figures."""
