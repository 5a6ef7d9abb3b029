"""View + spans → `Doc`: the text is cut at quantities and times, jieba fills the rest; sole importer of jieba.

Only stretches that a layer asks for are segmented, all other text stays in opaque tokens, so that `doc.text` is always
the whole view. jieba's HMM stays off: it invents words that differ between versions and ports, and the names it would
find come from rosters and speaker rules. Runs of Han characters are capped, because jieba needs quadratic time on long
runs without punctuation.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import metadata
from math import log
from pathlib import Path
from string import ascii_letters, digits
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.cache import source_digest, user_cache
from pipeline.errors import UsageError
from pipeline.layers.claims.words import word_classes
from pipeline.model import Span, Word
from pipeline.rulebook import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

VARIABLE = "PRESS_TRIPLES_SEGMENTER"
MAX_RUN = 1000
COLLOCATION = 4
BEFORE_VERB = ("d", "ad", "a", "v")
RUN = re.compile("([\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+)")  # what jieba looks for words in
SINGLE = re.compile(r"\r\n|.", re.DOTALL)
LATIN = frozenset(ascii_letters + digits)
FILLER = "\U000f0000\U000f0001"
TAGS_KEPT = 1 << 13  # words whose tags are remembered: 32,768 made a worker grow by 5 % over 20,000 documents
NEW_WORD = 3000  # how often a word counts that the dictionary has not: about as often as its common verbs
MENTION, OPAQUE, UNKNOWN = "mention", "opaque", "x"


class Cutter(Protocol):
    """What the two segmenters offer: jieba (the reference) and its native port."""

    def cut(self, text: str) -> list[str]:
        """The words of `text`, in order and without gaps."""


class JiebaCutter:
    """jieba with a tokenizer of its own, built from the dictionary file: the shared cache is never read."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        jieba = import_jieba()
        self.tokenizer = jieba.Tokenizer()
        table, total = user_cache().kept(f"prefixes {dictionary_state()}", prefix_table, lambda kept: isinstance(kept, tuple))
        self.tokenizer.FREQ, self.tokenizer.total, self.tokenizer.initialized = table, total, True
        for word in words:
            self.tokenizer.add_word(word, None if word in table else NEW_WORD)

    def cut(self, text: str) -> list[str]:
        """The words of `text`, those of jieba's own `cut` without HMM: what stands between runs comes character by character."""
        weights, total = self.tokenizer.FREQ, self.tokenizer.total
        out: list[str] = []
        for number, part in enumerate(RUN.split(text)):
            out += words_in(part, weights, total) if number % 2 else SINGLE.findall(part)
        return out


def words_in(run: str, weights: Mapping[str, int], total: int) -> list[str]:
    """The words of a run on the best way through it, where jieba makes a graph first; Latin letters and digits in none stay together."""
    ends = first_ends(run, weights, log(total))
    out: list[str] = []
    at = begin = 0
    while at < len(run):
        end = ends[at]
        if end - at > 1 or run[at] not in LATIN:
            if begin < at:
                out.append(run[begin:at])
            out.append(run[at:end])
            begin = end
        at = end
    return [*out, run[begin:]] if begin < at else out


def first_ends(run: str, weights: Mapping[str, int], whole: float) -> list[int]:
    """For each place of a run the end of the first word on the best way from there on; `whole` is the sum of weights, as a logarithm."""
    size = len(run)
    scores, ends = [0.0] * (size + 1), [0] * size
    for start in range(size - 1, -1, -1):
        best, end = None, start + 1
        weight = weights.get(run[start])
        while weight is not None:
            if weight:
                score = log(weight) - whole + scores[end]
                if best is None or score >= best:  # of equals the longer word
                    best, ends[start] = score, end
            end += 1
            weight = weights.get(run[start:end]) if end <= size else None
        if best is None:  # no word begins here
            best, ends[start] = scores[start + 1] - whole, start + 1
        scores[start] = best
    return ends


class RjiebaCutter:
    """jieba's native port with the same dictionary and the same words added: the same tokens, twenty times as fast.

    A word's weight in jieba depends on the sum of all weights. jieba counts a word anew that it knew already, the port
    does not: a filler, which no text contains, makes up for the difference.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        import rjieba

        wanted = list(words)
        key = "\0".join((f"weights {dictionary_state()} {metadata.version('rjieba')}", *wanted))
        # working the weights out takes longer than all else; they are the same as long as the words and the dictionary are
        additions = user_cache().kept(key, lambda: weighed(rjieba.Jieba(), wanted), lambda kept: isinstance(kept, list))
        self.tokenizer = rjieba.Jieba()
        for word, weight in additions:
            self.tokenizer.add_word(word, weight, UNKNOWN)

    def cut(self, text: str) -> list[str]:
        """The words of `text`."""
        return list(self.tokenizer.cut(text, False))


def weighed(tokenizer: Any, words: Iterable[str]) -> list[tuple[str, int]]:
    """The words with the weights that jieba would give them, fillers between them; they are added to `tokenizer` on the way."""
    fields = dictionary()
    counts, in_order = list(map(int, fields[1::3])), sorted(fields[::3])
    # one word stands in the dictionary twice, and jieba counts it twice
    weights, total, twice = dict(zip(fields[::3], counts, strict=True)), sum(counts), 0
    out: list[tuple[str, int]] = []
    for word in words:
        # jieba also takes for known what only begins a word of its dictionary
        place = bisect_left(in_order, word)
        known = word in weights or any(longer.startswith(word) for longer in in_order[place:place + 1])
        weight = suggested(word, tokenizer.cut(word, False), weights, total) if known else NEW_WORD
        twice += weights.get(word, 0)
        weights[word] = weight
        total += weight
        added = [(word, weight), (FILLER, twice)] if twice else [(word, weight)]
        for one in added:
            tokenizer.add_word(*one, UNKNOWN)
        out += added
    return out


def suggested(word: str, pieces: Iterable[str], weights: Mapping[str, int], total: int) -> int:
    """The weight that jieba gives a word so that it is cut out (`Tokenizer.suggest_freq`), by the same arithmetic."""
    weight = 1.0
    for piece in pieces:
        weight *= weights.get(piece, 1) / float(total)
    return max(int(weight * total) + 1, weights.get(word, 1))


CUTTERS: dict[str, Callable[[Sequence[str]], Cutter]] = {"jieba": JiebaCutter, "rjieba": RjiebaCutter}


def segmenter_name(asked: str | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """The segmenter at work: the one asked for by the call or by PRESS_TRIPLES_SEGMENTER, else rjieba if it is installed, else jieba.

    Installing the extra `fast` is asking for rjieba. Raises UsageError for one there is not.
    """
    name = asked or environ.get(VARIABLE)
    by = "--segmenter" if asked else VARIABLE
    if not name:
        return "rjieba" if importlib.util.find_spec("rjieba") else "jieba"
    if name not in CUTTERS:
        raise UsageError(f"{by} {name}: there is no such segmenter; it is one of: {', '.join(CUTTERS)}")
    if importlib.util.find_spec(name) is None:
        raise UsageError(f"{by} {name}: is not installed: pip install 'press-triples[fast]'")
    return name


def make_cutter(words: Sequence[str], segmenter: str | None = None) -> Cutter:
    """The segmenter of `segmenter_name`, with words added to its dictionary; raises UsageError."""
    return CUTTERS[segmenter_name(segmenter)](words)


@lru_cache(maxsize=1)
def dictionary() -> list[str]:
    """The fields of jieba's dictionary file, of which three make a line: word, weight, part-of-speech tag."""
    return dictionary_path().read_text("utf-8").split()


def dictionary_path() -> Path:
    """jieba's dictionary file, found without importing jieba, which would take longer than reading it."""
    found = importlib.util.find_spec("jieba")
    return (Path(found.origin).parent if found and found.origin else Path()) / "dict.txt"


def dictionary_state() -> str:
    """What changes when the dictionary file, or the code that reads it, changes."""
    path = dictionary_path()
    found = path.stat()
    return f"{source_digest(__file__)} {path} {found.st_size} {found.st_mtime_ns}"


def prefix_table() -> tuple[dict[str, int], int]:
    """Every word of jieba's dictionary and every beginning of one → weight (0 for what only begins words); the sum of all weights.

    What `jieba.Tokenizer.gen_pfdict` gives, in a third of the time. One word stands in the file twice: its last weight
    holds, the sum has both.
    """
    fields = dictionary()
    words, weights = fields[::3], list(map(int, fields[1::3]))
    table = dict.fromkeys({word[:length] for word in words for length in range(1, len(word))}, 0)
    table.update(zip(words, weights, strict=True))
    return table, sum(weights)


def import_jieba() -> ModuleType:
    """jieba, imported without `pkg_resources`, which takes longer than jieba itself, warns, and is not needed."""
    name = "pkg_resources"
    loaded = sys.modules.get(name)
    sys.modules[name] = None  # type: ignore[assignment]  # the documented way to make an import fail
    try:
        import jieba
    finally:
        if loaded:
            sys.modules[name] = loaded
        else:
            del sys.modules[name]
    jieba.setLogLevel(logging.ERROR)
    module: ModuleType = jieba
    return module


class DictionaryTags:
    """The dictionary's part-of-speech tag of a word, `x` for one it has not.

    Looked up in the lines of jieba's dictionary: a dict of its 349,000 words takes 0.15 s to load and 50 MB.
    """

    def __init__(self) -> None:
        self.lines = user_cache().kept(f"tags {dictionary_state()}", dictionary_lines, lambda kept: isinstance(kept, dict))
        self.of = lru_cache(maxsize=TAGS_KEPT)(self._look_up)

    def _look_up(self, word: str) -> str:
        lines: str = self.lines.get(word[:1], "")
        at = lines.rfind(f"\n{word} ")  # the last, where the dictionary has a word twice
        if at < 0:
            return UNKNOWN
        begin = at + len(word) + 2
        return lines[begin:lines.index("\n", begin)]


def dictionary_lines() -> dict[str, str]:
    """A word's first character → the lines `word tag` of all that begin with it, each between line ends."""
    fields = dictionary()
    grouped: dict[str, list[str]] = {}
    for word, tag in zip(fields[::3], fields[2::3], strict=True):
        grouped.setdefault(word[0], []).append(f"{word} {tag}\n")
    dictionary.cache_clear()
    return {first: "\n" + "".join(lines) for first, lines in grouped.items()}


class Segmenter:
    """Cuts stretches of a text into words with the dictionary's tags."""

    def __init__(self, cutter: Cutter, tags: DictionaryTags, own: Collection[str] = (), verbs: Collection[str] = (),
                 areas: Collection[str] = (), adverbs: Collection[str] = (), bodies: Collection[str] = ()) -> None:
        self.cutter = cutter
        self.tags = tags
        self.own = own
        self.verbs = verbs
        self.areas = areas
        self.adverbs = adverbs
        self.bodies = bodies
        self.tagged = lru_cache(maxsize=TAGS_KEPT)(self._tagged)

    @classmethod
    def of(cls, lexicon: Lexicon, segmenter: str | None = None) -> Segmenter:
        """A segmenter, jieba or its port, with the words that the lexicon classes by hand; raises UsageError."""
        classes = word_classes(lexicon)
        own = frozenset(classes)
        verbs = frozenset(word for word, letter in classes.items() if letter == "V")
        areas = frozenset(lexicon.list_of("region_word"))
        adverbs = frozenset(lexicon.list_of("joined_adverb"))
        bodies = frozenset(lexicon.list_of("office_end"))
        return cls(make_cutter(sorted(own), segmenter), DictionaryTags(), own, verbs, areas, adverbs, bodies)

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

    def _plain(self, text: str, start: int, end: int) -> list[Word]:
        """The words of a stretch; a body's name ends with a verb and its class: 南海救助|局."""
        out: list[Word] = []
        for word in self._cut(text, start, end):
            named = len(out) > 1 and text[word.start:word.end] in self.bodies and out[-2].tag.startswith("n")
            if named and out[-1].tag in ("v", "vn") and out[-1].end - out[-1].start == 2:
                out[-1] = Word(out[-1].start, word.end, "nt")
            else:
                out.append(word)
        return out

    def _cut(self, text: str, start: int, end: int) -> Iterator[Word]:
        for low in range(start, end, MAX_RUN):
            at = low
            for piece in self.cutter.cut(text[low:min(low + MAX_RUN, end)]):
                for size, tag in self.tagged(piece):
                    yield Word(at, at + size, tag)
                    at += size

    def _tagged(self, piece: str) -> tuple[tuple[int, str], ...]:
        """The lengths and tags of the words of an entry."""
        return tuple((len(part), self.tag(part)) for part in self._parts(piece))

    def _parts(self, word: str) -> tuple[str, ...]:
        """The words of an entry that the dictionary has for two that often stand together: 产品 | 出口, 覆盖 | 全国, 共 | 出动."""
        if word[:1] in self.adverbs and len(word) > 2 and word not in self.own and self.tags.of(word[1:]) in ("v", "vn"):
            return word[:1], word[1:]
        if len(word) != COLLOCATION or word in self.own or self.tags.of(word) not in ("n", "nz", "l"):
            return (word,)
        first, last = word[:2], word[2:]
        named = self.tags.of(first)[0] in "ns" and self.tags.of(last) in ("v", "vn")
        return (first, last) if named or first in self.verbs and last in self.areas else (word,)

    def tag(self, word: str) -> str:
        """The dictionary's tag; a verb for what it calls otherwise although it is an adverb and a verb: 充分发挥, 深入开展."""
        tag = self.tags.of(word)
        if tag in ("i", "l") and len(word) == COLLOCATION and word[2:] in self.verbs and self.tags.of(word[:2]) in BEFORE_VERB:
            return "v"
        if tag == "n" and len(word) > 2:
            for k in range(1, len(word) - 1):
                if self.tags.of(word[k:]) == "v" and self.tags.of(word[:k]) in BEFORE_VERB:
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
