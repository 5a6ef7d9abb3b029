"""What an expression says (`Parts`) and from where it is seen (`Vantage`).

Group names are the calendar's own terms: `month` is a number, `month_m1` the month before the document's, `month_c0` the
month just spoken of, `year_am1` the year before the one reported on, `quarter_is_1` a fixed one, `part_11_20` days of a
month, `on_10_1` the 1st of October. Groups for what stands around a date are the same in every rule: `until`, `to`, `link`,
`since`, `leaving` before it, `end` and `start` (年底, 月初), `onward`, `from_then`, `before`, `after`, `within` behind it, and
`ahead` for a word of planning nearby.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import regex

from pipeline import dates
from pipeline.dates import Period
from pipeline.model import Mention

OFFSET = regex.compile(r"(m|p)?([0-9])")
LATER = ("ahead", "before", "from_then", "to", "within")


@dataclass(frozen=True, slots=True)
class Vantage:
    """From where an expression is seen: the document's date, and what was read before it.

    `left` is the other end of a range, `topic` the period that opened the sentence, `previous` the nearest period of the
    paragraph, `day` its nearest single day; `about` is the year that the document's headline names, or the `chapter`'s,
    `year` the last that the paragraph names by its number, `quarter` the first quarter that the text names with its year,
    `ahead` the time to come that this sentence or the one before it named last, `reported` the period of the report that the
    document names.
    """

    anchor: date | None
    left: Period | None = None
    topic: Period | None = None
    previous: Period | None = None
    day: date | None = None
    about: int | None = None
    year: int | None = None
    chapter: int | None = None
    quarter: Period | None = None
    ahead: Period | None = None
    reported: Period | None = None

    def spoken(self) -> date | None:
        """A day of the period just spoken of."""
        spoken = self.left or self.previous
        return spoken.known if spoken else None


def signed(match: regex.Match[str]) -> int:
    """-1 for `m1`, 1 for `p1`, 0 for `0`."""
    return int(match[2]) * (-1 if match[1] == "m" else 1)


class Parts:
    """The groups of a mention, as what they say."""

    def __init__(self, mention: Mention, text: str) -> None:
        self.words = {name: span.of(text) for name, span in mention.groups.items() if span.end > span.start}

    def __contains__(self, name: str) -> bool:
        return name in self.words

    def any(self, names: Iterable[str]) -> bool:
        """Whether one of the groups is there."""
        return any(name in self.words for name in names)

    def later(self) -> bool:
        """Whether something speaks of the future (将, 到…, …前)."""
        return self.any(LATER)

    def number(self, name: str) -> int | None:
        """The number a group holds."""
        return dates.count(self.words[name]) if name in self.words else None

    def tagged(self, prefix: str) -> Iterator[str]:
        """What follows `prefix_` in the names of groups that are there."""
        for name in self.words:
            if name.startswith(f"{prefix}_"):
                yield name[len(prefix) + 1:]

    def offset(self, unit: str) -> int | None:
        """How far the named unit lies from the document's: -1 for `year_m1`."""
        return next(iter(self.offsets(unit)), None)

    def offsets(self, unit: str) -> list[int]:
        """How far the named units lie from the document's: [0, 1] for `year_0` and `year_p1` (今明两年)."""
        found = (OFFSET.fullmatch(tag) for tag in self.tagged(unit))
        return [signed(match) for match in found if match]

    def carried(self, unit: str) -> int | None:
        """How far the unit lies from the one just spoken of: 1 for `day_c1`, -1 for `day_cm1`."""
        found = (OFFSET.fullmatch(tag[1:]) for tag in self.tagged(unit) if tag[0] == "c")
        return next((signed(match) for match in found if match), None)

    def in_report(self, unit: str) -> int | None:
        """How far the unit lies from the one that the document reports on: -1 for `year_am1` (上年)."""
        found = (OFFSET.fullmatch(tag[1:]) for tag in self.tagged(unit) if tag[0] == "a")
        return next((signed(match) for match in found if match), None)

    def choice(self, prefix: str) -> int | None:
        """The number in the group's own name: 2 for `half_2`."""
        return next((int(tag) for tag in self.tagged(prefix) if tag.isdigit()), None)

    def pair(self, prefix: str) -> tuple[int, int] | None:
        """The two numbers in the group's own name: (11, 20) for `part_11_20`."""
        for tag in self.tagged(prefix):
            first, _, last = tag.partition("_")
            if first.isdigit() and last.isdigit():
                return int(first), int(last)
        return None

    def names_year(self) -> bool:
        """Whether the expression says which year."""
        named = (self.offset("year"), self.carried("year"), self.in_report("year"))
        return self.any(("year", "roc")) or any(number is not None for number in named)
