"""Rows of a text table → claims: the row's name is the subject, the column's heading says what is measured."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from pipeline.layers.claims.matching import spec_of
from pipeline.layers.claims.told import Told
from pipeline.layers.claims.words import WordLists
from pipeline.model import Cell, Claim, Quantity, Section, Slot, Span, Time
from pipeline.rulebook import Rule

RULE = "claim/table-row"
BRACKETS = regex.compile(r"[（(][^（）()]*[）)]")
YEAR = regex.compile(r"\d{4}年(?:\d{1,2}月|[上下]半年)?[末底]?")  # when, not what
GAP = regex.compile(r"[\t　]|  +")
EDGE = " \t|｜　：:、，。-—"


def row_claims(told: Told, section: Section, rule: Rule, lists: WordLists, time: Time | None) -> Iterator[Claim]:
    """One claim for every figure that stands in a cell of the row, in order."""
    name = _name(told, section, lists)
    for cell in section.cells:
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
    said = BRACKETS.sub("", said).split("|")[1 if said.startswith("|") else 0].strip(EDGE)
    said = GAP.split(said)[0]  # a column of units may stand between the name and the first figure
    return Slot(said, Span(start, start + len(said))) if said else None


def _claim(quantity: Quantity, name: Slot | None, cell: Cell, section: Section, rule: Rule, lists: WordLists,
           time: Time | None) -> Claim:
    heading = BRACKETS.sub("", cell.column).strip(EDGE)
    subject, predicate = name, None
    if lists.change_verb.search(heading) or any(word in heading for word in lists.comparison_words):
        predicate = Slot(heading)
    elif heading and heading not in lists.plain_headings and not YEAR.fullmatch(heading):
        whole = heading + name.text if name and lists.region.search(heading) else (name.text if name else "") + heading
        subject = Slot(whole, name.span if name else None)
    base = lists.compared_heading.match(heading)
    comparison = base[1] if base else next((word for word in lists.comparison_words if word in heading), None)
    certainty = float(spec_of(rule).certainty)
    return Claim(quantity, subject, predicate, None, time, "actual", comparison, (quantity.rule, rule.id), certainty,
                 Span(section.start, section.end), ("the row's name and the column's heading",))
