"""Reviewers compared: how often they agree, Cohen's kappa, each disagreement, and one log made of several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.review.cards import Content, differences
from pipeline.review.session import now
from pipeline.review.store import Decision, Verdict, history_of, read_log
from pipeline.writing import whole

CATEGORIES = ("accept", "reject", "correct")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A triple on which two reviewers decided differently; `fields` are those in which their corrections differ."""

    triple: str
    doc: str
    text: str
    first: str
    second: str
    answers: tuple[str, str]
    fields: tuple[str, ...]
    decisions: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two reviewers on the triples both decided. `kappa` is None where chance alone would make them agree always."""

    first: str
    second: str
    both: int
    agreed: int
    kappa: float | None
    table: dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pairs of reviewers, and what they disagree on."""

    reviewers: tuple[str, ...]
    agreements: tuple[Agreement, ...]
    disagreements: tuple[Disagreement, ...]


def compare_logs(paths: Sequence[Path]) -> Comparison:
    """Compare the reviewers of several logs, in the order in which they turn up.

    Raises UsageError for a log that is not there or when there are not two reviewers.
    """
    decisions = list(_all_decisions(paths))
    history = history_of(decisions)
    reviewers = tuple(dict.fromkeys(decision.reviewer for decision in decisions))
    if len(reviewers) < 2:
        raise UsageError(f"all decisions are by {reviewers[0] if reviewers else 'nobody'}: a comparison needs two reviewers")
    verdicts = {reviewer: {name: history.verdict(name, reviewer) for name in history.triples()} for reviewer in reviewers}
    agreements, disagreements = [], []
    for first, second in combinations(reviewers, 2):
        pairs = [(name, verdicts[first][name], verdicts[second][name]) for name in history.triples()
                 if verdicts[first][name].answer and verdicts[second][name].answer]
        found = [_disagreement(name, a, b) for name, a, b in pairs if not _agree(a, b)]
        disagreements += found
        agreements.append(_agreement(first, second, [(_category(a), _category(b)) for _, a, b in pairs], len(found)))
    return Comparison(reviewers, tuple(agreements), tuple(disagreements))


def kappa(pairs: Sequence[tuple[str, str]]) -> Fraction | None:
    """Cohen's kappa of pairs of answers, exact; None for no pairs, or where chance alone gives full agreement."""
    if not pairs:
        return None
    total = len(pairs)
    observed = Fraction(sum(first == second for first, second in pairs), total)
    left, right = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    chance = sum((Fraction(left[name] * right[name], total * total) for name in left), Fraction(0))
    return None if chance == 1 else (observed - chance) / (1 - chance)


def merge_logs(paths: Sequence[Path], output: Path, comparison: Comparison) -> int:
    """Write one log of all decisions in the order of time; a disagreement stands open in it until somebody settles it.

    Raises UsageError when the output exists: a log is never written over.
    """
    if output.exists():
        raise UsageError(f"{output}: exists already; give a new file, a log is never written over")
    decisions = list(_all_decisions(paths))
    last = max((decision.at for decision in decisions), default=now())
    disputes = [Decision(id=f"m-{first}-{second}"[:80], at=last, reviewer="merge", action="dispute", doc=row.doc,
                         triple=row.triple, comment=f"{row.first}: {row.answers[0]} / {row.second}: {row.answers[1]}")
                for row in comparison.disagreements for first, second in [row.decisions]]
    with whole(output) as stream:
        stream.write(b"".join(decision.line() for decision in [*decisions, *disputes]))
    return len(decisions)


def _all_decisions(paths: Sequence[Path]) -> Iterator[Decision]:
    """The decisions of all logs in the order of time, each once; lines of one log keep their order."""
    found: dict[str, Decision] = {}
    for path in paths:
        if not path.is_file():
            raise UsageError(f"{path}: there is no such log of decisions")
        for decision in read_log(path):
            found.setdefault(decision.id, decision)
    yield from sorted(found.values(), key=lambda decision: decision.at)


def _category(verdict: Verdict) -> str:
    return "correct" if verdict.answer == "add" else str(verdict.answer)


def _final(verdict: Verdict) -> Content | None:
    return None if verdict.answer == "reject" else verdict.corrected or verdict.seen


def _agree(first: Verdict, second: Verdict) -> bool:
    a, b = _final(first), _final(second)
    if a is None or b is None:
        return a is b
    return not differences(a, b)


def _agreement(first: str, second: str, pairs: Sequence[tuple[str, str]], wrong: int) -> Agreement:
    value = kappa(pairs)
    table = {name: {other: sum(pair == (name, other) for pair in pairs) for other in CATEGORIES} for name in CATEGORIES}
    return Agreement(first, second, len(pairs), len(pairs) - wrong, None if value is None else round(float(value), 6), table)


def _disagreement(name: str, first: Verdict, second: Verdict) -> Disagreement:
    shown: dict[str, Any] = first.corrected or first.seen or second.seen or {}
    a, b = _final(first), _final(second)
    fields = tuple(change.field for change in differences(a, b)) if a and b else ()
    return Disagreement(name, str(first.doc), shown.get("quantity", {}).get("text", ""), str(first.reviewer),
                        str(second.reviewer), (str(first.answer), str(second.answer)), fields,
                        (str(first.decision), str(second.decision)))
