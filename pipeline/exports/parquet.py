"""Parquet for DuckDB, pandas and the like: exact decimals, real dates, one row a triple."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from pipeline.exports.rows import COLUMNS, Cell, Column, Lang, Row

BATCH = 10_000  # rows of a row group
PRECISION, SCALE = 38, 10


def write(rows: Iterable[Row], target: Path, lang: Lang = "en") -> None:
    """Write the rows. A number of more than 28 digits before the point or 10 after it is null; its text is in `quantity`."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "number": pa.decimal128(PRECISION, SCALE), "date": pa.date32(), "offset": pa.int64()}
    schema = pa.schema([(column.heading(lang), types[column.type]) for column in COLUMNS])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        source = iter(rows)
        while some := list(islice(source, BATCH)):
            arrays = [pa.array([_value(column, row[column.name]) for row in some], types[column.type]) for column in COLUMNS]
            writer.write_table(pa.table(arrays, schema=schema))


def _value(column: Column, value: Cell) -> Any:
    if value is None or column.type in ("text", "offset"):
        return value
    if column.type == "date":
        return date.fromisoformat(str(value))
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    fits = isinstance(exponent, int) and -exponent <= SCALE and number.adjusted() < PRECISION - SCALE
    return number if fits else None
