"""The document's date and home, from what a release prints about itself; never from the clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import regex

from pipeline.dates import count
from pipeline.formats.grammar import LONGEST, Grammar
from pipeline.model import Section

YEAR = regex.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d|[-.]\d)")
HAN_YEAR = regex.compile(r"[一二][〇○零一二三四五六七八九]{3}(?=年)")
DAY = regex.compile(r"(?:(?P<year>(?:19|20)\d{2})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
OPENING = regex.compile(r"[^，。]{0,8}?(?:(?P<year>(?:19|20)\d{2})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
TOP = 12           # paragraphs of a release's top


def date_of(paragraphs: Sequence[str], sections: Sequence[Section], grammar: Grammar, title: str | None) -> date | None:
    """The day a release is of: what it prints as its date, its dateline, a caption's day, the day its lead opens with."""
    heads = [paragraph[:LONGEST] for paragraph in paragraphs]
    for name in ("date", "dateline"):
        for i, paragraph in enumerate(heads):
            found = grammar.find(name, paragraph)
            day = _day(found, heads, i, title) if found else None
            if day:
                return day
    for kind, pattern in (("caption", DAY), ("lead", OPENING), ("body", OPENING)):
        for i, section in enumerate(sections):
            found = pattern.match(heads[i]) if section.kind == kind else None
            day = _day(found, heads, i, title) if found else None
            if day:
                return day
            if kind == "body" and section.kind == kind:
                return None
    return None


def _day(found: regex.Match[str], heads: Sequence[str], at: int, title: str | None) -> date | None:
    groups = found.groupdict()
    year = count(groups.get("year") or "") if groups.get("year") else _year(heads, at, title)
    month, day = count(groups.get("month") or ""), count(groups.get("day") or "")
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(heads: Sequence[str], at: int, title: str | None) -> int | None:
    """The year of a day that is given without: the paragraph's own, the title's, the one the text's top names most."""
    for text in (heads[at], title or "", *heads[:2]):
        years = _years(text)
        if years:
            return max(years)
    counts = Counter(year for head in heads for year in _years(head))
    return max(counts, key=lambda year: (counts[year], year)) if counts else None


def _years(text: str) -> list[int]:
    found = [int(one) for one in YEAR.findall(text)]
    return found + [year for one in HAN_YEAR.findall(text) if (year := count(one)) is not None]


def region_of(paragraphs: Sequence[str], grammar: Grammar, nationwide: Sequence[str], title: str | None) -> str | None:
    """The place that 全市 and 我市 mean: the paper's, the headline's, the lead's; it must be named more than once."""
    heads = [paragraph[:LONGEST] for paragraph in (title or "", *paragraphs[:TOP])]
    text = "\n".join(paragraphs)
    counts: Counter[str] = Counter()
    order: dict[str, int] = {}
    for head in (*heads, *(paragraph[:LONGEST] for paragraph in paragraphs[-2:])):
        for pattern in grammar.patterns("place"):
            for found in pattern.finditer(head):
                place = found["place"]
                if place not in nationwide and place not in order:
                    order[place] = len(order)
                    counts[place] = text.count(place)
    if not counts:
        return None
    best = max(counts, key=lambda place: (counts[place], -order[place]))
    return best if counts[best] >= 2 else None
