"""Time mentions → times: the dates that an expression covers, seen from the document's date.

A rule says in `emits.span` which resolver works its dates out, and names its groups by the calendar's own terms: `month` is
a number, `month_m1` the month before the document's, `month_c0` the month just spoken of, `on_10_1` the 1st of October.
Groups for what stands around a date are the same in every rule: `until`, `to`, `link`, `since`, `leaving` before it, `end`
and `start` (年底, 月初), `onward`, `from_then`, `before`, `after`, `within` behind it, and `ahead` for a word of planning nearby.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import regex

from pipeline import dates
from pipeline.dates import Period
from pipeline.model import Mention, Time

SENTENCE_END = regex.compile(r"[。！？\n]")
AFTER_TOPIC = regex.compile(r"\s*[，,、：:]")
SPACE = regex.compile(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
OFFSET = regex.compile(r"(m|p)?([0-9])")
LATER = ("ahead", "before", "from_then", "to", "within")
SEASON_AHEAD = 150
YEARS_BACK = 8
DAY_REACH = 200


@dataclass(frozen=True, slots=True)
class Vantage:
    """From where an expression is seen: the document's date, and what was read before it.

    `left` is the other end of a range, `topic` the period that opened the sentence, `previous` the nearest period of the
    paragraph, `day` its nearest single day.
    """

    anchor: date | None
    left: Period | None = None
    topic: Period | None = None
    previous: Period | None = None
    day: date | None = None


class Parts:
    """The groups of a mention, as what they say."""

    def __init__(self, mention: Mention, text: str) -> None:
        self.words = {name: span.of(text) for name, span in mention.groups.items() if span.end > span.start}

    def __contains__(self, name: str) -> bool:
        return name in self.words

    def any(self, names: Iterable[str]) -> bool:
        """Whether one of the groups is there."""
        return any(name in self.words for name in names)

    def number(self, name: str) -> int | None:
        """The number a group holds."""
        return dates.count(self.words[name]) if name in self.words else None

    def tagged(self, prefix: str) -> Iterator[str]:
        """What follows `prefix_` in the names of groups that are there."""
        for name in self.words:
            if name.startswith(f"{prefix}_"):
                yield name[len(prefix) + 1:]

    def offsets(self, unit: str) -> list[int]:
        """How far the named units lie from the document's: [-1] for `year_m1`."""
        found = (OFFSET.fullmatch(tag) for tag in self.tagged(unit))
        return [int(match[2]) * (-1 if match[1] == "m" else 1) for match in found if match]

    def carried(self, unit: str) -> int | None:
        """How far the unit lies from the one just spoken of: 1 for `day_c1`."""
        return next((int(tag[1:]) for tag in self.tagged(unit) if tag[0] == "c" and tag[1:].isdigit()), None)

    def choice(self, prefix: str) -> int | None:
        """The number in the group's own name: 2 for `half_2`."""
        return next((int(tag) for tag in self.tagged(prefix) if tag.isdigit()), None)

    def names_year(self) -> bool:
        """Whether the expression says which year."""
        return "year" in self or bool(self.offsets("year")) or self.carried("year") is not None


Resolver = Callable[[Parts, Vantage], Period | None]
InYear = Callable[[int], Period | None]


# -- which year ------------------------------------------------------------------------------------------------------


def stated_year(parts: Parts, vantage: Vantage) -> int | None:
    """The year the expression names; None where it names none or one that cannot be known."""
    number = parts.number("year")
    if number is not None:
        return number + 2000 if number < 100 else number
    carried = parts.carried("year")
    if carried is not None:
        spoken = vantage.left or vantage.previous
        known = spoken.known if spoken else None
        return known.year + carried if known else None
    offsets = parts.offsets("year")
    return vantage.anchor.year + offsets[0] if offsets and vantage.anchor else None


def in_year(parts: Parts, vantage: Vantage, make: InYear, unit: int = 1, slack: int = 0) -> Period | None:
    """`make(year)` for the year that is named or else meant. `unit` is the length in months of the period's last part.

    Without a year it is the one that goes on from `left` or lies within `topic`; else the document's, or the year before
    where that has not begun `slack` days after the document and nothing speaks of the future (`12月` in August).
    """
    if parts.names_year():
        year = stated_year(parts, vantage)
        return make(year) if year is not None else None
    if vantage.left and vantage.left.first:
        return following(make, vantage.left.first)
    within = make(vantage.topic.first.year) if vantage.topic and vantage.topic.first else None
    if within and inside(within, vantage.topic):
        return within
    if vantage.anchor is None:
        return None
    this = make(vantage.anchor.year)
    if this and (parts.any(LATER) or begun(this, unit) <= vantage.anchor + timedelta(days=slack)):
        return this
    earlier = (make(vantage.anchor.year - back) for back in range(1, YEARS_BACK))
    return next((period for period in earlier if period), None)


def following(make: InYear, first: date) -> Period | None:
    """The first of its periods that does not end before `first`."""
    made = (make(year) for year in range(first.year, first.year + 2))
    return next((period for period in made if period and period.last and period.last >= first), None)


def inside(inner: Period, outer: Period | None) -> bool:
    """Whether all of `inner` lies in `outer`."""
    if outer is None or not (inner.first and inner.last and outer.first and outer.last):
        return False
    return outer.first <= inner.first and inner.last <= outer.last


def begun(period: Period, unit: int) -> date:
    """The day on which the last part of a period, `unit` months long, begins."""
    assert period.last is not None and period.first is not None
    start = dates.add_months(period.last.replace(day=1), 1 - unit)
    return max(start or period.first, period.first)


def before_unless(parts: Parts, vantage: Vantage, day: date, step: Callable[[date, int], date | None]) -> date | None:
    """`day`, or one step earlier where it lies after the document and nothing speaks of the future."""
    if vantage.anchor and day > vantage.anchor and not parts.any(LATER):
        return step(day, -1)
    return day


# -- resolvers -------------------------------------------------------------------------------------------------------


def year(parts: Parts, vantage: Vantage) -> Period | None:
    """2021年, 2020—2025年, 去年; without a year the document's (年底, 全年)."""
    if not parts.names_year():
        known = vantage.topic or vantage.left
        base = known.first if known and known.first else vantage.anchor
        return dates.years(base.year, base.year) if base else None
    last = stated_year(parts, vantage)
    if last is None:
        return None
    first = parts.number("year_first")
    if first is not None and first < 100:
        first += last // 100 * 100
    return dates.years(first or last, last)


def years(parts: Parts, vantage: Vantage) -> Period | None:
    """今明两年: from the first to the last of the years named."""
    offsets = parts.offsets("year")
    if not offsets or vantage.anchor is None:
        return None
    return dates.years(vantage.anchor.year + min(offsets), vantage.anchor.year + max(offsets))


def half(parts: Parts, vantage: Vantage) -> Period | None:
    """上半年, 去年下半年."""
    which = parts.choice("half")
    return in_year(parts, vantage, lambda y: dates.halves(y, which or 1), 6, SEASON_AHEAD + 60)


def quarter(parts: Parts, vantage: Vantage) -> Period | None:
    """一季度, 上季度, 二、三季度, 前三季度."""
    offsets = parts.offsets("quarter")
    if offsets and not parts.names_year():
        return quarter_from(vantage.anchor, offsets[0])
    first, last = parts.number("quarter_first"), parts.number("quarter") or parts.choice("quarter_is")
    if "quarters" in parts:
        first, last = 1, parts.number("quarters")
    if last is None:
        return None
    begin, end = first or last, last
    return in_year(parts, vantage, lambda y: dates.quarters(y, begin, end), 3, SEASON_AHEAD)


def quarter_from(anchor: date | None, offset: int) -> Period | None:
    """The quarter so many after that of the anchor."""
    moved = dates.add_months(anchor, offset * 3) if anchor else None
    return dates.quarters(moved.year, (moved.month + 2) // 3, (moved.month + 2) // 3) if moved else None


def month(parts: Parts, vantage: Vantage) -> Period | None:
    """7月, 1—7月, 上月, 4月中旬."""
    which = parts.choice("tens")
    moved = month_from(parts, vantage)
    if moved:
        return dates.tens(moved.year, moved.month, which) if which else dates.months(moved.year, moved.month, moved.month)
    last = parts.number("month") or parts.choice("month_is")
    if last is None:
        return None
    first = parts.number("month_first") or last
    if which:
        return in_year(parts, vantage, lambda y: dates.tens(y, last, which))
    if first > last and "month_first" in parts:
        return in_year(parts, vantage, lambda y: over_new_year(y, first, last))
    return in_year(parts, vantage, lambda y: dates.months(y, first, last))


def over_new_year(year_: int, first: int, last: int) -> Period | None:
    """11月至次年3月 with the year of its end."""
    begin, end = dates.months(year_ - 1, first, first), dates.months(year_, last, last)
    return Period(begin.first, end.last) if begin and end else None


def month_from(parts: Parts, vantage: Vantage) -> date | None:
    """A day in the month that the expression names from the document (上月) or from what was read (当月)."""
    carried, offsets = parts.carried("month"), parts.offsets("month")
    if carried is not None:
        spoken = vantage.left or vantage.previous
        known = spoken.known if spoken else None
        return dates.add_months(known.replace(day=1), carried) if known else None
    if not offsets or vantage.anchor is None:
        return None
    moved = dates.add_months(vantage.anchor.replace(day=1), offsets[0])
    year_ = stated_year(parts, vantage)
    return moved.replace(year=year_) if moved and year_ else moved


def months(parts: Parts, vantage: Vantage) -> Period | None:
    """前7个月: from January on."""
    number = parts.number("months")
    return in_year(parts, vantage, lambda y: dates.months(y, 1, number or 0))


def day(parts: Parts, vantage: Vantage) -> Period | None:
    """8月15日, 8月15—17日, 15日, 上月5日, 今天（6月12日）, 当日, 下周三."""
    if parts.any(("gloss_day", "weekday", "weekday_7")) or parts.offsets("day") or parts.carried("day") is not None:
        return named_day(parts, vantage)
    last = parts.number("day")
    if last is None:
        return None
    first = parts.number("day_first") or last
    moved = month_from(parts, vantage)
    if moved:
        return days_of(moved.year, moved.month, first, last)
    month_ = parts.number("month")
    if month_ is not None:
        return in_year(parts, vantage, lambda y: days_of(y, month_, first, last))
    if parts.offsets("month") or parts.carried("month") is not None:
        return None
    return bare_day(parts, vantage, first, last)


def days_of(year_: int, month_: int, first: int, last: int) -> Period | None:
    """Days of one month."""
    begin, end = dates.one_day(year_, month_, first), dates.one_day(year_, month_, last)
    return Period(begin.first, end.last) if begin and end and first <= last else None


def bare_day(parts: Parts, vantage: Vantage, first: int, last: int) -> Period | None:
    """15日 of the month of `left`, or of the document's, or of the latest month in which it is past."""
    base = vantage.left.first if vantage.left else vantage.anchor
    if base is None:
        return None
    step = 1 if vantage.left or parts.any(LATER) else -1
    for number in range(3):
        moved = dates.add_months(base.replace(day=1), step * number)
        found = days_of(moved.year, moved.month, first, last) if moved else None
        if found and found.first and (found.first <= base if step < 0 else (found.last or base) >= base):
            return found
    return None


def named_day(parts: Parts, vantage: Vantage) -> Period | None:
    """A day named from another: 昨天, 当日, 周三, with its date where brackets give it."""
    found = day_from(parts, vantage)
    month_, day_ = parts.number("gloss_month"), parts.number("gloss_day")
    if not month_ or not day_:
        return Period(found, found) if found else None
    year_ = parts.number("gloss_year")
    if year_ is not None:
        return dates.one_day(year_, month_, day_)
    return nearby(vantage.anchor, month_, day_, any(offset > 0 for offset in parts.offsets("day"))) if vantage.anchor else None


def nearby(anchor: date, month_: int, day_: int, later: bool) -> Period | None:
    """The last such day up to `anchor`, or the first from it on."""
    made = (dates.one_day(anchor.year + step, month_, day_) for step in ((0, 1) if later else (0, -1)))
    fitting = (one for one in made if one and one.first and (one.first >= anchor if later else one.first <= anchor))
    return next(fitting, None)


def day_from(parts: Parts, vantage: Vantage) -> date | None:
    """The day that the expression names from the document's day, from one just read, or by its place in a week."""
    carried, offsets = parts.carried("day"), parts.offsets("day")
    if carried is not None:
        base = (vantage.left.last if vantage.left else None) or vantage.day or vantage.anchor
        return dates.add_days(base, carried) if base else None
    if vantage.anchor is None:
        return None
    if offsets:
        return dates.add_days(vantage.anchor, offsets[0])
    weekday = 7 if "weekday_7" in parts else parts.number("weekday")
    return of_week(parts, vantage, weekday) if weekday else None


def of_week(parts: Parts, vantage: Vantage, weekday: int) -> date | None:
    """周三 of the week named, or the latest one that is past."""
    assert vantage.anchor is not None
    offsets = parts.offsets("week")
    monday = dates.week(vantage.anchor).first
    found = dates.add_days(monday, weekday - 1 + 7 * (offsets[0] if offsets else 0)) if monday else None
    if found is None or offsets:
        return found
    if parts.any(LATER):
        return found if found >= vantage.anchor else dates.add_days(found, 7)
    return before_unless(parts, vantage, found, lambda one, step: dates.add_days(one, 7 * step))


def days(parts: Parts, vantage: Vantage) -> Period | None:
    """今明两天: from the first to the last of the days named."""
    offsets = parts.offsets("day")
    if not offsets or vantage.anchor is None:
        return None
    return Period(dates.add_days(vantage.anchor, min(offsets)), dates.add_days(vantage.anchor, max(offsets)))


def clock(parts: Parts, vantage: Vantage) -> Period | None:
    """下午3时 of the day just spoken of, or of the document's; every day's is nobody's."""
    if "every" in parts:
        return None
    known = vantage.left.last if vantage.left else vantage.day or vantage.anchor
    return Period(known, known) if known else None


def week(parts: Parts, vantage: Vantage) -> Period | None:
    """上周, 本周."""
    offsets = parts.offsets("week")
    moved = dates.add_days(vantage.anchor, 7 * (offsets[0] if offsets else 0)) if vantage.anchor else None
    return dates.week(moved) if moved else None


def weekend(parts: Parts, vantage: Vantage) -> Period | None:
    """周末, 上周末: Saturday and Sunday."""
    whole = week(parts, vantage)
    return Period(whole.last - dates.DAY, whole.last) if whole and whole.last else None


def moved_by(parts: Parts, day_: date, sign: int) -> date | None:
    """The day that lies the expression's length before (-1) or after (1) `day_`."""
    number = {name: parts.number(name) for name in ("years", "months", "quarters", "weeks", "days")}
    if "half_year" in parts:
        return dates.add_months(day_, 6 * sign)
    if "half_month" in parts:
        return dates.add_days(day_, 15 * sign)
    if number["years"] or number["months"] or number["quarters"]:
        total = 12 * (number["years"] or 0) + (number["months"] or 0) + 3 * (number["quarters"] or 0)
        return dates.add_months(day_, total * sign)
    total = 7 * (number["weeks"] or 0) + (number["days"] or 0)
    return dates.add_days(day_, total * sign) if total else None


def recent(parts: Parts, vantage: Vantage) -> Period | None:
    """近三年: up to the document's day, which is the last of them."""
    moved = moved_by(parts, vantage.anchor, -1) if vantage.anchor and "inexact" not in parts else None
    return Period(moved + dates.DAY, vantage.anchor) if moved else None


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
    if found is None:
        return None
    if "years" in parts:
        return dates.years(found.year, found.year)
    if parts.any(("months", "half_year", "quarters")):
        return dates.months(found.year, found.month, found.month)
    return Period(found, found)


def plan(parts: Parts, vantage: Vantage) -> Period | None:
    """“十四五”, “十三五”期间, “十四五”前三年, “十四五”开局之年."""
    whole = dates.plan(parts.number("plan") or 0)
    if whole is None or whole.first is None or whole.last is None:
        return None
    if "plan_first" in parts:
        return dates.years(whole.first.year, whole.first.year)
    if "plan_last" in parts:
        return dates.years(whole.last.year, whole.last.year)
    if "years" in parts:
        return dates.years(whole.first.year, whole.first.year + (parts.number("years") or 1) - 1)
    return whole


def century(parts: Parts, vantage: Vantage) -> Period | None:
    """21世纪, 上世纪, 本世纪中叶."""
    number = century_number(parts, vantage)
    whole = dates.century(number) if number else None
    if whole and whole.first and "middle" in parts:
        return dates.years(whole.first.year + 49, whole.first.year + 49)
    return whole


def century_number(parts: Parts, vantage: Vantage) -> int | None:
    """The number of the century named."""
    offsets = parts.offsets("century")
    if offsets:
        return (vantage.anchor.year + 99) // 100 + offsets[0] if vantage.anchor else None
    return parts.number("century")


def decade(parts: Parts, vantage: Vantage) -> Period | None:
    """20世纪90年代, 上世纪八十年代, 90年代 (the latest that has begun)."""
    number = parts.number("decade")
    if number is None or number % 10:
        return None
    named = century_number(parts, vantage)
    first = (named - 1) * 100 + number if named else None
    if first is None and not parts.any(("century", "century_m1", "century_0")):
        first = 2000 + number if vantage.anchor and 2000 + number <= vantage.anchor.year else 1900 + number
    return dates.years(first, first + 9) if first else None


def feast(parts: Parts, vantage: Vantage) -> Period | None:
    """国庆节, 去年春节: a single day of the year named, or of the document's."""
    if parts.names_year():
        year_ = stated_year(parts, vantage)
    else:
        base = vantage.topic.first if vantage.topic else vantage.anchor
        year_ = base.year if base else None
    found = feast_day(parts, year_) if year_ and dates.FIRST_YEAR <= year_ <= dates.LAST_YEAR else None
    return Period(found, found) if found else None


def feast_day(parts: Parts, year_: int) -> date | None:
    """The day of that feast in a year."""
    for tag in parts.tagged("on"):
        month_, day_ = map(int, tag.split("_"))
        return date(year_, month_, day_)
    for tag in parts.tagged("moon"):
        month_, day_ = map(int, tag.split("_"))
        return dates.lunar(year_, month_, day_)
    for tag in parts.tagged("sunday"):
        month_, which = map(int, tag.split("_"))
        return dates.weekday_of_month(year_, month_, 7, which)
    if "eve" in parts:
        return dates.new_years_eve(year_)
    return dates.tomb_sweeping(year_) if "tombs" in parts else None


def lunar(parts: Parts, vantage: Vantage) -> Period | None:
    """正月初一, 农历八月十五: the day that falls into the solar year named, or the document's."""
    month_, day_ = parts.number("lunar_month") or parts.choice("lunar_is"), parts.number("lunar_day")
    year_ = stated_year(parts, vantage)
    if not parts.names_year():
        year_ = vantage.anchor.year if vantage.anchor else None
    found = dates.lunar(year_, month_, day_) if year_ and month_ and day_ else None
    return Period(found, found) if found else None


def same(parts: Parts, vantage: Vantage) -> Period | None:
    """去年同期, 2019年同期: the period just spoken of, in that year."""
    previous = vantage.previous
    if previous is None or previous.known is None:
        return None
    of = (previous.last or previous.known).year
    number, offsets = parts.number("year"), parts.offsets("year")
    target = number if number is not None else of + (offsets[0] if offsets else 0)
    return dates.shift_years(previous, target - of)


def founding(parts: Parts, vantage: Vantage) -> Period | None:
    """新中国成立: the 1st of October 1949."""
    return dates.one_day(1949, 10, 1)


def vague(parts: Parts, vantage: Vantage) -> Period | None:
    """目前, 近日, 春运期间: words without dates."""
    return None


RESOLVERS: dict[str, Resolver] = {
    function.__name__: function
    for function in (year, years, half, quarter, month, months, day, days, clock, week, weekend, recent, coming, ago, hence,
                     plan, decade, century, feast, lunar, same, founding, vague)
}


# -- reading ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Read:
    """A time that was read: what it says, the period it names (an edge of it, `年底`, taken), and its parts."""

    time: Time
    period: Period | None
    parts: Parts
    span: str
    widest: int


def read_times(mentions: Iterable[Mention], text: str, anchor: date | None) -> tuple[Time, ...]:
    """The times among `mentions`, in text order; a range said in two parts (`5月1日—4日`) is one time."""
    reader = Reader(text, anchor)
    for mention in mentions:
        if mention.layer == "time" and mention.emits.get("kind") != "none":
            reader.take(mention)
    return tuple(read.time for read in reader.found)


@dataclass
class Reader:
    """Reads one text from its start to its end and remembers what later expressions refer to."""

    text: str
    anchor: date | None
    found: list[Read] = field(default_factory=list)
    topic: tuple[int, Period] | None = None

    def take(self, mention: Mention) -> None:
        """Read one more mention; it may end a range that the last one began."""
        parts, span = Parts(mention, self.text), mention.emits["span"]
        left = self._left(mention, parts)
        vantage = self._vantage(mention.start, left)
        period = None if "vague" in parts else edged(parts, RESOLVERS[span](parts, vantage))
        if left:
            self._join(left, mention, parts, period)
            return
        start = self._start(mention, parts)
        time = Time(start, mention.end, said(self.text[start:mention.end]), *ends(bounded(parts, period)), mention.rule)
        self.found.append(Read(time, period, parts, span, mention.start))
        self._set_topic(self.found[-1])

    def _left(self, mention: Mention, parts: Parts) -> Read | None:
        """The time that this mention goes on from as a range."""
        last = self.found[-1] if self.found else None
        if last is None or last.time.end != mention.start or last.span == "vague":
            return None
        return last if parts.any(("link", "to")) or "until" in parts and "onward" in last.parts else None

    def _join(self, left: Read, mention: Mention, parts: Parts, period: Period | None) -> None:
        """Let the last time reach on to the end of this mention."""
        first = left.period.first if left.period else None
        last = period.last if period else None
        whole = Period(first, last) if first and last and first <= last else None
        start = left.widest if left.parts.any(("since", "leaving")) else left.time.start
        time = Time(start, mention.end, said(self.text[start:mention.end]), *ends(whole), left.time.rule)
        self.found[-1] = Read(time, whole, left.parts, left.span, left.widest)
        self._set_topic(self.found[-1])

    def _start(self, mention: Mention, parts: Parts) -> int:
        """Where the time's own text begins: a dash without a left side and a bare 从 do not belong to it."""
        if "link" in parts:
            return mention.groups["link"].end
        if "leaving" in parts and not parts.any(("onward", "from_then")):
            return mention.groups["leaving"].end
        return mention.start

    def _vantage(self, at: int, left: Read | None) -> Vantage:
        """What an expression at `at` may refer to."""
        paragraph = self.text.rfind("\n", 0, at) + 1
        near = [read for read in self.found[-12:] if read.period]
        spans = [reach(read) for read in near if read.time.start >= paragraph and not point(read)]
        days_ = [read.period.first for read in near
                 if read.period and day_like(read) and read.time.start >= min(paragraph, at - DAY_REACH)]
        topic = self.topic[1] if self.topic and self.topic[0] == self._sentence(at) else None
        return Vantage(self.anchor, left.period if left else None, topic, spans[-1] if spans else None,
                       days_[-1] if days_ else None)

    def _sentence(self, at: int) -> int:
        """Where the sentence that holds `at` begins."""
        start = 0
        for end in SENTENCE_END.finditer(self.text, max(0, at - 400), at):
            start = end.end()
        return start

    def _set_topic(self, read: Read) -> None:
        """A period with its year that opens a sentence, or stands before a comma, dates what follows in the sentence."""
        period = read.period
        if period is None or not period.first or not period.last or period.single or not read.parts.names_year():
            return
        start = self._sentence(read.time.start)
        opens = not any(char.isalnum() for char in self.text[start:read.time.start])
        if opens or AFTER_TOPIC.match(self.text, read.time.end):
            self.topic = (start, period)


def day_like(read: Read) -> bool:
    """Whether the expression names one day."""
    return read.span in ("day", "clock", "feast", "lunar") and read.period is not None and read.period.single


def point(read: Read) -> bool:
    """Whether the expression is only a day or a base of comparison (年初, 上年末), and no period to refer to."""
    return read.time.first == read.time.last and (read.span != "month" or "start" in read.parts)


def reach(read: Read) -> Period | None:
    """What the time covers, open ends and all."""
    return Period(read.time.first, read.time.last) if read.time.first or read.time.last else None


def edged(parts: Parts, period: Period | None) -> Period | None:
    """The period, or its last day (年底) or first (年初)."""
    if period is None:
        return None
    if "end" in parts:
        return Period(period.last, period.last)
    if "start" in parts:
        return Period(period.first, period.first)
    return period


def bounded(parts: Parts, period: Period | None) -> Period | None:
    """The period as 截至, 自…以来, …前 and the like open it."""
    if period is None:
        return None
    if "after" in parts:
        return Period(period.last + dates.DAY, None) if period.last and period.last < date.max else None
    if parts.any(("onward", "from_then", "since")):
        return Period(period.first, None)
    if parts.any(("until", "to", "before", "within")):
        return Period(None, period.last)
    return period


def said(text: str) -> str:
    """The words of an expression without the spaces around its Chinese characters."""
    return SPACE.sub("", text)


def ends(period: Period | None) -> tuple[date | None, date | None]:
    """Its first and last day."""
    return (period.first, period.last) if period else (None, None)
