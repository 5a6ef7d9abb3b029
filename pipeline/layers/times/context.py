"""What was read before an expression, as far as it may refer to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import regex

from pipeline import dates
from pipeline.dates import Period
from pipeline.layers.times.parts import Parts, Vantage
from pipeline.layers.times.report import Reported
from pipeline.model import Time

BREAK = regex.compile(r"[。！？\n]")
AFTER_TOPIC = regex.compile(r"\s*[，,、：:]")
DAY_REACH = 200  # characters over which 当天 looks back beyond its paragraph


@dataclass(frozen=True, slots=True)
class Read:
    """A time that was read: what it says, the period it names (an edge of it, `年底`, taken), and its parts."""

    time: Time
    period: Period | None
    parts: Parts
    span: str
    widest: int

    @property
    def covers(self) -> Period | None:
        """What the time covers, open ends and all."""
        return Period(self.time.first, self.time.last) if self.time.first or self.time.last else None

    @property
    def is_day(self) -> bool:
        """Whether it names one day."""
        return self.span in ("day", "clock", "feast", "lunar") and self.period is not None and self.period.single

    @property
    def is_point(self) -> bool:
        """Whether it is only a day or a base of comparison (年初, 上年末), and no period to refer to."""
        return self.time.first == self.time.last and (self.span != "month" or "start" in self.parts)


class Context:
    """Goes along with the reading of one text. Positions only grow, so that no text is searched twice."""

    def __init__(self, text: str, anchor: date | None, about: Reported | None = None) -> None:
        self.text = text
        self.anchor = anchor
        self.about = about or Reported()
        self._seen = self._paragraph = self._sentence = self._sentence_before = 0
        self._topic: Period | None = None
        self._previous: Period | None = None
        self._year: int | None = None
        self._quarter: Period | None = None
        self._day: tuple[int, date] | None = None
        self._last: Read | None = None

    def vantage(self, at: int, left: Period | None) -> Vantage:
        """From where an expression at `at` is seen; `left` is the other end of a range that it ends."""
        self._advance(at)
        day = self._day[1] if self._day and self._day[0] >= min(self._paragraph, at - DAY_REACH) else None
        about, chapter = self.about.at(at), self.about.chapter_at(at)
        return Vantage(self.anchor, left, self._beside(at) or self._topic, self._previous, day, about, self._year, chapter, self._quarter,
                       self._ahead(), self.about.period)

    def remember(self, read: Read) -> None:
        """Let what follows refer to this time."""
        self._last = read
        if read.period is None:
            return
        if not read.is_point:
            self._previous = read.covers
        if read.is_day and read.period.first and "since" not in read.parts:  # 自10月7日…以来 goes on to the present
            self._day = read.time.start, read.period.first
        if read.span == "year" and "year" in read.parts and read.period.first:
            self._year = read.period.first.year
        if read.span == "quarter" and read.parts.names_year() and self._quarter is None:
            self._quarter = read.period
        if self._opens(read):
            self._topic = read.period

    def _ahead(self) -> Period | None:
        """The last time named in this sentence or the one before it, if it is to come: 预计2025年建成通车。届时，…"""
        covers = self._last.covers if self._last and self._last.time.start >= max(self._sentence_before, self._paragraph) else None
        known = covers.last or covers.first if covers else None
        return covers if known and (self.anchor is None or known > self.anchor) else None

    def _advance(self, at: int) -> None:
        """Forget the topic at the end of its sentence, and what periods refer to at the end of the paragraph."""
        for found in BREAK.finditer(self.text, self._seen, at):
            self._sentence_before, self._sentence = self._sentence, found.end()
            self._topic = None
            if found[0] == "\n":
                self._paragraph = found.end()
                self._previous = self._year = None
        self._seen = max(self._seen, at)

    def _opens(self, read: Read) -> bool:
        """Whether it is a period with its year that opens a sentence or stands before a comma: it dates what follows."""
        period = read.period
        if period is None or not period.first or not period.last or period.single or not read.parts.names_year():
            return False
        if read.span != "same" and AFTER_TOPIC.match(self.text, read.time.end):
            return True  # 2019年同期 behind 高于 is only a base of comparison
        return not any(self.text[at].isalnum() for at in range(self._sentence, read.time.start))

    def _beside(self, at: int) -> Period | None:
        """The year of a time that names it, at most one character before `at`: 2021年一季度和二季度."""
        last = self._last
        if last is None or last.time.end + 1 < at or not last.parts.names_year():
            return None
        if not (self.text[at - 1] == "、" or self.text[at - 1].isalpha()):
            return None
        known = last.period.known if last.period else None
        return dates.years(known.year, known.year) if known else None
