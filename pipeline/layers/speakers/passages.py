"""Paragraphs cut for the reading of speech: quotations, sentences that respect them, clauses.

What is said between quotation marks is hidden (`MASK`) while the words around it are read, so that no rule finds its
source inside somebody's speech; quotation marks around a mere term stay open. `（以下简称…）` is hidden too (`ASIDE`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

import regex

from pipeline.model import Section, Span

MASK = "\ue010"
ASIDE = "\ue011"
OPENERS = {"“": "”", "「": "」", "『": "』", "‘": "’"}
SENTENCE_END = "。！？!?"
SPEECH_END = "。！？!?，,…—；~"
MARKS = re.compile(r"[“”「」『』‘’]")
CLAUSE = re.compile(r"[，；：。！？”」』】](?![，。；：！？”」』】])")
STOP = re.compile(r"[，；：。！？]")
STOPPED = re.compile(r"[。！？!?]+[”」』’）]*|\ue010[”」』]")
ABBREVIATES = regex.compile(r"（(?:[^（）\n]{0,4}[简簡下]称[^（）\n]{1,40}|[\dA-Z.]{4,12}|[A-Za-z][A-Za-z ·,.\-]{1,40})）")
POINT = regex.compile(r"(?:[①-⑳\p{So}※]|[（(]?\d{1,2}(?:[.、．](?!\d)|[）)])|[一二三四五六七八九十]{1,3}、)[ 　]*")  # ③ 某公司公告，……
SPEECH_LENGTH = 12
TERM_LENGTH = 8
DATELINE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Quote:
    """An outermost quotation: offsets of its marks; `closed` is False where it runs on into the next paragraph."""

    start: int
    end: int
    closed: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with the quotations in it that are speech."""

    start: int
    end: int
    quotes: tuple[Quote, ...]

    def quotes_in(self, start: int, end: int) -> tuple[Quote, ...]:
        """The quotations that begin in a stretch."""
        if not self.quotes:
            return ()
        first, last = (bisect_left(self.quotes, at, key=attrgetter("start")) for at in (start, end))
        return self.quotes[first:last]


@dataclass(frozen=True, slots=True)
class Canvas:
    """A document's text beside the same with all speech masked; `passages` has one for each section."""

    text: str
    masked: str
    passages: tuple[Passage, ...]


def read_canvas(text: str, spans: Sequence[Span | Section], said_behind: regex.Pattern[str] | None = None) -> Canvas:
    """The text with the speech in `spans` masked, offsets unchanged; `said_behind` matches `，他介绍，` behind a quotation."""
    passages = tuple(Passage(span.start, span.end, tuple(quotes(text, span.start, span.end, said_behind))) for span in spans)
    pieces: list[str] = []
    at = 0
    for passage in passages:
        for quote in passage.quotes:
            inner_end = quote.end - 1 if quote.closed else quote.end
            if quote.start + 1 >= at:
                pieces += [text[at:quote.start + 1], MASK * (inner_end - quote.start - 1)]
                at = inner_end
    pieces.append(text[at:])
    masked = ABBREVIATES.sub(lambda found: ASIDE * len(found[0]), "".join(pieces))
    return Canvas(text, masked, passages)


def quotes(text: str, start: int, end: int, said_behind: regex.Pattern[str] | None = None) -> Iterator[Quote]:
    """The outermost quotations of text[start:end] that are speech."""
    depth: list[str] = []
    opened = start
    for found in MARKS.finditer(text, start, end):
        mark = found[0]
        if mark in OPENERS:
            if not depth:
                opened = found.start()
            # A second “ inside “ is how the next paragraph of a quotation opens, not a deeper one.
            if not depth or depth[-1] != OPENERS[mark]:
                depth.append(OPENERS[mark])
        elif mark in depth:
            while depth.pop() != mark:
                pass
            long = said_behind is not None and found.end() - opened > TERM_LENGTH
            if not depth and (is_speech(text, start, opened, found.end(), end)
                              or long and said_behind is not None and said_behind.match(text, found.end(), end)):
                yield Quote(opened, found.end(), True)
    if depth and text[opened] in "“「":
        yield Quote(opened, end, False)


def is_speech(text: str, start: int, opened: int, closed: int, end: int) -> bool:
    """Whether a quotation is said rather than a term: it ends as a clause does, or a colon leads to it."""
    inner = text[opened + 1:closed - 1]
    if not inner:
        return False
    if inner[-1] in SPEECH_END:
        return True
    before = text[opened - 1] if opened > start else "\n"
    after = text[closed] if closed < end else "\n"
    return before in "：:" and (len(inner) >= SPEECH_LENGTH or after in "。！？\n")


def sentences(canvas: Canvas, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the outer sentences of a stretch, end marks and closing quotation marks included.

    A sentence ends where a quotation ends that closes with a stop: `“……。”` and `他说。` are two, joined by whoever
    reads them.
    """
    at = start
    for found in STOPPED.finditer(canvas.masked, start, end):
        if found[0][0] == MASK and canvas.text[found.start()] not in SENTENCE_END + "…’』":
            continue
        yield at, found.end()
        at = found.end()
    if at < end:
        yield at, end


def clause_starts(text: str, start: int, end: int, dateline: regex.Pattern[str] | None = None) -> Iterator[int]:
    """Where a clause of text[start:end] may begin: at the start and after each stop or closing quotation mark."""
    head = dateline.search(text, start, min(end, start + DATELINE_LENGTH)) if dateline else None
    head = head or POINT.match(text, start, end)
    yield head.end() if head and head.end() < end else start
    for found in CLAUSE.finditer(text, head.end() if head else start, end):
        if found.end() < end:
            yield found.end()


def clause_end(text: str, start: int, end: int) -> int:
    """Behind the stop that ends the clause at `start`; a closing quotation mark ends none."""
    found = STOP.search(text, start, end)
    return found.end() if found else end
