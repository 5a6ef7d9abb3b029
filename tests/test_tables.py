"""Text tables: the quantities of their cells, whatever parts the columns, and the year a bulletin's headline names."""

from __future__ import annotations

import functools
from datetime import date
from decimal import Decimal

import pytest

from pipeline.build import Extractor
from pipeline.reading import Reading
from pipeline.source import Document
from tests import shipped


@functools.cache
def extractor() -> Extractor:
    """An extractor by the shipped rules."""
    return shipped.extractor()


def read(text: str, published: date | None = None) -> Reading:
    """The figures of a text."""
    return extractor().scan(Document("table", text, None, published, None))


def figures(text: str) -> list[tuple[str, list[tuple[Decimal | None, str | None]]]]:
    """The rows with figures: what stands before the first cell, and the quantities of the row."""
    reading = read(text)
    rows = [section for section in reading.layout.sections if section.cells]
    return [(reading.view.text[row.start:row.cells[0].start].strip(),
             [(q.value, q.unit) for q in reading.quantities if row.start <= q.start < row.end]) for row in rows]


CASES = {
    "spaces": ("表1　2023年末人口\n指标　　　年末数（万人）　比重（%）\n常住人口　　48.26　　　　100.0\n其中：城镇　21.05　　　　43.6\n　　　乡村　27.21　　　　56.4\n",
               [("常住人口", [("482600", "人"), ("100", "%")]), ("其中：城镇", [("210500", "人"), ("43.6", "%")]),
                ("乡村", [("272100", "人"), ("56.4", "%")])]),
    "units": ("产品名称　　单位　　　产量　　　比上年增长（%）\n水泥　　　　万吨　　　210.4　　-2.7\n蓄电池　万只　　　4,106.5　33.8\n发电量　　　亿千瓦时　8.64　　　7.1\n播种面积　　千公顷　　1,102.5　—\n",
              [("水泥　　　　万吨", [("2104000", "吨"), ("-2.7", "%")]), ("蓄电池　万只", [("41065000", "只"), ("33.8", "%")]),
               ("发电量　　　亿千瓦时", [("864000000", "千瓦时"), ("7.1", "%")]), ("播种面积　　千公顷", [("1102.5", "千公顷")])]),
    "years": ("单位：亿元\n指标 2023 2022\n生产总值 930.6 880.3\n其中：第一产业 76.3 75.1\n",
              [("生产总值", [("93060000000", "元"), ("88030000000", "元")]), ("其中：第一产业", [("7630000000", "元"), ("7510000000", "元")])]),
    "sign": ("指标　绝对数　比上年增长%\n客运量（万人次）　7,204.3　-1.2\n货运量（亿吨）　2.1　4.5\n",
             [("客运量（万人次）", [("72043000", "人次"), ("-1.2", "%")]), ("货运量（亿吨）", [("210000000", "吨"), ("4.5", "%")])]),
}


@pytest.mark.parametrize("text, rows", CASES.values(), ids=list(CASES))
def test_cells_take_unit_and_multiplier_and_leave_the_name_of_their_row(text, rows):
    assert figures(text) == [(name, [(Decimal(value), unit) for value, unit in cells]) for name, cells in rows]


def spans(text: str, published: date) -> dict[str, tuple[date | None, date | None]]:
    """The times of a text and their dates."""
    return {time.text: (time.first, time.last) for time in read(text, published).times}


BULLETIN = "{}\n\n市统计局\n\n全年地区生产总值930.6亿元，比上年增长6.2%。年末总人口48.2万人。计划年底前再建3座。\n\n今年将继续投入。\n"


def test_the_year_in_the_headline_is_what_a_bulletin_reports_on():
    found = spans(BULLETIN.format("南屏市2023年国民经济和社会发展统计公报"), date(2024, 3, 28))
    assert found["全年"] == (date(2023, 1, 1), date(2023, 12, 31))
    assert found["年末"] == (date(2023, 12, 31), date(2023, 12, 31))
    assert found["上年"] == (date(2022, 1, 1), date(2022, 12, 31))
    assert found["年底前"] == (None, date(2024, 12, 31))
    assert found["今年"] == (date(2024, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize("headline", ["南屏市经济运行情况", "南屏市2022年、2023年经济运行情况", "到2030年建成500公里轨道", "从1998年到今天的南屏"])
def test_a_headline_with_no_year_or_several_or_one_far_off_leaves_the_document_its_own(headline):
    assert spans(BULLETIN.format(headline), date(2024, 3, 28))["全年"] == (date(2024, 1, 1), date(2024, 12, 31))


def test_base_units_stand_beside_what_is_said_only_where_they_are_asked_for():
    document = Document("units", "绿道全长3公里，占地２至3亩，共有5家商铺。", None, None, None)
    said = extractor().quantity_record(document)["quantities"]
    based = Extractor(extractor().book, base_units=True).quantity_record(document)["quantities"]
    assert [(q["base_value"], q["base_unit"]) for q in based] == [(3000, "米"), (None, None), (None, None)]
    assert said == [{key: value for key, value in q.items() if not key.startswith("base")} for q in based]
    assert said[1]["text"] == "２至3亩"


def test_only_a_unit_in_the_name_of_a_row_is_one() -> None:
    rows = figures("品种　价格（元/斤）　环比（%）\n大黄鱼（鲜活）　28.5　1.2\n用电量（亿千瓦时）　12　4")
    assert [units for _, units in rows] == [[(Decimal("28.5"), "元/斤"), (Decimal("1.2"), "%")],
                                            [(Decimal(1_200_000_000), "千瓦时"), (Decimal(4), "%")]]


def test_a_column_of_units_is_for_columns_without_their_own() -> None:
    rows = figures("商品　　计量单位　　数量　　金额（万元）\n船舶　　艘　　41　　1123\n水产品　　吨　　1264　　3865")
    assert [units for _, units in rows] == [[(Decimal(41), "艘"), (Decimal(11_230_000), "元")],
                                            [(Decimal(1264), "吨"), (Decimal(38_650_000), "元")]]
