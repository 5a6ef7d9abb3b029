"""Text that remembers where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.model import Span

QUANTITY, TIME = "\ue000", "\ue001"
EITHER = "W"  # a word the dictionary calls a verbal noun; where it is not resolved to V it is a noun
QUOTES = {"“": "”", "‘": "’", "「": "」", "『": "』"}  # each mark with the one that closes it
MARKS = "".join((*QUOTES, *QUOTES.values()))
OF = "的"  # the particle that closes a modifier: a part of the grammar, not of the vocabulary


@dataclass(slots=True, unsafe_hash=True)  # made by the ten thousand, and never changed: `frozen` would double the time it takes
class Run:
    """Characters of the view, each with its index there; `shape` is aligned with them.

    A quantity is collapsed to one QUANTITY character and a time to one TIME character. The shape has one letter a
    character: the class of the word it belongs to, upper case at the word's first character (see `shapes`).
    """

    text: str
    at: tuple[int, ...]
    shape: str

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Run:
        return Run(self.text[part], self.at[part], self.shape[part])

    def __add__(self, other: Run) -> Run:
        return Run(self.text + other.text, self.at + other.at, self.shape + other.shape)

    def has(self, letter: str) -> bool:
        """Whether a word of this class stands in the run, or its first word, cut, is of it."""
        return letter in self.shape or self.shape[:1] == letter.lower()

    def without(self, places: Sequence[tuple[int, int]]) -> Run:
        """The run with the stretches of `places` taken out; they are in order and do not overlap."""
        if not places:
            return self
        kept, at = self[:places[0][0]], places[0][1]
        for start, end in places[1:]:
            kept += self[at:start]
            at = end
        return kept + self[at:] if at < len(self.text) else kept

    def without_end(self, words: tuple[str, ...]) -> Run:
        """The run without the first of `words` that ends it; as it is when none does."""
        if not self.text.endswith(words):
            return self
        return self[:len(self.text) - next(len(word) for word in words if self.text.endswith(word))]

    def strip(self, chars: str) -> Run:
        """The run without `chars` at either end."""
        kept = self.text.strip(chars)
        if kept == self.text:
            return self
        start = len(self.text) - len(self.text.lstrip(chars)) if kept else 0
        return self[start:start + len(kept)]

    def span(self) -> Span:
        """From its first to its last character; not for an empty run."""
        return Span(min(self.at), max(self.at) + 1)


EMPTY = Run("", (), "")


def words_of(run: Run) -> tuple[tuple[int, int, str], ...]:
    """(start, end, class) of each word of a run, in run indices."""
    return words_in(run.shape)


@lru_cache(maxsize=4096)
def words_in(shape: str) -> tuple[tuple[int, int, str], ...]:
    """(start, end, class) of each word of a shape."""
    starts = [i for i, letter in enumerate(shape) if letter < "a" or i == 0]
    return tuple(zip(starts, [*starts[1:], len(shape)], [shape[i].upper() for i in starts], strict=False))
