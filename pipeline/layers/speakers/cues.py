"""Where the cues of the rules stand in a text, found in one pass: prose without cues costs next to nothing.

Every cue is looked for at one of its characters, its anchor; the anchors are few and the pass is over them alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.rulebook import Rule


@dataclass(frozen=True, slots=True)
class Anchored:
    """A cue, where its anchor stands in it, and a mask of the rules it wakes."""

    word: str
    back: int
    rules: int

    @property
    def pattern(self) -> str:
        """A pattern that matches behind the anchor of the cue."""
        before, behind = self.word[:self.back + 1], self.word[self.back + 1:]
        return f"(?<={re.escape(before)})(?={re.escape(behind)})"


class CueFinder:
    """Finds the cues of a set of rules. A rule is a bit of a mask, by its place in the list."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        woken: dict[str, int] = {}
        for number, rule in enumerate(rules):
            for word in rule.cue:
                woken[word] = woken.get(word, 0) | 1 << number
        self.at: dict[str, list[Anchored]] = {}
        anchors = _cover(sorted(woken))
        for word, mask in sorted(woken.items()):
            anchor = next(char for char in anchors if char in word)
            self.at.setdefault(anchor, []).append(Anchored(word, word.index(anchor), mask))
        choices = [f"{re.escape(anchor)}(?:{'|'.join(cue.pattern for cue in cues)})" for anchor, cues in self.at.items()]
        self.pattern = re.compile("|".join(choices) or "(?!)")

    def find(self, text: str) -> Cues:
        """All cues of a text."""
        places: list[int] = []
        masks: list[int] = []
        for found in self.pattern.finditer(text):
            at, mask = found.start(), 0
            for cue in self.at[found[0]]:
                if text.startswith(cue.word, at - cue.back):
                    mask |= cue.rules
            places.append(at)
            masks.append(mask)
        return Cues(text, places, masks)


class Cues:
    """The places of all cues in one text, each at its anchor, and the rules that each wakes."""

    def __init__(self, text: str, places: list[int], masks: list[int]) -> None:
        self.text = text
        self._places = places
        self._masks = masks

    def any_in(self, start: int, end: int) -> bool:
        """Whether any cue stands in text[start:end]."""
        at = bisect_left(self._places, start)
        return at < len(self._places) and self._places[at] < end

    def within(self, start: int, end: int) -> int:
        """The rules that have a cue in text[start:end]."""
        woken, places = 0, self._places
        at, last = bisect_left(places, start), len(places)
        while at < last and places[at] < end:
            woken |= self._masks[at]
            at += 1
        return woken


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
