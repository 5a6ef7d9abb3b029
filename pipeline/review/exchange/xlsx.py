"""The review table as XLSX, to decide in a spreadsheet and read back: drop-downs for the answer and the closed lists."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import InputError, UsageError
from pipeline.model import KINDS, RELATIONS, STATUSES
from pipeline.review.exchange.columns import ANSWERS, COLUMNS, NUMERIC, TITLES, cells, header, read_row
from pipeline.review.exchange.rows import Harvest, Row
from pipeline.review.exchange.sheets import LONGEST
from pipeline.review.figures import FigureReader
from pipeline.review.run import Run

CUT = " …[cut]"
MAX_UNPACKED = 300_000_000
WIDTHS = {"answer": 7, "comment": 20, "speaker": 10, "subject": 18, "predicate": 14, "object": 20, "sentence": 60, "time": 14,
          "time_start": 11, "time_end": 11, "doc": 24, "id": 18, "rules": 24, "spans": 10}


def write_xlsx(found: Harvest, path: Path) -> int:
    """All triples, open ones with an empty answer; how many comes back. Every text is written as text, never as a formula."""
    book = _writer().Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                          "strings_to_numbers": False})
    sheet = book.add_worksheet("review")
    head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for number, name in enumerate(COLUMNS):
        sheet.set_column(number, number, WIDTHS.get(name, 9), wrapped if name == "sentence" else None)
        sheet.write_string(0, number, TITLES[name], head)
    for at, row in enumerate(found.triples, 1):
        said = cells(row)
        for number, name in enumerate(COLUMNS):
            _cell(sheet, at, number, said[name], name in NUMERIC)
    last = len(found.triples)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(last, 1), len(COLUMNS) - 1)
    for name, choices in (("answer", tuple(ANSWERS.values())), ("kind", KINDS), ("relation", RELATIONS), ("status", STATUSES)):
        column = COLUMNS.index(name)
        sheet.data_validation(1, column, max(last, 1), column, {"validate": "list", "source": list(choices)})
    book.close()
    return last


def read_xlsx(path: Path, run: Run, figures: FigureReader) -> Iterator[Row]:
    """The rows of a review table that was edited as XLSX. A formula counts as the text it is, and is not computed."""
    _check(path)
    try:
        import openpyxl
    except ImportError as error:
        raise UsageError("reading XLSX needs the extra 'xlsx': pip install 'press-triples[xlsx]'") from error
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of each extension of the format it does not keep
        book = openpyxl.load_workbook(path, read_only=True, data_only=False)
        rows = book.worksheets[0].iter_rows(values_only=True)
        first = next(rows, None)
        if first is None:
            raise InputError(f"{path}: is empty")
        names = header([_said(cell) for cell in first], str(path))
        for number, row in enumerate(rows, 2):
            if any(cell not in (None, "") for cell in row):
                said = {name: _said(cell) for name, cell in zip(names, row, strict=False) if name}
                yield read_row(dict.fromkeys(COLUMNS, "") | said, f"{path}:{number}")
        book.close()


def _cell(sheet: Any, row: int, column: int, text: str, numeric: bool) -> None:
    if not text:
        return
    # a spreadsheet keeps 15 digits of a number: a longer one stays text, as do all words
    if numeric and len(Decimal(text).as_tuple().digits) <= 15:
        sheet.write_number(row, column, float(text))
    else:
        sheet.write_string(row, column, text if len(text) <= LONGEST else text[:LONGEST - len(CUT)] + CUT)


def _said(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if hasattr(cell, "date"):  # a spreadsheet turns 2021-07-31 into a date when it is typed in
        return str(cell.date().isoformat())
    return str(cell)


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(f"{path}: not an XLSX file") from error
    if size > MAX_UNPACKED:
        raise InputError(f"{path}: unpacks to {size:,} bytes; split it")


def _writer() -> Any:
    try:
        import xlsxwriter
    except ImportError as error:
        raise UsageError("writing XLSX needs the extra 'xlsx': pip install 'press-triples[xlsx]'") from error
    return xlsxwriter
