"""Which predicted triple answers which gold triple, and what is right and wrong about each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import product
from typing import Any

from pipeline.evaluation.rows import SLOTS, Row

CAUSES = ("missed", "spurious", "value", "unit", "relation", "kind", "speaker", "subject", "predicate", "object",
          "time", "status", "comparison")
CLOSE = 0.8  # claims this alike (ROUGE-L F1 of characters) count as close
QUOTIENT = Decimal("1e-6")  # quotients such as 1/3 agree to one part in a million
IGNORED = dict.fromkeys(map(ord, "“”‘’\"'「」『』 \t\r\n\u3000"))
UNDATED = [None, None]
BASE_WORDS = "比较与和同"  # 比全国增速 and 全国增速 are one base


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one gold triple, one prediction, or the two paired; `causes` says what is wrong."""

    doc: str
    gold: Row | None
    predicted: Row | None
    causes: frozenset[str] = frozenset()
    claim_close: bool = False

    @property
    def paired(self) -> bool:
        """A prediction answers a gold triple."""
        return self.gold is not None and self.predicted is not None

    @property
    def quantity(self) -> bool:
        """Value or bounds, unit, kind and relation are right."""
        return self.paired and not self.causes & {"value", "unit", "relation", "kind"}

    @property
    def claim_exact(self) -> bool:
        """Every slot is one of gold's alternatives."""
        return self.paired and not self.causes & set(SLOTS)

    @property
    def triple(self) -> bool:
        """Quantity and speaker right, claim close: what the headline figure counts."""
        return self.quantity and "speaker" not in self.causes and self.claim_close


def judge(gold: Iterable[Row], predicted: Iterable[Row]) -> dict[str, list[Outcome]]:
    """The outcomes of each document that has gold, in its order; predictions paired with optional gold are left out."""
    expected, found = _by_document(gold), _by_document(predicted)
    return {doc: judge_document(doc, rows, found.get(doc, [])) for doc, rows in expected.items()}


def judge_document(doc: str, gold: Sequence[Row], predicted: Sequence[Row]) -> list[Outcome]:
    """The outcomes of one document, in the order of the text."""
    answers = pair(gold, predicted)
    answering = set(answers.values())
    outcomes = [Outcome(doc, None, row, frozenset({"spurious"}))
                for index, row in enumerate(predicted) if index not in answering]
    for index, row in enumerate(gold):
        if row.get("optional"):
            continue
        if index in answers:
            outcomes.append(compare(doc, row, predicted[answers[index]]))
        else:
            outcomes.append(Outcome(doc, row, None, frozenset({"missed"})))
    return sorted(outcomes, key=lambda outcome: _place(outcome.gold or outcome.predicted or {}))


def pair(gold: Sequence[Row], predicted: Sequence[Row]) -> dict[int, int]:
    """Index of gold → index of the prediction whose number overlaps it, larger overlaps first, each row once."""
    candidates = sorted(
        (-shared, g, p) for g, wanted in enumerate(gold) for p, given in enumerate(predicted)
        if (shared := _shared(wanted["quantity"], given["quantity"])) > 0)
    answers: dict[int, int] = {}
    taken: set[int] = set()
    for _, g, p in candidates:
        if g not in answers and p not in taken:
            answers[g] = p
            taken.add(p)
    return answers


def compare(doc: str, gold: Row, predicted: Row) -> Outcome:
    """A paired triple with all that is wrong about it."""
    wanted, given = gold["quantity"], predicted["quantity"]
    claim = predicted.get("claim") or {}
    options = {slot: [bare(text) for text in gold["claim"][f"{slot}_any"]] for slot in SLOTS}
    said = {slot: bare(claim.get(slot)) for slot in SLOTS}
    wrong = {
        "value": not all(same_number(wanted[key], given[key]) for key in ("value", "low", "high")),
        **{key: (wanted[key] or None) != (given[key] or None) for key in ("unit", "relation", "kind")},
        "speaker": (predicted.get("speaker") or None) not in gold["speaker_any"],
        **{slot: said[slot] not in options[slot] for slot in SLOTS},
        "time": not same_time(gold.get("time"), predicted.get("time")),
        "status": gold.get("status") != predicted.get("status"),
        "comparison": base(gold.get("comparison")) != base(predicted.get("comparison")),
    }
    text = "".join(said[slot] or "" for slot in SLOTS)
    alike = max(likeness("".join(part or "" for part in choice), text)
                for choice in product(*(options[slot] for slot in SLOTS)))
    return Outcome(doc, gold, predicted, frozenset(cause for cause in wrong if wrong[cause]), alike >= CLOSE)


def bare(text: str | None) -> str | None:
    """Text without quotation marks and white space; None where nothing is left."""
    return (text or "").translate(IGNORED) or None


def base(text: str | None) -> str | None:
    """A comparison's base without the word that leads to it: 比全国增速 → 全国增速, but 同比 stays."""
    words = bare(text)
    if words and words[0] in BASE_WORDS and words[1:2] not in ("比", "期"):
        words = words[1:]
    return words.removesuffix("相比") if words else words


def same_number(one: Any, other: Any) -> bool:
    """Equal as decimals, quotients to one part in a million; both missing is equal too."""
    a, b = as_decimal(one), as_decimal(other)
    if a is None or b is None:
        return a is b
    return abs(a - b) <= abs(a) * QUOTIENT


def as_decimal(value: Any) -> Decimal | None:
    """A JSON number or decimal text as a finite decimal; None for anything else."""
    try:
        number = None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number is None or number.is_finite() else None


def same_time(gold: Row | None, predicted: Row | None) -> bool:
    """Dates are one of gold's pairs; a time without dates is right where gold allows none and has its text, or none."""
    wanted, given = gold or {}, predicted or {}
    dates = [given.get("start"), given.get("end")]
    if any(dates):
        return dates in wanted.get("bounds_any", [])
    text = bare(given.get("text"))
    known = [bare(option) for option in wanted.get("text_any", [])]
    return UNDATED in wanted.get("bounds_any", [UNDATED]) and (text is None or text in known)


def likeness(one: str, other: str) -> float:
    """ROUGE-L: F1 of the longest common subsequence of characters; two empty texts are alike."""
    if not one or not other:
        return 1.0 if one == other else 0.0
    lengths = [0] * (len(other) + 1)
    for char in one:
        above_left = 0
        for index, known in enumerate(other, 1):
            above = lengths[index]
            lengths[index] = above_left + 1 if char == known else max(above, lengths[index - 1])
            above_left = above
    return 2 * lengths[-1] / (len(one) + len(other))


def _by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    documents: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        documents[row["doc"]].append(row)
    return documents


def _shared(one: Row, other: Row) -> int:
    return int(min(one["end"], other["end"]) - max(one["start"], other["start"]))


def _place(row: Row) -> tuple[int, int]:
    return row["quantity"]["start"], row["quantity"]["end"]
