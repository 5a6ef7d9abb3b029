"""View + mentions → words: jieba fills what the mentions leave; sole importer of jieba.

Only sentences that a layer asks for are segmented. jieba's HMM stays off: it invents words that differ between
versions and ports, and the names it would find come from rosters and speaker rules. Runs of Han characters are capped,
because jieba needs quadratic time on long runs without punctuation.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

import regex

from pipeline.model import Span, Word
from pipeline.rulebook import Lexicon

MAX_RUN = 1000
TAGGED_LINE = regex.compile(r"^(\S+) \d+ (\w+)$", regex.MULTILINE)


class Cutter(Protocol):
    """What the two segmenters offer: jieba (the reference) and its native port."""

    def cut(self, text: str) -> list[str]:
        """The words of `text`, in order and without gaps."""


class JiebaCutter:
    """jieba with a tokenizer of its own, built from the dictionary file: the shared cache is never read."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        import jieba

        jieba.setLogLevel(logging.ERROR)
        self.tokenizer = jieba.Tokenizer()
        table, total = self.tokenizer.gen_pfdict(self.tokenizer.get_dict_file())
        self.tokenizer.FREQ, self.tokenizer.total, self.tokenizer.initialized = table, total, True
        for word in words:
            self.tokenizer.add_word(word)

    def cut(self, text: str) -> list[str]:
        """The words of `text`."""
        return self.tokenizer.lcut(text, HMM=False)  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def dictionary_tags() -> dict[str, str]:
    """Word → part-of-speech tag, as jieba's dictionary file gives them."""
    import jieba

    with jieba.get_module_res("dict.txt") as lines:
        text = lines.read().decode("utf-8")
    return dict(TAGGED_LINE.findall(text))


class Segmenter:
    """Cuts stretches of a text into words; `classes` overrides the dictionary's tag of single words."""

    def __init__(self, cutter: Cutter, tags: dict[str, str]) -> None:
        self.cutter = cutter
        self.tags = tags

    @classmethod
    def of(cls, lexicon: Lexicon) -> Segmenter:
        """jieba with the words that the lexicon classes by hand."""
        return cls(JiebaCutter(sorted(lexicon.list_of("word_class"))), dictionary_tags())

    def words(self, text: str, start: int, end: int, cuts: Iterable[Span] = ()) -> list[Word]:
        """The words of text[start:end]; each of `cuts` (ordered, within the stretch) is one word tagged 'mention'."""
        out: list[Word] = []
        at = start
        for cut in cuts:
            out += self._plain(text, at, cut.start)
            out.append(Word(cut.start, cut.end, "mention"))
            at = cut.end
        out += self._plain(text, at, end)
        return out

    def _plain(self, text: str, start: int, end: int) -> Iterator[Word]:
        for low in range(start, end, MAX_RUN):
            at = low
            for piece in self.cutter.cut(text[low:min(low + MAX_RUN, end)]):
                yield Word(at, at + len(piece), self.tags.get(piece, "x"))
                at += len(piece)
