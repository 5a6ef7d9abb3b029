"""Plain text: the file's content, newlines as they are, is the document's raw text."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.readers.encoding import decode
from pipeline.readers.inputs import MAX_BYTES, Input, Unreadable
from pipeline.source import Document


def read(source: Input) -> Iterator[Document]:
    """The one document of a text file; raises Unreadable when it is empty or its encoding cannot be established."""
    yield as_document(source, source.read())


def as_document(source: Input, data: bytes) -> Document:
    """The bytes of a text file as a document; raises Unreadable as `read` does."""
    if len(data) > MAX_BYTES:
        raise Unreadable(f"is larger than {MAX_BYTES:,} bytes; split it", "too_large")
    raw = decode(data, source.encoding).text
    if not raw.strip():
        raise Unreadable("holds no text", "empty")
    return Document(id=source.id, raw=raw)
