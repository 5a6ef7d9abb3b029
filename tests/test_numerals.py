"""Numerals: the numbers up to 99,999 out and back, composed numerals, and what is no numeral."""

from __future__ import annotations

from decimal import Decimal

import pytest
from cn2an.an2cn import An2Cn
from hypothesis import given, settings, strategies as st

from pipeline.numerals import han_integer, plain, quotient, read_bounds, read_number, shared_scale

WRITER = An2Cn()
DIGITS = "零一二三四五六七八九"
TRADITIONAL = str.maketrans({"万": "萬", "亿": "億", "点": "點", "负": "負", "两": "兩"})
BELOW_TEN_THOUSAND = st.integers(1, 9999)


def in_words(number: int) -> str:
    """A whole number as cn2an writes it."""
    return str(WRITER.an2cn(str(number), "low"))


def test_every_number_below_ten_thousand_and_every_seventh_below_a_hundred_thousand_comes_back():
    wrong = [n for n in (*range(10_000), *range(10_003, 100_000, 7)) if read_number(in_words(n)) != n]
    assert wrong == []


def test_every_formal_number_below_ten_thousand_comes_back():
    wrong = [n for n in range(10_000) if read_number(str(WRITER.an2cn(str(n), "up"))) != n]
    assert wrong == []


def test_the_own_reader_agrees_with_cn2an():
    words = [in_words(n) for n in range(10, 100_000, 37)]
    assert [han_integer(word) for word in words] == [int(read_number(word) or -1) for word in words]


@given(st.integers(0, 10**16 - 1))
@settings(max_examples=300, deadline=None)
def test_whole_numbers_in_words(number):
    assert read_number(in_words(number)) == number
    assert read_number(in_words(number).translate(TRADITIONAL)) == number


@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
@settings(max_examples=300, deadline=None)
def test_signs_and_decimals(digits, places):
    value = Decimal(digits).scaleb(-places)
    written = f"{value:f}"
    assert read_number(written) == value
    assert read_number(written.replace("-", "−")) == value
    whole, _, part = f"{abs(value):f}".partition(".")
    words = in_words(int(whole)) + ("点" + "".join(DIGITS[int(d)] for d in part) if part else "")
    assert read_number(("负" if value < 0 else "") + words) == value


@given(st.integers(1, 9999), st.integers(1, 9999), st.sampled_from(["万", "亿"]))
@settings(max_examples=300, deadline=None)
def test_mixed_numerals(upper, lower, scale):
    size = {"万": 10**4, "亿": 10**8}[scale]
    assert read_number(f"{upper}{scale}") == upper * size
    if lower > 9:
        assert read_number(f"{upper}{scale}{lower}") == upper * size + lower
    assert read_number(f"{upper}.5{scale}") == Decimal(f"{upper}.5") * size
    assert read_number(f"{upper:,}{scale}") == upper * size


@given(BELOW_TEN_THOUSAND, BELOW_TEN_THOUSAND)
@settings(max_examples=200, deadline=None)
def test_a_scale_multiplies_what_stands_before_it(upper, lower):
    assert read_number(f"{in_words(upper)}亿{in_words(lower)}万") == upper * 10**8 + lower * 10**4


@given(st.integers(1, 7), st.integers(1, 2), st.sampled_from(["", "十", "百", "千", "万", "百万", "千万", "亿"]))
def test_adjacent_digits_are_bounds(low, step, scale):
    size = read_number("一" + scale)
    text = DIGITS[low] + DIGITS[low + step] + scale
    assert read_bounds(text) == (low * size, (low + step) * size)
    assert read_number(text) is None


@pytest.mark.parametrize("text, value", [
    ("〇", "0"), ("两", "2"), ("十", "10"), ("百", "100"), ("千万", "10000000"), ("万亿", "1000000000000"), ("廿三", "23"), ("卅", "30"), ("二廿", None),
    ("一万五", "15000"), ("二百五", "250"), ("三千六", "3600"), ("3万5千", "35000"), ("3万5", "35000"), ("一万零五", "10005"), ("1亿2000万", "120000000"),
    ("2.5万亿", "2500000000000"), ("1.26万亿", "1260000000000"), ("一点五亿", "150000000"), ("零点77", "0.77"), (".77", "0.77"), ("１２．５", "12.5"),
    ("1，168", "1168"), ("1,168", "1168"), ("壹佰贰拾万", "1200000"), ("二〇〇八", "2008"), ("二零二一", "2021"), ("负5.2", "-5.2"), ("负5.2亿", "-520000000"),
    ("-0.8", "-0.8"), ("+5", "5"), ("100k", "100000"), ("30w", "300000"), ("1e5", "100000"), ("3 485", "3485"), ("兆", "1000000000000"),
    ("", None), ("点", None), ("几", None), ("三四百", None), ("七69", None), ("1.2.3", None), ("五点", None), ("零百", None), ("中", None), ("-", None),
    ("9" * 100, None), ("一" * 5000, None),
])
def test_single_numerals(text, value):
    assert read_number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("text, low, high", [
    ("三五百", "300", "500"), ("七八万", "70000", "80000"), ("十二三", "12", "13"), ("三四百", "300", "400"), ("二三十", "20", "30"), ("一百二三十", "120", "130"),
    ("十几", "11", "19"), ("二十几", "21", "29"), ("几十", "20", "99"), ("数十", "20", "99"), ("数百", "200", "999"), ("好几千", "2000", "9999"),
    ("几百万", "2000000", "9990000"), ("数十亿", "2000000000", "9900000000"), ("十几万", "110000", "190000"), ("五、六", "5", "6"), ("兩三", "2", "3"), ("數百", "200", "999"),
])
def test_bounds(text, low, high):
    assert read_bounds(text) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize("text", ["几", "数", "九一", "三三", "三", "三百", "五三", "", "一九"])
def test_no_bounds(text):
    assert read_bounds(text) is None


@given(st.text("0123456789.,，一二两三四五六七八九十百千万亿几数点零负-", max_size=30))
@settings(max_examples=1000, deadline=None)
def test_any_run_of_numeral_characters_is_read_or_not_without_an_error(text):
    value = read_number(text)
    assert value is None or value.is_finite()
    bounds = read_bounds(text)
    assert bounds is None or bounds[0] <= bounds[1]


def test_quotients_are_exact_where_they_can_be():
    assert quotient(Decimal(3), Decimal(4)) == Decimal("0.75")
    assert quotient(Decimal(1), Decimal(3)) == Decimal("0.3333333333333333")
    assert quotient(Decimal(1), Decimal(0)) is None


def test_plain_values_have_no_exponent_and_no_trailing_zeros():
    assert [str(plain(Decimal(text))) for text in ("1E+5", "12.50", "5.0", "-0.80")] == ["100000", "12.5", "5", "-0.8"]


def test_the_scale_a_range_shares():
    assert [shared_scale(text) for text in ("50万", "1.5亿", "五千", "三十万", "300", "三十")] == [10**4, 10**8, 1000, 10**4, 1, 1]
