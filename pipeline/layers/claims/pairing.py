"""分别: several subjects and several figures, paired in order."""

from __future__ import annotations

from dataclasses import replace

from pipeline.layers.claims.context import Context, Parts
from pipeline.layers.claims.runs import Run
from pipeline.layers.claims.words import WordLists


def pair(parts: Parts, left: Run, context: Context, lists: WordLists) -> Parts:
    """The reading with its subject narrowed to the one that this figure belongs to."""
    return parts
