"""Reads the time mentions of a text from its start to its end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import regex

from pipeline import dates
from pipeline.dates import Period
from pipeline.layers.times.context import Context, Read
from pipeline.layers.times.parts import Parts
from pipeline.layers.times.report import Reported
from pipeline.layers.times.resolvers import RESOLVERS
from pipeline.model import Mention, Time

SPACE = regex.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")


def read_times(mentions: Iterable[Mention], text: str, anchor: date | None, about: Reported | None = None) -> tuple[Time, ...]:
    """The times among `mentions`, in text order; a range said in two parts (`5月1日—4日`) is one time.

    `anchor` is the document's date. Without it what counts from there (`今年`, `8月15日`) keeps its text and has no dates.
    `about` are the years that the document reports on (see `years_reported`): 全年, 年末 and 上年 are seen from there.
    """
    reader = Reader(text, anchor, about)
    for mention in mentions:
        if mention.layer == "time" and mention.emits.get("kind") != "none":
            reader.take(mention)
    return tuple(read.time for read in reader.found)


class Reader:
    """Reads one text, mention by mention."""

    def __init__(self, text: str, anchor: date | None, about: Reported | None = None) -> None:
        self.text = text
        self.context = Context(text, anchor, about)
        self.found: list[Read] = []

    def take(self, mention: Mention) -> None:
        """Read one more mention; it may end a range that the last one began."""
        parts, span = Parts(mention, self.text), mention.emits["span"]
        left = self._left(mention, parts)
        vantage = self.context.vantage(mention.start, left.period if left else None)
        period = None if "vague" in parts else edged(parts, RESOLVERS[span](parts, vantage))
        if left:
            self.found.pop()
            read = joined(left, mention, period, self.text)
        else:
            start = own_start(mention, parts)
            time = Time(start, mention.end, said(self.text[start:mention.end]), *ends(bounded(parts, period)), mention.rule)
            read = Read(time, period, parts, span, mention.start)
        self.found.append(read)
        self.context.remember(read)

    def _left(self, mention: Mention, parts: Parts) -> Read | None:
        """The time that this mention goes on from as a range."""
        last = self.found[-1] if self.found else None
        if last is None or last.time.end != mention.start or last.span == "vague":
            return None
        return last if parts.any(("link", "to")) or "until" in parts and "onward" in last.parts else None


def joined(left: Read, mention: Mention, period: Period | None, text: str) -> Read:
    """The last time, reaching on to the end of this mention: 5月1日 + —4日."""
    first = left.period.first if left.period else None
    last = period.last if period else None
    whole = Period(first, last) if first and last and first <= last else None
    start = left.widest if left.parts.any(("since", "leaving")) else left.time.start
    time = Time(start, mention.end, said(text[start:mention.end]), *ends(whole), left.time.rule)
    return Read(time, whole, left.parts, left.span, left.widest)


def own_start(mention: Mention, parts: Parts) -> int:
    """Where the time's own text begins: a dash without a left side and a bare 从 do not belong to it."""
    if "link" in parts:
        return mention.groups["link"].end
    if "leaving" in parts and not parts.any(("onward", "from_then")):
        return mention.groups["leaving"].end
    return mention.start


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
