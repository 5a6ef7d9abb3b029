"""From the parts of an expression to its period: one resolver for each `emits.span` of the time rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pipeline import dates
from pipeline.dates import Period
from pipeline.layers.times.choice import (
    base_year,
    full_year,
    in_year,
    month_from,
    month_of_day,
    nearby,
    of_week,
    stated_year,
)
from pipeline.layers.times.feasts import feast, lunar
from pipeline.layers.times.parts import Parts, Vantage

HEAD_OF_YEAR = 2  # months in which the old year's figures come out
Resolver = Callable[[Parts, Vantage], Period | None]


# -- years and their parts -------------------------------------------------------------------------------------------


def year(parts: Parts, vantage: Vantage) -> Period | None:
    """2021年, 2020—2025年, 去年; without a year the document's (年底, 全年)."""
    if parts.later():
        vantage = replace(vantage, about=vantage.chapter)  # 年底前 is the document's year, whatever its headline reports on
    last = stated_year(parts, vantage) if parts.names_year() else base_year(vantage)
    if "whole" in parts and vantage.year and not parts.names_year() and not parts.later():
        return dates.years(vantage.year, vantage.year)  # 2024年，新增…。全年举办…
    if last is None:
        return None
    if parts.any(("whole", "end")) and not parts.names_year() and just_past(parts, vantage):
        last -= 1
    first = parts.number("year_first")
    return dates.years(full_year(first) if first is not None else last, last)


def just_past(parts: Parts, vantage: Vantage) -> bool:
    """Whether 全年 and 年末 are last year's: at the head of a year, where nothing speaks of the future."""
    spoken = vantage.topic or vantage.left
    known = spoken or vantage.about
    return vantage.anchor is not None and vantage.anchor.month <= HEAD_OF_YEAR and not known and not parts.later()


def years(parts: Parts, vantage: Vantage) -> Period | None:
    """今明两年: from the first to the last of the years named."""
    offsets = parts.offsets("year")
    if not offsets or vantage.anchor is None:
        return None
    return dates.years(vantage.anchor.year + min(offsets), vantage.anchor.year + max(offsets))


def half(parts: Parts, vantage: Vantage) -> Period | None:
    """上半年, 去年下半年."""
    which = parts.choice("half") or 1
    return in_year(parts, vantage, lambda y: dates.halves(y, which), 6)


def quarter(parts: Parts, vantage: Vantage) -> Period | None:
    """一季度, 上季度, 二、三季度, 前三季度."""
    offset = parts.offset("quarter")
    if offset is not None and not parts.names_year():
        reported = vantage.quarter.last if vantage.quarter and _is_reported(vantage.quarter, vantage.anchor) else None
        moved = dates.add_months(reported or vantage.anchor, offset * 3) if vantage.anchor else None
        return dates.quarters(moved.year, (moved.month + 2) // 3, (moved.month + 2) // 3) if moved else None
    last = parts.number("quarters") or parts.number("quarter") or parts.choice("quarter_is")
    if last is None:
        return None
    first = 1 if "quarters" in parts else parts.number("quarter_first") or last
    return in_year(parts, vantage, lambda y: dates.quarters(y, first, last), 3)


def _is_reported(quarter_: Period, today: date | None) -> bool:
    """Whether a quarter is the last that has ended, so that a document that names it reports on it: 本季度 in its results."""
    ends = quarter_.last
    return ends is not None and today is not None and ends < today <= (dates.add_months(ends, 4) or today)


def month(parts: Parts, vantage: Vantage) -> Period | None:
    """7月, 1—7月, 上月, 4月中旬; 上旬 of the document's month."""
    days = parts.number("first_days")
    of_month = (1, days) if days else parts.pair("part")
    last = parts.number("month") or parts.choice("month_is")
    if last is None:
        moved = month_from(parts, vantage)
        if moved is None and of_month and parts.carried("month") is None:
            moved = vantage.anchor
        return dates.part_of_month(moved.year, moved.month, *(of_month or (1, 31))) if moved else None
    if of_month:
        return in_year(parts, vantage, lambda y: dates.part_of_month(y, last, *of_month))
    if "year_first" in parts:
        return month_to_month(parts)
    first = parts.number("month_first") or last
    if first > last:
        return in_year(parts, vantage, lambda y: over_new_year(y, first, last))
    return in_year(parts, vantage, lambda y: dates.months(y, first, last))


def month_to_month(parts: Parts) -> Period | None:
    """1999.08—2002.02."""
    begin = dates.months(parts.number("year_first") or 0, *[parts.number("month_first") or 0] * 2)
    end = dates.months(parts.number("year") or 0, *[parts.number("month") or 0] * 2)
    return Period(begin.first, end.last) if begin and end else None


def over_new_year(year_: int, first: int, last: int) -> Period | None:
    """11月至次年3月 with the year of its end."""
    begin, end = dates.months(year_ - 1, first, first), dates.months(year_, last, last)
    return Period(begin.first, end.last) if begin and end else None


def months(parts: Parts, vantage: Vantage) -> Period | None:
    """前7个月: from January on."""
    number = parts.number("months") or 0
    return in_year(parts, vantage, lambda y: dates.months(y, 1, number))


# -- weeks and days --------------------------------------------------------------------------------------------------


def week(parts: Parts, vantage: Vantage) -> Period | None:
    """上周, 本周."""
    moved = dates.add_days(vantage.anchor, 7 * (parts.offset("week") or 0)) if vantage.anchor else None
    return dates.week(moved) if moved else None


def weekend(parts: Parts, vantage: Vantage) -> Period | None:
    """周末, 上周末: Saturday and Sunday."""
    whole = week(parts, vantage)
    return Period(whole.last - dates.DAY, whole.last) if whole and whole.last else None


def week_in(parts: Parts, vantage: Vantage) -> Period | None:
    """三月的第一周, 本月最后一周, 2016年第三周; a week belongs where its Thursday lies."""
    which = parts.number("week") or 0
    month_ = parts.number("month")
    if month_ is not None:
        return in_year(parts, vantage, lambda y: dates.week_of_month(y, month_, which))
    moved = month_from(parts, vantage)
    if moved:
        return dates.week_of_month(moved.year, moved.month, which)
    year_ = stated_year(parts, vantage)
    return dates.week_of_year(year_, which) if year_ and which else None


def day(parts: Parts, vantage: Vantage) -> Period | None:
    """8月15日, 8月15—17日, 15日, 上月5日, 今天（6月12日）, 当日, 下周三."""
    last = parts.number("day")
    if last is None:
        return named_day(parts, vantage)
    first = parts.number("day_first") or last
    month_ = parts.number("month") or parts.choice("month_is")
    if month_ is not None:
        return in_year(parts, vantage, lambda y: dates.days(y, month_, first, last))
    moved = month_from(parts, vantage)
    if moved:
        return dates.days(moved.year, moved.month, first, last)
    if parts.offset("month") is not None or parts.carried("month") is not None:
        return None
    return month_of_day(parts, vantage, first, last)


def named_day(parts: Parts, vantage: Vantage) -> Period | None:
    """A day named from another: 昨天, 当日, 周三, with its date where brackets give it."""
    month_, day_ = parts.number("gloss_month"), parts.number("gloss_day")
    if not day_:
        return Period.of(day_from(parts, vantage))
    if not month_:
        return month_of_day(parts, Vantage(vantage.anchor), day_, day_)
    year_ = parts.number("gloss_year")
    if year_ is not None:
        return dates.one_day(year_, month_, day_)
    return nearby(vantage.anchor, month_, day_, (parts.offset("day") or 0) > 0) if vantage.anchor else None


def day_from(parts: Parts, vantage: Vantage) -> date | None:
    """The day that the expression names from the document's day, from one just read, or by its place in a week."""
    carried, offset = parts.carried("day"), parts.offset("day")
    if carried is not None:
        base = (vantage.left.last if vantage.left else None) or vantage.day or vantage.anchor
        return dates.add_days(base, carried) if base else None
    if offset is not None:
        base = vantage.anchor if not parts.names_year() else same_day(vantage.anchor, stated_year(parts, vantage))
        return dates.add_days(base, offset) if base else None
    weekday = 7 if "weekday_7" in parts else parts.number("weekday")
    return of_week(parts, vantage, weekday) if weekday else None


def same_day(day_: date | None, year_: int | None) -> date | None:
    """去年今天: the day's like in that year."""
    return dates.add_months(day_, 12 * (year_ - day_.year)) if day_ and year_ else None


def days(parts: Parts, vantage: Vantage) -> Period | None:
    """今明两天: from the first to the last of the days named."""
    offsets = parts.offsets("day")
    if not offsets or vantage.anchor is None:
        return None
    return Period(dates.add_days(vantage.anchor, min(offsets)), dates.add_days(vantage.anchor, max(offsets)))


def clock(parts: Parts, vantage: Vantage) -> Period | None:
    """下午3时 of the day just spoken of, or of the document's; 截至8时 lies in no day to come."""
    day_ = vantage.day or vantage.anchor
    if "until" in parts and day_ and vantage.anchor and day_ > vantage.anchor:
        day_ = vantage.anchor
    return Period.of(vantage.left.last if vantage.left else day_)


# -- counted from the document ---------------------------------------------------------------------------------------


def moved_by(parts: Parts, day_: date, sign: int) -> date | None:
    """The day that lies the expression's length before (-1) or after (1) `day_`."""
    if "half_month" in parts:
        return dates.add_days(day_, 15 * sign)
    total = 12 * (parts.number("years") or 0) + (parts.number("months") or 0) + 3 * (parts.number("quarters") or 0)
    if "half_year" in parts:
        total += 6
    if total:
        return dates.add_months(day_, total * sign)
    total = 7 * (parts.number("weeks") or 0) + (parts.number("days") or 0)
    return dates.add_days(day_, total * sign) if total else None


def recent(parts: Parts, vantage: Vantage) -> Period | None:
    """近三年: up to the document's day, which is the last of them."""
    moved = moved_by(parts, vantage.anchor, -1) if vantage.anchor and "inexact" not in parts else None
    if moved and not parts.any(("years", "months", "half_year", "quarters")):
        moved += dates.DAY  # 近三天 counts its days; 三年来 begins on the same day
    return Period(moved, vantage.anchor) if moved else None


def coming(parts: Parts, vantage: Vantage) -> Period | None:
    """未来三年: from the document's day, which is the first of them."""
    moved = moved_by(parts, vantage.anchor, 1) if vantage.anchor and "inexact" not in parts else None
    return Period(vantage.anchor, moved - dates.DAY) if moved else None


def ago(parts: Parts, vantage: Vantage) -> Period | None:
    """三天前, 三个月前, 三年前: the day, month or year."""
    return whole_unit(parts, moved_by(parts, vantage.anchor, -1) if vantage.anchor else None)


def hence(parts: Parts, vantage: Vantage) -> Period | None:
    """两周后, 三年后: the day, month or year."""
    return whole_unit(parts, moved_by(parts, vantage.anchor, 1) if vantage.anchor else None)


def whole_unit(parts: Parts, found: date | None) -> Period | None:
    """The year, the month or the day of `found`, by the unit the expression counts in."""
    if found is None or "inexact" in parts:
        return None
    if "years" in parts:
        return dates.years(found.year, found.year)
    if parts.any(("months", "half_year", "quarters")):
        return dates.months(found.year, found.month, found.month)
    return Period(found, found)


# -- plans, decades, centuries ---------------------------------------------------------------------------------------


def plan(parts: Parts, vantage: Vantage) -> Period | None:
    """“十四五”, “十三五”期间, “十四五”前三年, “十四五”开局之年."""
    whole = dates.plan(parts.number("plan") or 0)
    if whole is None or whole.first is None or whole.last is None:
        return None
    first, last = whole.first.year, whole.last.year
    if "plan_first" in parts:
        return dates.years(first, first)
    if "plan_last" in parts:
        return dates.years(last, last)
    return dates.years(first, first + (parts.number("years") or 5) - 1)


def century(parts: Parts, vantage: Vantage) -> Period | None:
    """21世纪, 上世纪, 本世纪中叶."""
    number = century_number(parts, vantage)
    whole = dates.century(number) if number else None
    if whole and whole.first and "middle" in parts:
        return dates.years(whole.first.year + 49, whole.first.year + 49)
    return whole


def century_number(parts: Parts, vantage: Vantage) -> int | None:
    """The number of the century named."""
    offset = parts.offset("century")
    if offset is None:
        return parts.number("century")
    return (vantage.anchor.year + 99) // 100 + offset if vantage.anchor else None


def decade(parts: Parts, vantage: Vantage) -> Period | None:
    """20世纪90年代, 上世纪八十年代, 1980年代, 90年代 (the latest that has begun)."""
    number = parts.number("decade")
    if number is None or number % 10:
        return None
    if number > 100:
        return dates.years(number, number + 9)
    named = century_number(parts, vantage)
    if named is None and parts.any(("century_m1", "century_0")):
        return None
    if named is None:
        named = 21 if vantage.anchor and 2000 + number <= vantage.anchor.year else 20
    earlier = parts.number("decade_first") or number
    if earlier < 10:
        earlier *= 10  # 七八十年代
    century_start = (named - 1) * 100
    return dates.years(century_start + earlier, century_start + number + 9)


# -- the rest --------------------------------------------------------------------------------------------------------


def same(parts: Parts, vantage: Vantage) -> Period | None:
    """去年同期, 上年同期, 2019年同期: the period just spoken of, in that year."""
    previous = vantage.previous
    if previous is None or previous.known is None:
        return None
    of = (previous.last or previous.known).year
    number = parts.number("year")
    if number is not None:
        return previous.shifted(number - of)
    return previous.shifted(parts.offset("year") or parts.in_report("year") or 0)


def then(parts: Parts, vantage: Vantage) -> Period | None:
    """届时: the time to come that was just spoken of."""
    return vantage.ahead


def founding(parts: Parts, vantage: Vantage) -> Period | None:
    """新中国成立: the 1st of October 1949."""
    return dates.one_day(1949, 10, 1)


def reported(parts: Parts, vantage: Vantage) -> Period | None:
    """报告期内: the period of the report that the document names; without one undated."""
    return vantage.reported


def vague(parts: Parts, vantage: Vantage) -> Period | None:
    """目前, 近日, 春运期间: words without dates."""
    return None


RESOLVERS: dict[str, Resolver] = {
    function.__name__: function
    for function in (year, years, half, quarter, month, months, day, days, clock, week, weekend, week_in, recent, coming,
                     ago, hence, plan, decade, century, feast, lunar, same, then, founding, reported, vague)
}
