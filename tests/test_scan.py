"""The scan: what it skips it may skip, and no two rules of equal standing claim the same text."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import pytest
import regex

from pipeline.rulebook import Rule, openings as openings_module
from pipeline.rulebook.openings import Openings, look_of
from pipeline.rulebook.outlines import opening_of
from pipeline.rulebook.patterns import PatternError
from pipeline.scan import candidates, every_candidate, scan, settle, ties
from pipeline.source import make_view
from tests import shipped

CORPUS = Path(__file__).parents[1] / "corpus"
CASES = Path(__file__).parent / "data" / "quantities.txt"
LAYERS = ("quantity", "time")


def views() -> list[str]:
    """The texts of the corpus as the scan sees them, and the phrases of the quantity cases, one a line."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.rglob("*.txt"))]
    phrases = [line.partition(" => ")[0] for line in CASES.read_text(encoding="utf-8").splitlines() if " => " in line]
    return [make_view(text).text for text in texts] + ["\n".join(phrases)]


@pytest.mark.parametrize("text", views(), ids=lambda text: text[:12])
def test_the_short_way_finds_what_the_plain_way_finds(text):
    rules = [rule for layer in LAYERS for rule in shipped.book().layer(layer)]
    by_id = {rule.id: rule for rule in rules}
    plain = settle(every_candidate(text, rules), by_id)
    assert settle(candidates(text, rules, shipped.book().lexicon.chars), by_id) == plain
    assert list(scan(text, shipped.book())) == plain


@pytest.mark.parametrize("text", views(), ids=lambda text: text[:12])
def test_no_two_readings_of_equal_standing_claim_the_same_text(text):
    assert ties(text, shipped.book()) == []


def test_mentions_do_not_overlap():
    mentions = scan("今年上半年，全市近三年新建5G基站5.3万个，同比增长5%-8%，第三季度为1.2亿元", shipped.book())
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


def rule_with(pattern: str) -> Rule:
    """A time rule of that pattern."""
    rule = shipped.book().rule("time/year")
    return dataclasses.replace(rule, spec=rule.spec.model_copy(update={"pattern": pattern}), patterns={"pattern": pattern})


@pytest.mark.parametrize(("pattern", "look"), [
    ("(?=[今去]) 今?年", "[今去]"),
    (r"(?=[今去]|(?:[0-9]{2}|\p{Han})年) (?:今|去)年(?=底|初)", r"[今去]|(?:[0-9]{2}|\p{Han})年"),
    ("(?=[今去]) 今年 | 明年", None),       # the second choice is not looked ahead of
    ("(?: (?=今) 今年 | 明年 )", None),
    ("(?=今(?<!如今)) 今年", None),         # depends on what stands before
    ("今年", None),
])
def test_the_look_ahead_that_speaks_for_all_matches(pattern, look):
    assert look_of(rule_with(pattern)) == look


def test_a_rule_is_tried_only_at_characters_that_its_matches_begin_with():
    openings = Openings([rule_with("(?=[今去]|[0-9]{4}年) (?:[今去]|[0-9]{4})年"), rule_with("今年")], {})
    assert [openings[char] for char in "今3年"] == [3, 1, 0]
    assert openings.anywhere == 0
    # not inside 2021, and not at 今天
    assert list(openings.places(1, "在今年及2021年，今天", 0, 12)) == [(1, 1), (4, 1)]


@pytest.mark.parametrize(("pattern", "anywhere"), [
    ("(?<=新)(?:今|明)年", False), ("(?:今|[a-z]?)年", False), (r"\p{Han}{2}年", True), ("[^，]年", True), ("[今0-9]+年", True),
    ("(?:今年)?", True), ("(?P<n>今)(?P=n)", False), ("(?P<n>今)?(?P=n)", True)])
def test_a_rule_of_which_no_first_character_tells_is_sought_everywhere(pattern, anywhere):
    assert bool(Openings([rule_with(pattern)], {}).anywhere) == anywhere


def test_a_run_is_tried_at_its_first_character_and_where_digits_begin():
    rule = shipped.book().rule("quantity/amount")
    openings = Openings([rule], shipped.book().lexicon.chars)
    assert [at for at, _ in openings.places(1, "队伍30支，三十2.5万", 0, 12)] == [2, 6, 8]  # 伍3 begins no numeral


def test_pairs_that_were_forgotten_are_asked_anew(monkeypatch):
    rules = [rule for layer in LAYERS for rule in shipped.book().layer(layer)]
    text = "今年上半年，全市新建5G基站5.3万个，同比增长5%-8%，第三季度为1.2亿元，三十二人在1997年8月登上4座山"
    found = list(candidates(text, rules, shipped.book().lexicon.chars))
    monkeypatch.setattr(openings_module, "PAIRS", 1)
    assert list(candidates(text, rules, shipped.book().lexicon.chars)) == found


@pytest.mark.parametrize(("pattern", "pairs", "others"), [
    ("今年底", ["今年"], ["今日", "年底"]),
    ("(?:今|明年)底", ["今底", "明年"], ["今年", "明底"]),
    ("(?P<n>[0-9]{1,4})(?:公里|公斤)", ["35", "3公"], ["3里", "公里"]),
    ("(?<=到)(?:今年|今天(?=是))?底", ["今天", "底是", "底"], ["到今", "天是"]),
    (r"(?>\p{Han}{2,}+)市|(?!x)a*b", ["中国", "aa", "ab", "b。"], ["中a", "c。"]),
    ("(?:ab|cde){2}f", ["ab", "cd"], ["ac", "de"])])
def test_how_matches_begin(pattern, pairs, others):
    opening = regex.compile(opening_of(pattern, 2))
    assert all(opening.match(pair, partial=True) for pair in pairs)
    assert not any(opening.match(pair, partial=True) for pair in others)


def test_what_depends_on_another_group_is_not_told():
    with pytest.raises(PatternError):
        opening_of("(?P<a>今)?(?(a)年|月)", 2)
