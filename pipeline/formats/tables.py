"""Text tables: which paragraphs are rows, and the cells of a row with their column's heading and unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from pipeline.model import Cell
from pipeline.wraps import LONGEST_ROW, PROSE, VALUE, VALUED, is_row

NUMBER = r"[-+±−－]?\d[\d,]*(?:\.\d+)?[%‰]?"
# one space parts cells only before a number that stands for itself
SPLIT = regex.compile(rf"[ 　]*[|｜│┃\t][ 　\t]*|[ 　]*(?:…{{2,}}|\.{{5,}}|·{{5,}})[ 　]*|[ 　]{{2,}}"
                      rf"|[ 　](?=(?:{NUMBER}|[—–…-]{{1,3}})(?:[ 　|｜│┃\t]|\Z))"
                      rf"|　(?={VALUE}(?:[ 　]|\Z))|(?<!\d)[ ]*[：:＝=][ ]*(?={NUMBER}\Z)")
WORDS = regex.compile(r"[ 　]+")
FIGURE = regex.compile(rf"{NUMBER}\Z")
YEAR = regex.compile(r"(?:19|20)\d{2}\Z")
EMPTY = regex.compile(r"[-—–…./／*\s]*\Z")
IN_BRACKETS = regex.compile(r"[（(]([^（）()]{1,10})[）)]\s*\Z")
FIGURED = regex.compile(r"(?:\p{Han}{1,3})?(?!\d+(?:[—–～~-]\d+)?[年月日时:：])\d[^\s，。；：、|｜（(]{0,12}\Z")
CAPTION = regex.compile(r"\p{Han}[^\d，。；：！？]{1,18}(?:[（(][^（）()]{1,16}[）)])?\Z")
BOXED = regex.compile(r"[【\[［〔]")
AFTER_SLASH = regex.compile(r"[／/]([A-Za-z%‰]{1,6}|\p{Han}{1,3})\Z")
RULED = regex.compile(r"[|｜:+\-—=─┼┬┴├┤│\s]+\Z")
SHARES = ("%", "‰")
PARTED = regex.compile("[，,；;]")
COMMA = regex.compile(r"[、，,／/]\s*(?=[%‰])|(?<=[%‰])\s*[、，,／/]")
UNIT_WORD = regex.compile(r"单位[：:]\s*|單位[：:]\s*")


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one cell and where it stands in the row."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Headings:
    """The words of columns: those that give the `units` of a row, and the endings of those that hold `shares`; `known` are all units."""

    units: frozenset[str]
    shares: tuple[str, ...]
    known: frozenset[str] = frozenset()

    def unit_of_row(self, name: str) -> str | None:
        """The unit in a row's name, 用电量（亿千瓦时）; other words in brackets tell of what it is: 大黄鱼（鲜活）."""
        unit = unit_in(name)
        single = unit.partition("/")[0] if unit else ""
        return unit if any(single[at:] in self.known for at in range(len(single))) else None

    def share_of(self, column: str) -> str | None:
        """The sign that ends a column's name (比上年增长%); '%' for a column of percents such as 增速."""
        return column[-1] if column.endswith(SHARES) else "%" if column.endswith(self.shares) else None


def table_rows(paragraphs: Sequence[str]) -> set[int]:
    """The indices of the paragraphs that are rows of a table or its heading: two at least that follow each other."""
    rows = {i for i, paragraph in enumerate(paragraphs) if is_row(paragraph)}
    between = {i for i, paragraph in enumerate(paragraphs) if paragraph and (is_ruled(paragraph) or IN_BRACKETS.fullmatch(paragraph))}
    heads = set()
    for top in (i for i in rows if i > 0 and i - 1 not in rows):
        above = top - 2 if top - 1 in between else top - 1
        if above >= 0 and heading_row(paragraphs[above], len(pieces(paragraphs[top]))):
            heads |= {*range(above, top)}
    return {i for i in rows if i - 1 in rows | heads or i + 1 in rows} | {i for i in heads if i + 1 in rows | heads}


def cards(paragraphs: Sequence[str]) -> dict[int, str]:
    """The figures that stand alone on their line above what they measure, as picture cards have them, each with that.

    `3.86亿人次` and below it `全年客运总量`; two at least that follow each other.
    """
    pairs = {i: below for i, below in enumerate(paragraphs[1:]) if FIGURED.match(paragraphs[i]) and CAPTION.match(below)}
    return {i: below for i, below in pairs.items() if i - 2 in pairs or i + 2 in pairs}


def heading_row(paragraph: str, width: int) -> list[Piece]:
    """The cells of a paragraph that can head rows of `width` cells; none where it cannot."""
    if len(paragraph) > LONGEST_ROW or width < 2 or UNIT_WORD.match(paragraph) or PROSE.search(paragraph) or BOXED.match(paragraph):
        return []
    cut = (_split(paragraph, SPLIT), _split(paragraph, WORDS))
    for wanted in (width, max(2, width - 1)):
        for cells in cut:
            if len(cells) == wanted and is_header(cells):
                return cells
    return []


def is_ruled(paragraph: str) -> bool:
    """Whether a row only draws a line (|---|---|)."""
    return RULED.match(paragraph) is not None


def pieces(paragraph: str) -> list[Piece]:
    """The cells of a row, empty ones too except at its edges."""
    cells = _split(paragraph, SPLIT)
    if len(cells) == 1 or len(cells) == 2 and not FIGURE.match(cells[1].text):
        words = _split(paragraph, WORDS)
        if len(words) > len(cells) and all(FIGURE.match(word.text) or EMPTY.match(word.text) for word in words[-2:]):
            return _name_first(paragraph, words)
    return cells


def _split(paragraph: str, pattern: regex.Pattern[str]) -> list[Piece]:
    out: list[Piece] = []
    at = 0
    for found in (*pattern.finditer(paragraph), None):
        end = found.start() if found else len(paragraph)
        out.append(Piece(at, end, paragraph[at:end].strip()))
        at = found.end() if found else end
    while out and not out[0].text:
        out.pop(0)
    while out and not out[-1].text:
        out.pop()
    return out


def _name_first(paragraph: str, words: list[Piece]) -> list[Piece]:
    """Words as cells, those before the first figure together the row's name."""
    first = next((i for i, word in enumerate(words) if i and FIGURE.match(word.text)), len(words))
    end = words[first - 1].end
    return [Piece(words[0].start, end, paragraph[words[0].start:end]), *words[first:]]


def is_header(row: Sequence[Piece]) -> bool:
    """Whether a row names columns: no figure but years in it."""
    figures = [piece.text for piece in row[1:] if FIGURE.match(piece.text) or VALUED.match(piece.text)]
    return not figures or len(row) > 2 and all(YEAR.match(figure) for figure in figures)


def unit_in(name: str) -> str | None:
    """The unit at the end of a heading, in brackets or behind a slash: 总量（亿元，月末）, 抓举/kg."""
    found = IN_BRACKETS.search(name) or AFTER_SLASH.search(name)
    if not found:
        return None
    return PARTED.split(UNIT_WORD.sub("", found[1]))[0].strip() or None


def cells_of(paragraph: str, start: int, header: Sequence[Piece], note: str | None,
             headings: Headings) -> tuple[Cell, ...]:
    """The figures of a row that stands at `start` of the view, each with its column and the unit that holds for it.

    That is a share's own (`同比（%）`), else that of a column of units (where the figure's column names none), the row's, the
    column's, the note's.
    """
    row = filled(pieces(paragraph), header, headings)
    if not row:
        return ()
    columns = [_column(header, i, len(row)) for i in range(len(row))]
    given = next((piece.text for piece, column in zip(row, columns, strict=True) if column in headings.units), None)
    own = given or headings.unit_of_row(row[0].text)
    cells = []
    for i, (piece, column) in enumerate(zip(row, columns, strict=True)):
        if i > 0 and (FIGURE.match(piece.text) or VALUED.match(piece.text)):
            named = unit_in(column)
            of_row = None if given and named else own  # a column of units is for those without a unit of their own
            unit = _unit(piece.text, of_row, named or headings.share_of(column), _single(note))
            cells.append(Cell(start + piece.start, start + piece.start + len(piece.text), column, unit))
    return tuple(cells)


def filled(row: list[Piece], header: Sequence[Piece], headings: Headings) -> list[Piece]:
    """The row, its name parted from a unit that one space joins to it where the heading has a column of units."""
    at = next((i for i, piece in enumerate(header) if piece.text in headings.units), None)
    if at != 1 or len(row) != len(header) - 1 or not row:
        return row
    words = _split(row[0].text, WORDS)
    if len(words) < 2:
        return row
    cut = words[-1].start
    name, unit = row[0].text[:cut].rstrip(), row[0].text[cut:]
    return [Piece(row[0].start, row[0].start + len(name), name), Piece(row[0].start + cut, row[0].end, unit), *row[1:]]


def _single(note: str | None) -> str | None:
    """The unit of a note that gives one besides percent (单位：亿元、%)."""
    units = [unit for unit in COMMA.split(note or "") if unit]
    others = [unit for unit in units if unit not in SHARES]
    return (others or units)[0] if len(others) <= 1 and units else None


def _unit(text: str, row: str | None, column: str | None, note: str | None) -> str | None:
    if text.endswith(SHARES):
        return None
    if column and column.endswith(SHARES):
        return column
    return row or column or note


def _column(header: Sequence[Piece], i: int, width: int) -> str:
    """The heading over the i-th of `width` cells; a heading row without a name for the first column is one shorter."""
    if not header:
        return ""
    at = i - (width - len(header)) if len(header) == width - 1 else i
    return header[at].text if 0 <= at < len(header) else ""
