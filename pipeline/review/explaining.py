"""Why a triple reads as it does: the chain of rules with the text each took."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipeline.review.run import Run


def explainer(run: Run) -> Callable[[dict[str, Any]], list[str]]:
    """A function from a card to the lines of its explanation; the rules are loaded when it is first called."""
    def explain(card: dict[str, Any]) -> list[str]:
        return rule_lines(run, card)

    return explain


def rule_lines(run: Run, card: dict[str, Any]) -> list[str]:
    """The rules of a card with what they are about, then each part with the text and place it was taken from."""
    from pipeline.rulebook import load_rulebook

    about = {rule.id: rule.about for rule in load_rulebook().rules}
    raw = run.texts[card["doc"]]
    lines = [f"{rule}  {about.get(rule, '')}".rstrip() for rule in card.get("rules", ())]
    for role, (start, end) in sorted((card.get("spans") or {}).items(), key=lambda part: part[1]):
        if role != "sentence":
            lines.append(f"  {role} ← {' '.join(raw[start:end].split())}  [{start}:{end}]")
    return lines
