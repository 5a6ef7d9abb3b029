"""The doors to spaCy: a tokenizer that cuts at quantities and times, and one component a layer that needs words.

`doc._.reading` holds the typed records; `doc.spans` shows them to viewers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span as DocSpan
from spacy.vocab import Vocab

from pipeline.layers.claims import ClaimReader, wanted_stretches
from pipeline.layers.speakers import attribute
from pipeline.model import Span
from pipeline.reading import Reading, read_figures
from pipeline.rulebook import Rulebook, load_rulebook
from pipeline.segment import Segmenter, as_doc, words_of
from pipeline.source import Document
from pipeline.variants import simplified

if TYPE_CHECKING:
    from collections.abc import Callable

FIGURES = "quantities"

if not Doc.has_extension("reading"):
    Doc.set_extension("reading", default=None)


class PressTokenizer:
    """Text → `Doc`, cut at the quantities and times that the rules of `book` find. jieba is loaded when first needed."""

    def __init__(self, vocab: Vocab, book: Rulebook, format_name: str | None = None,
                 segmenter: str | None = None) -> None:
        self.vocab = vocab
        self.book = book
        self.format_name = format_name
        self.segmenter_name = segmenter
        self._segmenter: Segmenter | None = None

    def __call__(self, text: str) -> Doc:
        """The `Doc` of a text that stands for itself; the document has an empty id and no date."""
        reading = read_figures(Document("", text), self.book, self.format_name)
        doc = self.doc_of(reading)
        show(doc, FIGURES, ((q.start, q.end, q.kind) for q in reading.quantities))
        show(doc, "times", ((t.start, t.end, "time") for t in reading.times))
        return doc

    def doc_of(self, reading: Reading) -> Doc:
        """The `Doc` of a reading: `doc.text` is the view, every quantity and time near a figure is one token.

        Its `spans` stay empty: they are for whoever looks at a text's own `Doc`.
        """
        if self._segmenter is None:
            self._segmenter = Segmenter.of(self.book.lexicon, self.segmenter_name)
        text = reading.view.text
        stretches = wanted_stretches(text, reading.layout.sections, reading.quantities)
        doc = as_doc(self.vocab, text, self._segmenter.words(simplified(text), stretches, _cuts(reading, stretches)))
        doc._.reading = reading
        return doc


def _cuts(reading: Reading, stretches: Sequence[Span]) -> list[Span]:
    """The quantities and times inside the stretches, in text order."""
    found = sorted([(q.start, q.end) for q in reading.quantities] + [(t.start, t.end) for t in reading.times])
    out: list[Span] = []
    k = 0
    for start, end in found:
        while k < len(stretches) and stretches[k].end <= start:
            k += 1
        if k < len(stretches) and stretches[k].start <= start and end <= stretches[k].end and \
                (not out or out[-1].end <= start):
            out.append(Span(start, end))
    return out


def show(doc: Doc, key: str, found: Iterable[tuple[int, int, str]]) -> None:
    """Put (start, end, label) into `doc.spans[key]` where they fall on token boundaries."""
    spans: list[DocSpan | None] = [doc.char_span(start, end, label=label) for start, end, label in found]
    doc.spans[key] = [span for span in spans if span is not None]


@spacy.registry.tokenizers("press_tokenizer")
def make_tokenizer(rules: list[str] | None = None) -> Callable[[Language], PressTokenizer]:
    """The tokenizer for a spaCy config; `rules` are folders laid over the shipped rules."""
    book = load_rulebook([Path(folder) for folder in rules or []])
    return lambda nlp: PressTokenizer(nlp.vocab, book)


@Language.factory("press_speakers", assigns=["doc._.reading"], default_config={"spans_key": "speakers"})
def make_speakers(nlp: Language, name: str, spans_key: str) -> Speakers:
    """The speaker layer by the tokenizer's rules."""
    return Speakers(nlp.tokenizer.book, spans_key)


class Speakers:
    """Adds the attributions to the reading; shows the cues as `doc.spans[spans_key]`."""

    def __init__(self, book: Rulebook, spans_key: str) -> None:
        self.book = book
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """The same `Doc`, its reading with attributions."""
        reading: Reading = doc._.reading
        found = attribute(reading.view.text, reading.layout.sections, self.book)
        doc._.reading = replace(reading, attributions=found)
        if FIGURES in doc.spans:
            show(doc, self.spans_key, ((a.cue.start, a.cue.end, a.kind) for a in found if a.cue))
        return doc


@Language.factory("press_claims", assigns=["doc._.reading"], requires=["doc._.reading"],
                  default_config={"spans_key": "claims"})
def make_claims(nlp: Language, name: str, spans_key: str) -> Claims:
    """The claim layer by the tokenizer's rules."""
    return Claims(nlp.tokenizer.book, spans_key)


class Claims:
    """Adds the claims to the reading; shows the slots' words as `doc.spans[spans_key]`."""

    def __init__(self, book: Rulebook, spans_key: str) -> None:
        self.reader = ClaimReader(book)
        self.spans_key = spans_key

    def __call__(self, doc: Doc) -> Doc:
        """The same `Doc`, its reading with claims."""
        reading: Reading = doc._.reading
        found = self.reader.read(reading.view.text, reading.layout.sections, reading.quantities, reading.times,
                                 reading.attributions, words_of(doc), reading.document.published or reading.layout.date)
        doc._.reading = replace(reading, claims=found)
        if FIGURES not in doc.spans:
            return doc
        slots = ((slot.span, label) for claim in found
                 for slot, label in ((claim.subject, "subject"), (claim.predicate, "predicate"), (claim.object, "object"))
                 if slot and slot.span)
        show(doc, self.spans_key, ((span.start, span.end, label) for span, label in slots if span))
        return doc
