"""Reads the time mentions of a text from its start to its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import regex

from pipeline import dates
from pipeline.dates import Period
from pipeline.layers.times.parts import Parts, Vantage
from pipeline.layers.times.resolvers import RESOLVERS
from pipeline.model import Mention, Time

SENTENCE_END = regex.compile(r"[。！？\n]")
AFTER_TOPIC = regex.compile(r"\s*[，,、：:]")
SPACE = regex.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
DAY_REACH = 200


@dataclass(slots=True)
class Read:
    """A time that was read: what it says, the period it names (an edge of it, `年底`, taken), and its parts."""

    time: Time
    period: Period | None
    parts: Parts
    span: str
    widest: int


def read_times(mentions: Iterable[Mention], text: str, anchor: date | None) -> tuple[Time, ...]:
    """The times among `mentions`, in text order; a range said in two parts (`5月1日—4日`) is one time."""
    reader = Reader(text, anchor)
    for mention in mentions:
        if mention.layer == "time" and mention.emits.get("kind") != "none":
            reader.take(mention)
    return tuple(read.time for read in reader.found)


@dataclass
class Reader:
    """Reads one text from its start to its end and remembers what later expressions refer to."""

    text: str
    anchor: date | None
    found: list[Read] = field(default_factory=list)
    topic: tuple[int, Period] | None = None

    def take(self, mention: Mention) -> None:
        """Read one more mention; it may end a range that the last one began."""
        parts, span = Parts(mention, self.text), mention.emits["span"]
        left = self._left(mention, parts)
        vantage = self._vantage(mention.start, left)
        period = None if "vague" in parts else edged(parts, RESOLVERS[span](parts, vantage))
        if left:
            self._join(left, mention, parts, period)
            return
        start = self._start(mention, parts)
        time = Time(start, mention.end, said(self.text[start:mention.end]), *ends(bounded(parts, period)), mention.rule)
        self.found.append(Read(time, period, parts, span, mention.start))
        self._set_topic(self.found[-1])

    def _left(self, mention: Mention, parts: Parts) -> Read | None:
        """The time that this mention goes on from as a range."""
        last = self.found[-1] if self.found else None
        if last is None or last.time.end != mention.start or last.span == "vague":
            return None
        return last if parts.any(("link", "to")) or "until" in parts and "onward" in last.parts else None

    def _join(self, left: Read, mention: Mention, parts: Parts, period: Period | None) -> None:
        """Let the last time reach on to the end of this mention."""
        first = left.period.first if left.period else None
        last = period.last if period else None
        whole = Period(first, last) if first and last and first <= last else None
        start = left.widest if left.parts.any(("since", "leaving")) else left.time.start
        time = Time(start, mention.end, said(self.text[start:mention.end]), *ends(whole), left.time.rule)
        self.found[-1] = Read(time, whole, left.parts, left.span, left.widest)
        self._set_topic(self.found[-1])

    def _start(self, mention: Mention, parts: Parts) -> int:
        """Where the time's own text begins: a dash without a left side and a bare 从 do not belong to it."""
        if "link" in parts:
            return mention.groups["link"].end
        if "leaving" in parts and not parts.any(("onward", "from_then")):
            return mention.groups["leaving"].end
        return mention.start

    def _vantage(self, at: int, left: Read | None) -> Vantage:
        """What an expression at `at` may refer to."""
        paragraph = self.text.rfind("\n", 0, at) + 1
        near = [read for read in self.found[-12:] if read.period]
        spans = [reach(read) for read in near if read.time.start >= paragraph and not point(read)]
        days_ = [read.period.first for read in near
                 if read.period and day_like(read) and read.time.start >= min(paragraph, at - DAY_REACH)]
        topic = self._beside(at) or (self.topic[1] if self.topic and self.topic[0] == self._sentence(at) else None)
        return Vantage(self.anchor, left.period if left else None, topic, spans[-1] if spans else None,
                       days_[-1] if days_ else None)

    def _beside(self, at: int) -> Period | None:
        """The year of a time that names it, at most one character before `at`: 2021年一季度和二季度."""
        last = self.found[-1] if self.found else None
        if last is None or last.time.end + 1 < at or not last.parts.names_year():
            return None
        if not (self.text[at - 1] == "、" or self.text[at - 1].isalpha()):
            return None
        known = last.period.known if last.period else None
        return dates.years(known.year, known.year) if known else None

    def _sentence(self, at: int) -> int:
        """Where the sentence that holds `at` begins."""
        start = 0
        for end in SENTENCE_END.finditer(self.text, max(0, at - 400), at):
            start = end.end()
        return start

    def _set_topic(self, read: Read) -> None:
        """A period with its year that opens a sentence, or stands before a comma, dates what follows in the sentence."""
        period = read.period
        if period is None or not period.first or not period.last or period.single or not read.parts.names_year():
            return
        start = self._sentence(read.time.start)
        opens = not any(char.isalnum() for char in self.text[start:read.time.start])
        if opens or AFTER_TOPIC.match(self.text, read.time.end):
            self.topic = (start, period)


def day_like(read: Read) -> bool:
    """Whether the expression names one day."""
    return read.span in ("day", "clock", "feast", "lunar") and read.period is not None and read.period.single


def point(read: Read) -> bool:
    """Whether the expression is only a day or a base of comparison (年初, 上年末), and no period to refer to."""
    return read.time.first == read.time.last and (read.span != "month" or "start" in read.parts)


def reach(read: Read) -> Period | None:
    """What the time covers, open ends and all."""
    return Period(read.time.first, read.time.last) if read.time.first or read.time.last else None


def edged(parts: Parts, period: Period | None) -> Period | None:
    """The period, or its last day (年底) or first (年初)."""
    if period is None:
        return None
    if parts.any(("month_first", "quarter_first")):
        return period  # 5—9月底 is all of it
    if "end" in parts:
        return Period(period.last, period.last)
    if "start" in parts:
        return Period(period.first, period.first)
    return period


def bounded(parts: Parts, period: Period | None) -> Period | None:
    """The period as 截至, 自…以来, …前 and the like open it."""
    if period is None:
        return None
    if "after" in parts:
        return Period(period.last + dates.DAY, None) if period.last and period.last < date.max else None
    if parts.any(("onward", "from_then", "since")):
        return Period(period.first, None)
    if parts.any(("until", "to", "before", "within")):
        return Period(None, period.last)
    return period


def said(text: str) -> str:
    """The words of an expression without the spaces around its Chinese characters."""
    return SPACE.sub("", text)


def ends(period: Period | None) -> tuple[date | None, date | None]:
    """Its first and last day."""
    return (period.first, period.last) if period else (None, None)
