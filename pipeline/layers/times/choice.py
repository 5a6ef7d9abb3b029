"""Which year, month or week is meant where the expression leaves it open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from pipeline import dates
from pipeline.dates import Period
from pipeline.layers.times.parts import Parts, Vantage

InYear = Callable[[int], Period | None]

# A month or a day without its year is this year's up to half a year ahead: 12月 said in August is yet to come, said in
# January it is past. A day without its month is this month's up to two weeks ahead.
AHEAD = 6  # months
DAY_AHEAD = timedelta(days=15)
YEARS_BACK = 8  # 2月29日 comes back after eight years at the latest
REPUBLIC = 1911
CENTURY_TURN = 50


def stated_year(parts: Parts, vantage: Vantage) -> int | None:
    """The year the expression names; None where it names none or one that cannot be known."""
    number = parts.number("year")
    if number is not None:
        return full_year(number)
    republic = parts.number("roc")
    if republic is not None:
        return republic + REPUBLIC
    carried = parts.carried("year")
    if carried is not None:
        known = vantage.spoken()
        return known.year + carried if known else None
    reported = parts.in_report("year")
    if reported is not None:
        base = vantage.about or anchor_year(vantage)
        return base + reported if base else None
    offset = parts.offset("year")
    return vantage.anchor.year + offset if offset is not None and vantage.anchor else None


def anchor_year(vantage: Vantage) -> int | None:
    """The document's year."""
    return vantage.anchor.year if vantage.anchor else None


def full_year(number: int) -> int:
    """The year meant by two digits: 08年 is 2008, 97年7月 is 1997."""
    if number >= 100:
        return number
    return number + (2000 if number < CENTURY_TURN else 1900)


def in_year(parts: Parts, vantage: Vantage, make: InYear, unit: int = 1) -> Period | None:
    """`make(year)` for the year that is named or else meant. `unit` is the length in months of the period's last part.

    Without a year it is the one that goes on from `left` or lies within `topic`; else the document's, or the year before
    where that begins more than half a year after the document and nothing speaks of the future.
    """
    if parts.names_year():
        year = stated_year(parts, vantage)
        return make(year) if year is not None else None
    if vantage.left and vantage.left.first:
        return following(make, vantage.left.first)
    within = make(vantage.topic.first.year) if vantage.topic and vantage.topic.first else None
    if within and vantage.topic and within.inside(vantage.topic):
        return within
    if vantage.anchor is None:
        return None
    this = make(vantage.anchor.year)
    if this and (parts.later() or months_between(vantage.anchor, begun(this, unit)) <= AHEAD):
        return this
    earlier = (make(vantage.anchor.year - back) for back in range(1, YEARS_BACK + 1))
    return next((period for period in earlier if period), None)


def months_between(earlier: date, later: date) -> int:
    """How many months the second day's month lies after the first's."""
    return 12 * (later.year - earlier.year) + later.month - earlier.month


def following(make: InYear, first: date) -> Period | None:
    """The first of its periods that does not end before `first`."""
    made = (make(year) for year in range(first.year, first.year + 2))
    return next((period for period in made if period and period.last and period.last >= first), None)


def begun(period: Period, unit: int) -> date:
    """The day on which the last part of a period, `unit` months long, begins: 1 July of 1—7月."""
    if period.last is None or period.first is None:
        return date.max
    start = dates.add_months(period.last.replace(day=1), 1 - unit)
    return max(start or period.first, period.first)


def base_year(vantage: Vantage) -> int | None:
    """The year spoken of by the topic or the other end of a range, else the one the document is about, else its own."""
    known = vantage.topic or vantage.left
    if known and known.first:
        return known.first.year
    return vantage.about or anchor_year(vantage)


def month_from(parts: Parts, vantage: Vantage) -> date | None:
    """The first of the month that the expression names from the document (上月) or from what was read (当月)."""
    carried, offset = parts.carried("month"), parts.offset("month")
    if carried is not None:
        known = vantage.spoken()
        return dates.add_months(known.replace(day=1), carried) if known else None
    if offset is None or vantage.anchor is None:
        return None
    moved = dates.add_months(vantage.anchor.replace(day=1), offset)
    year = stated_year(parts, vantage)
    return moved.replace(year=year) if moved and year else moved


def month_of_day(parts: Parts, vantage: Vantage, first: int, last: int) -> Period | None:
    """15日 of the month of `left`, or of the document's, or of the month before where it is still far off."""
    if vantage.left and vantage.left.first:
        start, months = vantage.left.first, (0, 1, 2)
    elif vantage.anchor is None:
        return None
    elif parts.later():
        start, months = vantage.anchor, (0, 1, 2)
    else:
        start, months = vantage.anchor + DAY_AHEAD if vantage.anchor < date.max - DAY_AHEAD else date.max, (0, -1, -2)
    for number in months:
        moved = dates.add_months(start.replace(day=1), number)
        found = dates.days(moved.year, moved.month, first, last) if moved else None
        if found and found.first and found.last and (found.last >= start if months[1] > 0 else found.first <= start):
            return found
    return None


def nearby(anchor: date, month: int, day: int, later: bool) -> Period | None:
    """The last such day up to `anchor`, or the first from it on."""
    made = (dates.one_day(anchor.year + step, month, day) for step in ((0, 1) if later else (0, -1)))
    fitting = (one for one in made if one and one.first and (one.first >= anchor if later else one.first <= anchor))
    return next(fitting, None)


def of_week(parts: Parts, vantage: Vantage, weekday: int) -> date | None:
    """周三 of the week named, or of the document's, or of the next where that is past and the future is spoken of."""
    if vantage.anchor is None:
        return None
    offset = parts.offset("week")
    base = vantage.left.last if vantage.left and vantage.left.last and offset is None else vantage.anchor
    found = dates.add_days(base, weekday - base.isoweekday() + 7 * (offset or 0))
    behind = offset is None and found is not None and found < base and (vantage.left is not None or parts.later())
    return dates.add_days(found, 7) if behind and found else found
