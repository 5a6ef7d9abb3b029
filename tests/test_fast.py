"""The native segmenter gives jieba's tokens, so that nothing but the clock tells which of the two was at work."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import pytest

from bench.texts import broadcast
from pipeline.assemble import dump
from pipeline.build import make_extractor
from pipeline.errors import UsageError
from pipeline.segment import CUTTERS, VARIABLE, JiebaCutter, RjiebaCutter, dictionary_lines, segmenter_name
from pipeline.source import Document
from tests import shipped

pytest.importorskip("rjieba")
CORPUS = Path(__file__).parents[1] / "corpus"
SEED = CORPUS / "press" / "cqrb-2021-zhibohui.txt"


@functools.cache
def cutters() -> tuple[JiebaCutter, RjiebaCutter]:
    """Both, with the words of the rule files' lexicon added."""
    lexicon = shipped.book().lexicon
    words = sorted({*lexicon.list_of("word_class"), *lexicon.list_of("press_verb"), "龥龥", "\U0002ffff"})
    return JiebaCutter(words), RjiebaCutter(words)


def glued() -> list[str]:
    """Words of the dictionary glued together at random: no text is harder to cut."""
    dice = random.Random(5)
    words = [word for lines in dictionary_lines().values() for word in lines.split()[::2]]
    return ["".join(dice.choices(words, k=12)) for _ in range(3000)]


def formats() -> list[str]:
    """All lines of the releases of every format."""
    return [line for path in sorted((CORPUS / "formats").glob("*.txt")) for line in path.read_text("utf-8").split("\n")]


@pytest.mark.parametrize("lines", [SEED.read_text("utf-8").split("\n"), formats(), broadcast(40_000).split("\n"), glued()],
                         ids=["seed", "formats", "news", "glued"])
def test_both_cut_alike(lines: list[str]) -> None:
    jieba, native = cutters()
    for line in lines:
        assert native.cut(line) == jieba.cut(line)


def test_the_records_are_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [Document("seed", SEED.read_text("utf-8")), Document("news", broadcast(6_000))]
    monkeypatch.setenv(VARIABLE, "jieba")  # what the call says goes before it
    lines = {}
    for name, kind in CUTTERS.items():
        extractor = make_extractor(segmenter=name)
        lines[name] = [dump(record) for text in texts for record in extractor.records(text)]
        assert isinstance(extractor.nlp.tokenizer._segmenter.cutter, kind)
    assert lines["jieba"] == lines["rjieba"]
    assert lines["jieba"]


def test_the_extra_is_used_where_it_is_installed_and_nobody_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert segmenter_name(None, {}) == "rjieba"
    assert segmenter_name(None, {VARIABLE: "jieba"}) == "jieba"
    assert segmenter_name("rjieba", {VARIABLE: "jieba"}) == "rjieba"
    with pytest.raises(UsageError, match=f"{VARIABLE} hanlp: there is no such segmenter"):
        segmenter_name(None, {VARIABLE: "hanlp"})
    monkeypatch.setenv(VARIABLE, "hanlp")
    with pytest.raises(UsageError):  # before any document is read
        make_extractor()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "rjieba" else name)
    assert segmenter_name(None, {}) == "jieba"
    with pytest.raises(UsageError, match=r"--segmenter rjieba: is not installed: pip install 'press-triples\[fast\]'"):
        segmenter_name("rjieba", {})
