"""Quantity mentions → quantities: value or bounds, unit, kind and relation.

A rule says in `emits.reads` how its groups are read and in `emits.kind` what kind results (`unit`: the unit's own). The
groups for what bounds a number carry the relation in their names: `before_over` (超过), `mid_over` (余), `after_at_least` (以上).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from pipeline.model import RELATIONS, Cell, Mention, Quantity
from pipeline.numerals import quotient, read_bounds, read_number, scale_of, shared_scale
from pipeline.rulebook import Lexicon

# Where two bounds meet, the first of these holds: 近3000多家左右 is nearly, 3000多家左右 over.
PRECEDENCE = ("before", "mid", "after")
PER = {"per_hundred": "%", "per_thousand": "‰"}
HALF = "半"
WIDE = str.maketrans({"％": "%"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as read: one value, or two bounds."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str | None = None

    def times(self, factor: Decimal) -> Amount:
        """The amount multiplied; the smaller bound stays the low one."""
        if self.value is not None:
            return Amount(self.value * factor)
        ends = sorted(part * factor for part in (self.low, self.high) if part is not None)
        return Amount(None, ends[0], ends[-1])

    def plus(self, more: Decimal) -> Amount:
        """The amount with `more` added."""
        return Amount(*(None if part is None else part + more for part in (self.value, self.low, self.high)))


Reader = Callable[[Mapping[str, str], Mapping[str, str]], "Amount | None"]


def read_quantities(mentions: Iterable[Mention], text: str, lexicon: Lexicon, cells: Sequence[Cell] = ()) -> tuple[Quantity, ...]:
    """The quantities of settled mentions, in reading order; look-alikes and numbers that cannot be read give none.

    A bare number in one of `cells` takes the cell's unit with its multiplier (`亿元`: times 100,000,000, unit 元).
    """
    found: list[Quantity] = []
    for mention in mentions:
        if mention.layer == "quantity" and mention.emits.get("kind") != "none":
            found += quantities_of(mention, text, lexicon)
    return tuple(found)


def quantities_of(mention: Mention, text: str, lexicon: Lexicon) -> list[Quantity]:
    """The quantities that one mention states: one, or as many as its list has members; [] where its number is none."""
    groups = {name: span.of(text) for name, span in mention.groups.items() if span.end > span.start}
    if "few" in groups and "value" in groups:
        groups["value"] = groups["few"] + groups["value"]
    if mention.emits["reads"] == "list":
        return listed(mention, groups, text, lexicon)
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
    return Quantity(start, end, text[start:end], plain(amount.value), plain(amount.low), plain(amount.high), unit, kind,
                    relation, mention.rule)


def plain(value: Decimal | None) -> Decimal | None:
    """The value without trailing zeros and without an exponent."""
    if value is None:
        return None
    whole = value.to_integral_value()
    return Decimal(int(whole)) if whole == value else value.normalize()


def unit_of(groups: Mapping[str, str], emits: Mapping[str, str]) -> str | None:
    """The unit as written, put together where the number splits it (个 … 月)."""
    for name, unit in PER.items():
        if name in groups:
            return unit
    if "unit" in emits:
        return emits["unit"]
    unit = groups.get("unit_head", "") + groups.get("unit", "") or groups.get("unit_low") or groups.get("currency")
    return unit.translate(WIDE) if unit else None


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


# -- readers ---------------------------------------------------------------------------------------------------------


def number(text: str) -> Amount | None:
    """A numeral as an amount."""
    value = read_number(text)
    if value is not None:
        return Amount(value)
    bounds = read_bounds(text)
    return Amount(None, *bounds) if bounds else None


def read_amount(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """`value` with its scale, a half behind the unit, a sign; or `low` to `high`; or a half alone."""
    if "high" in groups:
        return read_range(groups, emits)
    if "value" not in groups:
        return Amount(Decimal("0.5")) if "half" in groups else None
    amount = number(groups["value"])
    if amount is None:
        return None
    amount = amount.times(scale_of(groups.get("scale", "")))
    if "half" in groups:
        amount = amount.plus(Decimal("0.5"))
    return amount.times(Decimal(-1)) if "minus" in groups else amount


def read_range(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """`low` to `high`; a low number without a multiplier takes the high one's where it is the smaller (`30至50万`)."""
    first, last = number(groups["low"]), number(groups["high"])
    if first is None or last is None:
        return None
    low = first.value if first.value is not None else first.low
    high = last.value if last.value is not None else last.high
    if low is None or high is None:
        return None
    scale = shared_scale(groups["high"])
    if scale > 1 and shared_scale(groups["low"]) == 1 and "unit_low" not in groups and low <= high / scale:
        low *= scale
    if "minus" in groups:
        low = -low
    if "minus_high" in groups:
        high = -high
    return Amount(None, min(low, high), max(low, high))


def read_fraction(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """`upper` over `lower`, with a whole number before it."""
    upper, lower = read_number(groups["upper"]), read_number(groups["lower"])
    whole = read_number(groups["integer"]) if "integer" in groups else Decimal(0)
    if upper is None or lower is None or whole is None:
        return None
    value = quotient(upper + whole * lower, lower)
    if value is None:
        return None
    return Amount(-value if "minus" in groups else value)


def read_fractions(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """One fraction to another (`三分之一到二分之一`)."""
    first = read_fraction(groups, emits)
    last = read_fraction({"upper": groups["upper_high"], "lower": groups["lower_high"]}, emits)
    return Amount(None, first.value, last.value) if first and last else None


def read_tenths(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """成: tenths as percent, with the half or digit behind it (`八成半` 85, `四成七` 47)."""
    amount = read_amount({**groups, "half": ""} if "half" in groups else groups, emits) if "high" in groups else number(groups["value"])
    if amount is None:
        return None
    amount = amount.times(Decimal(10))
    if "half" in groups:
        amount = amount.plus(Decimal(5))
    if "tail" in groups:
        amount = amount.plus(read_number(groups["tail"]) or Decimal(0))
    return amount


def read_discount(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """折: the price paid in percent (`八折` 80, `八五折` 85, `对折` 50)."""
    if "half" in groups:
        return Amount(Decimal(50))
    text = groups["value"]
    digits = [read_number(char) for char in text] if len(text) == 2 and text.isalpha() else []
    if len(digits) == 2 and digits[0] is not None and digits[1] is not None:
        return Amount(digits[0] * 10 + digits[1])
    value = read_number(text)
    if value is None:
        return None
    return Amount(value * 10 if value < 10 else value)


def read_elliptic(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """A value whose last unit is left out: `一米四` is 1.4, `1米75` is 1.75."""
    value, tenths = read_number(groups["value"]), read_number(groups["tenths"])
    if value is None or tenths is None:
        return None
    return Amount(value + tenths.scaleb(-len(groups["tenths"])))


def read_compound(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """Units said one after the other; the part that `of_60` names is a sixtieth of the unit."""
    total = read_number(groups["value"])
    if total is None:
        return None
    exact, finest = Fraction(total), 1
    for name, text in groups.items():
        if name.startswith("of_"):
            part = Decimal("0.5") if text == HALF else read_number(text)
            if part is None:
                return None
            finest = max(finest, int(name[3:]))
            exact += Fraction(part) / int(name[3:])
    if (exact * 10**6).denominator != 1 and "unit_small" in groups:
        return Amount(as_decimal(exact * finest), unit=groups["unit_small"])
    return Amount(as_decimal(exact))


def as_decimal(exact: Fraction) -> Decimal | None:
    """A fraction as a decimal, by `quotient`."""
    return quotient(Decimal(exact.numerator), Decimal(exact.denominator))


def read_tolerance(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """`20±2`: 18 to 22; without a middle, around zero."""
    middle = read_number(groups["value"]) if "value" in groups else Decimal(0)
    width = read_number(groups["tolerance"])
    return None if middle is None or width is None else Amount(None, middle - width, middle + width)


def read_doubling(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """翻番: two to the power of the times it doubles."""
    times = read_number(groups.get("value", "1").replace("一", "1"))
    return None if times is None else Amount(Decimal(2) ** int(times))


def read_top(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """前三: first to third."""
    last = read_number(groups["value"])
    return None if last is None else Amount(None, Decimal(1), last)


def read_digits(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """两位数: the smallest and the largest number of so many digits."""
    digits = read_number(groups["digits"])
    if not digits:
        return None
    return Amount(None, Decimal(10) ** (int(digits) - 1), Decimal(10) ** int(digits) - 1)


def read_fixed(groups: Mapping[str, str], emits: Mapping[str, str]) -> Amount | None:
    """The value that the rule itself states (`一半`: 50)."""
    return Amount(Decimal(emits["value"]))


READERS: dict[str, Reader] = {
    "amount": read_amount, "range": read_range, "fraction": read_fraction, "tenths": read_tenths,
    "discount": read_discount, "elliptic": read_elliptic, "compound": read_compound, "tolerance": read_tolerance, "fractions": read_fractions, "doubling": read_doubling, "digits": read_digits, "top": read_top, "fixed": read_fixed, "rank": read_amount,
}


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
            out.append(quantity(mention, start, at, text, amount, groups, lexicon))
    if out:
        last = out[-1]
        out[-1] = replace(last, end=mention.end, text=text[last.start:mention.end])
    return out


def split_list(text: str) -> list[str]:
    """The members of a list of numbers."""
    parts = [""]
    for char in text:
        if char.isdigit() or char in ".,":
            parts[-1] += char
        else:
            parts.append("")
    return [part for part in parts if part]
