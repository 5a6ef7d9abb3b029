"""Triples that cannot all be true: the same thing measured at the same time, with values that exclude each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from pipeline.evaluation.judging import as_decimal, bare, base
from pipeline.evaluation.rows import SLOTS, Row

ABOUT = Decimal("0.05")  # 约100 and 104 agree, 约100 and 110 do not
Key = tuple[object, ...]


def contradictions(rows: Iterable[Row]) -> list[list[Row]]:
    """Groups of triples with equal slots, time, status, comparison and unit of which at least two exclude each other.

    Each triple of a group excludes another one; 超过1000亿元 and 1020亿元 do not, nor do the two of 由第6升至第5. Times without
    dates are only compared within a document.
    """
    groups: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        key = _key(row)
        if key is not None:
            groups[key].append(row)
    clashing = ([row for row in group if any(excludes(row, other) for other in group)] for group in groups.values())
    return [group for group in clashing if group]


def excludes(one: Row, other: Row) -> bool:
    """Whether no value can be both; two figures of one sentence are a list or a change, and exclude nothing."""
    if one["doc"] == other["doc"] and one.get("sentence") and one.get("sentence") == other.get("sentence"):
        return False
    a, b = _bounds(one["quantity"]), _bounds(other["quantity"])
    return a is not None and b is not None and (a[0] > b[1] or b[0] > a[1])


def _key(row: Row) -> Key | None:
    claim, time, quantity = row.get("claim") or {}, row.get("time") or {}, row["quantity"]
    slots = [bare(claim.get(slot)) for slot in SLOTS]
    if slots[0] is None or not any(slots[1:]):
        return None  # too little is said to call two triples the same
    dates = (time.get("start"), time.get("end"))
    # without dates nothing says that two documents speak of the same time
    when = dates if any(dates) else (row["doc"], bare(time.get("text")))
    return (*slots, when, row.get("status"), base(row.get("comparison")), row.get("place"), quantity["unit"],
            quantity["kind"])


def _bounds(quantity: Row) -> Sequence[Decimal] | None:
    low, high = (as_decimal(quantity[key]) for key in ("low", "high"))
    value = as_decimal(quantity["value"])
    if value is None:
        return None if low is None or high is None else (low, high)
    slack = abs(value) * ABOUT
    endless = Decimal("Infinity")
    return {"about": (value - slack, value + slack), "nearly": (value - 2 * slack, value), "over": (value, endless),
            "at_least": (value, endless), "under": (-endless, value), "at_most": (-endless, value),
            }.get(quantity["relation"], (value, value))
