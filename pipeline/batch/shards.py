"""Shards on disk: the records of a run of documents in one file, there whole or not at all, named by its content.

A shard's first line is a JSON header with one entry a document; the documents' lines follow, and, for text that a
reader made (HTML, PDF, Word), that text. Whether a file is whole shows in its size.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.batch.errors import Fault
from pipeline.writing import whole

SUFFIX = ".shard"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a shard holds of one document: `size` bytes of `records` lines, then `kept` bytes of its text.

    `unread` is how many of its paragraphs open as turns do and are read as plain text.
    """

    key: str
    doc: str
    place: str
    content: str
    text: str | None
    records: int
    size: int
    kept: int = 0
    pages: tuple[int, ...] = ()
    fault: Fault | None = None
    unread: int = 0

    @classmethod
    def load(cls, fields: dict[str, Any]) -> Entry:
        """The entry out of a header's object."""
        fault = fields.pop("fault")
        return cls(**{**fields, "pages": tuple(fields["pages"])}, fault=Fault(**fault) if fault else None)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes of one document lie."""

    path: Path
    offset: int
    entry: Entry

    def read(self) -> tuple[bytes, bytes]:
        """The document's lines and its kept text."""
        with open(self.path, "rb") as stream:
            stream.seek(self.offset)
            return stream.read(self.entry.size), stream.read(self.entry.kept)


@dataclass(frozen=True, slots=True)
class Done:
    """One document done: its entry, its lines and the text to keep."""

    entry: Entry
    body: bytes = b""
    text: bytes = b""


def shard_name(settings: str, keys: Iterable[str]) -> str:
    """The name of the shard of these documents under these settings."""
    return hashlib.sha256("\0".join((settings, *keys)).encode()).hexdigest()[:32]


def write_shard(folder: Path, settings: str, done: Sequence[Done]) -> list[Place]:
    """Write a shard and put it in place; where its documents lie. Raises OSError when it cannot be written."""
    name = shard_name(settings, (one.entry.key for one in done))
    header = {"settings": settings, "documents": [asdict(one.entry) for one in done]}
    head = json.dumps(header, ensure_ascii=True).encode() + b"\n"
    path = folder / f"{name}{SUFFIX}"
    with whole(path) as stream:
        stream.write(head)
        for one in done:
            stream.write(one.body)
            stream.write(one.text)
    return _places(path, len(head), [one.entry for one in done])


def _places(path: Path, offset: int, entries: Iterable[Entry]) -> list[Place]:
    places = []
    for entry in entries:
        places.append(Place(path, offset, entry))
        offset += entry.size + entry.kept
    return places


def read_shard(path: Path) -> tuple[str, list[Place]]:
    """A shard's settings and the places of its documents; ValueError for a file that is not whole."""
    with open(path, "rb") as stream:
        line = stream.readline()
        header = json.loads(line)
        places = _places(path, len(line), map(Entry.load, header["documents"]))
        end = sum(place.entry.size + place.entry.kept for place in places) + len(line)
        if os.fstat(stream.fileno()).st_size != end:
            raise ValueError(f"{path.name} is not whole")
    return str(header["settings"]), places


def read_shards(folder: Path) -> Iterator[tuple[str, list[Place]]]:
    """All whole shards of a folder; one that is not whole is removed."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            yield read_shard(path)
        except (ValueError, KeyError, TypeError):
            path.unlink(missing_ok=True)
