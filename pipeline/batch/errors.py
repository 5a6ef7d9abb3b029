"""Why documents are set aside: fixed codes for programs, one line for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

# Each code and what it says; docs/batch.md has the same table.
CODES = {
    "timeout": "took longer than the limit",
    "memory": "needed more memory than the limit",
    "crash": "ended the process that read it",
    "too_large": "is larger than a document may be",
    "empty": "holds no text",
    "not_text": "holds bytes that are no text",
    "encoding": "is in no encoding that can be established",
    "json": "is a line or a row that is no document",
    "columns": "is a table without a column of text",
    "broken": "is a damaged file of its kind",
    "bomb": "unpacks to far more than its size",
    "glyphs": "has characters without meaning outside its fonts",
    "unsafe_path": "is a link, a pipe or a device, or leaves its archive",
    "needs_extra": "needs a library that is not installed",
    "io": "could not be read",
    "rules": "two rules contradict each other on it",
    "internal": "met a fault of ours",
}
# What may be different when the same call is made again: the next call tries these documents anew.
PASSING = frozenset({"needs_extra", "io"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one document was set aside."""

    code: str
    message: str


def error_line(doc: str, place: str, digest: str, fault: Fault) -> dict[str, Any]:
    """The line of `errors.jsonl` for one document."""
    return {"doc": doc, "file": place, **asdict(fault), "sha256": digest}
