"""Which claim rules may read a quantity at all, told by what touches it: a few look-ups in place of dozens of patterns."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.layers.claims.matching import SiteRule
from pipeline.layers.claims.runs import Run
from pipeline.model import Quantity
from pipeline.rulebook.masks import mask_of, numbers
from pipeline.rulebook.outlines import Edge, needed_chars, without_end
from pipeline.rulebook.patterns import PatternError, read_pattern

MOST_AT_END = 2   # with more characters than these an end spares too few tries to be asked for
MOST_NEEDED = 60  # more characters than these are found in nearly any text


def _needed(rule: SiteRule) -> frozenset[str]:
    """Characters of which one must stand left of the quantity; none where that is not known."""
    pattern = rule.rule.patterns.get("left")
    try:
        found = needed_chars(read_pattern(pattern)) if pattern else None
    except PatternError:
        return frozenset()
    return found if found and len(found) <= MOST_NEEDED else frozenset()


def _without_end(rule: SiteRule) -> tuple[str | None, frozenset[str]]:
    """The rule's pattern for what stands left of the quantity, without an end that may be missing, and characters of that end."""
    pattern = rule.rule.patterns.get("left")
    try:
        shortened, chars = without_end(pattern) if pattern else (None, frozenset[str]())
    except PatternError:
        return pattern, frozenset()
    return (shortened, chars) if len(chars) <= MOST_AT_END else (pattern, frozenset())


class Choice:
    """Chooses among rules, the strongest first, those that may read a quantity."""

    def __init__(self, rules: Sequence[SiteRule]) -> None:
        self.rules = tuple(rules)
        self._of_kind: dict[str, int] = {}
        patterns = [rule.rule.patterns for rule in self.rules]
        self._left, self._right, self._left_shape, self._right_shape = (
            Edge([one.get(name) for one in patterns], at_end=name.startswith("left"))
            for name in ("left", "right", "left_shape", "right_shape"))
        self._needed = [_needed(rule) for rule in self.rules]
        shortened = [_without_end(rule) for rule in self.rules]
        self._left_shortened = Edge([pattern for pattern, _ in shortened], at_end=True)
        # 达到每亩(500公斤): the rules that have an end like 每亩, by the characters of which it has one
        self._ends = {chars: mask_of(chars == own for _, own in shortened) for _, chars in shortened if chars}

    def at(self, quantity: Quantity, left: Run, right: Run) -> list[SiteRule]:
        """The rules whose patterns may match the words left and right of a quantity; the others surely do not."""
        kind = quantity.kind
        if kind not in self._of_kind:
            self._of_kind[kind] = mask_of(not rule.kinds or kind in rule.kinds for rule in self.rules)
        said, last = frozenset(left.text), left.text[-1:]
        mask = self._left_shortened[last]
        for chars, with_end in self._ends.items():
            if not said.isdisjoint(chars):
                mask |= with_end & self._left[last]
        mask &= self._of_kind[kind] & self._left_shape[left.shape[-1:]]
        mask &= self._right[right.text[:1]] & self._right_shape[right.shape[:1]]
        return [self.rules[k] for k in numbers(mask) if not self._needed[k] or not said.isdisjoint(self._needed[k])]
