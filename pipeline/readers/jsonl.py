"""JSONL: one document a line, `{"id", "text", "title"?, "published"?, "source"?}`; a bad line stops no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO

from pipeline.readers.inputs import MAX_BYTES, Failure, Input, Unreadable, reason_of
from pipeline.source import Document

BOM = b"\xef\xbb\xbf"
# six bytes may stand for one character of the text (\u4e2d), and the other fields need room too
MAX_LINE = 6 * MAX_BYTES


def read(source: Input) -> Iterator[Document | Failure]:
    """The documents of a JSONL file in its order, and a Failure, `file:line`, for each line that is none."""
    with source.open() as stream:
        yield from read_lines(source, stream)


def read_lines(source: Input, stream: BinaryIO, first: bytes | None = None) -> Iterator[Document | Failure]:
    """The documents of an open stream; `first` is its first line where that was read already."""
    for number, line in numbered_lines(stream, first):
        try:
            yield parse_line(line, f"{source.id}:{number}")
        except Unreadable as error:
            yield Failure(f"{source.name}:{number}", error.code, str(error))


def numbered_lines(stream: BinaryIO, first: bytes | None = None) -> Iterator[tuple[int, bytes]]:
    """The lines of a stream that are not blank, with their numbers from 1; raises Unreadable when it has no line at all."""
    number = 0
    for line in _lines(stream, first):
        number += 1
        if line.strip():
            yield number, line
    if number == 0:
        raise Unreadable("is empty", "empty")


def parse_line(line: bytes, default_id: str) -> Document:
    """The document of one line; raises Unreadable with what is wrong. `default_id` names a document without an id."""
    if len(line) > MAX_LINE:
        raise Unreadable(f"is longer than {MAX_LINE:,} bytes; split it", "too_large")
    row = _parse(line.removeprefix(BOM))
    if not isinstance(row, dict):
        raise Unreadable('is not a JSON object; write {"id": …, "text": …}', "json")
    return document_of(row, default_id)


def document_of(row: dict[str, Any], default_id: str) -> Document:
    """The document of a JSON object, or of a table's row; raises Unreadable with the field that is wrong."""
    raw = row.get("text")
    if not isinstance(raw, str):
        raise Unreadable("'text' is not a string" if "text" in row else "has no 'text'", "json")
    if len(raw) > MAX_BYTES:
        raise Unreadable(f"'text' is longer than {MAX_BYTES:,} characters; split it", "too_large")
    name = row.get("id", default_id)
    name = default_id if name == "" else name
    if not isinstance(name, str | int) or isinstance(name, bool):
        raise Unreadable("'id' is not a string", "json")
    return Document(id=whole(str(name)), raw=whole(raw), title=_text(row, "title"), published=_day(row),
                    source=_text(row, "source"), place=default_id)


def is_document(line: bytes) -> bool:
    """Whether a line is a JSON object with a `text`, as the first line of JSONL on standard input is."""
    if not line.removeprefix(BOM).lstrip().startswith(b"{"):
        return False
    try:
        row = _parse(line.removeprefix(BOM))
    except Unreadable:
        return False
    return isinstance(row, dict) and "text" in row


def whole(text: str) -> str:
    """The text with each half of a broken surrogate pair, which no file can hold, as U+FFFD; its length stays."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _is_broken(text) else text


def _is_broken(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text)


def _parse(line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8 at byte {error.start + 1}", "encoding") from error
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not JSON: {error.msg} at column {error.colno}", "json") from error
    except (RecursionError, ValueError) as error:  # nested too deep; a number of thousands of digits
        raise Unreadable("is not JSON that can be read: nested too deep, or a number too long", "json") from error


def _text(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise Unreadable(f"{key!r} is not a string", "json")
    return whole(value) if value else None


def _day(row: dict[str, Any]) -> date | None:
    value = _text(row, "published")
    if value is None:
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError as error:
        raise Unreadable(f"'published' is {value!r}, not a date YYYY-MM-DD", "json") from error


def _lines(stream: BinaryIO, first: bytes | None) -> Iterator[bytes]:
    """Lines as bytes, cut at \\n alone: text may hold U+2028, at which str.splitlines would cut too."""
    if first is not None:
        yield first
    while True:
        try:
            line = stream.readline(MAX_LINE + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read: {reason_of(error)}") from error
        if not line:
            return
        yield line
        if len(line) > MAX_LINE:
            _skip_line(stream)


def _skip_line(stream: BinaryIO) -> None:
    while True:
        rest = stream.readline(MAX_BYTES)
        if not rest or rest.endswith(b"\n"):
            return
