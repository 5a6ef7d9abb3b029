"""A claim rule at a place: whether it matches the words left and right of a quantity, and what its groups take."""

from __future__ import annotations

from functools import cached_property
from typing import cast

import regex

from pipeline.layers.claims.runs import Run
from pipeline.model import Quantity
from pipeline.rulebook import Rule
from pipeline.rulebook.schema import ClaimRule

PREPOSITION = "preposition"
WORDS = ("predicate", PREPOSITION)  # groups that begin where a word begins: 报 in 举报 is no verb


def spec_of(rule: Rule) -> ClaimRule:
    """The model a claim rule was checked with."""
    return cast(ClaimRule, rule.spec)


class SiteRule:
    """A claim rule made ready to be tried at many quantities."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        spec = spec_of(rule)
        self.frame, self.weight, self.certainty = spec.frame, int(spec.weight), float(spec.certainty)
        self.kinds, self.units = frozenset(spec.kinds), frozenset(spec.units)

    @cached_property
    def _patterns(self) -> tuple[tuple[bool, bool, regex.Pattern[str], tuple[str, ...]], ...]:
        """(of the left side?, of the shape?, pattern, groups that begin at a word) for each pattern of the rule."""
        out = []
        for name in sorted(self.rule.patterns):
            pattern, of_shape = self.rule.compiled(name), name.endswith("shape")
            at_word = () if of_shape else tuple(group for group in WORDS if group in pattern.groupindex)
            out.append((name.startswith("left"), of_shape, pattern, at_word))
        return tuple(out)

    def match(self, quantity: Quantity, left: Run, right: Run) -> dict[str, Run] | None:
        """The groups of the rule at a quantity as runs, or None where it does not match the words on both sides."""
        if self.kinds and quantity.kind not in self.kinds or self.units and quantity.unit not in self.units:
            return None
        groups: dict[str, Run] = {}
        for on_left, of_shape, pattern, at_word in self._patterns:
            side = left if on_left else right
            text = side.shape if of_shape else side.text
            found = pattern.search(text) if on_left else pattern.match(text)
            if found is None:
                return None
            if at_word and not all(_at_word(side, found.start(group)) for group in at_word):
                return None
            if PREPOSITION in at_word and not _at_word(side, found.end(PREPOSITION)):
                return None  # 在轨(开展)
            for group in pattern.groupindex:
                start, end = found.span(group)
                if start >= 0:
                    groups[group] = side[start:end]
        return groups


def _at_word(run: Run, place: int) -> bool:
    """Whether a word begins at `place`, or the group that should begin there took no part."""
    return place < 0 or place >= len(run) or run.shape[place].isupper()
