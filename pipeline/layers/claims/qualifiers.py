"""Time and status of a claim: found in the clause, or carried from an earlier clause of the statement."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.model import Status, Time
from pipeline.layers.claims.context import Context
from pipeline.layers.claims.runs import TIME, Run
from pipeline.layers.claims.words import WordLists

BASE_BEFORE = "比较与同由从是"


def note_time(clause: Run, at_time: Mapping[int, Time], context: Context) -> None:
    """Let the first time of a clause that is no base of comparison date what follows."""
    for i, char in enumerate(clause.text):
        if char == TIME and not (i and clause.text[i - 1] in BASE_BEFORE):
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
        return at_time[left.at[i]]
    return context.time


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
        if not run.shape[start].isupper():
            continue
        return "planned"
    return None
