"""Whatever a document holds, it ends in records or in a code, and every span points at what the record says."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings, strategies as st

from pipeline.batch.errors import CODES
from pipeline.batch.items import Item
from pipeline.batch.settings import Settings
from pipeline.batch.worker import do_item
from pipeline.source import Document, fold
from tests import shipped

PIECES = st.sampled_from([
    "全市", "企业", "新增就业", "建成", "达到", "同比增长", "比上年", "较去年同期", "其中", "陈立群", "市统计局", "表示", "介绍", "说", "据", "记者",
    "问：", "答：", "去年", "上半年", "1月至6月", "“", "”", "，", "。", "；", "、", "：", "\n", "\r\n", "　", " ", "约", "近", "超过", "以上", "多",
    "个", "人", "亿元", "%", "个百分点", "倍", "公里", "第", "分之", "至", "-", "—", ".", ",", "５", "３.２", "1,234", "十", "百", "万", "亿", "三五",
    "半", "两", "〇", "零", "负", "\u200b", "\ufeff", "𠮷", "😀", "\x0c", "\u2028", "|", "\t", "①", "²", "½", "㎡", "NaN", "1e9", "0" * 30])
TEXTS = st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=200),
                  st.text("一二三四五六七八九十百千万亿点零〇两半几多余0123456789.,%约近至-个元倍分之成", max_size=80))
FUZZ = settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def words_of(raw: str, span: list[int]) -> str:
    """What a span says, without what the view leaves out."""
    return "".join(fold(raw[span[0]:span[1]]).split())


def check(raw: str, data: bytes) -> None:
    """Every record of a document's lines points into `raw`."""
    for line in data.decode().split("\n")[:-1]:
        record = json.loads(line)
        quantity = record["quantity"]
        assert 0 <= quantity["start"] < quantity["end"] <= len(raw)
        assert set("".join(fold(quantity["text"]).split())) <= set(words_of(raw, [quantity["start"], quantity["end"]]))
        low, high = record["spans"]["sentence"]
        assert low <= quantity["start"] and quantity["end"] <= high
        for start, end in record["spans"].values():
            assert 0 <= start < end <= len(raw)


@FUZZ
@given(TEXTS)
def test_any_text_ends_in_records_whose_spans_hold(raw: str) -> None:
    done = do_item(Item("a", "a", "line", document=Document("a", raw)), Settings(), shipped.extractor())
    if done.entry.fault:
        assert done.entry.fault.code in CODES
        assert done.entry.fault.code != "internal", done.entry.fault.message
    else:
        check(raw, done.body)


@FUZZ
@given(st.one_of(st.binary(max_size=300), TEXTS.flatmap(lambda text: st.sampled_from(
    ["utf-8", "utf-16", "gb18030", "big5"]).map(lambda name: text.encode(name, "replace")))))
def test_any_bytes_end_in_records_or_in_a_code(data: bytes) -> None:
    done = do_item(Item("a.txt", "a.txt", "text", data), Settings(), shipped.extractor())
    assert done.entry.fault is None or done.entry.fault.code in set(CODES) - {"internal"}, done.entry.fault
