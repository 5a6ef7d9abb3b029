"""The pipeline put together: a document → its reading → triples or quantities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import assemble
from pipeline.formats import Layout, divide
from pipeline.layers.claims import ClaimReader
from pipeline.layers.quantities import read_quantities
from pipeline.layers.speakers import attribute, speaker_at
from pipeline.layers.times import read_times
from pipeline.model import Attribution, Claim, Mention, Quantity, Span, Time, Triple, Word
from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.scan import scan
from pipeline.source import Document, View, make_view

if TYPE_CHECKING:
    from pipeline.segment import Segmenter


@dataclass(frozen=True)
class Reading:
    """Everything the layers found in one document, in view offsets."""

    document: Document
    view: View
    layout: Layout
    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    times: tuple[Time, ...]
    attributions: tuple[Attribution, ...] = ()
    claims: tuple[Claim, ...] = ()


class Extractor:
    """Reads documents by one rulebook. jieba is loaded when the first sentence with a quantity asks for words."""

    def __init__(self, book: Rulebook, format_name: str | None = None) -> None:
        self.book = book
        self.format_name = format_name
        self._segmenter: Segmenter | None = None
        self.claims = ClaimReader(book, self._words)

    def _words(self, text: str, start: int, end: int, cuts: Sequence[Span] = ()) -> list[Word]:
        if self._segmenter is None:
            from pipeline.segment import Segmenter

            self._segmenter = Segmenter.of(self.book.lexicon)
        return self._segmenter.words(text, start, end, cuts)

    def scan(self, document: Document) -> Reading:
        """The layers that need no words: view, sections, quantities, times."""
        view = make_view(document.raw)
        layout = divide(view, document, self.book, self.format_name)
        mentions = scan(view.text, self.book)
        anchor = document.published or layout.date
        quantities = read_quantities(mentions, view.text, self.book.lexicon)
        return Reading(document, view, layout, mentions, quantities, read_times(mentions, view.text, anchor))

    def read(self, document: Document) -> Reading:
        """All layers."""
        reading = self.scan(document)
        text, layout = reading.view.text, reading.layout
        attributions = attribute(text, layout.sections, layout.roster, self.book)
        claims = self.claims.read(text, layout.sections, reading.quantities, reading.times)
        return replace(reading, attributions=attributions, claims=claims)

    def triples(self, document: Document) -> list[Triple]:
        """The triples of a document in text order."""
        return self.assemble(self.read(document))

    def assemble(self, reading: Reading) -> list[Triple]:
        """The triples of a reading."""
        answering = [speaker_at(reading.attributions, claim.quantity.start) for claim in reading.claims]
        return assemble.assemble(reading.document.id, reading.view, reading.layout.sections, reading.claims, answering,
                                 reading.layout.region, self.book.lexicon)

    def records(self, document: Document) -> list[dict[str, Any]]:
        """The triples of a document as JSON objects."""
        return [assemble.as_record(triple) for triple in self.triples(document)]

    def quantity_record(self, document: Document) -> dict[str, Any]:
        """Every quantity and time of a document as one JSON object (`--emit quantities`)."""
        reading = self.scan(document)
        span = reading.view.raw_span
        return {"id": document.id,
                "quantities": [assemble.quantity_record(q, *span(q.start, q.end)) for q in reading.quantities],
                "times": [_time_line(t, *span(t.start, t.end)) for t in reading.times]}


def _time_line(time: Time, start: int, end: int) -> dict[str, Any]:
    return {"text": time.text, "start": start, "end": end, "from": _iso(time.first), "to": _iso(time.last)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def make_extractor(rules: Sequence[Path] = (), format_name: str | None = None) -> Extractor:
    """An extractor by the shipped rules with those of `rules` laid over them; raises RuleError, UsageError."""
    return Extractor(load_rulebook(rules), format_name)
