"""Feasts, solar terms and lunar days."""

from __future__ import annotations

from datetime import date

from pipeline import dates
from pipeline.dates import Period
from pipeline.layers.times.choice import base_year, stated_year
from pipeline.layers.times.parts import Parts, Vantage

NOVEMBER, THURSDAY, SUNDAY = 11, 4, 7


def feast(parts: Parts, vantage: Vantage) -> Period | None:
    """国庆节, 去年春节, 立秋: a single day of the year named, or of the document's; 七夕前3天: the days before it."""
    year = stated_year(parts, vantage) if parts.names_year() else base_year(vantage)
    if year is None or not dates.FIRST_YEAR <= year <= dates.LAST_YEAR:
        return None
    day, before = feast_day(parts, year), parts.number("days_before")
    return Period(day - before * dates.DAY, day - dates.DAY) if day and before else Period.of(day)


def feast_day(parts: Parts, year: int) -> date | None:
    """The day of that feast in a year: `on_10_1` a fixed date, `moon_8_15` a lunar one, `sunday_5_2` the second Sunday of
    May, `sun_15` a longitude of the sun."""
    fixed, moon, sunday, sun = parts.pair("on"), parts.pair("moon"), parts.pair("sunday"), parts.choice("sun")
    if fixed:
        return date(year, *fixed)
    if moon:
        return dates.lunar(year, *moon)
    if sunday:
        return dates.weekday_of_month(year, sunday[0], SUNDAY, sunday[1])
    if sun is not None:
        return dates.solar_term(year, sun)
    if "eve" in parts:
        return dates.new_years_eve(year)
    if "easter" in parts:
        return dates.easter(year)
    thanks = dates.weekday_of_month(year, NOVEMBER, THURSDAY, 4)
    if "thanks_after" in parts:
        return thanks + dates.DAY
    return thanks if "thanks" in parts else None


def lunar(parts: Parts, vantage: Vantage) -> Period | None:
    """正月初一, 农历八月十五: the day that falls into the solar year named, or the document's."""
    month, day = parts.number("lunar_month") or parts.choice("lunar_is"), parts.number("lunar_day")
    year = stated_year(parts, vantage) if parts.names_year() else base_year(vantage)
    return Period.of(dates.lunar(year, month, day)) if year and month and day else None
