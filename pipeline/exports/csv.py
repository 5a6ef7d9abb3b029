"""CSV that Excel opens rightly: UTF-8 with a byte order mark, and no cell of text that a spreadsheet would compute."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

from pipeline.exports.rows import COLUMNS, Cell, Column, Lang, Row, plain

# What a spreadsheet takes for the start of a formula, the full-width forms among it.
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"


def write(rows: Iterable[Row], target: Path, lang: Lang = "en") -> None:
    """Write the rows; text that begins like a formula gets a ' before it, numbers stay numbers."""
    with open(target, "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.heading(lang) for column in COLUMNS])
        for row in rows:
            writer.writerow([safe(column, row[column.name]) for column in COLUMNS])
        stream.flush()
        os.fsync(stream.fileno())


def safe(column: Column, value: Cell) -> str:
    """A cell that no spreadsheet takes for a formula: '-5%' becomes "'-5%"."""
    text = plain(value)
    return GUARD + text if column.type == "text" and text.startswith(STARTS) else text
