"""A document's raw text and its view: the working text, every character of which remembers its raw index.

The view is made once, from left to right: characters are folded one to one by an explicit table, what prints nothing is
dropped, and so are Markdown's signs of what is bold or a heading; lines broken by a column's width are rejoined (see
`wraps`), and white space inside numbers goes.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import regex

from pipeline.rulebook.lexicon import Lexicon
from pipeline.wraps import is_row, paragraphs

Piece = tuple[int, int]


def _fold_table() -> dict[int, str]:
    """One character for one character. NFKC would also make ① a 1 and ㎡ an m2, so it is never used."""
    table = {0xFF10 + i: chr(0x30 + i) for i in range(10)}
    table |= {0xFF21 + i: chr(0x41 + i) for i in range(26)}
    table |= {0xFF41 + i: chr(0x61 + i) for i in range(26)}
    table |= {ord("％"): "%", ord("﹪"): "%", ord("．"): ".", ord("－"): "-", ord("＋"): "+", ord("／"): "/"}
    table |= dict.fromkeys((160, 5760, *range(8192, 8203), 8239, 8287), " ")
    table |= {ord(end): "\n" for end in "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"}
    return table


FOLD = _fold_table()
FOLDED = re.compile("[" + "".join(re.escape(chr(code)) for code in sorted(FOLD)) + "\ud800-\udfff]")
# What prints nothing, and the CR of CRLF.
BLANK = (r"[\x00-\x08\x0e-\x1b\x1f\x7f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
         r"\ufe00-\ufe0f\ufeff\ufff9-\ufffb]")
UNSEEN = re.compile(rf"{BLANK}+|\r(?={BLANK}*\n)")
MAYBE_UNSEEN = re.compile(rf"{BLANK[:-1]}\r]")
# What Markdown sets in bold, in italics or as code, and the sign of its headings.
EMPHASIS = re.compile(r"(?:\*\*|(?<![*0-9A-Za-z])\*)(?=[^\s*])[^*\n]{1,200}(?<=[^\s*])(?:\*\*|\*(?![*0-9A-Za-z]))|`[^`\n]{1,200}`")
# A picture, of which nothing is prose, and a link, of which the words are: ![图](a.png), [名录](http://x.cn/a).
LINK = re.compile(r"(?P<picture>!\[[^\[\]\n]{0,200}\]\([^()\n]{0,1000}\))"
                  r"|(?P<opening>\[)[^\[\]\n]{1,200}(?P<target>\]\([^()\s]{1,1000}(?: \"[^\"\n]{0,200}\")?\))")
HASHES = re.compile(r"^#{1,6}[ \t]+(?=\S)", re.MULTILINE)
# 二O二四年: a letter or a circle among Chinese digits is a zero.
ZERO = regex.compile(r"(?<=[一二三四五六七八九〇零点點百千万]) [OoΟОо○◯Ｏ]{1,2} (?=[一二三四五六七八九〇零年])", regex.VERBOSE)
# 13·4亿元, 0·6%: the raised point of older print, where a unit or a multiplier follows.
POINT = re.compile(r"(?<=\d)·(?=\d{1,5}(?:[%‰万亿元吨米倍亩级度]|个百分点|公[里斤顷]|平方|立方))")
# A footnote's mark behind a word or a figure, and in front of the note.
FOOTNOTE = r"""\A[\[［〔]\d{1,2}[\]］〕][ ]*(?=[\p{Han}“《])
    | (?<=[\p{Han}%）)”]) (?:[\[［〔]\d{1,2}[\]］〕] | [①-⑳](?=[，。；、！？\n]|\Z))"""
IN_NUMBER = regex.compile(rf"""
      (?<![\d.,]) \d{{1,3}} (?:[ ]\d{{3}})+ (?! [\d,] | [ ]\d) (?=[ ]?[\p{{Han}}%‰.㎡])   # 16 420个
    | (?<=[\d‰%]) [ ]+ (?=[-~～—–‑]+[ ]*\d)                                          # 5% - 8%
    | (?<=[\d%‰][ ]?[-~～—–‑]) [ ]+ (?=\d)
    | (?<=\d) [ ]+ (?=[\p{{Han}}%‰℃℉°㎡㎥μΩ，。；、）])                                # 3485 个
    | (?<=\d) [ ]+ (?=[A-Za-z]{{1,3}}(?:[/²³]|(?![A-Za-z\d])))                           # 120 km
    | (?<=[\p{{Han}}“（，。；、：]) [ ]+ (?=[\d-])                                     # 基地 28家
    | {FOOTNOTE}
    """, regex.VERBOSE)
HEADING = regex.compile(r"[^，。；：！？]*+\Z")
PADDED_NUMBER = regex.compile(r"[\d.,]+ ")
BEFORE_NUMBER = regex.compile(r"\p{Han}\Z")
LOOSE = re.compile(r"[ ①-⑳\[［〔]")


@dataclass(frozen=True, slots=True)
class Document:
    """One release as it was given: `raw` is what all offsets of the output refer to.

    `place` is where a line or a row stands (`docs.jsonl:12`), `extracted` says that a reader made `raw` out of a page or a file.
    """

    id: str
    raw: str
    title: str | None = None
    published: date | None = None
    source: str | None = None
    place: str = field(default="", compare=False)
    extracted: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class View:
    """The working text of `raw`: paragraphs separated by a line feed; `offsets[i]` is the raw index of `text[i]`."""

    raw: str
    text: str
    offsets: Sequence[int]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw stretch of the view's `start` to `end`, with what was dropped inside it; (n, n) for an empty one."""
        if start >= end:
            at = self.offsets[start] if start < len(self.offsets) else len(self.raw)
            return at, at
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str) -> str:
    """`text` with every character in its plain form, one for one: '１２．５％' gives '12.5%'."""
    return FOLDED.sub(lambda found: FOLD.get(ord(found[0]), "\ufffd"), text)


def make_view(raw: str, lexicon: Lexicon | None = None) -> View:
    """The view of `raw`: '全市累计\\n实施 ３４８５ 个项目' reads '全市累计实施3485个项目'.

    `lexicon` gives the marks that stand apart in print (`page_mark`, `line_apart`: 上接01版, 本报记者 李然); without it
    only what shows by its form alone is known.
    """
    text, offsets = _keep(fold(raw), range(len(raw)), _gaps(raw, UNSEEN) if MAYBE_UNSEEN.search(raw) else ())
    text, offsets = _keep(text, offsets, _markup(text))
    text = ZERO.sub(lambda found: "〇" * len(found[0]), text)
    text = POINT.sub(".", text) if "·" in text else text
    pieces = list(paragraphs(text, lexicon))
    text, offsets = _join(text, offsets, pieces)
    text, offsets = _keep(text, offsets, _spaces(text))
    return View(raw, text, offsets)


def _gaps(text: str, pattern: re.Pattern[str]) -> Iterator[Piece]:
    for found in pattern.finditer(text):
        yield found.span()


def _markup(text: str) -> Sequence[Piece]:
    """The signs of Markdown in a text: what is around strong words and code, # before a heading, pictures and the targets of links."""
    signs: list[Piece] = []
    if "](" in text:
        signs += [found.span(part) for found in LINK.finditer(text) for part in ("picture", "opening", "target") if found[part]]
    if "*" in text or "`" in text:
        for start, end in _gaps(text, EMPHASIS):
            width = 2 if text.startswith("**", start) and text.endswith("**", start, end) else 1
            signs += [(start, start + width), (end - width, end)]
    if "#" in text:
        signs += _gaps(text, HASHES)
    return _apart(sorted(signs))


def _apart(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, in order, without those that begin in the one before."""
    out: list[Piece] = []
    for piece in pieces:
        if not out or piece[0] >= out[-1][1]:
            out.append(piece)
    return out


def _keep(text: str, offsets: Sequence[int], gaps: Iterable[Piece]) -> tuple[str, Sequence[int]]:
    """`text` and `offsets` without the stretches in `gaps`, which come in order."""
    kept: list[str] = []
    indices = array("q")
    at = 0
    for start, end in gaps:
        kept.append(text[at:start])
        indices.extend(offsets[at:start])
        at = end
    if at == 0:
        return text, offsets
    kept.append(text[at:])
    indices.extend(offsets[at:])
    return "".join(kept), indices


def _join(text: str, offsets: Sequence[int], pieces: Sequence[tuple[int, int, str]]) -> tuple[str, Sequence[int]]:
    """The pieces of `text` one after another, each followed by its glue, which takes the index of the line's end."""
    kept = [part for start, end, glue in pieces for part in (text[start:end], glue)]
    joined = "".join(kept[:-1])
    if pieces and len(joined) == pieces[-1][1]:  # nothing is left out: a line's end is as long as its glue
        return joined, offsets[:len(joined)]
    indices = array("q")
    for i, (start, end, glue) in enumerate(pieces):
        indices.extend(offsets[start:end])
        if glue and i < len(pieces) - 1:
            indices.append(offsets[end])
    return joined, indices


def _spaces(text: str) -> Iterator[Piece]:
    """White space inside numbers and footnote marks, paragraph by paragraph; a table's row keeps its columns."""
    at = 0
    for line in text.split("\n"):
        if LOOSE.search(line) and not is_row(line):
            for start, end in _spaces_of(line):
                yield at + start, at + end
        at += len(line) + 1


def _spaces_of(line: str) -> Iterator[Piece]:
    heading = len(line) <= 60 and HEADING.match(line) is not None
    for found in IN_NUMBER.finditer(line):
        start, end = found.span()
        if line[start] != " ":
            if line[start] in "[［〔" or "①" <= line[start] <= "⑳":
                yield start, end
            else:
                yield from ((i, i + 1) for i in range(start, end) if line[i] == " ")
        elif not (heading and _parts(line, start, end)):
            yield start, end


def _parts(line: str, start: int, end: int) -> bool:
    """Whether the space before a number parts two halves of a headline ('春运启动 12省增开列车') and is not its padding."""
    if not BEFORE_NUMBER.search(line, max(0, start - 1), start):
        return False
    return PADDED_NUMBER.match(line, end) is None
