"""Word (.docx) → its paragraphs and tables in their order, one line each; checked as an archive before it is opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from pipeline.readers.archive import check_entries
from pipeline.readers.extras import need
from pipeline.readers.inputs import Input, Unreadable
from pipeline.source import Document

BODY = "word/document.xml"
MAX_BODY = 60_000_000  # bytes of the unpacked main part: a tree of it takes ten times that
CELL = "\t"


def read(source: Input) -> Iterator[Document]:
    """The one document of a Word file; raises Unreadable for one that is broken, a bomb or holds no text."""
    yield as_document(source, source.read())


def as_document(source: Input, data: bytes) -> Document:
    """The bytes of a Word file as a document; a table's row is a line, its cells parted by tabs."""
    _check(data)
    docx = need("docx", "docx")
    try:
        file = docx.Document(io.BytesIO(data))
        text = "\n".join(_lines(file, docx)).strip("\n")
        title = (file.core_properties.title or "").strip() or None
    except Exception as error:  # python-docx and lxml raise KeyError, ValueError and their own for a broken file
        raise Unreadable(f"is no Word file that can be read: {type(error).__name__}", "broken") from error
    if not text.strip():
        raise Unreadable("holds no text", "empty")
    return Document(id=source.id, raw=text, title=title, extracted=True)


def _check(data: bytes) -> None:
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Unreadable("is an old Word file (.doc) or locked by a password; save it as .docx", "broken")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_entries(archive)
            body = archive.getinfo(BODY)
    except (zipfile.BadZipFile, KeyError) as error:
        raise Unreadable("is no Word file", "broken") from error
    if body.file_size > MAX_BODY:
        raise Unreadable(f"holds more than {MAX_BODY:,} bytes of text", "bomb")


def _lines(file: Any, docx: Any) -> Iterator[str]:
    table = docx.table.Table
    for block in file.iter_inner_content():
        if isinstance(block, table):
            for row in block.rows:
                yield CELL.join(_cells(row))
        else:
            yield block.text


def _cells(row: Any) -> Iterator[str]:
    last = None
    for cell in row.cells:
        if cell._tc is not last:  # a cell merged over columns comes once for each
            yield " ".join(cell.text.split())
        last = cell._tc


