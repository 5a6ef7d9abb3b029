"""Quantity mentions → quantities: value or bounds, unit, kind and relation.

A rule says in `emits.reads` how its groups are read and in `emits.kind` what kind results (`unit`: the unit's own). The
groups for what bounds a number carry the relation in their names: `before_over` (超过), `mid_over` (余), `after_at_least` (以上);
`apart_about` (约占全国的) is no part of the mention.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.layers.amounts import READERS, Amount, number
from pipeline.layers.units import in_cells
from pipeline.model import RELATIONS, Cell, Mention, Quantity
from pipeline.numerals import DIGITS, plain, read_number
from pipeline.rulebook import Lexicon

# Where two bounds meet, the first of these holds: 近3000多家左右 is nearly, 3000多家左右 over.
PRECEDENCE = ("before", "mid", "after", "apart")
PER = {"per_hundred": "%", "per_thousand": "‰"}
WIDE = str.maketrans({"％": "%"})
FAR = 5  # times: from here on what follows a change is where it leads, below it the other end of a range


def read_quantities(mentions: Iterable[Mention], text: str, lexicon: Lexicon, cells: Sequence[Cell] = ()) -> tuple[Quantity, ...]:
    """The quantities of settled mentions, in reading order; look-alikes and numbers that cannot be read give none.

    A bare number in one of `cells` takes the cell's unit with its multiplier (`亿元`: times 100,000,000, unit 元).
    """
    found: list[Quantity] = []
    for mention in mentions:
        if mention.layer == "quantity" and mention.emits.get("kind") != "none":
            found += quantities_of(mention, text, lexicon)
    return in_cells(found, cells, lexicon)


def quantities_of(mention: Mention, text: str, lexicon: Lexicon) -> list[Quantity]:
    """The quantities that one mention states: one, or as many as its list has members; [] where its number is none."""
    groups = {name: span.of(text) for name, span in mention.groups.items() if span.end > span.start}
    if "few" in groups and "value" in groups:
        groups["value"] = groups["few"] + groups["value"]
    if mention.emits["reads"] == "list":
        return listed(mention, groups, text, lexicon)
    if mention.emits["reads"] == "change" and not is_near(groups):
        return changed(mention, groups, text, lexicon)
    amount = READERS[mention.emits["reads"]](groups, mention.emits)
    if amount is None:
        return []
    return [quantity(mention, mention.start, mention.end, text, amount, groups, lexicon)]


def quantity(mention: Mention, start: int, end: int, text: str, amount: Amount, groups: Mapping[str, str],
             lexicon: Lexicon) -> Quantity:
    """The record for an amount read from `text[start:end]`."""
    unit = amount.unit or unit_of(groups, mention.emits)
    kind = mention.emits["kind"]
    if kind == "unit":
        kind = kind_of(unit, lexicon)
    relation = "range" if amount.value is None else mention.emits.get("relation") or relation_of(groups)
    value, low, high = (None if part is None else plain(part) for part in (amount.value, amount.low, amount.high))
    return Quantity(start, end, text[start:end], value, low, high, unit, kind, relation, mention.rule)


def unit_of(groups: Mapping[str, str], emits: Mapping[str, str]) -> str | None:
    """The unit as written, put together where the number splits it (个 … 月)."""
    for name, unit in PER.items():
        if name in groups:
            return unit
    if "unit" in emits:
        return emits["unit"]
    said = groups.get("unit_head", "") + groups.get("unit", "") or groups.get("unit_low") or groups.get("currency")
    return said.translate(WIDE) if said else None


def kind_of(unit: str | None, lexicon: Lexicon) -> str:
    """The kind of a unit; of `元/吨` that of `元`, of no unit `count`."""
    if unit is None:
        return "count"
    known = lexicon.units.get(unit) or lexicon.units.get(unit.partition("/")[0].partition("每")[0])
    return known.kind if known else "count"


def relation_of(groups: Mapping[str, str]) -> str:
    """The relation that the bounding groups carry; `about` yields to any other."""
    said = [name.partition("_")[2] for place in PRECEDENCE for name in groups if name.startswith(f"{place}_")]
    firm = [relation for relation in said if relation in RELATIONS and relation != "about"]
    return firm[0] if firm else "about" if "about" in said else "exact"


def listed(mention: Mention, groups: Mapping[str, str], text: str, lexicon: Lexicon) -> list[Quantity]:
    """One quantity for each number of a list that shares its unit; the last spans the unit too."""
    span = mention.groups["values"]
    out: list[Quantity] = []
    at = span.start
    for part in split_list(span.of(text)):
        start = text.index(part, at)
        at = start + len(part)
        amount = number(part)
        if amount is not None:
            end = at + len(groups.get("each", ""))  # 0.2个和1.9个百分点
            out.append(quantity(mention, start, end, text, amount, groups, lexicon))
    if out:
        last = out[-1]
        out[-1] = replace(last, end=mention.end, text=text[last.start:mention.end])
    return out


def is_near(groups: Mapping[str, str]) -> bool:
    """Whether two numbers behind a word of change are the ends of a range: 上涨2元至5元, not 下跌0.83元至11.2元."""
    low, high = read_number(groups["low"]), read_number(groups["high"])
    return low is None or high is None or low <= high < FAR * low


def changed(mention: Mention, groups: Mapping[str, str], text: str, lexicon: Lexicon) -> list[Quantity]:
    """By how much something changed, and to what: 下跌(0.83元)至(11.2元)."""
    by, to = number(groups["low"]), number(groups["high"])
    if by is None or to is None:
        return []
    first = {name: said for name, said in groups.items() if not name.startswith("after")}
    return [quantity(mention, mention.start, mention.groups["unit_low"].end, text, by, first, lexicon),
            quantity(mention, mention.groups["high"].start, mention.end, text, to, groups, lexicon)]


def split_list(text: str) -> list[str]:
    """The members of a list of numbers."""
    parts = [""]
    for char in text:
        if char.isdigit() or char in ".," or char in DIGITS:
            parts[-1] += char
        else:
            parts.append("")
    return [part for part in parts if part]
