"""The document's date and home, from what a release prints about itself; never from the clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

import regex

from pipeline.dates import count
from pipeline.formats.grammar import LONGEST, Grammar
from pipeline.model import Section

HAN_YEAR = regex.compile(r"[一二][〇○零一二三四五六七八九]{3}(?=年)")
DAY = regex.compile(r"(?:(?P<year>(?:19|20)\d{2})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
OPENING = regex.compile(r"[^，。]{0,8}?(?:(?P<year>(?:19|20)\d{2})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
MONTHS = 12
TOP = 8            # paragraphs of a release's top
OPENED = 80        # characters of a paragraph in which it says where it is from
TOP_KINDS = ("headline", "subhead", "lead", "furniture")


def date_of(paragraphs: Sequence[str], sections: Sequence[Section], grammar: Grammar, title: str | None) -> date | None:
    """The day a release is of: the date it prints, its dateline's, a caption's, the one its lead opens with.

    Where it names none, the last day of the month or the period that its headline reports on.
    """
    return Dating(paragraphs, sections, grammar, title).first()


class Dating:
    """Looks for the day in the order of trust."""

    def __init__(self, paragraphs: Sequence[str], sections: Sequence[Section], grammar: Grammar,
                 title: str | None) -> None:
        self.heads = [paragraph[:LONGEST] for paragraph in paragraphs]
        self.sections = sections
        self.grammar = grammar
        ahead = "".join(f"(?<!{regex.escape(word)})" for word in grammar.year_ahead)
        self.year = regex.compile(rf"(?<!\d){ahead}((?:19|20)\d{{2}})(?!\d|[-.]\d)")
        self.top = [title or "", *(head for kind in TOP_KINDS for head in self._of(kind))]

    def first(self) -> date | None:
        """The first day found."""
        printed = (self.grammar.find(name, head) for name in ("date", "dateline") for head in self.heads)
        captions = (DAY.match(head) for head in self._of("caption"))
        leads = (OPENING.match(head) for head in (*self._of("lead")[:1], *self._of("body")[:1]))
        for found in (*printed, *captions, *leads):
            day = self._day(found) if found else None
            if day:
                return day
        if any(word in head for head in self.heads for word in self.grammar.of_a_day):
            return None
        return next((day for head in self.top if (day := self._end_of_period(head))), None)

    def _end_of_period(self, head: str) -> date | None:
        """The last day of what a headline reports on: 2024年6月运行情况, 2024年上半年经济形势."""
        found = self.grammar.period.search(head)
        if not found:
            return None
        last = count(found["month"]) if found["month"] else int(self.grammar.period_ends[found["words"]])
        return _last_day(int(found["year"]), last)

    def _of(self, kind: str) -> list[str]:
        return [head for head, section in zip(self.heads, self.sections, strict=True) if section.kind == kind]

    def _day(self, found: regex.Match[str]) -> date | None:
        groups = found.groupdict()
        year = count(groups.get("year") or "") if groups.get("year") else self._year(found.string)
        month, day = count(groups.get("month") or ""), count(groups.get("day") or "")
        if year is None or month is None or day is None:
            return _last_day(year, month) if groups.get("year") and not groups.get("day") else None
        try:
            return date(year, month, day)
        except ValueError:
            return None

    def _year(self, paragraph: str) -> int | None:
        """The year of a day that is given without: the paragraph's own, else the title's, a headline's, the lead's."""
        for text in (paragraph, *self.top):
            years = [int(one) for one in self.year.findall(text)]
            years += [year for one in HAN_YEAR.findall(text) if (year := count(one)) is not None]
            if years:
                return max(years)
        return None


def _last_day(year: int | None, month: int | None) -> date | None:
    """The last day of a month; None where there is no such month."""
    if year is None or month is None or not 1 <= month <= MONTHS:
        return None
    return date(year, month, monthrange(year, month)[1])


def region_of(paragraphs: Sequence[str], grammar: Grammar, title: str | None, sections: Sequence[Section] = ()) -> str | None:
    """The place that 全市 and 我市 mean: the paper's, the headline's, the lead's; named twice or opening one of them.

    Nobody who speaks is a place: `总经理　白石川` above `市园林集团总经理` makes no 白石川市.
    """
    people = {section.speaker for section in sections if section.speaker}
    heads = dict.fromkeys(paragraph[:OPENED] for paragraph in (title or "", *paragraphs[:TOP], *paragraphs[-2:]))
    text = "\n".join(paragraphs)
    counts: dict[str, int] = {}
    patterns = grammar.patterns("place")
    for head in heads:
        for pattern in patterns:
            for found in pattern.finditer(head):
                place = found["place"]
                if place not in grammar.nationwide and not any(speaker.endswith(place) for speaker in people):
                    counts.setdefault(place, text.count(place))
    best = max(counts, key=lambda place: counts[place], default=None)
    opening = [head for head in heads if best and head.startswith(best)]
    return best if best and (counts[best] >= 2 or opening) else None
