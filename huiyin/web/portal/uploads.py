"""The first handler of uploads: turns away what is too much before a byte of it is read."""

from __future__ import annotations

from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from huiyin.documents.files import MOST_BYTES_IN_ALL

WORDS_AND_WRAPPING = 2 * 1024 * 1024


class WholeLimit(FileUploadHandler):
    """Refuses a request whose announced length no honest form reaches (413); else steps aside."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's own name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[Any, Any] | None:
        """Look at the length only; the next handlers read."""
        if content_length > MOST_BYTES_IN_ALL + WORDS_AND_WRAPPING:
            raise RequestDataTooBig("more than all files of a petition together may be")
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass on."""
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Leave the file to the next handlers."""
        return None
