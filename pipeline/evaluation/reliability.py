"""Whether confidence can be believed: of the triples said to be this sure, how many are right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.evaluation.judging import Outcome

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Bucket:
    """The triples whose confidence is at least `low` and under `high` (the last: up to 1)."""

    low: float
    high: float
    n: int
    predicted: float
    right: float


def reliability(outcomes: Iterable[Outcome]) -> list[Bucket]:
    """One bucket for each range of confidence in which there are triples; a spurious triple counts as wrong."""
    scored = [(float(outcome.predicted["confidence"]), outcome.triple) for outcome in outcomes
              if outcome.predicted is not None and outcome.predicted.get("confidence") is not None]
    out = []
    for low, high in zip(EDGES, (*EDGES[1:], 1.0), strict=True):
        inside = [(sure, right) for sure, right in scored if low <= sure < high or (high == 1.0 and sure >= 1.0)]
        if inside:
            out.append(Bucket(low, high, len(inside), round(sum(sure for sure, _ in inside) / len(inside), 4),
                              round(sum(right for _, right in inside) / len(inside), 4)))
    return out
