"""Parquet (.parquet) → one document a row, by the columns `text` and, where they are there, `id`, `title`, `published`, `source`.

The rows are read a few at a time, whatever the file's row groups are: neither the file nor a group of it is ever in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from pipeline.readers.archive import MAX_RATIO, SMALL
from pipeline.readers.extras import need
from pipeline.readers.inputs import Failure, Input, Unreadable
from pipeline.readers.jsonl import document_of
from pipeline.source import Document

TEXT = "text"
COLUMNS = ("id", TEXT, "title", "published", "source")
ROWS = 16  # read at once
BUFFER = 1 << 20  # bytes of a column read at once; without it pyarrow reads all of a row group's


def read(source: Input) -> Iterator[Document | Failure]:
    """The documents of a file in the order of its rows, and a Failure, `file:row`, for each row that is none."""
    for number, found in numbered_rows(source):
        if isinstance(found, Unreadable):
            yield Failure(f"{source.name}:{number}", found.code, str(found))
        else:
            yield found


def numbered_rows(source: Input) -> Iterator[tuple[int, Document | Unreadable]]:
    """Every row's document, or why it is none, with its number from 1.

    Raises Unreadable for a file that is damaged ('broken'), a bomb, empty or no table of texts ('columns').
    """
    with _opened(source) as file:
        columns = _columns(file.schema_arrow)
        _check_sizes(file.metadata, columns)
        number = 0
        for batch in file.iter_batches(batch_size=ROWS, columns=columns, use_threads=False):
            for k in range(batch.num_rows):
                number += 1
                yield number, _document(batch, k, f"{source.id}:{number}")
        if number == 0:
            raise Unreadable("holds no rows", "empty")


def count_rows(source: Input) -> int:
    """How many rows a file says it has; raises Unreadable."""
    with _opened(source) as file:
        return int(file.metadata.num_rows)


@contextmanager
def _opened(source: Input) -> Iterator[Any]:
    """The file, open; whatever pyarrow has against it is told as Unreadable ('broken')."""
    parquet, arrow = need("pyarrow.parquet", "parquet"), need("pyarrow", "parquet")
    with source.open() as stream:
        try:
            yield parquet.ParquetFile(stream, buffer_size=BUFFER, pre_buffer=False)
        except (arrow.ArrowException, OSError, ValueError) as error:
            raise Unreadable(f"is no Parquet file that can be read: {type(error).__name__}", "broken") from error


def _columns(schema: Any) -> list[str]:
    if TEXT not in schema.names:
        raise Unreadable(f"has no column '{TEXT}', only: {', '.join(schema.names)[:200] or 'none'}", "columns")
    twice = next((name for name in COLUMNS if schema.names.count(name) > 1), None)
    if twice:
        raise Unreadable(f"has two columns '{twice}'", "columns")
    return [name for name in COLUMNS if name in schema.names]


def _check_sizes(metadata: Any, columns: Sequence[str]) -> None:
    """Raise Unreadable ('bomb') for columns that are packed as no text is."""
    for group in range(metadata.num_row_groups):
        for k in range(metadata.num_columns):
            column = metadata.row_group(group).column(k)
            packed, unpacked = column.total_compressed_size, column.total_uncompressed_size
            if column.path_in_schema in columns and unpacked > SMALL and unpacked > packed * MAX_RATIO:
                raise Unreadable(f"its column '{column.path_in_schema}' is packed more than {MAX_RATIO} to 1", "bomb")


def _document(batch: Any, k: int, default_id: str) -> Document | Unreadable:
    try:
        row = {name: _plain(batch.column(name)[k].as_py()) for name in batch.schema.names}
        return document_of({name: value for name, value in row.items() if value is not None}, default_id)
    except UnicodeDecodeError as error:
        return Unreadable(f"is not UTF-8 at byte {error.start + 1}", "encoding")
    except Unreadable as error:
        return error


def _plain(value: Any) -> Any:
    """A value as JSONL would have it: a day as `YYYY-MM-DD`, bytes as the text they are in UTF-8."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value.isoformat() if isinstance(value, date) else value
