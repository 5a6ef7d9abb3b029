"""Which line breaks end a paragraph, and which are only where a column was full.

A printed column breaks lines at its width: in the middle of a sentence, of a word, of a number, and across a page even with
a blank line between. The widths of a text's lines say whether it was set in columns; the mark at a line's end says the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.rulebook.lexicon import Lexicon

MARGIN = " \t\u3000"
SLACK = 6          # half-width cells by which a full line may fall short: an indent, a number or a word kept whole
INDENT = 4         # half-width cells of a paragraph's indent, which print loses
WIDEST = 110       # half-width cells of the widest column
ENDS = regex.compile(r"[。！？!?…；;：:][”’」』）)】]*\Z")
COLON = regex.compile(r"[：:]\Z")
OPEN = regex.compile(r"[，、,（“‘「『《〈—]\Z")
INNER = regex.compile(r"[，。；、：！？,]")
PROSE = regex.compile(r"[，。；！？]")
SENTENCE = regex.compile(r"[。！？；]")
CUT_NUMBER = regex.compile(r"\d[.,．]\Z")
OPEN_NUMBER = regex.compile(r"(?<=\p{Han})(?<!第)\d[\d.,]*\Z")
LABEL = regex.compile(r"[^，。！？；：:“”\d][^，。！？；：:“”]{0,24}[：:]")
MARKER = regex.compile(r"""
    [一二三四五六七八九十]{1,3}、 | [（(][一二三四五六七八九十\d]{1,3}[）)] | [①-⑳●■◆▲◎○★※·•] | \d{1,2}[.、．](?!\d) | 第[一二三四五六七八九十]{1,3}[章节条]
    | 【 | [#>*|-]\ """, regex.VERBOSE)
PAGE = regex.compile(r"[—\-–·－ ]*[—–\-·－][—\-–·－ ]*\d{1,3}[ ]*[—–\-·－][—\-–·－ ]*\Z")
NAMES = regex.compile(r"\S+(?:[ \u3000]+\p{Han}{2,4}){1,8}\Z")
RULE = regex.compile(r"[-=_*＊—─━~·．.…\s]{3,}\Z")
CELL = regex.compile(r"\t+|[ \u3000]{2,}|[ ]*[|｜│┃][ ]*")
FIGURE = regex.compile(r"[-+±]?[\d,]+(?:\.\d+)?[%‰]?\Z")
BAR = regex.compile(r"[|｜│┃].*[|｜│┃]|\S[ ]*\t+[ ]*\S|[^|｜]+[|｜][^|｜]+\Z")


@dataclass(slots=True)
class Line:
    """A line's text without its margins, and what stood before it."""

    start: int
    end: int
    text: str
    gap: bool
    indent: int

    @property
    def width(self) -> int:
        """Half-width cells: a Han character takes two (and three bytes, where ASCII takes one)."""
        return len(self.text) + (len(self.text.encode("utf-8", "replace")) - len(self.text)) // 2


@dataclass(slots=True)
class Layout:
    """How the lines of a text are set: the width of its column, None where it has none; whether an indent
    opens a paragraph, and whether blank lines part them."""

    width: int | None
    indented: bool
    spaced: bool
    apart: regex.Pattern[str] | None


@dataclass(slots=True)
class Paragraph:
    """What has been joined so far."""

    last: Line
    widest: int = 0
    lines: int = 1
    inner: bool = False
    heading: bool = False


def is_row(line: str) -> bool:
    """Whether a line is a row of a text table: cells apart, all but the first few of them figures or short names."""
    if BAR.search(line):
        return True
    cells = [cell for cell in CELL.split(line.strip(MARGIN)) if cell]
    if len(cells) >= 3 or len(cells) == 2 and FIGURE.match(cells[1]):
        return any(FIGURE.match(cell) for cell in cells[1:]) or not PROSE.search(line)
    words = line.split(" ")
    return len(words) >= 3 and all(FIGURE.match(word) or word in "-—" for word in words[-2:]) and not SENTENCE.search(line)


def paragraphs(text: str, lexicon: Lexicon | None = None) -> Iterator[tuple[int, int, str]]:
    """The lines of `text` as (start, end, glue): the glue is a line feed where a paragraph ends, else '' or a space."""
    lines = [line for line in _lines(text, _pattern(lexicon, "page_mark"))]
    layout = _layout(lines, _pattern(lexicon, "line_apart"))
    headings = _headings(lines, layout)
    para: Paragraph | None = None
    for i, line in enumerate(lines):
        if para is None:
            para = _open(line, i in headings)
            continue
        last = para.last
        if _continues(para, line, layout, i in headings):
            yield last.start, last.end, " " if _latin(last, line) else ""
            _extend(para, line)
        else:
            yield last.start, last.end, "\n"
            para = _open(line, i in headings)
    if para is not None:
        yield para.last.start, para.last.end, "\n"


def _pattern(lexicon: Lexicon | None, name: str) -> regex.Pattern[str] | None:
    if lexicon is None or name not in lexicon.fragments:
        return None
    return regex.compile(lexicon.expand(f"{{{name}}}"), regex.VERBOSE)


def _lines(text: str, page_mark: regex.Pattern[str] | None) -> Iterator[Line]:
    at = 0
    gap = False
    for raw in text.split("\n"):
        stripped = raw.strip(MARGIN)
        if not stripped or PAGE.match(stripped) or page_mark and page_mark.fullmatch(stripped):
            gap = True
        else:
            indent = len(raw) - len(raw.lstrip(MARGIN))
            yield Line(at + indent, at + indent + len(stripped), stripped, gap, indent)
            gap = False
        at += len(raw) + 1


def _layout(lines: Sequence[Line], apart: regex.Pattern[str] | None) -> Layout:
    indented = sum(1 for line in lines if line.indent >= 2 or line.text and line.indent == 1)
    gaps = sum(1 for i, line in enumerate(lines) if i and line.gap)
    return Layout(_column(lines), 0 < indented < 0.8 * len(lines), gaps >= 2 and gaps >= 0.1 * len(lines), apart)


def _column(lines: Sequence[Line]) -> int | None:
    """The width of the column, None where the lines are as long as their paragraphs."""
    widths = Counter(line.width for line in lines if line.width <= WIDEST)
    if not widths:
        return None
    best, column = 0, 0
    for width in sorted(widths):
        near = sum(widths[w] for w in range(width - SLACK, width + 1))
        if near > best:
            best, column = near, width
    full = [line for line in lines if column - SLACK <= line.width <= column + 2]
    open_ended = sum(1 for line in full if not ENDS.search(line.text))
    prose = sum(1 for line in full if PROSE.search(line.text))
    inside = column >= 16 and best >= 3 and best >= 0.3 * len(lines)
    if not (inside and open_ended >= 0.5 * len(full) and prose >= 0.4 * len(full)):
        return None
    return max((line.width for line in full), key=lambda width: (widths[width], width))


def _headings(lines: Sequence[Line], layout: Layout) -> set[int]:
    """The indices of lines in blocks of two to four short lines that no sentence ends: headings set in several lines."""
    out: set[int] = set()
    if layout.width is None:
        return out
    start = 0
    for i in range(1, len(lines) + 1):
        if i < len(lines) and not lines[i].gap and not _stands_apart(lines[i].text, layout) and not lines[i].indent >= 2:
            continue
        block = lines[start:i]
        if len(block) <= 4 and not ENDS.search(block[-1].text) and all(
                line.width <= 0.85 * layout.width and not LABEL.match(line.text) for line in block):
            out.update(range(start, i))
        start = i
    return out


def _stands_apart(text: str, layout: Layout) -> bool:
    """Whether a line is never part of a longer one: a table's row, a ruled line, a list of names, a mark of print."""
    return (is_row(text) or RULE.match(text) is not None or NAMES.match(text) is not None and not PROSE.search(text)
            or layout.apart is not None and layout.apart.match(text) is not None)


def _open(line: Line, heading: bool) -> Paragraph:
    return Paragraph(line, line.width, 1, INNER.search(line.text) is not None, heading)


def _extend(para: Paragraph, line: Line) -> None:
    para.last = line
    para.lines += 1
    para.widest = max(para.widest, line.width)
    para.inner = para.inner or INNER.search(line.text) is not None


def _latin(last: Line, line: Line) -> bool:
    left, right = last.text[-1], line.text[0]
    return left.isascii() and left.isalpha() and right.isascii() and right.isalpha()


def _continues(para: Paragraph, line: Line, layout: Layout, heading: bool) -> bool:
    """Whether `line` goes on in the middle of the paragraph."""
    last = para.last.text
    if _stands_apart(last, layout) or _stands_apart(line.text, layout):
        return False
    if CUT_NUMBER.search(last) and line.text[0].isdigit():
        return True
    ended = ENDS.search(last) is not None
    if ended and para.lines == 1 and COLON.search(last) and LABEL.fullmatch(last):
        return False
    fresh = LABEL.match(line.text) or MARKER.match(line.text)
    if ended:
        return not fresh and not line.gap and not _indented(line, layout) and _full(para, layout)
    if para.heading or heading:
        return para.heading and heading and not line.gap
    if _indented(line, layout) or fresh and not para.inner:
        return False
    if OPEN.search(last):
        return not fresh or _full(para, layout)
    if layout.width is None:
        return not fresh and not line.gap and _cut_in_prose(last, line.text)
    if line.gap:
        return para.inner and _full(para, layout) and not fresh
    return para.inner or _both_short(para, line, layout)


def _indented(line: Line, layout: Layout) -> bool:
    return layout.indented and line.indent >= 2


def _full(para: Paragraph, layout: Layout) -> bool:
    """Whether the paragraph's last line fills the column."""
    if layout.width is None:
        return False
    width = max(para.widest, layout.width) if para.lines > 1 else layout.width
    return para.last.width >= min(width, layout.width) - SLACK


def _both_short(para: Paragraph, line: Line, layout: Layout) -> bool:
    """A heading's next line, or a sentence's second line; not the text below a heading."""
    if not INNER.search(line.text):
        return True
    return layout.width is not None and para.last.width + INDENT >= (0.6 if layout.spaced else 0.85) * layout.width


def _cut_in_prose(last: str, text: str) -> bool:
    """Whether a line of a text without columns was cut in mid-sentence."""
    if OPEN_NUMBER.search(last) and regex.match(r"\p{Han}", text):
        return True
    return SENTENCE.search(last) is not None and INNER.search(last) is not None and PROSE.search(text) is not None
