"""Rows of a text table → claims: the row's name is the subject, the column's heading says what is measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from pipeline.layers.claims.matching import spec_of
from pipeline.layers.claims.told import Told
from pipeline.layers.claims.words import BULLETS, WordLists
from pipeline.model import Cell, Claim, Quantity, Section, Slot, Span, Time
from pipeline.rulebook import Rule

RULE = "claim/table-row"
BRACKETS = regex.compile(r"[（(][^（）()]*[）)]")
POINT = regex.compile(r"[A-Z][.、．][ ]?(?=\p{Han})")
GAP = regex.compile(r"[\t　|｜]|  +")
UNIT = regex.compile(r"[／/][A-Za-z%‰]{1,6}\Z")
EDGE = " \t|｜　：:、，。-—…" + BULLETS


@dataclass(frozen=True, slots=True)
class TableTimes:
    """The times that the lines above the rows of a table say: those of its last line, and the last of the lines before."""

    said: Sequence[Time] = ()
    before: Time | None = None

    def then(self, said: Sequence[Time]) -> TableTimes:
        """These times after one more line."""
        return TableTimes(said, self.said[-1] if self.said else self.before)

    def of(self, cells: Sequence[Cell]) -> list[Time | None]:
        """The time of each cell: its column's own, else that of the columns before it, of several the latest (本周, 上周, 环比)."""
        owns = [self._time_in(cell.column) for cell in cells]
        held = self.before if any(owns) or not self.said else self.said[-1]
        out: list[Time | None] = []
        timed = False
        for own in owns:
            if own and not (timed and held and own.first and held.first and own.first < held.first):
                held = own
            timed = own is not None
            out.append(own or held)
        return out

    def _time_in(self, column: str) -> Time | None:
        """The longest time of the last line that a column's name holds."""
        return max((time for time in self.said if time.text in column), key=lambda time: len(time.text), default=None)


def row_claims(told: Told, section: Section, rule: Rule, lists: WordLists, table: TableTimes) -> Iterator[Claim]:
    """One claim for every figure that stands in a cell of the row, in order."""
    name = _name(told, section, lists)
    for cell, time in zip(section.cells, table.of(section.cells), strict=True):
        quantity = told.quantity_in(cell.start, cell.end)
        if quantity is not None:
            yield _claim(quantity, name, cell, section, rule, lists, time)


def _name(told: Told, section: Section, lists: WordLists) -> Slot | None:
    """The words before the first cell, without their unit and without 其中."""
    start, end = section.start, section.cells[0].start
    said = told.text[start:end]
    for word in lists.among_words:
        at = said.find(word)
        if at >= 0:
            start += at + len(word)
            said = told.text[start:end]
    start += len(said) - len(said.lstrip(EDGE))
    point = POINT.match(told.text, start)
    if point:  # A. 睡觉　52.6%
        start = point.end()
        said = told.text[start:end]
    said = BRACKETS.sub("", said).strip(EDGE)
    parts = [part.strip(EDGE) for part in GAP.split(said) if part.strip(EDGE)]
    if len(parts) > 1 and lists.standing.fullmatch(parts[0]):
        start += said.index(parts[1], len(parts[0]))  # 冠军 佟小满 98 121
        parts = parts[1:]
    said = parts[0] if parts else ""  # a column of units may stand between the name and the first figure
    return Slot(said, Span(start, start + len(said))) if said else None


def _claim(quantity: Quantity, name: Slot | None, cell: Cell, section: Section, rule: Rule, lists: WordLists,
           time: Time | None) -> Claim:
    heading = UNIT.sub("", BRACKETS.sub("", cell.column).strip(EDGE))
    if time and not lists.compared_heading.match(heading):  # 本周, 2023年产量; not 比上年增长
        heading = heading.replace(time.text, "").strip(EDGE)
    subject, predicate = name, None
    if lists.change_verb.search(heading) or any(word in heading for word in lists.comparison_words):
        predicate = Slot(heading)
    elif heading and heading not in lists.plain_headings:
        whole = heading + name.text if name and lists.region.ends(heading) else (name.text if name else "") + heading
        subject = Slot(whole, name.span if name else None)
    base = lists.compared_heading.match(heading)
    comparison = base[1] if base else next((word for word in lists.comparison_words if word in heading), None)
    certainty = float(spec_of(rule).certainty)
    return Claim(quantity, subject, predicate, None, time, "actual", comparison, (quantity.rule, rule.id), certainty,
                 Span(section.start, section.end), ("the row's name and the column's heading",))
