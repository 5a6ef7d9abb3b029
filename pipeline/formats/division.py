"""The view divided: every paragraph becomes a section, with the turn and the news item it belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import regex

from pipeline.formats.dating import date_of, region_of
from pipeline.formats.grammar import Found, Grammar, grammar_of
from pipeline.formats.labels import QUESTION, TURNS, chapters, heads, only_asking, settled, unread
from pipeline.formats.recognition import format_rule, recognise
from pipeline.formats.tables import (
    FIGURE,
    SHARES,
    Piece,
    cards,
    cells_of,
    heading_row,
    is_header,
    is_ruled,
    pieces,
    table_rows,
)
from pipeline.model import Cell, Section, SectionKind, Span
from pipeline.rulebook import Rulebook
from pipeline.source import Document, View
from pipeline.wraps import ENDS

SHORT, SHORT_HEADLINE = 48, 100
HEAD_LINES = 7  # paragraphs among which a speech's headline and its speaker stand
PROSE: tuple[SectionKind, ...] = ("lead", "body")
UNLABELLED: tuple[SectionKind, ...] = (*PROSE, "list")
ASKS = regex.compile(r"[？！?!][”’」』]*\Z")
SALUTATION = regex.compile(r"[^，。；？！：]{2,12}[：:]")  # 编辑同志：
QUOTED = regex.compile(r"\s*[“「][^“”「」]*[”」]\s*")
PROSE_MARK = regex.compile(r"[，。！？；]")
FIGURES = regex.compile(r"\d(?!\d*[年月日季])")
INSIDE = regex.compile(r"[。；;！!](?!\Z)")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a release is laid out: its format's name, its sections in order, its date and the place it is from.

    A label on a line of its own is a `furniture` section; the `label` of the first section of its turn points to it.
    Only the first section of a turn or question has a `label`, all of them have `speaker` and `turn`. `unread` are the
    sections that open alike as turns do, and that no rule takes for one.
    """

    format: str
    sections: tuple[Section, ...]
    date: date | None
    region: str | None
    unread: tuple[Section, ...] = ()


@dataclass(slots=True)
class State:
    """What holds while the paragraphs are gone through."""

    item: int = 0
    turns: int = -1
    kind: SectionKind | None = None
    speaker: str | None = None
    label: Span | None = None
    leads: bool = True
    headline: bool = False
    prose: bool = False
    over: bool = False
    chapter: bool = False
    note: str | None = None
    header: Sequence[Piece] = ()
    ruled: bool = False


def divide(view: View, document: Document, book: Rulebook, format_name: str | None = None) -> Layout:
    """The view's sections by the format of that name, or by the one the text shows; UsageError for an unknown name."""
    paragraphs = view.text.split("\n")
    rule = format_rule(book, format_name) if format_name else recognise(paragraphs, book)
    grammar = grammar_of(book, rule)
    divider = Divider(view.text, paragraphs, grammar, document.title)
    sections = divider.sections()
    day = document.published or date_of(paragraphs, sections, grammar, document.title)
    region = None if sections[-1].item > 1 else region_of(paragraphs, grammar, document.title, sections)
    plain = [section for section in sections if section.kind in UNLABELLED and section.speaker is None]
    left = unread(view.text[section.start:section.end] for section in plain)
    return Layout(grammar.name, tuple(one for one in divider.with_openings(sections) if one.end > one.start), day, region,
                  tuple(plain[i] for i in sorted(left)))


class Divider:
    """Goes through the paragraphs once."""

    def __init__(self, text: str, paragraphs: Sequence[str], grammar: Grammar, title: str | None) -> None:
        self.text = text
        self.paragraphs = paragraphs
        self.grammar = grammar
        self.title = _bare(title or "")
        self.state = State(leads=grammar.lead)
        self.found = [grammar.kind_of(paragraph) for paragraph in paragraphs]
        for i, other in tuple(heads(grammar, paragraphs, self.found)):
            self.found[i] = other
        self.rows = table_rows(paragraphs)
        self.askers = only_asking(paragraphs, self.found)
        for i, other in settled(grammar, paragraphs, self.found, text, self.askers):
            self.found[i] = other
        self.orator = self._orator()
        self.chapters = chapters(paragraphs, self.found)
        self.cards = cards(paragraphs)
        self.rows -= {i for i in self.rows if self._speaks(i)}

    def _orator(self) -> str | None:
        """Whose speech the text is, told by its headline and a line with title and name below: `市长　沈维舟`."""
        top = self.paragraphs[:HEAD_LINES]
        if not any(self.grammar.find("speech", paragraph) for paragraph in top):
            return None
        return next((line.strip() for line in top[1:] if self.grammar.is_signed(line)), None)

    def _speaks(self, i: int) -> bool:
        """Whether what looks like a row of a table is a label and a sentence: `柯｜关掉的都是大店。`."""
        found = self.found[i]
        return found is not None and found.kind in TURNS and PROSE_MARK.search(self.paragraphs[i], found.match.end()) is not None

    def sections(self) -> list[Section]:
        """One section for each paragraph."""
        out: list[Section] = []
        at = 0
        for i, paragraph in enumerate(self.paragraphs):
            out.append(self._section(i, paragraph, at))
            at += len(paragraph) + 1
        return self._signed(out)

    def _signed(self, sections: list[Section]) -> list[Section]:
        """The sections, those made turns that a line below them gives to somebody: `……。` and `——教授　沈维舟`."""
        for i, found in enumerate(self.found):
            if not found or found.kind != "signature" or not i:
                continue
            first, quoted = i, QUOTED.fullmatch(self.paragraphs[i - 1]) is not None
            while first and self._may_sign(first - 1, sections[first - 1], quoted):
                first -= 1
                if SALUTATION.fullmatch(self.paragraphs[first]):
                    break
            if first == i:
                continue
            self.state.turns += 1
            label = Span(sections[i].start, sections[i].end)
            sections[i] = replace(sections[i], kind="furniture")
            for k in range(first, i):
                sections[k] = replace(sections[k], kind="turn", turn=self.state.turns, speaker=found.speaker,
                                      label=label if k == first else None)
        return sections

    def _may_sign(self, i: int, section: Section, quoted: bool) -> bool:
        """Whether a line below may give a paragraph to somebody; below a whole quotation it gives away only that."""
        if quoted:  # “能恢复吗？” and below it ——本科生　郁冬
            return section.kind in (*PROSE, "turn") and section.label is None and QUOTED.fullmatch(self.paragraphs[i]) is not None
        return section.kind in PROSE and section.speaker is None

    def with_openings(self, sections: Sequence[Section]) -> Iterator[Section]:
        """The sections, those parted that open with their headline: 【高速通车】青溪市今天宣布…"""
        for section in sections:
            prose = section.kind in PROSE and not section.label
            opening = self.grammar.find("opening", self.text[section.start:section.end]) if prose else None
            if opening:
                start, end = opening.span("headline")
                yield Section("subhead", section.start + start, section.start + end, section.item)
                section = replace(section, start=section.start + opening.end())
            yield section

    def _section(self, i: int, paragraph: str, start: int) -> Section:
        found = self.found[i]
        kind = found.kind if found else None
        if i in self.rows and (kind not in ("furniture", "note") or is_ruled(paragraph)) and not self.state.over:
            return self._row(i, paragraph, start)
        if i in self.cards:
            return self._make("table", paragraph, start, cells=(Cell(start, start + len(paragraph), self.cards[i], None),))
        if kind != "note":
            self.state.header, self.state.ruled = (), False
        if found and kind in ("label", "named") and self._announces(found, i, paragraph):
            found = kind = None
        if found and kind in TURNS:
            asks = kind == "question" or found.who in self.askers or self._host_asks(found, i, paragraph)
            return self._opens(found, paragraph, start, "question" if asks else "turn")
        ends = not self.grammar.turns_run and self.state.label is None
        if ends or self.state.kind and self.grammar.find("opening", paragraph):  # a boxed headline ends what somebody said
            self.state.kind = self.state.speaker = None
        if self.state.label is not None and self.state.kind == "turn" and self.grammar.is_title(paragraph):
            return self._make("furniture", paragraph, start)
        if kind == "tail" and self.state.prose:
            self.state.over = True
        if self.state.over or kind in ("furniture", "note", "tail"):
            return self._marginal(paragraph, start)
        if kind == "caption":
            self._note_unit(paragraph)
            return self._make("caption", paragraph, start)
        return self._text(i, kind, paragraph, start)

    def _announces(self, found: Found, i: int, paragraph: str) -> bool:
        """Whether what looks like a label opens the headline: `教育部：毛入园率达92%`."""
        above = self.state.prose or self.state.headline or i == len(self.paragraphs) - 1
        return not above and bool(paragraph[found.match.end():].strip()) and not ENDS.search(paragraph)

    def _host_asks(self, found: Found, i: int, paragraph: str) -> bool:
        """Whether a host's words, behind the label or on the line below it, end with a question."""
        said = paragraph[found.match.end():].strip() or (self.paragraphs[i + 1] if i + 1 < len(self.paragraphs) else "")
        return self.grammar.is_host(found.speaker) and QUESTION.search(said) is not None

    def _make(self, kind: SectionKind, paragraph: str, start: int, **more: object) -> Section:
        return Section(kind, start, start + len(paragraph), self.state.item, **more)  # type: ignore[arg-type]

    def _marginal(self, paragraph: str, start: int) -> Section:
        self._note_unit(paragraph)
        return self._make("furniture", paragraph, start)

    def _note_unit(self, paragraph: str) -> None:
        """A table's note gives its unit, and so may its caption: 表1 价格（单位：元）."""
        note = self.grammar.find("note", paragraph)
        if note:
            self.state.note = note["unit"]

    def _opens(self, found: Found, paragraph: str, start: int, kind: SectionKind) -> Section:
        """A paragraph that a label opens; a label alone opens those below it, a question without one stands alone."""
        state = self.state
        if not found.speaker:
            state.kind = state.speaker = None
            state.prose, state.leads = True, False
            return self._make(kind, paragraph, start)
        state.turns += 1
        state.kind, state.speaker = kind, found.speaker
        state.chapter = self.grammar.find("heading", paragraph) is not None  # 一、沈维舟介绍情况: to the next heading
        state.leads = False
        end = len(paragraph[:found.match.end()].rstrip())
        state.label = Span(start, start + end)
        if not paragraph[end:].strip():
            return self._make("furniture", paragraph, start)
        return self._spoken(paragraph, start)

    def _spoken(self, paragraph: str, start: int) -> Section:
        state = self.state
        label, state.label = state.label, None
        state.prose = True
        return self._make(state.kind or "turn", paragraph, start, turn=state.turns, label=label, speaker=state.speaker)

    def _row(self, i: int, paragraph: str, start: int) -> Section:
        state = self.state
        turn = {"turn": state.turns, "speaker": state.speaker} if state.kind == "turn" else {}
        if is_ruled(paragraph):
            state.ruled = bool(state.header)
            return self._make("furniture", paragraph, start)
        row = pieces(paragraph)
        if is_header(row) and self._tells(i, row):
            return self._make("list", paragraph, start, **turn)
        if is_header(row) and not state.ruled:
            below = self.paragraphs[i + 1] if i + 1 in self.rows else ""
            state.header = heading_row(paragraph, len(pieces(below))) or row
            return self._make("table", paragraph, start, **turn)
        if not state.header and len(row) == 2 and (row[1].text.endswith(SHARES) or not FIGURE.match(row[1].text)):
            return self._make("list", paragraph, start, **turn)  # 新建口袋公园　12座
        cells = cells_of(paragraph, start, state.header, state.note, self.grammar.headings)
        return self._make("table", paragraph, start, cells=cells, **turn)

    def _tells(self, i: int, row: Sequence[Piece]) -> bool:
        """Whether cells without a figure of their own have some in their words: 1. 远洋冷链物流园｜总投资12亿元｜临空区."""
        below = pieces(self.paragraphs[i + 1]) if i + 1 in self.rows else []
        return is_header(below or row) and any(FIGURES.search(piece.text) for piece in row[1:])

    def _text(self, i: int, kind: str | None, paragraph: str, start: int) -> Section:
        state = self.state
        if not state.prose and not state.kind and self._is_headline(i, kind, paragraph):
            if kind == "item" or self.grammar.short_lines == "item" and state.headline:
                return self._item(paragraph, start)
            first = not state.headline or bool(self.title) and _bare(paragraph) in self.title
            state.headline = True
            return self._make("headline" if first else "subhead", paragraph, start)
        if kind == "item":
            return self._item(paragraph, start)
        if kind in ("list_line", "heading") and QUESTION.search(paragraph) and self._label_follows(i):
            state.kind = state.speaker = state.label = None
            return self._make("question", paragraph, start)  # 2、产能够不够？, and 褚总：…… below it
        runs_on = (kind == "heading" and not state.chapter and i not in self.chapters
                   or state.label is not None or self.grammar.short_lines == "body")
        if state.kind and (runs_on or not self._is_short(i, paragraph)):
            return self._spoken(paragraph, start)  # whoever speaks numbers the points, too
        if kind == "heading":
            return self._subhead(paragraph, start)
        if kind == "list_line":
            return self._make("list", paragraph, start)
        if self._is_short(i, paragraph):
            return self._short(paragraph, start)
        return self._prose(i, paragraph, start)

    def _label_follows(self, i: int) -> bool:
        below = self.found[i + 1] if i + 1 < len(self.found) else None
        return below is not None and below.kind in ("label", "named")

    def _is_headline(self, i: int, kind: str | None, paragraph: str) -> bool:
        if self.title and _bare(paragraph) and _bare(paragraph) in self.title:
            return True
        if len(paragraph) > SHORT_HEADLINE or i == len(self.paragraphs) - 1 or INSIDE.search(paragraph):
            return False
        return kind in (None, "item", "heading") and (not ENDS.search(paragraph) or ASKS.search(paragraph) is not None)

    def _is_short(self, i: int, paragraph: str) -> bool:
        return (len(paragraph) <= SHORT and not ENDS.search(paragraph) and not INSIDE.search(paragraph)
                and i < len(self.paragraphs) - 1)

    def _short(self, paragraph: str, start: int) -> Section:
        shape = self.grammar.short_lines
        if shape == "item":
            return self._item(paragraph, start)
        if shape == "subhead":
            return self._subhead(paragraph, start)
        return self._make("list" if shape == "list" else "body", paragraph, start)

    def _item(self, paragraph: str, start: int) -> Section:
        state = self.state
        state.item += 1
        state.kind = state.speaker = state.label = state.note = None
        whole = len(paragraph) > SHORT_HEADLINE or ENDS.search(paragraph)
        return self._make("body" if whole else "subhead", paragraph, start)

    def _subhead(self, paragraph: str, start: int) -> Section:
        state = self.state
        state.kind = state.speaker = state.label = state.note = None
        if state.prose:
            state.leads = False
        self._note_unit(paragraph)  # 一、捐赠收入（单位：元）
        return self._make("subhead", paragraph, start)

    def _prose(self, i: int, paragraph: str, start: int) -> Section:
        state = self.state
        if self.orator is not None:
            state.prose, state.turns = True, state.turns + 1  # each paragraph of a speech stands for itself
            return self._make("turn", paragraph, start, turn=state.turns, speaker=self.orator)
        lead = state.leads and len(self.paragraphs) > 1
        state.prose = True
        state.leads = lead and self._turns_follow(i)
        return self._make("lead" if lead else "body", paragraph, start)

    def _turns_follow(self, i: int) -> bool:
        """Whether the paragraphs above the first question belong to the lead: it is near."""
        near = self.found[i + 1:i + 6]
        return any(found is not None and found.kind in ("question", "label") for found in near)


def _bare(text: str) -> str:
    return regex.sub(r"\s+", "", text)
