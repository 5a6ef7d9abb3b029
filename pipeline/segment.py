"""View + spans → `Doc`: the text is cut at quantities and times, jieba fills the rest; sole importer of jieba.

Only stretches that a layer asks for are segmented, all other text stays in opaque tokens, so that `doc.text` is always
the whole view. jieba's HMM stays off: it invents words that differ between versions and ports, and the names it would
find come from rosters and speaker rules. Runs of Han characters are capped, because jieba needs quadratic time on long
runs without punctuation.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

import regex

from pipeline.model import Span, Word
from pipeline.rulebook import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

MAX_RUN = 1000
TAGGED_LINE = regex.compile(r"^(\S+) \d+ (\w+)$", regex.MULTILINE)
ADVERBIAL = ("d", "ad", "a")
NEW_WORD = 3000  # how often a word counts that the dictionary has not: about as often as its common verbs
MENTION, OPAQUE, UNKNOWN = "mention", "opaque", "x"


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
            self.tokenizer.add_word(word, None if word in table else NEW_WORD)

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
    """Cuts stretches of a text into words with the dictionary's tags."""

    def __init__(self, cutter: Cutter, tags: dict[str, str]) -> None:
        self.cutter = cutter
        self.tags = tags

    @classmethod
    def of(cls, lexicon: Lexicon) -> Segmenter:
        """jieba with the words that the lexicon classes by hand."""
        return cls(JiebaCutter(sorted({*lexicon.list_of("word_class"), *lexicon.list_of("press_verb")})), dictionary_tags())

    def words(self, text: str, stretches: Sequence[Span], cuts: Sequence[Span]) -> list[Word]:
        """The whole `text` as words: `stretches` segmented, each of `cuts` one word, what lies between opaque.

        Both are in text order and do not overlap among themselves; a cut outside the stretches is an error of the caller.
        """
        out: list[Word] = []
        at, k = 0, 0
        for stretch in stretches:
            if stretch.start > at:
                out.append(Word(at, stretch.start, OPAQUE))
            at = stretch.start
            while k < len(cuts) and cuts[k].start < stretch.end:
                out += self._plain(text, at, cuts[k].start)
                out.append(Word(cuts[k].start, cuts[k].end, MENTION))
                at, k = cuts[k].end, k + 1
            out += self._plain(text, at, stretch.end)
            at = max(at, stretch.end)
        if at < len(text):
            out.append(Word(at, len(text), OPAQUE))
        return out

    def _plain(self, text: str, start: int, end: int) -> Iterator[Word]:
        for low in range(start, end, MAX_RUN):
            at = low
            for piece in self.cutter.cut(text[low:min(low + MAX_RUN, end)]):
                yield Word(at, at + len(piece), self.tag(piece))
                at += len(piece)

    def tag(self, word: str) -> str:
        """The dictionary's tag; a verb for what it calls a noun although it is an adverb and a verb: 充分发挥, 新开通."""
        tag = self.tags.get(word, UNKNOWN)
        if tag == "n" and len(word) > 2:
            for k in range(1, len(word) - 1):
                if self.tags.get(word[k:]) == "v" and self.tags.get(word[:k]) in ADVERBIAL:
                    return "v"
        return tag


def as_doc(vocab: Vocab, text: str, words: Sequence[Word]) -> Doc:
    """The words as a `Doc` whose text is `text`, tags in `token.tag_`."""
    from spacy.tokens import Doc

    return Doc(vocab, words=[text[word.start:word.end] for word in words], spaces=[False] * len(words),
               tags=[word.tag for word in words])


def words_of(doc: Doc) -> list[Word]:
    """The tokens of a `Doc` as words."""
    return [Word(token.idx, token.idx + len(token), token.tag_) for token in doc]
