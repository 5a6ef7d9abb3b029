"""The calendar: stretches of days, and the numerals that name them. Knows no text beyond numerals."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import radians, sin

DAY = timedelta(days=1)
J2000 = date(2000, 1, 1).toordinal() + 0.5
DIGITS = {char: str(value) for value, chars in enumerate(("〇○零OoОо", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
          for char in chars}
PLACES = {"千": 1000, "百": 100, "十": 10}
FIRST_YEAR, LAST_YEAR = 1, 9999


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, inclusive; None where open."""

    first: date | None
    last: date | None

    @staticmethod
    def of(day: date | None) -> Period | None:
        """That one day; None for none."""
        return Period(day, day) if day else None

    @property
    def known(self) -> date | None:
        """The first day, or the last where the first is open."""
        return self.first or self.last

    @property
    def single(self) -> bool:
        """Whether it is one day."""
        return self.first is not None and self.first == self.last

    def inside(self, outer: Period) -> bool:
        """Whether all of it lies in `outer`."""
        if not (self.first and self.last and outer.first and outer.last):
            return False
        return outer.first <= self.first and self.last <= outer.last

    def shifted(self, years: int) -> Period:
        """The same days that many years on; a month's last day stays one."""
        return Period(_shifted(self.first, years), _shifted(self.last, years))


def count(text: str) -> int | None:
    """The whole number written as `text` below 10,000: '12', '二〇二四', '二十五', '廿三', '百'; None for anything else.

    >>> [count(text) for text in ('07', '二〇二四', '二O二四', '二十五', '十', '廿三', '两千零四', '一百二十', '百', '上')]
    [7, 2024, 2024, 25, 10, 23, 2004, 120, 100, None]
    """
    text = text.replace("廿十", "廿").replace("廿", "二十").replace("卅", "三十")
    total, digits = 0, ""
    for char in text:
        char = DIGITS.get(char, char)
        if char in PLACES:
            total, digits = total + int(digits or 1) * PLACES[char], ""
        elif char.isascii() and char.isdigit():
            digits += char
        else:
            return None
    return total + int(digits or 0) if total or digits else None


def one_day(year: int, month: int, day: int) -> Period | None:
    """That day; None where the calendar has none."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return Period(date(year, month, day), date(year, month, day))


def days(year: int, month: int, first: int, last: int) -> Period | None:
    """The days `first` to `last` of a month; None where the calendar has one of them not, or in no such order."""
    begin, end = one_day(year, month, first), one_day(year, month, last)
    return Period(begin.first, end.last) if begin and end and first <= last else None


def months(year: int, first: int, last: int) -> Period | None:
    """From the first day of month `first` to the last of month `last` of a year."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= first <= last <= 12):
        return None
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def quarters(year: int, first: int, last: int) -> Period | None:
    """From quarter `first` to quarter `last` of a year."""
    return months(year, first * 3 - 2, last * 3)


def halves(year: int, which: int) -> Period | None:
    """The first or the second half of a year."""
    return quarters(year, which * 2 - 1, which * 2)


def years(first: int, last: int) -> Period | None:
    """Whole years."""
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        return None
    return Period(date(first, 1, 1), date(last, 12, 31))


def part_of_month(year: int, month: int, first: int, last: int) -> Period | None:
    """The days `first` to `last` of a month, cut at its end: 下旬 is 21–31."""
    whole = months(year, month, month)
    if whole is None or whole.last is None:
        return None
    return Period(date(year, month, first), date(year, month, min(last, whole.last.day)))


def week(day: date) -> Period:
    """The week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, add_days(monday, 6) or date.max)


def week_of_year(year: int, number: int) -> Period | None:
    """Week `number` of a year: the first is the one with its first Thursday."""
    if not FIRST_YEAR < year < LAST_YEAR or not 1 <= number <= 53:
        return None
    return _weeks_on(date(year, 1, 1), number)


def week_of_month(year: int, month: int, number: int) -> Period | None:
    """Week `number` of a month, counted by its Thursdays; the last one for 0."""
    if not FIRST_YEAR < year < LAST_YEAR or not 1 <= month <= 12 or not 0 <= number <= 6:
        return None
    if number:
        return _weeks_on(date(year, month, 1), number)
    last = date(year, month, monthrange(year, month)[1])
    return week(last - timedelta(days=(last.isoweekday() - 4) % 7))


def _weeks_on(first: date, number: int) -> Period:
    thursday = first + timedelta(days=(4 - first.isoweekday()) % 7)
    return week(thursday + timedelta(days=7 * (number - 1)))


def add_months(day: date, number: int) -> date | None:
    """The same day `number` months on, or the month's last where it is shorter; None outside the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, number: int) -> date | None:
    """The day `number` days on; None outside the calendar."""
    try:
        return day + timedelta(days=number)
    except OverflowError:
        return None


def _shifted(day: date | None, number: int) -> date | None:
    if day is None:
        return None
    moved = add_months(day, number * 12)
    if moved is None or day.day != monthrange(day.year, day.month)[1]:
        return moved
    return moved.replace(day=monthrange(moved.year, moved.month)[1])


def century(number: int) -> Period | None:
    """The 20th is 1901–2000."""
    return years(number * 100 - 99, number * 100)


def plan(number: int) -> Period | None:
    """The five years of the nation's plan of that number: the 14th is 2021–2025."""
    if not 1 <= number <= 20:
        return None
    first = 1948 + 5 * number if number < 3 else 1951 + 5 * number
    return years(first, first + 4)


def lunar(year: int, month: int, day: int) -> date | None:
    """The day of the lunar calendar that falls into the solar `year`, the later one of two; None where unknown."""
    found = [day_ for day_ in _lunar_days(year, month, day) if day_.year == year]
    return found[-1] if found else None


def _lunar_days(year: int, month: int, day: int) -> Iterator[date]:
    from lunardate import LunarDate

    for lunar_year in (year - 1, year):
        try:
            yield LunarDate(lunar_year, month, day).to_solar_date()
        except ValueError:
            continue


def new_years_eve(year: int) -> date | None:
    """The eve of the spring festival of a solar year."""
    festival = lunar(year, 1, 1)
    return festival - DAY if festival else None


def solar_term(year: int, longitude: int) -> date | None:
    """The day on which the sun reaches that longitude, by Chinese time: 0 is 春分, 15 清明, 270 冬至, 315 立春."""
    if not 1900 <= year <= 2100:
        return None
    first = date(year, 1, 1) if longitude >= 280 else date(year, 3, 18)
    near = first + timedelta(days=int((longitude - _sun(first)) % 360 / 360 * 365.24) - 3)
    for step in range(8):
        day = near + timedelta(days=step)
        if (_sun(day + DAY) - longitude) % 360 < 180 <= (_sun(day) - longitude) % 360:
            return day
    return None


def _sun(day: date) -> float:
    """The sun's apparent longitude in degrees when a day begins in China, to 0.01 (Meeus, Astronomical Algorithms, 25)."""
    t = (day.toordinal() - J2000 - 8 / 24) / 36525
    m = radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * sin(m) + (0.019993 - 0.000101 * t) * sin(2 * m) + 0.000289 * sin(3 * m)
    return (280.46646 + 36000.76983 * t + centre - 0.00569 - 0.00478 * sin(radians(125.04 - 1934.136 * t))) % 360


def easter(year: int) -> date:
    """Easter Sunday (Meeus, Astronomical Algorithms, 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    ell = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * ell) // 451
    month, day = divmod(h + ell - 7 * m + 114, 31)
    return date(year, month, day + 1)


def weekday_of_month(year: int, month: int, weekday: int, which: int) -> date:
    """The `which`th weekday (1 Monday … 7) of a month, such as the second Sunday of May."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (which - 1))
