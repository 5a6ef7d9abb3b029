"""The review table as CSV: UTF-8 with a mark that Excel knows, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.review.exchange.columns import COLUMNS, NUMERIC, TITLES, cells, header, read_row
from pipeline.review.exchange.rows import Harvest, Row
from pipeline.review.figures import FigureReader
from pipeline.review.run import Run

FORMULA = tuple("=+-@\t\r\n＝＋－＠|")
LONGEST = 32_767  # what a cell of a spreadsheet holds


def write_csv(found: Harvest, path: Path) -> int:
    """All triples, open ones with an empty answer; how many comes back."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(TITLES.values())
        for row in found.triples:
            said = cells(row)
            writer.writerow(said[name] if name in NUMERIC else guarded(said[name]) for name in COLUMNS)
    return len(found.triples)


def read_csv(path: Path, run: Run, figures: FigureReader) -> Iterator[Row]:
    """The rows of a review table that was saved as CSV, in UTF-8 or in GB18030 as Excel in China saves it."""
    with path.open(encoding=_encoding(path), newline="") as stream:
        reader = csv.reader(stream)
        first = next(reader, None)
        if first is None:
            raise InputError(f"{path}: is empty")
        names = header(first, str(path))
        for row in reader:
            if any(row):
                said = {name: unguarded(cell) for name, cell in zip(names, row, strict=False) if name}
                yield read_row(dict.fromkeys(COLUMNS, "") | said, f"{path}:{reader.line_num}")


def guarded(text: str) -> str:
    """A cell's text with an apostrophe in front where a spreadsheet would take it for a formula: `=1+1` → `'=1+1`."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA) else text


def _encoding(path: Path) -> str:
    try:
        path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
