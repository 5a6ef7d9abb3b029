"""A claim rule at a place: whether it matches the words left and right of a quantity, and what its groups take."""

from __future__ import annotations

from typing import cast

from pipeline.layers.claims.runs import Run
from pipeline.model import Quantity
from pipeline.rulebook import Rule
from pipeline.rulebook.schema import ClaimRule

WORDS = ("predicate", "preposition")  # groups that begin where a word begins: 报 in 举报 is no verb
TIMEOUT = 5.0


def spec_of(rule: Rule) -> ClaimRule:
    """The model a claim rule was checked with."""
    return cast(ClaimRule, rule.spec)


def match_site(rule: Rule, quantity: Quantity, left: Run, right: Run) -> dict[str, Run] | None:
    """The groups of a rule at a site as runs, or None where it does not match."""
    spec = spec_of(rule)
    if spec.kinds and quantity.kind not in spec.kinds or spec.units and quantity.unit not in spec.units:
        return None
    groups: dict[str, Run] = {}
    for name in sorted(rule.patterns):
        side, text = (left, left.text) if name.startswith("left") else (right, right.text)
        if name.endswith("shape"):
            text = side.shape
        pattern = rule.compiled(name)
        found = pattern.search(text, timeout=TIMEOUT) if name.startswith("left") else pattern.match(text, timeout=TIMEOUT)
        if found is None:
            return None
        if not name.endswith("shape") and not all(_at_word(side, found.start(g)) for g in WORDS if g in pattern.groupindex):
            return None
        for group in pattern.groupindex:
            if found.start(group) >= 0:
                groups[group] = side[found.start(group):found.end(group)]
    return groups


def _at_word(run: Run, place: int) -> bool:
    """Whether a word begins at `place`, or the group that should begin there took no part."""
    return place < 0 or place >= len(run) or run.shape[place].isupper()
