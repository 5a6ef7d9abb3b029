"""The short way to a quantity's claim rules leaves out none that matches."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.layers.claims.choice import Choice
from pipeline.layers.claims.reader import ClaimReader
from pipeline.rulebook.outlines import Edge, needed_chars, needed_sets, without_looks
from pipeline.rulebook.patterns import read_pattern
from pipeline.source import Document
from tests import shipped

CORPUS = Path(__file__).parents[1] / "corpus"


class Checking(Choice):
    """A choice that tries every rule and remembers those that it would wrongly have left out."""

    def __init__(self, rules) -> None:
        super().__init__(rules)
        self.missed: list[tuple[str, str, str]] = []
        self.tried = self.left = 0

    def at(self, quantity, left, right):
        chosen = super().at(quantity, left, right)
        self.tried, self.left = self.tried + len(chosen), self.left + len(self.rules) - len(chosen)
        self.missed += [(rule.rule.id, left.text, right.text) for rule in self.rules
                        if rule not in chosen and rule.match(quantity, left, right) is not None]
        return chosen


def test_no_rule_is_left_out_that_matches(monkeypatch):
    extractor = shipped.extractor()
    reader = extractor.nlp.get_pipe("press_claims").reader
    assert isinstance(reader, ClaimReader)
    checking = Checking(reader.rules)
    monkeypatch.setattr(reader, "choice", checking)
    texts = [path.read_text("utf-8") for path in sorted(CORPUS.rglob("*.txt"))]
    texts += [example.text.replace("[[", "").replace("]]", "") for rule in extractor.book.layer("claim") for example in rule.spec.examples]
    for text in texts:
        extractor.records(Document("", text))
    assert checking.missed == []
    assert checking.tried > 500 and checking.left > 5 * checking.tried  # or it would be of no use


@pytest.mark.parametrize(("pattern", "bare"), [
    ("a(?!b)c", "ac"), ("(?<=x)(?:a|(?=b)c)+", "(?:a|c)+"), ("(?<!(?:a(?=b)))c", "c"), (r"[(?=]a\(?b", r"[(?=]a\(?b")])
def test_a_pattern_without_its_look_arounds(pattern, bare):
    assert without_looks(pattern) == bare


@pytest.mark.parametrize(("pattern", "chars"), [
    ("增长", "增"), ("(?:增长|下降)约?", "增下"), ("(?:增长|下降)?", None), ("[同环]比(?:增长|下降)", "比"), ("[^x]", None),
    (r"\p{Han}*(?P<a>上)?的", "的"), ("(?=增)", None), ("(?:增|.)", None), ("(?:上升){0,2}", None), ("(?:上升){1,2}", "上"),
    ("(?P<u>[点點])至(?P=u)", "至"), ("[点點](?P<u>上)?(?P=u)", "点點")])
def test_what_a_match_needs(pattern, chars):
    assert needed_chars(read_pattern(pattern)) == (None if chars is None else frozenset(chars))


@pytest.mark.parametrize(("pattern", "sets"), [
    ("增长", "增长"), ("增(?:长|多)", "增长 增多"), ("(?:增|下降)约?", "增 下降"), ("[同环]比", "同比 环比"), ("同?比", "比"),
    (r"\p{Han}(?=上)(?:a|b){2}", "a b"), ("(?:增|.)", "增 "), ("(?:增长)?", ""),
    ("(?P<u>[点點])至(?P=u)", "点至 點至"), ("[甲乙丙丁戊己庚辛壬][子丑寅卯辰巳午未]", "甲 乙 丙 丁 戊 己 庚 辛 壬")])
def test_the_characters_of_which_a_match_has_one_set(pattern, sets):
    assert needed_sets(read_pattern(pattern)) == {frozenset(chars) for chars in sets.split(" ")}


def test_what_cannot_be_outlined_is_always_tried():
    edge = Edge(["(?=(?P<a>.)).(?P=a)", "(?i)a", "b"])
    assert edge["z"] == 0b011 and edge["b"] == 0b111
