"""An Excel workbook: one row a triple under a frozen heading, each quantity linked to its sentence on a second sheet."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.exports.rows import COLUMNS, Cell, Column, Lang, Row, plain

MAX_ROWS = 1_048_575  # of a sheet, its heading apart
MAX_CELL = 32_767  # characters; a longer cell would be dropped silently
MAX_LINKS = 65_000  # of a sheet; Excel takes no more
MAX_DIGITS = 15  # that a spreadsheet's numbers keep
CUT = "…[cut]"
NAMES = {"en": ("triples", "sentences"), "zh": ("三元组", "原句")}
SENTENCE_HEADINGS = {"en": ("doc", "start", "end", "sentence"), "zh": ("文档", "起点", "终点", "原句")}
LINKED = "quantity"


def write(rows: Iterable[Row], target: Path, lang: Lang = "en") -> None:
    """Write the workbook; raises UsageError when there are more triples than a sheet has rows, OSError where there is no room."""
    import xlsxwriter

    # on a full disk the library leaves a zip file that complains when it is forgotten: it is given memory to write to, and
    # is forgotten with its error before that memory is
    packed = io.BytesIO()
    failed: OSError | None = None
    try:
        # the library's own temporary files would stay on a full disk
        with tempfile.TemporaryDirectory() as folder, xlsxwriter.Workbook(packed, {
                "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False,
                "strings_to_urls": False, "strings_to_numbers": False}) as book:
            # without a date of its own the same triples give the same bytes
            book.set_properties({"created": _epoch()})
            Sheets(book, lang).write(rows)
    except xlsxwriter.exceptions.FileCreateError as error:
        failed = OSError(error.args[0].errno, error.args[0].strerror)  # of a temporary file
    if failed:
        raise failed
    target.write_bytes(packed.getbuffer())


def _epoch() -> Any:
    from datetime import datetime

    return datetime(2000, 1, 1)  # the format knows no time zones


class Sheets:
    """The two sheets of a workbook while they are written."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self.book = book
        self.lang: Lang = lang
        self.head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        self.link = book.add_format({"font_color": "blue", "underline": 1})
        self.triples, self.sentences = (book.add_worksheet(name) for name in NAMES[lang])
        self.known: tuple[Cell, ...] = ()
        self.count = 0

    def write(self, rows: Iterable[Row]) -> None:
        """Headings, then all rows."""
        for i, column in enumerate(COLUMNS):
            self.triples.set_column(i, i, column.width)
            self.triples.write_string(0, i, column.heading(self.lang), self.head)
        for i, (heading, width) in enumerate(zip(SENTENCE_HEADINGS[self.lang], (24, 9, 9, 120), strict=True)):
            self.sentences.set_column(i, i, width)
            self.sentences.write_string(0, i, heading, self.head)
        number = 0
        for number, row in enumerate(rows, 1):
            if number > MAX_ROWS:
                raise UsageError(f"a sheet holds {MAX_ROWS:,} triples at most and there are more; use --to csv or parquet")
            self._row(number, row)
        for sheet, last in ((self.triples, len(COLUMNS) - 1), (self.sentences, 3)):
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(1, number), last)

    def _row(self, number: int, row: Row) -> None:
        target = self._sentence(row)
        for i, column in enumerate(COLUMNS):
            value = row[column.name]
            if value is None:
                continue
            if column.name == LINKED and number <= MAX_LINKS:
                place = f"internal:'{NAMES[self.lang][1]}'!D{target + 1}"
                self.triples.write_url(number, i, place, self.link, string=_text(value)[:255])
            elif _is_number(column, value):
                self.triples.write_number(number, i, float(value))
            else:
                self.triples.write_string(number, i, _text(value))

    def _sentence(self, row: Row) -> int:
        """The line of the triple's sentence on the second sheet, added when it is not the last one there."""
        said = (row["doc"], row["sentence_start"], row["sentence_end"])
        if said != self.known:
            self.known = said
            self.count += 1
            self.sentences.write_string(self.count, 0, _text(said[0]))
            for i, offset in enumerate(said[1:], 1):
                if offset is not None:
                    self.sentences.write_number(self.count, i, int(offset))
            self.sentences.write_string(self.count, 3, _text(row["sentence"]))
        return self.count


def _is_number(column: Column, value: Cell) -> bool:
    """Whether a cell can be a number without losing a digit."""
    return column.type in ("number", "offset") and len(Decimal(str(value)).as_tuple().digits) <= MAX_DIGITS


def _text(value: Cell) -> str:
    text = plain(value)
    return text if len(text) <= MAX_CELL else text[:MAX_CELL - len(CUT)] + CUT
