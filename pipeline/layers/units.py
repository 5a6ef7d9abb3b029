"""Units: a quantity in its base unit, and what a table's heading says of the numbers below it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter

from pipeline.model import Cell, Quantity
from pipeline.numerals import plain, quotient, read_number
from pipeline.rulebook import Lexicon


def base_value(quantity: Quantity, lexicon: Lexicon) -> tuple[Decimal, str] | None:
    """The value in the base unit and that unit (`3公里`: 3000 米); None for ranges and for units without a base.

    The factors stand in `rules/lexicon/unit*.yaml`; the tests compare them with pint's registry.
    """
    unit = lexicon.units.get(quantity.unit or "")
    if quantity.value is None or unit is None or unit.factor is None or unit.base is None:
        return None
    whole = _thirds(unit.factor)
    value = quotient(quantity.value * whole.numerator, Decimal(whole.denominator))
    return (plain(value), unit.base) if value is not None else None


def _thirds(factor: Decimal) -> Fraction:
    """The factor, or the simple fraction that its decimals stand for (亩: 666.6666666666667 is 2000/3)."""
    exact = Fraction(factor)
    near = exact.limit_denominator(9)
    return near if abs(near - exact) * 10**12 < exact else exact


def unit_of_heading(heading: str, lexicon: Lexicon) -> tuple[Decimal, str | None, str]:
    """What a heading's unit makes of a bare number: a multiplier, the unit and its kind (`亿元`: 100000000, 元, money).

    A heading that is no unit is a count without one.
    """
    for at in range(len(heading)):
        scale, name = heading[:at], heading[at:]
        known = lexicon.units.get(name) or lexicon.units.get(name.partition("/")[0])
        if known is not None:
            times = read_number(scale) if scale else Decimal(1)
            if times is not None:
                return times, name, known.kind
    times = read_number(heading) if heading else None
    if times is not None:
        return times, None, "count"
    return Decimal(1), heading or None, "index" if heading in lexicon.list_of("index_unit") else "count"


def in_cells(quantities: Sequence[Quantity], cells: Sequence[Cell], lexicon: Lexicon) -> tuple[Quantity, ...]:
    """The quantities, those without a unit in a table's cell with the unit and multiplier of its heading, or as ranks."""
    ranks = lexicon.list_of("rank_heading")
    told = sorted((cell for cell in cells if cell.unit or cell.column in ranks), key=attrgetter("start"))
    if not told:
        return tuple(quantities)
    starts = [cell.start for cell in told]
    out: list[Quantity] = []
    for quantity in quantities:
        at = bisect_right(starts, quantity.start) - 1
        inside = at >= 0 and quantity.end <= told[at].end and quantity.unit is None
        out.append(_in_cell(quantity, told[at], lexicon) if inside else quantity)
    return tuple(out)


def _in_cell(quantity: Quantity, cell: Cell, lexicon: Lexicon) -> Quantity:
    if not cell.unit:
        return replace(quantity, kind="rank")
    times, unit, kind = unit_of_heading(cell.unit, lexicon)
    value, low, high = (None if part is None else plain(part * times) for part in (quantity.value, quantity.low, quantity.high))
    return replace(quantity, value=value, low=low, high=high, unit=unit, kind=kind)
