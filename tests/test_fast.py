"""The native segmenter gives jieba's tokens, so that nothing but the clock tells which of the two was at work."""

from __future__ import annotations

import functools
import random
from pathlib import Path

import pytest

from bench.texts import broadcast
from pipeline.assemble import dump
from pipeline.build import make_extractor
from pipeline.rulebook import load_rulebook
from pipeline.segment import JiebaCutter, RjiebaCutter, dictionary_tags
from pipeline.source import Document

pytest.importorskip("rjieba")
SEED = Path(__file__).parents[1] / "corpus" / "press" / "cqrb-2021-zhibohui.txt"


@functools.cache
def cutters() -> tuple[JiebaCutter, RjiebaCutter]:
    """Both, with the words of the rule files' lexicon added."""
    lexicon = load_rulebook().lexicon
    words = sorted({*lexicon.list_of("word_class"), *lexicon.list_of("press_verb"), "龥龥", "\U0002ffff"})
    return JiebaCutter(words), RjiebaCutter(words)


def glued() -> list[str]:
    """Words of the dictionary glued together at random: no text is harder to cut."""
    dice = random.Random(5)
    words = list(dictionary_tags())
    return ["".join(dice.choices(words, k=12)) for _ in range(3000)]


@pytest.mark.parametrize("lines", [SEED.read_text("utf-8").split("\n"), broadcast(40_000).split("\n"), glued()],
                         ids=["seed", "news", "glued"])
def test_both_cut_alike(lines: list[str]) -> None:
    jieba, native = cutters()
    for line in lines:
        assert native.cut(line) == jieba.cut(line)


def test_the_records_are_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [Document("seed", SEED.read_text("utf-8")), Document("news", broadcast(6_000))]
    lines = {}
    for name in ("jieba", "rjieba"):
        monkeypatch.setenv("PRESS_TRIPLES_SEGMENTER", name)
        extractor = make_extractor()
        lines[name] = [dump(record) for text in texts for record in extractor.records(text)]
    assert lines["jieba"] == lines["rjieba"]
    assert lines["jieba"]
