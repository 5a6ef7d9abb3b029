"""Time and status of a claim: found in the clause, or carried from an earlier clause of the statement."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.layers.claims.context import Context
from pipeline.layers.claims.grammar import modifiers
from pipeline.layers.claims.runs import QUANTITY, TIME, Run
from pipeline.layers.claims.words import WordLists
from pipeline.model import Status, Time

BASE_BEFORE = "比较与同由从是和于"


def note_time(clause: Run, at_time: Mapping[int, Time], lists: WordLists, context: Context) -> None:
    """Let the first time of a clause date what follows, unless it is a base of comparison or dates only its own verb.

    In a clause without a figure a time behind the subject dates what that clause tells: 公报于2020年发布，…
    """
    aside = QUANTITY not in clause.text
    hidden = {place for start, end in modifiers(clause, lists) for place in range(start, end)}
    for i, char in enumerate(clause.text):
        if char != TIME or i in hidden or i and clause.text[i - 1] in BASE_BEFORE:
            continue
        if aside and any(letter in "NR" for letter in clause.shape[:i]) and i + 1 < len(clause):
            continue
        context.time = at_time[clause.at[i]]
        return


def time_of(left: Run, predicate: Run, at_time: Mapping[int, Time], context: Context) -> Time | None:
    """The last time before the quantity outside the predicate, else the one carried."""
    inside = set(predicate.at)
    for i in range(len(left) - 1, -1, -1):
        if left.text[i] != TIME or left.at[i] in inside:
            continue
        if i and left.text[i - 1] in "比较与同":
            continue
        return narrower(at_time[left.at[i]], context)
    return context.time


def narrower(said: Time, context: Context) -> Time:
    """The time said, or the one its sentence opened with where that lies within it: 截至5月4日，2026年以旧换新惠及…"""
    opened = context.time
    if opened is None or said is opened or opened.last is None or said.first is None or said.last is None:
        return said
    whole_year = (said.first.month, said.first.day, said.last.month, said.last.day) == (1, 1, 12, 31)
    inside = said.first <= opened.last <= said.last and opened.start >= context.sentence.start
    return opened if whole_year and inside and opened.end <= said.start else said


def note_status(clause: Run, lists: WordLists, context: Context) -> None:
    """Let the status words of a clause hold for the clauses after it in the sentence."""
    said = status_in(clause, lists)
    if said:
        context.status = said
    elif lists.realised.search(clause.text):
        context.status = None


def status_of(left: Run, lists: WordLists, context: Context) -> Status:
    """The status of a claim: of its own words, else of the sentence so far."""
    return status_in(left, lists) or context.status or "actual"


def status_in(run: Run, lists: WordLists) -> Status | None:
    """The status that the words of a run give, or None."""
    if lists.forecast.search(run.text):
        return "forecast"
    for found in lists.planned.finditer(run.text):
        start, end = found.span()
        if found[0] in ("将", "將") and end < len(run) and run.shape[end] not in "VDPTA":
            continue
        if run.shape[start] not in "DVP":
            continue
        return "planned"
    return None
