"""Quantities: phrases with everything they state, units, tables, and texts that nobody should write."""

from __future__ import annotations

import itertools
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from pipeline.layers.quantities import read_quantities
from pipeline.layers.units import base_value, unit_of_heading
from pipeline.model import KINDS, RELATIONS, Cell, Quantity
from pipeline.scan import scan
from pipeline.source import make_view
from tests import shipped

CASES = Path(__file__).parent / "data" / "quantities.txt"
PRESS = Path(__file__).parents[1] / "corpus" / "press"


def quantities(raw: str, cells: tuple[Cell, ...] = ()) -> tuple[Quantity, ...]:
    """What the shipped rules find in a text."""
    text = make_view(raw).text
    return read_quantities(scan(text, shipped.book()), text, shipped.book().lexicon, cells)


def one(raw: str) -> Quantity:
    """The only quantity of a text."""
    (found,) = quantities(raw)
    return found


def shown(quantity: Quantity) -> str:
    """A quantity as the cases write it."""
    number = f"{quantity.value:f}" if quantity.value is not None else f"{quantity.low:f}~{quantity.high:f}"
    relation = "" if quantity.relation in ("exact", "range") else f" {quantity.relation}"
    return f"{number} {quantity.unit or '.'} {quantity.kind}{relation}"


def cases() -> dict[str, list[tuple[str, str]]]:
    """The lines of the case file by their headings: text, and what it states."""
    found: dict[str, list[tuple[str, str]]] = {}
    heading = ""
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line and not line.startswith("#"):
            text, _, stated = line.partition(" => ")
            found.setdefault(heading, []).append((text, stated))
    return found


def test_no_case_is_written_twice():
    texts = [text for part in cases().values() for text, _ in part]
    assert len(texts) > 1000
    assert sorted(text for text, count in Counter(texts).items() if count > 1) == []


@pytest.mark.parametrize("heading", cases())
def test_phrases(heading):
    found = ((text, "; ".join(shown(quantity) for quantity in quantities(text)) or "-", stated) for text, stated in cases()[heading])
    assert [f"{text}: {got}, not {stated}" for text, got, stated in found if got != stated] == []


@pytest.mark.parametrize("text", [
    "近20%", "200余项", "超过1000亿元", "20万人次以上", "近百公里", "第6", "3000多家左右", "5%-8%", "零下20℃", "约占42%", "两个多月", "一米四", "三分之一以上", "人民币5亿元",
])
def test_the_text_takes_in_what_bounds_the_number(text):
    assert one(text).text == text
    assert one(f"，位列{text}，" if text.startswith("第") else f"，{text}，").text == text


@pytest.mark.parametrize("rest", ["，同比增长5%", "。明年再建三个", "以上企业和学校", "（含在建）"])
def test_offsets_point_at_the_text(rest):
    raw = f"全市已建成智能工厂105个{rest}"
    text = make_view(raw).text
    assert all(text[q.start:q.end] == q.text for q in quantities(raw))


def test_a_number_broken_by_a_line_end_is_one_number():
    assert [shown(q) for q in quantities("全年产值12.\n8亿元，签约项目160\n余项")] == ["1280000000 元 money", "160 项 count over"]


def test_full_width_and_traditional_forms_keep_their_unit():
    assert [(q.value, q.unit) for q in quantities("增長１２．５％，高出３個百分點")] == [(Decimal("12.5"), "%"), (Decimal(3), "個百分點")]


# -- tables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading, value, unit, kind", [
    ("亿元", "102060000000", "元", "money"), ("%", "1020.6", "%", "percent"), ("万人次", "10206000", "人次", "count"), ("亿美元", "102060000000", "美元", "money"),
    ("个百分点", "1020.6", "个百分点", "percentage_point"), ("元/吨", "1020.6", "元/吨", "money"), ("万", "10206000", None, "count"),
])
def test_a_bare_number_in_a_cell_takes_the_unit_of_its_heading(heading, value, unit, kind):
    text = "数字产业增加值 1020.6"
    (found,) = quantities(text, (Cell(8, len(text), "总量", heading),))
    assert (found.value, found.unit, found.kind) == (Decimal(value), unit, kind)


def test_a_number_with_its_own_unit_keeps_it_in_a_cell():
    (found,) = quantities("产量 63万台", (Cell(3, 7, "产量", "吨"),))
    assert (found.value, found.unit) == (Decimal(630000), "台")


def test_a_heading_that_is_no_unit_is_kept_as_it_stands():
    assert unit_of_heading("项目数", shipped.book().lexicon) == (Decimal(1), "项目数", "count")


# -- units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text, value, base", [
    ("3公里", "3000", "米"), ("12斤", "6", "千克"), ("2小时", "7200", "秒"), ("1.5亿千瓦时", "540000000000000", "焦耳"), ("35平方公里", "35000000", "平方米"), ("5km", "5000", "米"),
])
def test_base_units(text, value, base):
    assert base_value(one(text), shipped.book().lexicon) == (Decimal(value), base)


def test_a_mu_is_two_thirds_of_a_thousand_square_metres():
    value, base = base_value(one("3亩"), shipped.book().lexicon) or (Decimal(0), "")
    assert (round(value, 6), base) == (Decimal(2000), "平方米")


@pytest.mark.parametrize("text", ["5家", "3至5公里", "30元/吨"])
def test_no_base_unit(text):
    assert base_value(one(text), shipped.book().lexicon) is None


def test_factors_are_those_of_pint():
    pint = pytest.importorskip("pint")
    registry = pint.UnitRegistry(non_int_type=Decimal)
    base = {"米": "meter", "平方米": "meter ** 2", "立方米": "meter ** 3", "千克": "kilogram", "秒": "second", "焦耳": "joule", "瓦": "watt", "伏": "volt", "赫兹": "hertz", "帕": "pascal"}
    names = {"英里": "mile", "海里": "nautical_mile", "英尺": "foot", "英寸": "inch", "码": "yard", "公里": "kilometer", "厘米": "centimeter", "公顷": "hectare",
             "升": "liter", "加仑": "gallon", "吨": "metric_ton", "磅": "pound", "盎司": "ounce", "千瓦时": "kilowatt_hour", "马力": "metric_horsepower", "小时": "hour", "天": "day", "周": "week", "年": "year",
             "千伏": "kilovolt", "兆赫": "megahertz", "兆帕": "megapascal", "平方公里": "kilometer ** 2", "立方厘米": "centimeter ** 3", "平方英里": "mile ** 2", "立方英尺": "foot ** 3"}
    for name, foreign in names.items():
        unit = shipped.book().lexicon.units[name]
        stated = registry.Quantity(Decimal(1), foreign).to(base[unit.base or ""]).magnitude
        assert abs(Decimal(stated) - (unit.factor or 0)) <= abs(Decimal(stated)) * Decimal("1e-9"), name


def test_there_are_measure_words_enough():
    units = set(shipped.book().lexicon.units.values())
    assert sum(unit.kind == "count" for unit in units) >= 250
    assert sum(unit.kind == "money" and unit.code is not None for unit in units) >= 100


def test_every_bounding_word_ends_in_a_character_that_is_looked_for():
    lexicon = shipped.book().lexicon
    words = [word for name in ("q_over", "q_nearly", "q_at_least", "q_under", "q_at_most", "q_about") for word in lexicon.words[name]]
    assert [word for word in words if word[-1] not in lexicon.chars["q_ends"]] == []


# -- any text --------------------------------------------------------------------------------------------------------

ALPHABET = list("0123456789.,，、。:：/-—~%‰℃$￥（）()“”第每约近超过不到以上下内左右之间比至和与大于小多余来几数半成折倍番翻一二两三四五六七八九十百千万亿零负年月日时分秒元块角毛个家名人公里米斤吨度级点位强后前号期届")
PIECES = ["百分之", "分之", "以上", "不超过", "大于", "小于", "个百分点", "万元", "亿元", "人民币", "零下", "翻番", "一半", "小时", "个月", "平方米", "公里", "第", "名列", "5G", "2021年", "近三年", "±", "×", "1,168"]


@given(st.lists(st.one_of(st.sampled_from(ALPHABET), st.sampled_from(PIECES)), max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_without_an_error(text):
    found = quantities(text)
    assert all(q.kind in KINDS and q.relation in RELATIONS for q in found)
    assert all((q.value is None) == (q.relation == "range") and (q.value is None) == (q.low is not None) for q in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(q.low is None or q.low <= q.high for q in found)


@pytest.mark.parametrize("piece", ["1,", "一", "第", "1", "百", "万亿", "3.", "5%、", "1-", "近", "大于5小于", "三分之", "1:", "(", "半", "每", "不超过", "1+", "个", "、1", "和1"])
def test_long_runs_take_no_longer_than_their_length(piece):
    quantities(piece * (4_000 // len(piece)))
