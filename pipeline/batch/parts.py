"""Records left in parts: a folder of files of about the same size, cut between documents, one after another the one file.

Where a part ends depends on nothing but the records before it, so the parts are the same however the run came about, and
a run that grows at its end keeps the parts it had.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from pipeline.exports.parts import part_name
from pipeline.writing import whole, whole_folder

PART_BYTES = 128_000_000


class Records(Protocol):
    """Where the records of one document after another go."""

    def write(self, body: bytes, /) -> object:
        """Add a document's records."""


class Parts:
    """Writes the files of a folder, the next one when the last is full."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._streams: list[IO[bytes]] = []
        self._next()

    def _next(self) -> None:
        self._streams.append(open(self.folder / part_name(len(self._streams), ".jsonl"), "wb"))  # noqa: SIM115 - see `close`

    def write(self, body: bytes) -> None:
        """Add a document's records."""
        size = self._streams[-1].tell()
        if size and size + len(body) > PART_BYTES:
            self.close()
            self._next()
        self._streams[-1].write(body)

    def close(self) -> None:
        """Have what was written on the disk."""
        last = self._streams[-1]
        with last:
            last.flush()
            os.fsync(last.fileno())


@contextmanager
def record_sink(path: Path, in_parts: bool) -> Iterator[Records]:
    """Where records are written to: one file, or a folder of parts; it takes its place when all is written. Raises OSError."""
    if not in_parts:
        with whole(path) as stream:
            yield stream
        return
    with whole_folder(path) as folder:
        parts = Parts(folder)
        try:
            yield parts
        finally:
            parts.close()
