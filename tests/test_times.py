"""Times: what expressions of press prose mean, seen from the document's date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from pipeline import dates
from pipeline.layers.times import read_times
from pipeline.model import Time
from pipeline.rulebook import Rulebook
from pipeline.scan import scan, ties
from tests import shipped

CASES = Path(__file__).with_name("times_cases.tsv")
LAYERS = ("quantity", "time")
Read = Callable[[str, str | None], tuple[Time, ...]]


@pytest.fixture(scope="module")
def rules() -> Rulebook:
    return shipped.book()


@pytest.fixture(scope="module")
def read(rules: Rulebook) -> Read:
    """Text and document date → its times, with the rules of both layers at work."""
    def times(text: str, published: str | None = "2024-08-16") -> tuple[Time, ...]:
        anchor = date.fromisoformat(published) if published else None
        return read_times(scan(text, rules, LAYERS), text, anchor)
    return times


def bounds(time: Time) -> str:
    return f"{time.first or '-'}..{time.last or '-'}"


def shown(times: tuple[Time, ...]) -> str:
    """As the table of cases writes them."""
    return "; ".join(f"{time.text} {bounds(time)}" for time in times)


def table() -> dict[str, list[tuple[str, str]]]:
    """The cases of the table by document date."""
    by_date: dict[str, list[tuple[str, str]]] = {}
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            published, text, expected = line.split("\t")
            by_date.setdefault(published, []).append((text, expected))
    return by_date


@pytest.mark.parametrize("published", sorted(table()))
def test_table_of_cases(read: Read, published: str) -> None:
    cases = table()[published]
    wrong = [f"{text}: {got}, not {expected}" for text, expected in cases if (got := shown(read(text, published))) != expected]
    assert wrong == []


# -- which year, month, week -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("published", "text", "expected"), [
    ("2024-01-16", "12月，出口增长", "2023-12-01..2023-12-31"),
    ("2024-01-16", "计划12月投产", "2024-12-01..2024-12-31"),
    ("2024-08-16", "12月投产", "2024-12-01..2024-12-31"),
    ("2024-02-10", "1—12月，利润下降", "2023-01-01..2023-12-31"),
    ("2024-02-10", "四季度，利润下降", "2023-10-01..2023-12-31"),
    ("2024-01-18", "全年用电量增长", "2023-01-01..2023-12-31"),
    ("2024-01-18", "预计全年用电量增长", "2024-01-01..2024-12-31"),
    ("2024-03-01", "29日晚", "2024-02-29..2024-02-29"),
    ("2023-03-01", "29日晚", "2023-01-29..2023-01-29"),
    ("2023-03-01", "2月29日", "2020-02-29..2020-02-29"),
    ("2024-01-01", "昨天", "2023-12-31..2023-12-31"),
    ("2024-02-29", "去年今天", "2023-02-28..2023-02-28"),
    ("2024-03-31", "上月底", "2024-02-29..2024-02-29"),
    ("2024-03-31", "一个月前", "2024-02-01..2024-02-29"),
    ("2024-12-30", "下周", "2025-01-06..2025-01-12"),
    ("2024-12-31", "本周三", "2025-01-01..2025-01-01"),
    ("2024-01-01", "上季度", "2023-10-01..2023-12-31"),
    ("2024-12-16", "下个月底", "2025-01-31..2025-01-31"),
    ("2024-08-16", "定于周一召开", "2024-08-19..2024-08-19"),
    ("2024-08-16", "周一召开", "2024-08-12..2024-08-12"),
    ("2024-08-16", "97年7月1日", "1997-07-01..1997-07-01"),
    ("2024-08-16", "除夕", "2024-02-09..2024-02-09"),
])
def test_what_is_left_open_is_the_likely_one(read: Read, published: str, text: str, expected: str) -> None:
    assert [bounds(time) for time in read(text, published)] == [expected]


def test_a_period_that_opens_the_sentence_dates_what_follows(read: Read) -> None:
    assert shown(read("2022年，全市投资增长5%，其中四季度增长8%", "2024-08-16")).endswith("四季度 2022-10-01..2022-12-31")


@pytest.mark.parametrize(("text", "expected"), [
    ("上半年产量63万台，比去年同期多5万台", "2023-01-01..2023-06-30"),
    ("前三季度高于2019年同期", "2019-01-01..2019-09-30"),
    ("截至6月底为118家，去年同期为90家", "-..2023-06-30"),
    ("2月为29天，去年同期为28天", "2023-02-01..2023-02-28"),
    ("客流较去年同期增长", "-..-"),
])
def test_the_same_period_is_that_of_the_text_before(read: Read, text: str, expected: str) -> None:
    assert bounds(read(text, "2024-08-16")[-1]) == expected


def test_the_same_period_is_not_taken_over_a_paragraph(read: Read) -> None:
    assert bounds(read("上半年增长5%。\n客流较去年同期增长", "2024-08-16")[-1]) == "-..-"


@pytest.mark.parametrize(("text", "expected"), [
    ("河务局15日称，上游当天放水", "2024-08-15..2024-08-15"),
    ("8月3日开幕，次日闭幕", "2024-08-04..2024-08-04"),
    ("2016年开工，当年见效", "2016-01-01..2016-12-31"),
    ("2016年11月开工，次年3月投产", "2017-03-01..2017-03-31"),
    ("8月15日停电，下午3时恢复", "2024-08-15..2024-08-15"),
])
def test_words_that_point_back(read: Read, text: str, expected: str) -> None:
    assert bounds(read(text, "2024-08-16")[-1]) == expected


# -- without a document date -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["今年", "上月底", "8月15日", "昨天", "近三年", "年底前", "15日", "周三", "本世纪末", "国庆节",
                                  "三天前", "下个季度", "当天", "今明两年", "上周末", "去年今天", "上旬，", "本月最后一周", "下午3时"])
def test_without_a_document_date_an_expression_keeps_its_text(read: Read, text: str) -> None:
    assert [bounds(time) for time in read(text, None)] == ["-..-"]


def test_without_a_document_date_a_full_date_still_reads(read: Read) -> None:
    assert shown(read("2021年8月15日至今年", None)[:1]).startswith("2021年8月15日")
    assert [bounds(time) for time in read("2021年上半年", None)] == ["2021-01-01..2021-06-30"]
    assert [bounds(time) for time in read("1949年10月1日", None)] == ["1949-10-01..1949-10-01"]


# -- beside quantities -----------------------------------------------------------------------------------------------


def test_times_and_quantities_share_a_sentence(rules: Rulebook) -> None:
    text = "截至2021年7月底，全市共接种5.3万人，比去年同期多3个月的用量"
    found = [(mention.layer, text[mention.start:mention.end]) for mention in scan(text, rules, LAYERS)]
    assert ("time", "截至2021年7月底") in found
    assert ("time", "去年同期") in found
    assert ("quantity", "5.3万人") in found


@pytest.mark.parametrize("text", ["为期3天", "连续8个月", "用时15天", "工期提前3个月", "用了三年", "两个半小时"])
def test_a_duration_that_is_a_fact_is_no_time(read: Read, text: str) -> None:
    assert read(text, "2024-08-16") == ()


def test_no_two_rules_claim_the_same_text(rules: Rulebook) -> None:
    assert ties("。\n".join(text for cases in table().values() for text, _ in cases), rules, ("time",)) == []


# -- any date, any text ----------------------------------------------------------------------------------------------

HAN = "〇一二三四五六七八九"


def han(number: int) -> str:
    """A number up to 31 in Chinese: 二十三."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{HAN[tens]}十") + (HAN[ones] if ones or not tens else "")


def spellings(day: date) -> list[str]:
    """One day in the ways press prose writes it."""
    year = "".join(HAN[int(digit)] for digit in str(day.year))
    return [
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{day.month:02}月{day.day:02}日",
        f"{year}年{han(day.month)}月{han(day.day)}日",
        f"{year.replace('〇', '零')}年{han(day.month)}月{han(day.day)}號",
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
    ]


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_date_reads_back_from_every_spelling(read: Read, day: date) -> None:
    for text in spellings(day):
        assert [(time.first, time.last) for time in read(text, None)] == [(day, day)], text


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.integers(1, 40))
def test_days_and_weeks_count_from_the_document(read: Read, day: date, number: int) -> None:
    def only(text: str) -> Time:
        (time,) = read(text, day.isoformat())
        return time
    assert only(f"{number}天前").first == day - timedelta(days=number)
    assert only(f"{number}天后").last == day + timedelta(days=number)
    assert only(f"近{number}天").last == day
    assert only("本周").first == day - timedelta(days=day.weekday())
    assert only("上月底").last == day.replace(day=1) - timedelta(days=1)
    assert only("去年").first == date(day.year - 1, 1, 1)


ALPHABET = "0123456789一二三四五十百两〇年月日号时点分季度周半上下前后今去明昨本至到自从截以来底末初旬节春秋世纪代“”五（）()—-~./:：，。、 \n近过未同期每个将拟"


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.text(ALPHABET, max_size=40), st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_any_text_and_any_date_read_without_an_exception(read: Read, text: str, day: date) -> None:
    end = 0
    for time in read(text, day.isoformat()):
        assert 0 <= time.start < time.end <= len(text)
        assert time.start >= end
        assert time.first is None or time.last is None or time.first <= time.last
        end = time.end


@pytest.mark.parametrize("unit", ["1月", "年", "一", "9", "第", "至", "—", "上", "2021年", "8月15日", "今", "近三", "自从", "（", "春节", "每"])
def test_long_runs_take_time_in_proportion(read: Read, unit: str) -> None:
    assert read(unit * 1500 + "。", "2024-08-16") is not None


# -- the calendar ----------------------------------------------------------------------------------------------------


def test_numerals_count_out_and_back() -> None:
    for number in range(1, 100):
        assert dates.count(str(number)) == number
        if number < 32:
            assert dates.count(han(number)) == number
    assert [dates.count(text) for text in ("两千零四", "一百二十", "廿三", "卅", "百", "零八", "上", "")] == [
        2004, 120, 23, 30, 100, 8, None, None]


@pytest.mark.parametrize(("year", "longitude", "expected"), [
    (2024, 15, "2024-04-04"), (2023, 15, "2023-04-05"), (2021, 315, "2021-02-03"), (2024, 315, "2024-02-04"),
    (2024, 270, "2024-12-21"), (2021, 270, "2021-12-21"), (2023, 90, "2023-06-21"), (2024, 285, "2024-01-06"),
])
def test_solar_terms(year: int, longitude: int, expected: str) -> None:
    assert str(dates.solar_term(year, longitude)) == expected


def test_a_year_has_all_its_solar_terms_in_order() -> None:
    for year in (1901, 1984, 2000, 2024, 2100):
        days = [dates.solar_term(year, (285 + 15 * step) % 360) for step in range(24)]
        assert all(days)
        assert days == sorted(days)  # type: ignore[type-var]


@pytest.mark.parametrize(("year", "month", "day", "expected"), [
    (2024, 1, 1, "2024-02-10"), (2024, 8, 15, "2024-09-17"), (2023, 8, 15, "2023-09-29"), (2021, 12, 8, "2021-01-20"),
])
def test_lunar_days(year: int, month: int, day: int, expected: str) -> None:
    assert str(dates.lunar(year, month, day)) == expected


def test_the_edges_of_the_calendar_give_nothing() -> None:
    assert dates.one_day(2023, 2, 29) is None
    assert dates.one_day(10000, 1, 1) is None
    assert dates.months(2024, 5, 3) is None
    assert dates.add_days(date.max, 1) is None
    assert dates.add_months(date.min, -1) is None
    assert dates.plan(21) is None
    assert dates.plan(1) == dates.years(1953, 1957)
    assert dates.plan(14) == dates.years(2021, 2025)
