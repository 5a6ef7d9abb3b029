"""The scan: what it skips it may skip, and no two rules of equal standing claim the same text."""

from __future__ import annotations

import functools
import itertools
from pathlib import Path

import pytest

from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.scan import candidates, every_candidate, scan, settle, ties
from pipeline.source import make_view

CORPUS = Path(__file__).parents[1] / "corpus"
CASES = Path(__file__).parent / "data" / "quantities.txt"
LAYERS = ("quantity", "time")


@functools.cache
def shipped() -> Rulebook:
    """The shipped rules."""
    return load_rulebook()


def views() -> list[str]:
    """The texts of the corpus as the scan sees them, and the phrases of the quantity cases, one a line."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.txt"))]
    phrases = [line.partition(" => ")[0] for line in CASES.read_text(encoding="utf-8").splitlines() if " => " in line]
    return [make_view(text).text for text in texts] + ["\n".join(phrases)]


@pytest.mark.parametrize("text", views(), ids=lambda text: text[:12])
def test_the_short_way_finds_what_the_plain_way_finds(text):
    rules = [rule for layer in LAYERS for rule in shipped().layer(layer)]
    by_id = {rule.id: rule for rule in rules}
    plain = settle(every_candidate(text, rules), by_id)
    assert settle(candidates(text, rules, shipped().lexicon.chars), by_id) == plain
    assert list(scan(text, shipped())) == plain


@pytest.mark.parametrize("text", views(), ids=lambda text: text[:12])
def test_no_two_readings_of_equal_standing_claim_the_same_text(text):
    assert ties(text, shipped()) == []


def test_mentions_do_not_overlap():
    mentions = scan("今年上半年，全市近三年新建5G基站5.3万个，同比增长5%-8%，第三季度为1.2亿元", shipped())
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))
