"""Why a triple reads as it does: the chain of rules, with the text each took."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pipeline.review.figures import extractor
from pipeline.review.run import Run

if TYPE_CHECKING:
    from pipeline.explain import Explainer


class CardExplainer:
    """Explains triples of a run by the rules as they stand; rules and documents are read when they are first asked for."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._explainers: dict[str, Explainer] = {}

    def __call__(self, card: dict[str, Any]) -> list[str]:
        """The explanation's lines: the derivation at the figure's place, or for a triple of other rules what it says itself."""
        lines = list(self._explainer(card["doc"]).at(card["quantity"]["start"]).lines())
        if all(any(rule in line for line in lines) for rule in card.get("rules", ())):
            return lines
        # the run is of other rules than those at hand: what it says of itself is shown as well
        return [*lines, "", *said_by(card, self.run.texts[card["doc"]])]

    def _explainer(self, doc: str) -> Explainer:
        from pipeline.explain import Explainer

        if doc not in self._explainers:
            self._explainers[doc] = Explainer(extractor(), extractor().read(self.run.documents[doc]))
        return self._explainers[doc]


def explainer(run: Run) -> Callable[[dict[str, Any]], list[str]]:
    """A function from a card to the lines of its explanation."""
    return CardExplainer(run)


def said_by(card: dict[str, Any], raw: str) -> list[str]:
    """The rules a card names, and each of its parts with the text and place it was taken from."""
    parts = sorted((span, role) for role, span in (card.get("spans") or {}).items() if role != "sentence")
    return [*card.get("rules", ()), *(f"{role} ← {' '.join(raw[start:end].split())} [{start}:{end}]" for (start, end), role in parts)]
