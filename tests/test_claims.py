"""The claim layer on sentences of many kinds: what no single rule shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipeline.build import Extractor
from pipeline.source import Document
from tests import shipped

CASES = Path(__file__).parent / "data" / "claims.tsv"
PUBLISHED = date(2024, 8, 16)


def sentences() -> Iterator[tuple[str, list[list[str]]]]:
    """(sentence, its rows) as the table gives them: quantity, slots, time, status, comparison."""
    rows: list[list[str]] = []
    text = ""
    for line in CASES.read_text("utf-8").splitlines()[1:]:
        first, *row = line.split("\t")
        if first != '"':
            if text:
                yield text, rows
            text, rows = first, []
        rows.append(row)
    yield text, rows


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """The shipped rules."""
    return shipped.extractor()


def read(extractor: Extractor, text: str) -> list[list[str]]:
    """What the extractor reads in a text, in the form of the table."""
    out = []
    for record in extractor.records(Document("case", text, published=PUBLISHED)):
        claim, time = record["claim"], record["time"] or {}
        out.append([record["quantity"]["text"], *(claim[slot] or "-" for slot in ("subject", "predicate", "object")),
                    f"{time.get('start') or ''}..{time.get('end') or ''}", record["status"], record["comparison"] or "-"])
    return out


@pytest.mark.parametrize(("text", "rows"), list(sentences()), ids=[text[:16] for text, _ in sentences()])
def test_sentence_reads_as_the_table_says(extractor, text, rows):
    assert read(extractor, text) == rows


def test_slots_keep_the_script_of_the_source(extractor):
    [first, second] = read(extractor, "香港機場8月客運量達490萬人次，按年上升25.2%。")
    assert first[1:3] == ["香港機場客運量", "達"] and second[1:3] == ["香港機場客運量", "按年上升"]


def test_every_slot_span_covers_its_own_words(extractor):
    text = "“重庆造”汽车产量达到57万台，同比增长47%，比全国增速高出23个百分点。"
    for record in extractor.records(Document("case", text)):
        for slot in ("subject", "predicate", "object"):
            said, span = record["claim"][slot], record["spans"].get(slot)
            if said and span:
                assert set(said) - {"…"} <= set(text[span[0]:span[1]])


def test_a_quoted_remark_may_hold_dates(extractor):
    text = "“老街的今天可能就是新村的明天”，他们把煤矿还能挖10年的账算给大家听。"
    [record] = extractor.records(Document("case", text))
    assert record["quantity"]["text"] == "10年"


def test_a_new_turn_takes_nothing_from_the_one_before(extractor):
    text = "记者：进展如何？\n王强：我市建成基站300个。\n记者：还有吗？\n李明：新增就业2万人。"
    records = extractor.records(Document("case", text))
    assert [record["claim"]["subject"] for record in records] == ["我市", None]


def test_long_text_without_punctuation_ends_quickly(extractor):
    assert extractor.records(Document("case", "建设项目" * 5000 + "3个"))


REPORT = """政府工作报告
——2024年1月18日在云岭市第九届人民代表大会上

一、2023年工作回顾
全市新增停车泊位300个，建成公园12个。

二、2024年工作安排
（一）全力以赴抓项目
开工水厂3座，新建道路40公里。
（二）用心用情惠民生
新增学位5000个，去年已改造的8个小区本年验收。

三、需要说明的问题
全市现有公交车900辆。
"""


def test_a_heading_of_plans_holds_for_its_chapter(extractor):
    status = {triple.claim.quantity.text: triple.claim.status for triple in extractor.triples(Document("r", REPORT, published=PUBLISHED))}
    assert [status[text] for text in ("300个", "12个", "3座", "40公里", "5000个", "900辆")] == [
        "actual", "actual", "planned", "planned", "planned", "actual"]


def test_the_office_that_a_headline_quotes_does_not_act(extractor):
    text = "江澄市税务局：前11个月新增退税2亿元\n江澄市税务局统计显示，今年前11个月，全市新增退税2.1亿元，同比增长8%。\n"
    claims = {triple.claim.quantity.text: triple.claim.subject for triple in extractor.triples(Document("r", text, published=PUBLISHED))}
    assert claims["2亿元"] is None
    assert claims["2.1亿元"].text == "全市"


def test_a_heading_that_says_an_aim_is_met_makes_no_plans(extractor):
    text = "全县水利建设完成投资4亿元\n提前两个月实现年度目标\n3月18日，县水利局召开通报会。全县改造水闸37座，清淤河道62公里。\n"
    status = {triple.claim.quantity.text: triple.claim.status for triple in extractor.triples(Document("r", text, published=PUBLISHED))}
    assert (status["37座"], status["62公里"]) == ("actual", "actual")


def test_the_period_that_opens_a_list_dates_its_items(extractor):
    text = "江澜精密发布业绩\n业绩摘要\n● 第三季度实现营业收入24亿元；\n● 综合毛利率35%；\n● 基本每股收益0.57元。\n\n公司现有员工900人。\n"
    times = {triple.claim.quantity.text: triple.claim.time for triple in extractor.triples(Document("r", text, published=date(2024, 10, 28)))}
    assert (times["35%"].text, times["0.57元"].text) == ("第三季度", "第三季度")
    assert times["900人"] is None


def test_an_item_of_a_day_dates_only_itself(extractor):
    text = "近期活动\n● 3月8日，走访企业24家；\n● 培训员工350人。\n"
    times = {triple.claim.quantity.text: triple.claim.time for triple in extractor.triples(Document("r", text, published=PUBLISHED))}
    assert times["350人"] is None


def test_what_will_be_once_a_plant_works_is_not_dated_by_its_opening(extractor):
    text = "新厂5月投产，总投资9亿元，达产后预计年产面包4万吨。"
    times = {triple.claim.quantity.text: triple.claim.time for triple in extractor.triples(Document("r", text, published=date(2024, 8, 1)))}
    assert (times["9亿元"].text, times["4万吨"]) == ("5月", None)


@pytest.mark.parametrize(("report", "first", "last"), [
    ("2024年半年度报告", date(2024, 1, 1), date(2024, 6, 30)), ("2025年一季报", date(2025, 1, 1), date(2025, 3, 31)),
    ("2024年前三季度业绩公告", date(2024, 1, 1), date(2024, 9, 30)), ("2023年年度报告", date(2023, 1, 1), date(2023, 12, 31)),
    ("产品手册", None, None), ("2024年报名通知", None, None)])
def test_the_period_of_a_report_is_that_of_the_report_named(extractor, report, first, last):
    text = f"江澜食品昨晚发布{report}。报告期内，公司实现营业收入38亿元。"
    [triple] = extractor.triples(Document("r", text, published=date(2025, 8, 29)))
    assert (triple.claim.time.text, triple.claim.time.first, triple.claim.time.last) == ("报告期内", first, last)


def test_the_end_of_a_reported_period_is_the_last_day_of_the_report_named(extractor):
    text = "江澜冷链发布2025年第一季度业绩公告。截至季末，公司运营冷库78座。"
    [triple] = extractor.triples(Document("r", text, published=date(2025, 5, 20)))
    assert (triple.claim.time.text, triple.claim.time.first, triple.claim.time.last) == ("截至季末", None, date(2025, 3, 31))


def test_a_paragraph_that_begins_with_among_keeps_the_time_of_the_one_before(extractor):
    text = "工业起步平稳\n本报讯　今年一季度，全市工业增加值增长6.4%。\n其中，装备制造业增加值增长10.7%。\n交易会上，采购商签约32亿元。"
    times = {triple.claim.quantity.text: triple.claim.time and triple.claim.time.text
             for triple in extractor.triples(Document("r", text, published=date(2025, 4, 18)))}
    assert times == {"6.4%": "今年一季度", "10.7%": "今年一季度", "32亿元": None}


def test_halves_of_a_headline_are_clauses_of_their_own(extractor):
    text = "意向成交额首破300亿元　6.8万名专业观众到会\n央视网消息（新闻联播）：展会今天闭幕。"
    [_, triple] = extractor.triples(Document("r", text))
    assert (triple.claim.subject.text, triple.claim.predicate.text) == ("专业观众", "到会")
