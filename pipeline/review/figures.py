"""What the rules make of a stretch the reviewer selects: its quantity, its time, and the figures without a triple."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import PressError
from pipeline.review.cards import FIGURE, as_card, squeeze
from pipeline.review.run import Run

if TYPE_CHECKING:
    from pipeline.build import Extractor

Row = Mapping[str, Any]


@lru_cache(maxsize=1)
def extractor() -> Extractor:
    """The extractor by the rules at hand, loaded when the page first asks for what only rules can tell."""
    from pipeline.build import make_extractor
    from pipeline.rulebook.folders import overlay_folders

    return make_extractor(overlay_folders(None))


class FigureReader:
    """Reads figures and times of a run's documents by the quantity and time rules, each document once."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._found = lru_cache(maxsize=16)(self._read)

    def figure(self, doc: str, start: int, end: int) -> dict[str, Any]:
        """The quantity that best fills raw[start:end], as a card's `quantity`; without one, the text with no value."""
        best = _best(self._found(doc)[0], start, end)
        if best is not None:
            found: dict[str, Any] = as_card({"quantity": best})["quantity"]
            return {name: found.get(name) for name in FIGURE}
        text = squeeze(self.run.texts[doc][start:end])
        return {"text": text, "start": start, "end": end, "value": None, "low": None, "high": None, "unit": None,
                "kind": "count", "relation": "exact"}

    def time(self, doc: str, start: int, end: int) -> dict[str, Any]:
        """The time expression that best fills raw[start:end] with its dates; without one, the text with none."""
        best = _best(self._found(doc)[1], start, end)
        if best is not None and best["end"] - best["start"] == end - start:
            return {"text": best["text"], "start": best["from"], "end": best["to"]}
        return {"text": squeeze(self.run.texts[doc][start:end]), "start": None, "end": None}

    def unclaimed(self, doc: str) -> list[list[int]]:
        """The spans of the figures that no triple of the run covers, in text order."""
        claimed = sorted((card["quantity"]["start"], card["quantity"]["end"]) for card in self.run.cards if card["doc"] == doc)
        return [[row["start"], row["end"]] for row in self._found(doc)[0]
                if not any(start < row["end"] and row["start"] < end for start, end in claimed)]

    def _read(self, doc: str) -> tuple[Sequence[Row], Sequence[Row]]:
        try:
            record = self._quantities(doc)
        except PressError:  # a broken rule file must not stop a review
            return (), ()
        return record["quantities"], record["times"]

    def _quantities(self, doc: str) -> dict[str, Any]:
        return extractor().quantity_record(self.run.documents[doc])


def _best(rows: Sequence[Row], start: int, end: int) -> Row | None:
    """The row that shares most with start:end, the first of equals; None where none shares anything."""
    shared = [(min(end, row["end"]) - max(start, row["start"]), row) for row in rows]
    most = max((size for size, _ in shared), default=0)
    return next((row for size, row in shared if size == most), None) if most > 0 else None
