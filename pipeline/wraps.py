"""Which line breaks end a paragraph, and which are only where a column was full.

A printed column breaks lines at its width: in the middle of a sentence, of a word, of a number, and across a page even
with a blank line between. The widths of a text's lines say whether it was set in columns; the mark at a line's end says
the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from pipeline.rulebook.lexicon import Lexicon

MARGIN = " \t\u3000"
SLACK = 6          # half-width cells by which a full line may fall short
INDENT = 4         # half-width cells of a paragraph's indent, which a text may have lost
NARROWEST, WIDEST = 16, 110
BETTER, FEW = 1.5, 5  # times as many lines, and more than so many, are equally long in a text that counts characters
HEADING_LINES = 4
LONGEST_ROW = 200
ENDS = re.compile(r"[。！？!?…；;：:][”’」』）)】]*\Z")
COLON = re.compile(r"[：:]\Z")
OPEN = re.compile(r"[，、,（“‘「『《〈—]\Z")
INNER = re.compile(r"[，。；、！？]")
PROSE = re.compile(r"[，。；！？]")
SENTENCE_END = re.compile(r"[。！？!?][”’」』）)]*\Z")
HAN = regex.compile(r"\p{Han}")
SENTENCE = re.compile(r"[。！？；]")
CUT_NUMBER = regex.compile(r"\d[.,．]\Z")
OPEN_NUMBER = regex.compile(r"(?<=\p{Han})(?<!第)\d[\d.,]*\Z")
CLOSING = regex.compile(r"[，。、；：！？”’」』）】》%‰](?!\s)")
SHARE = re.compile(r"[%‰]\Z")
TOKEN = regex.compile(r"[\w.,%+\-/&&[\x21-\x7e]]+|.", flags=regex.VERSION1)
LABEL = regex.compile(r"[^，。！？；：:“”\d][^，。！？；：:“”]{0,24}[：:]")
MARKER = regex.compile(r"""
      [一二三四五六七八九十]{1,3}、 | [（(][一二三四五六七八九十\d]{1,3}[）)] | [①-⑳●■◆▲◎○★※·•]
    | \p{So} | [→➤✦*√] | \d{1,2}[.、．](?!\d) | 0\d[ 　]?(?=\p{Han})
    | 第[一二三四五六七八九十]{1,3}[章节条] | [QA]\d{0,3}[.、．](?=[\s（(“\p{Han}]) | 【 | [#>*|-]\ """, regex.VERBOSE)
BULLET = regex.compile(r"[●■◆▲◎○★※•→➤]|[\[［〔][^\]］〕]{1,24}[\]］〕](?=[ \u3000])"
                       r"|\p{So}(?=[ \u3000\p{Han}])|0\d(?=[ \u3000]*\p{Han})|\d{1,2}[.、．](?=[\p{Han}“])")
PAGE = regex.compile(r"[—\-–·－ ]*[—–\-·－][—\-–·－ ]*\d{1,3}[ ]*[—–\-·－][—\-–·－ ]*\Z")
NAMES = regex.compile(r"(?:\S{2,8}(?:[ \u3000]+\p{Han}{2,3})+|\S+(?:[ \u3000]+\p{Han}{2,3}){2,8})\Z")
ENCLOSED = regex.compile(r"[（(【\[][^（(【\[]{1,40}[）)】\]]\Z")
RULE = regex.compile(r"[-=_*＊—─━~·．.…\s]{3,}\Z")
# A figure with its unit, bounds before it and a remark behind it, and nothing else: 3287个, ≥3.5名, 9.88元～11.35元; no date.
VALUE = (r"(?:[≥≤><＞＜～~±+\-−↑↓▲▼]?(?!\d+(?:[—–～~-]\d+)?[年月日时:：季])\d[^\s，。；：、|｜（(]{0,20}(?:[（(][^（）()]*[）)])?"
         r"|第\d{1,3}[名位]?)")
CELL = regex.compile(rf"\t+|[ \u3000]*(?:…{{2,}}|\.{{5,}}|·{{5,}})[ \u3000]*"
                     rf"|[ \u3000]{{2,}}|[ ]*[|｜│┃][ ]*|\u3000(?={VALUE}(?:[ \u3000]|\Z))"
                     r"|(?<!\d)[ ]*[：:＝=][ ]*(?=[-+±−]?[\d,]+(?:\.\d+)?[%‰]?\Z)")
FIGURE = regex.compile(r"[-+±]?[\d,]+(?:\.\d+)?[%‰]?\Z")
VALUED = regex.compile(VALUE + r"\Z")
BAR = regex.compile(r"[^|｜│┃\t]+(?:[|｜│┃]|\t+[ ]*(?=\S))|[|｜│┃].*[|｜│┃]")
LOOSE = re.compile(r"[ \t\u3000|｜│┃：:＝=…]")
DOTS = ("." * 5, "·" * 5)  # not in the pattern: one of characters alone is found several times as fast


@dataclass(slots=True)
class Line:
    """A line's text without its margins, and what stood before it: a gap, and in the gap a mark of the page.

    `width` counts half-width cells. A line `apart` is never part of a longer one; one that `opens` a caption begins a
    paragraph behind a sentence's end.
    """

    start: int
    end: int
    text: str
    gap: bool
    indent: int
    mark: bool
    width: int
    apart: bool
    opens: bool


@dataclass(slots=True)
class Setting:
    """How the lines of a text are set.

    `width` is that of its column, None where it has none; `counted` says that it was broken after so many characters,
    whatever their width; `indent` the deepest that opens a paragraph, None where none
    does; `spaced` says that there are blank lines. `indents` and `gaps` say that hardly a paragraph begins without.
    """

    width: int | None
    indent: int | None
    spaced: bool
    indents: bool
    gaps: bool
    counted: bool = False


@dataclass(slots=True)
class Paragraph:
    """What has been joined so far: its last line, and the block of a heading it belongs to."""

    last: Line
    indented: bool
    block: int | None
    lines: int = 1
    inner: bool = False
    label: bool = False


def cells(text: str) -> int:
    """How wide a text prints: a Han character takes two cells (and three bytes, where ASCII takes one)."""
    return len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2


def is_row(line: str) -> bool:
    """Whether a line is a row of a text table: cells that stand apart, figures among them or no sentence."""
    if len(line) > LONGEST_ROW or not (LOOSE.search(line) or DOTS[0] in line or DOTS[1] in line):
        return False
    if BAR.match(line):
        return True
    parts = [cell for cell in CELL.split(line.strip(MARGIN)) if cell]
    if len(parts) >= 3 or len(parts) == 2 and VALUED.match(parts[1]) and not PROSE.search(parts[0]):
        return any(FIGURE.match(cell) or VALUED.match(cell) for cell in parts[1:]) or not PROSE.search(line)
    words = line.split(" ")
    figures = len(words) >= 3 and all(FIGURE.match(word) or word in "-—" for word in words[-2:])
    return figures and not SENTENCE.search(line)


def paragraphs(text: str, lexicon: Lexicon | None = None) -> Iterator[tuple[int, int, str]]:
    """The lines of `text` as (start, end, glue): the glue is a line feed where a paragraph ends, else '' or a space."""
    lines = list(_lines(text, *(_pattern(lexicon, name) for name in ("page_mark", "line_apart", "caption_start"))))
    counted = _count_characters(lines)
    setting = _setting(lines)
    setting.counted = counted
    headings = _headings(lines, setting)
    para: Paragraph | None = None
    for i, line in enumerate(lines):
        if para is not None:
            last = para.last
            joined = _continues(para, line, setting, headings.get(i))
            yield last.start, last.end, _glue(para, line) if joined else "\n"
            if joined:
                _extend(para, line)
                continue
        para = _open(line, setting, headings.get(i))
    if para is not None:
        yield para.last.start, para.last.end, "\n"


def _pattern(lexicon: Lexicon | None, name: str) -> regex.Pattern[str] | None:
    if lexicon is None or name not in lexicon.fragments:
        return None
    return lexicon.compile(f"{{{name}}}", regex.VERBOSE)


def _lines(text: str, page_mark: regex.Pattern[str] | None, apart: regex.Pattern[str] | None,
           caption: regex.Pattern[str] | None) -> Iterator[Line]:
    at = 0
    gap = mark = False
    for raw in text.split("\n"):
        stripped = raw.strip(MARGIN)
        if not stripped or len(stripped) < 40 and (PAGE.match(stripped) or page_mark and page_mark.fullmatch(stripped)):
            gap, mark = True, mark or bool(stripped)
        else:
            indent = len(raw) - len(raw.lstrip(MARGIN))
            yield Line(at + indent, at + indent + len(stripped), stripped, gap, indent, mark, cells(stripped),
                       _stands_apart(stripped, apart), caption is not None and caption.match(stripped) is not None)
            gap = mark = False
        at += len(raw) + 1


def _stands_apart(text: str, apart: regex.Pattern[str] | None) -> bool:
    """Whether a line is a table's row, a ruled line, a list of names, a mark of print."""
    if len(text) > LONGEST_ROW:
        return False
    if RULE.match(text) or is_row(text):
        return True
    if len(text) > 80 or ENDS.search(text):
        return False
    if apart is not None:
        return apart.match(text) is not None
    return NAMES.match(text) is not None and not PROSE.search(text)


# -- how the text is set ----------------------------------------------------------------------------------------------

def _setting(lines: Sequence[Line]) -> Setting:
    gaps = sum(1 for i, line in enumerate(lines) if i and line.gap)
    indents = Counter(line.indent for line in lines if line.indent >= 2)
    indent = max(4, *(depth for depth, _ in indents.most_common(1))) if 0 < indents.total() < 0.9 * len(lines) else None
    after = [line for last, line in pairwise(lines) if SENTENCE_END.search(last.text)]
    most = max(3, 0.7 * len(after))
    return Setting(_column(lines), indent, gaps >= 2 and gaps >= 0.1 * len(lines),
                   indent is not None and sum(1 for line in after if line.indent >= 2) >= most,
                   sum(1 for line in after if line.gap) >= most)


def _column(lines: Sequence[Line]) -> int | None:
    """The width of the column, None where the lines are as long as their paragraphs.

    In a column the lines that break off inside a sentence are about equally wide, few lines are wider, and hardly one
    of those that end a sentence: lines of a list may be equally wide, too, but the prose around them is not.
    """
    broken = [line.width for line in lines if not line.apart and PROSE.search(line.text) and not ENDS.search(line.text)]
    if len(broken) < 2:
        return None
    counts = Counter(broken)
    near, column = max((sum(counts[w] for w in range(width - SLACK, width + 1)), -width) for width in counts)
    column = -column
    wider = [line for line in lines if line.width > column + 2]
    ended = sum(1 for line in lines if SENTENCE_END.search(line.text))
    too_wide = sum(1 for line in wider if SENTENCE_END.search(line.text))
    if not NARROWEST <= column <= WIDEST or near < 0.5 * len(broken):
        return None
    if len(wider) > 0.15 * len(lines) + 2 or too_wide > 0.2 * ended:
        return None
    near_widths = [width for width in counts if column - SLACK <= width <= column]
    return max(near_widths, key=lambda width: (counts[width], width))


def _count_characters(lines: Sequence[Line]) -> bool:
    """Measure the lines by their characters, a figure as wide as a Han character, where that shows the column better."""
    measured = [line.width for line in lines]
    equal = _equal(lines)
    for line in lines:
        line.width = 2 * len(line.text)
    if _column(lines) is not None and _equal(lines) > max(BETTER * equal, FEW):
        return True
    for line, width in zip(lines, measured, strict=True):
        line.width = width
    return False


def _equal(lines: Sequence[Line]) -> int:
    """How many lines are about as wide as most, with their indents."""
    widths = [line.width + (INDENT if line.indent else 0) for line in lines if not line.apart]
    counts = Counter(widths)
    return max((sum(counts[near] for near in range(width - 2, width + 1)) for width in counts), default=0)


def _headings(lines: Sequence[Line], setting: Setting) -> dict[int, int]:
    """Which lines belong to headings set in several lines: blocks of a few short lines that no sentence ends."""
    out: dict[int, int] = {}
    if setting.width is None:
        return out
    start = 0
    for i in range(1, len(lines) + 1):
        if i < len(lines) and not lines[i].gap and not _indented(lines[i], setting) and not lines[i].apart:
            continue
        block = lines[start:min(i, start + HEADING_LINES + 1)]
        if len(block) <= HEADING_LINES and not ENDS.search(block[-1].text) and all(
                line.width <= 0.85 * setting.width and not LABEL.match(line.text) for line in block):
            out.update(dict.fromkeys(range(start, i), start))
        start = i
    return out


# -- joining ----------------------------------------------------------------------------------------------------------

def _open(line: Line, setting: Setting, block: int | None) -> Paragraph:
    inner, label = INNER.search(line.text) is not None, LABEL.match(line.text) is not None
    return Paragraph(line, _indented(line, setting), block, 1, inner, label)


def _extend(para: Paragraph, line: Line) -> None:
    para.last = line
    para.lines += 1
    para.inner = para.inner or INNER.search(line.text) is not None


def _glue(para: Paragraph, line: Line) -> str:
    """What joins two lines: a space between Latin words, and between two statements of a heading."""
    left, right = para.last.text[-1], line.text[0]
    if left.isascii() and left.isalpha() and right.isascii() and right.isalpha():
        return " "
    return " " if para.block is not None and SHARE.search(left) and not right.isascii() else ""


def _continues(para: Paragraph, line: Line, setting: Setting, block: int | None) -> bool:
    """Whether `line`, of a heading's `block` or none, goes on in the middle of the paragraph."""
    last = para.last.text
    if para.last.apart or line.apart:
        return False
    if CUT_NUMBER.search(last) and line.text[0].isdigit() or CLOSING.match(line.text):
        return True
    indented = _indented(line, setting)
    if block is not None and block == para.block:
        return not ENCLOSED.match(line.text)
    fresh = indented or LABEL.match(line.text) or MARKER.match(line.text)
    if BULLET.match(line.text):
        return False
    full = _full(para, line, setting)
    if para.lines == 1 and BULLET.match(last) and not para.inner and not full and not OPEN.search(last):
        return False  # ● 蔬菜价格连跌三周
    if ENDS.search(last):
        alone = para.lines == 1 and COLON.search(last) and LABEL.fullmatch(last)
        return full and not fresh and not line.opens and not line.gap and not alone
    if fresh:
        return full and not line.gap and not indented
    if OPEN.search(last):
        return True
    if setting.width is None:
        return not line.gap and (para.indented and setting.indents or _cut_in_prose(para, line, setting))
    return _goes_on(para, line, setting, full)


def _goes_on(para: Paragraph, line: Line, setting: Setting, full: bool) -> bool:
    """Whether a line of a column goes on from one that no mark ends."""
    if line.gap:
        return para.inner and (line.mark or full)
    if full and (para.inner or para.block is None):
        return True
    if para.label and not para.inner or para.block is not None:
        return False
    if not setting.spaced and not setting.indents:
        return False
    if para.inner or not INNER.search(line.text):
        return True
    return para.last.width + INDENT >= (0.6 if setting.spaced else 0.85) * (setting.width or 0)


def _full(para: Paragraph, line: Line, setting: Setting) -> bool:
    """Whether the paragraph's last line fills the column: what stands first in the next would not have fitted."""
    if setting.width is None:
        return False
    token = TOKEN.match(line.text)
    size = (2 * len(token[0]) if setting.counted else cells(token[0])) if token else 2
    wanted = min(12, size)
    marked = setting.spaced or setting.indents
    indent = INDENT if para.lines == 1 and (setting.spaced or para.indented) else 0
    return para.last.width + max(SLACK if marked else 1, wanted) + indent > setting.width


def _cut_in_prose(para: Paragraph, line: Line, setting: Setting) -> bool:
    """Whether a line of a text without columns was cut in mid-sentence."""
    last, text = para.last.text, line.text
    if OPEN_NUMBER.search(last) and HAN.match(text):
        return True
    if not PROSE.search(text):
        return False
    if setting.gaps and SENTENCE_END.search(text) and para.last.width >= max(24, line.width - SLACK):
        return True
    long = SENTENCE.search(last) is not None or para.last.start > 0 and para.last.width >= 60
    return long and INNER.search(last) is not None


def _indented(line: Line, setting: Setting) -> bool:
    """Whether an indent opens a paragraph with this line; a deeper one only centres it."""
    return setting.indent is not None and 2 <= line.indent <= setting.indent
