"""Figures from outcomes, and how far they may be off: bootstrap intervals."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from pipeline.evaluation.judging import Outcome

Counts = tuple[int, ...]
Interval = tuple[float, float]

COUNTED = ("gold", "predicted", "paired", "quantity", "triple", "speaker", "claim", "claim_exact", "time", "status",
           "comparison")
OF_BOTH = {"found": "paired", "quantity": "quantity", "triple": "triple"}  # figures with precision and recall
OF_PAIRED = ("speaker", "claim", "claim_exact", "time", "status", "comparison")  # shares of the paired
FIGURES = (*(f"{name}_{part}" for name in OF_BOTH for part in ("p", "r", "f1")),
           *(f"{name}_accuracy" for name in OF_PAIRED))
SAMPLES = 1000
SEED = 20210815


def count(outcome: Outcome) -> Counts:
    """What one outcome adds to each of `COUNTED`."""
    paired = outcome.paired
    values = {
        "gold": outcome.gold is not None, "predicted": outcome.predicted is not None, "paired": paired,
        "quantity": outcome.quantity, "triple": outcome.triple, "claim": paired and outcome.claim_close,
        "claim_exact": outcome.claim_exact,
        **{name: paired and name not in outcome.causes for name in ("speaker", "time", "status", "comparison")},
    }
    return tuple(int(values[name]) for name in COUNTED)


def total(parts: Iterable[Counts]) -> Counts:
    """The sum of counts."""
    return tuple(map(sum, zip(*parts, strict=True))) or (0,) * len(COUNTED)


def from_counts(counts: Counts) -> dict[str, float]:
    """Every figure, unrounded; 0 where nothing was counted."""
    n = dict(zip(COUNTED, counts, strict=True))
    out: dict[str, float] = {}
    for name, counted in OF_BOTH.items():
        precision, recall = _share(n[counted], n["predicted"]), _share(n[counted], n["gold"])
        both = precision + recall
        out |= {f"{name}_p": precision, f"{name}_r": recall,
                f"{name}_f1": 2 * precision * recall / both if both else 0.0}
    return out | {f"{name}_accuracy": _share(n[name], n["paired"]) for name in OF_PAIRED}


def figures(documents: Mapping[str, Sequence[Outcome]]) -> dict[str, float]:
    """Counts and figures over all documents, rounded to four places."""
    counts = total(count(outcome) for outcomes in documents.values() for outcome in outcomes)
    sizes = dict(zip(COUNTED[:3], counts, strict=False))
    rounded = {name: round(value, 4) for name, value in from_counts(counts).items()}
    return {"documents": len(documents), **sizes, **rounded}


def intervals(documents: Mapping[str, Sequence[Outcome]], samples: int = SAMPLES) -> dict[str, Interval]:
    """The middle 95 % of each figure when documents (of a single one, its triples) are drawn anew, by a fixed seed."""
    if len(documents) > 1:
        units = [total(map(count, outcomes)) for outcomes in documents.values()]
    else:
        units = [count(outcome) for outcomes in documents.values() for outcome in outcomes]
    if not units:
        return {}
    draw = random.Random(SEED)
    drawn = [from_counts(total(draw.choices(units, k=len(units)))) for _ in range(samples)]
    out = {}
    for name in FIGURES:
        values = sorted(sample[name] for sample in drawn)
        low, high = values[round(0.025 * (samples - 1))], values[round(0.975 * (samples - 1))]
        out[name] = (round(low, 4), round(high, 4))
    return out


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
