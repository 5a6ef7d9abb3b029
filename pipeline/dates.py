"""The calendar: stretches of days, and the numerals that name them. Knows no text beyond numerals."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
DIGITS = {char: str(value) for value, chars in enumerate(("〇○零OoОо", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"))
          for char in chars}
FIRST_YEAR, LAST_YEAR = 1, 9999


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, inclusive; None where open."""

    first: date | None
    last: date | None

    @property
    def known(self) -> date | None:
        """The first day, or the last where the first is open."""
        return self.first or self.last

    @property
    def single(self) -> bool:
        """Whether it is one day."""
        return self.first is not None and self.first == self.last


def count(text: str) -> int | None:
    """The whole number written as `text` below 10,000: '12', '二〇二四', '二十五', '廿三', '百'; None for anything else.

    >>> [count(text) for text in ('07', '二〇二四', '二O二四', '二十五', '十', '廿三', '两', '百', '上')]
    [7, 2024, 2024, 25, 10, 23, 2, 100, None]
    """
    text = text.replace("廿十", "廿").replace("廿", "二十")
    if text == "百":
        return 100
    digits = "".join(DIGITS.get(char, char) for char in text)
    tens, found, ones = digits.partition("十")
    if found:
        digits = f"{tens or '1'}{ones or '0'}"
    return int(digits) if digits.isascii() and digits.isdigit() else None


def one_day(year: int, month: int, day: int) -> Period | None:
    """That day; None where the calendar has none."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return Period(date(year, month, day), date(year, month, day))


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


def tens(year: int, month: int, which: int) -> Period | None:
    """The first (1–10), second (11–20) or last ten days of a month."""
    whole = months(year, month, month)
    if whole is None or whole.last is None:
        return None
    return Period(date(year, month, which * 10 - 9), date(year, month, 10 * which) if which < 3 else whole.last)


def week(day: date) -> Period:
    """The week of a day, Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


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


def shift_years(period: Period, number: int) -> Period:
    """The same days `number` years on; a month's last day stays one."""
    return Period(_shifted(period.first, number), _shifted(period.last, number))


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
            yield LunarDate(lunar_year, month, day).toSolarDate()
        except ValueError:
            continue


def new_years_eve(year: int) -> date | None:
    """The eve of the spring festival of a solar year."""
    festival = lunar(year, 1, 1)
    return festival - DAY if festival else None


def tomb_sweeping(year: int) -> date | None:
    """清明 of a year of the 20th or 21st century, by the almanac's formula."""
    if not 1901 <= year <= 2099:
        return None
    since, base = (year - 2000, 4.81) if year >= 2000 else (year - 1900, 5.59)
    return date(year, 4, int(since * 0.2422 + base) - since // 4)


def weekday_of_month(year: int, month: int, weekday: int, which: int) -> date:
    """The `which`th weekday (1 Monday … 7) of a month, such as the second Sunday of May."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (which - 1))
