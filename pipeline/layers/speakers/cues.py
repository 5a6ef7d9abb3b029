"""Where the cues of the rules stand in a text, found in one pass: prose without cues costs next to nothing.

Every cue is looked for at one of its characters, its anchor; the anchors are few and the pass is over them alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from pipeline.rulebook import Rule


@dataclass(frozen=True, slots=True)
class Anchored:
    """A cue, where its anchor stands in it, and the rules it wakes."""

    word: str
    back: int
    rules: tuple[str, ...]


class CueFinder:
    """Finds the cues of a set of rules."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        by_word: dict[str, list[str]] = {}
        for rule in rules:
            for word in rule.cue:
                by_word.setdefault(word, []).append(rule.id)
        self.rules = tuple(sorted({rule for found in by_word.values() for rule in found}))
        self.at: dict[str, list[Anchored]] = {}
        anchors = _cover(sorted(by_word))
        for word, woken in sorted(by_word.items()):
            anchor = next(char for char in anchors if char in word)
            self.at.setdefault(anchor, []).append(Anchored(word, word.index(anchor), tuple(woken)))
        self.pattern = regex.compile("[" + "".join(regex.escape(char) for char in sorted(self.at)) + "]") if self.at else None

    def find(self, text: str) -> Cues:
        """All cues of a text."""
        places: dict[str, list[int]] = {rule: [] for rule in self.rules}
        anywhere: list[int] = []
        for found in self.pattern.finditer(text) if self.pattern else ():
            at = found.start()
            for cue in self.at[text[at]]:
                if text.startswith(cue.word, at - cue.back):
                    anywhere.append(at)
                    for rule in cue.rules:
                        places[rule].append(at)
        return Cues(text, places, anywhere)


class Cues:
    """The places of all cues in one text: by rule, and of any of them, each at its anchor."""

    def __init__(self, text: str, places: dict[str, list[int]], anywhere: list[int]) -> None:
        self.text = text
        self._places = places
        self._anywhere = anywhere

    def any_in(self, start: int, end: int) -> bool:
        """Whether any cue stands in text[start:end]."""
        return _stands(self._anywhere, start, end)

    def of(self, rules: Sequence[Rule], start: int, end: int) -> list[Rule]:
        """The rules that have a cue in text[start:end]."""
        if not self.any_in(start, end):
            return []
        return [rule for rule in rules if _stands(self._places.get(rule.id, ()), start, end)]


def _stands(places: Sequence[int], start: int, end: int) -> bool:
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _cover(words: Sequence[str]) -> list[str]:
    """Characters that between them occur in all words, those of most words first."""
    left = set(words)
    out: list[str] = []
    while left:
        counts: dict[str, int] = {}
        for word in left:
            for char in set(word):
                counts[char] = counts.get(char, 0) + 1
        best = min(counts, key=lambda char: (-counts[char], char))
        out.append(best)
        left = {word for word in left if best not in word}
    return out
