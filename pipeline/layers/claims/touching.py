"""Which claim rules may read a quantity at all, told by what touches it: a few look-ups in place of dozens of patterns."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from pipeline.layers.claims.matching import SiteRule
from pipeline.layers.claims.runs import Run
from pipeline.model import Quantity
from pipeline.rulebook.book import FLAGS
from pipeline.rulebook.compiled import compile_pattern
from pipeline.rulebook.masks import mask_of, numbers
from pipeline.rulebook.patterns import PatternError, needed_chars, read_pattern, without_looks

MOST_NEEDED = 60  # more characters than these are found in nearly any text


class Touching(dict[str, int]):
    """For each character that may stand next to a quantity on one side a mask of the rules that may match there.

    `patterns` has one of each rule, None where it asks nothing of that side; the character is empty where the side is.
    It is worked out when it is first seen: a pattern without its look-arounds, read away from the quantity, takes the
    character as the beginning of a match or does not.
    """

    def __init__(self, patterns: Sequence[str | None], on_left: bool) -> None:
        super().__init__()
        self._tests = [None if pattern is None else _towards(pattern, on_left) for pattern in patterns]

    def __missing__(self, char: str) -> int:
        found = self[char] = mask_of(test is None or test.match(char, partial=bool(char)) is not None for test in self._tests)
        return found


def _towards(pattern: str, on_left: bool) -> regex.Pattern[str] | None:
    """The pattern as it is read from the quantity on."""
    try:
        return compile_pattern(("(?r)" if on_left else "") + without_looks(pattern), FLAGS)
    except PatternError:
        return None


def _needed(rule: SiteRule) -> frozenset[str]:
    """Characters of which one must stand left of the quantity; none where that is not known."""
    pattern = rule.rule.patterns.get("left")
    try:
        found = needed_chars(read_pattern(pattern)) if pattern else None
    except PatternError:
        return frozenset()
    return found if found and len(found) <= MOST_NEEDED else frozenset()


class Choice:
    """Chooses among rules, the strongest first, those that may read a quantity."""

    def __init__(self, rules: Sequence[SiteRule]) -> None:
        self.rules = tuple(rules)
        self._of_kind: dict[str, int] = {}
        patterns = [rule.rule.patterns for rule in self.rules]
        self._left, self._right, self._left_shape, self._right_shape = (
            Touching([one.get(name) for one in patterns], name.startswith("left"))
            for name in ("left", "right", "left_shape", "right_shape"))
        self._needed = [_needed(rule) for rule in self.rules]

    def at(self, quantity: Quantity, left: Run, right: Run) -> list[SiteRule]:
        """The rules whose patterns may match the words left and right of a quantity; the others surely do not."""
        kind = quantity.kind
        if kind not in self._of_kind:
            self._of_kind[kind] = mask_of(not rule.kinds or kind in rule.kinds for rule in self.rules)
        mask = self._of_kind[kind] & self._left[left.text[-1:]] & self._left_shape[left.shape[-1:]]
        mask &= self._right[right.text[:1]] & self._right_shape[right.shape[:1]]
        said = frozenset(left.text)
        return [self.rules[k] for k in numbers(mask) if not self._needed[k] or not said.isdisjoint(self._needed[k])]
