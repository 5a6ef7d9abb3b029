"""The year that a document, or a chapter of it, reports on, by its headlines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from pipeline import dates
from pipeline.dates import Period
from pipeline.model import Section
from pipeline.rulebook import Lexicon

YEAR = regex.compile(r"(?<![0-9])(?:(?:19|20)[0-9]{2}|[一二][〇○零一二三四五六七八九]{3})(?=年(?![代版款前内]|以[前内来]))")
LONGEST_AGO = 3  # years: an older one in a headline is what the news looks back on, not what it reports


@dataclass(frozen=True, slots=True)
class Reported:
    """The years that a text reports on: from each offset on its year, or None where none is known. Offsets only grow.

    `period` is that of the report it names (2024年半年度报告), if it names one.
    """

    starts: tuple[int, ...] = (0,)
    years: tuple[int | None, ...] = (None,)
    period: Period | None = None

    def at(self, offset: int) -> int | None:
        """The year reported on at an offset."""
        return self.years[bisect_right(self.starts, offset) - 1]

    def chapter_at(self, offset: int) -> int | None:
        """The year that a chapter's own heading names there; None before the first chapter."""
        number = bisect_right(self.starts, offset) - 1
        return self.years[number] if number else None


def years_reported(text: str, sections: Sequence[Section], title: str | None, anchor: date | None, lexicon: Lexicon) -> Reported:
    """The year that the headline names (2023 for `2023年江澄统计公报`), and from each chapter that names another on, that one.

    A chapter (一、2024年工作回顾) without a year goes back to the headline's. No year is taken from a line that names several,
    one to come, or one long past.
    """
    heads = [section for section in sections if section.kind == "headline" and section.item == 0]
    whole = _only_year([title or "", *(text[section.start:section.end] for section in heads)], anchor)
    chapter = lexicon.compile("{chapter}")
    starts: list[int] = [0]
    years: list[int | None] = [whole]
    for section in sections:
        heading = text[section.start:section.end]
        if section.kind != "subhead":
            continue
        named = _only_year([heading], anchor)
        if named or chapter.match(heading):
            starts.append(section.start)
            years.append(named or whole)
    return Reported(tuple(starts), tuple(years), _period_reported(text, lexicon))


def _period_reported(text: str, lexicon: Lexicon) -> Period | None:
    """The period of the first report that the text names: 2024年半年度报告 → the first half of 2024."""
    found = lexicon.compile("{named_report}").search(text)
    year = dates.count(found["year"]) if found else None
    if found is None or year is None:
        return None
    if found["half"]:
        return dates.halves(year, 1)
    last = dates.count(found["quarter"]) if found["quarter"] else None
    return dates.quarters(year, 1 if found["first"] else last, last) if last else dates.years(year, year)


def _only_year(lines: Iterable[str], anchor: date | None) -> int | None:
    """The one year that the lines name, if it is neither one to come nor one long past."""
    found = {dates.count(match[0]) for line in lines for match in YEAR.finditer(line)}
    year = found.pop() if len(found) == 1 else None
    if year is None or anchor and not anchor.year - LONGEST_AGO <= year <= anchor.year:
        return None
    return year
