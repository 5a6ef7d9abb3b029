"""The area that a figure covers, by what its claim says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.model import Claim, Quantity, Slot, Span
from pipeline.places import Places
from pipeline.rulebook import Rulebook
from tests import shipped


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return shipped.book()


def claim(sentence: str, subject: str | None) -> Claim:
    at = sentence.index("5")
    quantity = Quantity(at, at + 2, "5个", Decimal(5), None, None, "个", "count", "exact", "quantity/count")
    return Claim(quantity, Slot(subject) if subject else None, Slot("建成"), Slot("基站"), None, "actual", None, (), 0.9,
                 Span(0, len(sentence)))


@pytest.mark.parametrize(("subject", "region", "place"), [
    ("全市", "江澄", "江澄"), ("我市", "江澄", "江澄"), ("全市", None, None), ("江澄基站", "江澄", "江澄"),
    ("河南小麦产量", "江澄", "河南"), ("河南省", None, "河南"), ("江澄市", None, "江澄"), ("加拿大火点", None, "加拿大"),
    ("全国夏播面积", "江澄", "中国"), ("我国出口", None, "中国"), ("全國人口", None, "中国"),
    ("新加坡企业", "江澄", None), ("江澄与新加坡方面", "江澄", None), ("四川、湖北麦收", "江澄", None),
    ("超市", None, None), ("城市管网", None, None), ("老旧小区", None, None), ("本港長者", "香港", "香港"), (None, "江澄", None),
])
def test_subject_names_the_area(subject: str | None, region: str | None, place: str | None, book: Rulebook) -> None:
    said = claim("建成5个", subject)
    assert Places(book.lexicon, region).of(said, "建成5个") == place


def test_sentence_that_opens_with_home_covers_its_parts(book: Rulebook) -> None:
    text = "目前，全市光纤全覆盖，入社率100%，基站5个。"
    assert Places(book.lexicon, "江澄").of(claim(text, "基站"), text) == "江澄"
    assert Places(book.lexicon, "江澄").of(claim(text, "河南基站"), text) == "河南"
