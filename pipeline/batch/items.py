"""Inputs → items: one document's bytes each, with a key by which a run knows whether it has been done."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from pipeline.readers import READERS, Failure, Input, InputFormat, Names, Unreadable
from pipeline.readers.archive import unpack
from pipeline.readers.html import is_page
from pipeline.readers.jsonl import is_document, numbered_lines, parse_line
from pipeline.source import Document

# kinds whose text is made by a reader: without a copy of it nobody could look an offset up
EXTRACTED = frozenset({"html", "pdf", "docx"})


@dataclass(frozen=True)
class Item:
    """One document to be done: its bytes and the reader for them, a line or a row already read, or why it is neither.

    `place` says where it comes from, without the folders above the inputs: `2024/a.txt`, `docs.jsonl:12`.
    """

    id: str
    place: str
    kind: str
    data: bytes = b""
    document: Document | None = None
    failure: Failure | None = None

    @property
    def size(self) -> int:
        """About how much work it is, in bytes."""
        return len(self.data) or (3 * len(self.document.raw) if self.document else 0)

    @cached_property
    def content(self) -> str:
        """The SHA-256 of the document's bytes; for a line of JSONL or a row of Parquet, of what it says."""
        if self.document:
            return text_digest(self.document)
        return hashlib.sha256(self.data if self.failure is None else str(self.failure).encode("utf-8", "replace")).hexdigest()

    @property
    def twin(self) -> tuple[str, str]:
        """What two items have in common that give the same text."""
        return self.kind, self.content

    @cached_property
    def key(self) -> str:
        """A digest of all that decides the records beside rules and options: the same key, the same records."""
        said = f"{self.kind}\0{self.id}\0{self.content}"
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def source(self, encoding: str | None) -> Input:
        """The bytes as an input for a reader."""
        return Input(self.id, self.place, Path(self.place), io.BytesIO(self.data), encoding)


def text_digest(document: Document) -> str:
    """A digest of all that the records of a document are read from, its name and source apart."""
    said = json.dumps([document.raw, document.title, document.published.isoformat() if document.published else None])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def read_items(sources: Iterable[Input], input_format: InputFormat | None = None, names: Names | None = None) -> Iterator[Item]:
    """The items of all inputs in their order, each read when it is asked for and with an id of its own."""
    names = names or Names()
    for item in _read_items(sources, input_format):
        name = item.id if item.failure else names.of(item.id, item.place)
        yield item if name == item.id else replace(item, id=name, document=item.document and replace(item.document, id=name))


def _read_items(sources: Iterable[Input], input_format: InputFormat | None) -> Iterator[Item]:
    for source in sources:
        try:
            yield from _items_of(source, input_format)
        except Unreadable as error:
            yield _failed(source.id, error)


def _items_of(source: Input, input_format: InputFormat | None) -> Iterator[Item]:
    kind = input_format or READERS.get(source.suffix, "text")
    if kind == "archive":
        for member in unpack(replace(source, name=source.id)):
            if isinstance(member, Failure):
                yield Item(member.name, member.name, "failure", failure=member)
            else:
                yield from _read_items([member], None)
    elif kind == "jsonl":
        with source.open() as stream:
            yield from _lines(source, stream)
    elif kind == "parquet":
        yield from _rows(source)
    elif source.path is None and input_format is None:
        yield from _stream(source)
    else:
        yield Item(source.id, source.id, kind, source.read())


def _stream(source: Input) -> Iterator[Item]:
    """Standard input: JSONL when its first line is a document, a page when it begins as one, else one text."""
    data = source.read(1 << 31)
    if is_document(data[:data.find(b"\n") + 1] or data):
        yield from _lines(source, io.BytesIO(data))
    else:
        yield Item(source.id, source.id, "html" if is_page(data) else "text", replace(source, stream=io.BytesIO(data)).read())


def _lines(source: Input, stream: BinaryIO) -> Iterator[Item]:
    for number, line in numbered_lines(stream):
        place = f"{source.id}:{number}"
        try:
            document = parse_line(line, place)
        except Unreadable as error:
            yield _failed(place, error)
        else:
            yield Item(document.id, place, "line", document=document)


def _rows(source: Input) -> Iterator[Item]:
    from pipeline.readers.parquet import numbered_rows

    for number, found in numbered_rows(source):
        place = f"{source.id}:{number}"
        yield _failed(place, found) if isinstance(found, Unreadable) else Item(found.id, place, "line", document=found)


def _failed(place: str, error: Unreadable) -> Item:
    return Item(place, place, "failure", failure=Failure(place, error.code, str(error)))


def count_items(sources: Iterable[Input], input_format: InputFormat | None = None) -> int | None:
    """About how many documents there are, for a progress bar; None where that is not known before they are read."""
    total = 0
    for source in sources:
        kind = input_format or READERS.get(source.suffix, "text")
        if source.path is None or kind == "archive":
            return None
        try:
            total += _count_lines(source) if kind == "jsonl" else _count_rows(source) if kind == "parquet" else 1
        except (Unreadable, OSError):
            total += 1
    return total


def _count_rows(source: Input) -> int:
    from pipeline.readers.parquet import count_rows

    return count_rows(source)


def _count_lines(source: Input) -> int:
    lines, last = 0, b"\n"
    with source.open() as stream:
        while block := stream.read(1 << 20):
            lines, last = lines + block.count(b"\n"), block[-1:]
    return lines + (last != b"\n")
