"""Lists of words to look up at a place of a text: faster than an alternation of hundreds, and the longest word wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from pipeline.rulebook.lexicon import any_of


class WordSet:
    """A set of words; `first` and `last` are the lengths, longest first, of those that begin, or end, with a character."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self.first = _lengths(self.words, 0)
        self.last = _lengths(self.words, -1)

    @cached_property
    def heads(self) -> re.Pattern[str]:
        """What matches the first character of any word."""
        return any_of(self.first)

    def __contains__(self, word: str) -> bool:
        return word in self.words

    def start_of(self, text: str, end: int, floor: int = 0) -> int | None:
        """Where the longest word starts that ends at `end`, not before `floor`."""
        if end <= floor:
            return None
        for length in self.last.get(text[end - 1], ()):
            if end - length >= floor and text[end - length:end] in self.words:
                return end - length
        return None

    def end_of(self, text: str, start: int, stop: int | None = None) -> int | None:
        """Where the longest word ends that starts at `start`, not beyond `stop`."""
        stop = len(text) if stop is None else stop
        if start >= stop:
            return None
        for length in self.first.get(text[start], ()):
            if start + length <= stop and text[start:start + length] in self.words:
                return start + length
        return None

    def spans_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Every place of a word, the first and longest, none over another: the time does not grow with the words."""
        until = 0
        for found in self.heads.finditer(text):
            at = found.start()
            end = self.end_of(text, at) if at >= until else None
            if end is not None:
                yield at, end
                until = end

    def last_in(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The last word that ends in text[start:end], at its longest."""
        for at in range(end, start, -1):
            begin = self.start_of(text, at, start)
            if begin is not None:
                return begin, at
        return None

    def starts_in(self, text: str, start: int, end: int) -> Iterator[int]:
        """Every place in text[start:end] where a word starts."""
        for found in self.heads.finditer(text, start, end):
            at = found.start()
            if self.end_of(text, at, end) is not None:
                yield at


class WordEnd:
    """Words with which a text may end: what the pattern `(?:…|…)$` tells, in a tenth of its time."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        by_last: dict[str, list[str]] = {}
        for word in sorted(self.words):
            by_last.setdefault(word[-1], []).append(word)
        self._by_last = {char: tuple(found) for char, found in by_last.items()}

    def ends(self, text: str) -> bool:
        """Whether `text` ends with one of the words; a line end behind it counts for nothing."""
        if text[-1:] == "\n":
            text = text[:-1]
        return text.endswith(self._by_last.get(text[-1:], ()))

    def is_word(self, text: str) -> bool:
        """Whether `text` is one of the words."""
        return text in self.words


def _lengths(words: Iterable[str], at: int) -> dict[str, tuple[int, ...]]:
    """The lengths of the words that have a character at a place, the longest first."""
    found: dict[str, set[int]] = {}
    for word in words:
        found.setdefault(word[at], set()).add(len(word))
    return {char: tuple(sorted(lengths, reverse=True)) for char, lengths in found.items()}
