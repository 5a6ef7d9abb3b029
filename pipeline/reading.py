"""What the layers found in one document, and the layers that need no words: view, sections, quantities, times."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.formats import Layout, divide
from pipeline.layers.quantities import read_quantities
from pipeline.layers.times import read_times, years_reported
from pipeline.model import Attribution, Claim, Mention, Quantity, Time
from pipeline.rulebook import Rulebook
from pipeline.scan import scan
from pipeline.source import Document, View, make_view


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the layers found in one document, in view offsets; a layer replaces the record by one that knows more."""

    document: Document
    view: View
    layout: Layout
    mentions: tuple[Mention, ...]
    quantities: tuple[Quantity, ...]
    times: tuple[Time, ...]
    attributions: tuple[Attribution, ...] = ()
    claims: tuple[Claim, ...] = ()


def read_figures(document: Document, book: Rulebook, format_name: str | None = None) -> Reading:
    """The document's view, sections, quantities and times; relative times are seen from its date."""
    view = make_view(document.raw, book.lexicon)
    layout = divide(view, document, book, format_name)
    mentions = scan(view.text, book)
    anchor = document.published or layout.date
    about = years_reported(view.text, layout.sections, document.title, anchor, book.lexicon)
    cells = tuple(cell for section in layout.sections for cell in section.cells)
    return Reading(document, view, layout, mentions, read_quantities(mentions, view.text, book.lexicon, cells),
                   read_times(mentions, view.text, anchor, about))
