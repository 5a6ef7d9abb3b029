"""The groups of a quantity mention → its amount, each `emits.reads` by a function of its own.

Groups and what they hold: `value` or `low` and `high` (numerals), `scale` (of `820余万`), `half`, `minus`; `upper`, `lower`
and `integer` of a fraction; `of_60` a part of which sixty make the unit, `decimals` those of the last such part
(`1分50秒03`); `tenths` an elliptic last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pipeline.numerals import quotient, read_bounds, read_number, scale_of, shared_scale

HALF = "半"


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
        value, low, high = (None if part is None else part + more for part in (self.value, self.low, self.high))
        return Amount(value, low, high)


Groups = Mapping[str, str]
Reader = Callable[[Groups, Groups], Amount | None]


def number(text: str) -> Amount | None:
    """A numeral as an amount."""
    value = read_number(text)
    if value is not None:
        return Amount(value)
    bounds = read_bounds(text)
    return Amount(None, *bounds) if bounds else None


def read_amount(groups: Groups, emits: Groups) -> Amount | None:
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


def read_range(groups: Groups, emits: Groups) -> Amount | None:
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


def read_fraction(groups: Groups, emits: Groups) -> Amount | None:
    """`upper` over `lower`, with a whole number before it."""
    upper, lower = read_number(groups["upper"]), read_number(groups["lower"])
    whole = read_number(groups["integer"]) if "integer" in groups else Decimal(0)
    if upper is None or lower is None or whole is None:
        return None
    value = quotient(upper + whole * lower, lower)
    if value is None:
        return None
    return Amount(-value if "minus" in groups else value)


def read_fractions(groups: Groups, emits: Groups) -> Amount | None:
    """One fraction to another (`三分之一到二分之一`)."""
    first = read_fraction(groups, emits)
    last = read_fraction({"upper": groups["upper_high"], "lower": groups["lower_high"]}, emits)
    return Amount(None, first.value, last.value) if first and last else None


def read_tenths(groups: Groups, emits: Groups) -> Amount | None:
    """成: tenths as percent, with the half or digit behind it (`八成半` 85, `四成七` 47)."""
    amount = read_range(groups, emits) if "high" in groups else number(groups["value"])
    if amount is None:
        return None
    amount = amount.times(Decimal(10))
    if "half" in groups:
        amount = amount.plus(Decimal(5))
    if "tail" in groups:
        amount = amount.plus(read_number(groups["tail"]) or Decimal(0))
    return amount


def read_discount(groups: Groups, emits: Groups) -> Amount | None:
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


def read_elliptic(groups: Groups, emits: Groups) -> Amount | None:
    """A value whose last unit is left out: `一米四` is 1.4, `1米75` is 1.75."""
    value, tenths = read_number(groups["value"]), read_number(groups["tenths"])
    if value is None or tenths is None:
        return None
    return Amount(value + tenths.scaleb(-len(groups["tenths"])))


def read_compound(groups: Groups, emits: Groups) -> Amount | None:
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
    if "decimals" in groups:
        exact += Fraction(int(groups["decimals"]), finest * 10 ** len(groups["decimals"]))
    if (exact * 10**6).denominator != 1 and "unit_small" in groups:
        return Amount(as_decimal(exact * finest), unit=groups["unit_small"])
    return Amount(as_decimal(exact))


def as_decimal(exact: Fraction) -> Decimal | None:
    """A fraction as a decimal, by `quotient`."""
    return quotient(Decimal(exact.numerator), Decimal(exact.denominator))


def read_tolerance(groups: Groups, emits: Groups) -> Amount | None:
    """`20±2`: 18 to 22; without a middle, around zero."""
    middle = read_number(groups["value"]) if "value" in groups else Decimal(0)
    width = read_number(groups["tolerance"])
    return None if middle is None or width is None else Amount(None, middle - width, middle + width)


def read_doubling(groups: Groups, emits: Groups) -> Amount | None:
    """翻番: two to the power of the times it doubles."""
    times = read_number(groups.get("value", "1").replace("一", "1"))
    return None if times is None else Amount(Decimal(2) ** int(times))


def read_top(groups: Groups, emits: Groups) -> Amount | None:
    """前三: first to third."""
    last = read_number(groups["value"])
    return None if last is None else Amount(None, Decimal(1), last)


def read_digits(groups: Groups, emits: Groups) -> Amount | None:
    """两位数: the smallest and the largest number of so many digits."""
    digits = read_number(groups["digits"])
    if not digits:
        return None
    return Amount(None, Decimal(10) ** (int(digits) - 1), Decimal(10) ** int(digits) - 1)


def read_fixed(groups: Groups, emits: Groups) -> Amount | None:
    """The value, or the bounds, that the rule itself states (`一半`: 50)."""
    if "value" in emits:
        return Amount(Decimal(emits["value"]))
    return Amount(None, Decimal(emits["low"]), Decimal(emits["high"])) if "low" in emits and "high" in emits else None


READERS: dict[str, Reader] = {
    "amount": read_amount, "range": read_range, "change": read_range, "fraction": read_fraction, "fractions": read_fractions,
    "tenths": read_tenths, "discount": read_discount, "elliptic": read_elliptic, "compound": read_compound,
    "tolerance": read_tolerance, "doubling": read_doubling, "digits": read_digits, "top": read_top, "fixed": read_fixed,
    "rank": read_amount,
}
